"""Words while they are said: what is confirmed stays, what may still change looks like it."""

import time
from bisect import bisect_left, insort
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby
from typing import Final, Literal

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QFont, QPalette, QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from app.domain.live import Gap, GapReason, LiveWords
from app.domain.transcript import Language
from app.gui.chinese import shown_words
from app.gui.look import clock, doubt, interim_ink, sized
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


_Manner = Literal["plain", "doubted", "mark"]
_Piece = tuple[str, _Manner]
_MARK: Final[_Piece] = ("?", "mark")
"""Behind words in doubt: what is underlined is not heard by who is read to."""


@dataclass(slots=True)
class _Line:
    """One block of the document. fixed: confirmed text, only ever appended to; loose: the rest.

    doubted: the last confirmed word is in doubt, and not marked yet, since more may follow.
    painted: how many pieces of `fixed` the document holds; kept: where they end in the block.
    says: what stands there that nobody said, in the language of the window; None for speech.
    """

    at_s: float
    serial: int
    confirmed: int = 0
    last: str = ""
    fixed: list[_Piece] = field(default_factory=list)
    loose: list[_Piece] = field(default_factory=list)
    doubted: bool = False
    painted: int = 0
    kept: int = 0
    ended: bool = False
    says: Callable[[], str] | None = None

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
        event = _as_shown(event)
        line.ended = event.ended
        self._confirm(line, event)
        line.loose = _loose(line, event)
        self._note_change(line)

    def _confirm(self, line: _Line, event: LiveWords) -> None:
        sure = len(event.words) if event.ended else event.confirmed
        if sure > line.confirmed:
            places = range(line.confirmed, sure)
            line.fixed += _pieces(event, places, line.last, line.doubted)
            line.confirmed, line.last = sure, event.words[sure - 1].text
            line.doubted = sure - 1 in event.doubtful
        if line.ended and line.doubted:
            line.fixed.append(_MARK)
            line.doubted = False

    def add_line(self, at_s: float, says: Callable[[], str]) -> None:
        """Put a line that is not speech (a mark, a gap) at its time."""
        line = self._add(at_s)
        line.ended, line.says = True, says
        self._say(line, says())

    def say_anew(self) -> None:
        """The window speaks another language: what nobody said is said in that one."""
        for line in self._lines:
            if line.says is not None:
                self._say(line, line.says())

    def _say(self, line: _Line, words: str) -> None:
        line.fixed, line.painted, line.kept = [(f"({words})", "plain")], 0, 0
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
        bar.setValue(bar.sliderPosition())  # before the way back takes its room: that would undo it
        self._follow(bar.value() >= bar.maximum() - 1)

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
        self._write(cursor, line.fixed[line.painted :], self._ink(quiet=line.says is not None))
        line.painted, line.kept = len(line.fixed), cursor.position() - block.position()
        self._write(cursor, line.loose, self._ink(quiet=True, slanted=True))

    def _write(self, cursor: QTextCursor, pieces: list[_Piece], ink: QTextCharFormat) -> None:
        for manner, alike in groupby(pieces, key=lambda piece: piece[1]):
            written = QTextCharFormat(ink)
            if manner != "plain":
                doubt(written, self.palette(), mark=manner == "mark")
            cursor.insertText("".join(text for text, _ in alike), written)

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
        self._tight = False
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
        doubt = tr("Dotted words with a ? are in doubt.")
        short = tr("Draft; the final text comes after Stop.")
        self.draft.setText(short if self._tight else f"{draft} {hint} {doubt}")
        self.draft.setToolTip(f"{draft} {hint} {doubt}")
        self.text.say_anew()
        self.newest.setText(tr("Newest words ↓"))
        self.newest.setToolTip(tr("You scrolled up, so the text no longer follows"))
        self.text.setAccessibleName(tr("Live text, a draft"))
        self.text.setPlaceholderText(
            tr("Press Record and speak: words appear here as they are said.")
        )

    def set_tight(self, tight: bool) -> None:
        """Whether the words need the room of what is said about them."""
        if tight != self._tight:
            self._tight = tight
            self.retranslate()

    def show_event(self, event: LiveWords | Gap) -> None:
        match event:
            case LiveWords():
                self.text.show_words(event)
            case Gap():
                self.text.add_line(event.start_s, partial(_unrecorded, event))


def _unrecorded(gap: Gap) -> str:
    return tr("not recorded {start} to {end}: {why}").format(
        start=clock(gap.start_s), end=clock(gap.end_s), why=gap_words(gap.reason)
    )


def _as_shown(event: LiveWords) -> LiveWords:
    """The same words, of which there are as many, in the script that was chosen."""
    texts = [word.text for word in event.words]
    pairs = zip(event.words, shown_words(texts), strict=True)
    return replace(event, words=tuple(replace(word, text=text) for word, text in pairs))


def _loose(line: _Line, event: LiveWords) -> list[_Piece]:
    """Words that may still change, in brackets: grey and slanted are not seen by everybody."""
    places = range(line.confirmed, len(event.words))
    goes_on = line.doubted and line.confirmed in event.doubtful
    before = [_MARK] if line.doubted and not (places and goes_on) else []
    if not places:
        return before
    end = [_MARK] if places[-1] in event.doubtful else []
    opening: _Piece = (" [" if line.last else "[", "plain")
    return [*before, opening, *_pieces(event, places), *end, (" …]", "plain")]


def _pieces(
    event: LiveWords, places: range, last: str = "", doubted: bool = False
) -> Iterator[_Piece]:
    """Words with what stands between them. last, doubted: the word before, and whether it is in
    doubt; words in doubt that follow one another have one mark, behind them."""
    doubtful = frozenset(event.doubtful)
    for at in places:
        text, goes_on = event.words[at].text, doubted and at in doubtful
        if doubted and not goes_on:
            yield _MARK
        doubted = at in doubtful
        yield _gap(last, text, event.language), "doubted" if goes_on else "plain"
        yield text, "doubted" if doubted else "plain"
        last = text


def _gap(before: str, after: str, language: Language) -> str:
    """What stands between two heard words: a space, but none beside a Chinese character."""
    if not before:
        return ""
    if language == "en":
        return " "
    return " " if before[-1].isascii() and after[:1].isascii() and after[:1].isalnum() else ""
