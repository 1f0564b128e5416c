"""The guards that SQL itself keeps, and times."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from app.domain.access import SANDBOX_ACTOR, AuditEvent
from app.domain.errors import StoreError
from app.store.audit import append
from app.store.database import Database
from app.store.live import LiveRecording, add_recording
from app.store.results import save_result
from tests.fakes import finished_job
from tests.stores import REFUSED, Rows, Sql, Store

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
KEPT = ("recordings", "jobs", "models_used", "turns", "utterances", "audit_log")
AT_ONCE = {  # how a whole table is written over where no row is deleted one by one
    "sqlite": "REPLACE INTO {table} SELECT * FROM {table}",
    "postgresql": "TRUNCATE {table} CASCADE",
}
OVER_ANOTHER = {
    "sqlite": "INSERT OR REPLACE INTO utterances {rows}",
    "postgresql": "INSERT INTO utterances {rows} "
    "ON CONFLICT (job_key, position) DO UPDATE SET id = 'new'",
}


def act(at: datetime = NOON, code: str = "NOTE-READ") -> AuditEvent:
    return AuditEvent(at, SANDBOX_ACTOR, code, object_type="note", object_id="n1")


@pytest.fixture
def database(store: Store) -> Database:
    opened = store.open()
    with opened.transaction() as transaction:
        save_result(transaction, finished_job(), SANDBOX_ACTOR, NOON)
        append(transaction, act())
    return opened


@pytest.fixture
def sql(store: Store, database: Database) -> Iterator[Sql]:
    """Another program with the database open, our settings not among its own."""
    with store.sql() as connection:
        yield connection


def dump(sql: Sql, table: str) -> Rows:
    return sql.execute(f"SELECT * FROM {table}")  # noqa: S608


@pytest.mark.parametrize("table", KEPT)
@pytest.mark.parametrize("way", ["delete", "at once"])
def test_kept_rows_are_neither_deleted_nor_replaced(
    store: Store, sql: Sql, table: str, way: str
) -> None:
    before = dump(sql, table)
    statement = AT_ONCE[store.kind] if way == "at once" else "DELETE FROM {table}"
    with pytest.raises(REFUSED, match="kept as they are"):
        sql.execute(statement.format(table=table))
    assert before
    assert dump(sql, table) == before


@pytest.mark.parametrize("table", [table for table in KEPT if table != "utterances"])
def test_no_column_of_a_kept_row_is_updated(store: Store, sql: Sql, table: str) -> None:
    for column in store.columns(table):
        with pytest.raises(REFUSED, match="kept as they are"):
            sql.execute(f"UPDATE {table} SET {column} = {column}")  # noqa: S608


@pytest.mark.parametrize("column", ["job_key", "id", "position", "language", "heard", "flags"])
def test_heard_words_are_never_updated(sql: Sql, column: str) -> None:
    with pytest.raises(REFUSED, match="kept as they are"):
        sql.execute(f"UPDATE utterances SET {column} = {column}")  # noqa: S608


def test_the_written_form_and_the_speaker_may_be_edited(sql: Sql) -> None:
    sql.execute("UPDATE utterances SET text = 'x', speaker = 'S9', role = 'nurse'")
    assert sql.execute("SELECT DISTINCT text, speaker FROM utterances") == [("x", "S9")]


def test_an_utterances_place_is_not_taken_by_a_replacement(store: Store, sql: Sql) -> None:
    rows = (
        "SELECT job_key, 'new', position, speaker, role, language, overlap, heard, flags, text, "
        "role_confidence FROM utterances WHERE id = 'u1'"
    )
    with pytest.raises(REFUSED, match="kept as they are"):
        sql.execute(OVER_ANOTHER[store.kind].format(rows=rows))


def test_audit_numbers_only_grow(database: Database, sql: Sql) -> None:
    with database.transaction() as transaction:
        append(transaction, act(code="NOTE-LIST"))
    assert sql.execute("SELECT seq, code FROM audit_log ORDER BY seq") == [
        (1, "NOTE-READ"),
        (2, "NOTE-LIST"),
    ]


def test_times_are_kept_in_utc_and_sort_as_text(sql: Sql) -> None:
    assert sql.execute("SELECT saved_at FROM jobs") == [("2026-11-22T12:00:00.000000+00:00",)]


def test_a_time_without_zone_is_refused(database: Database) -> None:
    naive = datetime(2026, 11, 22, 12, 0)  # noqa: DTZ001
    with pytest.raises(StoreError), database.transaction() as transaction:
        add_recording(transaction, LiveRecording("aa11", None, naive, "sandbox"))


def test_chinese_is_kept_as_chinese(sql: Sql) -> None:
    ((heard,),) = sql.execute("SELECT CAST(heard AS VARCHAR) FROM utterances WHERE id = 'u2'")
    assert "否" in heard
