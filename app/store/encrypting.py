"""A database of an earlier version, which was not encrypted, becomes one that is.

Killed at any moment, either the old file or the new one is there, whole.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from app.domain.errors import IntegrityError, StoreError
from app.store.keys import StoreKeys
from app.store.sqlite_file import (
    APPLICATION_ID,
    another_programs,
    beside,
    connect,
    fresh,
    move,
    specification,
)


def encrypt(path: Path, keys: StoreKeys, wait_s: float) -> None:
    """Encrypt in place. Raises IntegrityError, and leaves the file, when it is not ours or
    damaged."""
    with closing(connect(path, None, wait_s)) as plain:
        if _number(plain, "PRAGMA application_id") != APPLICATION_ID:
            raise IntegrityError(another_programs(path))
        if plain.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise IntegrityError(
                f"the database {path} is damaged; it was left as it is: put a backup in its place, "
                "or move it away to begin with an empty one"
            )
        # a log left beside the new file would be taken for its own
        if plain.execute("PRAGMA journal_mode=DELETE").fetchone()[0] != "delete":
            raise StoreError(f"the database {path} is held by another program; close that")
        new = fresh(path, ".encrypting")
        _export(plain, new, specification(keys))
        _compare(plain, new, keys, wait_s)
    if beside(path, "-wal").exists() or beside(path, "-journal").exists():
        raise StoreError(f"the database {path} was changed meanwhile; try again")
    _overwritten(path, new)


def _export(plain: sqlite3.Connection, new: Path, key: str) -> None:
    plain.execute(f'ATTACH DATABASE ? AS sealed KEY "{key}"', (str(new),))
    plain.execute("PRAGMA sealed.synchronous=FULL")
    plain.execute("SELECT sqlcipher_export('sealed')").fetchone()
    plain.execute(f"PRAGMA sealed.application_id={APPLICATION_ID}")
    plain.execute(f"PRAGMA sealed.user_version={_number(plain, 'PRAGMA user_version')}")
    plain.execute("DETACH DATABASE sealed")


def _compare(plain: sqlite3.Connection, new: Path, keys: StoreKeys, wait_s: float) -> None:
    """Nothing of the old file may be missing in the new one."""
    with closing(connect(new, keys, wait_s, "ro")) as sealed:
        whole = sealed.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
        if not whole or _inventory(sealed) != _inventory(plain):
            raise IntegrityError(
                "the database could not be encrypted as it is; it was left as it was: put a backup "
                "in its place"
            )


def _inventory(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    """What the schema holds, and how many rows each table has."""
    schema = connection.execute(
        "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' "
        "ORDER BY type, name"
    ).fetchall()
    tables = [name for kind, name, _ in schema if kind == "table"]
    rows = [(name, _number(connection, f'SELECT count(*) FROM "{name}"')) for name in tables]  # noqa: S608
    return [*schema, *rows]


def _overwritten(path: Path, new: Path) -> None:
    """Move the new file into place and write over the old one, as far as a disk allows that."""
    with path.open("r+b") as old:
        size = old.seek(0, 2)
        move(new, path)
        old.seek(0)
        for _ in range(0, size, 1 << 20):
            old.write(bytes(1 << 20))


def _number(connection: sqlite3.Connection, statement: str) -> int:
    return int(connection.execute(statement).fetchone()[0])
