"""Where notes stand and whose they are: marks and owners, rows that are added, never changed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, insert, or_, select

from app.domain.access import Actor
from app.domain.errors import NotFoundError
from app.domain.note_state import MarkKind, NoteState, VersionLine, state
from app.domain.suggestions import OwnerChange, offered_to, owner
from app.store.database import Transaction
from app.store.tables import JobRow, NoteRow
from app.store.tables_notes import NoteMarkRow, NoteOwnerRow, NoteSignatureRow, NoteVersionRow
from app.store.tables_people import AssignmentRow, GlassRow, UserRow
from app.store.tables_upkeep import HoldRow
from app.store.tables_window import MergeRow

Numbered = type[NoteMarkRow] | type[NoteOwnerRow]


def mark(
    transaction: Transaction, note_id: str, kind: MarkKind, actor: Actor, at: datetime, reason: str
) -> None:
    """Say something about the whole note. Whether it may be said now is asked of note_state."""
    transaction.execute(
        insert(NoteMarkRow).values(
            note_id=note_id,
            number=_next(transaction, NoteMarkRow, note_id),
            kind=kind,
            made_by=actor.id,
            made_at=at,
            reason=reason,
        )
    )


def marks(transaction: Transaction, note_id: str) -> Sequence[NoteMarkRow]:
    """In the order in which they were made."""
    return transaction.scalars(
        select(NoteMarkRow).where(NoteMarkRow.note_id == note_id).order_by(NoteMarkRow.number)
    ).all()


def waiting_marks(transaction: Transaction) -> tuple[NoteMarkRow, ...]:
    """What somebody asked of a note and nobody has decided, oldest first."""
    last: dict[tuple[str, str], NoteMarkRow] = {}
    asked = select(NoteMarkRow).where(NoteMarkRow.kind.not_in(("sealed", "unsealed")))
    for one in transaction.scalars(asked.order_by(NoteMarkRow.note_id, NoteMarkRow.number)):
        matter = "error" if one.kind.startswith("error") else "archive"
        last[one.note_id, matter] = one
    waiting = (one for one in last.values() if one.kind.endswith("_proposed"))
    return tuple(sorted(waiting, key=lambda one: one.made_at))


def state_of(transaction: Transaction, note_id: str) -> NoteState:
    """Where the note stands now."""
    return states(transaction, [note_id]).get(note_id, NoteState())


def states(transaction: Transaction, note_ids: Iterable[str] | None = None) -> dict[str, NoteState]:
    """Of these notes, or of all; one that is missing is a draft and nothing else."""
    only = None if note_ids is None else list(note_ids)
    lines, cosigned, said = defaultdict(list), defaultdict(set), defaultdict(list)
    version = select(
        NoteVersionRow.note_id,
        NoteVersionRow.version,
        NoteVersionRow.kind,
        NoteVersionRow.needs_cosign,
    ).where(NoteVersionRow.kind != "draft")
    signature = select(NoteSignatureRow.note_id, NoteSignatureRow.version).where(
        NoteSignatureRow.kind == "professional"
    )
    marked = select(NoteMarkRow.note_id, NoteMarkRow.kind)
    if only is not None:
        version = version.where(NoteVersionRow.note_id.in_(only))
        signature = signature.where(NoteSignatureRow.note_id.in_(only))
        marked = marked.where(NoteMarkRow.note_id.in_(only))
    for note_id, number, kind, cosign in transaction.execute(
        version.order_by(NoteVersionRow.version)
    ):
        lines[note_id].append(VersionLine(number, kind, cosign))
    for note_id, number in transaction.execute(signature):
        cosigned[note_id].add(number)
    for note_id, said_kind in transaction.execute(marked.order_by(NoteMarkRow.number)):
        said[note_id].append(said_kind)
    for note_id in _sealed(transaction, only):
        said[note_id].append("sealed")
    return {
        note_id: state(lines[note_id], cosigned[note_id], said[note_id])
        for note_id in {*lines, *said}
    }


def _sealed(transaction: Transaction, only: list[str] | None) -> Iterable[str]:
    """The notes of encounters whose record is sealed (封存) now."""
    found = (
        select(NoteRow.id)
        .join(JobRow, JobRow.key == NoteRow.job_key)
        .join(HoldRow, HoldRow.encounter_id == JobRow.encounter_id)
        .where(HoldRow.kind == "seal", HoldRow.lifted_at.is_(None))
    )
    return transaction.scalars(found if only is None else found.where(NoteRow.id.in_(only)))


def owner_of(transaction: Transaction, note_id: str) -> str | None:
    """Who answers for the note: its author, or who took the draft over; None without a note."""
    found = owner(owner_changes(transaction, note_id))
    if found is None and transaction.get(NoteRow, note_id) is not None:
        return job_of(transaction, note_id).saved_by
    return found


def offered_draft(transaction: Transaction, note_id: str) -> str | None:
    """To whom the draft is offered now."""
    return offered_to(owner_changes(transaction, note_id))


def owner_changes(transaction: Transaction, note_id: str) -> tuple[OwnerChange, ...]:
    """Oldest first."""
    rows = transaction.scalars(
        select(NoteOwnerRow).where(NoteOwnerRow.note_id == note_id).order_by(NoteOwnerRow.number)
    )
    return tuple(OwnerChange(one.step, one.user_id, one.made_by, one.made_at) for one in rows)


def add_owner(transaction: Transaction, note_id: str, change: OwnerChange) -> None:
    """Keep the next step."""
    transaction.execute(
        insert(NoteOwnerRow).values(
            note_id=note_id,
            number=_next(transaction, NoteOwnerRow, note_id),
            step=change.step,
            user_id=change.user_id,
            made_by=change.made_by,
            made_at=change.made_at,
        )
    )


def near(transaction: Transaction, user_id: str) -> frozenset[str]:
    """Notes that a user may have to do with; whether each may be read is asked of the rights."""
    theirs = select(AssignmentRow.encounter_id).where(AssignmentRow.user_id == user_id)
    merged = select(MergeRow.encounter_id).where(
        MergeRow.undone_at.is_(None), MergeRow.into_id.in_(theirs)
    )
    granted = select(GlassRow.encounter_id).where(GlassRow.user_id == user_id)
    supervised = select(UserRow.id).where(UserRow.supervisor_id == user_id)
    handed = select(NoteOwnerRow.note_id).where(NoteOwnerRow.user_id == user_id)
    found = (
        select(NoteRow.id)
        .join(JobRow, JobRow.key == NoteRow.job_key)
        .where(
            or_(
                JobRow.saved_by == user_id,
                JobRow.saved_by.in_(supervised),
                JobRow.encounter_id.in_(theirs),
                JobRow.encounter_id.in_(merged),
                JobRow.encounter_id.in_(granted),
                NoteRow.id.in_(handed),
            )
        )
    )
    return frozenset(transaction.scalars(found))


def job_of(transaction: Transaction, note_id: str) -> JobRow:
    """What a note came from. Raises NotFoundError."""
    note = transaction.get(NoteRow, note_id)
    if note is None:
        raise NotFoundError("there is no such note; list the notes with: erscribe notes list")
    return transaction.get_one(JobRow, note.job_key)


def _next(transaction: Transaction, table: Numbered, note_id: str) -> int:
    last = transaction.scalar(select(func.max(table.number)).where(table.note_id == note_id))
    return (last or 0) + 1
