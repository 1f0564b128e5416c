"""Where things are: the source tree's models and resources, the user's data."""

import os
import sys
from pathlib import Path

import platformdirs

ROOT = Path(__file__).resolve().parent.parent
MODELS = ROOT / "models"
RESOURCES = ROOT / "resources"


def data_dir() -> Path:
    """The user's data folder; ERSCRIBE_DATA_DIR overrides it (tests, portable use)."""
    override = os.environ.get("ERSCRIBE_DATA_DIR")
    return Path(override) if override else Path(platformdirs.user_data_dir("erscribe", False))


def config_file() -> Path:
    """The settings file; ERSCRIBE_CONFIG overrides it."""
    override = os.environ.get("ERSCRIBE_CONFIG")
    if override:
        return Path(override)
    return Path(platformdirs.user_config_dir("erscribe", False)) / "settings.toml"


def policy_file() -> Path:
    """What fixes settings for everybody on this machine; only its administrators write there.

    Nothing that a user sets moves it.
    """
    if sys.platform == "linux":
        return Path("/etc/erscribe/policy.toml")
    return Path(platformdirs.site_config_dir("erscribe", False)) / "policy.toml"


def clinical_dir() -> Path:
    """The store of real encounters; it is there once the first administrator was made."""
    return data_dir() / "clinical"


def store_dir() -> Path:
    """The store in force: the clinical one when it is there, else the sandbox."""
    return clinical_dir() if clinical_dir().is_dir() else data_dir()


def database_file(store: Path | None = None) -> Path:
    """store: another one than that in force."""
    return (store or store_dir()) / "erscribe.sqlite3"


def installed_models_dir() -> Path:
    """Where large, hospital-installed models lie (not tracked)."""
    return data_dir() / "models"


def lexicons_dir() -> Path:
    """Lexicons that were built here from vocabularies of the site; nothing of them is tracked."""
    return data_dir() / "lexicons"


def recordings_dir(data: Path | None = None) -> Path:
    """One folder per recording, as the recording process writes them. data: not the user's."""
    return (data or store_dir()) / "recordings"


def run_dir(data: Path | None = None) -> Path:
    """Addresses and locks of the processes that run now. data: not the user's."""
    return (data or store_dir()) / "run"


def own_command(verb: str, data: Path | None = None) -> tuple[str, ...]:
    """How this program starts itself with a verb. data: its data folder, when not the user's."""
    program = () if getattr(sys, "frozen", False) else ("-m", "app")
    folder = () if data is None else ("--data", str(data))
    return (sys.executable, *program, verb, *folder)
