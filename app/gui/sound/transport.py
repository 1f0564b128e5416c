"""The buttons of a tape recorder, its clock and its speed."""

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from app.domain.playing import FASTEST, SLOWEST, Tape
from app.gui.look import clock, sized
from app.gui.review.flow import Flow
from app.gui.sound.glyphs import Glyph, glyph
from app.gui.words import Retranslated, tr

_ORDER: Final[tuple[Glyph, ...]] = ("back", "play", "forward", "replay", "loop")
_AFTER: Final[tuple[Glyph, ...]] = ("slower", "faster", "output")


class _Key(QToolButton):
    """Easily hit: twice as large as a letter, and larger where that is wide."""

    def __init__(self) -> None:
        super().__init__()
        self.wide = self._low = False

    def set_low(self, low: bool) -> None:
        if low != self._low:
            self._low = low
            self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        side = round(self.fontMetrics().height() * 1.2)
        self.setIconSize(QSize(side, side))
        if self._low:
            return QSize(side * (2 if self.wide else 1) + 10, side + 8)
        return QSize(side * (3 if self.wide else 2), side * 2 - 4)

    minimumSizeHint = sizeHint  # noqa: N815 - Qt's name


class Transport(Retranslated, QWidget):
    """Buttons by the name of their glyph; what they do is connected by who owns them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[Glyph, _Key] = {name: _Key() for name in _ORDER + _AFTER}
        self.time, self.speed = QLabel(), QLabel()
        self._playing = False
        self._tape = Tape()
        self._lay_out()
        self.recolour()
        self.retranslate()

    def _lay_out(self) -> None:
        row = Flow(self, ends=1 + len(_AFTER), middle=True)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for name, button in self.buttons.items():
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setCheckable(name == "loop")
        self.buttons["play"].wide = True
        self.time.setFont(sized(self.font(), self.font().pointSizeF() + 2, bold=True))
        self.speed.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.speed.setMinimumWidth(self.fontMetrics().horizontalAdvance("0.0×") + 8)
        for name in _ORDER:
            row.addWidget(self.buttons[name])
        row.addWidget(self.time)
        for part in (self.buttons["slower"], self.speed, self.buttons["faster"]):
            row.addWidget(part)
        row.addWidget(self.buttons["output"])

    def set_low(self, low: bool) -> None:
        """Whether the buttons are no larger than what is drawn on them."""
        for button in self.buttons.values():
            button.set_low(low)

    def retranslate(self) -> None:
        names = {
            "back": tr("Back 5 seconds: F1"),
            "forward": tr("Forward 5 seconds: F2"),
            "replay": tr("Play it again: Ctrl+Shift+P"),
            "loop": tr("Play the selection over and over: Ctrl+Alt+L"),
            "slower": tr("Slower: F3"),
            "faster": tr("Faster: F4"),
            "output": tr("Where it is heard"),
            "play": tr("Pause: Ctrl+Space") if self._playing else tr("Play: Ctrl+Space"),
        }
        for name, button in self.buttons.items():
            said, _, key = names[name].partition(": ")
            button.setToolTip(f"{said} ({key})" if key else said)
            button.setAccessibleName(said)
        self.speed.setAccessibleName(tr("Speed"))
        self.time.setAccessibleName(tr("Time"))
        self.show_tape(self._tape)

    def recolour(self) -> None:
        for name, button in self.buttons.items():
            shown: Glyph = "pause" if name == "play" and self._playing else name
            button.setIcon(glyph(shown, self.palette()))

    def show_playing(self, playing: bool) -> None:
        if playing != self._playing:
            self._playing = playing
            self.recolour()
            self.retranslate()

    def show_tape(self, tape: Tape) -> None:
        self._tape = tape
        there = tape.duration_s > 0
        self.time.setText(f"{clock(tape.at_s)} / {clock(tape.duration_s)}" if there else "")
        self.speed.setText(f"{tape.speed:.1f}×")
        self.buttons["loop"].setChecked(tape.looped)
        for name, button in self.buttons.items():
            button.setEnabled(there or name == "output")
        self.buttons["slower"].setEnabled(there and tape.speed > SLOWEST)
        self.buttons["faster"].setEnabled(there and tape.speed < FASTEST)
