"""Rows of the window's tables stay as they were written, and end once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from app.domain.access import SANDBOX_ACTOR
from app.domain.worklist import Wanted
from app.store import merges
from app.store.consents import add_consent, consent_when, consents
from app.store.database import Database, Transaction
from app.store.encounter_lines import dressed
from app.store.encounters import next_number
from app.store.live import LiveRecording, add_recording, set_state
from app.store.results import save_result
from app.store.search import search
from app.store.tables import EncounterRow, JobRow, LiveRecordingRow, NoteRow, RecordingRow
from app.store.tables_notes import NoteVersionRow
from app.store.tables_window import CodeEventRow, MacroRow, VetoRow
from tests.fakes import NOTE, finished_job
from tests.stores import REFUSED, Store

NOON = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ENDS = {
    "encounter_merges": "undone_at",
    "code_events": "taken_back_at",
    "vetoes": "ended_at",
    "macros": "ended_at",
}
Row = dict[str, Any]
WHEN: Row = {"at": NOON, "by": "dr-lin"}


@pytest.fixture
def database(store: Store) -> Database:
    opened = store.open()
    with opened.transaction() as transaction:
        for name in ("SANDBOX-1", "SANDBOX-2", "SANDBOX-3"):
            row = {"id": name, "sandbox": True, "first_at": NOON}
            transaction.execute(insert(EncounterRow), [row])
        save_result(transaction, finished_job(), SANDBOX_ACTOR, NOON)
    return opened


@pytest.fixture
def transaction(database: Database) -> Iterator[Transaction]:
    with database.transaction() as opened:
        yield opened


def everything(transaction: Transaction) -> None:
    """A row in each table."""
    add_consent(transaction, "SANDBOX-1", "given", NOON, "dr-lin")
    merges.merge(transaction, "SANDBOX-1", "SANDBOX-2", "twice", NOON, "dr-lin")
    event: Row = {"kind": "shock", "value": "200 J", "encounter_id": "SANDBOX-1"}
    transaction.execute(insert(CodeEventRow), [event | WHEN])
    veto: Row = {"heard": "hydroxy scene", "written": "hydroxyzine", "scope": "note"}
    transaction.execute(insert(VetoRow), [veto | WHEN | {"note_id": NOTE.id}])
    macro: Row = {"id": "m1", "owner_id": "", "name": "chest", "language": "en", "text": "[side]"}
    transaction.execute(insert(MacroRow), [macro | WHEN])


@pytest.mark.parametrize(
    "table", ["encounter_consents", "encounter_merges", "code_events", "vetoes", "macros"]
)
def test_rows_are_neither_changed_nor_deleted_nor_replaced(
    store: Store, database: Database, table: str
) -> None:
    with database.transaction() as transaction:
        everything(transaction)
    end = ENDS.get(table, "")
    kept = [one for one in store.columns(table) if not one.startswith(end[:-3] or "-")]
    with store.sql() as sql:
        before = sql.execute(f"SELECT * FROM {table}")  # noqa: S608
        assert before
        for statement in (
            f"DELETE FROM {table}",  # noqa: S608
            store.written_over(table),
            *(f"UPDATE {table} SET {column} = {column}" for column in kept),  # noqa: S608
        ):
            with pytest.raises(REFUSED, match=r"kept as they are|stands for itself"):
                sql.execute(statement)
        assert sql.execute(f"SELECT * FROM {table}") == before  # noqa: S608


@pytest.mark.parametrize("table", sorted(ENDS))
def test_what_has_ended_stays_ended(store: Store, database: Database, table: str) -> None:
    with database.transaction() as transaction:
        everything(transaction)
    end = f"UPDATE {table} SET {ENDS[table]} = '2026-11-29T12:01:00.000000+00:00'"  # noqa: S608
    with store.sql() as sql:
        assert sql.changed(end) == 1
        with pytest.raises(REFUSED, match="stays ended"):
            sql.execute(end)


@pytest.mark.parametrize(
    "wrong",
    [
        "INSERT INTO code_events (key, kind, at, by, value) VALUES (9, 'shock', 'x', 'u', '')",
        "INSERT INTO code_events (key, encounter_id, at_s, kind, at, by, value) "
        "VALUES (9, 'SANDBOX-1', 1.0, 'shock', 'x', 'u', '')",
        "INSERT INTO vetoes (key, heard, written, scope, at, by) "
        "VALUES (9, 'a', 'b', 'note', 'x', 'u')",
        "INSERT INTO vetoes (key, heard, written, scope, user_id, at, by) "
        "VALUES (9, 'a', 'b', 'site', 'u', 'x', 'u')",
        "INSERT INTO encounter_merges (key, encounter_id, into_id, reason, at, by) "
        "VALUES (9, 'SANDBOX-1', 'sandbox-1', 'twice', 'x', 'u')",
        "INSERT INTO encounter_consents (key, encounter_id, state, at, by) "
        "VALUES (9, 'E-404', 'given', 'x', 'u')",
    ],
)
def test_rows_that_contradict_themselves_are_refused(
    store: Store, database: Database, wrong: str
) -> None:
    with store.sql() as sql:
        if store.kind == "sqlite":
            sql.execute("PRAGMA foreign_keys=ON")
        with pytest.raises(REFUSED):
            sql.execute(wrong)


def test_an_encounter_is_merged_into_one_that_stands_for_itself(
    store: Store, database: Database
) -> None:
    with database.transaction() as transaction:
        merges.merge(transaction, "SANDBOX-1", "SANDBOX-2", "twice", NOON, "u")
    insert_row = (
        "INSERT INTO encounter_merges (key, encounter_id, into_id, reason, at, by) "
        "VALUES (9, '{}', '{}', 'twice', 'x', 'u')"
    )
    with store.sql() as sql:
        for away, into in (("SANDBOX-3", "SANDBOX-1"), ("SANDBOX-2", "SANDBOX-3")):
            with pytest.raises(REFUSED, match="stands for itself"):
                sql.execute(insert_row.format(away, into))
        with pytest.raises(REFUSED):  # and no second time
            sql.execute(insert_row.format("SANDBOX-1", "SANDBOX-3"))


def listed(transaction: Transaction) -> dict[str, bool]:
    found = search(transaction, SANDBOX_ACTOR, Wanted(), NOON)
    return {one.encounter: one.unfinished for one in found}


def test_a_merged_encounter_leaves_the_list_and_comes_back(transaction: Transaction) -> None:
    merges.merge(transaction, "SANDBOX-1", "SANDBOX-2", "twice", NOON, "u")
    assert set(listed(transaction)) == {"SANDBOX-2", "SANDBOX-3"}
    assert merges.family(transaction, "sandbox-1") == ("SANDBOX-2", "SANDBOX-1")
    undone = merges.part(transaction, "SANDBOX-1", NOON + MINUTE, "u")
    assert (undone.into, undone.undone_at) == ("SANDBOX-2", NOON + MINUTE)
    assert set(listed(transaction)) == {"SANDBOX-1", "SANDBOX-2", "SANDBOX-3"}
    assert merges.family(transaction, "SANDBOX-1") == ("SANDBOX-1",)
    merges.merge(transaction, "SANDBOX-1", "SANDBOX-3", "twice", NOON + 2 * MINUTE, "u")  # again


def test_what_is_unfinished_of_a_merged_encounter_makes_the_kept_one_so(
    transaction: Transaction,
) -> None:
    for number, encounter in enumerate(("SANDBOX-1", "SANDBOX-2")):
        finished(transaction, encounter, number)
    assert not listed(transaction)["SANDBOX-1"]
    assert not listed(transaction)["SANDBOX-2"]
    merges.merge(transaction, "SANDBOX-1", "SANDBOX-2", "twice", NOON, "u")
    assert not listed(transaction)["SANDBOX-2"]
    add_recording(transaction, LiveRecording("d" * 32, "sandbox-1", NOON, "u"))
    assert listed(transaction)["SANDBOX-2"]
    merges.part(transaction, "SANDBOX-1", NOON + MINUTE, "u")
    assert listed(transaction)["SANDBOX-1"]
    assert not listed(transaction)["SANDBOX-2"]


def finished(transaction: Transaction, encounter: str, number: int) -> None:
    """Recorded, and signed."""
    recording, note = f"{number:032x}", f"n{number:012x}"
    proved: Row = {"sha256": "0"}
    transaction.execute(insert(RecordingRow), [{"id": recording, "first_at": NOON} | proved])
    job: Row = {"key": number + 100, "recording_id": recording, "encounter_id": encounter}
    job |= {"profile": "sandbox", "language": "en", "file_name": "a.wav", "duration_s": 1.0}
    job |= {"timings_s": {}, "saved_at": NOON, "saved_by": "u"}
    transaction.execute(insert(JobRow), [job])
    kept: Row = {"id": note, "job_key": number + 100, "template": "t", "status": "draft"}
    transaction.execute(insert(NoteRow), [kept | proved])
    version: Row = {"note_id": note, "version": 1, "kind": "signed", "content": b"{}"}
    version |= {"prev_sha256": "", "author_id": "u", "created_at": NOON, "reason": ""}
    version |= {"late": False, "needs_cosign": False}
    transaction.execute(insert(NoteVersionRow), [version | proved])


def test_consent_is_what_was_said_last_of_the_same_patient(transaction: Transaction) -> None:
    add_consent(transaction, "SANDBOX-1", "given", NOON, "u")
    add_consent(transaction, "SANDBOX-2", "refused", NOON + 2 * MINUTE, "u")
    assert consent_when(transaction, "SANDBOX-1", NOON + 3 * MINUTE) == "given"
    merges.merge(transaction, "SANDBOX-2", "SANDBOX-1", "twice", NOON + 3 * MINUTE, "u")
    assert [one.state for one in consents(transaction, "SANDBOX-2")] == ["given", "refused"]
    assert consent_when(transaction, "SANDBOX-1", NOON + 3 * MINUTE) == "refused"
    assert consent_when(transaction, "SANDBOX-1", NOON + MINUTE) == "given"
    assert consent_when(transaction, None, NOON) == ""


def test_a_recording_keeps_what_had_been_said_when_it_began(
    store: Store, database: Database
) -> None:
    with database.transaction() as transaction:
        add_consent(transaction, "SANDBOX-1", "given", NOON, "u")
        add_recording(transaction, LiveRecording("d" * 32, "SANDBOX-1", NOON + MINUTE, "u"))
        add_consent(transaction, "SANDBOX-1", "withdrawn", NOON + 2 * MINUTE, "u")
        row = transaction.get_one(LiveRecordingRow, "d" * 32)
        assert row.consent == "given"
    with store.sql() as sql, pytest.raises(REFUSED, match="kept as they are"):
        sql.execute("UPDATE live_recordings SET consent = 'refused'")


def test_numbers_go_on_after_the_last_one(transaction: Transaction) -> None:
    assert next_number(transaction, "SANDBOX-") == 4
    assert next_number(transaction, "sandbox-2") == 1
    row = {"id": "SANDBOX-7x", "sandbox": True, "first_at": NOON}
    transaction.execute(insert(EncounterRow), [row])
    assert next_number(transaction, "SANDBOX-") == 4


def test_a_page_shows_what_there_is_of_merged_encounters_too(transaction: Transaction) -> None:
    add_consent(transaction, "SANDBOX-2", "refused", NOON, "u")
    add_consent(transaction, "SANDBOX-1", "given", NOON + MINUTE, "u")
    finished(transaction, "SANDBOX-2", 1)
    merges.merge(transaction, "SANDBOX-1", "SANDBOX-2", "twice", NOON, "u")
    add_recording(transaction, LiveRecording("d" * 32, "sandbox-1", NOON, "u"))

    def shown() -> dict[str, tuple[str, str]]:
        found = dressed(transaction, search(transaction, SANDBOX_ACTOR, Wanted(), NOON))
        return {one.encounter: (one.consent, one.standing) for one in found}

    assert shown() == {"SANDBOX-2": ("given", "recording"), "SANDBOX-3": ("", "empty")}
    set_state(transaction, "d" * 32, "stopped")
    assert shown()["SANDBOX-2"] == ("given", "unsaved")
    set_state(transaction, "d" * 32, "saved")
    assert shown()["SANDBOX-2"] == ("given", "signed")
    merges.part(transaction, "SANDBOX-1", NOON + MINUTE, "u")
    assert shown()["SANDBOX-2"] == ("refused", "signed")
    assert dressed(transaction, ()) == ()
