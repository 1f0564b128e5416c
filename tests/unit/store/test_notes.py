"""What happens to a note is kept for ever, and shows when it is not as it was kept."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.access import SANDBOX_ACTOR, Actor
from app.domain.errors import IntegrityError, NotFoundError, StoreError
from app.domain.note_edits import Reword, apply
from app.domain.note_state import NoteState
from app.domain.note_versions import Confirmation, NoteVersion, as_note, content
from app.domain.signatures import Claims, Signature, SigningKey
from app.domain.suggestions import Suggestion
from app.store import notes, suggestions
from app.store.database import Database, Transaction
from app.store.note_signatures import add_key, add_signature, keys_named, keys_of, signatures
from app.store.note_standing import mark, marks, offered_draft, owner_of, state_of, states
from app.store.results import save_result
from app.store.tables_notes import NoteVersionRow
from tests.fakes import NOTE, finished_job
from tests.stores import REFUSED, Store

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
NURSE = Actor("nurse-wu", "Wu", "nurse")
TABLES = (
    "note_versions",
    "signing_keys",
    "note_signatures",
    "note_marks",
    "note_owners",
    "suggestions",
    "suggestion_decisions",
    "confirmed_values",
)
BYTES = {  # changed content, as each database writes bytes
    "sqlite": {
        "chess": "CAST(replace(CAST(content AS TEXT), 'Chest', 'Chess') AS BLOB)",
        "nothing": "CAST('{}' AS BLOB)",
    },
    "postgresql": {
        "chess": "replace(encode(content, 'escape'), 'Chest', 'Chess')::bytea",
        "nothing": "'{}'::bytea",
    },
}
PROPOSED = Suggestion(1, "reword", "1", "before", "after", 1, "heard it", "nurse-wu", NOON)


@pytest.fixture
def database(store: Store) -> Database:
    opened = store.open()
    with opened.transaction() as transaction:
        save_result(transaction, finished_job(), SANDBOX_ACTOR, NOON)
    return opened


@pytest.fixture
def transaction(database: Database) -> Iterator[Transaction]:
    with database.transaction() as opened:
        yield opened


def reworded(transaction: Transaction, kind: str = "draft") -> NoteVersion:
    last = notes.versions(transaction, NOTE.id)[-1]
    after = apply(last.body, [Reword(1, f"Chest pain. {last.version}")])
    return notes.add_version(
        transaction,
        replace(last, body=after, kind=kind, author_id="dr-lin", created_at=NOON),  # type: ignore[arg-type]
    )


def everything(transaction: Transaction) -> None:
    """A row in each table."""
    reworded(transaction, "signed")
    key = SigningKey("k1", "dr-lin", "internal", "{}", "sealed", NOON)
    add_key(transaction, key)
    claims = Claims("dr-lin", "legal", NOON)
    add_signature(transaction, NOTE.id, Signature(2, claims, "k1", "a..b"))
    mark(transaction, NOTE.id, "archived", SANDBOX_ACTOR, NOON, "visit over")
    suggestions.add_suggestion(transaction, NOTE.id, PROPOSED)
    suggestions.decide_suggestion(transaction, NOTE.id, 1, True, SANDBOX_ACTOR, NOON)
    suggestions.confirm(transaction, NOTE.id, Confirmation("value:1", "x", "dr-lin", NOON))


def test_a_note_that_was_never_touched_has_its_first_version(transaction: Transaction) -> None:
    (first,) = notes.versions(transaction, NOTE.id)
    assert (first.version, first.kind, first.author_id) == (1, "draft", "sandbox")
    assert as_note(NOTE.id, first.body, "draft") == NOTE
    assert first.origin.recording_sha256 == finished_job().recording.sha256
    assert owner_of(transaction, NOTE.id) == "sandbox"


def test_the_first_version_is_the_same_whenever_it_is_kept(transaction: Transaction) -> None:
    unkept = notes.versions(transaction, NOTE.id)
    notes.begin(transaction, NOTE.id)
    notes.begin(transaction, NOTE.id)
    assert notes.versions(transaction, NOTE.id) == unkept
    assert len(notes.version_rows(transaction, NOTE.id)) == 1


def test_each_version_carries_the_hash_of_the_one_before(transaction: Transaction) -> None:
    made = [reworded(transaction) for _ in range(3)]
    kept = notes.versions(transaction, NOTE.id)
    assert kept[1:] == tuple(made)
    rows = notes.version_rows(transaction, NOTE.id)
    assert [row.prev_sha256 for row in rows] == ["", *(row.sha256 for row in rows[:-1])]
    assert [row.content for row in rows] == [content(one) for one in kept]


def test_after_a_signature_no_draft_is_kept(transaction: Transaction) -> None:
    reworded(transaction, "signed")
    with pytest.raises(Exception, match="never edited"):
        reworded(transaction)


def test_a_note_that_is_not_there_has_no_versions(transaction: Transaction) -> None:
    with pytest.raises(NotFoundError):
        notes.versions(transaction, "n404")
    assert owner_of(transaction, "n404") is None


@pytest.mark.parametrize("table", TABLES)
def test_rows_are_neither_changed_nor_deleted_nor_replaced(
    store: Store, database: Database, table: str
) -> None:
    with database.transaction() as transaction:
        everything(transaction)
    columns = store.columns(table)
    with store.sql() as sql:
        before = sql.execute(f"SELECT * FROM {table}")  # noqa: S608
        assert before
        for statement in (
            f"DELETE FROM {table}",  # noqa: S608
            store.written_over(table),
            *(f"UPDATE {table} SET {column} = {column}" for column in columns),  # noqa: S608
        ):
            with pytest.raises(REFUSED, match=r"kept as they are|never edited"):
                sql.execute(statement)
        assert sql.execute(f"SELECT * FROM {table}") == before  # noqa: S608


def edit(store: Store, statement: str) -> None:
    """Behind the guards' back."""
    with store.behind() as sql:
        assert sql.changed(statement) == 1


