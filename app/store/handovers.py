"""Drafts that are offered to somebody, and the physicians to whom they can be."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.store.database import Transaction
from app.store.note_standing import job_of, offered_draft, owner_changes, state_of
from app.store.people import names_of
from app.store.tables_notes import NoteOwnerRow
from app.store.tables_people import PatientRow, UserRow


@dataclass(frozen=True, slots=True)
class OfferedDraft:
    """A draft that waits to be taken over. offered_by: the name of who offered it; age and sex as
    `app.domain.intake_words` keeps them."""

    note: str
    encounter: str
    offered_by: str
    offered_at: datetime
    saved_at: datetime
    duration_s: float
    place: str = ""
    age: str = ""
    sex: str = ""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody to whom a draft can be offered."""

    id: str
    login: str
    name: str
    department: str


def offered(transaction: Transaction, user: str) -> tuple[OfferedDraft, ...]:
    """Oldest offer first."""
    asked = select(NoteOwnerRow.note_id).where(
        NoteOwnerRow.user_id == user, NoteOwnerRow.step == "offered"
    )
    notes = sorted(set(transaction.scalars(asked)))
    return tuple(sorted(_waiting(transaction, notes, user), key=lambda one: one.offered_at))


def physicians(transaction: Transaction) -> tuple[Colleague, ...]:
    """All who can sign in."""
    rows = transaction.scalars(
        select(UserRow).where(UserRow.role == "physician", UserRow.disabled_at.is_(None))
    )
    return tuple(Colleague(row.id, row.login, row.name, row.department) for row in rows)


def _waiting(transaction: Transaction, notes: list[str], user: str) -> Iterator[OfferedDraft]:
    for note in notes:
        if offered_draft(transaction, note) != user:
            continue
        if state_of(transaction, note).status != "draft":
            continue
        change = owner_changes(transaction, note)[-1]
        job = job_of(transaction, note)
        patient = transaction.get(PatientRow, job.encounter_id) if job.encounter_id else None
        by = names_of(transaction, [change.made_by]).get(change.made_by, change.made_by)
        told = (patient.place, patient.age, patient.sex) if patient else ()
        yield OfferedDraft(
            note, job.encounter_id or "", by, change.made_at, job.saved_at, job.duration_s, *told
        )
