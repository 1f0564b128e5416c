"""How an actor stands to an encounter, a recording or a note, as the database knows it."""

from datetime import datetime

from sqlalchemy import or_, select

from app.domain.access import Actor
from app.domain.permissions import Relation
from app.store.database import Transaction
from app.store.live import find_recording
from app.store.merges import kept
from app.store.note_standing import offered_draft, owner_of, state_of
from app.store.tables import EncounterRow, JobRow, NoteRow
from app.store.tables_people import AssignmentRow, EmergencyRow, GlassRow, PatientRow, UserRow


def relation(
    transaction: Transaction,
    actor: Actor,
    at: datetime,
    *,
    note: str | None = None,
    recording: str | None = None,
    encounter: str | None = None,
) -> Relation:
    """Everything the rights ask about, as far as these three are named; a note names the others.

    What has no note and no recorder yet is its maker's own; of an encounter, who began it. A merged
    encounter is looked after by those who look after the one that stands for it.
    """
    job = _job(transaction, note) if note else None
    if job is not None:
        recording, encounter = recording or job.recording_id, encounter or job.encounter_id
    named = _spelt(transaction, encounter)
    encounter = kept(transaction, named) if named else None
    author = owner_of(transaction, note) if note and job else None
    recorder = _recorder(transaction, recording) or author
    return Relation(
        author=actor.id == (author or recorder or _maker(transaction, encounter) or actor.id),
        assigned=_assigned(transaction, actor, encounter, at),
        department=_same_department(transaction, actor, encounter, author or recorder),
        supervises=_supervises(transaction, actor, author or recorder),
        recorded=actor.id == (recorder or actor.id),
        begun_here=_begun_here(transaction, actor, recording),
        offered=bool(note and job) and offered_draft(transaction, note or "") == actor.id,
        signed=_signed(transaction, note),
        glass=_glass(transaction, actor, {named, encounter}, at),
    )


def begin_encounter(
    transaction: Transaction, actor: Actor, encounter: str | None, at: datetime
) -> None:
    """An encounter that nobody began before is the actor's, who is assigned to it.

    One that is there already is left as it is: to name it must not let anybody read it.
    """
    if encounter is None or transaction.get(EncounterRow, encounter) is not None:
        return
    sandbox = actor.profile == "sandbox"
    transaction.add(EncounterRow(id=encounter, sandbox=sandbox, first_at=at))
    transaction.flush()
    if transaction.get(UserRow, actor.id) is None:
        return
    transaction.add(
        PatientRow(
            encounter_id=encounter,
            name="",
            department=actor.department,
            created_by=actor.id,
        )
    )
    transaction.add(
        AssignmentRow(
            encounter_id=encounter, user_id=actor.id, assigned_at=at, assigned_by=actor.id
        )
    )
    transaction.flush()


def encounter_of(
    transaction: Transaction, note: str | None, recording: str | None, encounter: str | None
) -> tuple[str, str]:
    """The encounter that is named or found, and its patient; "" where there is none."""
    if encounter is None and note:
        job = _job(transaction, note)
        encounter = job.encounter_id if job else None
    if encounter is None and recording:
        found = find_recording(transaction, recording)
        encounter = found.encounter_id if found else None
    encounter = _spelt(transaction, encounter)
    if encounter is None:
        return "", ""
    patient = transaction.get(PatientRow, encounter)
    return encounter, (patient.patient_id or "") if patient else ""


def _spelt(transaction: Transaction, encounter: str | None) -> str | None:
    """An encounter as it was first spelt: in which case of letters it is named does not count."""
    row = transaction.get(EncounterRow, encounter) if encounter else None
    return row.id if row else encounter


def _job(transaction: Transaction, note: str) -> JobRow | None:
    return transaction.scalars(
        select(JobRow).join(NoteRow, NoteRow.job_key == JobRow.key).where(NoteRow.id == note)
    ).first()


def _signed(transaction: Transaction, note: str | None) -> bool:
    """Whether it may leave the house: signed by all who must, and not entered in error."""
    return bool(note) and state_of(transaction, note or "").final


def _recorder(transaction: Transaction, recording: str | None) -> str | None:
    found = find_recording(transaction, recording) if recording else None
    return found.started_by if found else None


def _begun_here(transaction: Transaction, actor: Actor, recording: str | None) -> bool:
    """Whether it was begun at the locked screen of the very session that the actor is in."""
    row = transaction.get(EmergencyRow, recording) if recording else None
    return (
        row is not None
        and row.claimed_by is None
        and (row.session_id, row.workstation) == (actor.session_id, actor.workstation)
        and bool(actor.session_id)
    )


def _maker(transaction: Transaction, encounter: str | None) -> str | None:
    patient = transaction.get(PatientRow, encounter) if encounter else None
    return patient.created_by if patient else None


def _assigned(transaction: Transaction, actor: Actor, encounter: str | None, at: datetime) -> bool:
    if encounter is None:
        return False
    found = select(AssignmentRow.key).where(
        AssignmentRow.encounter_id == encounter,
        AssignmentRow.user_id == actor.id,
        or_(AssignmentRow.ended_at.is_(None), AssignmentRow.ended_at > at),
    )
    return transaction.scalars(found).first() is not None


def _same_department(
    transaction: Transaction, actor: Actor, encounter: str | None, author: str | None
) -> bool:
    """The encounter's own department counts, and where none is written, its author's."""
    patient = transaction.get(PatientRow, encounter) if encounter else None
    user = transaction.get(UserRow, author) if author else None
    theirs = (patient.department if patient else "") or (user.department if user else "")
    return bool(theirs) and theirs == actor.department


def _supervises(transaction: Transaction, actor: Actor, author: str | None) -> bool:
    user = transaction.get(UserRow, author) if author else None
    return user is not None and user.supervisor_id == actor.id


def _glass(
    transaction: Transaction, actor: Actor, encounters: set[str | None], at: datetime
) -> bool:
    """encounters: as it was named, and the one that it was merged into: either may be granted."""
    named = encounters - {None}
    if not named:  # as of every look at a list: not asked
        return False
    found = select(GlassRow.id).where(
        GlassRow.encounter_id.in_(named),
        GlassRow.user_id == actor.id,
        GlassRow.started_at <= at,
        GlassRow.until > at,
        GlassRow.ended_at.is_(None),
    )
    return transaction.scalars(found).first() is not None