@pytest.mark.parametrize(
    "change",
    [
        "content = {chess}",
        "content = {nothing}",
        "sha256 = 'b'",
        "prev_sha256 = 'b'",
        "author_id = 'dr-wu'",
        "kind = 'signed'",
        "reason = 'x'",
        "late = true",
        "needs_cosign = true",
        "created_at = '2026-11-22T12:00:00.000001+00:00'",
        "version = 4",
    ],
)
def test_a_version_that_is_not_as_it_was_kept_is_not_read(
    store: Store, database: Database, change: str
) -> None:
    with database.transaction() as transaction:
        for _ in range(2):
            reworded(transaction)
    change = change.format(**BYTES[store.kind])
    edit(store, f"UPDATE note_versions SET {change} WHERE version = 2")  # noqa: S608
    with pytest.raises(IntegrityError, match="version"), database.transaction() as transaction:
        notes.versions(transaction, NOTE.id)


def test_a_version_taken_out_of_the_middle_is_missed(store: Store, database: Database) -> None:
    with database.transaction() as transaction:
        for _ in range(2):
            reworded(transaction)
    edit(store, "DELETE FROM note_versions WHERE version = 2")
    with pytest.raises(IntegrityError, match="version 3"), database.transaction() as transaction:
        notes.versions(transaction, NOTE.id)


def test_the_state_follows_from_what_is_kept(transaction: Transaction) -> None:
    assert state_of(transaction, NOTE.id) == NoteState()
    everything(transaction)
    assert state_of(transaction, NOTE.id) == NoteState("signed", archived=True)
    assert states(transaction) == states(transaction, [NOTE.id, "n404"])
    assert [one.reason for one in marks(transaction, NOTE.id)] == ["visit over"]


def test_a_draft_goes_from_hand_to_hand(transaction: Transaction) -> None:
    later = NOON + timedelta(hours=1)
    notes.change_owner(transaction, NOTE.id, "offered", "dr-wu", SANDBOX_ACTOR, NOON)
    assert (owner_of(transaction, NOTE.id), offered_draft(transaction, NOTE.id)) == (
        "sandbox",
        "dr-wu",
    )
    doctor = Actor("dr-wu", "Wu", "physician")
    notes.change_owner(transaction, NOTE.id, "taken", "dr-wu", doctor, later)
    assert (owner_of(transaction, NOTE.id), offered_draft(transaction, NOTE.id)) == ("dr-wu", None)


def test_a_suggestion_is_decided_once(transaction: Transaction) -> None:
    number = suggestions.add_suggestion(transaction, NOTE.id, PROPOSED)
    assert suggestions.open_suggestion(transaction, NOTE.id, number) == PROPOSED
    suggestions.decide_suggestion(transaction, NOTE.id, number, False, SANDBOX_ACTOR, NOON)
    (decided,) = suggestions.suggestions(transaction, NOTE.id)
    assert (decided.accepted, decided.decided_by) == (False, "sandbox")
    with pytest.raises(StoreError, match="decided already"):
        suggestions.open_suggestion(transaction, NOTE.id, number)
    with pytest.raises(NotFoundError, match="no suggestion 9"):
        suggestions.open_suggestion(transaction, NOTE.id, 9)


def test_signatures_and_keys_come_back_as_they_were(transaction: Transaction) -> None:
    everything(transaction)
    (signature,) = signatures(transaction, NOTE.id)
    assert signature == Signature(2, Claims("dr-lin", "legal", NOON), "k1", "a..b")
    (key,) = keys_of(transaction, "dr-lin")
    assert keys_named(transaction, ["k1", "k2"]) == {"k1": key}


def test_confirmations_come_back_in_order(transaction: Transaction) -> None:
    said = [Confirmation("value:1", value, "nurse-wu", NOON) for value in ("120", "130")]
    for one in said:
        suggestions.confirm(transaction, NOTE.id, one)
    assert suggestions.confirmations(transaction, NOTE.id) == tuple(said)
    assert suggestions.settled(said) == {"value:1"}


def test_no_row_of_a_version_repeats_a_number(transaction: Transaction) -> None:
    reworded(transaction)
    row = transaction.get_one(NoteVersionRow, (NOTE.id, 2))
    assert (row.kind, row.author_id) == ("draft", "dr-lin")
