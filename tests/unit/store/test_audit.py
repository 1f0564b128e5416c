"""The audit log: one chain, one row per act, in the transaction of the act."""

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from app.domain.access import Actor, AuditEvent
from app.domain.audit import COLUMNS, GENESIS, AuditRow
from app.store.audit import CLOCK_KEY, append, key_of, rows
from app.store.audit_chain import canonical, canonical_row
from app.store.audit_clock import MACHINE
from app.store.database import Database
from app.store.facts import set_fact
from tests.audit_log import NOON, SetClock, act, fill
from tests.stores import REFUSED, Store

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
WHOLE = st.integers(-(2**53) + 1, 2**53 - 1)
NAMES = st.text(st.characters(max_codepoint=127), max_size=8)


@pytest.fixture
def database(store: Store) -> Database:
    return store.open()


def kept(database: Database, *events: AuditEvent) -> tuple[AuditRow, ...]:
    with database.transaction() as transaction:
        for event in events:
            append(transaction, event)
    with database.transaction() as transaction:
        return rows(transaction)


def hashed_by_the_book(row: AuditRow) -> str:
    facts: dict[str, Any] = {name: getattr(row, name) for name in COLUMNS if name != "hash"}
    facts["mono_ns"] = str(facts["mono_ns"])
    written = b"\0" + bytes.fromhex(row.prev_hash) + rfc8785.dumps(facts)
    return hashlib.sha256(written).hexdigest()


@given(st.dictionaries(NAMES, st.one_of(TEXTS, WHOLE, st.booleans())))
def test_our_canonical_form_is_that_of_rfc_8785(content: dict[str, str | int | bool]) -> None:
    assert canonical(content) == rfc8785.dumps(content)


@pytest.mark.parametrize("detail", [{"s": 1.5}, {"n": 2**53}, {"é": 1}, {"none": None}])
def test_what_has_no_one_spelling_is_refused(database: Database, detail: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"canonical|text"):
        kept(database, replace(act(), detail=detail))


def test_rows_are_numbered_and_each_is_linked_to_the_one_before(database: Database) -> None:
    found = kept(database, act(0), act(1), act(2))
    assert [row.seq for row in found] == [1, 2, 3]
    assert [row.prev_hash for row in found] == [GENESIS, found[0].hash, found[1].hash]
    assert [row.hash for row in found] == [hashed_by_the_book(row) for row in found]


def test_a_row_says_who_did_what_and_when(database: Database) -> None:
    clock = SetClock()
    doctor = Actor("u7", "Dr. Li", "physician", "s1", "ED", "ER-WS-07")
    with database.transaction() as transaction:
        transaction.info[CLOCK_KEY] = clock.clock
        append(transaction, act(actor=doctor))
        (row,) = rows(transaction)
        keys = key_of(transaction, "MRN-0"), key_of(transaction, "sandbox-0")
    assert (row.user_id, row.role, row.workstation, row.session_id) == (
        "u7",
        "physician",
        "ER-WS-07",
        "s1",
    )
    assert (row.patient_key, row.encounter_key) == keys
    assert (row.at, row.tz, row.clock_state) == (NOON, "+08:00", "synced")
    assert (row.mono_ns, row.boot_id) == (clock.mono_ns, "boot-1")
    assert (row.code, row.action, row.outcome, row.reason) == ("NOTE-READ", "R", 0, "TREAT")
    assert json.loads(row.detail_json) == {"words": 0, "language": "中文", "final": True}


def test_no_identifier_stands_in_the_log(database: Database) -> None:
    kept(database, act(0), act(1))
    with database.transaction() as transaction:
        written = str(rows(transaction))
        assert key_of(transaction, "") == ""
    assert "MRN" not in written
    assert "SANDBOX" not in written


def test_another_store_has_other_keys_for_the_same_patient(tmp_path: Path) -> None:
    (one,), (other,) = (kept(Database.open(tmp_path / name / "s.sqlite3"), act()) for name in "ab")
    assert one.patient_key != other.patient_key


