"""What the save of a note does with a recording's key, without a note."""

from datetime import datetime
from pathlib import Path

from app.store.database import Database
from app.store.recording_key_rows import adopt
from app.store.recording_keys import forget_file


def adopt_and_forget(database: Database, store: Path, recording: str, at: datetime) -> None:
    """Take the key's file into the database and delete it."""
    with database.transaction() as transaction:
        adopt(transaction, store, recording, at)
    forget_file(store, recording)
