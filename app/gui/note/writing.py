"""Typing in a note and deciding at its sentences: kept as versions, or held while it is amended."""

from PySide6.QtCore import QObject, Signal

from app.domain.access import Actor
from app.domain.errors import AppError
from app.domain.note_edits import Edit, Move, Strike, Write
from app.domain.note_page import Line
from app.domain.note_versions import NoteVersion
from app.gui.note.keeper import NEW, Act, NewPlace, NoteKeeper
from app.gui.note.note_list import NoteList
from app.gui.note.script import NoteScript
from app.gui.note.wishes import (
    Add,
    Choose,
    Decide,
    Never,
    Resolve,
    Settle,
    TakeBack,
    Wish,
)
from app.services.note_session import HeldEdits, NoteSession


class Writing(QObject):
    """changed: the rows are to be shown anew. left: nobody is typing any more. failed: an AppError.

    untold: what was typed is kept, and nobody else was told so.
    """

    changed = Signal()
    left = Signal()
    failed = Signal(object)

    def __init__(self, rows: NoteList, keeper: NoteKeeper, parent: QObject) -> None:
        super().__init__(parent)
        self._list, self._keeper = rows, keeper
        self._script: NoteScript | None = None
        self._at: int | None = None
        self.untold = False
        rows.typed.connect(self._type)
        rows.ended.connect(self._end)
        rows.left.connect(self.leave)
        rows.taken_back.connect(self.undo)
        rows.done_again.connect(self.redo)
        keeper.made.connect(self._clear_typed)
        keeper.numbered.connect(self._number)

    def begin(self, script: NoteScript) -> None:
        """Another note."""
        self._script, self._at, self.untold = script, None, False

    def forget(self) -> None:
        self._script = self._at = None
        self.untold = False

    @property
    def can_undo(self) -> bool:
        held = self._held
        return held.can_undo if held is not None else self._keeper.can_undo

    @property
    def can_redo(self) -> bool:
        held = self._held
        return held.can_redo if held is not None else self._keeper.can_redo

    def undo(self) -> None:
        if self._held is not None:
            self._held.undo()
            self.changed.emit()
        elif self._drafts:
            self._keeper.act(lambda session, actor: session.undo(actor))

    def redo(self) -> None:
        if self._held is not None:
            self._held.redo()
            self.changed.emit()
        elif self._drafts:
            self._keeper.act(lambda session, actor: session.redo(actor))

    def add_here(self) -> None:
        """A new sentence below the one that one is at, or at the end of its section."""
        line = self._list.line
        if line is not None and not line.added:
            self.do(Add(line.section, line.position + 1))
        else:
            self.do(Add(self._list.section))

    def accept(self) -> None:
        """Accept the first thing that is open at the sentence, or keep it as it is written."""
        wish = _first(self._list.line, accept=True)
        if wish is not None:
            self.do(wish)

    def revert(self) -> None:
        """Leave the first open thing as it was heard, or undo the first correction."""
        wish = _first(self._list.line, accept=False)
        if wish is not None:
            self.do(wish)

    def do(self, wish: Wish) -> None:
        """Do what is wanted; what is not permitted is refused behind, with a sentence."""
        match wish:
            case Add(section, position):
                self._begin_new(section, position)
            case Move(number=number) if number != NEW:
                self._edit(wish)
            case Strike(number):
                self._strike(number)
            case _:
                act = _act(wish)
                if act is not None:
                    self._keeper.act(act)

    def moved_to(self, line: Line | None) -> None:
        """One is at another sentence, so the one before is done with."""
        number = line.sentence.number if line is not None and not line.added else None
        if number != self._at:
            before, self._at = self._at, number
            if before is not None:
                if self._held is not None or self._keeper.text_of(before) is not None:
                    self.changed.emit()  # its row shows what was typed
                self._keep(before)

    def leave(self) -> None:
        """The cursor is elsewhere: keep what was typed, and say so to who shows this note too."""
        if self._at is not None:
            self._keep(self._at)
        if self._script is not None and self._held is None:
            self._keeper.keep(self._tell)

    # --- typing

    @property
    def _held(self) -> HeldEdits | None:
        return self._script.held if self._script is not None else None

    @property
    def _drafts(self) -> bool:
        return self._script is not None and self._script.drafts

    def _type(self, number: int, text: str) -> None:
        held = self._held
        if held is None:
            self._keeper.type(number, text)
        elif text.strip():
            self._hold(held, number, text)

    def _hold(self, held: HeldEdits, number: int, text: str) -> None:
        script = self._script
        if number == NEW and script is not None and script.new is not None:
            held.edit([Write(script.new.section, text, script.new.position)])
            script.new = None
            self.changed.emit()
            self._list.go_to(held.body.numbers, type_there=True)
        elif number != NEW:
            held.type(number, text)

    def _begin_new(self, section: str, position: int | None) -> None:
        script = self._script
        if script is None or not script.writes:
            return
        if script.new is not None and self._keeper.text_of(NEW):  # one at a time
            self._keeper.keep(lambda: self._begin_new(section, position))
            return
        script.new = NewPlace(section, position)
        self._keeper.begin_new(section, position)
        self.changed.emit()
        self._list.go_to(NEW, type_there=True)

    def _number(self, number: int) -> None:
        """The new sentence is kept, and has its number: the cursor stays in it."""
        script = self._script
        if script is None:
            return
        typing = self._list.card.edit.hasFocus()
        if script.new is not None:
            script.new = None
            self._at = number
            self.changed.emit()
            self._list.go_to(number, type_there=typing)

    def _clear_typed(self, _: object) -> None:
        if self._at is not None and self._keeper.text_of(self._at) is None:
            self._list.card.edit.kept()

    def _end(self) -> None:
        """Enter: on to the next sentence, or a new one at the end of a section."""
        line = self._list.line
        if line is None:
            return
        if self._list.ends_section and line.sentence.number != NEW:
            self.add_here()
        else:
            self._list.step(1)

    def _keep(self, number: int) -> None:
        script = self._script
        if script is None:
            return
        if number == NEW and not self._keeper.text_of(NEW):
            if script.new is not None:
                script.new = None
                self.changed.emit()
        elif script.held is None:
            self._keeper.keep(leaving=True)

    def _edit(self, edit: Edit) -> None:
        held = self._held
        if held is None:
            self._keeper.edit([edit])
            return
        try:
            held.edit([edit])
        except AppError as error:
            self.failed.emit(error)
        self.changed.emit()

    def _strike(self, number: int) -> None:
        if number == NEW:
            if self._script is not None:
                self._script.new = None
            self._keeper.drop_new()
            self.changed.emit()
        else:
            self._edit(Strike(number))

    def _tell(self) -> None:
        if self.untold:
            self.untold = False
            self.left.emit()


def _act(wish: Wish) -> Act | None:
    """What a session does for a wish."""

    def act(session: NoteSession, actor: Actor) -> NoteVersion:
        match wish:
            case Decide(number, accept):
                decide = session.accept if accept else session.reject
                made = decide(actor, number)
            case TakeBack(number):
                made = session.take_back(actor, number)
            case Never(number, where):
                made = session.never(actor, number, where)
            case Choose(number, choice):
                made = session.choose(actor, number, choice)
            case Settle(subject):
                made = session.settle(actor, subject)
            case Resolve(number, accept):
                made = session.resolve(actor, number, accept=accept)
            case _:
                made = session.version
        return made

    return act if isinstance(wish, _DECIDED) else None


_DECIDED = (Decide, TakeBack, Never, Choose, Settle, Resolve)


def _first(line: Line | None, *, accept: bool) -> Wish | None:
    if line is None:
        return None
    if line.open_chips:
        return Decide(line.open_chips[0].number, accept)
    if line.suggestions:
        return Resolve(line.suggestions[0].number, accept)
    if accept:
        return Settle(f"query:{line.queries[0].number}") if line.queries else None
    made = [one for one in line.chips if one.state == "applied"]
    return TakeBack(made[0].number) if made else None
