"""The database: opened once, written in one transaction at a time, whatever engine lies below."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from weakref import finalize

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from app.domain.access import SYSTEM_ACTOR, AuditEvent, Profile
from app.store import sqlite_file
from app.store.encrypting import encrypt
from app.store.failures import one_sentence
from app.store.keys import StoreKeys, sandbox_keys
from app.store.lock import Hold, writer_lock
from app.store.moved import refuse_moved
from app.store.schema import upgrade
from app.store.sqlite_file import beside
from app.store.write_ahead import refuse_damaged_log

WAIT_S = 10.0

Transaction = Session
"""What a store function works in; opened by Database.transaction only. Its info["store"] is the
Database."""


class Database:
    """One database. Its transactions are kept whole or not at all, one at a time.

    path: the file; what belongs to the same store lies beside it. keys: of the store. profile:
    whether real encounters may be in it. server: where it is when it lies in no file, else "".
    """

    def __init__(
        self,
        path: Path,
        engine: Engine,
        keys: StoreKeys,
        profile: Profile,
        *,
        exclusive: Callable[[], AbstractContextManager[Hold | None]],
        translate: Callable[[], AbstractContextManager[None]],
        server: str = "",
    ) -> None:
        """exclusive: held around each transaction; tells who was there before where that can be
        told. translate: turns what the engine raises into StoreError or IntegrityError. Use `open`.
        """
        self.path = path
        self.keys = keys
        self.profile = profile
        self.server = server
        self._engine = engine
        self._exclusive = exclusive
        self._translate = translate
        self._mark: bytes | None = None  # of our last transaction
        finalize(self, engine.dispose)

    @classmethod
    def open(
        cls,
        path: Path,
        wait_s: float = WAIT_S,
        *,
        keys: StoreKeys | None = None,
        profile: Profile = "sandbox",
        kept: bool = False,
    ) -> "Database":
        """Open the SQLite file, make it when there is none, and bring its tables up to date.

        wait_s: how long to wait, here and in every transaction, for another writer to finish.
        keys: None for a sandbox, whose key lies beside it. A file that an earlier version wrote
        unencrypted is encrypted. kept: the connection stays open between transactions while nobody
        else uses the file, for a program that makes many of them. Raises LockedStoreError for
        another key than the file's, IntegrityError when the file is damaged, empty or not ours,
        and StoreError when it is newer than this program, in use, moved to a server, unwritable or
        does not fit on its disk; in none of these cases is the file changed.
        """
        with one_sentence(path):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with _exclusive(path, wait_s):
                known = keys or sandbox_keys(path.parent, partial(sqlite_file.unencrypted, path))
                engine = _opened(path, known, wait_s, kept)
                just_encrypted = sqlite_file.just_encrypted(engine)
        opened = cls(
            path,
            engine,
            known,
            profile,
            exclusive=partial(_exclusive, path, wait_s),
            translate=partial(one_sentence, path),
        )
        if just_encrypted:
            opened._tell_encrypted()
        return opened

    def _tell_encrypted(self) -> None:
        """The audit log says that this file is encrypted from now on."""
        from app.store.audit import append  # noqa: PLC0415 - which works in our transactions

        with self.transaction() as transaction:
            at = datetime.now(UTC)
            append(
                transaction, AuditEvent(at, SYSTEM_ACTOR, "ENC-ON", "E", 0, "store", self.keys.id)
            )
            transaction.execute(text("PRAGMA user_version=0"))

    @property
    def folder(self) -> Path:
        """Where keys, anchor and recordings of this store lie."""
        return self.path.parent

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Everything done inside is on disk when this ends, or nothing is when it raises.

        A connection is used only by who holds the lock, so no process ever writes a file while
        another one does; one that was kept is given up when somebody else was at the file, or
        anything went wrong. Raises StoreError or IntegrityError with one clear sentence.
        """
        with self._translate(), self._exclusive() as hold:
            if hold is not None and hold.left != self._mark:
                self._engine.dispose()
            self._mark = None
            with Session(self._engine, info={"store": self}) as session, session.begin():
                yield session
            self._mark = hold.own if hold is not None else None

    def let_go(self) -> None:
        """Close what was kept: what is read next comes from the disk, and the file is free."""
        self._mark = None
        self._engine.dispose()


@contextmanager
def _exclusive(path: Path, wait_s: float) -> Iterator[Hold]:
    """One writer at a time, and none once the store was moved away."""
    with writer_lock(beside(path, ".lock"), wait_s) as hold:
        refuse_moved(path)
        yield hold


def _opened(path: Path, keys: StoreKeys, wait_s: float, kept: bool) -> Engine:
    found = sqlite_file.look(path, keys)
    sqlite_file.refuse(path, found)
    if found == "nothing":
        sqlite_file.create(path, keys, wait_s)
    elif found == "plain":
        encrypt(path, keys, wait_s)
    refuse_damaged_log(path)
    engine = sqlite_file.engine_of(path, keys, wait_s, kept=kept)
    sqlite_file.check(path, engine)
    with engine.begin() as connection:
        upgrade(connection)
    sqlite_file.use_wal(engine, path)
    return engine
