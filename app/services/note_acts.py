"""What every act on one note has in common: its whole id, its state, and its audit row."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from app.domain.access import Actor
from app.domain.errors import NotFoundError
from app.domain.note_state import Act, NoteState, permit
from app.domain.note_versions import NoteVersion
from app.services.access import Done, Subject, perform
from app.store import notes
from app.store.database import Database, Transaction
from app.store.note_standing import state_of
from app.store.results import find_note

Given = TypeVar("Given")


@dataclass(frozen=True, slots=True)
class NoteNow:
    """A note inside an act on it. at: aware UTC time of the act."""

    transaction: Transaction
    at: datetime
    id: str
    state: NoteState

    def versions(self) -> tuple[NoteVersion, ...]:
        return notes.versions(self.transaction, self.id)

    def text(self) -> NoteVersion:
        """The version that says what the note says now; addenda stand beside it."""
        return current(self.versions())


def on_note(
    database: Database,
    actor: Actor,
    name: str,
    note: str,
    work: Callable[[NoteNow], Done[Given]],
    *,
    act: Act | None = None,
    scope: str = "",
) -> Given:
    """Do `work` on the note whose id is, or alone begins with, `note`; see access.perform.

    act: what the note's state must permit. Raises NotFoundError, SignedNoteError, and what
    access.perform raises.
    """

    def done(transaction: Transaction, at: datetime) -> Done[Given]:
        note_id = find_note(transaction, note)
        state = state_of(transaction, note_id)
        if act is not None:
            permit(state, act)
        return work(NoteNow(transaction, at, note_id, state))

    whole = whole_id(database, note)
    return perform(database, actor, name, done, Subject(note=whole, scope=scope))


def whole_id(database: Database, beginning: str) -> str:
    """The note's id; "" when it names none, which the act itself says then. What was typed goes
    into no audit row: it may be a patient's name."""
    try:
        with database.transaction() as transaction:
            return find_note(transaction, beginning)
    except NotFoundError:
        return ""


def current(versions: tuple[NoteVersion, ...]) -> NoteVersion:
    return next(one for one in reversed(versions) if one.kind != "addendum")
