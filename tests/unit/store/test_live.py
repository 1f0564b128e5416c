"""What is kept of a recording under way, and what SQL itself does not let happen to it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.access import SANDBOX_ACTOR
from app.domain.errors import NotFoundError
from app.domain.live import LiveAlert
from app.domain.result import ModelUsed
from app.store import live
from app.store.database import Database
from app.store.live import KeptStage, LiveRecording
from app.store.results import save_result
from tests.fakes import finished_job
from tests.stores import REFUSED, Sql, Store

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
RECORDING = LiveRecording("aa11", "SANDBOX-1", NOON, "sandbox")
ALERT = LiveAlert(0, "no_pulse", "audio", "amber", "high", "uncertain", 5.0, 5.8)
STAGE = KeptStage("detect", '[{"start_s":0.0}]', 1.5, {"recognizer": ModelUsed("m", "f" * 64)})


@pytest.fixture
def database(store: Store) -> Database:
    opened = store.open()
    with opened.transaction() as transaction:
        live.add_recording(transaction, RECORDING)
        live.keep_stage(transaction, "aa11", STAGE, NOON)
        live.keep_alert(transaction, "aa11", ALERT, 1, NOON)
    return opened


@pytest.fixture
def sql(store: Store, database: Database) -> Iterator[Sql]:
    """Another program with the database open."""
    with store.sql() as connection:
        yield connection


def test_what_was_kept_comes_back_as_it_was(database: Database) -> None:
    with database.transaction() as transaction:
        assert live.find_recording(transaction, "aa11") == RECORDING
        assert live.kept_stages(transaction, "aa11") == {"detect": STAGE}
        assert live.kept_alerts(transaction, "aa11") == (ALERT,)
        assert live.find_recording(transaction, "bb22") is None
        assert live.kept_stages(transaction, "bb22") == {}


def test_a_recording_that_is_there_already_stays_as_it_is(database: Database) -> None:
    with database.transaction() as transaction:
        live.add_recording(transaction, replace(RECORDING, encounter_id=None, started_by="u7"))
        assert live.find_recording(transaction, "aa11") == RECORDING


def test_a_stage_that_is_done_again_replaces_what_it_gave(database: Database) -> None:
    again = KeptStage("detect", "[]", 0.5)
    with database.transaction() as transaction:
        live.keep_stage(transaction, "aa11", again, NOON)
        assert live.kept_stages(transaction, "aa11") == {"detect": again}


def test_an_alert_is_kept_as_it_is_now_with_the_time_it_was_raised(
    database: Database, sql: Sql
) -> None:
    now = replace(ALERT, source="both", level="red", assertion="present", start_s=4.6, heard="x")
    now = replace(now, cue="no", doubted=True)
    with database.transaction() as transaction:
        live.keep_alert(transaction, "aa11", now, 3, NOON + timedelta(seconds=4))
        assert live.kept_alerts(transaction, "aa11") == (now,)
    kept = sql.execute("SELECT mentions, raised_at FROM live_alerts")
    assert kept == [(3, "2026-11-23T12:00:00.000000+00:00")]


def test_the_first_acknowledgement_stays(database: Database, sql: Sql) -> None:
    with database.transaction() as transaction:
        live.acknowledge_alert(transaction, "aa11", 0, "u7", NOON)
        live.acknowledge_alert(transaction, "aa11", 0, "u8", NOON + timedelta(seconds=1))
        live.keep_alert(transaction, "aa11", ALERT, 2, NOON)
        assert live.kept_alerts(transaction, "aa11") == (replace(ALERT, acknowledged_by="u7"),)
    with pytest.raises(REFUSED, match="once given stays"):
        sql.execute("UPDATE live_alerts SET acknowledged_by = NULL, acknowledged_at = NULL")


def test_an_alert_that_is_not_there_cannot_be_acknowledged(database: Database) -> None:
    with database.transaction() as transaction, pytest.raises(NotFoundError):
        live.acknowledge_alert(transaction, "aa11", 7, "u7", NOON)


def test_an_acknowledgement_has_a_name_and_a_time(sql: Sql) -> None:
    with pytest.raises(REFUSED, match="acknowledged_by_and_at"):
        sql.execute("UPDATE live_alerts SET acknowledged_by = 'u7'")


@pytest.mark.parametrize("column", ["id", "encounter_id", "profile", "started_at", "started_by"])
def test_how_a_recording_began_is_never_updated(sql: Sql, column: str) -> None:
    with pytest.raises(REFUSED, match="kept as they are"):
        sql.execute(f"UPDATE live_recordings SET {column} = {column}")  # noqa: S608


@pytest.mark.parametrize("column", ["recording_id", "number", "keyword", "severity", "raised_at"])
def test_what_an_alert_was_raised_for_is_never_updated(sql: Sql, column: str) -> None:
    with pytest.raises(REFUSED, match="kept as they are"):
        sql.execute(f"UPDATE live_alerts SET {column} = {column}")  # noqa: S608


@pytest.mark.parametrize("table", ["live_recordings", "live_alerts"])
@pytest.mark.parametrize(
    "statements",
    [
        {"sqlite": "DELETE FROM {table}", "postgresql": "DELETE FROM {table}"},
        {
            "sqlite": "REPLACE INTO {table} SELECT * FROM {table}",
            "postgresql": "TRUNCATE {table} CASCADE",
        },
    ],
    ids=["delete", "at once"],
)
def test_rows_are_neither_deleted_nor_replaced(
    store: Store, sql: Sql, table: str, statements: dict[str, str]
) -> None:
    with pytest.raises(REFUSED, match="kept as they are"):
        sql.execute(statements[store.kind].format(table=table))


def test_what_stages_gave_is_not_deleted_before_the_note_is_saved(
    sql: Sql,
) -> None:
    with pytest.raises(REFUSED, match="until the note is saved"):
        sql.execute("DELETE FROM live_stages")


@pytest.mark.parametrize("end", ["saved", "discarded"])
def test_what_stages_gave_goes_when_the_recording_has_ended(
    database: Database, sql: Sql, end: live.Ended
) -> None:
    with database.transaction() as transaction:
        live.end_recording(transaction, "aa11", end)
        assert live.kept_stages(transaction, "aa11") == {}
        assert live.open_recordings(transaction) == ()
        live.set_state(transaction, "aa11", "stopped")
    assert sql.execute("SELECT state FROM live_recordings") == [(end,)]
    with pytest.raises(REFUSED, match="stays ended"):
        sql.execute("UPDATE live_recordings SET state = 'recording'")


def test_open_recordings_are_listed_oldest_first(database: Database) -> None:
    older = replace(RECORDING, id="cc33", started_at=NOON - timedelta(hours=1))
    with database.transaction() as transaction:
        live.add_recording(transaction, older)
        live.set_state(transaction, "aa11", "left")
        assert live.open_recordings(transaction) == (older, replace(RECORDING, state="left"))


def test_saved_recordings_are_found_among_many(database: Database) -> None:
    with database.transaction() as transaction:
        save_result(transaction, finished_job(), SANDBOX_ACTOR, NOON)
        asked = {f"{number:04x}" for number in range(1200)} | {"r1"}
        assert live.saved_among(transaction, asked) == {"r1"}
        assert live.saved_among(transaction, ()) == frozenset()


def test_a_database_of_the_first_revision_gets_the_tables(store: Store) -> None:
    store.make_as_of("0001")
    with store.open().transaction() as transaction:
        live.add_recording(transaction, RECORDING)
        assert live.open_recordings(transaction) == (RECORDING,)
