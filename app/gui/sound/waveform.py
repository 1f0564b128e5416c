"""The waveform itself, drawn by pyqtgraph; imported when the first sound is opened, since that
takes a second."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QMouseEvent, QPainter, QPalette, QPen, QWheelEvent
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QVBoxLayout, QWidget

from app.domain.live import Gap
from app.domain.peaks import Peaks
from app.domain.playing import Window
from app.gui.look import clock, is_dark
from app.gui.sound.lanes import cursor_ink

_STEP: Final = 120.0  # of a wheel, in eighths of a degree
_ZOOM: Final = 0.8
_DRAGGED: Final = 4.0  # pixels; less is a click
_QUIETEST: Final = 0.05  # full height, so that noise does not look like speech
_ABOVE: Final = 10


class Waveform(QWidget):
    """Shows peaks over a window of time, with gaps, a selection and the cursor.

    clicked, selected, zoomed: what the pointer did, in seconds; zoomed(factor, around).
    """

    clicked = Signal(float)
    selecting = Signal(float, float)
    zoomed = Signal(float, float)
    shifted = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._peaks: Peaks | None = None
        self._window = Window(0.0, 1.0)
        self._shown_region: tuple[float, float] | None = None
        self._pressed: QPointF | None = None
        self._dragging = False
        # no PlotWidget: its menus take a tenth of a second to make, and nobody sees them
        self._canvas: Any = pg.GraphicsView(background=None)
        self._box = pg.ViewBox(enableMenu=False, enableMouse=False)
        self._axis = pg.AxisItem("bottom", linkView=self._box)
        self._curve = pg.PlotCurveItem(connect="pairs", antialias=False, skipFiniteCheck=True)
        self._cursor = pg.InfiniteLine(0.0, angle=90)
        self._region = pg.LinearRegionItem((0.0, 0.0), movable=False)
        self._gaps: list[_Hatched] = []
        self._lay_out()
        self.recolour()

    def _lay_out(self) -> None:
        layout = pg.GraphicsLayout()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._canvas.setCentralItem(layout)
        layout.addItem(self._box, 0, 0)
        layout.addItem(self._axis, 1, 0)
        self._axis.tickStrings = _clocks
        self._axis.setStyle(tickLength=-5)
        self._box.setYRange(-1.0, 1.0, padding=0)
        self._region.setZValue(-1)
        self._cursor.setZValue(_ABOVE)
        self._curve.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)  # the cursor moves
        for item in (self._region, self._curve, self._cursor):
            self._box.addItem(item, ignoreBounds=True)
        self._region.hide()
        self._canvas.setFrameShape(self._canvas.Shape.NoFrame)
        self._canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._canvas.viewport().installEventFilter(self)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._canvas)

    def show_peaks(self, peaks: Peaks | None) -> None:
        """Also when more of them are known."""
        self._peaks = peaks
        self._draw()

    def show_window(self, window: Window) -> None:
        self._window = window
        self._box.setXRange(window.start_s, window.end_s, padding=0)
        self._draw()

    def show_cursor(self, at_s: float) -> None:
        self._cursor.setValue(at_s)

    def show_region(self, region: tuple[float, float] | None) -> None:
        if region == self._shown_region:
            return
        self._shown_region = region
        self._region.setVisible(region is not None)
        if region is not None:
            self._region.setRegion(region)

    def show_gaps(self, gaps: Sequence[Gap]) -> None:
        for item in self._gaps:
            self._box.removeItem(item)
        self._gaps = [_Hatched(gap, self._quiet_ink()) for gap in gaps]
        for item in self._gaps:
            self._box.addItem(item, ignoreBounds=True)

    def recolour(self) -> None:
        palette = self.palette()
        ink = palette.color(QPalette.ColorRole.Text)
        self._canvas.setBackground(palette.color(QPalette.ColorRole.Base))
        self._cursor.setPen(pg.mkPen(cursor_ink(palette), width=2))
        chosen = QColor(palette.color(QPalette.ColorRole.Highlight))
        edge = QPen(chosen, 0)
        chosen.setAlpha(70)
        self._region.setBrush(chosen)
        for line in self._region.lines:
            line.setPen(edge)
        self._axis.setPen(self._quiet_ink())
        self._axis.setTextPen(ink)
        self._axis.setTickFont(self.font())
        for item in self._gaps:
            item.recolour(self._quiet_ink())
        self._draw()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.recolour()
        super().changeEvent(event)

    def _ink(self) -> QColor:
        return QColor("#8ab4f8" if is_dark(self.palette()) else "#1a56b0")

    def _quiet_ink(self) -> QColor:
        return self.palette().color(QPalette.ColorRole.PlaceholderText)

    def _draw(self) -> None:
        if self._peaks is None:
            self._curve.setData([], [])
            return
        window = self._window
        columns = max(1, self._canvas.width())
        at_s, low, high = self._peaks.columns(window.start_s, window.end_s, columns)
        # no gap may lie between one line and the next
        self._curve.setPen(pg.mkPen(self._ink(), width=-(-columns // max(len(at_s), 1))))
        self._curve.setData(np.repeat(at_s, 2), np.column_stack((low, high)).ravel())
        loudest = max(_QUIETEST, *(float(np.abs(one).max(initial=0.0)) for one in (low, high)))
        self._box.setYRange(-loudest, loudest, padding=0.05)

    def _at(self, x: float) -> float:
        area: QRectF = self._box.sceneBoundingRect()
        return self._window.at((x - area.left()) / max(area.width(), 1.0))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if isinstance(event, QWheelEvent):
            self._turn(event)
            return True
        if isinstance(event, QMouseEvent):
            return self._point(event)
        if event.type() is QEvent.Type.Resize:
            self._draw()
        return super().eventFilter(watched, event)

    def _turn(self, event: QWheelEvent) -> None:
        """The wheel zooms where the pointer is; sideways or with Shift it moves along."""
        turned = event.angleDelta()
        sideways = turned.x() or (
            turned.y() if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0
        )
        if sideways:
            self.shifted.emit(-sideways / _STEP * self._window.length_s / 10)
        else:
            self.zoomed.emit(_ZOOM ** (turned.y() / _STEP), self._at(event.position().x()))

    def _point(self, event: QMouseEvent) -> bool:
        left = Qt.MouseButton.LeftButton
        if event.type() is QEvent.Type.MouseButtonPress and event.button() is left:
            self._pressed, self._dragging = event.position(), False
        elif event.type() is QEvent.Type.MouseMove and self._pressed is not None:
            far = abs(event.position().x() - self._pressed.x()) >= _DRAGGED
            self._dragging = self._dragging or far
            if self._dragging:
                self.selecting.emit(self._at(self._pressed.x()), self._at(event.position().x()))
        elif event.type() is QEvent.Type.MouseButtonRelease and event.button() is left:
            if self._pressed is not None and not self._dragging:
                self.clicked.emit(self._at(event.position().x()))
            self._pressed = None
        else:
            return False
        return True


class _Hatched(QGraphicsItem):
    """Where nothing was recorded; its lines keep their distance however far the view is zoomed."""

    def __init__(self, gap: Gap, ink: QColor) -> None:
        super().__init__()
        self._area = QRectF(gap.start_s, -1.0, gap.end_s - gap.start_s, 2.0)
        self._brush = QBrush(ink, Qt.BrushStyle.BDiagPattern)

    def recolour(self, ink: QColor) -> None:
        self._brush = QBrush(ink, Qt.BrushStyle.BDiagPattern)
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        return self._area

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002 - Qt's
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        on_screen = painter.transform().mapRect(self._area)
        painter.save()
        painter.resetTransform()
        painter.fillRect(on_screen, self._brush)
        painter.restore()


def _clocks(values: Sequence[float], scale: float, spacing: float) -> list[str]:
    """mm:ss, and tenths where the marks lie closer than a second."""
    tenths = spacing * scale < 1
    return [f"{clock(one)}.{int(one * 10) % 10}" if tenths else clock(one) for one in values]
