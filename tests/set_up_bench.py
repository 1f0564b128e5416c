"""A workstation to be set up, on fakes."""

from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import cast

from pytestqt.qtbot import QtBot

from app.domain.access import SANDBOX_ACTOR
from app.domain.errors import AppError, DeviceError
from app.domain.live import Level
from app.domain.transcript import Language
from app.domain.trial import Listener, Sample, Tried
from app.gui.pages.parts import WelcomeParts
from app.gui.pages.welcome_page import WelcomePage
from app.services.machine import Machine
from app.services.model_shelf import ModelShelf, ShelvedModel
from app.services.preferences import Preferences
from app.services.stages import CancelledError
from app.services.trial import Trial
from app.settings import Settings, load
from tests.gui.scenes_pages import MACHINE, MODELS
from tests.gui.scenes_pages_welcome import TRIED

MACHINE_STEP, MODEL, MICROPHONE, SELF_TEST, SUMMARY = range(5)
"""The steps, in order."""


@dataclass
class FakeTrial:
    """Hears this; waits until it is enough, or left. closed: how often it was closed."""

    outcome: Tried | AppError = TRIED
    waits: bool = False
    tried: list[tuple[str, str]] = field(default_factory=list)
    closed: int = 0
    left: list[bool] = field(default_factory=list)

    def read_aloud(
        self, device: str, language: Language, listener: Listener, enough: Event, left: Event
    ) -> Tried:
        self.tried.append((device, language))
        listener.step("opening")
        listener.step("recording")
        listener.level(Level(0.1, -20.0, -9.0))
        while self.waits and not enough.wait(0.01):
            if left.is_set():
                self.left.append(True)
                raise CancelledError("the test was left")
        listener.step("hearing")
        return self._given()

    def sample(self, sample: Sample, listener: Listener, left: Event) -> Tried:
        self.tried.append((sample.path.name, sample.language))
        listener.step("loading")
        return self._given()

    def close(self) -> None:
        self.closed += 1

    def _given(self) -> Tried:
        if isinstance(self.outcome, AppError):
            raise self.outcome
        return self.outcome


@dataclass
class Bench:
    """A workstation to be set up."""

    folder: Path
    machine: Machine = MACHINE
    microphones: tuple[str, ...] = ("SpeechMike", "Built-in Audio")
    models: tuple[ShelvedModel, ...] = MODELS
    trial: FakeTrial = field(default_factory=FakeTrial)
    recording: bool = False
    kept: str = ""
    no_sound: str = ""

    def names(self) -> tuple[str, ...]:
        if self.no_sound:
            raise DeviceError(self.no_sound)
        return self.microphones

    def keep(self, step: str) -> None:
        self.kept = step

    def settings(self) -> Settings:
        return load(self.folder / "s.toml")

    def open(self, qtbot: QtBot, at: int = MACHINE_STEP) -> WelcomePage:
        shelf = ModelShelf(lambda _: self.models, lambda _: "", self.folder)
        file, policy = self.folder / "s.toml", self.folder / "p.toml"
        page = WelcomePage(
            WelcomeParts(
                lambda: self.machine,
                self.names,
                lambda: shelf,
                self.settings,
                lambda: Preferences(file, policy, lambda: "sandbox"),
                lambda: cast(Trial, self.trial),
                lambda _: Sample(Path("en_short.flac"), "en", "x"),
                lambda: self.recording,
                lambda: self.kept,
                self.keep,
            )
        )
        qtbot.addWidget(page)
        page.act_as(SANDBOX_ACTOR)
        page.show()
        qtbot.waitUntil(lambda: page.machine.told() is not None and page.model.told() is not None)
        page.turn_to(at)
        return page
