"""Keeps a finished job and gives it back as it was, or says that it is no longer as it was."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, insert, select
from sqlalchemy.exc import NoResultFound

from app.domain.access import Actor
from app.domain.errors import IntegrityError, NotFoundError, StoreError
from app.domain.note import NoteStatus
from app.domain.note_state import NoteState
from app.domain.result import JobResult
from app.domain.transcript import Language
from app.store import reading
from app.store.database import Transaction
from app.store.note_standing import states
from app.store.rows import job_rows, note_rows
from app.store.tables import AlertRow, EncounterRow, JobRow, NoteRow, RecordingRow

_NO_REASON: Final = {"cue": "", "cue_first": None, "cue_last": None, "doubted": False}
_SEE_LIST = "list the notes with: erscribe notes list"


@dataclass(frozen=True, slots=True)
class NoteSummary:
    """A saved note in one line. created_at: aware UTC; alerts: how many were raised.

    state: where it stands in words, as `signed, awaiting co-sign`.
    """

    id: str
    created_at: datetime
    language: Language
    duration_s: float
    alerts: int
    status: NoteStatus
    profile: str
    state: str = "draft"
    encounter_id: str | None = None


def save_result(transaction: Transaction, result: JobResult, actor: Actor, at: datetime) -> str:
    """Keep a result for ever, with what proves it; gives the note's id.

    at: aware wall time of the save. Raises StoreError when a note of this id is there already, or
    when the result cites an utterance it does not have, and IntegrityError when the database does
    not give back exactly what it was given; then nothing of the result is kept.
    """
    note = result.understanding.note
    if transaction.get(NoteRow, note.id):
        raise StoreError(f"note {note.id} is saved already; {_SEE_LIST}")
    job_key = _save_job(transaction, result, actor, at)
    row = NoteRow(
        id=note.id, job_key=job_key, template=note.template, status=note.status, sha256=""
    )
    transaction.add(row)
    transaction.flush()
    for table, rows in (*job_rows(job_key, result), *note_rows(job_key, note)):
        if rows:
            transaction.execute(insert(table), rows)
    with _readable():
        kept = reading.result(transaction, row)
    if kept != result:
        raise IntegrityError(
            "the database did not give this result back as it was; nothing was saved: transcribe "
            "the recording again"
        )
    row.sha256 = proof(kept)
    return note.id


def load_result(transaction: Transaction, note_id: str) -> JobResult:
    """The result as it was saved.

    Raises NotFoundError, and IntegrityError when anything in it differs from what was saved.
    """
    note = transaction.get(NoteRow, note_id)
    if note is None:
        raise NotFoundError(f"there is no such note; {_SEE_LIST}")
    with _readable():
        result = reading.result(transaction, note)
        if proof(result) != note.sha256:
            raise IntegrityError(
                f"note {note_id} is not as it was saved; do not rely on it, and restore the "
                "database from a backup"
            )
    return result


def summaries(transaction: Transaction) -> tuple[NoteSummary, ...]:
    """Every note in one line, newest first."""
    alerts = (
        select(func.count())
        .select_from(AlertRow)
        .where(AlertRow.job_key == NoteRow.job_key)
        .scalar_subquery()
    )
    found = transaction.execute(
        select(
            NoteRow.id,
            JobRow.saved_at,
            JobRow.language,
            JobRow.duration_s,
            alerts,
            JobRow.profile,
            JobRow.encounter_id,
        )
        .join(JobRow, JobRow.key == NoteRow.job_key)
        .order_by(JobRow.saved_at.desc(), JobRow.key.desc())
    )
    with _readable():
        rows = [tuple(row) for row in found]
    known = states(transaction)
    return tuple(_summary(row, known.get(row[0], NoteState())) for row in rows)


def _summary(
    row: tuple[str, datetime, Language, float, int, str, str | None], state: NoteState
) -> NoteSummary:
    note_id, created_at, language, duration_s, alerts, profile, encounter = row
    return NoteSummary(
        note_id,
        created_at,
        language,
        duration_s,
        alerts,
        state.status,
        profile,
        state.words,
        encounter,
    )


def find_note(transaction: Transaction, beginning: str) -> str:
    """The id of the one note whose id is, or begins with, what was typed.

    Raises NotFoundError when there is none or more than one.
    """
    exact = transaction.get(NoteRow, beginning)
    if exact is not None:
        return exact.id
    start = func.substr(NoteRow.id, 1, len(beginning))
    found = transaction.scalars(select(NoteRow.id).where(start == beginning).limit(2)).all()
    if not beginning or not found:
        raise NotFoundError(f"there is no note with this id; {_SEE_LIST}")
    if len(found) > 1:
        raise NotFoundError(f"more than one note begins like this; type more of it, or {_SEE_LIST}")
    return found[0]


def proof(result: JobResult) -> str:
    """SHA-256 over a whole result: any later change of what is stored changes it.

    What an earlier version had no field for is left out while it is empty, so its proofs hold.
    """
    facts = asdict(result)
    if not result.settings:
        del facts["settings"]
    for said in facts["understanding"]["transcript"]["utterances"]:
        _drop(said, {"role_confidence": 0.0})
    for alert in facts["understanding"]["alerts"]:
        _drop(alert, _NO_REASON)
    plain = json.dumps(facts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def _drop(facts: dict[str, Any], empty: Mapping[str, Any]) -> None:
    """Leave out these keys when all of them are empty."""
    if all(facts[key] == value for key, value in empty.items()):
        for key in empty:
            del facts[key]


def _save_job(transaction: Transaction, result: JobResult, actor: Actor, at: datetime) -> int:
    recording, encounter_id = result.recording, result.encounter_id
    if transaction.get(RecordingRow, recording.id) is None:
        transaction.add(RecordingRow(id=recording.id, sha256=recording.sha256, first_at=at))
    if encounter_id is not None and transaction.get(EncounterRow, encounter_id) is None:
        sandbox = result.profile == "sandbox"
        transaction.add(EncounterRow(id=encounter_id, sandbox=sandbox, first_at=at))
    transaction.flush()
    job = JobRow(
        recording_id=recording.id,
        encounter_id=encounter_id,
        profile=result.profile,
        language=result.language,
        file_name=recording.name,
        duration_s=recording.duration_s,
        timings_s=result.timings_s,
        settings=result.settings,
        saved_at=at,
        saved_by=actor.id,
    )
    transaction.add(job)
    transaction.flush()
    return job.key


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except (ValueError, TypeError, LookupError, NoResultFound) as error:
        raise IntegrityError(
            "a stored note cannot be read because the database is damaged; restore it from a backup"
        ) from error
