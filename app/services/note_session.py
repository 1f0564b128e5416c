"""One user's work on one draft while it is open: each act makes a version, and can be undone."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from app.domain.access import Actor
from app.domain.errors import AccessError, StoreError
from app.domain.note_chips import ACCEPTED, REJECTED, REOPENED, UNDONE
from app.domain.note_edits import Edit, Reword, Write, apply
from app.domain.note_versions import NoteBody, NoteVersion
from app.domain.vetoes import Where
from app.services.note_desk import NoteDesk


@dataclass(frozen=True, slots=True)
class Act:
    """What can be undone. before, after: versions. settled: subjects of doubts and what was said of
    them. veto: one that was made with it, 0 for none; again: of the user, not of the note."""

    before: int
    after: int
    settled: tuple[tuple[str, str], ...] = ()
    veto: int = 0
    again: bool = False


@dataclass(slots=True)
class NoteSession:
    """Asked from one thread. All methods raise what the services raise; nothing is remembered of an
    act that was refused.

    desk: asked each time, by that thread. version: of the note as this session knows it.
    """

    desk: Callable[[], NoteDesk]
    note: str
    version: NoteVersion
    _done: list[Act] = field(default_factory=list)
    _undone: list[Act] = field(default_factory=list)

    @property
    def can_undo(self) -> bool:
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        return bool(self._undone)

    def edit(self, actor: Actor, edits: Iterable[Edit]) -> NoteVersion:
        """One version for all of them; none when they change nothing."""
        return self._keep(self.desk().life.edit(actor, self.note, edits))

    def accept(self, actor: Actor, number: int) -> NoteVersion:
        """Make a correction that was proposed."""
        made = self.desk().suggestions.resolve_correction(actor, self.note, number, accept=True)
        return self._keep(made, ((f"correction:{number}", ACCEPTED),))

    def reject(self, actor: Actor, number: int) -> NoteVersion:
        """Leave the words of a proposed correction as they were heard."""
        made = self.desk().suggestions.resolve_correction(actor, self.note, number, accept=False)
        return self._keep(made, ((f"correction:{number}", REJECTED),))

    def take_back(self, actor: Actor, number: int) -> NoteVersion:
        """Write the words of a correction as they were heard."""
        made = self.desk().corrections.undo(actor, self.note, number)
        return self._keep(made, ((f"correction:{number}", UNDONE),))

    def never(self, actor: Actor, number: int, where: Where) -> NoteVersion:
        """Take a correction back, and never make it again there."""
        vetoes = self.desk().vetoes
        do = {
            "note": vetoes.never_here,
            "section": vetoes.never_in_section,
            "user": vetoes.never_again,
        }[where]
        done = do(actor, self.note, number)
        settled = tuple((subject, UNDONE) for subject in done.settled)
        return self._keep(done.version, settled, veto=done.key, again=where != "note")

    def choose(self, actor: Actor, number: int, choice: str) -> NoteVersion:
        """Answer a query with one of its readings."""
        made = self.desk().corrections.choose(actor, self.note, number, choice)
        return self._keep(made, ((f"query:{number}", choice),))

    def settle(self, actor: Actor, subject: str) -> NoteVersion:
        """Keep what is doubted as it is written."""
        said = self.desk().suggestions.confirm(actor, self.note, subject)
        return self._keep(self.version, ((subject, said.value),))

    def resolve(self, actor: Actor, number: int, *, accept: bool) -> NoteVersion:
        """Decide a suggestion; that it was decided stays so, its text can be undone."""
        return self._keep(self.desk().suggestions.resolve(actor, self.note, number, accept))

    def undo(self, actor: Actor) -> NoteVersion:
        """Take the last act back, in a new version; a veto ends with it, and cannot be redone.

        Raises StoreError when there is none, or when the note was changed elsewhere since: then it
        can only be changed anew.
        """
        if not self._done:
            raise StoreError("there is nothing to undo")
        one = self._done[-1]
        reopened = tuple((subject, REOPENED) for subject, _ in one.settled)
        made = self._restore(actor, one.before, reopened)
        self._done.pop()
        if not one.veto:
            self._undone.append(one)
        elif one.again:
            self.desk().vetoes.end(actor, one.veto)
        else:
            self.desk().vetoes.end_in_note(actor, self.note, one.veto)
        return made

    def redo(self, actor: Actor) -> NoteVersion:
        """Do again what was undone last. Raises StoreError as `undo` does."""
        if not self._undone:
            raise StoreError("there is nothing to redo")
        one = self._undone[-1]
        made = self._restore(actor, one.after, one.settled)
        self._undone.pop()
        self._done.append(one)
        return made

    def seen(self, version: NoteVersion) -> None:
        """What the note says by now; where others changed it, nothing done before is undone. What
        was read before the last act is no news."""
        if version.version > self.version.version:
            self.version = version
            self._forget()

    def _restore(self, actor: Actor, to: int, settle: Sequence[tuple[str, str]]) -> NoteVersion:
        try:
            made = self.desk().life.restore(actor, self.note, to, self.version.version, settle)
        except AccessError:
            raise
        except StoreError:
            self._forget()
            raise
        self.version = made
        return made

    def _forget(self) -> None:
        self._done.clear()
        self._undone.clear()

    def _keep(
        self,
        made: NoteVersion,
        settled: tuple[tuple[str, str], ...] = (),
        veto: int = 0,
        *,
        again: bool = False,
    ) -> NoteVersion:
        if made.version != self.version.version or settled:
            self._done.append(Act(self.version.version, made.version, settled, veto, again))
            self._undone.clear()
        self.version = made
        return made


@dataclass(slots=True)
class HeldEdits:
    """Changes to a signed note before they are signed: held here only, since what is not signed is
    no part of a signed note."""

    first: NoteBody
    edits: tuple[Edit, ...] = ()
    _undone: list[Edit] = field(default_factory=list)

    @property
    def body(self) -> NoteBody:
        return apply(self.first, self.edits)

    @property
    def changed(self) -> bool:
        return self.body != self.first

    @property
    def can_undo(self) -> bool:
        return bool(self.edits)

    @property
    def can_redo(self) -> bool:
        return bool(self._undone)

    def edit(self, edits: Iterable[Edit]) -> NoteBody:
        """Raises NotFoundError and StoreError; then nothing is held of them."""
        wanted = (*self.edits, *edits)
        body = apply(self.first, wanted)
        self.edits = wanted
        self._undone.clear()
        return body

    def type(self, number: int, text: str) -> NoteBody:
        """Reword a sentence that is being typed: all of it is one change, also of a new one."""
        last = self.edits[-1] if self.edits else None
        if isinstance(last, Write) and number == self.body.numbers:
            self.edits = (*self.edits[:-1], replace(last, text=text))
            return self.body
        if isinstance(last, Reword) and last.number == number:
            self.edits = self.edits[:-1]
        return self.edit([Reword(number, text)])

    def undo(self) -> NoteBody:
        if self.edits:
            self._undone.append(self.edits[-1])
            self.edits = self.edits[:-1]
        return self.body

    def redo(self) -> NoteBody:
        if self._undone:
            self.edits = (*self.edits, self._undone.pop())
        return self.body
