"""Words while they are said: what is confirmed stays, what may still change looks like it."""

import time
from bisect import bisect_left, insort
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QFont, QPalette, QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from app.domain.live import Gap, GapReason, LiveWords
from app.domain.transcript import Language, Word
from app.gui.look import clock, interim_ink, sized
from app.gui.words import Retranslated, tr

SLICE_S = 0.010  # of painting; then the window may answer
REPAINT_MS = 50  # no more than 20 repaints a second, however fast events come


def gap_words(reason: GapReason) -> str:
    return {
        "pause": tr("paused"),
        "device_lost": tr("the microphone was lost"),
        "suspended": tr("the computer slept"),
        "overrun": tr("the computer was too busy"),
        "disk": tr("the disk could not take it"),
        "capture_restarted": tr("the recorder was started again"),
    }[reason]


@dataclass(slots=True)
class _Line:
    """One block of the document. fixed: confirmed text, only ever appended to; loose: the rest.

    painted: how many characters of `fixed` the document holds; kept: where they end in the block.
    """

    at_s: float
    serial: int
    confirmed: int = 0
    last: str = ""
    fixed: str = ""
    loose: str = ""
    painted: int = 0
    kept: int = 0
    ended: bool = False

    @property
    def key(self) -> tuple[float, int]:
        return self.at_s, self.serial


