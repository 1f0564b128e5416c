"""Recordings that were begun without sign-in, and who claimed them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from app.domain.access import EMERGENCY_ACTOR
from app.domain.errors import NotFoundError, StoreError
from app.store.database import Transaction
from app.store.live import LiveRecording, add_recording
from app.store.tables import LiveRecordingRow
from app.store.tables_people import EmergencyRow


@dataclass(frozen=True, slots=True)
class Emergency:
    """One that nobody claimed yet. workstation: where it was begun, "" when nobody knows."""

    recording: str
    started_at: datetime
    workstation: str


def add_emergency(
    transaction: Transaction, recording: LiveRecording, workstation: str, session: str
) -> None:
    """Keep that a recording was begun without sign-in; one that is there stays as it is.

    session: of the user whose locked screen it was begun at, "" for nobody's.
    """
    add_recording(transaction, recording)
    if transaction.get(EmergencyRow, recording.id) is None:
        transaction.add(
            EmergencyRow(recording_id=recording.id, workstation=workstation, session_id=session)
        )
        transaction.flush()


def unclaimed(transaction: Transaction) -> tuple[Emergency, ...]:
    """Oldest first. Those that were discarded are gone; no other ends without a claim."""
    found = (
        select(LiveRecordingRow.id, LiveRecordingRow.started_at, EmergencyRow.workstation)
        .outerjoin(EmergencyRow, EmergencyRow.recording_id == LiveRecordingRow.id)
        .where(
            LiveRecordingRow.started_by == EMERGENCY_ACTOR.id,
            LiveRecordingRow.state.not_in(("saved", "discarded")),
            EmergencyRow.claimed_by.is_(None),
        )
        .order_by(LiveRecordingRow.started_at)
    )
    return tuple(
        Emergency(row.id, row.started_at, row.workstation or "")
        for row in transaction.execute(found)
    )


def claim(
    transaction: Transaction, recording: str, by: str, at: datetime, encounter: str | None
) -> None:
    """Make a recording somebody's own. Raises NotFoundError, and StoreError when it is already
    somebody's."""
    row = transaction.get(LiveRecordingRow, recording)
    if row is None:
        raise NotFoundError("there is no such recording; list them: erscribe recover --list")
    kept = transaction.get(EmergencyRow, recording)
    if row.started_by != EMERGENCY_ACTOR.id or (kept and kept.claimed_by is not None):
        raise StoreError("this recording is somebody's already; nothing was changed")
    if kept is None:
        transaction.add(EmergencyRow(recording_id=recording, workstation="", session_id=""))
        transaction.flush()
    transaction.execute(
        update(EmergencyRow)
        .where(EmergencyRow.recording_id == recording)
        .values(claimed_by=by, claimed_at=at, encounter_id=encounter)
    )
