"""What the window's pages are made of; all of it is built when a page first asks."""

import uuid
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from shutil import rmtree

from app import __version__, bootstrap, paths
from app.domain.access import Actor
from app.domain.errors import AppError
from app.gui.pages.parts import (
    AboutParts,
    LexiconParts,
    ModelsParts,
    SettingsParts,
    WelcomeParts,
)
from app.gui.pages.proof_bar import Prove
from app.services import licences, unlocking
from app.services.final_speech import SpeechDesk
from app.services.installing import permit_install
from app.services.lexicon_desk import LexiconDesk
from app.services.machine import Machine, look_at_machine
from app.services.model_shelf import ModelShelf
from app.services.preferences import Preferences
from app.services.proposals import Proposals
from app.services.trial import Sample, Trial, bundled_sample
from app.services.vetoes import Vetoes
from app.settings import Settings
from app.speech import shelf, weights
from app.speech.model_import import import_model

__all__ = ["about", "lexicon", "models", "settings", "welcome"]

_COMPUTE_TYPES = ("int8", "int8_float16", "float16", "float32")


def settings(at_once: frozenset[str]) -> SettingsParts:
    """at_once: what the window brings into force by itself when a setting changed."""
    clinical = unlocking.profile_in_force() == "clinical"
    site = (lambda: Proposals(bootstrap.database()).site()) if clinical else None
    return SettingsParts(_preferences, _suggestions, site, at_once)


def models(recording: Callable[[], bool], prove: Prove | None) -> ModelsParts:
    return ModelsParts(
        _shelf, _machine, bootstrap.load_settings, _preferences, _bring, recording, prove
    )


def lexicon(prove: Prove | None) -> LexiconParts:
    return LexiconParts(
        cache(lambda: LexiconDesk(lambda: bootstrap.understander().resources.lexicon)),
        lambda: Vetoes(bootstrap.database()),
        lambda: Proposals(bootstrap.database()),
        prove,
    )


def about() -> AboutParts:
    readme = paths.RESOURCES / "lexicon" / "README.md"
    return AboutParts(
        __version__,
        licences.packages,
        _licence_text,
        lambda: _shelf().models(bootstrap.load_settings()),
        lambda: readme.read_text(encoding="utf-8"),
    )


def welcome(
    recording: Callable[[], bool], kept: Callable[[], str], keep: Callable[[str], None]
) -> WelcomeParts:
    return WelcomeParts(
        _machine,
        _microphones,
        _shelf,
        bootstrap.load_settings,
        _preferences,
        _trial,
        _sample,
        recording,
        kept,
        keep,
    )


def _preferences() -> Preferences:
    return Preferences(paths.config_file(), paths.policy_file(), unlocking.profile_in_force)


def _suggestions() -> Mapping[str, tuple[str, ...]]:
    """What there is to choose from on this machine; what cannot be listed is left out."""
    found: dict[str, tuple[str, ...]] = {"compute_type": _COMPUTE_TYPES}
    for key, look in (
        ("microphone", _microphones),
        ("recognizer", _recognizers),
        ("note_template", _templates),
    ):
        try:
            found[key] = look()
        except AppError:
            continue
    return found


def _microphones() -> tuple[str, ...]:
    return tuple(one.name for one in bootstrap.microphones())


def _recognizers() -> tuple[str, ...]:
    return tuple(row.name for row in weights.list_models() if row.kind == "recognizer")


def _templates() -> tuple[str, ...]:
    return tuple(sorted(one.stem for one in (paths.RESOURCES / "templates").glob("*.toml")))


def _shelf() -> ModelShelf:
    def listed(chosen: Settings) -> tuple[shelf.ShelvedModel, ...]:
        return shelf.shelved(chosen, partial(bootstrap.gpu_wanted, chosen.device), paths.MODELS)

    return ModelShelf(listed, shelf.failure, paths.installed_models_dir())


def _machine() -> Machine:
    return look_at_machine(lambda: bootstrap.gpu_wanted("auto"))


def _bring(actor: Actor, folder: Path, licence: str, source: str) -> None:
    """Raises AccessError, StoreError, ModelError."""
    permit_install(bootstrap.database(), actor, folder.name)
    import_model(folder, "recognizer", licence, source, "1")


def _licence_text(name: str) -> str:
    if name.casefold() == licences.PRODUCT:
        own = paths.ROOT / "LICENSE"
        return own.read_text(encoding="utf-8") if own.is_file() else licences.texts(name)
    return licences.texts(name)


def _sample(chosen: Settings) -> Sample:
    return bundled_sample(chosen.languages)


def _trial() -> Trial:
    """In a folder of its own, with processes of its own; both are gone when it is closed."""
    folder = paths.data_dir() / bootstrap.REPLAYS / uuid.uuid4().hex
    desk = SpeechDesk(partial(bootstrap.speech, folder))

    def wipe(recording: str) -> None:
        rmtree(paths.recordings_dir(folder) / recording, ignore_errors=True)

    def end() -> None:
        desk.close()
        rmtree(folder, ignore_errors=True)

    return Trial(partial(bootstrap.capture, folder), desk, wipe, end)
