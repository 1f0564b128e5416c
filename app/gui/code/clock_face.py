"""Digits that are read across the room."""

from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.gui.look import FILLED, Tone, sized, zoomed

SMALLEST_POINTS: Final = 48.0
CAPTION_POINTS: Final = 16.0
ALERT_POINTS: Final = 24.0  # read from two metres
_LARGEST_POINTS: Final = 150.0
_NARROW_POINTS: Final = 16.0
_EDGE: Final = 4
_DIGITS: Final = "+00:00"


class _Digits(QLabel):
    """Has the height of the smallest that is read across a room, whatever it is written in."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        metrics = QFontMetricsF(sized(self.font(), SMALLEST_POINTS, bold=True))
        return QSize(0, round(metrics.height()))

    sizeHint = minimumSizeHint  # noqa: N815 - Qt's name


class ClockFace(QFrame):
    """A caption, digits as large as there is room, and a sentence below.

    tone: None for quiet; else the ground changes and the sentence says what it stands for.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.caption, self.digits, self.says = QLabel(), _Digits(), QLabel()
        self.tone: Tone | None = None
        self.digits.setObjectName("digits")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        column = QVBoxLayout(self)
        column.setSpacing(0)
        column.setContentsMargins(_EDGE, _EDGE, _EDGE, _EDGE)
        for label in (self.caption, self.digits, self.says):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setTextFormat(Qt.TextFormat.PlainText)
            column.addWidget(label, stretch=1 if label is self.digits else 0)
        for label in (self.caption, self.says):
            label.setFont(sized(self.font(), zoomed(CAPTION_POINTS), bold=True))
            label.setWordWrap(True)
        self._fit()

    def show_time(self, digits: str, says: str, tone: Tone | None = None) -> None:
        if (digits, says, tone) == (self.digits.text(), self.says.text(), self.tone):
            return
        self.digits.setText(digits)
        self.says.setText(says)
        if tone != self.tone:
            points = ALERT_POINTS if tone is not None else CAPTION_POINTS
            self.says.setFont(sized(self.font(), zoomed(points), bold=True))
        self.tone = tone
        self.setAccessibleName(f"{self.caption.text()}: {digits}. {says}")
        self._wear(tone)

    def _wear(self, tone: Tone | None) -> None:
        """No style sheet: what had one keeps the colours of then when the window turns dark."""
        worn = QPalette()
        if tone is not None:
            worn.setColor(QPalette.ColorRole.Window, QColor(FILLED[tone].ground))
            worn.setColor(QPalette.ColorRole.WindowText, QColor(FILLED[tone].ink))
        self.setAutoFillBackground(tone is not None)
        self.setPalette(worn)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "digits"):
            self._fit()

    def _fit(self) -> None:
        """The largest size at which the longest time fits; a narrow face has smaller digits, since
        a time that is cut off can be misread."""
        trial = QFontMetricsF(sized(self.font(), 100.0, bold=True))
        column = self.layout()
        room = column.contentsRect() if column is not None else self.contentsRect()
        wide = room.width() / max(1.0, trial.horizontalAdvance(_DIGITS))
        high = self.digits.height() / max(1.0, trial.height())
        points = min(_LARGEST_POINTS, 95.0 * wide, max(SMALLEST_POINTS, 95.0 * high))
        self.digits.setFont(sized(self.font(), max(_NARROW_POINTS, points), bold=True))
