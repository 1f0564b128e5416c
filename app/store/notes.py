"""Versions of notes: rows that are added and never changed, each linked to the one before."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import insert, select

from app.domain.access import Actor
from app.domain.errors import IntegrityError
from app.domain.note_versions import (
    NoteVersion,
    Origin,
    content,
    first_body,
    of_content,
    sha256,
)
from app.domain.result import JobResult
from app.domain.suggestions import OwnerChange, OwnerStep
from app.store.database import Transaction
from app.store.note_standing import add_owner, job_of, owner_changes
from app.store.results import load_result
from app.store.tables import JobRow, LiveRecordingRow, NoteRow
from app.store.tables_notes import NoteVersionRow
from app.store.tables_people import PatientRow


def begin(transaction: Transaction, note_id: str) -> str:
    """Keep the first version of a saved note, and its author; gives the version's hash.

    One that is there stays.
    """
    row = transaction.get(NoteVersionRow, (note_id, 1))
    digest = row.sha256 if row else _insert(transaction, _first(transaction, note_id))
    if not owner_changes(transaction, note_id):
        job = job_of(transaction, note_id)
        first = OwnerChange("first", job.saved_by, job.saved_by, job.saved_at)
        add_owner(transaction, note_id, first)
    return digest


def versions(transaction: Transaction, note_id: str) -> tuple[NoteVersion, ...]:
    """All versions, oldest first; of a note of an earlier ERScribe, the one it has.

    Raises NotFoundError, and IntegrityError when one is not as it was kept.
    """
    rows = version_rows(transaction, note_id)
    if not rows:
        return (_first(transaction, note_id),)
    found = tuple(map(_version, rows))
    for before, after in zip((None, *found), found, strict=False):
        if after.previous != (sha256(content(before)) if before else ""):
            raise _broken(after.note_id, after.version)
    return found


def version_rows(transaction: Transaction, note_id: str) -> Sequence[NoteVersionRow]:
    """As they lie in the database, unchecked."""
    return transaction.scalars(
        select(NoteVersionRow)
        .where(NoteVersionRow.note_id == note_id)
        .order_by(NoteVersionRow.version)
    ).all()


def add_version(transaction: Transaction, version: NoteVersion) -> NoteVersion:
    """Keep the next version; gives it as kept, with its number and the hash of the one before."""
    begin(transaction, version.note_id)
    last = versions(transaction, version.note_id)[-1]
    linked = replace(version, version=last.version + 1, previous=sha256(content(last)))
    _insert(transaction, linked)
    return linked


def first_version(transaction: Transaction, note_id: str, result: JobResult) -> NoteVersion:
    """What the first version of a note must be, from the result that is proved by its hash."""
    note = transaction.get_one(NoteRow, note_id)
    job = transaction.get_one(JobRow, note.job_key)
    live = transaction.get(LiveRecordingRow, job.recording_id)
    patient = transaction.get(PatientRow, job.encounter_id) if job.encounter_id else None
    origin = Origin(
        note.sha256,
        result.recording.id,
        result.recording.sha256,
        live.started_at if live else job.saved_at,
        result.encounter_id,
        result.language,
        result.profile,
    )
    body = replace(
        first_body(result.understanding.note), arrival_at=patient.arrived_at if patient else None
    )
    return NoteVersion(note_id, 1, "draft", origin, body, job.saved_by, job.saved_at)


def change_owner(
    transaction: Transaction, note_id: str, step: OwnerStep, user_id: str, by: Actor, at: datetime
) -> None:
    """One step of a handover; the first author's row is written before it if it was not yet."""
    begin(transaction, note_id)
    add_owner(transaction, note_id, OwnerChange(step, user_id, by.id, at))


def _first(transaction: Transaction, note_id: str) -> NoteVersion:
    return first_version(transaction, note_id, load_result(transaction, note_id))


def _version(row: NoteVersionRow) -> NoteVersion:
    try:
        version = of_content(row.content)
    except ValueError as error:
        raise _broken(row.note_id, row.version) from error
    columns = (row.note_id, row.version, row.kind, row.prev_sha256, row.author_id, row.reason)
    said = (
        version.note_id,
        version.version,
        version.kind,
        version.previous,
        version.author_id,
        version.reason,
    )
    flags = (row.late, row.needs_cosign, row.created_at)
    same = flags == (version.late, version.needs_cosign, version.created_at)
    if columns != said or not same or sha256(row.content) != row.sha256:
        raise _broken(row.note_id, row.version)
    return version


def _broken(note_id: str, version: int) -> IntegrityError:
    return IntegrityError(
        f"version {version} of note {note_id} is not as it was kept; do not rely on it, and "
        "restore the database from a backup"
    )


def _insert(transaction: Transaction, version: NoteVersion) -> str:
    data = content(version)
    digest = sha256(data)
    transaction.execute(
        insert(NoteVersionRow).values(
            note_id=version.note_id,
            version=version.version,
            kind=version.kind,
            content=data,
            sha256=digest,
            prev_sha256=version.previous,
            author_id=version.author_id,
            created_at=version.created_at,
            reason=version.reason,
            late=version.late,
            needs_cosign=version.needs_cosign,
        )
    )
    return digest
