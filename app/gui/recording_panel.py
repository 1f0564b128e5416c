"""The recording bar: one big button, and at a glance whether sound is being kept."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import AppError
from app.domain.live import Lag, Level, Ready, Refused, RoomLeft, Status, Stopped
from app.gui.bridge import LiveParts
from app.gui.level_meter import LevelMeter
from app.gui.look import FILLED, MARKS, clock, dress, is_dark, sized, tinted, zoomed
from app.gui.review.flow import Flow
from app.gui.words import Retranslated, sentence, tr
from app.gui.words import said as said_in

if TYPE_CHECKING:
    from app.services.dictation import DictationEvent

PanelState = Literal["connecting", "idle", "armed", "starting", "recording", "paused", "stopping"]

MARK = "mark"
UNDER_WAY: frozenset[PanelState] = frozenset({"starting", "recording", "paused", "stopping"})
_MANY_H = 99
_STOP_AGAIN_MS = 5000  # a stop that nothing came of may be asked for again


def state_words(state: PanelState) -> str:
    return {
        "connecting": tr("Ready, opening microphone…"),
        "idle": tr("Ready"),
        "armed": tr("Ready, microphone open"),
        "starting": tr("Starting…"),
        "recording": tr("Recording"),
        "paused": tr("Paused, nothing is recorded"),
        "stopping": tr("Keeping the last words…"),
    }[state]


def room_words(room: RoomLeft) -> str:
    """How long may still be recorded, in steps that say enough."""
    hours, minutes = int(room.room_s // 3600), int(room.room_s // 60)
    if hours > _MANY_H:
        words = tr("room for more than {hours} h").format(hours=_MANY_H)
    elif hours:
        words = tr("room for {hours} h").format(hours=hours)
    else:
        words = tr("room for {minutes} min").format(minutes=minutes)
    return f"{MARKS['amber']} {words}" if room.low else words


class RecordingPanel(Retranslated, QFrame):
    """Buttons, lamp, clock, level, device. `refused` carries sentences; `marked` seconds."""

    refused = Signal(str)
    obeyed = Signal()
    marked = Signal(float)

    def __init__(self, live: LiveParts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._live = live
        self.encounter = ""  # whom the next recording is about
        self.no_encounter: Callable[[], str] = str  # whom it is about where nobody said so
        self._status = Status("idle")
        self._wish: Literal["", "starting", "stopping"] = ""
        self._met = self._ready = False
        self._audio_s = 0.0
        self._lag_s: float | None = None
        self.record, self.pause, self.mark = _Big(156, 52), _Big(100, 40), _Big(100, 40)
        self.lamp, self.elapsed = QLabel(), QLabel("00:00")
        self.meter = LevelMeter()
        self.state_text, self.device = QLabel(), _Elided()
        self.lag, self.preroll, self.room = QLabel(), QLabel(), QLabel()
        self._room: RoomLeft | None = None
        self._stop_again = QTimer(self)
        self._stop_again.setSingleShot(True)
        self._stop_again.setInterval(_STOP_AGAIN_MS)
        self._stop_again.timeout.connect(self._forget_wish)
        self._lay_out()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.record.clicked.connect(self.toggle)
        self.pause.clicked.connect(self.pause_or_resume)
        self.mark.clicked.connect(self.set_mark)
        self.retranslate()

    def _lay_out(self) -> None:
        self.record.setFont(sized(self.font(), self.font().pointSizeF() + 5, bold=True))
        self.record.setObjectName("record")
        self.elapsed.setFont(sized(self.font(), self.font().pointSizeF() + 9, bold=True))
        self.lamp.setFont(sized(self.font(), self.font().pointSizeF() + 1, bold=True))
        self.lamp.setAlignment(Qt.AlignmentFlag.AlignCenter)
        buttons = QHBoxLayout()
        for button in (self.record, self.pause, self.mark):
            # a click must not leave the keyboard's space bar on Stop
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            buttons.addWidget(button)
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.lamp)
        top.addWidget(self.elapsed)
        top.addWidget(self.meter, stretch=1)
        facts = Flow(squeezes=True, middle=True)
        facts.setSpacing(14)
        for label in (self.state_text, self.preroll, self.lag, self.room, self.device):
            facts.addWidget(label)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addLayout(top)
        words.addLayout(facts)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 6, 8, 6)
        row.setSpacing(14)
        row.addLayout(buttons)
        row.addLayout(words, stretch=1)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Recording"))
        self.elapsed.setAccessibleName(tr("Recorded time"))
        self.device.setAccessibleName(tr("Microphone"))
        self.mark.setText(tr("Mark (F9)"))
        self.record.setToolTip(tr("Record or stop: Ctrl+Alt+R"))
        self.pause.setToolTip(tr("Pause or resume: Ctrl+Alt+P"))
        self.mark.setToolTip(tr("Put a mark at this moment: F9"))
        self.room.setToolTip(tr("How much more recording the disk takes"))
        self._show()

    def set_tight(self, tight: bool) -> None:
        """Whether its buttons leave their height to the words below."""
        for button in (self.record, self.pause, self.mark):
            button.set_low(tight)

    @property
    def state(self) -> PanelState:
        if self._wish:
            return self._wish
        return self._status.state if self._met else "connecting"

    @property
    def recording(self) -> str:
        """Id of the recording that is under way, or was last."""
        return self._status.recording

    @property
    def audio_s(self) -> float:
        """Where the recording stands, seconds from its start."""
        return self._audio_s

    def toggle(self) -> None:
        """Record when nothing is recorded, else stop."""
        if self.state == "stopping":
            return
        live = self._live
        if self.state in UNDER_WAY:
            self._wish_for("stopping", live.dictation.stop)
        else:
            self._audio_s = 0.0
            self._wish_for(
                "starting",
                lambda: live.dictation.start(
                    self.encounter or self.no_encounter() or None,
                    device=live.device,
                    preroll_s=live.preroll_s,
                ),
            )

    def pause_or_resume(self) -> None:
        if self.state == "recording":
            self._ask(self._live.dictation.pause)
        elif self.state == "paused":
            self._ask(self._live.dictation.resume)

    def set_mark(self) -> None:
        if self.state in ("recording", "paused") and self._ask(
            lambda: self._live.dictation.mark(MARK)
        ):
            self.marked.emit(self._audio_s)

    def _wish_for(self, wish: Literal["starting", "stopping"], ask: Callable[[], object]) -> None:
        self._wish = wish
        if not self._ask(ask):
            self._wish = ""
        elif wish == "stopping":
            self._stop_again.start()
        self._show()

    def _ask(self, ask: Callable[[], object]) -> bool:
        try:
            ask()
        except AppError as error:
            self.refused.emit(sentence(error))
            return False
        self.obeyed.emit()
        return True

    def show_event(self, event: "DictationEvent") -> None:
        match event:
            case Status():
                self._show_status(event)
            case Level():
                self._show_level(event)
            case Lag():
                self._lag_s = event.lag_s
                self.lag.setText(self._lag_text())
            case Ready():
                self._ready = True
                self._show()
            case RoomLeft():
                self._room = event
                self._show_room()
            case Stopped():
                self._audio_s = event.duration_s
                self._forget_wish()
            case Refused():
                self._show_refusal(event)

    def _show_status(self, status: Status) -> None:
        fresh = not self._met or self._status.state in ("recording", "paused")
        self._met, self._status = True, status
        under_way = status.state in ("recording", "paused")
        if under_way:
            self._audio_s = status.audio_s
        if self._wish == ("starting" if under_way else "stopping"):
            self._wish = ""
        if not under_way:
            self._lag_s = None
        self._show()
        if fresh and self.state == "idle":
            self.arm()

    def arm(self) -> None:
        """Open the microphone, so that its level is seen before anything is recorded."""
        self._ask(lambda: self._live.dictation.arm(self._live.device, self._live.preroll_s))

    def _show_level(self, level: Level) -> None:
        self.meter.show_level(level)
        if self._status.state in ("recording", "paused"):
            self._audio_s = level.audio_s
            self.elapsed.setText(clock(self._audio_s))

    def _show_room(self) -> None:
        self.room.setText(room_words(self._room) if self._room else "")
        shade = tinted("amber", QApplication.palette())
        low = self._room is not None and self._room.low
        dress(self.room, f"{shade.sheet} padding: 0 4px;" if low else "")

    def _lag_text(self) -> str:
        if not self._ready:
            return tr("live text loading…")
        if self._lag_s is None or self.state not in UNDER_WAY:
            return ""
        return tr("text {lag} s behind").format(lag=f"{self._lag_s:.1f}")

    def _show_refusal(self, event: Refused) -> None:
        if event.command == "Start" or (event.command, self._wish) == ("Stop", "stopping"):
            self._forget_wish()
        self.refused.emit(said_in(event.sentence))

    def _forget_wish(self) -> None:
        self._wish = ""
        self._show()

    def _show(self) -> None:
        state = self.state
        under_way = state in UNDER_WAY
        self.record.setText(tr("■  Stop") if under_way else tr("●  Record"))
        self.record.setAccessibleName(tr("Stop recording") if under_way else tr("Record"))
        self.record.setEnabled(state != "stopping")
        self.pause.setText(tr("Resume") if state == "paused" else tr("Pause"))
        self.pause.setEnabled(state in ("recording", "paused"))
        self.mark.setEnabled(state in ("recording", "paused"))
        self.elapsed.setText(clock(self._audio_s))
        self.elapsed.setEnabled(under_way)
        self.state_text.setText(state_words(state))
        loading = tr("Live text is being made ready; recording does not wait for it.")
        self.lag.setToolTip("" if self._ready else loading)
        self.lag.setText(self._lag_text())
        device = self._status.device
        self.device.show_text(device and tr("Microphone: {name}").format(name=device))
        kept = self._status.preroll_s if state == "armed" else 0.0
        keeping = tr("keeping last {kept} s").format(kept=f"{kept:g}")
        self.preroll.setText(keeping if kept else "")
        self.recolour()

    def recolour(self) -> None:
        lamps = {
            "recording": (tr("● REC"), FILLED["red"].sheet),
            "paused": (tr("‖ PAUSED"), FILLED["amber"].sheet),
        }
        ink = QApplication.palette().color(QPalette.ColorRole.WindowText).name()
        text, sheet = lamps.get(self.state, (tr("○ not recording"), f"color: {ink};"))
        self.lamp.setText(text)
        dress(self.lamp, f"{sheet} padding: 3px 8px; border-radius: 4px;")
        quiet = tinted("amber", QApplication.palette())
        dress(self.preroll, f"{quiet.sheet} padding: 0 4px;" if self.preroll.text() else "")
        self._show_room()
        dress(self.record, _record_sheet(self.state in UNDER_WAY))


def _record_sheet(stops: bool) -> str:
    red = FILLED["red"].ground
    dark = is_dark(QApplication.palette())
    ground, ink, edge = ("#202124", "#ffffff", red) if stops else (red, "#ffffff", red)
    off = "background: #4a4d51; color: #b4b8bc;" if dark else "background: #d5d8db; color: #55595e;"
    ring = "#ffffff" if dark else "#000000"
    return (
        f"#record {{ background: {ground}; color: {ink}; border: 3px solid {edge};"
        " border-radius: 8px; padding: 4px 14px; }"
        f" #record:hover, #record:focus {{ border-color: {ring}; }}"
        f" #record:disabled {{ {off} border-color: transparent; }}"
    )


class _Big(QPushButton):
    """As large as given, in pixels at the normal size of letters; narrower where it must be."""

    def __init__(self, wide: int, high: int) -> None:
        super().__init__()
        self._wide, self._high, self._low = wide, high, False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_low(self, low: bool) -> None:
        """Whether it is no higher than its words."""
        if low != self._low:
            self._low = low
            self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        high = 0 if self._low else round(zoomed(self._high))
        return super().sizeHint().expandedTo(QSize(round(zoomed(self._wide)), high))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(super().sizeHint().width(), self.sizeHint().height())


class _Elided(QLabel):
    """A label that shortens what does not fit; the whole text is its tool tip."""

    def __init__(self) -> None:
        super().__init__()
        self.whole = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def show_text(self, text: str) -> None:
        self.whole = text
        self.setToolTip(text)
        self.setAccessibleDescription(text)
        self._fit()
        self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(
            self.fontMetrics().horizontalAdvance(self.whole) + 4, super().sizeHint().height()
        )

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(min(80, self.sizeHint().width()), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, ARG002 - Qt's
        self._fit()

    def _fit(self) -> None:
        metrics = self.fontMetrics()
        self.setText(metrics.elidedText(self.whole, Qt.TextElideMode.ElideMiddle, self.width()))
