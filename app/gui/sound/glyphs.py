"""Signs of a tape recorder, painted in the ink of the palette."""

from collections.abc import Callable
from typing import Final, Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPen, QPixmap, QPolygonF

Glyph = Literal["play", "pause", "back", "forward", "replay", "loop", "slower", "faster", "output"]

_SIZES: Final = (24, 48)
_LINE: Final = 2.0  # of a glyph that is 24 wide


def glyph(name: Glyph, palette: QPalette) -> QIcon:
    """An icon, also as it looks on a button that cannot be pressed."""
    icon = QIcon()
    for size in _SIZES:
        for mode, group in (
            (QIcon.Mode.Normal, QPalette.ColorGroup.Active),
            (QIcon.Mode.Disabled, QPalette.ColorGroup.Disabled),
        ):
            icon.addPixmap(_painted(name, palette.color(group, _INK), size), mode)
    return icon


_INK: Final = QPalette.ColorRole.ButtonText


def _painted(name: Glyph, ink: QColor, size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size / 24, size / 24)
    painter.setBrush(ink)
    painter.setPen(Qt.PenStyle.NoPen)
    _STROKES[name](painter, ink)
    painter.end()
    return pixmap


def _triangle(painter: QPainter, *points: tuple[float, float]) -> None:
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in points]))


def _pen(painter: QPainter, ink: QColor) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(ink, _LINE, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))


def _play(painter: QPainter, _: QColor) -> None:
    _triangle(painter, (6, 3), (20, 12), (6, 21))


def _pause(painter: QPainter, _: QColor) -> None:
    painter.drawRect(QRectF(5, 4, 5, 16))
    painter.drawRect(QRectF(14, 4, 5, 16))


def _back(painter: QPainter, _: QColor) -> None:
    _triangle(painter, (12, 5), (2, 12), (12, 19))
    _triangle(painter, (22, 5), (12, 12), (22, 19))


def _forward(painter: QPainter, _: QColor) -> None:
    _triangle(painter, (12, 5), (22, 12), (12, 19))
    _triangle(painter, (2, 5), (12, 12), (2, 19))


def _replay(painter: QPainter, ink: QColor) -> None:
    _triangle(painter, (3, 1), (12, 5.5), (3, 10))
    _pen(painter, ink)
    painter.drawArc(QRectF(4, 5, 16, 16), -200 * 16, 270 * 16)


def _loop(painter: QPainter, ink: QColor) -> None:
    _triangle(painter, (15, 1), (22, 6), (15, 11))
    _triangle(painter, (9, 13), (2, 18), (9, 23))
    _pen(painter, ink)
    painter.drawPolyline([QPointF(4, 12), QPointF(4, 6), QPointF(15, 6)])
    painter.drawPolyline([QPointF(20, 12), QPointF(20, 18), QPointF(9, 18)])


def _slower(painter: QPainter, ink: QColor) -> None:
    _pen(painter, ink)
    painter.drawLine(QPointF(5, 12), QPointF(19, 12))


def _faster(painter: QPainter, ink: QColor) -> None:
    _slower(painter, ink)
    painter.drawLine(QPointF(12, 5), QPointF(12, 19))


def _output(painter: QPainter, ink: QColor) -> None:
    _triangle(painter, (2, 9), (6, 9), (12, 4), (12, 20), (6, 15), (2, 15))
    _pen(painter, ink)
    painter.drawArc(QRectF(10, 8, 8, 8), -60 * 16, 120 * 16)
    painter.drawArc(QRectF(9, 4, 13, 16), -60 * 16, 120 * 16)


_STROKES: Final[dict[Glyph, Callable[[QPainter, QColor], None]]] = {
    "play": _play,
    "pause": _pause,
    "back": _back,
    "forward": _forward,
    "replay": _replay,
    "loop": _loop,
    "slower": _slower,
    "faster": _faster,
    "output": _output,
}
