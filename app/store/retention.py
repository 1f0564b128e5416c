"""How long each kind of record stays, what is past that, and what holds it all the same.

Nothing is counted from the recording alone: a patient's records stay together, so the clock of all
of them starts at the last thing that happened to any of them.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from sqlalchemy import ColumnElement, func, select

from app.domain.errors import NotFoundError, StoreError
from app.store import recording_key_rows
from app.store.database import Transaction
from app.store.facts import fact
from app.store.merges import family
from app.store.tables import EncounterRow, JobRow, LiveRecordingRow, NoteRow
from app.store.tables_keys import RecordingKeyRow
from app.store.tables_notes import NoteMarkRow, NoteVersionRow
from app.store.tables_people import PatientRow
from app.store.tables_upkeep import HoldKind, HoldRow, ListedRow
from app.store.tables_window import CodeEventRow, ConsentRow

Kind = Literal["audio", "note", "audit", "backup"]
Why = Literal["due", "young", "held", "unfinished", "unknown"]

_YEAR: Final = 366  # days; no year is shorter, so nothing leaves a day early
_USUAL: Final[Mapping[str, Mapping[Kind, int]]] = {
    "us": {"audio": 7 * _YEAR, "note": 7 * _YEAR, "audit": 6 * _YEAR, "backup": 35},
    "cn-l3": {"audio": 15 * _YEAR, "note": 15 * _YEAR, "audit": 6 * _YEAR, "backup": 35},
}
_LEAST: Final[Mapping[str, Mapping[Kind, int]]] = {
    "us": {"note": 6 * _YEAR, "audit": 6 * _YEAR},  # HIPAA documentation, 45 CFR 164.316(b)(2)
    "cn-l3": {"note": 15 * _YEAR, "audit": 184},  # 2017-8 Art 19; Cybersecurity Law Art 21
}
_ENDED: Final = ("saved", "discarded")


@dataclass(frozen=True, slots=True)
class Hold:
    """What keeps an encounter's records. lifted_at: None while it is in force."""

    id: str
    encounter: str
    kind: HoldKind
    reason: str
    set_by: str
    set_at: datetime
    lifted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A recording and how long it stays. since: the last thing that happened to its patient's
    records; until: when it may be erased; both None where nobody knows of it."""

    recording: str
    encounter: str
    why: Why
    since: datetime | None = None
    until: datetime | None = None


def days(transaction: Transaction, kind: Kind) -> int:
    """How long records of a kind stay: as the site says, never shorter than its law does."""
    profile = fact(transaction, "password_profile", "us")
    usual = _USUAL.get(profile, _USUAL["us"])[kind]
    said = fact(transaction, f"retention_{kind}_days", str(usual))
    return max(int(said), _LEAST.get(profile, _LEAST["us"]).get(kind, 0))


def set_hold(
    transaction: Transaction, encounter: str, kind: HoldKind, reason: str, by: str, at: datetime
) -> str:
    """Keep all of an encounter; gives the hold's id. Raises NotFoundError, StoreError."""
    row = transaction.get(EncounterRow, encounter)
    if row is None:
        raise NotFoundError("there is no such encounter; look it up first")
    if not reason.strip():
        raise StoreError("a hold needs a reason; nothing was changed")
    made = uuid.uuid4().hex[:12]
    transaction.add(
        HoldRow(id=made, encounter_id=row.id, kind=kind, reason=reason, set_by=by, set_at=at)
    )
    transaction.flush()
    return made


def lift_hold(transaction: Transaction, hold: str, reason: str, by: str, at: datetime) -> str:
    """Let an encounter go; gives its id. Raises NotFoundError, StoreError."""
    row = transaction.get(HoldRow, hold)
    if row is None:
        raise NotFoundError("there is no such hold; list them: erscribe store holds")
    if row.lifted_at is not None or not reason.strip():
        raise StoreError("this hold was lifted already, or no reason is given; nothing was changed")
    row.lifted_by, row.lifted_at, row.lifted_reason = by, at, reason
    transaction.flush()
    return row.encounter_id


def holds(transaction: Transaction) -> tuple[Hold, ...]:
    """Those in force, oldest first."""
    rows = transaction.scalars(
        select(HoldRow).where(HoldRow.lifted_at.is_(None)).order_by(HoldRow.set_at, HoldRow.id)
    )
    return tuple(
        Hold(row.id, row.encounter_id, row.kind, row.reason, row.set_by, row.set_at) for row in rows
    )


def kept_recordings(
    transaction: Transaction, recordings: Iterable[str], now: datetime
) -> tuple[Kept, ...]:
    """Where each recording stands now, by id. A recording that no row tells of is never due."""
    stays = timedelta(days=days(transaction, "audio"))
    held = set(_held(transaction))
    return tuple(_kept(transaction, one, now, stays, held) for one in sorted(set(recordings)))


def erase(transaction: Transaction, store: Path, recording: str, by: str, at: datetime) -> None:
    """Take a recording's key away; one of a version that sealed none is marked as erased too."""
    taken = recording_key_rows.erase(transaction, store, recording, by, at)
    if not taken and transaction.get(RecordingKeyRow, recording) is None:
        row = RecordingKeyRow(recording_id=recording, key_id="", wrapped=None, adopted_at=at)
        row.erased_at, row.erased_by = at, by
        transaction.add(row)
        transaction.flush()


