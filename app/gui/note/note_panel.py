"""One note of one encounter: its sections beside their evidence, edited, signed, and kept."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.domain.access import Actor
from app.domain.errors import AppError
from app.domain.note_doubts import SLOT, Doubt
from app.domain.note_page import Line, offered_acts
from app.domain.note_state import Act
from app.domain.note_versions import NoteVersion
from app.gui.background import Background
from app.gui.look import begun
from app.gui.note.act_forms import FormKind
from app.gui.note.evidence_pane import EvidencePane
from app.gui.note.form_desk import TEXT, FormDesk
from app.gui.note.history_pane import HistoryPane
from app.gui.note.keeper import NoteKeeper
from app.gui.note.note_bar import NoteBar
from app.gui.note.note_keys import add_keys
from app.gui.note.note_list import NoteList
from app.gui.note.notices import notice
from app.gui.note.parts import NoteParts
from app.gui.note.script import NoteScript
from app.gui.note.sending import SendingWatch
from app.gui.note.suggestions_pane import SuggestionsPane
from app.gui.note.wishes import CopySection, NeverOnSite, Play, Wish
from app.gui.note.writing import Writing
from app.gui.scrolled import scrolled
from app.gui.whole_tabs import WholeTabs
from app.gui.words import Retranslated, sentence, tr
from app.services.note_session import NoteSession
from app.services.review import NoteView

_SHARE = 200
_LEAST_LINES = 8
_WIDE = 70  # letters; a narrower page has what a sentence rests on below the note


class NotePanel(Retranslated, QWidget):
    """play_asked: recording, start and end in seconds. note_changed: the id of a note that says
    something new. said: a sentence for the status line. doubt_asked: the subject of a doubt."""

    play_asked = Signal(str, float, float)
    note_changed = Signal(str)
    said = Signal(str)
    doubt_asked = Signal(str)

    def __init__(self, parts: NoteParts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._behind = Background("note", self)
        self._proving = Background("proof", self)
        self._actor: Actor | None = None
        self._script: NoteScript | None = None
        self.keeper = NoteKeeper(self._behind, self)
        self.forms = FormDesk(parts, self._behind, self)
        self.bar, self.list, self.sides = NoteBar(), NoteList(), WholeTabs()
        self.evidence, self.suggestions = EvidencePane(), SuggestionsPane()
        self.history = HistoryPane()
        self.writing = Writing(self.list, self.keeper, self)
        self.pages = QStackedWidget()
        self.sending = SendingWatch(parts, self.bar, self)
        self._lay_out()
        self._connect()
        self._add_keys()
        self.retranslate()

    def _lay_out(self) -> None:
        for pane in (self.evidence, self.suggestions, self.history):
            self.sides.addTab(pane, "")
        self._split = split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.list)
        split.addWidget(self.sides)
        split.setSizes([3 * _SHARE, 2 * _SHARE])
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setChildrenCollapsible(False)
        for page in (split, scrolled(self.forms.sign_page), scrolled(self.forms.act_page)):
            self.pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.pages, stretch=1)

    def _connect(self) -> None:
        for part in (self.list, self.suggestions, self.forms.sign_page):
            part.asked.connect(self.wish)
        self.list.at.connect(self._show_at)
        self.list.typed.connect(lambda *_: self._show_undo())
        self.list.over.connect(lambda line: self.evidence.show_line(line or self.list.line))
        self.evidence.play.connect(lambda start_s, end_s: self.wish(Play(start_s, end_s)))
        self.keeper.made.connect(self._grow)
        self.keeper.acted.connect(self._acted)
        self.keeper.failed.connect(self._refuse)
        self.keeper.state.connect(self.bar.show_kept)
        self.writing.changed.connect(self._show)
        self.writing.left.connect(self._tell)
        self.bar.done.connect(self.begin)
        self.bar.undo.connect(self.writing.undo)
        self.bar.redo.connect(self.writing.redo)
        self.bar.copy.connect(self.copy)
        self.bar.given_up.connect(self._give_up)
        self.bar.save.connect(lambda: self.forms.open("save"))
        self.history.proof_asked.connect(self._prove)
        self.writing.failed.connect(self._refuse)
        forms = self.forms
        forms.shown.connect(self._show_page)
        forms.changed.connect(self._tell_and_reload)
        forms.said.connect(self.said)
        forms.failed.connect(self._refuse)
        forms.acting.connect(self.act_as)
        forms.sign_page.gone_to.connect(self._go_to_doubt)

    def _add_keys(self) -> None:
        card, writing = self.list.card, self.writing
        keys = QKeySequence.StandardKey
        add_keys(
            self,
            (
                ("Ctrl+S", self.keeper.keep),
                ("Ctrl+Shift+S", lambda: self.begin("sign")),
                ("Ctrl+Shift+C", self.copy),
                ("Ctrl+Alt+C", lambda: self.copy(self.list.section)),
                (keys.Undo, writing.undo),
                (keys.Redo, writing.redo),
                ("Ctrl+Alt+N", writing.add_here),
                ("Ctrl+Alt+Space", card.hear),
                ("Alt+Up", lambda: card.shift(-1)),
                ("Alt+Down", lambda: card.shift(1)),
                ("Ctrl+Shift+Del", card.strike_out),
                ("F8", self.list.next_open),
                ("Ctrl+Return", writing.accept),
                ("Ctrl+Backspace", writing.revert),
            ),
        )

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Note and evidence are scrolled, each by itself."""
        least = self.fontMetrics().height() * _LEAST_LINES
        return QSize(super().minimumSizeHint().width(), least)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        wide = event.size().width() > self.fontMetrics().averageCharWidth() * _WIDE
        across = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if across is not self._split.orientation():
            self._split.setOrientation(across)
            self._split.setSizes([3 * _SHARE, 2 * _SHARE])

    def retranslate(self) -> None:
        self.list.setAccessibleName(tr("The note"))
        for at, title in enumerate((tr("&Evidence"), tr("Su&ggestions"), tr("&History"))):
            self.sides.setTabText(at, title)
        self.list.retranslate()
        self._say()
        self._count()

    # --- who sits here, and which note

    def act_as(self, actor: Actor) -> None:
        """Somebody sits here, or gave the credential just now."""
        self._actor = actor
        self.keeper.act_as(actor)
        if self._script is not None:
            self._script.actor = actor

    def forget(self) -> None:
        """Nobody sits here. What was typed is still kept, behind."""
        self.keeper.forget()
        self.writing.forget()
        self.sending.forget()
        for behind in (self._behind, self._proving):
            behind.forget()
        self._actor = self._script = None
        parts = (self.bar, self.list, self.evidence, self.suggestions, self.history, self.forms)
        for part in parts:
            part.forget()
        self._count()

    def busy(self) -> bool:
        """Something is not kept: typing, or an amendment that is not signed."""
        held = self._script.held if self._script is not None else None
        return self.keeper.busy or (held is not None and held.changed)

    def show_note(self, note: str) -> None:
        """Read a note behind, and show it."""
        actor = self._actor
        if actor is not None:
            self._behind.run(
                lambda: self._parts.desk().review.view(actor, note), self.show_view, self._refuse
            )

    def reread(self, note: str) -> None:
        """Somebody else changed a note."""
        if self._script is not None and self._script.note == note:
            self.show_note(note)

    def show_view(self, view: NoteView) -> None:
        """Show a note; the one that is shown already stays where it is."""
        if self._actor is None:
            return
        script = self._script
        if script is not None and script.note == view.version.note_id:
            if view.versions[-1].version < script.view.versions[-1].version:
                return  # read before the last act, which has it read again
            script.see(view)
            self.keeper.seen(view.version)
            self.forms.sign_page.see(view)
        else:
            note = view.version.note_id
            session = NoteSession(self._parts.desk, note, view.version)
            self.keeper.begin(session, self._actor)
            self._script = NoteScript.of(view, self._actor)
            self.writing.begin(self._script)
            self.forms.begin(self._script)
            self.sending.ask(self._actor, self._script.note if self._script else None)
        self._show()

    def next_doubt(self) -> None:
        self.list.next_open()

    def accept(self) -> None:
        self.writing.accept()

    def go_to(self, number: int) -> None:
        """To a sentence of the note."""
        self.forms.leave()
        self.list.go_to(number)

    def go_to_utterance(self, utterance: str) -> None:
        """To the first sentence that cites it."""
        if self._script is not None:
            for one in self._script.body.sentences():
                if utterance in one.utterances:
                    self.go_to(one.number)
                    return

    # --- what is wanted

    def wish(self, wish: Wish) -> None:
        """Do what is wanted with a sentence."""
        script = self._script
        if script is None:
            return
        match wish:
            case Play(start_s, end_s):
                recording = script.view.result.recording.id
                self.play_asked.emit(recording, start_s, end_s)
            case CopySection(section):
                self.copy(section)
            case NeverOnSite(number, department):
                form: FormKind = "never_in_department" if department else "never_on_site"
                self.forms.open(form, number=number)
            case _:
                self.writing.do(wish)

    def begin(self, act: Act) -> None:
        """An act was chosen: its form is shown, once what was typed is kept."""
        script = self._script
        if script is None:
            return
        if act == "sign" and script.drafts:
            self.keeper.keep(self.forms.begin_signing, leaving=True)
        elif act == "amend" and script.held is None:
            script.begin_amendment()
            self._show()
        elif act not in {"sign", "edit"}:
            kind: FormKind = act  # type: ignore[assignment]
            self.keeper.keep(lambda: self.forms.open(kind), leaving=True)

    def copy(self, section: str | None = None) -> None:
        """Copy the note or a section: a signed one only, for the audit log to tell of."""
        script = self._script
        if script is None:
            return
        if script.view.state.final:
            self.forms.copy(section)
        else:
            self.said.emit(
                tr("Only a note that is signed, and co-signed where it must be, is copied.")
            )

    # --- what comes back

    def _grow(self, made: NoteVersion) -> None:
        if self._script is not None:
            self._script.grow(made)
            self.writing.untold = True
            self._show()

    def _acted(self, made: NoteVersion) -> None:
        self._grow(made)
        self._tell_and_reload()

    def _tell(self) -> None:
        if self._script is not None:
            self.note_changed.emit(self._script.note)

    def _tell_and_reload(self) -> None:
        self._tell()
        if self._script is not None:
            self.show_note(self._script.note)
            self.forms.look_for_doubts()

    def _refuse(self, error: AppError) -> None:
        self.said.emit(begun(sentence(error)))

    def _show_at(self, line: Line | None) -> None:
        self.evidence.show_line(line)
        self.writing.moved_to(line)

    def _give_up(self) -> None:
        """The signed note stays as it is."""
        if self._script is not None:
            self._script.held = self._script.new = None
            self._show()

    def _go_to_doubt(self, doubt: Doubt) -> None:
        if doubt.kind == "slot":
            self.go_to(int(doubt.subject.removeprefix(SLOT)))
        elif doubt.utterance is not None:
            self.go_to_utterance(doubt.utterance)
        self.doubt_asked.emit(doubt.subject)

    def _prove(self) -> None:
        script, actor = self._script, self._actor
        if script is None or actor is None:
            return
        note = script.note

        def failed(error: AppError) -> None:
            self.history.show_proof(None)
            self._refuse(error)

        self._proving.run(
            lambda: self._parts.desk().proving.prove(actor, note), self.history.show_proof, failed
        )

    # --- what is shown

    def _show_page(self, page: int) -> None:
        self.pages.setCurrentIndex(page)
        self.bar.set_reachable(page == TEXT)
        if page == TEXT:
            self._show_undo()

    def _show(self) -> None:
        script = self._script
        if script is None:
            return
        view = script.view
        self.evidence.know(script.known)
        self.list.show_rows(
            script.rows(self.keeper.text_of),
            view.names,
            writes=script.writes,
            settles=script.settles,
            copies=view.state.final and script.held is None,
        )
        self.evidence.show_line(self.list.line)
        acts = offered_acts(script.actor, view.state, view.owner_id, view.offered_to)
        self.bar.show_view(view, acts, amending=script.held is not None)
        self._show_undo()
        self.suggestions.show_view(view, writes=script.drafts)
        self.history.show_view(view)
        self._say()
        self._count()

    def _show_undo(self) -> None:
        shown = self._script is not None and self._script.writes
        self.bar.show_undo(self.writing.can_undo, self.writing.can_redo, shown=shown)

    def _say(self) -> None:
        """What is to be known about the note before anything is done with it."""
        script = self._script
        if script is not None:
            self.bar.say(notice(script))

    def _count(self) -> None:
        """How many suggestions wait, in the title of their tab."""
        found = self._script.view.suggestions if self._script is not None else ()
        waiting = sum(one.accepted is None for one in found)
        title = tr("Su&ggestions")
        self.sides.setTabText(1, f"{title} ({waiting})" if waiting else title)
