"""The picture of a recording: speakers, alerts and waveform over one window of time."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QFrame, QLabel, QStackedLayout, QVBoxLayout, QWidget

from app.domain.findings import Alert
from app.domain.live import Gap
from app.domain.peaks import PeakPart, Peaks
from app.domain.playing import Tape, Window
from app.domain.transcript import Turn
from app.gui.look import clock, zoomed
from app.gui.sound.lanes import Lanes
from app.gui.words import Retranslated, tr

if TYPE_CHECKING:
    from app.gui.sound.waveform import Waveform

_STEP_S = 1.0
_FAR_S = 10.0
_ZOOM = 0.7
_LOWEST = 72  # pixels of a waveform that still tells something
_LOW_LINES = 1.8  # of letters, where there is not even so much room


class _Place(QWidget):
    """Where the waveform lies, or what is said instead of it."""

    def __init__(self) -> None:
        super().__init__()
        self.low = False

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        least = self.fontMetrics().height() * _LOW_LINES if self.low else zoomed(_LOWEST)
        return QSize(super().minimumSizeHint().width(), round(least))


class SoundView(Retranslated, QFrame):
    """Shows a tape; the pointer, the wheel and the arrow keys move over it.

    chosen: a moment to go to. selected: a span to loop. cleared: no span any more.
    """

    chosen = Signal(float)
    selected = Signal(float, float)
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lanes = Lanes()
        self.hint = QLabel()
        self.waveform: Waveform | None = None
        self._tape = Tape()
        self._window = Window(0.0, 1.0)
        self._peaks: Peaks | None = None
        self._gaps: Sequence[Gap] = ()
        self._alerts = 0
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hint.setWordWrap(True)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint.setAutoFillBackground(True)
        self.hint.setBackgroundRole(QPalette.ColorRole.Base)
        self.hint.setMargin(6)
        self._place = _Place()
        self._pages = QStackedLayout(self._place)
        self._pages.addWidget(self.hint)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 2, 2)
        column.setSpacing(0)
        column.addWidget(self.lanes)
        column.addWidget(self._place, stretch=1)
        self.lanes.chosen.connect(self.chosen)
        self.set_low(False)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As low as it can become, though it is higher now."""
        low = round(self.fontMetrics().height() * _LOW_LINES) + 4
        return QSize(super().minimumSizeHint().width(), low)

    def set_low(self, low: bool) -> None:
        """Whether there is room for the waveform alone."""
        self.lanes.setVisible(not low)
        self.hint.setMargin(0 if low else 6)
        self._place.low = low
        self._place.updateGeometry()

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Recording over time"))
        self._describe()

    def place(self, waveform: "Waveform") -> None:
        """It is made later than the rest."""
        self.waveform = waveform
        self._pages.addWidget(waveform)
        waveform.clicked.connect(self.chosen)
        waveform.selecting.connect(self.selected)
        waveform.zoomed.connect(self.zoom)
        waveform.shifted.connect(lambda by_s: self._look_at(self._shifted(by_s)))
        waveform.show_gaps(self._gaps)
        waveform.show_peaks(self._peaks)
        self.show_tape(self._tape)
        self._look_at(self._window)
        self._choose_page()

    def begin(self, duration_s: float) -> None:
        """Another recording, or none: nothing of the one before stays."""
        self._peaks, self._gaps, self._alerts = None, (), 0
        self.lanes.show_turns(())
        self.lanes.show_alerts(())
        self.lanes.show_gaps(())
        if self.waveform is not None:
            self.waveform.show_peaks(None)
            self.waveform.show_gaps(())
        self._tape = Tape(duration_s)
        self._look_at(Window(0.0, max(duration_s, 1e-3)))
        self.show_tape(self._tape)
        self._describe()
        self._choose_page()

    def open(self, duration_s: float, gaps: Sequence[Gap]) -> None:
        """Its sound is there: from now on it has a waveform, and the length that was recorded."""
        self._peaks, self._gaps = Peaks(duration_s), gaps
        self.lanes.show_gaps(gaps)
        if self.waveform is not None:
            self.waveform.show_gaps(gaps)
            self.waveform.show_peaks(self._peaks)
        self._look_at(Window(0.0, max(duration_s, 1e-3)))
        self._choose_page()

    def take(self, part: PeakPart) -> None:
        if self._peaks is not None:
            self._peaks.take(part)
            if self.waveform is not None:
                self.waveform.show_peaks(self._peaks)

    def show_turns(self, turns: Sequence[Turn], order: Sequence[str] = ()) -> None:
        self.lanes.show_turns(turns, order)
        self._stand_below_lanes()
        self._describe()

    def show_alerts(self, alerts: Sequence[Alert]) -> None:
        self._alerts = len(alerts)
        self.lanes.show_alerts(alerts)
        self._describe()

    def show_tape(self, tape: Tape) -> None:
        """Where the cursor is and what is selected; the view follows.

        A screen reader is told each second, not each time the cursor moves.
        """
        before, self._tape = self._tape, tape
        window = self._window.following(tape.at_s, tape.duration_s)
        if window != self._window:
            self._look_at(window)
        if self.waveform is not None:
            self.waveform.show_cursor(tape.at_s)
            self.waveform.show_region(tape.region)
        self.lanes.show_cursor(tape.at_s)
        if (int(before.at_s), before.duration_s) != (int(tape.at_s), tape.duration_s):
            self._describe()

    def show_hint(self, text: str) -> None:
        self.hint.setText(text)
        self._choose_page()

    def zoom(self, factor: float, around_s: float) -> None:
        self._look_at(self._window.zoomed(factor, around_s, self._tape.duration_s))

    @property
    def window_s(self) -> Window:
        """What is in view."""
        return self._window

    def _shifted(self, by_s: float) -> Window:
        return self._window.shifted(by_s, self._tape.duration_s)

    def _look_at(self, window: Window) -> None:
        self._window = window
        self.lanes.show_window(window)
        if self.waveform is not None:
            self.waveform.show_window(window)

    def _choose_page(self) -> None:
        drawn = self.waveform is not None and self._peaks is not None
        self._pages.setCurrentIndex(1 if drawn else 0)
        self._stand_below_lanes()

    def _stand_below_lanes(self) -> None:
        """The waveform begins where the lanes do, right of the names."""
        if self.waveform is not None:
            self.waveform.setContentsMargins(self.lanes.gutter, 0, 0, 0)

    def _describe(self) -> None:
        tape = self._tape
        self.setAccessibleDescription(
            tr("At {at} of {length}. Speakers: {speakers}. Alerts: {alerts}.").format(
                at=clock(tape.at_s),
                length=clock(tape.duration_s),
                speakers=", ".join(self.lanes.speakers) or "0",
                alerts=self._alerts,
            )
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrows move the cursor, with Shift further; plus and minus zoom."""
        far = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        step_s = _FAR_S if far else _STEP_S
        at_s = self._tape.at_s
        goes = {
            Qt.Key.Key_Left: at_s - step_s,
            Qt.Key.Key_Right: at_s + step_s,
            Qt.Key.Key_Home: 0.0,
            Qt.Key.Key_End: self._tape.duration_s,
        }
        match event.key():
            case Qt.Key.Key_Left | Qt.Key.Key_Right | Qt.Key.Key_Home | Qt.Key.Key_End as key:
                self.chosen.emit(goes[Qt.Key(key)])
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom(_ZOOM, at_s)
            case Qt.Key.Key_Minus:
                self.zoom(1 / _ZOOM, at_s)
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
                self.cleared.emit()
            case _:
                super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        self.update()
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """A frame, which is that of the highlight where the keyboard is."""
        super().paintEvent(event)
        painter = QPainter(self)
        role = QPalette.ColorRole.Highlight if self.hasFocus() else QPalette.ColorRole.Mid
        pen = QPen(QColor(self.palette().color(role)), 2 if self.hasFocus() else 1)
        painter.setPen(pen)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()
