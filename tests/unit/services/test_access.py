"""The sandbox takes made-up encounters only, and every act leaves its row."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.access import SANDBOX_ACTOR, Actor
from app.domain.errors import AccessError, NotFoundError, SandboxError, StoreError
from app.services.access import Done, Subject, authorize, perform
from app.store.audit import rows
from app.store.database import Database, Transaction
from tests import encrypted

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
    with database.transaction() as transaction:
        return [
            (row.user_id, row.code, row.object_type, row.object_id, row.outcome, row.reason)
            for row in rows(transaction)
        ]


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


def test_nobody_but_the_sandbox_user_acts_in_the_sandbox() -> None:
    with pytest.raises(SandboxError, match="erscribe users init"):
        authorize(SOMEBODY, "note.list")


@pytest.mark.parametrize("name", ["note.sign", "users.change", "recording.claim", "note.shred"])
def test_what_a_person_answers_for_is_not_done_in_the_sandbox(name: str) -> None:
    with pytest.raises(SandboxError, match=name):
        authorize(SANDBOX_ACTOR, name)


def test_the_sandbox_user_does_nothing_in_a_clinical_store() -> None:
    with pytest.raises(AccessError, match="--user LOGIN"):
        authorize(SANDBOX_ACTOR, "note.list", None, "clinical")


def test_what_a_role_never_may_is_refused_before_the_database_is_asked() -> None:
    authorize(SOMEBODY, "recording.start", "12345", "clinical")
    with pytest.raises(AccessError, match="as auditor"):
        authorize(Actor("u8", "Somebody", "auditor"), "recording.start", None, "clinical")


def test_an_act_leaves_its_event_with_the_same_time(database: Database) -> None:
    times: list[datetime] = []

    def work(_: Transaction, at: datetime) -> Done[str]:
        times.append(at)
        return Done("given", "n1", {"notes": 2})

    before = datetime.now(UTC)
    assert perform(database, SANDBOX_ACTOR, "note.show", work) == "given"
    assert events(database) == [("sandbox", "NOTE-READ", "note", "n1", 0, "")]
    with database.transaction() as transaction:
        (row,) = rows(transaction)
    assert row.utc_ms == int(times[0].timestamp() * 1000)
    assert row.detail_json == '{"notes":2}'
    assert before <= times[0] <= datetime.now(UTC)


def test_a_refused_act_is_not_begun_and_leaves_an_event(database: Database) -> None:
    def work(_: Transaction, __: datetime) -> Done[None]:
        raise AssertionError("begun")

    with pytest.raises(SandboxError):
        perform(database, SOMEBODY, "note.save", work, Subject(encounter="12345"))
    assert events(database) == [("u7", "NOTE-CREATE", "note", "", 8, "SandboxError")]


def test_what_a_refused_act_changed_is_undone_but_its_event_stays(database: Database) -> None:
    def work(transaction: Transaction, _: datetime) -> Done[None]:
        transaction.connection().exec_driver_sql("PRAGMA user_version=7")
        raise NotFoundError("there is no such thing")

    with pytest.raises(NotFoundError):
        perform(database, SANDBOX_ACTOR, "note.show", work)
    assert [event[4:] for event in events(database)] == [(4, "NotFoundError")]
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
    connection = encrypted.connect(database.path)
    connection.execute(
        "CREATE TRIGGER full BEFORE INSERT ON audit_log BEGIN SELECT RAISE(ABORT, 'full'); END"
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
