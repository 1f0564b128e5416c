"""The SQLite file itself: an encrypted one of SQLCipher, how it is connected to, made and known.

A page holds 4,096 bytes, the last 64 of them an HMAC-SHA512 over the encrypted rest and its
number; the first 16 bytes of the file are the salt of the HMAC's key, which here is derived from
the store's key, so that a file tells whose it is.
"""

import hashlib
import hmac
import json
import os
import sqlite3
import struct
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Final, Literal

from sqlalchemy import Connection, Engine, NullPool, QueuePool, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry
from sqlcipher3 import dbapi2 as sqlcipher

from app.domain.errors import IntegrityError, LockedStoreError, StoreError
from app.store.keys import StoreKeys
from app.store.recording_disk import Disk
from app.store.schema import upgrade

APPLICATION_ID: Final = 0x45525343  # "ERSC" in the file's header tells our databases from others
JUST_ENCRYPTED: Final = 1  # user_version of a file whose audit log does not say so yet
Found = Literal["nothing", "empty", "plain", "ours", "foreign", "no database"]

_PRAGMAS: Final = (
    "PRAGMA synchronous=FULL",
    "PRAGMA fullfsync=ON",
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA secure_delete=ON",
    "PRAGMA cell_size_check=ON",
    "PRAGMA mmap_size=0",
)
_PLAIN: Final = b"SQLite format 3\0"
_PAGE: Final = 4_096
_HMAC: Final = 64
_NOT_KEPT: Final = {"poolclass": NullPool}
_REMEMBERED: Final = -16_000  # KiB of decrypted pages
_LOOKED_AT: Final = 64  # pages of a file whose first 16 bytes are not ours


def versions() -> str:
    """Of the cipher and of SQLite. Raises StoreError when this build does not encrypt."""
    with closing(sqlcipher.connect(":memory:")) as connection:
        found = connection.execute("PRAGMA cipher_version").fetchone()
    if found is None:
        raise StoreError("this build of SQLite encrypts nothing; install ERScribe again")
    return f"SQLCipher {found[0]}, SQLite {sqlcipher.sqlite_version}"


def connect(
    path: Path, keys: StoreKeys | None, wait_s: float, mode: Literal["rw", "ro"] = "rw"
) -> sqlite3.Connection:
    """A bare connection to a file that is there. keys: None for a file that is not encrypted.

    Whoever calls holds the writer lock. A wrong key shows at the first statement.
    """
    address = f"{path.absolute().as_uri()}?mode={mode}"  # a file that vanished is not made anew
    connection: sqlite3.Connection = sqlcipher.connect(
        address, wait_s, isolation_level=None, uri=True, check_same_thread=False
    )
    connection.execute("PRAGMA cipher_log_level=NONE")  # else it writes to standard error
    if keys is not None:
        connection.execute(f'PRAGMA key="{specification(keys)}"')
    return connection


def specification(keys: StoreKeys) -> str:
    """Key and salt as SQLCipher takes them where no passphrase is to be stretched."""
    return f"x'{keys.database_key.hex()}{keys.database_salt.hex()}'"


