"""A store of each kind, and other programs that have its database open.

SQLite always; PostgreSQL, a real server, in `bootstrap.py test --full`.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

import psycopg
from alembic import command
from sqlalchemy import Connection

from app.domain.store_address import StoreAddress, store_address
from app.store.database import WAIT_S, Database
from app.store.keys import sandbox_keys
from app.store.schema import configuration
from app.store.server import open_server
from app.store.server_header import Header, statement
from tests import encrypted
from tests.postgres_server import ROLE, Server

Kind = Literal["sqlite", "postgresql"]
Rows = list[tuple[Any, ...]]
REFUSED = (encrypted.Refused, psycopg.IntegrityError)
"""What another program gets when SQL itself refuses a change."""


@dataclass(frozen=True, slots=True)
class Sql:
    """Another program's connection, none of our settings among its own."""

    connection: Any

    def execute(self, statement: str, *values: Any) -> Rows:
        """Gives rows, if any."""
        cursor = self.connection.execute(statement, values)
        return [tuple(row) for row in cursor.fetchall()] if cursor.description else []

    def changed(self, statement: str, *values: Any) -> int:
        """Gives how many rows a change was of."""
        return int(self.connection.execute(statement, values).rowcount)


@dataclass(frozen=True, slots=True)
class Store:
    """A place for one store; `open` as often as a test wants."""

    kind: Kind
    path: Path
    server: Server | None = None
    name: str = field(default_factory=lambda: f"store_{uuid4().hex}")

    @property
    def address(self) -> StoreAddress:
        assert self.server is not None
        return store_address(self.server.url(self.name))

    def open(self, wait_s: float = WAIT_S) -> Database:
        if self.server is None:
            return Database.open(self.path, wait_s)
        keys = sandbox_keys(self.path.parent)
        return open_server(self.address, "", self.path, keys, "sandbox", wait_s)

    @contextmanager
    def sql(self) -> Iterator[Sql]:
        """Another program that keeps to what the database lets it do."""
        with closing(self._connect(ROLE)) as connection:
            yield Sql(connection)

    @contextmanager
    def behind(self) -> Iterator[Sql]:
        """Another program that nothing holds back: no guard, no reference between tables."""
        if self.server is None:
            with closing(self._connect(ROLE)) as connection:
                for (name,) in connection.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'trigger'"
                ).fetchall():
                    connection.execute(f"DROP TRIGGER {name}")
                yield Sql(connection)
        else:
            with closing(self.server.connect(self.name)) as connection:
                connection.execute("SET search_path = erscribe")
                connection.execute("SET session_replication_role = replica")
                yield Sql(connection)

    def make_as_of(self, revision: str) -> None:
        """A database as the program that knew no later revision left it."""
        engine = self.open()._engine
        with engine.begin() as connection:
            for statement in self._emptied(connection):
                connection.exec_driver_sql(statement)
            command.upgrade(configuration(connection), revision)
        engine.dispose()

    def _emptied(self, connection: Connection) -> list[str]:
        if self.server is not None:
            header = connection.exec_driver_sql(
                "SELECT obj_description('erscribe'::regnamespace)"
            ).scalar_one()
            made = ["DROP SCHEMA erscribe CASCADE", "CREATE SCHEMA erscribe"]
            return [*made, f"COMMENT ON SCHEMA erscribe IS '{header}'"]
        found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
        names = [name for (name,) in found if not name.startswith("sqlite_")]
        return ["PRAGMA defer_foreign_keys=ON", *(f"DROP TABLE {name}" for name in names)]

    def count(self, table: str) -> int:
        with self.sql() as sql:
            return int(sql.execute(f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608

    def written_over(self, table: str) -> str:
        """The statement that writes over a whole table where no row is deleted one by one."""
        if self.server is None:
            return f"REPLACE INTO {table} SELECT * FROM {table}"  # noqa: S608
        return f"TRUNCATE {table} CASCADE"

    def columns(self, table: str) -> Sequence[str]:
        with self.sql() as sql:
            sql.connection.execute("SELECT 1")
            cursor = sql.connection.execute(f"SELECT * FROM {table} LIMIT 0")  # noqa: S608
            return [column[0] for column in cursor.description]

    def _connect(self, role: str) -> "sqlite3.Connection | psycopg.Connection":
        if self.server is None:
            return encrypted.connect(self.path, isolation_level=None)
        connection = self.server.connect(self.name, role)
        connection.execute("SET search_path = erscribe")
        return connection


@contextmanager
def store_of(kind: Kind, folder: Path, server: Server | None = None) -> Iterator[Store]:
    """A new store; nothing of it is left on the server when the block ends."""
    path = folder / "erscribe.sqlite3"
    if server is None:
        yield Store(kind, path)
        return
    store = Store(kind, path, server, server.make(_template(server, folder)))
    with closing(server.connect(store.name)) as connection:
        connection.execute(statement(Header(sandbox_keys(folder).id, "sandbox")))
    try:
        yield store
    finally:
        server.drop(store.name)


def _template(server: Server, folder: Path) -> str:
    """A database with all tables, made once: their revisions take a second."""
    if "tables" not in server.templates:
        first = Store("postgresql", folder / "store.sqlite3", server, server.make())
        first.open()
        server.templates["tables"] = first.name
    return server.templates["tables"]
