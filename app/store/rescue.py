"""What can still be read of a damaged database, into a new one; the damaged one stays as it is.

Every page proves itself, so what is read is what was written; every note proves itself as a whole,
so one that lacks a row is told of and never passed off as whole.
"""

import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select
from sqlcipher3 import dbapi2 as sqlcipher

from app.domain.errors import IntegrityError, StoreError
from app.store.audit import LOG
from app.store.database import Database, Transaction
from app.store.failures import one_sentence
from app.store.keys import StoreKeys, new_master
from app.store.pages import Pages, Value
from app.store.results import load_result
from app.store.sqlite_file import connect, create, look
from app.store.tables import NoteRow

_SCHEMA_WIDTH: Final = 5
_KINDS: Final = frozenset({"table", "index", "trigger", "view"})
_DERIVED: Final = frozenset({"encounter_list", "alembic_version"})
_WAIT_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Rescued:
    """What a rescue gave. pages, lost_pages: of the damaged file; rows: how many were read.

    whole: notes that are as they were saved; damaged: of which something is missing; lost: of
    which the audit log tells but nothing is left. holes: tables of which rows are missing.
    """

    pages: int
    lost_pages: int
    rows: int
    whole: tuple[str, ...]
    damaged: tuple[str, ...]
    lost: tuple[str, ...]
    holes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    name: str
    root: int
    sql: str


def rescue(damaged: Path, keys: StoreKeys, to: Path) -> Rescued:
    """Read a database file page by page and put what is left into a new one.

    to: where the new file is made; nothing may be there yet. Raises StoreError when something is,
    when the damaged file is not there or not encrypted with these keys, or the disk cannot.
    """
    with one_sentence(to):
        if to.exists() or not damaged.exists():
            raise StoreError(
                f"there is a database in {to} already, or none in {damaged}; name another folder"
            )
        to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with closing(Pages(damaged, keys)) as pages:
            _check_ours(damaged, pages, keys)
            create(to, keys, _WAIT_S)
            with closing(connect(to, keys, _WAIT_S)) as sql:
                sql.execute("PRAGMA foreign_keys=OFF")
                sql.execute("BEGIN IMMEDIATE")
                rows, holes = _copied(pages, sql)
                sql.execute("COMMIT")
            count, lost_pages = pages.count, len(pages.lost)
    whole, broken, lost = _notes(to, keys)
    return Rescued(count, lost_pages, rows, whole, broken, lost, holes)


def _check_ours(damaged: Path, pages: Pages, keys: StoreKeys) -> None:
    for number in range(1, pages.count + 1):
        if pages.readable(number):
            return
    try:
        found = look(damaged, keys)
    except IntegrityError:
        found = "ours"
    raise StoreError(
        f"no page of {damaged} can be read with the keys beside it ({found}); restore a backup, "
        "or put the keys.json that belongs to it back"
    )


def _copied(pages: Pages, sql: sqlite3.Connection) -> tuple[int, tuple[str, ...]]:
    count, holes = 0, set[str]()
    taken = set[int]()
    for table in _tables(pages):
        if table.name in _DERIVED:
            continue
        if not table.root or table.root in taken:
            holes.add(table.name)
            continue
        taken.add(table.root)
        columns = _columns(table.sql)
        there = {row[1] for row in sql.execute(f'PRAGMA table_info("{table.name}")')}
        for row in pages.rows(table.root):
            if row is None or not _put(sql, table.name, columns, there, row.number, row.values):
                holes.add(table.name)
            else:
                count += 1
    return count, tuple(sorted(holes))


