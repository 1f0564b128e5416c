"""What the window's pages are made of; all of it is built, and loaded, when a page first asks."""

# every import in here waits: a page is shown before, and asks behind the window
# ruff: noqa: PLC0415

from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from app import __version__, paths
from app.domain.access import Actor
from app.domain.errors import AppError
from app.domain.trial import Sample
from app.gui.pages.parts import (
    AboutParts,
    LexiconParts,
    ModelsParts,
    SettingsParts,
    WelcomeParts,
)
from app.gui.pages.proof_bar import Prove
from app.settings import Settings, load

if TYPE_CHECKING:
    from app.services.lexicon_desk import LexiconDesk
    from app.services.licences import Package
    from app.services.machine import Machine
    from app.services.model_shelf import ModelShelf, ShelvedModel
    from app.services.own_terms import OwnTerms
    from app.services.preferences import Preferences
    from app.services.proposals import Proposals
    from app.services.trial import Trial
    from app.services.vetoes import Vetoes

__all__ = ["about", "lexicon", "models", "settings", "welcome"]

_COMPUTE_TYPES = ("int8", "int8_float16", "float16", "float32")


def settings(at_once: frozenset[str]) -> SettingsParts:
    """at_once: what the window brings into force by itself when a setting changed."""
    clinical = paths.store_dir() == paths.clinical_dir()
    site = (lambda: _proposals().site()) if clinical else None
    return SettingsParts(_preferences, _suggestions, site, at_once)


def models(recording: Callable[[], bool], prove: Prove | None) -> ModelsParts:
    return ModelsParts(_shelf, _machine, _settings, _preferences, _bring, recording, prove)


def lexicon(prove: Prove | None) -> LexiconParts:
    return LexiconParts(cache(_lexicon_desk), _vetoes, _proposals, prove, _own_terms)


def about() -> AboutParts:
    readme = paths.RESOURCES / "lexicon" / "README.md"
    return AboutParts(
        __version__,
        _packages,
        _licence_text,
        lambda: _shelf().models(_settings()),
        lambda: readme.read_text(encoding="utf-8"),
    )


def welcome(
    recording: Callable[[], bool], kept: Callable[[], str], keep: Callable[[str], None]
) -> WelcomeParts:
    return WelcomeParts(
        _machine,
        _microphones,
        _shelf,
        _settings,
        _preferences,
        _trial,
        _sample,
        recording,
        kept,
        keep,
    )


def _settings() -> Settings:
    return load(paths.config_file(), paths.policy_file())


def _preferences() -> "Preferences":
    from app.services.preferences import Preferences
    from app.services.unlocking import profile_in_force

    return Preferences(paths.config_file(), paths.policy_file(), profile_in_force, _note_choice)


def _note_choice(actor: Actor, chosen: Mapping[str, object]) -> None:
    """Raises StoreError."""
    from app import bootstrap
    from app.services.installing import note_choice

    note_choice(bootstrap.database(), actor, chosen)


def _suggestions() -> Mapping[str, tuple[str, ...]]:
    """What there is to choose from on this machine; what cannot be listed is left out."""
    found: dict[str, tuple[str, ...]] = {"compute_type": _COMPUTE_TYPES}
    for key, look in (
        ("microphone", _microphones),
        ("loudspeaker", _loudspeakers),
        ("recognizer", _recognizers),
        ("note_template", _templates),
        ("lexicon", _lexicons),
    ):
        try:
            found[key] = look()
        except AppError:
            continue
    return found


def _microphones() -> tuple[str, ...]:
    from app.audio.microphone import microphones

    return tuple(one.name for one in microphones())


def _loudspeakers() -> tuple[str, ...]:
    from app.audio.loudspeaker import output_names, portaudio

    return output_names(portaudio())


def _recognizers() -> tuple[str, ...]:
    from app.speech.weights import list_models

    return tuple(row.name for row in list_models() if row.kind == "recognizer")


def _lexicons() -> tuple[str, ...]:
    from app.text.lexicon.builds import EMBEDDED, builds_in

    return (EMBEDDED, *(one.name for one, _ in builds_in(paths.lexicons_dir())))


def _templates() -> tuple[str, ...]:
    return tuple(sorted(one.stem for one in (paths.RESOURCES / "templates").glob("*.toml")))


def _shelf() -> "ModelShelf":
    from app.services.model_shelf import ModelShelf
    from app.speech import making, shelf

    def listed(chosen: Settings) -> "tuple[ShelvedModel, ...]":
        return shelf.shelved(chosen, partial(making.gpu_wanted, chosen.device), paths.MODELS)

    return ModelShelf(listed, shelf.failure, paths.installed_models_dir())


def _machine() -> "Machine":
    from app.services.machine import look_at_machine
    from app.speech import making

    return look_at_machine(lambda: making.gpu_wanted("auto"))


def _bring(actor: Actor, folder: Path, licence: str, source: str) -> None:
    """Raises AccessError, StoreError, ModelError."""
    from app import bootstrap
    from app.services.installing import permit_install
    from app.speech.model_import import import_model

    permit_install(bootstrap.database(), actor, folder.name)
    import_model(folder, "recognizer", licence, source, "1")


def _lexicon_desk() -> "LexiconDesk":
    from app import bootstrap
    from app.services.lexicon_desk import LexiconDesk

    return LexiconDesk(bootstrap.lexicon_here, lambda: (_settings().lexicon, paths.lexicons_dir()))


def _vetoes() -> "Vetoes":
    from app import bootstrap
    from app.services.vetoes import Vetoes

    return Vetoes(bootstrap.database())


def _own_terms() -> "OwnTerms":
    from app import bootstrap
    from app.services.own_terms import OwnTerms

    return OwnTerms(bootstrap.lexicon, bootstrap.site_terms, _proposals(), _vetoes())


def _proposals() -> "Proposals":
    from app import bootstrap
    from app.services.proposals import Proposals

    return Proposals(bootstrap.database())


def _packages() -> "tuple[Package, ...]":
    from app.services.licences import packages

    return packages()


def _licence_text(name: str) -> str:
    from app.services import licences

    own = paths.ROOT / "LICENSE"
    if name.casefold() == licences.PRODUCT and own.is_file():
        return own.read_text(encoding="utf-8")
    return licences.texts(name)


def _sample(chosen: Settings) -> Sample:
    from app.services.trial import bundled_sample

    return bundled_sample(chosen.languages)


def _trial() -> "Trial":
    """In a folder of its own, with processes of its own; both are gone when it is closed."""
    from shutil import rmtree
    from uuid import uuid4

    from app import bootstrap
    from app.services.final_speech import SpeechDesk
    from app.services.trial import Trial

    folder = paths.data_dir() / bootstrap.REPLAYS / uuid4().hex
    desk = SpeechDesk(partial(bootstrap.speech, folder))

    def wipe(recording: str) -> None:
        rmtree(paths.recordings_dir(folder) / recording, ignore_errors=True)

    def end() -> None:
        desk.close()
        rmtree(folder, ignore_errors=True)

    return Trial(partial(bootstrap.capture, folder), desk, wipe, end)
