"""What a server must be to hold a store, and what a store on it says of itself.

A file's header tells whose it is; on a server the comment on the schema does.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any, Final

from sqlalchemy import Connection, text

from app.domain.access import Profile
from app.domain.errors import LockedStoreError, StoreError
from app.domain.store_address import StoreAddress
from app.store.keys import StoreKeys

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


@dataclass(frozen=True, slots=True)
class Header:
    """keys: the id of the store's keys. moved_to: where the store is now, "" when it is here."""

    keys: str
    profile: Profile
    moved_to: str = ""
    moved_at: str = ""


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


def admit(connection: Connection, address: StoreAddress, keys: StoreKeys, profile: Profile) -> None:
    """Make the schema of a new store; of one that is there, see that it is this one."""
    header = read(connection)
    if header is None:
        _make(connection, address)
        write(connection, Header(keys.id, profile))
    else:
        refuse_moved(header, str(address))
        if header.keys != keys.id or header.profile != profile:
            raise LockedStoreError(
                f"the store {address} was made with other keys than those of this workstation; "
                "bring the key file of that store here, as README says"
            )


def read(connection: Connection) -> Header | None:
    """What the store says of itself; None when there is none, or another program's."""
    said = connection.execute(
        text("SELECT obj_description(to_regnamespace(:name), 'pg_namespace')"), {"name": SCHEMA}
    ).scalar()
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


def refuse_moved(header: Header, here: str) -> None:
    """Raises StoreError when the store was moved elsewhere."""
    if header.moved_to:
        raise StoreError(moved(here, header.moved_to, header.moved_at))


def moved(here: str, to: str, at: str) -> str:
    """What a start on a store says that is no longer in use."""
    new = f'set store_url = "{to}"' if to.startswith("postgresql:") else 'set store_url = ""'
    return (
        f"the store {here} was moved to {to} on {at} and is no longer in use; {new} in the "
        "settings of this workstation"
    )


def _make(connection: Connection, address: StoreAddress) -> None:
    """Take the schema when an administrator made an empty one, else make it."""
    there = connection.execute(
        text("SELECT count(*) FROM pg_class WHERE relnamespace = to_regnamespace(:name)"),
        {"name": SCHEMA},
    ).scalar_one()
    if there:
        raise StoreError(
            f"the store {address} holds a schema '{SCHEMA}' of another program, which was left "
            "as it was; name another database"
        )
    connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
