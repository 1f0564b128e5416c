"""What a server must be to hold a store, and what a store on it says of itself.

A file's header tells whose it is; on a server the comment on the schema does.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from sqlalchemy import Connection, text

from app.domain.access import Profile
from app.domain.errors import LockedStoreError, StoreError
from app.domain.store_address import StoreAddress
from app.store.keys import KEYS
from app.store.moved import Moved

SCHEMA: Final = "erscribe"
PROGRAM: Final = "ERScribe"
OLDEST: Final = 14
_ASKED: Final = """
SELECT current_setting('server_version_num')::int / 10000 AS version,
       current_setting('server_encoding') AS encoding,
       'Z' < 'a' AS plain_order,
       current_setting('fsync')::bool AND current_setting('full_page_writes')::bool AS durable,
       current_setting('log_error_verbosity') AS verbosity,
       rolsuper AS superuser
FROM pg_roles WHERE rolname = current_user
"""


State = Literal["open", "arriving", "moved"]


@dataclass(frozen=True, slots=True)
class Header:
    """keys: the id of the store's keys. to, at, content: as in Moved, of what moved here or away.

    state: while a move into it is not finished a store is `arriving`, and nobody may use it.
    """

    keys: str
    profile: Profile
    state: State = "open"
    to: str = ""
    at: str = ""
    content: str = ""


def check_server(connection: Connection, address: StoreAddress) -> None:
    """Raises StoreError, saying what is to be changed, when the server may not hold a store."""
    found = connection.execute(text(_ASKED)).one()
    told = f"the store {address} cannot be used: "
    if found.version < OLDEST:
        raise StoreError(
            f"{told}its server is PostgreSQL {found.version}; install {OLDEST} or newer"
        )
    if found.encoding != "UTF8" or not found.plain_order:
        raise StoreError(
            f"{told}its database must be made with ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0, "
            "so that it sorts alike on every machine; make it again like this"
        )
    if not found.durable:
        raise StoreError(
            f"{told}its server loses data in a power cut; set fsync and full_page_writes to on"
        )
    if found.superuser:
        raise StoreError(
            f"{told}the role {address.role} is a superuser and could change what must stay; use "
            "one that only owns the database, as README says"
        )
    if found.verbosity != "terse":
        raise StoreError(
            f"{told}its server would write rows, and so patients, into its log; as its "
            f"administrator: ALTER ROLE {address.role} SET log_error_verbosity = terse"
        )


def admit(connection: Connection, address: StoreAddress, expected: Header) -> None:
    """Make the schema of a new store; of one that is there, see that it is this one."""
    header = read(connection)
    if header is None:
        make(connection, address, expected)
    else:
        check(header, address, expected)


def check(header: Header | None, address: StoreAddress, expected: Header) -> None:
    """Raises StoreError when the store is not, or no longer, the one in use here."""
    if header is None:
        raise StoreError(f"the store {address} is no longer there; ask the server's administrator")
    if header.state == "moved":
        raise StoreError(Moved(header.to, header.at, header.content).sentence(address))
    if header.state != expected.state:
        raise StoreError(
            f"the move into the store {address} is not finished; give `erscribe store migrate` "
            "again on the workstation where it was begun"
        )
    if (header.keys, header.profile) != (expected.keys, expected.profile):
        raise LockedStoreError(
            f"the store {address} has other keys than this workstation; bring the key file "
            f"{KEYS} of that store here, as README says"
        )


def make(connection: Connection, address: StoreAddress, header: Header) -> None:
    """The empty schema of a store. Raises StoreError when another program's is there."""
    there = connection.execute(
        text("SELECT count(*) FROM pg_class WHERE relnamespace = to_regnamespace(:name)"),
        {"name": SCHEMA},
    ).scalar_one()
    if there:
        raise StoreError(
            f"the store {address} holds a schema '{SCHEMA}' of another program, which was left "
            "as it was; name another database"
        )
    connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    write(connection, header)


def remove(connection: Connection) -> None:
    """The store and all that is in it."""
    connection.exec_driver_sql(f"DROP SCHEMA {SCHEMA} CASCADE")


def read(connection: Connection) -> Header | None:
    """What the store says of itself; None when there is none, or another program's."""
    said = connection.execute(
        text("SELECT obj_description(to_regnamespace(:name), 'pg_namespace')"), {"name": SCHEMA}
    ).scalar()
    return parsed(said)


def parsed(said: str | None) -> Header | None:
    """What a comment says; None when it is not ours."""
    try:
        fields: dict[str, Any] = json.loads(said or "")
        return Header(**fields) if fields.pop("program", "") == PROGRAM else None
    except (ValueError, TypeError, AttributeError):
        return None


def write(connection: Connection, header: Header) -> None:
    connection.exec_driver_sql(statement(header))


def statement(header: Header) -> str:
    """A comment takes no parameters."""
    said = json.dumps({"program": PROGRAM, **asdict(header)}, ensure_ascii=True)
    quoted = said.replace("'", "''")
    return f"COMMENT ON SCHEMA {SCHEMA} IS '{quoted}'"
