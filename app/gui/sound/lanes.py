"""Who speaks when, one lane a speaker, and where alerts were raised."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.domain.findings import Alert
from app.domain.live import Gap
from app.domain.playing import Window
from app.domain.transcript import Turn
from app.gui.look import clock, is_dark, paint_badge
from app.gui.speaker_look import speaker_brush, speaker_shade
from app.gui.words import term, tr

MOST_LANES: Final = 6  # more speakers share the last one
_NARROWEST: Final = 2.0
_NARROW: Final = 6.0
_PALE: Final = 0.55
_EDGE: Final = 3
_WIDEST: Final = 12  # letters of a name; more of it is in the transcript


def cursor_ink(palette: QPalette) -> QColor:
    """Of the line that tells what is heard now."""
    return QColor("#ffb74d" if is_dark(palette) else "#b3261e")


class Lanes(QWidget):
    """Paints what it is given for the window of time that is in view. `chosen` carries seconds."""

    chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.window_s = Window(0.0, 1.0)
        self._turns: Sequence[Turn] = ()
        self._alerts: Sequence[Alert] = ()
        self._gaps: Sequence[Gap] = ()
        self._names: list[str] = []
        self._cursor_s = 0.0
        self._picture: QPixmap | None = None
        self.gutter = 0  # pixels left of the beginning, for the names
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)

    @property
    def speakers(self) -> tuple[str, ...]:
        """In the order in which they are first heard."""
        return tuple(self._names)

    def show_turns(self, turns: Sequence[Turn], order: Sequence[str] = ()) -> None:
        """order: of speakers, where it is known; the others follow as they are heard."""
        self._turns = turns
        speaks = dict.fromkeys(one.speaker for one in turns)
        self._names = [name for name in dict.fromkeys((*order, *speaks)) if name in speaks]
        self._measure()

    def _measure(self) -> None:
        names = [self._label(number) for number in range(min(len(self._names), MOST_LANES))]
        widest = max((self.fontMetrics().horizontalAdvance(one) for one in names), default=0)
        self.gutter = widest + 2 * _EDGE if names else 0
        self.updateGeometry()
        self._paint_again()

    def show_alerts(self, alerts: Sequence[Alert]) -> None:
        self._alerts = alerts
        self.updateGeometry()
        self._paint_again()

    def show_gaps(self, gaps: Sequence[Gap]) -> None:
        self._gaps = gaps
        self._paint_again()

    def show_window(self, window: Window) -> None:
        self.window_s = window
        self._paint_again()

    def show_cursor(self, at_s: float) -> None:
        """Only what it leaves and where it goes is painted again."""
        for moment_s in (self._cursor_s, at_s):
            self.update(round(self._x(moment_s)) - 3, 0, 6, self.height())
        self._cursor_s = at_s

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        lanes = min(len(self._names), MOST_LANES)
        return QSize(300, round(self._marks_height + lanes * self._lane_height) + 2)

    minimumSizeHint = sizeHint  # noqa: N815 - Qt's name

    @property
    def _lane_height(self) -> float:
        return self.fontMetrics().height() + 2.0

    @property
    def _marks_height(self) -> float:
        return self.fontMetrics().height() + 4.0 if self._alerts else 0.0

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's
        """What does not move is painted once; the cursor over it twenty times a second."""
        if self._picture is None:
            self._picture = self._painted()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        x = self._x(self._cursor_s)
        if x >= self.gutter:
            painter.setPen(QPen(cursor_ink(self.palette()), 2))
            painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
        painter.end()

    def _painted(self) -> QPixmap:
        dots = self.devicePixelRatioF()
        picture = QPixmap((self.size() * dots).expandedTo(QSize(1, 1)))
        picture.setDevicePixelRatio(dots)
        picture.fill(self.palette().color(QPalette.ColorRole.Base))
        painter = QPainter(picture)
        painter.setFont(self.font())
        painter.setClipRect(self.rect().adjusted(self.gutter, 0, 0, 0))
        for number, name in enumerate(self._names):
            self._paint_speaker(
                painter, number, [one for one in self._turns if one.speaker == name]
            )
        for gap in self._gaps:
            self._paint_gap(painter, gap)
        painter.setClipping(False)
        for number in range(min(len(self._names), MOST_LANES)):
            self._paint_name(painter, number)
        for alert in self._alerts:
            self._paint_alert(painter, alert)
        painter.end()
        return picture

    def _paint_again(self) -> None:
        self._picture = None
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        self._picture = None
        super().resizeEvent(event)

    def _x(self, at_s: float) -> float:
        return self.gutter + self.window_s.share(at_s) * (self.width() - self.gutter)

    def _at(self, x: float) -> float:
        share = (x - self.gutter) / max(self.width() - self.gutter, 1)
        return self.window_s.at(max(0.0, share))

    def _lane(self, number: int) -> QRectF:
        top = self._marks_height + min(number, MOST_LANES - 1) * self._lane_height
        return QRectF(0, top, self.width(), self._lane_height)

    def _paint_speaker(self, painter: QPainter, number: int, turns: Sequence[Turn]) -> None:
        """Turns that are too narrow for a pattern are ink alone, and what lies under one that was
        painted is left out: three hours hold thousands."""
        palette = self.palette()
        shade, brush = speaker_shade(number, palette), speaker_brush(number, palette)
        ground, ink, lane = QColor(shade.ground), QColor(shade.ink), self._lane(number)
        painter.setPen(ink)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painted = float("-inf")
        for turn in turns:
            if turn.end_s < self.window_s.start_s or turn.start_s > self.window_s.end_s:
                continue
            left = self._x(turn.start_s)
            right = max(self._x(turn.end_s), left + _NARROWEST)
            block = QRectF(left, lane.top() + 1, right - left, lane.height() - 2)
            if right - left < _NARROW and right > painted + 1:
                painter.fillRect(block, ink)
            elif right > painted + 1:
                painter.fillRect(block, ground)
                painter.setOpacity(_PALE)
                painter.fillRect(block, brush)
                painter.setOpacity(1.0)
                painter.drawRect(block)
            painted = max(painted, right)

    def _paint_gap(self, painter: QPainter, gap: Gap) -> None:
        left = self._x(gap.start_s)
        area = QRectF(
            left, self._marks_height, max(self._x(gap.end_s) - left, _NARROWEST), self.height()
        )
        ink = self.palette().color(QPalette.ColorRole.PlaceholderText)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(Qt.BrushStyle.BDiagPattern)
        brush = painter.brush()
        brush.setColor(ink)
        painter.fillRect(area, brush)

    def _label(self, number: int) -> str:
        """A speaker's name, shortened; the last lane says how many more share it."""
        metrics = self.fontMetrics()
        most = metrics.averageCharWidth() * _WIDEST
        name = metrics.elidedText(self._names[number], Qt.TextElideMode.ElideRight, most)
        more = len(self._names) - MOST_LANES
        if number == MOST_LANES - 1 and more > 0:
            return tr("{name} and {count} more").format(name=name, count=more)
        return name

    def _paint_name(self, painter: QPainter, number: int) -> None:
        """On a ground of its own, over what reaches into the gutter."""
        lane = self._lane(number)
        shade = speaker_shade(number, self.palette())
        label = QRectF(lane)
        label.setWidth(self.gutter)
        painter.fillRect(label.adjusted(0, 1, 0, -1), QColor(shade.ground))
        painter.setPen(QColor(shade.ink))
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, self._label(number))

    def _paint_alert(self, painter: QPainter, alert: Alert) -> None:
        mark = self._mark(alert)
        if mark.center().x() < self.gutter or mark.left() > self.width():
            return
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Text), 1, Qt.PenStyle.DotLine))
        x = mark.center().x()
        painter.drawLine(QPointF(x, mark.bottom()), QPointF(x, self.height()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_badge(painter, mark, alert.level)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _mark(self, alert: Alert) -> QRectF:
        side = self._marks_height - 4
        return QRectF(self._x(alert.start_s) - side / 2, 2, side, side)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        hit = [one for one in self._alerts if self._mark(one).contains(event.position())]
        at_s = hit[0].start_s if hit else self._at(event.position().x())
        self.chosen.emit(at_s)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.LanguageChange):
            self._measure()
        elif event.type() is QEvent.Type.PaletteChange:
            self._paint_again()
        super().changeEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            text = self._what_lies_at(QPointF(event.pos()))
            if text:
                QToolTip.showText(event.globalPos(), text, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def _what_lies_at(self, point: QPointF) -> str:
        for alert in self._alerts:
            if self._mark(alert).contains(point):
                return tr("Alert {level}: {keyword}, {time}").format(
                    level=term(alert.level), keyword=term(alert.keyword), time=clock(alert.start_s)
                )
        at_s = self._at(point.x())
        if any(gap.start_s <= at_s < gap.end_s for gap in self._gaps):
            return tr("Nothing was recorded here.")
        names = [one.speaker for one in self._turns if one.start_s <= at_s < one.end_s]
        return ", ".join(dict.fromkeys(names))
