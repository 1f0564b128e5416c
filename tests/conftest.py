"""No network, no home folder, no screen: what holds in every test.

`pytest --recognizer DIR` runs the tests with another CTranslate2 Whisper directory in place of the
embedded one, chosen through the settings file as a hospital would; tests about the shipped weights
themselves are skipped.
"""

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests import cheap_hashes, ready_tables

if TYPE_CHECKING:
    from tests.postgres_server import Server
    from tests.stores import Store

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "no_network"))
import_module("sitecustomize")  # installs the hook in this process too

os.environ["PYTHONPATH"] = os.pathsep.join(
    [str(HERE / "no_network"), str(HERE.parent), os.environ.get("PYTHONPATH", "")]
)
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.setdefault("NUMBA_DISABLE_JIT", "1")  # a minute of compiling; a full test compiles
ready_tables.install()
cheap_hashes.install()
settings.register_profile("steady", deadline=None)  # no test depends on how fast it runs
settings.load_profile("steady")


RECOGNIZER = "--recognizer"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(RECOGNIZER, metavar="DIR", help="recognise with this Whisper directory")


def pytest_configure(config: pytest.Config) -> None:
    """Fixtures that live longer than a test, and what they start, read no user's settings."""
    folder = tempfile.TemporaryDirectory(prefix="erscribe-tests-")
    config.add_cleanup(folder.cleanup)
    os.environ["ERSCRIBE_CONFIG"] = str(_settings(Path(folder.name), config))
    os.environ["ERSCRIBE_DATA_DIR"] = str(Path(folder.name) / "erscribe-data")


def _settings(folder: Path, config: pytest.Config) -> Path:
    """The settings file of a folder; there is none unless a recogniser was named."""
    path = folder / "settings.toml"
    directory = config.getoption(RECOGNIZER)
    if directory is not None:
        path.write_text(f"recognizer = {json.dumps(str(Path(directory).resolve()))}\n", "utf-8")
    return path


@pytest.fixture(autouse=True)
def own_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config
) -> Path:
    """Every test, and every process it starts, has an empty data folder and no settings file.

    With --recognizer the settings file names that recogniser and nothing else.
    """
    data = tmp_path / "erscribe-data"
    monkeypatch.setenv("ERSCRIBE_DATA_DIR", str(data))
    monkeypatch.setenv("ERSCRIBE_CONFIG", str(_settings(tmp_path, pytestconfig)))
    return data


@pytest.fixture(scope="session")
def recognizer_directory(pytestconfig: pytest.Config) -> Path:
    """The recogniser under test: the directory of --recognizer, or the embedded one, verified."""
    directory = pytestconfig.getoption(RECOGNIZER)
    if directory is not None:
        return Path(directory)
    return Path(import_module("app.speech.weights").verified("recognizer-embedded").directory)


@pytest.fixture(scope="session")
def shipped_recognizer(pytestconfig: pytest.Config) -> None:
    """What needs this is about the embedded weights themselves."""
    if pytestconfig.getoption(RECOGNIZER) is not None:
        pytest.skip(f"about the shipped recogniser, and {RECOGNIZER} names another")


@pytest.fixture(scope="session")
def postgres() -> "Iterator[Server]":
    """A real PostgreSQL server of this run's own."""
    with import_module("tests.postgres_server").running() as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.full)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> "Iterator[Store]":
    """A place for a store of each kind: what needs this passes on both."""
    server = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    with import_module("tests.stores").store_of(request.param, tmp_path, server) as made:
        yield made
