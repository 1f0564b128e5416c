"""The guards that SQL itself keeps, and times."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.access import SANDBOX_ACTOR, AuditEvent
from app.domain.errors import StoreError
from app.store.audit import append
from app.store.database import Database
from app.store.results import save_result
from tests.fakes import finished_job

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
KEPT = ("recordings", "jobs", "models_used", "turns", "utterances", "audit_events")


@pytest.fixture
def database(tmp_path: Path) -> Database:
    opened = Database.open(tmp_path / "store.sqlite3")
    with opened.transaction() as transaction:
        save_result(transaction, finished_job(), SANDBOX_ACTOR, NOON)
        append(transaction, AuditEvent(NOON, "sandbox", "note.save", "note", "n1", {"alerts": 1}))
    return opened


@pytest.fixture
def sql(database: Database) -> Iterator[sqlite3.Connection]:
    """Another program with the file open, our settings not among its own."""
    connection = sqlite3.connect(database.path, isolation_level=None)
    yield connection
    connection.close()


def dump(sql: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    return sql.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608


@pytest.mark.parametrize("table", KEPT)
@pytest.mark.parametrize(
    "verb", ["DELETE FROM {table}", "REPLACE INTO {table} SELECT * FROM {table}"]
)
def test_kept_rows_are_neither_deleted_nor_replaced(
    sql: sqlite3.Connection, table: str, verb: str
) -> None:
    before = dump(sql, table)
    with pytest.raises(sqlite3.IntegrityError, match="kept as they are"):
        sql.execute(verb.format(table=table))
    assert before
    assert dump(sql, table) == before


@pytest.mark.parametrize("table", [table for table in KEPT if table != "utterances"])
def test_no_column_of_a_kept_row_is_updated(sql: sqlite3.Connection, table: str) -> None:
    for _, column, *_rest in sql.execute(f"PRAGMA table_info({table})").fetchall():
        with pytest.raises(sqlite3.IntegrityError, match="kept as they are"):
            sql.execute(f"UPDATE {table} SET {column} = {column}")  # noqa: S608


@pytest.mark.parametrize("column", ["job_key", "id", "position", "language", "heard", "flags"])
def test_heard_words_are_never_updated(sql: sqlite3.Connection, column: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="kept as they are"):
        sql.execute(f"UPDATE utterances SET {column} = {column}")  # noqa: S608


def test_the_written_form_and_the_speaker_may_be_edited(sql: sqlite3.Connection) -> None:
    sql.execute("UPDATE utterances SET text = 'x', speaker = 'S9', role = 'nurse'")
    assert sql.execute("SELECT DISTINCT text, speaker FROM utterances").fetchall() == [("x", "S9")]


def test_an_utterances_place_is_not_taken_by_a_replacement(sql: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="kept as they are"):
        sql.execute(
            "INSERT OR REPLACE INTO utterances SELECT job_key, 'new', position, speaker, role, "
            "language, overlap, heard, flags, text FROM utterances WHERE id = 'u1'"
        )


def test_audit_numbers_only_grow(database: Database, sql: sqlite3.Connection) -> None:
    with database.transaction() as transaction:
        append(transaction, AuditEvent(NOON, "sandbox", "note.list", "note", ""))
    assert sql.execute("SELECT seq, action, detail FROM audit_events").fetchall() == [
        (1, "note.save", '{"alerts": 1}'),
        (2, "note.list", "{}"),
    ]


def test_times_are_kept_in_utc_and_sort_as_text(sql: sqlite3.Connection) -> None:
    assert sql.execute("SELECT at FROM audit_events").fetchall() == [
        ("2026-11-22T12:00:00.000000+00:00",)
    ]


def test_a_time_without_zone_is_refused(database: Database) -> None:
    naive = datetime(2026, 11, 22, 12, 0)  # noqa: DTZ001
    with pytest.raises(StoreError), database.transaction() as transaction:
        append(transaction, AuditEvent(naive, "sandbox", "note.list", "note", ""))


def test_chinese_is_kept_as_chinese(sql: sqlite3.Connection) -> None:
    heard = sql.execute("SELECT heard FROM utterances WHERE id = 'u2'").fetchone()[0]
    assert "否" in heard
