"""The store in force, wherever the settings say it is, and its way from one place to another.

What speaks to a server is imported where there is one: its library takes longer to load than the
window does.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.domain.access import Actor, Profile
from app.domain.audit import Verified
from app.domain.errors import IntegrityError, StoreError
from app.domain.store_address import StoreAddress, store_address
from app.export.peers import NotDeliveredError, secret
from app.services.access import Done, perform
from app.store.audit_verify import verify
from app.store.copying import whole
from app.store.database import Database, Transaction
from app.store.keys import StoreKeys

if TYPE_CHECKING:
    from app.store.moving import Server

SETTING: Final = "store_password"
SQLITE: Final = "sqlite"


@dataclass(frozen=True, slots=True)
class Move:
    """What was moved. content: one hash over all rows; audit: what the log was found to be."""

    rows: int
    tables: int
    content: str
    audit_rows: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where the settings say that the store is. url: "" for its file; password: where it is."""

    url: str
    password: str
    path: Path

    def server(self, url: str = "") -> "Server":
        """A server, that of the settings when none is named. Raises StoreError."""
        from app.store.moving import Server  # noqa: PLC0415 - as said above

        return Server(_address(url or self.url), _password(self.password))


def open_store(place: Place, keys: StoreKeys, profile: Profile) -> Database:
    """Open the store for as long as the program runs, in its file or on its server.

    Raises StoreError.
    """
    if not place.url:
        return Database.open(place.path, keys=keys, profile=profile, kept=True)
    from app.store.server import open_server  # noqa: PLC0415 - as said above

    server = place.server()
    return open_server(server.address, server.password, place.path, keys, profile)


def allow(database: Database, actor: Actor, place: Place, to: str) -> str:
    """See that the store may be moved, and let the audit log say that it will be; gives whereto.

    to: the address of a database on a server, or `sqlite`. Raises AccessError, and StoreError when
    the store is there already.
    """
    from app.store import moving  # noqa: PLC0415 - as said above

    if (to == SQLITE) is not bool(database.server):
        raise StoreError(f"the store is at {database.server or database.path}; nothing was moved")
    where = moving.named(place.path) if to == SQLITE else str(_address(to))

    def told(_: Transaction, __: datetime) -> Done[None]:
        return Done(None, detail={"from": str(database.server or database.path), "to": where})

    perform(database, actor, "store.move", told)
    return where


def move(database: Database, place: Place, to: str) -> Move:
    """Move the whole store, as it was allowed.

    The audit log is verified before and after, and every table compared. Raises StoreError when
    the place is taken, and IntegrityError when something is not whole; unless it says otherwise
    nothing has moved then.
    """
    from app.store import moving  # noqa: PLC0415 - as said above

    audited = _whole(database)
    if to == SQLITE:
        found = moving.to_file(database, place.path, _whole)
    else:
        found = moving.to_server(database, place.server(to), _whole)
    rows = sum(one.rows for one in found.values())
    return Move(rows, len(found), whole(found), audited.rows)


def finish(place: Place, to: str, keys: StoreKeys) -> bool:
    """Finish a move that was allowed, audited and cut off at its very end; False when none was."""
    from app.store import moving  # noqa: PLC0415 - as said above

    if to == SQLITE and not place.url:
        return False
    server = place.server() if to == SQLITE else place.server(to)
    return moving.finish(server, place.path, keys)


def _whole(database: Database) -> Verified:
    found = verify(database)
    if found.fault is not None:
        raise IntegrityError(
            f"the audit log is not whole, so the store was not moved: {found.fault.what}"
        )
    return found


def _address(url: str) -> StoreAddress:
    try:
        return store_address(url)
    except ValueError as error:
        raise StoreError(f"the address of the store {error}") from error


def _password(place: str) -> str:
    try:
        return secret(place, SETTING) if place else ""
    except NotDeliveredError as error:
        raise StoreError(str(error)) from error
