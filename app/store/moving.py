"""Moves a store between a SQLite file and a server, whole or not at all.

Until the very end one of the two is closed to everybody: what arrives is marked as unfinished, then
the old one is marked as moved, then the new one is opened. Killed in between, the same command
finishes the move or begins it again; never are both in use.
"""

import platform
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from app.domain.errors import IntegrityError, StoreError
from app.domain.store_address import StoreAddress
from app.store import server_header
from app.store.copying import Contents, contents, copy, whole
from app.store.database import Database
from app.store.failures import one_sentence
from app.store.keys import StoreKeys
from app.store.lock import writer_lock
from app.store.moved import Moved, keep_mark, mark_of, read_mark
from app.store.recording_disk import Disk
from app.store.schema import upgrade
from app.store.server import bare, open_server, unhurried
from app.store.server_header import Header
from app.store.sqlite_file import beside

ARRIVING = ".arriving"
"""How the name of a database file ends while a move into it is not finished."""
_ENDS = ("", "-wal", "-shm", "-journal")

Check = Callable[[Database], object]
"""Looks through a store; raises what it finds."""


@dataclass(frozen=True, slots=True)
class Server:
    """A place for a store on a server, and what is needed to get in."""

    address: StoreAddress
    password: str = ""


def to_server(source: Database, place: Server, check: Check) -> Contents:
    """Move the store of a file to a server. check: what must hold of the new store.

    Raises what opening, copying and checking raise. Unless it says otherwise nothing has moved
    then, and the file is in use as before.
    """
    with source.transaction() as transaction:
        with bare(place.address, place.password) as connection:
            _make_room(connection, place.address, source.keys)
            header = Header(source.keys.id, source.profile, "arriving", at=_now())
            server_header.make(connection, place.address, header)
            upgrade(connection)
            found = copy(transaction.connection(), connection)
            header = replace(header, content=whole(found))
            server_header.write(connection, header)
        try:
            check(_arrived(source, place))
            keep_mark(source.path, Moved(str(place.address), header.at, header.content))
        except BaseException:
            with suppress(StoreError), bare(place.address, place.password) as connection:
                server_header.remove(connection)
            raise
    _opened(place, header)
    return found


def to_file(source: Database, path: Path, check: Check) -> Contents:
    """Move the store of a server to a file of this workstation; as `to_server`."""
    if path.exists() and read_mark(path) is None:
        raise StoreError(
            f"there is a store in use in {path}; move it away, or move the common one elsewhere"
        )
    new = beside(path, ARRIVING)
    with source.transaction() as transaction:
        connection = transaction.connection()
        unhurried(connection)
        _remove(new)
        target = Database.open(new, keys=source.keys, profile=source.profile)
        with target.transaction() as arriving:
            found = copy(connection, arriving.connection())
        check(target)
        header = Header(source.keys.id, source.profile, "moved", named(path), _now(), whole(found))
        server_header.write(connection, header)
    _settle(path)
    return found


def finish(place: Server, path: Path, keys: StoreKeys) -> bool:
    """Finish a move that was cut off when all was moved but one of the two not yet opened.

    False when there is none. Raises StoreError, and IntegrityError when what arrived is not what
    left.
    """
    with bare(place.address, place.password) as connection:
        header = server_header.read(connection)
        mark = read_mark(path)
        if header is None or header.keys != keys.id:
            return False
        if header.state == "arriving" and mark is not None and mark.content == header.content:
            server_header.write(connection, Header(header.keys, header.profile))
            return True
    new = beside(path, ARRIVING)
    if header.state != "moved" or header.to != named(path) or not new.exists():
        return False
    with Database.open(new, keys=keys, profile=header.profile).transaction() as transaction:
        if whole(contents(transaction.connection())) != header.content:
            raise IntegrityError(
                f"{new} is not what left the store {place.address}; ask your administrator"
            )
    _settle(path)
    return True


def named(path: Path) -> str:
    """A file as the other workstations are told of it."""
    return f"the file {path.absolute()} of {platform.node()}"


def _make_room(connection: Connection, address: StoreAddress, keys: StoreKeys) -> None:
    """Take away what an earlier move left unfinished; nothing else."""
    header = server_header.read(connection)
    if header is None:
        return
    if header.state != "arriving" or header.keys != keys.id:
        raise StoreError(
            f"{address} holds a store already, which was left as it was; name another database"
        )
    server_header.remove(connection)


def _arrived(source: Database, place: Server) -> Database:
    return open_server(
        place.address, place.password, source.path, source.keys, source.profile, state="arriving"
    )


def _opened(place: Server, header: Header) -> None:
    try:
        with bare(place.address, place.password) as connection:
            server_header.write(connection, Header(header.keys, header.profile))
    except StoreError as error:
        raise StoreError(
            f"{error}; all was moved, but the new store is not open yet: give the same command "
            "again"
        ) from error


def _settle(path: Path) -> None:
    """Put the file that arrived into its place, and the old one beside it."""
    new, aside = beside(path, ARRIVING), beside(path, f".before-{_now()[:19].replace(':', '')}")
    with one_sentence(path), writer_lock(beside(path, ".lock"), 0.0):
        for end in _ENDS:
            if beside(path, end).exists():
                beside(path, end).rename(beside(aside, end))
        new.rename(path)
        Disk().sync_folder(path.parent)
        mark_of(path).unlink(missing_ok=True)
    _remove(new)


def _remove(new: Path) -> None:
    for end in (*_ENDS, ".lock"):
        beside(new, end).unlink(missing_ok=True)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
