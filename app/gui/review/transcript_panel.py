"""A note's transcript, gone through beside its sound."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QLabel, QMenu, QSplitter, QVBoxLayout, QWidget

from app.domain.access import Actor
from app.domain.note_doubts import Doubt
from app.domain.review_lines import Hit, Line, doubted, find, places, sentence_of
from app.gui.background import Background
from app.gui.review.acts import ReviewActs
from app.gui.review.find_bar import FindBar
from app.gui.review.foot import Foot
from app.gui.review.parts import ReviewParts
from app.gui.review.ready import Ready, ready
from app.gui.review.script_view import ScriptView
from app.gui.review.sentence_edit import Edited, SentenceEdit
from app.gui.review.side import ReviewSide
from app.gui.review.side_rows import SideRow
from app.gui.review.speaker_desk import SpeakerDesk
from app.gui.review.speakers_bar import KEYS
from app.gui.review.tools import ReviewTools
from app.gui.review.walk_desk import WalkDesk
from app.gui.words import Retranslated, said, tr
from app.services.review import NoteView
from app.services.review_rights import Rights, rights

_WIDE = 76  # letters; a narrower panel has its lists below the transcript
_FEW_LINES = 22  # a lower panel shows one thing at a time
_LEAST_LINES = 8
_WORDS_LINES = 3  # of the transcript, whatever is asked below it


class TranscriptPanel(Retranslated, QWidget):
    """Shows one note's transcript, and what may be said about it by who acts.

    play_asked: a recording, and seconds from and to; to < 0 goes on. note_changed: a note about
    which something was said, which is to be read and shown again.
    """

    play_asked = Signal(str, float, float)
    note_changed = Signal(str)
    said = Signal(str)

    def __init__(self, parts: ReviewParts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actor: Actor | None = None
        self._view: NoteView | None = None
        self._asked: NoteView | None = None
        self._rights = Rights()
        self._doubts: tuple[Doubt, ...] = ()
        self._hits: tuple[Hit, ...] = ()
        self._at = 0
        self._acts = ReviewActs(parts, self)
        self._behind = Background("transcript", self)
        self.script = ScriptView()
        self.speakers = SpeakerDesk(self._acts, self._utterance, self)
        self.walk = WalkDesk(self._acts, self.script, self)
        self.side = ReviewSide(self._acts)
        self.tools, self.find_bar, self.edit = ReviewTools(), FindBar(), SentenceEdit()
        self.closed = QLabel()
        self.closed.setWordWrap(True)
        self.closed.hide()
        self._lay_out()
        self._connect()
        self._add_keys()
        self.retranslate()

    # what the window asks

    def act_as(self, actor: Actor) -> None:
        self._actor = actor
        self._acts.act_as(actor)

    def show_view(self, view: NoteView) -> None:
        """The same note again keeps the user's place. Hours of talk are made ready behind."""
        if self._actor is not None:
            self._asked = view
            doubts = self._doubts if self._same(view) else ()
            self._behind.run(
                lambda: ready(view, doubts), partial(self.show_ready, view), self._acts.fail
            )

    def show_ready(self, view: NoteView, shown: Ready) -> None:
        """Show it, unless another one was asked for meanwhile."""
        if self._actor is None or view is not self._asked:
            return
        anew = not self._same(view)
        if anew:
            self._leave()
        self._view = view
        self._rights = rights(self._actor, view)
        self._acts.about(view.version.note_id)
        self._show(view, shown, anew)
        self._acts.look_for_doubts(self.show_doubts, self.tools.miss)

    def _same(self, view: NoteView) -> bool:
        return self._view is not None and self._view.version.note_id == view.version.note_id

    def follow(self, at_s: float) -> None:
        """This moment of the recording is heard now."""
        self.script.follow(at_s)
        self.edit.at_s = at_s

    def next_doubt(self, by: int = 1) -> None:
        """To the next doubt, or the one before (-1)."""
        self.walk.step(by)

    def accept(self) -> None:
        """Send what is typed, or else take the doubt that is shown as it is."""
        if self.edit.isHidden():
            self.walk.accept()
        else:
            self.edit.submit()

    def busy(self) -> bool:
        """Something was typed that is not sent yet."""
        return self.edit.busy

    def forget(self) -> None:
        """Nobody sits here: nothing of the user or of the note stays."""
        self._actor, self._view, self._asked, self._rights = None, None, None, Rights()
        self._behind.forget()
        self._acts.forget()
        self._leave()
        self.script.forget()
        self.speakers.forget()
        self.side.forget()
        self.tools.count(None)
        self._show_closed()

    # showing

    def _show(self, view: NoteView, shown: Ready, anew: bool) -> None:
        self.speakers.show_transcript(
            view.result.understanding.transcript,
            shown.speakers,
            changes=self._rights.relabel,
            anew=anew,
        )
        numbers = {one.name: number for number, one in enumerate(shown.speakers)}
        self.script.show_lines(shown.lines, numbers, view.names, anew=anew)
        self.walk.show_view(view, self._rights)
        self.tools.edit.setEnabled(self._rights.edit or self._rights.suggest)
        self._show_side(view)
        self._show_closed()

    def _show_side(self, view: NoteView) -> None:
        self.side.show_view(view, self._rights, {one.subject for one in self._doubts})

    def show_doubts(self, note: str, doubts: tuple[Doubt, ...]) -> None:
        view = self._view
        if view is not None and view.version.note_id == note:
            self._doubts = doubts
            self.script.update_lines(doubted(self.script.lines, doubts))
            self._show_side(view)
            self.walk.show_doubts(doubts)

    def _show_closed(self) -> None:
        """Why nothing can be changed."""
        closed = self._rights.closed
        if self._view is not None and self._view.state.status != "draft":
            text = tr("This note is signed: here it is only read. Amend it beside the note.")
        else:
            text = tr("Only to be read: {reason}").format(reason=said(closed))
        self.closed.setText(text if closed else "")
        self.closed.setVisible(bool(closed))

    def _leave(self) -> None:
        """Another note is shown, or none."""
        self._doubts, self._hits, self._at = (), (), 0
        self.find_bar.forget()
        self.edit.forget()
        self.walk.forget()
        self._make_room()

    # what the user asks

    def look(self) -> None:
        self.find_bar.open_bar()

    def change_sentence(self) -> None:
        """The sentence of the note that stands for the current word."""
        self._change(self.script.current, self.script.word)

    def _change(self, row: int, word: int) -> None:
        view = self._view
        if view is None or row < 0 or not (self._rights.edit or self._rights.suggest):
            return
        if self.edit.busy:
            self.said.emit(tr("Send or cancel first what you have typed."))
            self.edit.text.setFocus()
            return
        line = self.script.lines[row]
        found = sentence_of(view.version.body, line, word)
        if found is None:
            self.said.emit(tr("The note has no sentence for these words."))
            return
        words = line.utterance.words
        at_s = words[min(word, len(words) - 1)].start_s if words else 0.0
        self.edit.open_edit(found.number, found.text, at_s, own=self._rights.edit)
        self._make_room()

    def _send(self, edited: Edited) -> None:
        if self._rights.edit:
            self._acts.edit(edited.number, edited.text, self.edit.close_edit)
        else:
            self._acts.suggest(edited.number, edited.text, edited.reason, self.edit.close_edit)

    def _close_edit(self) -> None:
        self._make_room()
        self.script.setFocus()

    def _make_room(self) -> None:
        """While something is asked below them the words stay in view, and little else."""
        line, edits = self.fontMetrics().height(), not self.edit.isHidden()
        low = self.height() < line * _FEW_LINES
        self.walk.cover(edits)
        self.edit.set_low(low)
        below = self._split.orientation() is Qt.Orientation.Vertical
        self.side.setVisible(not ((edits and below) or (low and self.foot.filled)))
        for part in self._above:
            part.setVisible(not (low and self.foot.filled))
        left = self.height() - line * _WORDS_LINES - self._height_above()
        self.foot.set_high(min(self.foot.whole, max(left, line * _WORDS_LINES)))

    def _height_above(self) -> int:
        """What is taken by all that is neither the transcript nor asked below it."""
        column = self.layout()
        shown = [one for one in (self.closed, *self._above, self.find_bar) if not one.isHidden()]
        gaps = (column.spacing() if column is not None else 0) * (len(shown) + 1)
        edges = self.contentsMargins().top() + self.contentsMargins().bottom() + 8
        return edges + gaps + sum(_tall(one, self.width() - 8) for one in shown)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Where it is lower than what it shows, what is asked is scrolled."""
        least = self.fontMetrics().height() * _LEAST_LINES
        return QSize(super().minimumSizeHint().width(), least)

    def _utterance(self) -> str | None:
        line = self.script.line
        return line.utterance.id if line is not None else None

    def _look_for(self, words: str) -> None:
        self._hits = find(self.script.lines, words)
        self.script.show_found(words)
        later = [n for n, one in enumerate(self._hits) if one.line >= self.script.current]
        self._at = later[0] if later else 0
        self._show_hit()

    def _step_found(self, by: int) -> None:
        self._at = (self._at + by) % max(1, len(self._hits))
        self._show_hit()

    def _show_hit(self) -> None:
        if self._hits:
            hit = self._hits[self._at]
            found = places(self.script.lines[hit.line], self.find_bar.words.text())
            self.script.go_to(hit.line, found[hit.number][0])
        self.find_bar.show_place(self._at + 1 if self._hits else 0, len(self._hits))

    def _close_find(self) -> None:
        self._hits = ()
        self.script.show_found("")
        self.script.setFocus()

    def _play_word(self, row: int, word: int) -> None:
        words = self.script.lines[row].utterance.words if row >= 0 else ()
        if words:
            self._play(words[min(word, len(words) - 1)].start_s, -1.0)

    def _play(self, start_s: float, end_s: float) -> None:
        if self._view is not None:
            self.play_asked.emit(self._view.result.recording.id, start_s, end_s)

    def _go_to(self, row: SideRow) -> tuple[Line, int] | None:
        """The line a row of the lists is about, which is shown."""
        for number, line in enumerate(self.script.lines):
            if line.utterance.id == row.utterance:
                self.script.go_to(number, row.first)
                return line, number
        lacks = tr("The text has no words at that time.")
        self.said.emit(lacks if row.span_s else tr("This was not said in the recording."))
        return None

    def _play_row(self, row: SideRow) -> None:
        found = self._go_to(row)
        words = found[0].utterance.words if found else ()
        if row.span_s is not None:
            self._play(*row.span_s)
        elif words:
            last = words[min(row.last, len(words) - 1)] if row.last else words[-1]
            self._play(words[min(row.first, len(words) - 1)].start_s, last.end_s)

    def row_menu(self) -> QMenu:
        """What can be done about the current row."""
        menu = QMenu(self)
        play = partial(self._play_word, self.script.current, self.script.word)
        menu.addAction(tr("Play from here"), play)
        edit = menu.addAction(tr("Edit the sentence (Ctrl+E)"), self.change_sentence)
        edit.setEnabled(self.tools.edit.isEnabled())
        self.speakers.bar.add_giving(menu)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    # building

    def _lay_out(self) -> None:
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.addWidget(self.script)
        self._split.addWidget(self.side)
        self._split.setStretchFactor(0, 2)
        self._split.setStretchFactor(1, 1)
        self._split.setChildrenCollapsible(False)
        self._split.setSizes([640, 360])
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        names = QWidget()
        beside = QVBoxLayout(names)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self.speakers.bar)  # it hides itself where nobody is named
        self._above = (names, self.tools)
        self.foot = Foot((self.walk.strip, self.edit))
        for widget in (self.closed, *self._above, self.find_bar, self._split, self.foot):
            column.addWidget(widget, stretch=1 if widget is self._split else 0)

    def _connect(self) -> None:
        for part in (self._acts, self.speakers, self.walk):
            part.said.connect(self.said)
        for part in (self.speakers, self.walk):
            part.played.connect(self._play)
        self._acts.changed.connect(self.note_changed)
        self.script.played.connect(self._play_word)
        self.script.asked.connect(lambda spot: self.row_menu().popup(spot))
        self.script.followed.connect(self.tools.spoken.setHidden)
        self.find_bar.wanted.connect(self._look_for)
        self.find_bar.stepped.connect(self._step_found)
        self.find_bar.closed.connect(self._close_find)
        self.walk.change_asked.connect(self._change)
        self.walk.left.connect(self.tools.count)
        self.side.played.connect(self._play_row)
        self.side.gone_to.connect(self._go_to)
        self.foot.wanted.connect(self._make_room)
        self.edit.sent.connect(self._send)
        self.edit.closed.connect(self._close_edit)
        self.tools.doubts.clicked.connect(partial(self.next_doubt, 1))
        self.tools.finding.clicked.connect(self.look)
        self.tools.edit.clicked.connect(self.change_sentence)
        self.tools.heard.toggled.connect(self.script.show_heard)
        self.tools.spoken.clicked.connect(self.script.go_to_spoken)

    def _add_keys(self) -> None:
        rows: list[tuple[tuple[str, ...], Callable[[], object]]] = [
            (("Ctrl+F",), self.look),
            (("F8",), partial(self.next_doubt, 1)),
            (("Shift+F8",), partial(self.next_doubt, -1)),
            (("Ctrl+Return", "Ctrl+Enter"), self.accept),
            (("Ctrl+Backspace",), self.walk.reject),
            (("Ctrl+E",), self.change_sentence),
            (("Ctrl+Shift+G",), self.script.go_to_spoken),
        ]
        rows += [((f"Alt+{n + 1}",), partial(self.speakers.give_number, n)) for n in range(KEYS)]
        for keys, slot in rows:
            action = QAction(self)
            action.setShortcuts([QKeySequence(key) for key in keys])
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(slot)
            self.addAction(action)

    def retranslate(self) -> None:
        self.script.setAccessibleName(tr("Transcript"))
        self._show_closed()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        wide = event.size().width() > self.fontMetrics().averageCharWidth() * _WIDE
        across = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if across is not self._split.orientation():
            self._split.setOrientation(across)
            self._split.setSizes([640, 360])
        self._make_room()


def _tall(widget: QWidget, width: int) -> int:
    if widget.hasHeightForWidth():
        return widget.heightForWidth(width)
    return widget.sizeHint().height()
