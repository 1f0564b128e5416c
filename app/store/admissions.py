"""Visits as HL7 v2 senders told of them, and patient numbers that became one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, exists, select

from app.domain.admissions import Admission
from app.domain.arrivals import Arrival
from app.store.database import Transaction
from app.store.tables import EncounterRow
from app.store.tables_admissions import AdmissionRow, AdtMessageRow, PatientMergeRow
from app.store.tables_people import PatientRow

_SEVERAL: Final = 500
_OTHERS: Final = ("patient_number", "name", "sex", "birth_date")
"""What tells another patient from the one who has the visit number."""
_MOST_STEPS: Final = 16
"""So many merges after one another are followed."""
_BEGUN: Final = exists().where(EncounterRow.id == AdmissionRow.visit).label("begun")

_LIGHT: Final = select(
    *(AdmissionRow.visit, AdmissionRow.patient_id, AdmissionRow.name, AdmissionRow.sex),
    *(AdmissionRow.birth_date, AdmissionRow.department, AdmissionRow.place),
    *(AdmissionRow.arrived_at, AdmissionRow.left_at, AdmissionRow.contested, _BEGUN),
)


def taken(transaction: Transaction, message: str) -> bool:
    """Whether the message was taken before."""
    return transaction.get(AdtMessageRow, message) is not None


def remember(transaction: Transaction, message: str, at: datetime) -> None:
    transaction.add(AdtMessageRow(id=message, at=at))
    transaction.flush()


def get(transaction: Transaction, visit: str) -> Arrival | None:
    row = transaction.execute(
        select(AdmissionRow, _BEGUN).where(AdmissionRow.visit == visit)
    ).first()
    return _arrival(*row) if row else None


def put(transaction: Transaction, arrival: Arrival, at: datetime) -> None:
    """Keep a visit, over what was kept of it. at: when its message came."""
    one, other = arrival.admission, arrival.contested
    row = transaction.get(AdmissionRow, one.visit)
    if row is None:
        row = AdmissionRow(visit=one.visit)
        transaction.add(row)
    row.patient_id, row.name, row.sex = one.patient_number, one.name, one.sex
    row.birth_date, row.department, row.place = one.birth_date, one.department, one.place
    row.arrived_at, row.left_at = one.arrived_at, arrival.left_at
    row.source, row.seen_at = one.source, at
    row.said = {name: when.isoformat() for name, when in arrival.said.items()}
    row.contested = _told(other) if other else None
    transaction.flush()


def of_patient(transaction: Transaction, number: str) -> tuple[Arrival, ...]:
    """Every visit of a patient."""
    wanted = select(AdmissionRow, _BEGUN).where(AdmissionRow.patient_id == number)
    return tuple(_arrival(*row) for row in transaction.execute(wanted))


def all_of(transaction: Transaction) -> tuple[Arrival, ...]:
    """All that are kept, without when each field was told: a week has thousands of them."""
    return tuple(
        Arrival(_admission(row), {}, row.left_at, _other(row.contested), bool(row.begun))
        for row in transaction.execute(_LIGHT)
    )


def begun(transaction: Transaction, visits: Sequence[str]) -> frozenset[str]:
    """Those of the visit numbers that an encounter of ours has, in small letters."""
    found: set[str] = set()
    for first in range(0, len(visits), _SEVERAL):
        some = visits[first : first + _SEVERAL]
        wanted = select(EncounterRow.id).where(EncounterRow.id.in_(some))
        found |= {one.casefold() for one in transaction.scalars(wanted)}
    return frozenset(found)


def survivor(transaction: Transaction, number: str) -> str:
    """The patient number that stands for another one: itself, where nothing was merged."""
    for _ in range(_MOST_STEPS):
        row = transaction.get(PatientMergeRow, number)
        if row is None:
            break
        number = row.kept
    return number


def merge_patients(transaction: Transaction, gone: str, kept: str, at: datetime) -> None:
    """From `at` on `kept` stands for `gone`. What was said later holds against it, and what was
    said before, of `kept` itself, is undone by it: it is in use again."""
    row, back = (transaction.get(PatientMergeRow, one) for one in (gone, kept))
    if row is not None and row.at > at:
        return
    if back is not None and back.at <= at:
        transaction.delete(back)
        transaction.flush()
    elif survivor(transaction, kept).casefold() == gone.casefold():
        return
    if row is None:
        row = PatientMergeRow(gone=gone)
        transaction.add(row)
    row.kept, row.at = kept, at
    transaction.flush()


def encounters_of(transaction: Transaction, number: str) -> tuple[str, ...]:
    """Encounters of ours with this patient number."""
    wanted = select(PatientRow.encounter_id).where(PatientRow.patient_id == number)
    return tuple(transaction.scalars(wanted))


def forget(transaction: Transaction, before: datetime) -> None:
    """Visits that nobody told of since, and the messages of that time, are kept no longer."""
    transaction.execute(delete(AdmissionRow).where(AdmissionRow.seen_at < before))
    transaction.execute(delete(AdtMessageRow).where(AdtMessageRow.at < before))


def _arrival(row: AdmissionRow, begun: bool) -> Arrival:
    said = {name: datetime.fromisoformat(when) for name, when in row.said.items()}
    return Arrival(_admission(row), said, row.left_at, _other(row.contested), bool(begun))


def _admission(row: Any) -> Admission:
    """row: an AdmissionRow, or its columns."""
    return Admission(
        row.visit,
        row.patient_id,
        row.name,
        row.sex,
        row.birth_date,
        row.department,
        row.place,
        row.arrived_at,
        "hl7",
    )


def _other(told: dict[str, str] | None) -> Admission | None:
    if not told:
        return None
    number, name, sex, born = (told[part] for part in _OTHERS)
    return Admission(told["visit"], number, name, sex, born, source="hl7")


def _told(other: Admission) -> dict[str, str]:
    """As it is kept."""
    return {part: str(getattr(other, part)) for part in ("visit", *_OTHERS)}