def engine_of(path: Path, keys: StoreKeys | None, wait_s: float, *, kept: bool = False) -> Engine:
    """keys: None for a file that is not encrypted, as only a comparison has one.

    kept: one connection stays open from one use to the next, with the pages it decrypted; what it
    wrote is in the file all the same, and nothing in the log beside it.
    """
    engine = create_engine(
        "sqlite://",
        module=sqlcipher,
        creator=lambda: connect(path, keys, wait_s),
        **({"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0} if kept else _NOT_KEPT),
        json_serializer=partial(json.dumps, ensure_ascii=False),
        hide_parameters=True,  # parameters are patient text; messages must not carry them
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    if kept:
        event.listen(engine, "connect", _remember_pages)
        event.listen(engine, "checkin", _empty_log)
    return engine


def _prepare(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    # A damaged character must fail our own proof, not end up in the driver's error message.
    connection.text_factory = partial(str, encoding="utf-8", errors="replace")
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _remember_pages(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    connection.execute(f"PRAGMA cache_size={_REMEMBERED}")


def _empty_log(connection: sqlite3.Connection | None, _: ConnectionPoolEntry) -> None:
    """As closing the connection would; what was committed is safe whether or not it works."""
    if connection is not None:
        with suppress(sqlcipher.Error):
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def _begin(connection: Connection) -> None:
    """The driver begins nothing by itself; whoever begins here is the writer at once."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def create(path: Path, keys: StoreKeys, wait_s: float) -> None:
    """Make the database under another name and move it into place when it is complete."""
    if any(beside(path, end).exists() for end in ("-wal", "-journal")):
        raise IntegrityError(
            f"the database {path} is missing but changes to it lie beside it; put the file back, "
            f"or move {path.name}-wal and {path.name}-journal away to begin with an empty one"
        )
    new = fresh(path, ".new")
    engine = engine_of(new, keys, wait_s)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        upgrade(connection)
    use_wal(engine, new)
    move(new, path)


def fresh(path: Path, end: str) -> Path:
    """An empty file beside the database, to be moved into its place once it is complete."""
    new = beside(path, end)
    for rest in ("", "-wal", "-shm", "-journal"):
        beside(new, rest).unlink(missing_ok=True)
    new.touch(mode=0o600)
    return new


def move(new: Path, path: Path) -> None:
    new.replace(path)
    Disk().sync_folder(path.parent)  # else a power cut could forget the new name


def check(path: Path, engine: Engine) -> None:
    """Raises IntegrityError for a database that is not ours or damaged."""
    with engine.begin() as connection:
        if connection.exec_driver_sql("PRAGMA application_id").scalar() != APPLICATION_ID:
            raise IntegrityError(another_programs(path))
        if connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() != "ok":
            raise IntegrityError(_damaged(path))


def just_encrypted(engine: Engine) -> bool:
    with engine.begin() as connection:
        version = connection.exec_driver_sql("PRAGMA user_version").scalar()
    return bool(version == JUST_ENCRYPTED)


def use_wal(engine: Engine, path: Path) -> None:
    with closing(engine.raw_connection()) as connection:  # refused inside a transaction
        mode = connection.cursor().execute("PRAGMA journal_mode=WAL").fetchone()[0]
    if mode != "wal":
        raise StoreError(
            f"the folder of {path} cannot hold a safe database; choose one on a "
            "local disk with ERSCRIBE_DATA_DIR"
        )


def refuse(path: Path, found: Found) -> None:
    """Raises IntegrityError or LockedStoreError unless the file can be one of this store."""
    if found == "empty":
        raise IntegrityError(
            f"the database {path} is empty where its records should be; put a backup in its "
            "place, or move it away to begin with an empty one"
        )
    if found == "no database":
        raise IntegrityError(_damaged(path))
    if found == "foreign":
        raise LockedStoreError(
            f"the database {path} is encrypted with another key than that of keys.json beside it; "
            "put the keys.json that belongs to it back (each backup holds one)"
        )


def encrypted_with(path: Path, keys: StoreKeys) -> bool:
    """Whether the file is there and was encrypted with these keys. Raises OSError."""
    if not path.exists():
        return False
    with path.open("rb") as file:
        return file.read(len(_PLAIN)) == keys.database_salt


def unencrypted(path: Path) -> bool:
    """Whether nothing is there that some key encrypts."""
    if not path.exists():
        return True
    with path.open("rb") as file:
        start = file.read(len(_PLAIN))
    return start == _PLAIN or start.isascii()


def look(path: Path, keys: StoreKeys) -> Found:
    """What lies there. Raises OSError and, for a file of ours whose beginning is damaged,
    IntegrityError."""
    if not path.exists():
        return "nothing"
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        start = file.read(len(_PLAIN))
    if not size:
        return "empty"
    if start == _PLAIN:
        return "plain"
    if start == keys.database_salt:
        return "ours"
    if _some_page_is_ours(path, keys, size // _PAGE):
        raise IntegrityError(_damaged(path))
    return "no database" if size % _PAGE or start.isascii() else "foreign"


def _some_page_is_ours(path: Path, keys: StoreKeys, pages: int) -> bool:
    salt = bytes(byte ^ 0x3A for byte in keys.database_salt)
    key = hashlib.pbkdf2_hmac("sha512", keys.database_key, salt, 2, 32)
    with path.open("rb") as file:
        for number in range(1, pages + 1, max(1, pages // _LOOKED_AT)):
            file.seek((number - 1) * _PAGE)
            page = file.read(_PAGE)
            signed = page[len(_PLAIN) if number == 1 else 0 : -_HMAC] + struct.pack("<I", number)
            if hmac.compare_digest(hmac.digest(key, signed, "sha512"), page[-_HMAC:]):
                return True
    return False


def _damaged(path: Path) -> str:
    return (
        f"the database {path} is damaged or no database; it was left as it is: put a backup in "
        "its place, or move it away to begin with an empty one"
    )


def another_programs(path: Path) -> str:
    return (
        f"{path} is a database of another program and was left as it is; move it away, "
        "or choose another folder with ERSCRIBE_DATA_DIR"
    )


def beside(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)
