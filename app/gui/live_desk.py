"""The live part of the window, wired: events to its widgets, keys to the dictation."""

from collections.abc import Callable
from functools import partial
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from app.domain.access import Actor
from app.domain.errors import AppError
from app.domain.live import (
    Gap,
    Level,
    LiveAlert,
    LiveWords,
    Notice,
    Status,
    Stopped,
    Trouble,
    TroubleOver,
)
from app.gui.alerts_panel import AlertsPanel
from app.gui.background import Background
from app.gui.bridge import LiveParts, PacedBridge
from app.gui.desktop import Desktop
from app.gui.final_stages import FinalStages
from app.gui.live_view import LiveView
from app.gui.people_parts import Typed
from app.gui.recording_panel import UNDER_WAY, RecordingPanel
from app.gui.strips import StripKey, Strips
from app.gui.unfinished_strip import Choices, UnfinishedStrip
from app.gui.words import said, sentence, tr
from app.services.events import RecordingDone, RecordingLeft, StageProgress

if TYPE_CHECKING:
    from app.domain.typed import TypedPiece
    from app.services.dictation import DictationEvent
    from app.services.own_recording import Whose
    from app.services.recovery import Recovery, Waiting

USERS_EVENTS = (LiveWords, LiveAlert, Notice, Gap, StageProgress, RecordingDone, RecordingLeft)
"""What belongs to who began a recording."""
USERS_STRIPS: tuple[StripKey, ...] = ("refused", "closing", "unfinished", "another")
"""What is said to one user; that a disk is full goes on being said to whoever is there."""
Claiming = Callable[["Waiting", Typed, Callable[[], None], Callable[[AppError], None]], None]
"""Given who is told that a recording was claimed, and who is told why it was not."""


def anothers(whose: "Whose") -> str:
    """That a recording runs which is not the user's; "" where it is."""
    if whose == "another":
        return tr(
            "A recording that another user began is still running. Stop ends it; its text is "
            "shown to them alone."
        )
    if whose == "emergency":
        return tr(
            "A recording without sign-in is running. Stop ends it; then a physician can claim it."
        )
    return ""


