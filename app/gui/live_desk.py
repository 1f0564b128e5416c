"""The live part of the window, wired: events to its widgets, keys to the dictation."""

from collections import deque
from collections.abc import Callable
from functools import partial
from threading import Event

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from app.domain.access import SANDBOX_ACTOR
from app.domain.errors import AppError
from app.domain.live import (
    FollowEnded,
    Gap,
    Level,
    LiveAlert,
    LiveWords,
    Notice,
    Refused,
    Status,
    Stopped,
    Trouble,
    TroubleOver,
)
from app.gui.alerts_panel import AlertsPanel
from app.gui.background import Background
from app.gui.bridge import EventBridge, LiveParts
from app.gui.desktop import Desktop
from app.gui.final_stages import FinalStages
from app.gui.live_view import LiveView
from app.gui.recording_panel import UNDER_WAY, RecordingPanel
from app.gui.strips import Strips
from app.gui.unfinished_strip import UnfinishedStrip
from app.services.dictation import DictationEvent
from app.services.events import RecordingDone, RecordingLeft, StageProgress
from app.services.recovery import Recovery, Waiting

MARKED = "mark"


class LiveDesk(QObject):
    """Holds the live widgets; the window places them.

    done: a RecordingDone. said: a sentence for the message line. began: a recording began.
    """

    done = Signal(object)
    said = Signal(str)
    began = Signal()

    def __init__(self, live: LiveParts, desktop: Desktop, window: QWidget) -> None:
        super().__init__(window)
        self._live, self._desktop = live, desktop
        desktop.belong_to(window)
        self._bridge = EventBridge(self)
        self._behind = Background("unfinished", self)
        self._shown = ""
        self._followed: deque[str] = deque()
        self._given_up: list[Event] = []
        self.panel = RecordingPanel(live)
        self.strips = Strips()
        self.text = LiveView()
        self.alerts = AlertsPanel(live.dictation)
        self.stages = FinalStages(self._leave_stages)
        self._cancel = self._add_keys(window)
        self._connect()

    def _add_keys(self, window: QWidget) -> QAction:
        """Window-wide keys; gives the one that ends the final stages, off while none run."""
        rows: tuple[tuple[str, str, Callable[[], object]], ...] = (
            ("Record or stop", "Ctrl+Alt+R", self.panel.toggle),
            ("Pause or resume", "Ctrl+Alt+P", self.panel.pause_or_resume),
            ("Mark this moment", "F9", self.panel.set_mark),
            ("Acknowledge the oldest alert", "F10", self.alerts.acknowledge_oldest),
            ("Leave the final text for later", "Esc", self.stages.cancel),
        )
        for text, key, slot in rows:
            action = QAction(text, window)
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)
            action.setAutoRepeat(False)
            action.triggered.connect(slot)
            window.addAction(action)
        action.setEnabled(False)
        return action

    def _connect(self) -> None:
        # queued: an event that a command brings at once still comes after the command
        self._bridge.happened.connect(self.show_event, Qt.ConnectionType.QueuedConnection)
        for part in (self.panel, self.alerts):
            part.refused.connect(self._refuse)
        self.panel.obeyed.connect(lambda: self.strips.take("refused"))
        self.panel.marked.connect(lambda at_s: self.text.text.add_line(at_s, MARKED))
        self.alerts.interrupted.connect(self._interrupt)

    @property
    def recording(self) -> bool:
        """Something is being recorded, or is about to be."""
        return self.panel.state in UNDER_WAY

    @property
    def busy(self) -> bool:
        """Recording, or writing the final text."""
        return self.recording or bool(self.stages.running)

    def open(self) -> None:
        """Begin to listen; what an earlier run left unfinished is looked for behind."""
        try:
            self._live.dictation.open(self._bridge.tell)
        except AppError as error:
            self._refuse(str(error))
        self.look_for_unfinished()

    def close(self) -> None:
        """Leave. A recording that is under way goes on without the window."""
        self._live.dictation.close()

    def show_event(self, event: DictationEvent) -> None:
        self.panel.show_event(event)
        match event:
            case Status():
                self._begin(event)
                self.alerts.show_event(event)
            case LiveWords() if len(self._followed) <= 1:  # else they are of the one before
                self.text.show_event(event)
            case Gap():
                self.text.show_event(event)
            case FollowEnded() | Refused(command="Follow"):
                self._followed = deque(list(self._followed)[1:])
            case Level() | LiveAlert() | Notice():
                self.alerts.show_event(event)
            case Trouble() | TroubleOver():
                self.strips.show_event(event)
            case Stopped() | StageProgress() | RecordingDone() | RecordingLeft():
                self._show_stage(event)
        self._show_state()

    def _begin(self, status: Status) -> None:
        """Empty the text for another recording, not for one that only goes on."""
        if status.state in ("recording", "paused") and status.recording != self._shown:
            self._shown = status.recording
            self._followed.append(status.recording)
            self.text.text.begin()
            self.began.emit()

    def _show_stage(self, event: Stopped | StageProgress | RecordingDone | RecordingLeft) -> None:
        self.stages.show_event(event)
        match event:
            case RecordingDone():
                self.done.emit(event)
            case RecordingLeft():
                self.said.emit(event.sentence)
                self.look_for_unfinished()

    def _show_state(self) -> None:
        self._cancel.setEnabled(bool(self.stages.running))
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

    def _refuse(self, sentence: str) -> None:
        self.strips.put("refused", "amber", sentence)

    def _leave_stages(self) -> None:
        for given_up in self._given_up:
            given_up.set()
        self._given_up.clear()
        self._live.dictation.cancel()

    def look_for_unfinished(self) -> None:
        """List, behind, what waits to be finished."""
        recovery = self._live.recovery
        if recovery is not None:
            self._behind.run(recovery.waiting, partial(self._list_unfinished, recovery), self._fail)

    def _list_unfinished(self, recovery: Recovery, waiting: tuple[Waiting, ...]) -> None:
        at_work = self.stages.running | ({self.panel.recording} if self.recording else set())
        left = [one for one in waiting if one.recording not in at_work]
        self.strips.take("unfinished")
        if not left:
            return
        strip = UnfinishedStrip(
            left,
            partial(self._finish, recovery),
            partial(self._discard, recovery),
            lambda: self.strips.take("unfinished"),
        )
        self.strips.add("unfinished", strip)

    def _finish(self, recovery: Recovery, recording: str) -> None:
        """Do the final stages of a recording behind, after those that were asked for before."""
        given_up = Event()
        self._given_up.append(given_up)
        self.stages.begin(recording)
        self._show_state()
        self._behind.run(
            lambda: recovery.finish(SANDBOX_ACTOR, recording, self._bridge.tell, given_up),
            self.show_event,
            lambda error: self.show_event(RecordingLeft(recording, f"{error}; its sound is kept.")),
        )

    def _discard(self, recovery: Recovery, recording: str) -> None:
        self._behind.run(
            lambda: recovery.discard(SANDBOX_ACTOR, recording),
            lambda _: self.said.emit("The recording was deleted."),
            self._fail_and_list,
        )

    def _fail(self, error: AppError) -> None:
        self._refuse(str(error))

    def _fail_and_list(self, error: AppError) -> None:
        self._fail(error)
        self.look_for_unfinished()