def _put(
    sql: sqlite3.Connection,
    table: str,
    columns: list[tuple[str, bool]],
    there: set[str],
    number: int,
    values: tuple[Value, ...],
) -> bool:
    """Whether the row could be kept; what breaks a rule of the tables is another table's."""
    if not there or len(values) > len(columns):
        return False
    row: dict[str, Value] = {}
    for (name, is_number), value in zip(columns, values, strict=False):
        if name in there:
            row[name] = number if is_number else value
    names = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join("?" * len(row))
    try:
        sql.execute(
            f'INSERT INTO "{table}" ({names}) VALUES ({marks})',  # noqa: S608
            tuple(row.values()),
        )
    except sqlcipher.DatabaseError as error:
        if not _broken_rule(error):
            raise
        return False
    return True


def _broken_rule(error: Exception) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in {
        sqlite3.SQLITE_CONSTRAINT,
        sqlite3.SQLITE_MISMATCH,
    }


def _columns(statement: str) -> list[tuple[str, bool]]:
    """The columns of a table in their order, and whether each is the row's own number."""
    with closing(sqlite3.connect(":memory:")) as scratch:
        scratch.execute(statement)
        (name,) = scratch.execute("SELECT name FROM sqlite_schema WHERE type='table'").fetchone()
        found = scratch.execute(f'PRAGMA table_info("{name}")').fetchall()
    keys = [row for row in found if row[5]]
    alone = len(keys) == 1 and keys[0][2].upper() == "INTEGER"
    return [(row[1], alone and bool(row[5])) for row in found]


def _tables(pages: Pages) -> Iterator[_Table]:
    """All tables in the order in which they can be filled. Where the list of tables is damaged,
    a table lies where it lies in a new database, if it lies anywhere that is still to be had."""
    found, complete = _listed(pages)
    for name, table in _of_a_new_database().items():
        if name in found:
            yield found[name]
        elif complete:
            continue
        else:
            yield (
                table
                if table.root not in {one.root for one in found.values()}
                else _Table(name, 0, table.sql)
            )


def _listed(pages: Pages) -> tuple[dict[str, _Table], bool]:
    rows = list(pages.rows(1))
    complete = None not in rows
    if not complete:
        rows = [row for leaf in pages.leaves() for row in pages.rows(leaf)]
    found: dict[str, _Table] = {}
    for row in rows:
        if row is None or len(row.values) != _SCHEMA_WIDTH or row.values[0] not in _KINDS:
            continue
        kind, name, _, root, sql = row.values
        if kind == "table" and isinstance(root, int) and isinstance(sql, str):
            found[str(name)] = _Table(str(name), root, sql)
    return found, complete


@cache
def _of_a_new_database() -> Mapping[str, _Table]:
    keys = StoreKeys(new_master())
    with tempfile.TemporaryDirectory(prefix="erscribe-") as folder:
        path = Path(folder) / "new"
        create(path, keys, _WAIT_S)
        with closing(connect(path, keys, _WAIT_S)) as sql:
            rows = sql.execute(
                "SELECT name, rootpage, sql FROM sqlite_schema WHERE type = 'table' "
                "AND name NOT LIKE 'sqlite%' ORDER BY rowid"
            ).fetchall()
    return {name: _Table(name, root, sql) for name, root, sql in rows}


def _notes(path: Path, keys: StoreKeys) -> tuple[tuple[str, ...], ...]:
    """Notes that are whole, that are not, and that are gone."""
    database = Database.open(path, keys=keys, profile="clinical")
    with database.transaction() as transaction:
        ids = sorted(transaction.scalars(select(NoteRow.id)))
        whole = tuple(one for one in ids if _is_whole(transaction, one))
        told = _told(transaction)
    return whole, tuple(one for one in ids if one not in whole), tuple(sorted(told - set(ids)))


def _is_whole(transaction: Transaction, note: str) -> bool:
    try:
        load_result(transaction, note)
    except IntegrityError:
        return False
    return True


def _told(transaction: Transaction) -> set[str]:
    """Notes that the audit log tells of."""
    asked: Any = select(LOG.c.object_id).where(
        LOG.c.object_type == "note", LOG.c.action != "R", LOG.c.outcome == 0, LOG.c.object_id != ""
    )
    return set(transaction.scalars(asked))
