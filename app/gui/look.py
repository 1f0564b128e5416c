"""Marks, colours and words that several widgets share.

A level or a trouble is told three times: by a shape with a mark, by a word, by a colour. Every
pair of ground and ink below reads at 4.5:1 or better, in light and in dark.
"""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QFont,
    QPainter,
    QPaintEvent,
    QPalette,
    QPolygonF,
    QTextCharFormat,
)
from PySide6.QtWidgets import QApplication, QWidget

Tone = Literal["red", "amber", "grey"]

ZOOM = "zoom"  # of the application: how large everything is written now, in percent

MARKS: dict[Tone, str] = {"red": "!!", "amber": "!", "grey": "·"}
_HALF = 128
_CORNERS = (0.3, 0.7)


@dataclass(frozen=True, slots=True)
class Shade:
    """A ground and the ink that is read on it."""

    ground: str
    ink: str

    @property
    def sheet(self) -> str:
        return f"background: {self.ground}; color: {self.ink};"


FILLED: dict[Tone, Shade] = {
    "red": Shade("#b00020", "#ffffff"),
    "amber": Shade("#ffd54f", "#202124"),
    "grey": Shade("#5f6368", "#ffffff"),
}
_LIGHT: dict[Tone, Shade] = {
    "red": Shade("#fdecee", "#9b001c"),
    "amber": Shade("#fff6da", "#6b4500"),
    "grey": Shade("#eceef0", "#4a4e53"),
}
_DARK: dict[Tone, Shade] = {
    "red": Shade("#45161c", "#ffb3ad"),
    "amber": Shade("#3d3010", "#ffd98a"),
    "grey": Shade("#34373b", "#c4c8cc"),
}

_CONTRAST: dict[Tone, Shade] = {
    "red": Shade("#000000", "#ff9d94"),
    "amber": Shade("#000000", "#ffd54f"),
    "grey": Shade("#000000", "#ffffff"),
}


def is_contrast(palette: QPalette) -> bool:
    """White on black, and nothing between: for eyes that need the most of it."""
    grounds = palette.color(QPalette.ColorRole.Window), palette.color(QPalette.ColorRole.Base)
    return all(ground.lightness() == 0 for ground in grounds)


def is_dark(palette: QPalette) -> bool:
    return palette.color(QPalette.ColorRole.Window).lightness() < _HALF


def tinted(tone: Tone, palette: QPalette) -> Shade:
    """A tone as a quiet ground with its ink."""
    if is_contrast(palette):
        return _CONTRAST[tone]
    return (_DARK if is_dark(palette) else _LIGHT)[tone]


def interim_ink(palette: QPalette) -> QColor:
    """Grey that still reads at 4.5:1 on a text field."""
    return QColor("#a3a8ae" if is_dark(palette) else "#63686d")


def sized(font: QFont, points: float, *, bold: bool = False) -> QFont:
    """A font like the given one in another size."""
    changed = QFont(font)
    changed.setPointSizeF(points)
    changed.setBold(bold)
    return changed


def doubt(ink: QTextCharFormat, palette: QPalette, *, mark: bool) -> None:
    """Write in it what is in doubt, underlined with dots, or the raised mark behind that: an
    underline is not heard by who is read to, and neither needs colour."""
    amber = QColor(tinted("amber", palette).ink)
    if mark:
        ink.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
        ink.setFontWeight(QFont.Weight.Bold)
        ink.setForeground(amber)
    else:
        ink.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
        ink.setUnderlineColor(amber)


def zoomed(points: float) -> float:
    """A size that is no multiple of the system's, as large as the window is zoomed to."""
    application = QApplication.instance()
    percent = application.property(ZOOM) if application is not None else None
    return points * percent / 100 if isinstance(percent, int) else points


def clock(seconds: float) -> str:
    """mm:ss; minutes go on past 59."""
    minutes, second = divmod(int(max(0.0, seconds)), 60)
    return f"{minutes:02d}:{second:02d}"


def dress(widget: QWidget, sheet: str) -> None:
    """Give a style sheet, unless it has it: setting one tells the widget of a new palette."""
    if widget.styleSheet() != sheet:
        widget.setStyleSheet(sheet)


def begun(sentence: str) -> str:
    """With a capital letter, as a sentence of its own begins."""
    return sentence[:1].upper() + sentence[1:]


def announce(widget: QWidget, sentence: str) -> None:
    """Have a screen reader say a sentence at once, if one listens."""
    event = QAccessibleAnnouncementEvent(widget, sentence)
    event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)


class Badge(QWidget):
    """A shape with a mark in it: octagon, triangle or circle, so that colour is never needed."""

    def __init__(self, tone: Tone, size: int = 24, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tone: Tone = tone
        self._turned = False
        self.setFixedSize(QSize(size, size))

    def show_tone(self, tone: Tone, *, turned: bool = False) -> None:
        """turned: ground and ink change places, for a badge that lies on its own colour."""
        self.tone, self._turned = tone, turned
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_badge(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), self.tone, self._turned)
        painter.end()


def paint_badge(painter: QPainter, area: QRectF, tone: Tone, turned: bool = False) -> None:
    """Draw a tone's shape and mark into an area."""
    filled = FILLED[tone]
    shade = Shade(filled.ink, filled.ground) if turned else filled
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(shade.ground))
    if tone == "grey":
        painter.drawEllipse(area)
    else:
        painter.drawPolygon(_octagon(area) if tone == "red" else _triangle(area))
    font = painter.font()
    font.setBold(True)
    font.setPixelSize(max(6, round(area.height() * 0.56)))
    painter.setFont(font)
    painter.setPen(QColor(shade.ink))
    low = area.height() * 0.1 if tone == "amber" else 0.0
    painter.drawText(area.translated(0, low), Qt.AlignmentFlag.AlignCenter, MARKS[tone])


def _triangle(area: QRectF) -> QPolygonF:
    top = QPointF(area.center().x(), area.top())
    return QPolygonF([top, area.bottomRight(), area.bottomLeft()])


def _octagon(area: QRectF) -> QPolygonF:
    near, far = _CORNERS
    spots = (
        *((near, 0.0), (far, 0.0), (1.0, near), (1.0, far)),
        *((far, 1.0), (near, 1.0), (0.0, far), (0.0, near)),
    )
    return QPolygonF(
        [QPointF(area.left() + x * area.width(), area.top() + y * area.height()) for x, y in spots]
    )
