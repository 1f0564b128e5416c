"""Every row of a store into another one of another kind, as it is, and the proof that it is so."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    LargeBinary,
    String,
    TableClause,
    Text,
    TypeDecorator,
    cast,
    column,
    func,
    insert,
    inspect,
    select,
    table,
)
from sqlalchemy.types import TypeEngine

from app.domain.errors import IntegrityError
from app.store.tables import Base

_SEVERAL: Final = 1_000
_OF_ALEMBIC: Final = "alembic_version"


@dataclass(frozen=True, slots=True)
class Content:
    """What a table holds. sha256: over all its rows, in whatever order they lie."""

    rows: int
    sha256: str


Contents = Mapping[str, Content]


def whole(contents: Contents) -> str:
    """One hash over all tables."""
    said = "".join(f"{name} {one.rows} {one.sha256}\n" for name, one in sorted(contents.items()))
    return hashlib.sha256(said.encode()).hexdigest()


def copy(source: Connection, target: Connection) -> Contents:
    """Fill the tables of a new store with all that another one holds; gives what that is.

    Both are in a transaction. Raises IntegrityError when what the new store gives back differs, or
    when the old one has a table that this program does not know.
    """
    _check_known(source)
    found = {}
    with _unguarded(target):
        for one in reversed(Base.metadata.sorted_tables):
            target.execute(one.delete())  # revisions may have put rows there
        for one in Base.metadata.sorted_tables:
            content = _Sum()
            for rows in _rows(source, one.name):
                content.take(rows)
                target.execute(insert(_bare(one.name, target)), rows)
            found[one.name] = content.told()
            _number_on(target, one.name)
    kept = contents(target)
    different = [name for name, one in found.items() if kept[name] != one]
    if different:
        raise IntegrityError(
            f"the new store did not give back what it was given ({', '.join(different)}); nothing "
            "was moved: try again"
        )
    return found


def contents(connection: Connection) -> Contents:
    """What all tables hold."""
    return {one.name: _content(connection, one.name) for one in Base.metadata.sorted_tables}


def _content(connection: Connection, name: str) -> Content:
    content = _Sum()
    for rows in _rows(connection, name):
        content.take(rows)
    return content.told()


class _Sum:
    """The hash of rows that need no order: of the sorted hashes of each."""

    def __init__(self) -> None:
        self._hashes: list[bytes] = []

    def take(self, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            plain = repr(tuple(_plain(value) for value in row.values()))
            self._hashes.append(hashlib.sha256(plain.encode("utf-8", "surrogatepass")).digest())

    def told(self) -> Content:
        self._hashes.sort()
        return Content(len(self._hashes), hashlib.sha256(b"".join(self._hashes)).hexdigest())


def _plain(value: Any) -> Any:
    if isinstance(value, memoryview | bytearray):
        return bytes(value)
    return value + 0.0 if isinstance(value, float) else value  # SQLite keeps no -0.0


def _check_known(connection: Connection) -> None:
    unknown = set(inspect(connection).get_table_names()) - {*Base.metadata.tables, _OF_ALEMBIC}
    if unknown:
        raise IntegrityError(
            f"the store has tables that ERScribe does not know ({', '.join(sorted(unknown))}), and "
            "they would be lost; have them removed first"
        )


def _rows(connection: Connection, name: str) -> Iterator[list[dict[str, Any]]]:
    wanted = select(_bare(name, connection)).execution_options(yield_per=_SEVERAL)
    for part in connection.execute(wanted).mappings().partitions():
        yield [dict(row) for row in part]


class _JsonText(TypeDecorator[str]):
    """JSON letter by letter as it was written, where the database has a type of its own for it."""

    impl = String
    cache_ok = True

    def bind_expression(self, bindvalue: Any) -> ColumnElement[Any]:
        return cast(bindvalue, JSON)

    def column_expression(self, column: Any) -> ColumnElement[Any]:
        return cast(column, Text)


def _bare(name: str, connection: Connection) -> TableClause:
    """A table of plain values: what lies there is copied, not what it means."""
    server = connection.dialect.name == "postgresql"
    columns = Base.metadata.tables[name].columns
    return table(name, *(column(one.name, _bare_type(one, server)) for one in columns))


def _bare_type(one: Column[Any], server: bool) -> TypeEngine[Any]:
    kind = one.type.impl_instance if isinstance(one.type, TypeDecorator) else one.type
    if isinstance(kind, JSON):
        return _JsonText() if server else String()
    if isinstance(kind, String):
        return String()
    return LargeBinary() if isinstance(kind, LargeBinary) else kind


@contextmanager
def _unguarded(connection: Connection) -> Iterator[None]:
    """Rows that are in a store were admitted once; here they come as they are, in any order.

    All guards are back, and every reference is checked, when the block ends.
    """
    guards = _server_guards if connection.dialect.name == "postgresql" else _file_guards
    with guards(connection):
        yield


@contextmanager
def _file_guards(connection: Connection) -> Iterator[None]:
    found = connection.exec_driver_sql("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
    triggers = [(name, sql) for name, sql in found]
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    for name, _ in triggers:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    yield
    for _, sql in triggers:
        connection.exec_driver_sql(sql)


@contextmanager
def _server_guards(connection: Connection) -> Iterator[None]:
    quote = connection.dialect.identifier_preparer.quote
    keys = [
        (quote(one.name), quote(str(key["name"])))
        for one in Base.metadata.sorted_tables
        for key in inspect(connection).get_foreign_keys(one.name)
    ]
    for one in Base.metadata.tables:
        connection.exec_driver_sql(f"ALTER TABLE {quote(one)} DISABLE TRIGGER USER")
    for name, key in keys:
        connection.exec_driver_sql(
            f"ALTER TABLE {name} ALTER CONSTRAINT {key} DEFERRABLE INITIALLY DEFERRED"
        )
    yield
    connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
    for name, key in keys:
        connection.exec_driver_sql(f"ALTER TABLE {name} ALTER CONSTRAINT {key} NOT DEFERRABLE")
    for one in Base.metadata.tables:
        connection.exec_driver_sql(f"ALTER TABLE {quote(one)} ENABLE TRIGGER USER")


def _number_on(connection: Connection, name: str) -> None:
    """The next row that the server numbers by itself comes after those that are there."""
    if connection.dialect.name != "postgresql":
        return
    key = Base.metadata.tables[name].autoincrement_column
    if key is None:
        return
    sequence = func.pg_get_serial_sequence(name, key.name)
    last = connection.scalar(select(func.max(column(key.name))).select_from(table(name)))
    if last is not None:
        connection.execute(select(func.setval(sequence, last)).where(sequence.is_not(None)))
