"""Until users can sign in: made-up encounters only, and every act leaves its event."""

import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.access import SANDBOX_ACTOR, Actor
from app.domain.errors import NotFoundError, SandboxError, StoreError
from app.services.access import Action, Done, authorize, perform
from app.store.database import Database, Transaction

SOMEBODY = Actor("u7", "Dr. Somebody", "physician")
MADE_UP = "sandbox-"
REFUSED = (
    "the sandbox profile refuses real encounters; leave the encounter out, or give a made-up id: "
    "SANDBOX- and up to 64 letters, digits, dots, dashes or underscores"
)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database.open(tmp_path / "store.sqlite3")


def events(database: Database) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(database.path)
    rows = connection.execute(
        "SELECT actor_id, action, entity_kind, entity_id, detail FROM audit_events ORDER BY seq"
    ).fetchall()
    connection.close()
    return [(*row[:4], json.loads(row[4])) for row in rows]


@pytest.mark.parametrize("encounter", [None, "SANDBOX-1", "sandbox-a", "SandBox-2026.11_22-b"])
def test_made_up_encounters_are_accepted(encounter: str | None) -> None:
    authorize(SANDBOX_ACTOR, "note.save", encounter)


@pytest.mark.parametrize(
    "encounter",
    [
        "",
        "12345",
        "SANDBOX",
        "SANDBOX-",
        "SANDBOX 1",
        " SANDBOX-1",
        "SANDBOX-1\n",
        "SANDBOX-Zebulon Quartermain",
        "SANDBOX-张三",
        "NOT-SANDBOX-1",
        "\u017fandbox-1",  # a long s, which folds to s
        "SANDBOX-" + "1" * 65,
    ],
)
def test_what_does_not_call_itself_made_up_is_refused(encounter: str) -> None:
    with pytest.raises(SandboxError) as refusal:
        authorize(SANDBOX_ACTOR, "note.save", encounter)
    assert str(refusal.value) == REFUSED  # whatever was typed, which may name a patient


@given(st.text())
def test_no_encounter_without_the_prefix_is_accepted(encounter: str) -> None:
    if not encounter.lower().startswith(MADE_UP):
        with pytest.raises(SandboxError):
            authorize(SANDBOX_ACTOR, "transcribe", encounter)


def test_a_clinical_result_is_refused() -> None:
    with pytest.raises(SandboxError, match="only sandbox results"):
        authorize(SANDBOX_ACTOR, "note.save", None, "clinical")


def test_nobody_but_the_sandbox_user_may_act_yet() -> None:
    with pytest.raises(SandboxError, match="act as the sandbox user"):
        authorize(SOMEBODY, "note.list")


def test_an_act_that_no_rule_permits_is_refused() -> None:
    with pytest.raises(SandboxError, match=r"note\.shred"):
        authorize(SANDBOX_ACTOR, cast("Action", "note.shred"))


def test_an_act_leaves_its_event_with_the_same_time(database: Database) -> None:
    times: list[datetime] = []

    def work(_: Transaction, at: datetime) -> Done[str]:
        times.append(at)
        return Done("given", "n1", {"notes": 2})

    before = datetime.now(UTC)
    assert perform(database, SANDBOX_ACTOR, "note.show", work) == "given"
    detail = {"outcome": "done", "notes": 2}
    assert events(database) == [("sandbox", "note.show", "note", "n1", detail)]
    assert before <= times[0] <= datetime.now(UTC)


def test_a_refused_act_is_not_begun_and_leaves_an_event(database: Database) -> None:
    def work(_: Transaction, __: datetime) -> Done[None]:
        raise AssertionError("begun")

    with pytest.raises(SandboxError):
        perform(database, SOMEBODY, "note.save", work, encounter_id="12345")
    detail = {"outcome": "refused", "reason": "SandboxError"}
    assert events(database) == [("u7", "note.save", "note", "", detail)]


def test_what_a_refused_act_changed_is_undone_but_its_event_stays(database: Database) -> None:
    def work(transaction: Transaction, _: datetime) -> Done[None]:
        transaction.connection().exec_driver_sql("PRAGMA user_version=7")
        raise NotFoundError("there is no such thing")

    with pytest.raises(NotFoundError):
        perform(database, SANDBOX_ACTOR, "note.show", work)
    assert [event[4]["reason"] for event in events(database)] == ["NotFoundError"]
    with database.transaction() as transaction:
        asked = transaction.connection().exec_driver_sql("PRAGMA user_version")
        assert asked.scalar() == 0


def test_an_act_that_fails_leaves_nothing(database: Database) -> None:
    def work(_: Transaction, __: datetime) -> Done[None]:
        raise StoreError("failed")

    with pytest.raises(StoreError):
        perform(database, SANDBOX_ACTOR, "note.list", work)
    assert events(database) == []


def test_an_act_whose_event_cannot_be_written_is_undone(database: Database) -> None:
    connection = sqlite3.connect(database.path)
    connection.execute(
        "CREATE TRIGGER full BEFORE INSERT ON audit_events BEGIN SELECT RAISE(ABORT, 'full'); END"
    )
    connection.close()

    def work(transaction: Transaction, _: datetime) -> Done[None]:
        transaction.connection().exec_driver_sql("PRAGMA user_version=7")
        return Done(None)

    with pytest.raises(StoreError, match="nothing was changed"):
        perform(database, SANDBOX_ACTOR, "note.save", work)
    with database.transaction() as transaction:
        asked = transaction.connection().exec_driver_sql("PRAGMA user_version")
        assert asked.scalar() == 0
