"""The log of earlier versions becomes the beginning of the chain."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, create_engine, text

from app.domain.audit import AuditRow
from app.store.migrations.versions import r0001_first_tables, r0003_people, r0004_audit
from tests.unit.store.test_audit import hashed_by_the_book

DONE = '{"outcome":"done"}'
STOPPED = '{"outcome":"done","duration_s":12.5,"sha256":"ab"}'
REFUSED = '{"outcome":"refused","reason":"SandboxError"}'
OLD = [
    ("2026-11-21T08:00:00.123000+00:00", "sandbox", "transcribe", "transcribe", "", DONE),
    ("2026-11-21T08:05:00.000000+00:00", "sandbox", "note.show", "note", "n1", DONE),
    ("2026-11-21T08:06:00.000000+00:00", "sandbox", "recording.stop", "recording", "r1", STOPPED),
    ("2026-11-21T08:07:00.000000+00:00", "x", "note.list", "note", "", REFUSED),
]


@pytest.fixture
def moved(tmp_path: Path) -> Iterator[Connection]:
    engine = create_engine(f"sqlite:///{tmp_path / 'old.sqlite3'}")
    with engine.begin() as connection:
        with Operations.context(MigrationContext.configure(connection)):
            r0001_first_tables.upgrade()
            for row in OLD:
                connection.exec_driver_sql(
                    "INSERT INTO audit_events (at, actor_id, action, entity_kind, entity_id, "
                    "detail) VALUES (?, ?, ?, ?, ?, ?)",
                    row,
                )
            r0003_people.upgrade()
            r0004_audit.upgrade()
        yield connection
    engine.dispose()


def found(connection: Connection) -> list[AuditRow]:
    return [AuditRow(*row) for row in connection.execute(text("SELECT * FROM audit_log"))]


def test_every_old_row_is_in_the_chain(moved: Connection) -> None:
    rows = found(moved)
    assert [row.seq for row in rows] == [1, 2, 3, 4]
    assert [row.hash for row in rows] == [hashed_by_the_book(row) for row in rows]
    assert [row.prev_hash for row in rows[1:]] == [row.hash for row in rows[:-1]]


def test_an_old_row_says_what_it_said(moved: Connection) -> None:
    rows = found(moved)
    assert [row.at.isoformat(timespec="microseconds") for row in rows] == [row[0] for row in OLD]
    assert [row.code for row in rows] == ["TRANSCRIBE", "NOTE-SHOW", "RECORDING-STOP", "NOTE-LIST"]
    assert [(row.object_type, row.object_id) for row in rows] == [row[3:5] for row in OLD]
    assert [(row.outcome, row.reason) for row in rows] == [(0, "")] * 3 + [(8, "SandboxError")]
    assert json.loads(rows[2].detail_json) == {
        "duration_s": "12.5",
        "sha256": "ab",
        "moved": True,
        "old_seq": 3,
    }


def test_the_old_table_is_gone_and_the_new_one_guarded(moved: Connection) -> None:
    tables = moved.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars()
    assert "audit_events" not in set(tables)
    with pytest.raises(sqlite3.IntegrityError, match="kept as they are"):
        moved.connection.cursor().execute("DELETE FROM audit_log")
