"""The pages of settings and models, filled as a clinician meets them."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from app.domain.access import SANDBOX_ACTOR, Actor
from app.gui.pages.models_page import ModelsPage
from app.gui.pages.parts import ModelsParts, SettingsParts
from app.gui.pages.settings_page import SettingsPage
from app.services.machine import Graphics, Machine
from app.services.model_shelf import ShelvedModel
from app.services.preferences import SECURITY, Held, Lock, Preferences
from app.settings import Settings

FILE = Path("/home/er/.config/erscribe/settings.toml")
POLICY = Path("/etc/erscribe/policy.toml")


class FakePreferences(Preferences):
    """Settings in memory."""

    def __init__(self, settings: Settings, locked: Mapping[str, Lock], by: str = "") -> None:
        self._settings, self._locks, self._by = settings, locked, by

    def held(self) -> Held:
        return Held(self._settings, self._locks, FILE, POLICY, self._by, False)

    def change(self, values: Mapping[str, Any], by: Actor | None = None) -> Held:
        return self.held()


SUGGESTED = {
    "microphone": ("SpeechMike Premium Air", "Built-in Audio Analog Stereo"),
    "recognizer": ("recognizer-embedded", "whisper-large-v3"),
}


def settings_page(
    settings: Settings | None = None,
    locked: Mapping[str, Lock] | None = None,
    *,
    site: bool = False,
) -> SettingsPage:
    kept = FakePreferences(settings or Settings(), locked or {}, "Hospital IT, extension 4711")
    facts = {"session_lock_s": "300", "retention_audio_days": "90"}
    page = SettingsPage(
        SettingsParts(
            lambda: kept, lambda: SUGGESTED, (lambda: facts) if site else None, frozenset()
        )
    )
    page.resize(1000, 700)
    page.act_as(SANDBOX_ACTOR)
    # read here and now, so that a picture shows it
    page._show((kept, kept.held()))
    page._suggest(SUGGESTED)
    if page.site is not None:
        page.site.show_facts(facts)
    return page


def _settings_wrong() -> QWidget:
    page = settings_page()
    page.show_group("notices")
    page.row("notify_webhook").field.line.setText("http://duty.example/hook")  # type: ignore[attr-defined]
    return page


def _settings_locked() -> QWidget:
    locked: dict[str, Lock] = {**dict.fromkeys(SECURITY, "clinical"), "device": "policy"}
    page = settings_page(Settings(device="cpu"), locked, site=True)
    page.show_group("recognition")
    return page


def _settings_site() -> QWidget:
    page = settings_page(locked=dict.fromkeys(SECURITY, "clinical"), site=True)
    page.groups.setCurrentRow(page.groups.count() - 1)
    return page


def _settings_security() -> QWidget:
    page = settings_page(locked=dict.fromkeys(SECURITY, "clinical"), site=True)
    page.show_group("directory")
    return page


MACHINE = Machine("AMD EPYC 7763 64-Core Processor", 8, 33_500_000_000)
GPU = Machine(
    "Intel(R) Xeon(R) w5-2445",
    20,
    137_000_000_000,
    (Graphics("NVIDIA RTX 4000 Ada Generation", "570.86.15", 20 << 30),),
    True,
)


def model(name: str, kind: str, size: int, why: str = "", *, own: bool = True) -> ShelvedModel:
    source = f"erscribe train {kind}" if own else "huggingface.co/openai/whisper-large-v3"
    card = f"# {name}\n\n**Demonstration model: not for clinical use.**\n\nA small model."
    folder = Path("/opt/erscribe/models" if own else "/home/er/.local/share/erscribe") / name
    licence = "Apache-2.0" if own else "MIT"
    return ShelvedModel(
        name, "0.3", kind, size, "3bf7c066024b962f" * 4, licence, source, folder, own, card,
        why,  # type: ignore[arg-type]
    )  # fmt: skip


MODELS = (
    model("detector", "detector", 1_245_151, "fixed"),
    model("keywords-embedded", "keywords", 385_595, "fixed"),
    model("recognizer-embedded", "recognizer", 11_387_977, "only one"),
    model("segmentation-embedded", "segmentation", 2_749_220, "fixed"),
    model("speaker-embedded", "embedding", 1_675_378, "fixed"),
)
LARGE = model("whisper-large-v3", "recognizer", 3_094_000_000, "best for GPU", own=False)


class Shelf:
    """Two models are intact, the third is not."""

    def __init__(self, models: tuple[ShelvedModel, ...] = MODELS) -> None:
        self._models = models
        self.bad = {"keywords-embedded": "keywords-embedded: model.safetensors is not as listed"}

    def models(self, settings: Settings) -> tuple[ShelvedModel, ...]:
        return self._models

    def verify(self, name: str) -> str:
        return self.bad.get(name, "")


def models_page(
    models: tuple[ShelvedModel, ...] = MODELS, machine: Machine = MACHINE
) -> ModelsPage:
    shelf = Shelf(models)
    page = ModelsPage(
        ModelsParts(
            lambda: shelf,  # type: ignore[arg-type, return-value]
            lambda: machine,
            Settings,
            lambda: FakePreferences(Settings(), {}),
            lambda *_: None,
        )
    )
    page.resize(1000, 700)
    page.act_as(SANDBOX_ACTOR)
    page._show((Settings(), models))
    page._found(machine)
    page.grid.selectRow(next(at for at, one in enumerate(models) if one.kind == "recognizer"))
    return page


def _models_verified() -> QWidget:
    page = models_page((*MODELS[:2], LARGE, *MODELS[3:]), GPU)
    page._states = {one.name: "" for one in page._models}
    page._states["keywords-embedded"] = Shelf().bad["keywords-embedded"]
    page._fill()
    page.grid.selectRow(1)
    page._sum_up()
    return page


def unused(*_: object) -> Any:
    """Nothing in a scene asks for it."""
    raise AssertionError


def scenes() -> dict[str, Callable[[], QWidget]]:
    return {
        "settings_sound": settings_page,
        "settings_wrong": _settings_wrong,
        "settings_locked": _settings_locked,
        "settings_security": _settings_security,
        "settings_site": _settings_site,
        "models": models_page,
        "models_verified": _models_verified,
    }
