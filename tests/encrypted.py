"""A bare connection to a test's encrypted database, past everything that guards it."""

import sqlite3
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlcipher

from app.store.keys import StoreKeys, sandbox_keys
from app.store.sqlite_file import specification

Refused: type[sqlite3.IntegrityError] = sqlcipher.IntegrityError


def connect(
    path: Path, isolation_level: str | None = "", keys: StoreKeys | None = None
) -> sqlite3.Connection:
    """As sqlite3.connect. keys: of the store, if it is no sandbox."""
    connection: sqlite3.Connection = sqlcipher.connect(str(path), isolation_level=isolation_level)
    connection.execute("PRAGMA cipher_log_level=NONE")
    connection.execute(f'PRAGMA key="{specification(keys or sandbox_keys(path.parent))}"')
    return connection
