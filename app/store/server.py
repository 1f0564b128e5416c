"""A store in PostgreSQL, for a department that shares one: how it is reached, made and opened.

Its tables are those of the SQLite file and lie in a schema of their own. Whoever begins a
transaction holds the writer's lock, so that acts follow each other there as they do in the file.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg.types.json import set_json_dumps
from psycopg.types.string import StrDumper, TextLoader
from sqlalchemy import Connection, Engine, NullPool, create_engine, event

from app.domain.access import Profile
from app.domain.errors import StoreError
from app.domain.store_address import StoreAddress
from app.store.database import WAIT_S, Database
from app.store.keys import StoreKeys
from app.store.schema import revision, upgrade
from app.store.server_failures import one_sentence
from app.store.server_header import (
    SCHEMA,
    Header,
    State,
    admit,
    check,
    check_server,
    parsed,
)

WRITER: Final = 0x45525343  # the advisory lock that the one writer of a database holds
CONNECT_S: Final = 10
_STILL: Final = (
    f"SELECT obj_description(to_regnamespace('{SCHEMA}'), 'pg_namespace') AS said, "  # noqa: S608
    "(SELECT version_num FROM alembic_version) AS version"
)
STATEMENT_S: Final = 60.0
IDLE_S: Final = 60.0
"""How long a workstation may hang within a transaction before the others go on without it."""


def open_server(
    address: StoreAddress,
    password: str,
    path: Path,
    keys: StoreKeys,
    profile: Profile,
    wait_s: float = WAIT_S,
    state: State = "open",
) -> Database:
    """Open the store on a server, make it when there is none, and bring its tables up to date.

    path: the database file of the store on this workstation; keys, anchor and recordings lie
    beside it. wait_s: how long to wait in every transaction for another writer. state: that it
    must be in; another one than open only for who moves it. Raises
    LockedStoreError when the store was made with other keys, IntegrityError when it is damaged,
    and StoreError when it cannot be reached, is no store of ours, is newer than this program, or
    when the server is not set up so that it may hold one.
    """
    with one_sentence(address):
        engine = engine_of(address, password, wait_s)
        with engine.begin() as connection:
            check_server(connection, address)
            admit(connection, address, Header(keys.id, profile, state))
            upgrade(connection)
            version = revision(connection)

    header = Header(keys.id, profile, state)
    event.listen(engine, "begin", lambda begun: _still(begun, address, header, version))
    return Database(
        path,
        engine,
        keys,
        profile,
        exclusive=nullcontext,  # the lock is taken as the transaction begins
        translate=partial(one_sentence, address),
        server=str(address),
    )


def _still(
    connection: Connection, address: StoreAddress, header: Header, version: str | None
) -> None:
    """In every transaction: the store is the one that was opened, and as this program knows it."""
    found = connection.exec_driver_sql(_STILL).one()
    check(parsed(found.said), address, header)
    if found.version != version:
        raise StoreError(
            f"the tables of the store {address} were changed by a newer ERScribe meanwhile; "
            "install that version here too"
        )


@contextmanager
def bare(address: StoreAddress, password: str, wait_s: float = WAIT_S) -> Iterator[Connection]:
    """A transaction on a server that may hold a store, whether or not it does yet.

    Raises StoreError, as `open_server` does.
    """
    with one_sentence(address), engine_of(address, password, wait_s).begin() as connection:
        check_server(connection, address)
        unhurried(connection)
        yield connection


def unhurried(connection: Connection) -> None:
    """A move takes as long as it takes."""
    for name in ("statement_timeout", "idle_in_transaction_session_timeout"):
        connection.exec_driver_sql(f"SET LOCAL {name} = 0")


def engine_of(address: StoreAddress, password: str, wait_s: float) -> Engine:
    """Each transaction has a connection of its own, so that none goes stale."""
    engine = create_engine(
        "postgresql+psycopg://",
        creator=partial(connect, address, password, wait_s),
        poolclass=NullPool,
        hide_parameters=True,  # parameters are patient text; messages must not carry them
    )
    event.listen(engine, "begin", _begin)
    return engine


def connect(address: StoreAddress, password: str, wait_s: float) -> psycopg.Connection:
    """A bare connection with everything set that the store relies on."""
    connection = psycopg.connect(**_asked(address, password), options=_options(wait_s))
    set_json_dumps(partial(json.dumps, ensure_ascii=False), connection)
    connection.adapters.register_dumper(str, WholeText)
    for name in ("text", "varchar"):
        connection.adapters.register_loader(name, WholeTextLoader)
    return connection


def _asked(address: StoreAddress, password: str) -> dict[str, Any]:
    """For libpq, by its names."""
    asked = {
        "host": address.host,
        "hostaddr": address.at,
        "port": address.port,
        "user": address.role,
        "password": password,
        "dbname": address.database,
        "application_name": "erscribe",
        "client_encoding": "UTF8",
        "connect_timeout": CONNECT_S,
        "target_session_attrs": "read-write",
        "gssencmode": "disable",
        "sslmode": "disable" if address.is_here else "verify-full",
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 30_000,
        **address.files,
    }
    return {name: value for name, value in asked.items() if value != ""}


def _options(wait_s: float) -> str:
    settings = {
        "search_path": f"{SCHEMA},pg_temp",
        "synchronous_commit": "on",
        "default_transaction_isolation": r"read\ committed",  # what was waited for is seen
        "lock_timeout": max(1, round(wait_s * 1000)),
        "statement_timeout": round((STATEMENT_S + wait_s) * 1000),
        "idle_in_transaction_session_timeout": round(IDLE_S * 1000),
        "tcp_keepalives_idle": 10,  # the server too notices a workstation that vanished
        "tcp_keepalives_interval": 5,
        "tcp_keepalives_count": 3,
    }
    return " ".join(f"-c {name}={value}" for name, value in settings.items())


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER})")


# PostgreSQL's text cannot hold the character NUL, which a damaged or hostile file can put into a
# transcript. Nothing that was heard may be refused for it, and SQLite holds it; so NUL is written
# as two characters there, and the first of them, when it stands for itself, as two as well.
_MARK: Final = "\x10"
_WRITTEN: Final = {"\x00": f"{_MARK}0", _MARK: f"{_MARK}1"}
_TABLE: Final = str.maketrans(_WRITTEN)


class WholeText(StrDumper):
    """Text as it is sent: every character of it."""

    def dump(self, obj: str) -> "bytes | bytearray | memoryview | None":
        if "\x00" in obj or _MARK in obj:
            obj = obj.translate(_TABLE)
        return super().dump(obj)


class WholeTextLoader(TextLoader):
    """Text as it was given."""

    def load(self, data: "bytes | bytearray | memoryview") -> "bytes | str":
        text = super().load(data)
        if isinstance(text, str) and _MARK in text:
            return text.replace(f"{_MARK}0", "\x00").replace(f"{_MARK}1", _MARK)
        return text
