"""The resuscitation page: clocks on top, markers below them, then what was marked."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.domain.access import Actor
from app.domain.code_timeline import (
    ADRENALINE_FROM_S,
    ADRENALINE_TO_S,
    CYCLE_S,
    SOON_S,
    Clocks,
    clocks,
    intervals,
)
from app.gui.code.clock_face import ClockFace
from app.gui.code.keeper import CodeKeeper, Line
from app.gui.code.labels import KEYS, kind_text
from app.gui.code.markers import Markers, ValueStrip
from app.gui.code.parts import CodeParts
from app.gui.code.sheet import CodeSheetView
from app.gui.code.spoken import SpokenView
from app.gui.look import clock
from app.gui.words import Retranslated, tr

if TYPE_CHECKING:
    from app.services.review import NoteView

TICK_MS: Final = 200
_NAMES: Final = {digit: name for digit, name in KEYS if digit}


class CodePage(Retranslated, QWidget):
    """Digits mark, Ctrl and a digit notes a value, Ctrl+Z takes the latest back.

    The clocks go on while the page is hidden: they are read from the events, not counted.
    """

    said = Signal(str)

    def __init__(
        self,
        parts: CodeParts,
        parent: QWidget | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self.keeper = CodeKeeper(parts, self, now)
        self.elapsed, self.cycle, self.adrenaline = ClockFace(), ClockFace(), ClockFace()
        self.markers, self.values = Markers(), ValueStrip()
        self.sheet, self.report = CodeSheetView(), QLabel()
        self.back = QPushButton()
        self.spoken = SpokenView(parts)
        self._actor: Actor | None = None
        self._note = ""
        self._latest: Line | None = None
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._lay_out()
        self._tick.timeout.connect(self.show_clocks)
        self.keeper.changed.connect(self._show)
        self.keeper.said.connect(self.said)
        self.markers.asked.connect(self.mark)
        self.values.given.connect(self._give_value)
        self.spoken.taken.connect(self.keeper.take_over)
        self.spoken.said.connect(self.said)
        self.back.clicked.connect(self._take_back_chosen)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.retranslate()

    def _lay_out(self) -> None:
        faces = QHBoxLayout()
        for face in (self.elapsed, self.cycle, self.adrenaline):
            faces.addWidget(face, stretch=1)
        below = QHBoxLayout()
        below.addWidget(self.report, stretch=1)
        below.addWidget(self.back)
        self.report.setWordWrap(True)
        column = QVBoxLayout(self)
        column.addLayout(faces, stretch=3)
        column.addWidget(self.markers)
        column.addWidget(self.values)
        column.addWidget(self.sheet, stretch=4)
        column.addLayout(below)
        column.addWidget(self.spoken, stretch=4)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Resuscitation"))
        self.elapsed.caption.setText(tr("Since the first event"))
        self.cycle.caption.setText(tr("Two-minute cycle"))
        self.adrenaline.caption.setText(tr("Since adrenaline"))
        self.back.setText(tr("Take back"))
        self.back.setToolTip(tr("The chosen event was marked by mistake; Ctrl+Z for the latest"))
        self._show()

    def act_as(self, actor: Actor) -> None:
        self._actor = actor
        self.keeper.act_as(actor)
        if self.isVisible():
            self._read()

    def show_view(self, view: "NoteView") -> None:
        """A note is read: what was said in it is shown below what was marked."""
        self._note = view.version.note_id
        if self.isVisible():
            self._read()

    def _read(self) -> None:
        self.keeper.read()
        if self._actor is not None and self._note:
            self.spoken.read(self._actor, self._note)

    def forget(self) -> None:
        """Nobody sits here; what was marked is kept behind."""
        self._latest, self._actor, self._note = None, None, ""
        self.values.forget()
        self.spoken.forget()
        self.keeper.forget()

    def show_encounter(self, encounter: str) -> None:  # noqa: ARG002 - asked for with each event
        """Another encounter is open."""
        self._latest = None
        self.values.forget()
        self.keeper.put_away()
        self._note = ""
        self.spoken.forget()
        if self.isVisible():
            self._read()

    def busy(self) -> bool:
        """Whether something is on screen that the database does not have."""
        return self.keeper.unsettled > 0

    def mark(self, name: str) -> None:
        """It happens now; `cpr` starts or stops compressions."""
        kind = name
        if name == "cpr":
            kind = "cpr_stop" if self._clocks().compressions else "cpr_start"
        line = self.keeper.mark(kind)
        if line is None:
            self.said.emit(tr("Sign in to keep a log; marks in the recording work without: F9"))
            return
        self._latest = line
        self.values.ask(kind)
        self.setFocus()

    def take_back_latest(self) -> None:
        self.values.forget()
        line = self.keeper.take_back_latest()
        if line is not None:
            event = kind_text(line.event.kind)
            self.said.emit(tr("{event} was taken back; it stays in the list.").format(event=event))

    def _take_back_chosen(self) -> None:
        line = self.sheet.chosen()
        if line is None:
            self.said.emit(tr("Choose an event in the list first."))
        elif not line.gone:
            self.keeper.take_back(line)

    def _give_value(self, value: str) -> None:
        if self._latest is not None and not self._latest.gone:
            self.keeper.give_value(self._latest, value)
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        name = _NAMES.get(chr(event.key())) if event.key() < 128 else None  # noqa: PLR2004 - ASCII
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.matches(QKeySequence.StandardKey.Undo):
            self.take_back_latest()
        elif name is not None and not event.isAutoRepeat() and not plain:
            self.mark(name)
        elif name is not None and plain == Qt.KeyboardModifier.ControlModifier:
            self.values.choose(int(chr(event.key())))
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self._read()
        self._tick.start()
        self.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        super().hideEvent(event)
        self._tick.stop()

    def _clocks(self) -> Clocks:
        return clocks(self.keeper.marks(), self.keeper.now())

    def _show(self) -> None:
        self.sheet.shown.show_lines(self.keeper.lines)
        self.report.setText(self._report())
        self.show_clocks()

    def show_clocks(self) -> None:
        """Bring the digits up to this moment."""
        found = self._clocks()
        self.markers.show_compressions(found.compressions)
        self.elapsed.show_time(clock(found.elapsed_s), self._ended(found))
        self._show_cycle(found)
        self._show_adrenaline(found)

    def _ended(self, found: Clocks) -> str:
        if found.ended:
            return kind_text(found.ended)
        return tr("Shocks: {count}").format(count=found.shocks)

    def _show_cycle(self, found: Clocks) -> None:
        if found.cycle_s is None:
            self.cycle.show_time("--:--", "")
            return
        number = tr("Cycle {number}").format(number=found.cycle)
        left_s = CYCLE_S - found.cycle_s
        if left_s <= 0:
            says = tr("{cycle}: two minutes are over").format(cycle=number)
            self.cycle.show_time(f"+{clock(-left_s)}", says, "red")
        elif left_s <= SOON_S:
            says = tr("{cycle}: nearly over").format(cycle=number)
            self.cycle.show_time(clock(left_s + 0.999), says, "amber")
        else:
            self.cycle.show_time(clock(left_s + 0.999), number)

    def _show_adrenaline(self, found: Clocks) -> None:
        if found.adrenaline_s is None:
            self.adrenaline.show_time("--:--", tr("Doses: {count}").format(count=0))
            return
        doses = tr("Doses: {count}").format(count=found.doses)
        digits = clock(found.adrenaline_s)
        if found.ended or found.adrenaline_s < ADRENALINE_FROM_S:
            self.adrenaline.show_time(digits, doses)
        elif found.adrenaline_s < ADRENALINE_TO_S:
            says = tr("{doses}; 3 minutes have passed").format(doses=doses)
            self.adrenaline.show_time(digits, says, "amber")
        else:
            says = tr("{doses}; 5 minutes have passed").format(doses=doses)
            self.adrenaline.show_time(digits, says, "red")

    def _report(self) -> str:
        found = intervals(self.keeper.marks(), self.keeper.now())
        times = (
            (tr("first compression"), found.first_compression_s),
            (tr("first shock"), found.first_shock_s),
            (tr("first adrenaline"), found.first_adrenaline_s),
            (tr("adrenaline every"), found.adrenaline_s),
            (tr("ROSC"), found.rosc_s),
        )
        parts = [f"{name} {clock(at_s)}" for name, at_s in times if at_s is not None]
        if found.compressions is not None:
            part = round(100 * found.compressions)
            parts.append(tr("compressions {part} % of the time").format(part=part))
        return " · ".join(parts)
