"""Events of a resuscitation: rows are added, and taken back once; nothing else changes."""

from datetime import datetime

from sqlalchemy import or_, select

from app.domain.code_events import CodeEvent
from app.domain.errors import NotFoundError, StoreError
from app.store.database import Transaction
from app.store.tables import LiveRecordingRow
from app.store.tables_window import CodeEventRow


def add_event(transaction: Transaction, event: CodeEvent) -> int:
    """Keep an event as it was marked; its key. Raises StoreError for one of nothing."""
    if not event.recording and not event.encounter:
        raise StoreError("record, or open an encounter: then the events are kept with it")
    if event.recording and transaction.get(LiveRecordingRow, event.recording) is None:
        raise StoreError("the recording is not in the database yet; the event is kept when it is")
    row = CodeEventRow(
        recording_id=event.recording or None,
        encounter_id=event.encounter or None,
        kind=event.kind,
        at_s=event.at_s,
        at=event.at,
        by=event.by,
        value=event.value,
    )
    transaction.add(row)
    transaction.flush()
    return row.key


def take_back(transaction: Transaction, key: int, by: str, at: datetime) -> CodeEvent:
    """Gives the event as it stood. Raises NotFoundError for one that is not there, or not any
    more."""
    row = transaction.get(CodeEventRow, key)
    if row is None or row.taken_back_at is not None:
        raise NotFoundError("there is no such event any more; look at the list again")
    stood = _event(row)
    row.taken_back_at, row.taken_back_by = at, by
    transaction.flush()
    return stood


def events(transaction: Transaction, recording: str, encounter: str) -> tuple[CodeEvent, ...]:
    """All of a recording and all of an encounter, in the order of their time."""
    asked = [CodeEventRow.recording_id == recording] if recording else []
    asked += [CodeEventRow.encounter_id == encounter] if encounter else []
    if not asked:
        return ()
    rows = transaction.scalars(
        select(CodeEventRow).where(or_(*asked)).order_by(CodeEventRow.at, CodeEventRow.key)
    )
    return tuple(map(_event, rows))


def _event(row: CodeEventRow) -> CodeEvent:
    return CodeEvent(
        row.key,
        row.recording_id or "",
        row.encounter_id or "",
        row.kind,
        row.at_s,
        row.at,
        row.by,
        row.value,
        row.taken_back_at,
        row.taken_back_by or "",
    )
