"""Who looks after which encounter, and who looked at one without looking after it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from app.domain.errors import NotFoundError, StoreError
from app.store.database import Transaction
from app.store.merges import kept
from app.store.tables import EncounterRow
from app.store.tables_people import AssignmentRow, GlassRow, PatientRow, UserRow


@dataclass(frozen=True, slots=True)
class Patient:
    """Whom an encounter is about; "" for what is not known. department: "" for that of whoever
    begins it. age: a number with `y`, `mo`, `w` or `d`; sex: `M` or `F`. unknown: the name is made
    up. birth_date: `1962-01-02`."""

    encounter: str
    patient: str = ""
    name: str = ""
    department: str = ""
    arrived_at: datetime | None = None
    place: str = ""
    age: str = ""
    sex: str = ""
    unknown: bool = False
    birth_date: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """One break-the-glass. text: why, in the user's own words. Times are aware UTC."""

    id: str
    user_id: str
    user: str
    encounter: str
    reason: str
    text: str
    started_at: datetime
    until: datetime
    ended_at: datetime | None = None


def exists(transaction: Transaction, encounter: str) -> bool:
    return transaction.get(EncounterRow, encounter) is not None


def known(transaction: Transaction, encounter: str) -> str:
    """The encounter as it was first spelt, or what stands for it. Raises NotFoundError."""
    row = transaction.get(EncounterRow, encounter)
    if row is None:
        raise NotFoundError("there is no such encounter; see how it is spelt")
    return kept(transaction, row.id)


def know(transaction: Transaction, encounter: str, by: str) -> None:
    """Make room for whom an encounter is about, where there is none yet."""
    if transaction.get(PatientRow, encounter) is None:
        row = PatientRow(encounter_id=encounter, name="", department="", created_by=by)
        transaction.add(row)
        transaction.flush()


def describe(transaction: Transaction, patient: Patient) -> None:
    """Write whom an encounter is about, over what was known before."""
    row = transaction.get(PatientRow, patient.encounter)
    if row is None:  # nobody began it by name
        return
    row.patient_id = patient.patient or row.patient_id
    row.name = patient.name or row.name
    row.department = patient.department or row.department
    row.arrived_at = patient.arrived_at or row.arrived_at
    row.place, row.age = patient.place or row.place, patient.age or row.age
    row.sex, row.unknown = patient.sex or row.sex, patient.unknown
    row.birth_date = patient.birth_date or row.birth_date
    transaction.flush()


def assign(transaction: Transaction, encounter: str, user: str, at: datetime, by: str) -> None:
    """Who is assigned already stays so, since when they were."""
    if not assigned(transaction, encounter, user):
        transaction.add(
            AssignmentRow(encounter_id=encounter, user_id=user, assigned_at=at, assigned_by=by)
        )
        transaction.flush()


def unassign(transaction: Transaction, encounter: str, user: str, at: datetime) -> None:
    transaction.execute(
        update(AssignmentRow)
        .where(
            AssignmentRow.encounter_id == encounter,
            AssignmentRow.user_id == user,
            AssignmentRow.ended_at.is_(None),
        )
        .values(ended_at=at)
    )


def assigned(transaction: Transaction, encounter: str, user: str) -> bool:
    found = select(AssignmentRow.key).where(
        AssignmentRow.encounter_id == encounter,
        AssignmentRow.user_id == user,
        AssignmentRow.ended_at.is_(None),
    )
    return transaction.scalars(found).first() is not None


def add_grant(transaction: Transaction, grant: Grant) -> None:
    transaction.add(
        GlassRow(
            id=grant.id,
            user_id=grant.user_id,
            encounter_id=grant.encounter,
            reason_code=grant.reason,
            reason=grant.text,
            started_at=grant.started_at,
            until=grant.until,
        )
    )
    transaction.flush()


def end_grant(transaction: Transaction, grant: str, user: str, at: datetime) -> str:
    """Its encounter. Raises NotFoundError for one that is not this user's, StoreError for one that
    has ended."""
    row = transaction.get(GlassRow, grant)
    if row is None or row.user_id != user:
        raise NotFoundError("there is no such grant of yours")
    if row.ended_at is not None or row.until <= at:
        raise StoreError("this grant has ended already; nothing was changed")
    row.ended_at = at
    transaction.flush()
    return row.encounter_id


def grants(transaction: Transaction, since: datetime) -> tuple[Grant, ...]:
    """All that began then or later, newest first."""
    return _grants(transaction, GlassRow.started_at >= since)


def grants_of(transaction: Transaction, user: str, at: datetime) -> tuple[Grant, ...]:
    """A user's that are in force, newest first."""
    mine = (GlassRow.user_id == user, GlassRow.until > at, GlassRow.ended_at.is_(None))
    return _grants(transaction, *mine)


def _grants(transaction: Transaction, *wanted: object) -> tuple[Grant, ...]:
    asked = (
        select(GlassRow, UserRow.name)
        .join(UserRow, UserRow.id == GlassRow.user_id)
        .where(*wanted)  # type: ignore[arg-type]  # conditions over columns
        .order_by(GlassRow.started_at.desc())
    )
    return tuple(
        Grant(
            row.id,
            row.user_id,
            name,
            row.encounter_id,
            row.reason_code,
            row.reason,
            row.started_at,
            row.until,
            row.ended_at,
        )
        for row, name in transaction.execute(asked)
    )
