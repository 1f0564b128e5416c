"""The keys of recordings as the database keeps them, and how one is erased."""

from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import select

from app.domain.errors import NotFoundError
from app.store.database import Database, Transaction
from app.store.keys import StoreKeys
from app.store.recording_keys import (
    WrappedKey,
    read_wrapped,
    unwrap,
    wrap,
)
from app.store.tables_keys import RecordingKeyRow

_ERASED: Final = "the sound of this recording was erased; only what was written of it is kept"


def kept_key(database: Database, recording: str) -> WrappedKey | None:
    """As kept, in a transaction of its own. Raises NotFoundError, StoreError."""
    with database.transaction() as transaction:
        return kept(transaction, recording)


def kept(transaction: Transaction, recording: str) -> WrappedKey | None:
    """As the database has it. Raises NotFoundError when it was erased."""
    row = transaction.get(RecordingKeyRow, recording)
    if row is None:
        return None
    if row.wrapped is None:
        raise NotFoundError(_ERASED)
    return WrappedKey(recording, row.key_id, row.wrapped)


def adopt(transaction: Transaction, store: Path, recording: str, at: datetime) -> bool:
    """Take the key's file into the database; False when there is none, or it was taken in.

    The file is to be forgotten after the commit. Raises IntegrityError for a damaged one.
    """
    found = read_wrapped(store, recording)
    if found is None or transaction.get(RecordingKeyRow, recording) is not None:
        return False
    transaction.add(
        RecordingKeyRow(
            recording_id=recording, key_id=found.key_id, wrapped=found.wrapped, adopted_at=at
        )
    )
    transaction.flush()
    return True


def erase(transaction: Transaction, store: Path, recording: str, by: str, at: datetime) -> bool:
    """Take the key away for ever: not one frame of the recording can be read afterwards, of no
    copy. False when it has none, or has none any more.

    The key's file is to be forgotten after the commit: `forget_file`. The database overwrites what
    it deletes, and its log is gone when its last connection closes.
    """
    adopt(transaction, store, recording, at)
    row = transaction.get(RecordingKeyRow, recording)
    if row is None or row.wrapped is None:
        return False
    row.wrapped, row.erased_at, row.erased_by = None, at, by
    transaction.flush()
    return True


def erased(transaction: Transaction, recording: str) -> bool:
    row = transaction.get(RecordingKeyRow, recording)
    return row is not None and row.wrapped is None


def wrap_rows_anew(transaction: Transaction, old: StoreKeys, new: StoreKeys) -> None:
    """All keys that are there, wrapped for new keys of the store. Raises LockedStoreError."""
    rows = transaction.scalars(select(RecordingKeyRow).where(RecordingKeyRow.wrapped.is_not(None)))
    for row in rows:
        before = WrappedKey(row.recording_id, row.key_id, row.wrapped or "")
        again = wrap(new.recording_public, row.recording_id, unwrap(old, before))
        row.wrapped = again.wrapped
    transaction.flush()