class LiveText(QPlainTextEdit):
    """The words of one recording, a block for every region, in time order.

    An event changes no more than its own block, so three hours stay as quick as the first minute.
    `followed` says whether the newest words are kept in view; only the user's scrolling ends that.
    """

    followed = Signal(bool)

    def __init__(
        self, parent: QWidget | None = None, now: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self._now = now
        self._regions: dict[int, _Line] = {}
        self._lines: list[_Line] = []
        self._keys: list[tuple[float, int]] = []
        self._changed: dict[tuple[float, int], _Line] = {}
        self._follows = True
        self.verticalScrollBar().actionTriggered.connect(self._notice_scrolling)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(REPAINT_MS)
        self._pause.timeout.connect(self.repaint_changed)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFont(sized(self.font(), self.font().pointSizeF() + 4))

    def begin(self) -> None:
        """Forget what was shown: another recording begins."""
        for shown in (self._regions, self._lines, self._keys, self._changed):
            shown.clear()
        self.clear()
        self._follow(True)

    def show_words(self, event: LiveWords) -> None:
        """Take what one region says now; confirmed words that were shown stay as they are."""
        line = self._regions.get(event.region)
        if line is None:
            if not event.words:
                return
            line = self._regions[event.region] = self._add(event.words[0].start_s)
        if line.ended:
            return
        line.ended = event.ended
        sure = len(event.words) if event.ended else event.confirmed
        for word in event.words[line.confirmed : sure]:
            line.fixed += _gap(line.last, word.text, event.language) + word.text
            line.confirmed, line.last = line.confirmed + 1, word.text
        line.loose = _loose(line.last, event.words[line.confirmed :], event.language)
        self._note_change(line)

    def add_line(self, at_s: float, text: str) -> None:
        """Put a line that is not speech (a mark, a gap) at its time."""
        line = self._add(at_s)
        line.fixed, line.ended = f"({text})", True
        self._note_change(line)

    def repaint_changed(self) -> None:
        """Bring the document up to what is known, a slice of it at a time.

        Who comes back to a recording of hours is told all of its words at once.
        """
        if not self._changed:
            return
        until_s = time.perf_counter() + SLICE_S
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        while self._changed and time.perf_counter() < until_s:
            self._paint(cursor, self._changed.pop(next(iter(self._changed))))
        cursor.endEditBlock()
        self._pause.start()
        if self._follows:
            self.go_to_end()

    def go_to_end(self) -> None:
        """Show the newest words, and those to come."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum())
        self._follow(True)

    def _notice_scrolling(self) -> None:
        bar = self.verticalScrollBar()
        self._follow(bar.sliderPosition() >= bar.maximum() - 1)

    def _follow(self, follows: bool) -> None:
        if follows != self._follows:
            self._follows = follows
            self.followed.emit(follows)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        if self._follows:
            self.go_to_end()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and hasattr(self, "_lines"):
            self._paint_all()

    def _note_change(self, line: _Line) -> None:
        self._changed[line.key] = line
        if not self._pause.isActive():
            self.repaint_changed()

    def _add(self, at_s: float) -> _Line:
        line = _Line(at_s, len(self._lines))
        insort(self._keys, line.key)
        index = bisect_left(self._keys, line.key)
        self._lines.insert(index, line)
        self._make_block(index)
        return line

    def _make_block(self, index: int) -> None:
        cursor = QTextCursor(self.document())
        if index == len(self._lines) - 1:
            cursor.movePosition(QTextCursor.MoveOperation.End)
            if index:
                cursor.insertBlock()
        else:
            cursor.setPosition(self.document().findBlockByNumber(index).position())
            cursor.insertBlock()

    def _paint(self, cursor: QTextCursor, line: _Line) -> None:
        """Append what is newly confirmed and write the loose end anew."""
        index = bisect_left(self._keys, line.key)
        block = self.document().findBlockByNumber(index)
        cursor.setPosition(block.position() + line.kept)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        if not line.kept:
            cursor.insertText(f"{clock(line.at_s)}  ", self._ink(quiet=True))
        cursor.insertText(line.fixed[line.painted :], self._ink(quiet=line.fixed[:1] == "("))
        line.painted, line.kept = len(line.fixed), cursor.position() - block.position()
        cursor.insertText(line.loose, self._ink(quiet=True, slanted=True))

    def _paint_all(self) -> None:
        for line in self._lines:
            line.painted = line.kept = 0
            self._changed[line.key] = line
        self.repaint_changed()

    def _ink(self, *, quiet: bool = False, slanted: bool = False) -> QTextCharFormat:
        ink = QTextCharFormat()
        plain = self.palette().color(QPalette.ColorRole.Text)
        ink.setForeground(interim_ink(self.palette()) if quiet else plain)
        ink.setFontItalic(slanted)
        ink.setFontWeight(QFont.Weight.Normal)
        return ink


class LiveView(Retranslated, QWidget):
    """Live text with what it is worth above it, and a way back to the newest words."""

    def __init__(
        self, parent: QWidget | None = None, now: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self.text = LiveText(self, now)
        self.draft, self.newest = QLabel(), QPushButton()
        self.draft.setWordWrap(True)
        self.newest.clicked.connect(self.text.go_to_end)
        self.newest.hide()
        self.text.followed.connect(self.newest.setHidden)
        row = QHBoxLayout()
        row.addWidget(self.draft, stretch=1)
        row.addWidget(self.newest)
        column = QVBoxLayout(self)
        column.addLayout(row)
        column.addWidget(self.text, stretch=1)
        self.retranslate()

    def retranslate(self) -> None:
        draft = tr("Draft: live text is written while it is said. The final text comes after Stop.")
        hint = tr("[grey, in brackets …] may still change.")
        self.draft.setText(f"{draft} {hint}")
        self.newest.setText(tr("Newest words ↓"))
        self.newest.setToolTip(tr("You scrolled up, so the text no longer follows"))
        self.text.setAccessibleName(tr("Live text, a draft"))
        self.text.setPlaceholderText(
            tr("Press Record and speak: words appear here as they are said.")
        )

    def set_zoom(self, percent: int) -> None:
        """How large the words are; 100 is normal."""
        points = (self.font().pointSizeF() + 4) * percent / 100
        self.text.setFont(sized(self.text.font(), points))

    def show_event(self, event: LiveWords | Gap) -> None:
        match event:
            case LiveWords():
                self.text.show_words(event)
            case Gap():
                words = tr("not recorded {start} to {end}: {why}").format(
                    start=clock(event.start_s),
                    end=clock(event.end_s),
                    why=gap_words(event.reason),
                )
                self.text.add_line(event.start_s, words)


def _loose(last: str, words: tuple[Word, ...], language: Language) -> str:
    """Words that may still change, in brackets: grey and slanted are not seen by everybody."""
    line, before = "", ""
    for word in words:
        line += _gap(before, word.text, language) + word.text
        before = word.text
    return f"{' ' if last else ''}[{line} …]" if line else ""


def _gap(before: str, after: str, language: Language) -> str:
    """What stands between two heard words: a space, but none beside a Chinese character."""
    if not before:
        return ""
    if language == "en":
        return " "
    return " " if before[-1].isascii() and after[:1].isascii() and after[:1].isalnum() else ""
