"""The first-run set-up: hardware, model, microphone, self-test. It can be skipped and taken up."""

from collections.abc import Callable
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QWidget

from app.domain.access import Actor
from app.domain.errors import AppError
from app.domain.live import Level
from app.domain.transcript import Language
from app.domain.trial import Listener, Tried
from app.gui.background import Background
from app.gui.bridge import EventBridge
from app.gui.look import sized
from app.gui.pages.parts import WelcomeParts
from app.gui.pages.sheet import Notice, column, row, scrolling
from app.gui.pages.welcome_steps import MachineStep, ModelStep, Step, SummaryStep
from app.gui.pages.welcome_tries import MicrophoneStep, SelfTestStep
from app.gui.words import Retranslated, sentence, tr
from app.settings import Settings

if TYPE_CHECKING:  # they load what models need
    from app.services.model_shelf import ShelvedModel
    from app.services.trial import Trial

STEPS: Final = ("machine", "model", "microphone", "self_test", "summary")
DONE: Final = "done"
"""What is kept once the summary was left."""
Work = Callable[["Trial", Listener, Event, Event], Tried]
"""A try; the events: it is enough, and: it is given up."""


class WelcomePage(Retranslated, QWidget):
    """finished: the user is through, or leaves it for later. changed: Settings after a microphone
    was kept. page_asked: another page, by its key."""

    finished = Signal()
    changed = Signal(object)
    said = Signal(str)
    page_asked = Signal(str)

    def __init__(self, parts: WelcomeParts) -> None:
        super().__init__()
        self._parts = parts
        self._actor: Actor | None = None
        self._looking = Background("welcome", self)
        self._trying = Background("welcome trial", self)
        self._bridge = EventBridge(self)
        self._trial: Trial | None = None
        self._enough, self._left = Event(), Event()
        self._under_way: MicrophoneStep | SelfTestStep | None = None
        self._settings = Settings()
        self._names: tuple[str, ...] = ()
        self.machine, self.model = MachineStep(), ModelStep()
        self.microphone, self.self_test = MicrophoneStep(), SelfTestStep()
        self.summary = SummaryStep()
        self.steps: tuple[Step, ...] = (
            *(self.machine, self.model, self.microphone, self.self_test, self.summary),
        )
        self.trail = [QLabel() for _ in self.steps]
        self.pages, self.notice = QStackedWidget(), Notice()
        self.back, self.skip, self.go_on = QPushButton(), QPushButton(), QPushButton()
        self.later = QPushButton()
        self._lay_out()
        self._connect()
        self.retranslate()
        self.turn_to(0)

    def _lay_out(self) -> None:
        trail = QHBoxLayout()
        for label in self.trail:
            trail.addWidget(label)
        trail.addStretch(1)
        for step in self.steps:
            self.pages.addWidget(scrolling(step))
        self.go_on.setDefault(True)
        whole = column(self.notice)
        whole.insertLayout(0, trail)
        whole.addWidget(self.pages, stretch=1)
        whole.addLayout(row(self.later, None, self.back, self.skip, self.go_on))
        self.setLayout(whole)

    def _connect(self) -> None:
        self._bridge.happened.connect(self._hear)
        self.back.clicked.connect(lambda: self.turn_to(self.at - 1))
        self.skip.clicked.connect(lambda: self.turn_to(self.at + 1))
        self.go_on.clicked.connect(self._go_on)
        self.later.clicked.connect(self._leave)
        self.model.models_asked.connect(lambda: self.page_asked.emit("models"))
        self.microphone.begin_asked.connect(self.read_aloud)
        self.microphone.enough_asked.connect(self._end_reading)
        self.microphone.keep_asked.connect(self.keep_microphone)
        self.self_test.begin_asked.connect(self.run_self_test)

    def retranslate(self) -> None:
        self.back.setText(tr("← &Back"))
        self.later.setText(tr("&Later"))
        self.later.setToolTip(tr("Goes on where it was left; from the menu, at any time."))
        self._show_trail()

    # --- the way through

    @property
    def at(self) -> int:
        return self.pages.currentIndex()

    def turn_to(self, at: int) -> None:
        """Show a step. What is tried now is given up."""
        at = max(0, min(at, len(self.steps) - 1))
        if at != self.at:
            self.give_way()
            self.notice.clear()
        if self.steps[at] is self.summary:
            self.summary.sum_up(self.steps[:-1])
        self.pages.setCurrentIndex(at)
        self._show_trail()

    def _show_trail(self) -> None:
        """Which steps there are; the present one is bold and marked."""
        for number, (label, step) in enumerate(zip(self.trail, self.steps, strict=True)):
            here, done = number == self.at, step.told() is not None
            mark = "▸" if here else "✓" if done else "·"
            label.setText(f"{mark} {number + 1} {step.title()}")
            label.setFont(sized(self.font(), self.font().pointSizeF(), bold=here))
        last = self.at == len(self.steps) - 1
        self.back.setEnabled(self.at > 0)
        self.skip.setVisible(not last)
        self.skip.setText(tr("&Skip this step"))
        self.go_on.setText(tr("&Done") if last else tr("&Next →"))
        told = self.steps[self.at].told() is not None
        self.skip.setEnabled(not told)
        self.go_on.setEnabled(last or told)
        self.setAccessibleName(
            tr("Set-up, step {at} of {of}: {name}").format(
                at=self.at + 1, of=len(self.steps), name=self.steps[self.at].title()
            )
        )

    def _go_on(self) -> None:
        if self.at < len(self.steps) - 1:
            self.turn_to(self.at + 1)
            self._keep_place()
        else:
            self._parts.keep(DONE)
            self.finished.emit()

    def _keep_place(self) -> None:
        self._parts.keep(STEPS[self.at])

    def _leave(self) -> None:
        self._keep_place()
        self.finished.emit()

    # --- who sits here

    def act_as(self, actor: Actor) -> None:
        self._actor = actor
        if self.isVisible():
            self.reload()

    def forget(self) -> None:
        self._looking.forget()
        self.give_way()
        self._actor = None
        for step in self.steps:
            step.forget()
        self.notice.clear()
        self._show_trail()

    def busy(self) -> bool:
        """Nothing here is lost by leaving."""
        return False

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        kept = self._parts.kept()
        if kept in STEPS and self.at == 0:
            self.turn_to(STEPS.index(kept))
        self.reload()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """The microphone is let go, and the models with it."""
        super().hideEvent(event)
        self.give_way()
        trial, self._trial = self._trial, None
        if trial is not None:
            self._trying.run(trial.close, lambda _: None, lambda _: None)

    def reload(self) -> None:
        if self._actor is not None:
            self._looking.run(self._parts.microphones, self._show_microphones, self._no_microphone)
            self._looking.run(self._models, self._show_models, self._fail)
            self._looking.run(self._parts.machine, self.machine.show_machine, self._fail)
            self._looking.run(lambda: None, lambda _: self._show_trail(), self._fail)

    def _models(self) -> "tuple[Settings, tuple[ShelvedModel, ...]]":
        settings = self._parts.settings()
        return settings, self._parts.shelf().models(settings)

    def _show_models(self, read: "tuple[Settings, tuple[ShelvedModel, ...]]") -> None:
        self._settings = read[0]
        self.model.show_models(read[1])
        self._choose_microphone()

    def _show_microphones(self, names: tuple[str, ...]) -> None:
        self._names = names
        self.machine.show_microphones(names)

    def _no_microphone(self, error: AppError) -> None:
        self._show_microphones(())
        self._fail(error)

    def _choose_microphone(self) -> None:
        if self._under_way is None:
            self.microphone.show_microphones(self._names, self._settings.microphone)

    # --- tries

    def give_way(self) -> None:
        """Let the microphone go at once: something is to be recorded, or the step was left."""
        self._left.set()
        self._trying.forget()
        if self._under_way is not None:
            self._under_way.show_state("")
            self._under_way = None

    def read_aloud(self, device: str, language: Language) -> None:
        """Record the sentence, and show what was heard of it."""

        def work(trial: "Trial", listener: Listener, enough: Event, left: Event) -> Tried:
            return trial.read_aloud(device, language, listener, enough, left)

        self._try(self.microphone, work)

    def _end_reading(self) -> None:
        self._enough.set()

    def run_self_test(self) -> None:
        def work(trial: "Trial", listener: Listener, _: Event, left: Event) -> Tried:
            return trial.sample(self._parts.sample(self._parts.settings()), listener, left)

        self._try(self.self_test, work)

    def _try(self, step: MicrophoneStep | SelfTestStep, work: Work) -> None:
        if self._parts.recording():
            step.fail(lambda: tr("Something is being recorded; stop it first, then try again."))
            return
        self._enough, self._left = Event(), Event()
        enough, left = self._enough, self._left
        listener = Listener(
            lambda level: self._bridge.tell((left, level)),
            lambda state: self._bridge.tell((left, state)),
        )
        self._under_way = step
        step.show_state("opening")
        self._trying.run(
            lambda: work(self._room(), listener, enough, left),
            partial(self._tried, step),
            partial(self._not_tried, step),
        )

    def _room(self) -> "Trial":
        """On the thread of the tries."""
        if self._trial is None:
            self._trial = self._parts.trial()
        return self._trial

    def _hear(self, told: tuple[Event, Level | str]) -> None:
        """What is told of a try that was given up is shown no more."""
        left, event = told
        if left.is_set() or self._under_way is None:
            return
        if isinstance(event, Level):
            self.microphone.show_level(event)
        else:
            self._under_way.show_state(event)

    def _tried(self, step: MicrophoneStep | SelfTestStep, tried: Tried) -> None:
        self._under_way = None
        step.show_state("")
        step.show_tried(tried)
        self._show_trail()

    def _not_tried(self, step: MicrophoneStep | SelfTestStep, error: AppError) -> None:
        self._under_way = None
        step.fail(lambda: sentence(error))
        self._show_trail()

    def keep_microphone(self, device: str) -> None:
        """Put it into the settings."""
        preferences = self._parts.preferences
        self._looking.run(
            lambda: preferences().change({"microphone": device}).settings,
            self._kept,
            self._fail,
        )

    def _kept(self, settings: Settings) -> None:
        self._settings = settings
        self.microphone.show_kept(settings.microphone)
        self.notice.tell(
            "grey",
            lambda: tr("The microphone was kept; recordings use it from the next start."),
            aloud=True,
        )
        self.said.emit(self.notice.text)
        self.changed.emit(settings)

    def _fail(self, error: AppError) -> None:
        self.notice.tell("red", lambda: sentence(error), aloud=True)
