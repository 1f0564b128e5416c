"""The transcript of a recording: only what is in view is laid out, however long it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import ceil

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from app.domain.review_lines import Line, Place, heard_text, places, word_at
from app.gui.look import announce
from app.gui.review.heights import Heights
from app.gui.review.row import Marked, Row, RowPlan
from app.gui.review.row_style import RowStyle

_NOTHING = -1
_HIGH, _LOW = 0.12, 0.75  # between these parts of the view the spoken word is left where it is
_PLACE = 0.3  # else it comes here
_PASSES = 4


class ScriptView(QAbstractScrollArea):
    """Rows of utterances. Arrow keys move by row and by word, Enter plays from the word.

    played: a row and a heard word. chosen: the current row is another one. followed: whether what
    is said is kept in view; only the user's own moving ends that. asked: the row's menu, and where.
    """

    played = Signal(int, int)
    chosen = Signal(int)
    followed = Signal(bool)
    asked = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heights = Heights()
        self._lines: tuple[Line, ...] = ()
        self._starts: list[float] = []
        self._numbers: Mapping[str, int] = {}
        self._names: dict[str, str] = {}
        self._rows: dict[int, Row] = {}
        self._style = RowStyle(self.font(), self.palette())
        self._marked = Marked()
        self._heard = False
        self._wanted = ""
        self._follows = True
        self._top = 0
        self.current = _NOTHING
        self.word = 0
        self.laid_out = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().actionTriggered.connect(lambda _: self._follow(False))
        self.viewport().setBackgroundRole(QPalette.ColorRole.Base)
        self.viewport().setMouseTracking(True)

    @property
    def lines(self) -> tuple[Line, ...]:
        return self._lines

    @property
    def follows(self) -> bool:
        return self._follows

    @property
    def line(self) -> Line | None:
        """The current one."""
        return self._lines[self.current] if 0 <= self.current < len(self._lines) else None

    @property
    def marked(self) -> Marked:
        return self._marked

    def show_lines(
        self,
        lines: Sequence[Line],
        numbers: Mapping[str, int],
        names: Mapping[str, str],
        *,
        anew: bool = True,
    ) -> None:
        """numbers: of speakers, names: of people. anew: another recording, read from its top."""
        self._lines, self._numbers, self._names = tuple(lines), dict(numbers), dict(names)
        self._starts = list(_starts(lines))
        self._rows.clear()
        last = len(lines) - 1
        if anew:
            self._marked, self._wanted = Marked(), ""
            self._follow(True)
            self.current = _NOTHING
        self._lay_out_anew(top=0 if anew else self._top)
        self.choose(min(max(self.current, 0), last), 0 if anew else self.word)

    def update_lines(self, lines: Sequence[Line]) -> None:
        """More is known about the same words: only what changed is laid out again."""
        self._lines = tuple(lines)
        for row in [row for row, made in self._rows.items() if made.plan.line != lines[row]]:
            del self._rows[row]
        self._settle(self._top)
        self.viewport().update()

    def forget(self) -> None:
        self.show_lines((), {}, {})
        self.setAccessibleDescription("")

    def show_heard(self, heard: bool) -> None:
        """Show what was heard below what is written, or no longer."""
        self._heard = heard
        self._lay_out_anew(top=self._top)

    def row_text(self, row: int) -> str:
        """All that a row says."""
        return self._row(row).text

    def choose(self, row: int, word: int = 0) -> None:
        """The current row and word; nothing is scrolled."""
        before, self.current, self.word = self.current, row, word
        if 0 <= row < len(self._lines):
            self.setAccessibleDescription(self._row(row).text)
        if row != before:
            self.chosen.emit(row)
        self.viewport().update()

    def go_to(self, row: int, word: int = 0) -> None:
        """Choose a row and bring its word into view; what is said is no longer followed."""
        self._follow(False)
        self.choose(row, word)
        self._bring(row, word)

    def follow(self, at_s: float) -> None:
        """Mark the word that is being said, and keep it in view unless the user went elsewhere."""
        found = word_at(self._lines, self._starts, at_s)
        place = None if found is None else Place(found[0], found[1], found[1])
        if place == self._marked.spoken:
            return
        self._marked = replace(self._marked, spoken=place)
        self.viewport().update()
        if place is not None and self._follows:
            self.choose(place.line, place.first)
            self._bring(place.line, place.first)

    def go_to_spoken(self) -> None:
        """Back to what is being said, and follow it again."""
        self._follow(True)
        spoken = self._marked.spoken
        if spoken is not None:
            self.choose(spoken.line, spoken.first)
            self._bring(spoken.line, spoken.first)

    def show_found(self, wanted: str) -> None:
        """Mark what is looked for wherever it is in view; "" marks nothing."""
        self._wanted = wanted
        self.viewport().update()

    def show_stop(self, stop: Place | None) -> None:
        """Frame the words that are gone through now."""
        self._marked = replace(self._marked, stop=stop)
        self.viewport().update()

    def point_of(self, row: int, word: int) -> QPoint:
        """Where a word is on the viewport."""
        area = self._row(row).area_of(word, word)
        y = self._heights.top(row) - self.verticalScrollBar().value()
        return area.center().toPoint() + QPoint(0, y)

    # laying out

    def _lay_out_anew(self, top: int) -> None:
        """After the text, its width or its look has changed; the row at the top stays there."""
        self._rows.clear()
        self._heights.begin(self._guesses())
        bar = self.verticalScrollBar()
        bar.setSingleStep(max(1, round(QFontMetricsF(self._style.font).height() * 2)))
        bar.setPageStep(max(1, self.viewport().height() - bar.singleStep()))
        self._set_range()
        row = min(top, len(self._lines) - 1)
        bar.setValue(self._heights.top(row) if row >= 0 else 0)
        self._settle(row)
        self.viewport().update()

    def _guesses(self) -> list[int]:
        measure = QFontMetricsF(self._style.font)
        width = max(40.0, self.viewport().width() - self._style.bar - 3 * self._style.gap)
        letter, character = measure.averageCharWidth(), measure.horizontalAdvance("中")
        head = QFontMetricsF(self._style.bold).height() + self._style.gap * 4
        high = measure.height() * (2 if self._heard else 1)

        def guess(line: Line) -> int:
            text = line.utterance.text or heard_text(line)
            narrow = len(text) if text.isascii() else len(text.encode("ascii", "ignore"))
            long = narrow * letter + (len(text) - narrow) * character
            return ceil(head + (int(long / width) + 1) * high)

        return [guess(line) for line in self._lines]

    def _row(self, row: int) -> Row:
        made = self._rows.get(row)
        if made is None:
            line = self._lines[row]
            number = self._numbers.get(line.utterance.speaker, 0)
            plan = RowPlan(line, number, self._heard, self._names)
            made = self._rows[row] = Row(plan, self.viewport().width(), self._style)
            self.laid_out += 1
        return made

    def _settle(self, anchor: int) -> None:
        """Lay out what is in view. The anchor stays where it is, whatever those above turn out."""
        bar = self.verticalScrollBar()
        for _ in range(_PASSES):
            changed = above = 0
            for row in self._in_view():
                more = self._heights.measured(row, self._row(row).height)
                changed += abs(more)
                above += more if row < anchor else 0
            if not changed:
                break
            self._set_range()
            if above:
                blocked = bar.blockSignals(True)
                bar.setValue(bar.value() + above)
                bar.blockSignals(blocked)
        self._top = max(0, self._heights.row_at(bar.value()))
        kept = set(self._in_view()) | {self.current}
        self._rows = {row: made for row, made in self._rows.items() if row in kept}

    def _in_view(self) -> range:
        """The rows that are seen, as far as their heights are known."""
        top = self.verticalScrollBar().value()
        first = self._heights.row_at(top)
        last = self._heights.row_at(top + self.viewport().height())
        return range(max(first, 0), last + 1)

    def _set_range(self) -> None:
        most = max(0, self._heights.total - self.viewport().height())
        self.verticalScrollBar().setRange(0, most)

    def _bring(self, row: int, word: int) -> None:
        """Into the view, unless it is well in it already."""
        bar, high = self.verticalScrollBar(), self.viewport().height()
        area = self._row(row).area_of(word, word)
        self._heights.measured(row, self._row(row).height)
        y = self._heights.top(row) + area.top()
        if not (bar.value() + high * _HIGH <= y <= bar.value() + high * _LOW):
            self._set_range()
            bar.setValue(round(y - high * _PLACE))
            self._settle(row)

    def _follow(self, follows: bool) -> None:
        if follows != self._follows:
            self._follows = follows
            self.followed.emit(follows)

    # Qt

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802, ARG002 - Qt's
        self._settle(self._top)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's
        painter = QPainter(self.viewport())
        top = self.verticalScrollBar().value()
        for row in self._in_view() if self._lines else ():
            y = self._heights.top(row) - top
            self._row(row).paint(painter, y, self._marks_of(row), row == self.current)
        painter.end()

    def _marks_of(self, row: int) -> Marked:
        marked = self._marked
        return Marked(
            marked.spoken if marked.spoken and marked.spoken.line == row else None,
            self._found_in(row),
            marked.stop if marked.stop and marked.stop.line == row else None,
            Place(row, self.word, self.word) if row == self.current and self.hasFocus() else None,
        )

    def _found_in(self, row: int) -> tuple[Place, ...]:
        found = places(self._lines[row], self._wanted) if self._wanted else ()
        return tuple(Place(row, *one) for one in found)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        seen = self.current in self._in_view()
        self._lay_out_anew(self._top)
        if seen and self.line is not None:
            self._bring(self.current, self.word)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        kinds = (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.LanguageChange)
        if event.type() in kinds and hasattr(self, "laid_out"):
            self._style = RowStyle(self.font(), self.palette())
            self._lay_out_anew(self._top)

    def _at(self, point: QPointF) -> tuple[int, int | None]:
        """The row and the word under a point of the viewport."""
        y = point.y() + self.verticalScrollBar().value()
        if not self._lines or y >= self._heights.total:
            return _NOTHING, None
        row = self._heights.row_at(y)
        return row, self._row(row).word_at(QPointF(point.x(), y - self._heights.top(row)))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        row, word = self._at(event.position())
        if row != _NOTHING:
            self.choose(row, word or 0)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        event.accept()
        row, word = self._at(event.position())
        left = event.button() is Qt.MouseButton.LeftButton
        if left and word is not None and (row, word) == (self.current, self.word):
            self._follow(True)
            self.played.emit(row, word)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        _, word = self._at(event.position())
        shape = Qt.CursorShape.ArrowCursor if word is None else Qt.CursorShape.PointingHandCursor
        self.viewport().setCursor(shape)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        if self.line is None:
            return
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        spot = self.point_of(self.current, self.word) if by_key else event.pos()
        self.asked.emit(self.viewport().mapToGlobal(spot))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if self.line is None or event.modifiers() & _CHORDS:
            super().keyPressEvent(event)
            return
        match event.key():
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                self._step(1 if event.key() == Qt.Key.Key_Down else -1)
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                self._step_word(1 if event.key() == Qt.Key.Key_Right else -1)
            case Qt.Key.Key_Home | Qt.Key.Key_End:
                self._move_to(0 if event.key() == Qt.Key.Key_Home else len(self._lines) - 1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._follow(True)
                self.played.emit(self.current, self.word)
            case _:
                super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        self._move_to(min(max(self.current + by, 0), len(self._lines) - 1))

    def _step_word(self, by: int) -> None:
        words = self._lines[self.current].utterance.words
        self.go_to(self.current, min(max(self.word + by, 0), max(0, len(words) - 1)))

    def _move_to(self, row: int) -> None:
        self.go_to(row)
        announce(self, self._row(row).text)


def _starts(lines: Sequence[Line]) -> Iterator[float]:
    """When each begins; one without words begins with the one before."""
    last = 0.0
    for one in lines:
        last = one.utterance.start_s if one.utterance.words else last
        yield last


_CHORDS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
