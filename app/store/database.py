"""The SQLite file: how it is made, opened and written, one transaction at a time."""

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from app.domain.errors import IntegrityError, StoreError
from app.store.failures import one_sentence
from app.store.lock import writer_lock
from app.store.schema import upgrade

APPLICATION_ID = 0x45525343  # "ERSC" in the file's header tells our databases from others
WAIT_S = 10.0

Transaction = Session
"""What a store function works in; opened by Database.transaction only."""

_PRAGMAS = (
    "PRAGMA synchronous=FULL",
    "PRAGMA fullfsync=ON",
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA secure_delete=ON",
    "PRAGMA cell_size_check=ON",
    "PRAGMA mmap_size=0",
)


class Database:
    """One database file. Its transactions are kept whole or not at all, one at a time.

    No connection outlives its transaction, so no process ever writes while another one does.
    """

    def __init__(self, path: Path, engine: Engine, wait_s: float) -> None:
        self.path = path
        self._engine = engine
        self._wait_s = wait_s

    @classmethod
    def open(cls, path: Path, wait_s: float = WAIT_S) -> "Database":
        """Open the file, make it when there is none, and bring its tables up to date.

        wait_s: how long to wait, here and in every transaction, for another writer to finish.
        Raises IntegrityError when the file is damaged, empty or not ours, and StoreError when it
        is newer than this program, in use, unwritable or does not fit on its disk; in none of
        these cases is the file changed.
        """
        with one_sentence(path):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with writer_lock(_beside(path, ".lock"), wait_s):
                if not path.exists():
                    _create(path, wait_s)
                engine = _engine(path, wait_s)
                _check(path, engine)
                with engine.begin() as connection:
                    upgrade(connection)
                _use_wal(engine, path)
        return cls(path, engine, wait_s)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Everything done inside is on disk when this ends, or nothing is when it raises.

        Raises StoreError or IntegrityError with one clear sentence.
        """
        with (
            one_sentence(self.path),
            writer_lock(_beside(self.path, ".lock"), self._wait_s),
            Session(self._engine) as session,
            session.begin(),
        ):
            yield session


def _engine(path: Path, wait_s: float) -> Engine:
    """Encryption comes in here and nowhere else: its driver and key go into this engine."""
    address = f"{path.absolute().as_uri()}?mode=rw"  # rw: a file that vanished is not made anew

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(address, wait_s, isolation_level=None, uri=True)

    engine = create_engine(
        "sqlite://",
        creator=connect,
        poolclass=NullPool,
        json_serializer=partial(json.dumps, ensure_ascii=False),
        hide_parameters=True,  # parameters are patient text; messages must not carry them
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    # A damaged character must fail our own proof, not end up in the driver's error message.
    connection.text_factory = partial(str, encoding="utf-8", errors="replace")
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin(connection: Connection) -> None:
    """The driver begins nothing by itself; whoever begins here is the writer at once."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _create(path: Path, wait_s: float) -> None:
    """Make the database under another name and move it into place when it is complete."""
    if any(_beside(path, end).exists() for end in ("-wal", "-journal")):
        raise IntegrityError(
            f"the database {path} is missing but changes to it lie beside it; put the file back, "
            f"or move {path.name}-wal and {path.name}-journal away to begin with an empty one"
        )
    new = _beside(path, ".new")
    for end in ("", "-wal", "-shm", "-journal"):
        _beside(new, end).unlink(missing_ok=True)
    new.touch(mode=0o600)
    engine = _engine(new, wait_s)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        upgrade(connection)
    _use_wal(engine, new)
    new.replace(path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)  # else a power cut could forget the new name
        finally:
            os.close(folder)


def _check(path: Path, engine: Engine) -> None:
    if path.stat().st_size == 0:
        raise IntegrityError(
            f"the database {path} is empty where its records should be; put a backup in its "
            "place, or move it away to begin with an empty one"
        )
    with engine.begin() as connection:
        if connection.exec_driver_sql("PRAGMA application_id").scalar() != APPLICATION_ID:
            raise IntegrityError(
                f"{path} is a database of another program and was left as it is; move it away, "
                "or choose another folder with ERSCRIBE_DATA_DIR"
            )
        if connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() != "ok":
            raise IntegrityError(
                f"the database {path} is damaged; it was left as it is: put a backup in its "
                "place, or move it away to begin with an empty one"
            )


def _use_wal(engine: Engine, path: Path) -> None:
    with closing(engine.raw_connection()) as connection:  # refused inside a transaction
        mode = connection.cursor().execute("PRAGMA journal_mode=WAL").fetchone()[0]
    if mode != "wal":
        raise StoreError(
            f"the folder of {path} cannot hold a safe database; choose one on a "
            "local disk with ERSCRIBE_DATA_DIR"
        )


def _beside(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)
