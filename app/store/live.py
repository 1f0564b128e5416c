"""What the database keeps of a recording before its note is saved.

All of it is additional: the sound and its sidecar events are files, and a recording without a row
here can still be finished.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, insert, select, update

from app.domain.errors import NotFoundError, StoreError
from app.domain.live import LiveAlert
from app.domain.result import ModelUsed
from app.store.consents import consent_when
from app.store.database import Transaction
from app.store.tables import LiveAlertRow, LiveRecordingRow, LiveStageRow, LiveState, RecordingRow
from app.store.tables_people import EmergencyRow

Ended = Literal["saved", "discarded"]

_ENDED: tuple[LiveState, ...] = ("saved", "discarded")
_SEVERAL = 500  # SQLite takes no endless list of values in one question


@dataclass(frozen=True, slots=True)
class LiveRecording:
    """A recording that has begun. started_at: aware UTC; started_by: the id of who began it, or
    claimed it after it was begun without sign-in; template: what its note is made by, "" for what
    the settings name then."""

    id: str
    encounter_id: str | None
    started_at: datetime
    started_by: str
    profile: str = "sandbox"
    state: LiveState = "recording"
    template: str = ""


@dataclass(frozen=True, slots=True)
class KeptStage:
    """What a final stage gave, as JSON, with the models that made it and its wall seconds."""

    stage: str
    payload: str
    took_s: float = 0.0
    models: dict[str, ModelUsed] = field(default_factory=dict)


def add_recording(transaction: Transaction, recording: LiveRecording) -> None:
    """Keep that a recording began; one that is there already stays as it is."""
    if transaction.get(LiveRecordingRow, recording.id) is None:
        transaction.add(
            LiveRecordingRow(
                id=recording.id,
                encounter_id=recording.encounter_id,
                profile=recording.profile,
                started_at=recording.started_at,
                started_by=recording.started_by,
                state=recording.state,
                consent=consent_when(transaction, recording.encounter_id, recording.started_at),
                template=recording.template,
            )
        )
        transaction.flush()


def find_recording(transaction: Transaction, recording: str) -> LiveRecording | None:
    row = transaction.get(LiveRecordingRow, recording)
    return None if row is None else _recording(transaction, row)


def open_recordings(transaction: Transaction) -> tuple[LiveRecording, ...]:
    """Those neither saved nor discarded, oldest first."""
    rows = transaction.scalars(
        select(LiveRecordingRow)
        .where(LiveRecordingRow.state.not_in(_ENDED))
        .order_by(LiveRecordingRow.started_at)
    )
    return tuple(_recording(transaction, row) for row in rows)


def set_state(transaction: Transaction, recording: str, state: LiveState) -> None:
    """One that is saved or discarded stays so."""
    transaction.execute(
        update(LiveRecordingRow)
        .where(LiveRecordingRow.id == recording, LiveRecordingRow.state.not_in(_ENDED))
        .values(state=state)
    )


def check_open(transaction: Transaction, recording: str) -> None:
    """Raises StoreError when the recording is saved or discarded."""
    found = find_recording(transaction, recording)
    if found is not None and found.state in _ENDED:
        raise StoreError(f"this recording was {found.state} already; nothing was changed")


def end_recording(transaction: Transaction, recording: str, state: Ended) -> None:
    """It is saved or discarded: what its stages gave is no longer needed."""
    set_state(transaction, recording, state)
    transaction.execute(delete(LiveStageRow).where(LiveStageRow.recording_id == recording))


def saved_among(transaction: Transaction, recordings: Iterable[str]) -> frozenset[str]:
    """Those of the given ids of which a result is saved."""
    asked, found = sorted(recordings), set[str]()
    for first in range(0, len(asked), _SEVERAL):
        some = asked[first : first + _SEVERAL]
        found.update(transaction.scalars(select(RecordingRow.id).where(RecordingRow.id.in_(some))))
    return frozenset(found)


def keep_stage(transaction: Transaction, recording: str, kept: KeptStage, at: datetime) -> None:
    """Keep what a stage gave; one that was done again replaces what it gave before."""
    values = {
        "payload": kept.payload,
        "models": {part: [model.name, model.sha256] for part, model in kept.models.items()},
        "took_s": kept.took_s,
        "finished_at": at,
    }
    mine = (LiveStageRow.recording_id == recording, LiveStageRow.stage == kept.stage)
    if transaction.get(LiveStageRow, (recording, kept.stage)):
        transaction.execute(update(LiveStageRow).where(*mine).values(**values))
    else:
        transaction.execute(
            insert(LiveStageRow).values(recording_id=recording, stage=kept.stage, **values)
        )


def kept_stages(transaction: Transaction, recording: str) -> dict[str, KeptStage]:
    """What the stages done so far gave, by stage, in the order in which they ended."""
    rows = transaction.scalars(
        select(LiveStageRow)
        .where(LiveStageRow.recording_id == recording)
        .order_by(LiveStageRow.finished_at)
    )
    return {
        row.stage: KeptStage(
            row.stage,
            row.payload,
            row.took_s,
            {part: ModelUsed(*model) for part, model in row.models.items()},
        )
        for row in rows
    }


def keep_alert(
    transaction: Transaction, recording: str, alert: LiveAlert, mentions: int, at: datetime
) -> None:
    """Keep an alert as it is now. at: when it was raised, kept the first time only."""
    values = {
        "source": alert.source,
        "level": alert.level,
        "assertion": alert.assertion,
        "start_s": alert.start_s,
        "end_s": alert.end_s,
        "heard": alert.heard,
        "mentions": mentions,
        "cue": alert.cue,
        "doubted": alert.doubted,
    }
    mine = (LiveAlertRow.recording_id == recording, LiveAlertRow.number == alert.number)
    if transaction.get(LiveAlertRow, (recording, alert.number)):
        transaction.execute(update(LiveAlertRow).where(*mine).values(**values))
    else:
        transaction.execute(
            insert(LiveAlertRow).values(
                recording_id=recording,
                number=alert.number,
                keyword=alert.keyword,
                severity=alert.severity,
                raised_at=at,
                **values,
            )
        )


def acknowledge_alert(
    transaction: Transaction, recording: str, number: int, by: str, at: datetime
) -> None:
    """Keep who acknowledged an alert; the first acknowledgement stays. Raises NotFoundError."""
    row = transaction.get(LiveAlertRow, (recording, number))
    if row is None:
        raise NotFoundError("there is no such alert in this recording")
    if row.acknowledged_by is None:
        row.acknowledged_by, row.acknowledged_at = by, at
        transaction.flush()


def kept_alerts(transaction: Transaction, recording: str) -> tuple[LiveAlert, ...]:
    """The alerts of a recording in the order in which they were raised."""
    rows = transaction.scalars(
        select(LiveAlertRow)
        .where(LiveAlertRow.recording_id == recording)
        .order_by(LiveAlertRow.number)
    )
    return tuple(
        LiveAlert(
            row.number,
            row.keyword,
            row.source,
            row.level,
            row.severity,
            row.assertion,
            row.start_s,
            row.end_s,
            row.heard,
            row.acknowledged_by or "",
            row.cue,
            row.doubted,
        )
        for row in rows
    )


def _recording(transaction: Transaction, row: LiveRecordingRow) -> LiveRecording:
    """As it was begun or, one that was begun without sign-in, as it was claimed."""
    claim = transaction.get(EmergencyRow, row.id)
    return LiveRecording(
        row.id,
        (claim and claim.encounter_id) or row.encounter_id,
        row.started_at,
        (claim and claim.claimed_by) or row.started_by,
        row.profile,
        row.state,
        row.template,
    )
