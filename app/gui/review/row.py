"""One utterance laid out: what stands where, and which word is under a point."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import cast

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QPainter,
    QPen,
    QTextCharFormat,
    QTextLayout,
    QTextLine,
    QTextOption,
)

from app.domain.review_lines import Line, Piece, Place, heard_pieces, pieces
from app.gui.look import clock, tinted
from app.gui.review.names import change, standing, who
from app.gui.review.row_style import RowStyle
from app.gui.speaker_look import speaker_brush, speaker_shade
from app.gui.words import tr

_NEW_LINE = "\u2028"
_NOWHERE = -1
_ROUND = 3.0


@dataclass(frozen=True, slots=True)
class RowPlan:
    """What a row shows. number: of its speaker, by which the colour is chosen; names: of people."""

    line: Line
    number: int
    heard: bool
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class Marked:
    """Words that are said, looked for or gone through now; at: where the keyboard is."""

    spoken: Place | None = None
    found: tuple[Place, ...] = ()
    stop: Place | None = None
    at: Place | None = None


@dataclass(frozen=True, slots=True)
class _Run:
    """Characters of the layout, counted as Qt does. quiet: not the transcript itself."""

    piece: Piece
    start: int
    length: int
    quiet: bool


class Row:
    """Made when it comes into view and thrown away when it left; lengths are in pixels."""

    def __init__(self, plan: RowPlan, width: float, style: RowStyle) -> None:
        self.plan, self._style = plan, style
        self._left = style.bar + style.gap * 2
        self._width = max(40.0, width - self._left - style.gap)
        self._runs = list(_runs(plan))
        self._starts = [run.start for run in self._runs]
        self._layout = QTextLayout("".join(run.piece.text for run in self._runs), style.font)
        self._layout.setTextOption(_wrapping())
        self._layout.setFormats([_range(run, style) for run in self._runs])
        self._head = QFontMetricsF(style.bold).height() + style.gap * 2
        self.height = ceil(self._head + self._lay_out() + style.gap * 2)

    @property
    def heading(self) -> str:
        one = self.plan.line.utterance
        return f"{clock(one.start_s)} {who(one)}"

    @property
    def text(self) -> str:
        """All that the row says, for who listens to the screen."""
        return f"{self.heading}: {self._layout.text().replace(_NEW_LINE, '. ')}"

    def word_at(self, point: QPointF) -> int | None:
        """The heard word under a point of the row; None where there is none."""
        x, y = point.x() - self._left, point.y() - self._head
        for line in self._lines():
            if line.naturalTextRect().adjusted(-2, 0, 2, 0).contains(x, y):
                at = line.xToCursor(x, QTextLine.CursorPosition.CursorOnCharacter)
                run = self._runs[max(0, bisect_right(self._starts, at) - 1)]
                return None if run.piece.first == _NOWHERE else run.piece.first
        return None

    def area_of(self, first: int, last: int) -> QRectF:
        """Where these heard words are written."""
        area = QRectF()
        for run in self._of(first, last):
            area = area.united(self._area(run))
        return area.translated(self._left, self._head)

    def paint(self, painter: QPainter, top: float, marked: Marked, current: bool) -> None:
        """Draw the row, its top at this height."""
        painter.save()
        painter.translate(0, top)
        if current:
            self._paint_current(painter)
        bar = QRectF(self._style.gap, self._style.gap, self._style.bar, self.height)
        bar.setHeight(self.height - 2 * self._style.gap)
        painter.setBrushOrigin(bar.topLeft())
        painter.fillRect(bar, speaker_brush(self.plan.number, self._style.palette))
        self._paint_heading(painter)
        painter.setPen(self._style.ink)
        self._layout.draw(painter, QPointF(self._left, self._head), self._selections(marked))
        if marked.stop is not None:
            ink = QColor(tinted("amber", self._style.palette).ink)
            self._frame(painter, marked.stop, QPen(ink, 2.0))
        elif marked.at is not None:
            self._frame(painter, marked.at, QPen(self._style.quiet, 1.0))
        painter.restore()

    def _paint_current(self, painter: QPainter) -> None:
        area = QRectF(0, 0, self._left + self._width + self._style.gap, self.height)
        painter.fillRect(area, self._style.palette.alternateBase())
        painter.fillRect(
            QRectF(0, 0, self._style.gap / 2, self.height), self._style.palette.highlight()
        )

    def _paint_heading(self, painter: QPainter) -> None:
        one, style = self.plan.line.utterance, self._style
        x = self._write(painter, clock(one.start_s), self._left, style.quiet)
        label = who(one)
        painter.setFont(style.bold)
        measure = QFontMetricsF(style.bold)
        room = self._width - x + self._left - style.gap * 2
        label = measure.elidedText(label, Qt.TextElideMode.ElideRight, max(room, 20.0))
        shade = speaker_shade(self.plan.number, style.palette)
        area = QRectF(x, style.gap / 2, measure.horizontalAdvance(label), measure.height())
        area.adjust(0, 0, style.gap * 2, style.gap)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(shade.ground))
        painter.drawRoundedRect(area, _ROUND, _ROUND)
        painter.setPen(QColor(shade.ink))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, label)
        if one.overlap:
            self._write(painter, tr("// two speak at once"), area.right() + style.gap, style.quiet)

    def _write(self, painter: QPainter, text: str, x: float, ink: QColor) -> float:
        """A small text of the heading; gives where the next one begins."""
        measure = QFontMetricsF(self._style.small)
        painter.setFont(self._style.small)
        painter.setPen(ink)
        painter.drawText(QPointF(x, self._style.gap + measure.ascent()), text)
        return x + measure.horizontalAdvance(text) + self._style.gap * 2

    def _frame(self, painter: QPainter, place: Place, pen: QPen) -> None:
        area = self.area_of(place.first, place.last)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(area.adjusted(-2, -1, 2, 1), _ROUND, _ROUND)

    def _selections(self, marked: Marked) -> list[QTextLayout.FormatRange]:
        style = self._style
        made = [self._covered(place, style.found()) for place in marked.found]
        if marked.spoken is not None:
            made.append(self._covered(marked.spoken, style.spoken()))
        return [one for part in made for one in part]

    def _covered(self, place: Place, manner: QTextCharFormat) -> list[QTextLayout.FormatRange]:
        return [_made(run, manner) for run in self._of(place.first, place.last)]

    def _of(self, first: int, last: int) -> Iterator[_Run]:
        """The runs of words, without the signs beside them and the spaces between."""
        for run in self._runs:
            piece = run.piece
            said = piece.first != _NOWHERE and not piece.mark and piece.text.strip()
            if said and piece.first <= last and piece.last >= first:
                yield run

    def _area(self, run: _Run) -> QRectF:
        area = QRectF()
        for line in self._lines():
            begin = max(run.start, line.textStart())
            end = min(run.start + run.length, line.textStart() + line.textLength())
            if begin < end:
                left, right = _x(line, begin), _x(line, end)
                area = area.united(QRectF(left, line.y(), right - left, line.height()))
        return area

    def _lines(self) -> Iterator[QTextLine]:
        for number in range(self._layout.lineCount()):
            yield self._layout.lineAt(number)

    def _lay_out(self) -> float:
        """Break the text into lines; gives how tall they are together."""
        y = 0.0
        self._layout.beginLayout()
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(self._width)
            line.setPosition(QPointF(0.0, y))
            y += line.height()
        self._layout.endLayout()
        return y


def _runs(plan: RowPlan) -> Iterator[_Run]:
    start = 0
    for piece, quiet in _all(plan):
        length = len(piece.text.encode("utf-16-le")) // 2  # Qt counts these, not characters
        yield _Run(piece, start, length, quiet)
        start += length


def _all(plan: RowPlan) -> Iterator[tuple[Piece, bool]]:
    line = plan.line
    for piece in pieces(line, heard=plan.heard):
        yield piece, False
    if plan.heard:
        yield _beside(f"{_NEW_LINE}{tr('Heard, never changed:')} "), True
        for piece in heard_pieces(line):
            yield piece, True
    for text in _notes(plan):
        yield _beside(f"{_NEW_LINE}{text}"), True


def _notes(plan: RowPlan) -> Iterator[str]:
    """What became of the utterance in the note, and what others suggest."""
    line = plan.line
    for sentence in line.sentences:
        yield tr("In the note: {text}").format(text=sentence.text)
    if line.left_out:
        yield tr("Taken out of the note")
    for one in line.suggestions:
        name = plan.names.get(one.made_by, one.made_by)
        yield f"{change(one)} ({standing(one, name)})"


def _beside(text: str) -> Piece:
    return Piece(text, _NOWHERE, _NOWHERE)


def _range(run: _Run, style: RowStyle) -> QTextLayout.FormatRange:
    return _made(run, style.format_of(run.piece, quiet=run.quiet))


def _made(run: _Run, manner: QTextCharFormat) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start, made.length, made.format = run.start, run.length, manner
    return made


def _x(line: QTextLine, at: int) -> float:
    """Qt for Python gives the place together with where the cursor really is."""
    x, _ = cast(tuple[float, int], line.cursorToX(at))
    return x


def _wrapping() -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option