def notes_past(transaction: Transaction, now: datetime) -> int:
    """How many notes are older than notes have to stay. This program deletes none of them."""
    before = now - timedelta(days=days(transaction, "note"))
    asked = select(func.count()).select_from(NoteRow).join(JobRow, JobRow.key == NoteRow.job_key)
    return transaction.scalar(asked.where(JobRow.saved_at <= before)) or 0


def _kept(
    transaction: Transaction, recording: str, now: datetime, stays: timedelta, held: set[str]
) -> Kept:
    encounter = _encounter(transaction, recording)
    together = _together(transaction, encounter)
    since = max(_moments(transaction, recording, together), default=None)
    if since is None:
        return Kept(recording, encounter, "unknown")
    until = since + stays
    if _unfinished(transaction, recording):
        return Kept(recording, encounter, "unfinished", since, until)
    if held.intersection(one.casefold() for one in together):
        return Kept(recording, encounter, "held", since, until)
    return Kept(recording, encounter, "due" if now >= until else "young", since, until)


def _encounter(transaction: Transaction, recording: str) -> str:
    row = transaction.get(LiveRecordingRow, recording)
    if row is not None and row.encounter_id:
        return row.encounter_id
    asked = select(JobRow.encounter_id).where(JobRow.recording_id == recording)
    return transaction.scalars(asked.where(JobRow.encounter_id.is_not(None))).first() or ""


def _together(transaction: Transaction, encounter: str) -> tuple[str, ...]:
    """All encounters of the same patient, as far as that is known."""
    if not encounter:
        return ()
    merged = family(transaction, encounter)
    same = PatientRow.encounter_id.collate("NOCASE").in_(merged)
    known = select(PatientRow.patient_id).where(same, PatientRow.patient_id != "")
    theirs = select(PatientRow.encounter_id).where(PatientRow.patient_id.in_(known))
    return (encounter, *merged, *transaction.scalars(theirs))


def _moments(
    transaction: Transaction, recording: str, together: tuple[str, ...]
) -> Iterator[datetime]:
    """When something happened to the recording, or to its patient's encounters and notes."""
    row = transaction.get(LiveRecordingRow, recording)
    if row is not None:
        yield row.started_at
    yield from _of_jobs(transaction, JobRow.recording_id == recording)
    for encounter in together:
        listed = transaction.get(ListedRow, encounter)
        if listed is not None:
            yield listed.at
        yield from _of_jobs(transaction, JobRow.encounter_id.collate("NOCASE") == encounter)
        said = select(ConsentRow.at).where(ConsentRow.encounter_id == encounter)
        yield from transaction.scalars(said)
        marked = CodeEventRow.encounter_id.collate("NOCASE") == encounter
        yield from transaction.scalars(select(CodeEventRow.at).where(marked))
        begun = LiveRecordingRow.encounter_id.collate("NOCASE") == encounter
        yield from transaction.scalars(select(LiveRecordingRow.started_at).where(begun))


def _of_jobs(transaction: Transaction, which: ColumnElement[bool]) -> Iterator[datetime]:
    yield from transaction.scalars(select(JobRow.saved_at).where(which))
    versions = (
        select(NoteVersionRow.created_at)
        .join(NoteRow, NoteRow.id == NoteVersionRow.note_id)
        .join(JobRow, JobRow.key == NoteRow.job_key)
    )
    yield from transaction.scalars(versions.where(which))


def _unfinished(transaction: Transaction, recording: str) -> bool:
    """Whether a note still has to be made of it, or signed."""
    row = transaction.get(LiveRecordingRow, recording)
    if row is not None and row.state not in _ENDED:
        return True
    signed = select(NoteVersionRow.note_id).where(NoteVersionRow.kind != "draft")
    draft = (
        select(NoteRow.id)
        .join(JobRow, JobRow.key == NoteRow.job_key)
        .where(JobRow.recording_id == recording, NoteRow.id.not_in(signed))
    )
    return transaction.scalars(draft.limit(1)).first() is not None


def _held(transaction: Transaction) -> Iterator[str]:
    """Encounters that are held or sealed, in small letters."""
    for hold in holds(transaction):
        yield hold.encounter.casefold()
    last = (
        select(NoteMarkRow.note_id, func.max(NoteMarkRow.number).label("number"))
        .where(NoteMarkRow.kind.in_(("sealed", "unsealed")))
        .group_by(NoteMarkRow.note_id)
        .subquery()
    )
    sealed = (
        select(JobRow.encounter_id)
        .join(NoteRow, NoteRow.job_key == JobRow.key)
        .join(NoteMarkRow, NoteMarkRow.note_id == NoteRow.id)
        .join(last, (last.c.note_id == NoteMarkRow.note_id) & (last.c.number == NoteMarkRow.number))
        .where(NoteMarkRow.kind == "sealed", JobRow.encounter_id.is_not(None))
    )
    for encounter in transaction.scalars(sealed):
        yield (encounter or "").casefold()
