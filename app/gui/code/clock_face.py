"""Digits that are read across the room."""

from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.gui.look import FILLED, Tone, dress, sized

SMALLEST_POINTS: Final = 40.0
CAPTION_POINTS: Final = 16.0
_LARGEST_POINTS: Final = 150.0
_DIGITS: Final = "+00:00"


class ClockFace(QFrame):
    """A caption, digits as large as there is room, and a sentence below.

    tone: None for quiet; else the ground changes and the sentence says what it stands for.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.caption, self.digits, self.says = QLabel(), QLabel(), QLabel()
        self.tone: Tone | None = None
        self.setObjectName("clock")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        column = QVBoxLayout(self)
        column.setSpacing(0)
        for label in (self.caption, self.digits, self.says):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setTextFormat(Qt.TextFormat.PlainText)
            column.addWidget(label, stretch=1 if label is self.digits else 0)
        for label in (self.caption, self.says):
            label.setFont(sized(self.font(), CAPTION_POINTS, bold=True))
            label.setWordWrap(True)
        self.digits.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.digits.setMinimumHeight(
            round(QFontMetricsF(sized(self.font(), SMALLEST_POINTS, bold=True)).height())
        )
        self._fit()

    def show_time(self, digits: str, says: str, tone: Tone | None = None) -> None:
        if (digits, says, tone) == (self.digits.text(), self.says.text(), self.tone):
            return
        self.digits.setText(digits)
        self.says.setText(says)
        self.tone = tone
        self.setAccessibleName(f"{self.caption.text()}: {digits}. {says}")
        dress(self, f"#clock, #clock QLabel {{ {FILLED[tone].sheet} }}" if tone else "")

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "digits"):
            self._fit()

    def _fit(self) -> None:
        """The largest size at which the longest time fits."""
        trial = QFontMetricsF(sized(self.font(), 100.0, bold=True))
        wide = self.contentsRect().width() / max(1.0, trial.horizontalAdvance(_DIGITS))
        high = self.digits.height() / max(1.0, trial.height())
        points = max(SMALLEST_POINTS, min(_LARGEST_POINTS, 100.0 * min(wide, high) * 0.95))
        self.digits.setFont(sized(self.font(), points, bold=True))
