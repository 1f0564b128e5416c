"""Draws a note's rows: text, where it came from, and what is open at it, never by colour alone."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.domain.note_page import AddendumHead, Line
from app.gui.chinese import shown
from app.gui.look import clock, interim_ink, sized, tinted
from app.gui.note.note_model import Index, NoteModel
from app.gui.note.saying import chip_word, chip_words, minute, source_word
from app.gui.words import said, tr

PAD = 8
_GAP = 3
_WRAPPED = int(Qt.TextFlag.TextWordWrap)
_TALLEST = 100_000


def side_text(line: Line) -> str:
    """Where a sentence came from, and when it was said."""
    word = source_word(line.sentence.source)
    heard = bool(line.sentence.utterances)
    return f"{word} {clock(line.sentence.start_s)}" if heard else word


def marks(line: Line) -> list[str]:
    """What is open at a sentence, one line each; each begins with a sign of its own."""
    found = [f"? {said(shown(one.asks))}" for one in line.queries]
    found += [f"≈ {chip_words(one)}" for one in line.open_chips]
    found += [f"{chip_words(one)} ({chip_word(one)})" for one in line.struck]
    if line.suggestions:
        count = len(line.suggestions)
        found.append("± " + tr("{count} suggestion(s) of others").format(count=count))
    return found


def small(font: QFont) -> QFont:
    return sized(font, max(7.0, font.pointSizeF() - 1))


class NoteDelegate(QStyledItemDelegate):
    """carded: how tall the row is over which a card lies; None for all others."""

    def __init__(
        self, model: NoteModel, carded: Callable[[Index, int], int | None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._model, self._carded = model, carded
        self._heights: dict[tuple[object, ...], int] = {}
        self._sides: dict[str, int] = {}

    def forget(self) -> None:
        self._heights.clear()
        self._sides.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's
        width = option.rect.width() or option.widget.width()
        tall = self._carded(index, width)
        if tall is None:
            tall = self._height(option.font, index, width)
        return QSize(width, tall)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = self._model.line(index)
        if self._carded(index, option.rect.width()) is not None:
            return
        if line is None:
            row = self._model.rows[index.row()]
            if isinstance(row, AddendumHead):
                self._paint_addendum(painter, option, row)
            return
        area: QRect = option.rect.adjusted(PAD, _GAP, -PAD, -_GAP)
        font: QFont = option.font
        palette: QPalette = option.palette
        painter.save()
        side = self._side(font)
        text = QRect(area.left(), area.top(), area.width() - side - PAD, area.height())
        painter.setFont(font)
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        drawn = painter.drawText(text, _WRAPPED, line.sentence.text)
        painter.setFont(small(font))
        painter.setPen(interim_ink(palette))
        beside = QRect(text.right() + PAD, area.top(), side, area.height())
        painter.drawText(beside, int(Qt.AlignmentFlag.AlignRight), side_text(line))
        self._paint_marks(painter, palette, text, drawn.bottom(), marks(line))
        painter.restore()

    def _paint_marks(
        self, painter: QPainter, palette: QPalette, text: QRect, top: int, found: list[str]
    ) -> None:
        shade = tinted("amber", palette)
        for mark in found:
            room = QRect(text.left(), top + _GAP + 1, text.width(), _TALLEST)
            needed = painter.boundingRect(room.adjusted(4, 0, -4, 0), _WRAPPED, mark)
            painter.fillRect(needed.adjusted(-4, 0, 4, 0), QColor(shade.ground))
            painter.setPen(QColor(shade.ink))
            painter.drawText(needed, _WRAPPED, mark)
            top = needed.bottom()

    def _paint_addendum(
        self, painter: QPainter, option: QStyleOptionViewItem, row: AddendumHead
    ) -> None:
        painter.save()
        font: QFont = option.font
        palette: QPalette = option.palette
        painter.setFont(sized(font, font.pointSizeF(), bold=True))
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        area: QRect = option.rect.adjusted(PAD, PAD, -PAD, 0)
        words = tr("Addendum, {at}").format(at=minute(row.at))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft), words)
        painter.restore()

    def _height(self, font: QFont, index: Index, width: int) -> int:
        line = self._model.line(index)
        if line is None:
            return QFontMetrics(font).height() + 2 * PAD
        key = (line, width, font.key())
        known = self._heights.get(key)
        if known is None:
            known = self._heights[key] = self._measured(font, line, width)
        return known

    def _measured(self, font: QFont, line: Line, width: int) -> int:
        room = QRect(0, 0, max(60, width - 2 * PAD - self._side(font) - PAD), _TALLEST)
        tall = QFontMetrics(font).boundingRect(room, _WRAPPED, line.sentence.text).height()
        found = marks(line)
        if found:
            metrics, narrow = QFontMetrics(small(font)), room.adjusted(4, 0, -4, 0)
            heights = (metrics.boundingRect(narrow, _WRAPPED, one).height() for one in found)
            tall += sum(heights) + len(found) * (_GAP + 1)
        return tall + 2 * _GAP + 2

    def _side(self, font: QFont) -> int:
        """How much room the words beside the text need."""
        key = font.key()
        if key not in self._sides:
            metrics = QFontMetrics(small(font))
            words = (tr("dictated"), tr("typed"), tr("template"))
            widest = max(metrics.horizontalAdvance(f"{one} 000:00") for one in words)
            self._sides[key] = widest + 4
        return self._sides[key]