def test_an_act_that_fails_leaves_no_row(database: Database) -> None:
    def fail() -> None:
        with database.transaction() as transaction:
            append(transaction, act())
            raise ValueError("the act failed")

    with pytest.raises(ValueError, match="the act failed"):
        fail()
    assert [row.seq for row in kept(database, act())] == [1]


def test_what_reads_like_damage_is_never_written(database: Database) -> None:
    (row,) = kept(database, replace(act(), object_id="a\N{REPLACEMENT CHARACTER}b"))
    assert row.object_id == "a?b"


def test_a_site_of_the_chinese_algorithms_hashes_with_sm3(database: Database) -> None:
    with database.transaction() as transaction:
        set_fact(transaction, "site_profile", "cn-sm")
    (row,) = kept(database, act())
    values = [getattr(row, name) for name in sorted(COLUMNS) if name != "hash"]
    written = b"\0" * 33 + canonical_row(values)
    assert row.hash == hashlib.new("sm3", written).hexdigest()


def test_the_log_keeps_its_hash_when_the_profile_changes_later(database: Database) -> None:
    kept(database, act())
    with database.transaction() as transaction:
        set_fact(transaction, "site_profile", "cn-sm")
    assert kept(database, act())[1].hash == hashed_by_the_book(kept(database)[1])


def test_the_database_refuses_to_change_a_row(store: Store, database: Database) -> None:
    fill(database, 2)
    change, delete = "UPDATE audit_log SET code = 'X'", "DELETE FROM audit_log"
    for statement in (change, delete, store.written_over("audit_log")):
        with store.sql() as sql, pytest.raises(REFUSED, match="kept as they are"):
            sql.execute(statement)


@pytest.mark.parametrize("seconds", [-3_600, 86_400, 3])
def test_a_clock_that_was_set_leaves_a_row(database: Database, seconds: int) -> None:
    clock = SetClock()
    fill(database, 1, clock)
    clock.passes(60)
    clock.is_set(seconds)
    with database.transaction() as transaction:
        transaction.info[CLOCK_KEY] = clock.clock
        append(transaction, act(at=clock.at))
        found = rows(transaction)
    assert [row.code for row in found][:3] == ["NOTE-READ", "CLOCK-JUMP", "NOTE-READ"]
    assert json.loads(found[1].detail_json) == {"moved_ms": seconds * 1000}
    assert [row.seq for row in found] == list(range(1, len(found) + 1))


def test_an_act_that_waited_to_be_written_is_no_jump(database: Database) -> None:
    clock = SetClock()
    fill(database, 1, clock)
    began = clock.at + timedelta(seconds=1)
    clock.passes(11)
    with database.transaction() as transaction:
        transaction.info[CLOCK_KEY] = clock.clock
        append(transaction, act(at=began))
        found = rows(transaction)
    assert [row.code for row in found] == ["NOTE-READ", "NOTE-READ"]
    assert found[1].mono_ns - found[0].mono_ns == 1_000_000_000


def test_summer_time_is_no_jump(database: Database) -> None:
    clock = SetClock(offset_h=-4)
    fill(database, 1, clock)
    clock.offset_h = -5
    clock.passes(1)
    with database.transaction() as transaction:
        transaction.info[CLOCK_KEY] = clock.clock
        append(transaction, act(at=clock.at))
        assert [row.tz for row in rows(transaction)] == ["-04:00", "-05:00"]


def test_after_a_restart_only_a_clock_that_went_back_shows(database: Database) -> None:
    clock = SetClock()
    fill(database, 1, clock)
    for boot, seconds in (("boot-2", 86_400), ("boot-3", -3_600)):
        clock.boot, clock.mono_ns = boot, 0
        clock.is_set(seconds)
        with database.transaction() as transaction:
            transaction.info[CLOCK_KEY] = clock.clock
            append(transaction, act(at=clock.at))
    with database.transaction() as transaction:
        assert [row.code for row in rows(transaction)].count("CLOCK-JUMP") == 1


def test_the_machine_has_clocks() -> None:
    before, after = MACHINE.now(), MACHINE.now()
    assert before.boot_id == after.boot_id
    assert before.mono_ns < after.mono_ns
    assert before.clock_state in {"synced", "unsynced", "unknown"}
    assert len(before.tz) == len("+08:00")
