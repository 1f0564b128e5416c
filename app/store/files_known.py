"""Which files became notes before, by the hashes of their bytes."""

from collections.abc import Sequence

from sqlalchemy import select

from app.store.database import Transaction
from app.store.note_standing import near
from app.store.tables import JobRow, NoteRow, RecordingRow

_AT_ONCE = 500  # hashes in one question


def notes_made_of(
    transaction: Transaction, digests: Sequence[str], user_id: str | None
) -> dict[str, str]:
    """By hash the latest note. user_id: only notes that this user has to do with; None: all."""
    theirs = None if user_id is None else near(transaction, user_id)
    found: dict[str, str] = {}
    for at in range(0, len(digests), _AT_ONCE):
        rows = transaction.execute(
            select(RecordingRow.sha256, NoteRow.id)
            .join(JobRow, JobRow.recording_id == RecordingRow.id)
            .join(NoteRow, NoteRow.job_key == JobRow.key)
            .where(RecordingRow.sha256.in_(digests[at : at + _AT_ONCE]))
            .order_by(JobRow.key)
        )
        found.update({sha256: note for sha256, note in rows if theirs is None or note in theirs})
    return found
