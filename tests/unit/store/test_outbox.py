"""What waits to go out is frozen, moves on by steps, and keeps its order."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.access import SANDBOX_ACTOR
from app.domain.errors import IntegrityError, NotFoundError
from app.domain.outgoing import Message
from app.store import notes
from app.store.database import Database, Transaction
from app.store.outbox import (
    UNWRITABLE,
    WITHDRAWN,
    add_step,
    beat,
    frozen,
    keep_unwritable,
    lease,
    message,
    queue,
    steps,
)
from app.store.outbox_lines import Line, line, newest, of_note, unsettled, waiting
from app.store.results import save_result
from tests.fakes import NOTE, finished_job
from tests.stores import REFUSED, Store

NOON = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
TABLES = ("outgoing", "outgoing_steps")
PAYLOAD = "张𠮷\x00 MSH|^~\\&|".encode()


def one(name: str, *, form: str = "fhir", version: int = 1, payload: bytes = PAYLOAD) -> Message:
    digest = hashlib.sha256(payload).hexdigest()
    what = ("fhir", form, "sign", NOTE.id, version, "lane", payload, digest)
    return Message(name, 0, *what, NOON, "dr-lin")  # type: ignore[arg-type]


@pytest.fixture
def database(store: Store) -> Database:
    opened = store.open()
    with opened.transaction() as transaction:
        save_result(transaction, finished_job(), SANDBOX_ACTOR, NOON)
        notes.begin(transaction, NOTE.id)
    return opened


@pytest.fixture
def transaction(database: Database) -> Iterator[Transaction]:
    with database.transaction() as opened:
        yield opened


def ids(lines: tuple[Line, ...]) -> list[str]:
    return [one.id for one in lines]


@pytest.mark.parametrize("table", TABLES)
def test_no_row_is_changed_deleted_or_written_over(store: Store, table: str) -> None:
    database = store.open()
    with database.transaction() as transaction:
        save_result(transaction, finished_job(), SANDBOX_ACTOR, NOON)
        notes.begin(transaction, NOTE.id)
        queue(transaction, one("a"))
    with store.sql() as sql:
        before = sql.execute(f"SELECT * FROM {table}")  # noqa: S608
        for column in store.columns(table):
            with pytest.raises(REFUSED, match="kept as they are"):
                sql.execute(f"UPDATE {table} SET {column} = {column}")  # noqa: S608
        for statement in (f"DELETE FROM {table}", store.written_over(table)):  # noqa: S608
            with pytest.raises(REFUSED, match="kept as they are"):
                sql.execute(statement)
        assert len(before) == 1
        assert sql.execute(f"SELECT * FROM {table}") == before  # noqa: S608


def test_a_message_comes_back_as_it_was_queued(transaction: Transaction) -> None:
    assert queue(transaction, one("a")) == 1
    assert queue(transaction, one("b")) == 2
    assert message(transaction, "a") == replace(one("a"), number=1)
    assert frozen(transaction, NOTE.id, "fhir") == (
        replace(one("a"), number=1),
        replace(one("b"), number=2),
    )
    with pytest.raises(NotFoundError):
        message(transaction, "c")


def test_the_same_message_is_queued_once(transaction: Transaction) -> None:
    queue(transaction, one("a"))
    assert queue(transaction, one("a", payload=b"other")) == 0
    assert message(transaction, "a").payload == PAYLOAD
    assert [step.state for step in steps(transaction, "a")] == ["queued"]


def test_bytes_that_somebody_changed_are_never_sent(store: Store, database: Database) -> None:
    with database.transaction() as transaction:
        queue(transaction, one("a"))
    with store.behind() as sql:
        changed = "'\\x00'::bytea" if store.kind == "postgresql" else "x'00'"
        assert sql.changed(f"UPDATE outgoing SET payload = {changed}") == 1  # noqa: S608
    with database.transaction() as transaction, pytest.raises(IntegrityError, match="message a"):
        message(transaction, "a")


def test_the_last_step_says_where_a_message_stands(transaction: Transaction) -> None:
    for name in "abc":
        queue(transaction, one(name))
    due = NOON + timedelta(seconds=4)
    add_step(transaction, "a", "sending", NOON)
    add_step(transaction, "a", "retry", NOON, code="503", sentence="busy", due_at=due)
    add_step(transaction, "a", "sending", NOON)
    add_step(transaction, "b", "sending", NOON)
    add_step(transaction, "b", "acked", NOON, code="201")
    assert ids(waiting(transaction)) == ["a", "c"]
    first = waiting(transaction)[0]
    assert (first.last.state, first.tries, first.since) == ("sending", 2, NOON)
    assert steps(transaction, "a")[2].due_at == due
    assert ids(newest(transaction, 2)) == ["c", "b"]
    assert line(transaction, "b").last.code == "201"
    for name in ("", "d"):
        with pytest.raises(NotFoundError):
            line(transaction, name)


def test_what_was_refused_opens_again_and_its_tries_begin_anew(transaction: Transaction) -> None:
    queue(transaction, one("a"))
    add_step(transaction, "a", "sending", NOON)
    add_step(transaction, "a", "rejected", NOON, code="AE", sentence="no such patient")
    assert not waiting(transaction)
    assert ids(unsettled(transaction)) == ["a"]
    later = NOON + timedelta(hours=1)
    add_step(transaction, "a", "queued", later)
    (again,) = waiting(transaction)
    assert (again.tries, again.since, again.queued_at) == (0, later, NOON)


def test_a_refused_document_holds_what_follows_it_and_nothing_else(
    transaction: Transaction,
) -> None:
    for name, form in (("a", "fhir"), ("b", "fhir"), ("c", "pdf")):
        queue(transaction, one(name, form=form))
    add_step(transaction, "a", "rejected", NOON, code="422")
    assert {one.id: one.held for one in waiting(transaction)} == {"b": True, "c": False}
    add_step(transaction, "a", "queued", NOON)
    assert not any(one.held for one in waiting(transaction))


def test_what_was_withdrawn_holds_nothing_and_is_settled(transaction: Transaction) -> None:
    for name in "ab":
        queue(transaction, one(name))
    add_step(transaction, "a", "rejected", NOON, code=WITHDRAWN)
    assert [one.held for one in waiting(transaction)] == [False]
    assert ids(unsettled(transaction)) == ["b"]


def test_what_could_not_be_written_is_shown_until_it_was(transaction: Transaction) -> None:
    keep_unwritable(transaction, one("x", payload=b""), "no code")
    keep_unwritable(transaction, one("x", payload=b""), "no code")
    assert not waiting(transaction)
    assert not frozen(transaction, NOTE.id, "fhir")
    (shown,) = unsettled(transaction)
    assert (shown.last.code, shown.last.sentence) == (UNWRITABLE, "no code")
    queue(transaction, one("a"))
    assert not waiting(transaction)[0].held
    assert ids(unsettled(transaction)) == ["a"]
    assert ids(of_note(transaction, NOTE.id)) == ["x", "a"]


def test_only_one_holds_the_lease(transaction: Transaction) -> None:
    seen = lease(transaction)
    assert seen == ("", 0)
    assert beat(transaction, "w1", seen)
    assert not beat(transaction, "w2", seen)
    assert lease(transaction) == ("w1", 1)
    assert beat(transaction, "w1", ("w1", 1))
    assert beat(transaction, "w2", ("w1", 2))
    assert lease(transaction) == ("w2", 3)
