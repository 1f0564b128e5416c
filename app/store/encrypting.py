"""A database becomes one that another key encrypts; or, of an earlier version, one that some does.

Killed at any moment, either the old file or the new one is there, whole.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from app.domain.errors import IntegrityError, StoreError
from app.store.keys import StoreKeys
from app.store.sqlite_file import (
    APPLICATION_ID,
    JUST_ENCRYPTED,
    another_programs,
    beside,
    connect,
    fresh,
    move,
    specification,
)


def encrypt(path: Path, keys: StoreKeys, wait_s: float) -> None:
    """Encrypt one that is not, in place. Raises IntegrityError, and leaves the file, when it is
    not ours or damaged."""
    new = exported(path, None, keys, wait_s)
    with path.open("r+b") as old:
        move(new, path)
        _overwrite(old.fileno())


def exported(path: Path, old: StoreKeys | None, keys: StoreKeys, wait_s: float) -> Path:
    """The same database under other keys, beside the old one, to be moved into its place.

    old: None for one that is not encrypted. Raises IntegrityError and StoreError.
    """
    with closing(connect(path, old, wait_s)) as source:
        if _number(source, "PRAGMA application_id") != APPLICATION_ID:
            raise IntegrityError(another_programs(path))
        if source.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise IntegrityError(
                f"the database {path} is damaged; it was left as it is: put a backup in its place, "
                "or move it away to begin with an empty one"
            )
        # a log left beside the new file would be taken for its own
        if source.execute("PRAGMA journal_mode=DELETE").fetchone()[0] != "delete":
            raise StoreError(f"the database {path} is held by another program; close that")
        new = fresh(path, ".encrypting")
        _export(source, new, specification(keys))
        _compare(source, new, keys, wait_s)
    if beside(path, "-wal").exists() or beside(path, "-journal").exists():
        raise StoreError(f"the database {path} was changed meanwhile; try again")
    return new


def _export(source: sqlite3.Connection, new: Path, key: str) -> None:
    source.execute(f'ATTACH DATABASE ? AS sealed KEY "{key}"', (str(new),))
    source.execute("PRAGMA sealed.synchronous=FULL")
    source.execute("SELECT sqlcipher_export('sealed')").fetchone()
    source.execute(f"PRAGMA sealed.application_id={APPLICATION_ID}")
    source.execute(f"PRAGMA sealed.user_version={JUST_ENCRYPTED}")
    source.execute("DETACH DATABASE sealed")


def _compare(source: sqlite3.Connection, new: Path, keys: StoreKeys, wait_s: float) -> None:
    """Nothing of the old file may be missing in the new one."""
    with closing(connect(new, keys, wait_s, "ro")) as sealed:
        whole = sealed.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
        if not whole or _inventory(sealed) != _inventory(source):
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


def _overwrite(descriptor: int) -> None:
    """Write over a file that was replaced, as far as a disk allows that."""
    with open(descriptor, "r+b", closefd=False) as old:
        size = old.seek(0, 2)
        old.seek(0)
        for _ in range(0, size, 1 << 20):
            old.write(bytes(1 << 20))


def _number(connection: sqlite3.Connection, statement: str) -> int:
    return int(connection.execute(statement).fetchone()[0])