class LiveDesk(QObject):
    """Holds the live widgets; the window places them.

    done: a RecordingDone. said: a sentence for the message line. began: a recording began.
    recorded: whom the user's recording is about, "" for nobody yet, None when none of theirs runs.
    told: every event that was shown.
    """

    done = Signal(object)
    said = Signal(str)
    began = Signal()
    recorded = Signal(object)
    told = Signal(object)

    def __init__(self, live: LiveParts, desktop: Desktop, window: QWidget) -> None:
        super().__init__(window)
        self._live, self._desktop = live, desktop
        desktop.belong_to(window)
        self._bridge = PacedBridge(self)
        self._behind = Background("unfinished", self)
        self._actor: Actor | None = None
        self._opened = False
        self._forgotten = 0
        self._shown = ""
        self._whose: Whose = ""
        self._given_up: list[Event] = []
        self.panel = RecordingPanel(live)
        self.strips = Strips()
        self.text = LiveView()
        self.alerts = AlertsPanel(live.dictation)
        self.claim: Claiming | None = None  # how a recording is claimed, where there are users
        self.stages = FinalStages(self._leave_stages)
        self._keys = self._add_keys(window)
        self._connect()

    def _add_keys(self, window: QWidget) -> list[QAction]:
        """Keys that work wherever the window is, and whatever lies in it."""
        rows: tuple[tuple[str, Callable[[], object]], ...] = (
            ("Ctrl+Alt+R", self.panel.toggle),
            ("Ctrl+Alt+P", self.panel.pause_or_resume),
            ("F9", self.panel.set_mark),
            ("F10", self.alerts.acknowledge_oldest),
        )
        actions = []
        for key, slot in rows:
            action = QAction(window)
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)
            action.setAutoRepeat(False)
            action.triggered.connect(slot)
            window.addAction(action)
            actions.append(action)
        return actions

    def escape(self) -> bool:
        """Leave the final text for later, where one is written; whether that was so."""
        running = bool(self.stages.running)
        if running:
            self.stages.cancel()
        return running

    def _connect(self) -> None:
        self._bridge.happened.connect(self._hear)
        for part in (self.panel, self.alerts):
            part.refused.connect(self._refuse)
        self.panel.obeyed.connect(lambda: self.strips.take("refused"))
        self.panel.marked.connect(lambda at_s: self.text.text.add_line(at_s, lambda: tr("mark")))
        self.alerts.interrupted.connect(self._interrupt)

    @property
    def recording(self) -> bool:
        """Something is being recorded, or is about to be."""
        return self.panel.state in UNDER_WAY

    @property
    def loaded(self) -> bool:
        """The dictation is there, and not only the recording process."""
        return self._live.dictation.loaded

    @property
    def busy(self) -> bool:
        """Recording, or writing the final text."""
        return self.recording or bool(self.stages.running)

    @property
    def moment(self) -> tuple[str, float]:
        """The user's recording that runs and how long it is; "" where none runs."""
        if not self.recording or self._live.dictation.encounter is None:
            return "", 0.0
        return self.panel.recording, self.panel.audio_s

    @property
    def typed(self) -> "tuple[TypedPiece, ...]":
        return self._live.dictation.typed

    def keep_typed(self, pieces: "tuple[TypedPiece, ...]") -> None:
        self._live.dictation.keep_typed(pieces)

    def mark(self, name: str) -> None:
        """Put a mark into the recording that runs. Raises AppError."""
        self._live.dictation.mark(name)

    def open(self) -> None:
        """Begin to listen; what an earlier run left unfinished is looked for behind."""
        try:
            self._live.dictation.open(self._tell)
        except AppError as error:
            self._refuse(sentence(error))
        self._opened = True
        self.look_for_unfinished()

    def act_as(self, actor: Actor) -> None:
        """Somebody sits here from now on: what waits for them is looked for."""
        self._actor = actor
        self._live.dictation.act_as(actor)
        self._say_whose(self._live.dictation.whose)
        if self._opened:
            self.look_for_unfinished()

    def _say_whose(self, whose: "Whose") -> None:
        if self._actor is None:
            return
        if anothers(whose):
            self.strips.put("another", "amber", anothers(whose))
        self._say_whom()

    def _say_whom(self) -> None:
        """A recording that is asked for is told of before it begins: the warning comes at once."""
        self.recorded.emit(self._live.dictation.encounter if self.recording else None)

    def forget(self) -> None:
        """Nobody sits here: nothing of who did may stay. What runs goes on, unseen."""
        self._live.dictation.act_as(None)
        self._actor = None
        self._forgotten += 1  # what was told before and is not shown yet is theirs too
        self._behind.forget()
        self._given_up.clear()
        self._shown = self.panel.encounter = ""
        self.text.text.begin()
        self.alerts.clear()
        self.stages.forget()
        for key in USERS_STRIPS:
            self.strips.take(key)
        self._show_state()

    def set_reachable(self, reachable: bool) -> None:
        """Whether the keys of the window do anything."""
        for key in self._keys:
            key.setEnabled(reachable)

    def begin_for(self, encounter: str) -> None:
        """Whom recordings are about that begin from now on, "" for nobody yet."""
        self.panel.encounter = encounter

    def _tell(self, event: "DictationEvent") -> None:
        """On any thread."""
        self._bridge.tell((self._forgotten, self._live.dictation.whose, event))

    def _hear(self, told: "tuple[int, Whose, DictationEvent]") -> None:
        """What was told of somebody's words before they left is not shown to who came after."""
        when, whose, event = told
        self._whose = whose
        if when == self._forgotten or not isinstance(event, USERS_EVENTS):
            self.show_event(event)

    def close(self) -> None:
        """Leave. A recording that is under way goes on without the window."""
        self._live.dictation.close()

    def show_event(self, event: "DictationEvent") -> None:
        self.panel.show_event(event)
        match event:
            case Status():
                if event.recording:
                    self._say_whose(self._whose)
                else:
                    self._say_whom()
                self._begin(event)
                self.alerts.show_event(event)
            case LiveWords() | Gap():
                self.text.show_event(event)
            case Level() | LiveAlert() | Notice():
                self.alerts.show_event(event)
            case Trouble() | TroubleOver():
                self.strips.show_event(event)
            case Stopped() | StageProgress() | RecordingDone() | RecordingLeft():
                self._show_stage(event)
        self._show_state()
        self.told.emit(event)

    def _begin(self, status: Status) -> None:
        """Empty the text for another recording, not for one that only goes on."""
        if status.state in ("recording", "paused") and status.recording != self._shown:
            self._shown = status.recording
            self.text.text.begin()
            self.began.emit()

    def _show_stage(self, event: Stopped | StageProgress | RecordingDone | RecordingLeft) -> None:
        if not (isinstance(event, Stopped) and anothers(self._whose)):  # its text is not ours
            self.stages.show_event(event)
        match event:
            case Stopped():
                self.strips.take("another")
            case RecordingDone():
                self.done.emit(event)
            case RecordingLeft():
                self.said.emit(said(event.sentence))
                self.look_for_unfinished()

    def _show_state(self) -> None:
        if self.alerts.waiting:
            self._desktop.show_state("alert")
        elif self.recording:
            self._desktop.show_state("recording")
        else:
            self._desktop.show_state("processing" if self.stages.running else "idle")

    def _interrupt(self, _: LiveAlert) -> None:
        self._desktop.call_attention()
        if self._live.chime is not None:
            self._desktop.sound(self._live.chime)

    def _refuse(self, words: str) -> None:
        self.strips.put("refused", "amber", words)

    def _leave_stages(self) -> None:
        for given_up in self._given_up:
            given_up.set()
        self._given_up.clear()
        self._live.dictation.cancel()

    def look_for_unfinished(self) -> None:
        """List, behind, what waits to be finished."""
        recovery, actor = self._live.recovery, self._actor
        if recovery is not None and actor is not None:
            self._behind.run(
                lambda: recovery().offered(actor),
                partial(self._list_unfinished, recovery, actor),
                self._fail,
            )

    def _list_unfinished(
        self, recovery: "Callable[[], Recovery]", actor: Actor, waiting: "tuple[Waiting, ...]"
    ) -> None:
        at_work = self.stages.running | ({self.panel.recording} if self.recording else set())
        left = [one for one in waiting if one.recording not in at_work]
        self.strips.take("unfinished")
        if not left:
            return
        strip = UnfinishedStrip(
            left,
            Choices(
                partial(self._finish, recovery, actor),
                partial(self._discard, recovery, actor),
                self._claim,
                lambda: self.strips.take("unfinished"),
            ),
        )
        self.strips.add("unfinished", strip)

    def _finish(self, recovery: "Callable[[], Recovery]", actor: Actor, recording: str) -> None:
        """Do the final stages of a recording behind, after those that were asked for before."""
        given_up = Event()
        self._given_up.append(given_up)
        self.stages.begin(recording)
        self._show_state()
        self._behind.run(
            lambda: recovery().finish(actor, recording, self._tell, given_up),
            self.show_event,
            lambda error: self.show_event(RecordingLeft(recording, _kept(error))),
        )

    def _claim(self, one: "Waiting", typed: Typed, refused: Callable[[AppError], None]) -> None:
        """Make a recording one's own; then it waits to be finished like any other."""
        if self.claim is not None:
            self.claim(one, typed, self.look_for_unfinished, refused)

    def _discard(self, recovery: "Callable[[], Recovery]", actor: Actor, recording: str) -> None:
        self._behind.run(
            lambda: recovery().discard(actor, recording),
            lambda _: self.said.emit(tr("The recording was deleted.")),
            self._fail_and_list,
        )

    def _fail(self, error: AppError) -> None:
        self._refuse(sentence(error))

    def _fail_and_list(self, error: AppError) -> None:
        self._fail(error)
        self.look_for_unfinished()


def _kept(error: AppError) -> str:
    return tr("{problem}; its sound is kept.").format(problem=sentence(error))
