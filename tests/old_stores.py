"""Databases as earlier versions wrote them: of their own revisions, filled with whole results."""

import os
import signal
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Connection, Engine, create_engine
from sqlcipher3 import dbapi2 as sqlcipher

from app.domain.access import SANDBOX_ACTOR
from app.domain.result import JobResult
from app.store.database import Database
from app.store.keys import sandbox_keys
from app.store.results import save_result
from app.store.schema import configuration
from app.store.sqlite_file import APPLICATION_ID, connect
from tests.fakes import finished_job

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PLAIN = ("0001", "0002")
SEALED = ("0003", "0004", "0005", "0006", "0007", "0008", "0009")
ACTS = 5


def old_store(folder: Path, revision: str, saved: tuple[JobResult, ...]) -> Path:
    """The file of a sandbox store at a revision, with these results and some acts in it."""
    folder.mkdir()
    path = folder / "erscribe.sqlite3"
    engine = _engine(path, sealed=revision in SEALED)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        connection.commit()
        command.upgrade(configuration(connection), revision)
        _fill(connection, folder, saved)
        _acts(connection, revision)
        connection.commit()
    engine.dispose()
    return path


def results(count: int = 3) -> tuple[JobResult, ...]:
    return tuple(map(_numbered, range(count)))


def _numbered(number: int) -> JobResult:
    result = finished_job()
    note = replace(result.understanding.note, id=f"n{number:012x}")
    return replace(
        result,
        recording=replace(result.recording, id=f"{number:032x}"),
        understanding=replace(result.understanding, note=note),
    )


def _engine(path: Path, *, sealed: bool) -> Engine:
    if not sealed:
        return create_engine(f"sqlite:///{path}")
    keys = sandbox_keys(path.parent)
    path.touch()
    return create_engine("sqlite://", module=sqlcipher, creator=partial(connect, path, keys, 10.0))


def _fill(connection: Connection, folder: Path, saved: tuple[JobResult, ...]) -> None:
    """What this program writes of the results, as far as the old tables have room for it."""
    now = Database.open(folder / "now" / "store.sqlite3")
    with now.transaction() as transaction:
        for result in saved:
            save_result(transaction, result, SANDBOX_ACTOR, NOON)
    old = [
        row[0]
        for row in connection.exec_driver_sql(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' "
            "ORDER BY rowid"
        )
    ]
    with closing(connect(now.path, now.keys, 1.0)) as source:
        for table in old:
            if table not in {"alembic_version", "audit_events", "encounter_list", "store_facts"}:
                _copy(connection, source, table)


def _copy(connection: Connection, source: sqlite3.Connection, table: str) -> None:
    known = {row[1] for row in source.execute(f"PRAGMA table_info({table})")}
    columns = [
        row[1]
        for row in connection.exec_driver_sql(f"PRAGMA table_info({table})")
        if row[1] in known
    ]
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    for row in source.execute(f"SELECT {names} FROM {table} ORDER BY rowid"):  # noqa: S608
        connection.exec_driver_sql(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(row))  # noqa: S608


def _acts(connection: Connection, revision: str) -> None:
    if revision > "0003":
        return  # its log is a chain; nothing of it may be made up
    for number in range(ACTS):
        row: tuple[Any, ...] = (NOON.isoformat(timespec="microseconds"), f"n{number}")
        connection.exec_driver_sql(
            "INSERT INTO audit_events (at, actor_id, action, entity_kind, entity_id, detail) "
            "VALUES (?, 'sandbox', 'note.show', 'note', ?, '{\"outcome\": \"done\"}')",
            row,
        )


def killed_at(path: Path, step: int) -> bool:
    """Open in a child that is killed before its step-th statement; False when it had fewer."""
    child = os.fork()
    if child == 0:
        _kill_at(step)
        Database.open(path)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def statements(path: Path) -> int:
    """How many statements it takes to open."""
    count = 0
    plain_connect = sqlcipher.connect

    def counted(*where: Any, **how: Any) -> Any:
        connection = plain_connect(*where, **how)

        def one(_: str) -> None:
            nonlocal count
            count += 1

        connection.set_trace_callback(one)
        return connection

    sqlcipher.connect = counted
    try:
        Database.open(path)
    finally:
        sqlcipher.connect = plain_connect
    return count


def _kill_at(step: int) -> None:
    left, plain_connect = step, sqlcipher.connect

    def one(_: str) -> None:
        nonlocal left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1

    def traced(*where: Any, **how: Any) -> Any:
        connection = plain_connect(*where, **how)
        connection.set_trace_callback(one)
        return connection

    sqlcipher.connect = traced
