"""An encounter with all that is shown of it, and numbers for those that have none of their own."""

from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import exists, select

from app.domain.arrivals import Differing, Part, differing, same_number
from app.domain.encounters import Card, NoteLine, RecordingLine
from app.domain.errors import NotFoundError
from app.domain.note_state import NoteState
from app.store import admissions
from app.store.consents import consents
from app.store.database import Transaction
from app.store.merges import family, kept
from app.store.note_standing import states
from app.store.people import names_of
from app.store.tables import EncounterRow, JobRow, LiveRecordingRow, NoteRow
from app.store.tables_people import EmergencyRow, PatientRow
from app.store.tables_upkeep import HoldRow

_SIGNED: Final = frozenset({"signed", "amended"})
_AFTER: Final = "\U0010ffff"


def card(transaction: Transaction, encounter: str) -> Card:
    """Raises NotFoundError. Of a merged encounter: its own, with what stands for it in `into`."""
    row = transaction.get(EncounterRow, encounter)
    if row is None:
        raise NotFoundError("there is no such encounter; see how it is spelt")
    into = kept(transaction, row.id)
    ids = (row.id,) if into != row.id else family(transaction, row.id)
    patient = transaction.get(PatientRow, row.id) or PatientRow(name="", department="")
    steps = consents(transaction, row.id)
    by = steps[-1].by if steps else ""
    return Card(
        row.id,
        patient.arrived_at or row.first_at,
        patient.name,
        patient.patient_id or "",
        patient.place or "",
        patient.age or "",
        patient.sex or "",
        patient.department,
        bool(patient.unknown),
        steps[-1] if steps else None,
        names_of(transaction, [by]).get(by, by) if by else "",
        _notes(transaction, ids),
        _recordings(transaction, ids),
        ids[1:],
        "" if into == row.id else into,
        _sealed(transaction, ids),
        patient.birth_date or "",
        _differs(transaction, row.id, patient),
    )


def _differs(
    transaction: Transaction, encounter: str, patient: PatientRow
) -> tuple[Differing, ...]:
    """By the visit's admission; where there is none, by merges of the patient's number alone."""
    here: dict[Part, str] = {
        "patient": patient.patient_id or "",
        "name": "" if patient.unknown else patient.name,
        "sex": patient.sex or "",
        "birth_date": patient.birth_date or "",
    }
    stands_for = admissions.survivor(transaction, here["patient"])
    arrival = admissions.get(transaction, encounter)
    if arrival is not None:
        return differing(here, arrival.admission, stands_for)
    if same_number(stands_for, here["patient"]):
        return ()
    return (Differing("patient", here["patient"], stands_for),)


def next_number(transaction: Transaction, prefix: str) -> int:
    """The first number after those of encounters whose ids are this prefix and a number."""
    found = select(EncounterRow.id).where(
        EncounterRow.id >= prefix, EncounterRow.id < prefix + _AFTER
    )
    ends = (one[len(prefix) :] for one in transaction.scalars(found))
    return max((int(one) for one in ends if one.isdecimal()), default=0) + 1


def _notes(transaction: Transaction, encounters: Sequence[str]) -> tuple[NoteLine, ...]:
    """Newest first; what was entered in error is told so by its state."""
    rows = transaction.execute(
        select(NoteRow.id, JobRow.encounter_id, JobRow.saved_at)
        .join(JobRow, JobRow.key == NoteRow.job_key)
        .where(JobRow.encounter_id.collate("NOCASE").in_(encounters))
        .order_by(JobRow.saved_at.desc(), JobRow.key.desc())
    ).all()
    known = states(transaction, [row.id for row in rows]) if rows else {}
    return tuple(
        NoteLine(
            row.id,
            row.encounter_id,
            row.saved_at,
            known[row.id].words if row.id in known else "draft",
            row.id in known and _signed(known[row.id]),
        )
        for row in rows
    )


def _signed(state: NoteState) -> bool:
    return state.status in _SIGNED and state.error != "approved"


def _recordings(transaction: Transaction, encounters: Sequence[str]) -> tuple[RecordingLine, ...]:
    """Newest first; those that were claimed for the encounter too."""
    mine = LiveRecordingRow.encounter_id.collate("NOCASE").in_(encounters)
    claimed = select(EmergencyRow.recording_id).where(
        EmergencyRow.encounter_id.collate("NOCASE").in_(encounters)
    )
    rows = transaction.scalars(
        select(LiveRecordingRow)
        .where(mine | LiveRecordingRow.id.in_(claimed))
        .order_by(LiveRecordingRow.started_at.desc())
    )
    return tuple(
        RecordingLine(row.id, row.encounter_id or "", row.started_at, row.state, row.consent)
        for row in rows
    )


def _sealed(transaction: Transaction, encounters: Iterable[str]) -> bool:
    held = (
        exists()
        .where(HoldRow.encounter_id.in_(encounters))
        .where(HoldRow.kind == "seal", HoldRow.lifted_at.is_(None))
    )
    return bool(transaction.scalar(select(held)))
