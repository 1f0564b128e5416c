"""What waits for a second person, and the decision about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from app.domain.access import Actor
from app.services.access import Done, perform
from app.services.note_life import NoteLife
from app.services.offered import may
from app.services.outgoing import Leaves
from app.services.permissions import ACTIONS
from app.services.proposals import Proposals
from app.store import proposals
from app.store.database import Database, Transaction
from app.store.note_standing import waiting_marks
from app.store.people import names_of

__all__ = ["Approvals", "Waiting", "why_not"]

ERROR: Final = "note.error"
UNARCHIVE: Final = "note.unarchive"
WhyNot = Literal["", "own", "role"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """act: what is asked for, by its name in services.permissions. id: of the proposal, or of the
    note that it is about. by, name: who asked. reason: in their words."""

    act: str
    id: str
    by: str
    name: str
    since: datetime
    reason: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)


class Approvals:
    """Every method raises AccessError, StoreError."""

    def __init__(self, database: Callable[[], Database], outgoing: Leaves | None = None) -> None:
        """outgoing: takes back what was sent of a note that was entered in error."""
        self._database, self._outgoing = database, outgoing

    def waiting(self, actor: Actor) -> tuple[Waiting, ...]:
        """Oldest first; about notes only for those who may decide about notes."""
        database = self._database()
        found = perform(database, actor, "approvals.list", _proposals)
        if may(actor.role, ACTIONS["note.waiting"]):
            found = (*found, *perform(database, actor, "note.waiting", _of_notes))
        return tuple(sorted(found, key=lambda one: one.since))

    def decide(self, actor: Actor, one: Waiting, *, approve: bool) -> None:
        """Who asked for it never approves it. Raises NotFoundError, SignedNoteError too."""
        database = self._database()
        if one.act == ERROR:
            NoteLife(database, self._outgoing).decide_error(actor, one.id, approve)
        elif one.act == UNARCHIVE:
            NoteLife(database).decide_unarchive(actor, one.id, approve)
        else:
            Proposals(database).decide(actor, one.act, one.id, approve=approve)


def why_not(actor: Actor, one: Waiting) -> WhyNot:
    """Why this user does not decide about it; "" for who does."""
    if one.by == actor.id:
        return "own"
    return "" if may(actor.role, ACTIONS[f"{one.act}.approve"]) else "role"


def _proposals(transaction: Transaction, _: datetime) -> Done[tuple[Waiting, ...]]:
    rows = proposals.proposals(transaction, waiting=True)
    names = names_of(transaction, sorted({one.proposed_by for one in rows}))
    found = tuple(
        Waiting(
            one.action,
            one.id,
            one.proposed_by,
            names.get(one.proposed_by, ""),
            one.proposed_at,
            one.reason,
            one.payload,
        )
        for one in rows
    )
    return Done(found, detail={"waiting": len(found)})


def _of_notes(transaction: Transaction, _: datetime) -> Done[tuple[Waiting, ...]]:
    rows = waiting_marks(transaction)
    names = names_of(transaction, sorted({one.made_by for one in rows}))
    found = tuple(
        Waiting(
            ERROR if one.kind == "error_proposed" else UNARCHIVE,
            one.note_id,
            one.made_by,
            names.get(one.made_by, ""),
            one.made_at,
            one.reason,
        )
        for one in rows
    )
    return Done(found, detail={"waiting": len(found)})
