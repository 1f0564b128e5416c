"""Acts that the log could not take wait beside it, and go into it once, in order."""

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.access import AuditEvent
from app.domain.audit import AuditRow
from app.domain.errors import StoreError
from app.store.audit import CLOCK_KEY, append, rows
from app.store.audit_intents import INTENTS, SIZE, Intents, late, waiting
from app.store.audit_verify import verify
from app.store.database import Database
from app.store.recording_disk import Disk
from tests.audit_log import NOON, SetClock, act, fill
from tests.stores import Store


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def database(store: Store) -> Database:
    return store.open()


@pytest.fixture
def intents(database: Database) -> Intents:
    return Intents(database.folder, database.keys)


def note(intents: Intents, clock: SetClock, *numbers: int) -> None:
    for number in numbers:
        event = act(number, clock.at)
        intents.keep(event, clock.clock.then(event.at))


def go_on(database: Database, clock: SetClock, event: AuditEvent | None = None) -> None:
    with database.transaction() as transaction:
        transaction.info[CLOCK_KEY] = clock.clock
        append(transaction, event or act(99, clock.at))


def log_of(database: Database) -> tuple[AuditRow, ...]:
    with database.transaction() as transaction:
        return rows(transaction)


def objects(database: Database) -> list[str]:
    return [row.object_id for row in log_of(database) if row.code == "NOTE-READ"]


def test_what_was_noted_goes_into_the_log_before_what_comes_next(
    database: Database, intents: Intents, clock: SetClock
) -> None:
    fill(database, 1, clock)
    note(intents, clock, 1, 2)
    clock.passes(100)
    go_on(database, clock)
    found = log_of(database)
    assert [row.code for row in found] == [
        "NOTE-READ",
        "AUD-OFF",
        "NOTE-READ",
        "NOTE-READ",
        "AUD-ON",
        "NOTE-READ",
    ]
    assert [row.object_id for row in found if row.code == "NOTE-READ"] == ["n0", "n1", "n2", "n99"]
    assert found[2].at == NOON + timedelta(seconds=1)  # when it was done, not when it was written
    assert json.loads(found[2].detail_json)["intent"] is True
    assert found[1].at == found[2].at
    assert found[4].at == clock.at
    assert verify(database).fault is None


def test_it_goes_into_the_log_once(database: Database, intents: Intents, clock: SetClock) -> None:
    note(intents, clock, 1)
    for _ in range(3):
        go_on(database, clock)
    assert objects(database).count("n1") == 1
    assert not waiting(database.folder)


def test_it_goes_into_the_log_once_though_the_power_went_before_it_was_forgotten(
    database: Database, intents: Intents, clock: SetClock
) -> None:
    note(intents, clock, 1)
    before = intents.path.read_bytes()
    go_on(database, clock)
    intents.path.write_bytes(before)
    note(intents, clock, 2)
    go_on(database, clock)
    go_on(database, clock)
    assert sorted(objects(database)) == ["n1", "n2", "n99", "n99", "n99"]


def test_it_waits_on_when_the_transaction_fails(
    database: Database, intents: Intents, clock: SetClock
) -> None:
    note(intents, clock, 1)

    def fail() -> None:
        with database.transaction() as transaction:
            append(transaction, act(5))
            raise ValueError("the disk is full")

    with pytest.raises(ValueError, match="the disk is full"):
        fail()
    assert waiting(database.folder)
    go_on(database, clock)
    assert objects(database) == ["n1", "n99"]


def test_an_act_that_is_done_late_has_its_row_already(
    database: Database, intents: Intents, clock: SetClock
) -> None:
    note(intents, clock, 1)
    with late(True):
        go_on(database, clock, act(1, clock.at))
    assert objects(database) == ["n1"]
    go_on(database, clock)
    assert objects(database) == ["n1", "n99"]


def test_acts_are_not_readable_outside_of_the_database(intents: Intents, clock: SetClock) -> None:
    note(intents, clock, 1)
    assert b'"n1"' not in intents.path.read_bytes()
    assert b"SANDBOX" not in intents.path.read_bytes()


class FullDisk(Disk):
    """Lets what it has be written over, and no file grow."""

    def write(self, descriptor: int, data: bytes) -> int:
        if os.lseek(descriptor, 0, os.SEEK_CUR) + len(data) > SIZE:
            raise OSError(28, "No space left on device")
        return super().write(descriptor, data)


def test_a_full_disk_takes_what_room_was_kept_for(database: Database, clock: SetClock) -> None:
    intents = Intents(database.folder, database.keys, FullDisk())
    intents.reserve()
    for number in range(30):
        note(intents, clock, number)
    assert len(intents.pending().intents) == 30
    with pytest.raises(StoreError, match="No space left"):
        note(intents, clock, *range(200))


class NoDisk(Disk):
    def write(self, descriptor: int, data: bytes) -> int:
        raise OSError(5, "Input/output error")


def test_what_cannot_even_be_noted_is_told(database: Database, clock: SetClock) -> None:
    intents = Intents(database.folder, database.keys, NoDisk())
    with pytest.raises(StoreError, match="could not even be noted"):
        note(intents, clock, 1)


def test_more_acts_than_there_was_room_for_are_kept_too(
    database: Database, intents: Intents, clock: SetClock
) -> None:
    note(intents, clock, *range(90))
    assert intents.path.stat().st_size > SIZE
    go_on(database, clock)
    assert objects(database) == [*(f"n{number}" for number in range(90)), "n99"]
    assert intents.path.stat().st_size == SIZE


@pytest.mark.parametrize("cut", [1, 2, 9, 100])
def test_a_line_that_was_cut_short_was_never_kept(
    database: Database, intents: Intents, clock: SetClock, cut: int
) -> None:
    note(intents, clock, 1)
    end = intents.path.read_bytes().rindex(b"}\n") + 2
    note(intents, clock, 2)
    data = bytearray(intents.path.read_bytes())
    last = data.rindex(b"}\n") + 2
    data[last - cut - 1 : last] = b"\n" * (cut + 1)
    intents.path.write_bytes(data)
    assert len(intents.pending().intents) == 1
    note(intents, clock, 3)
    assert intents.path.read_bytes()[:end] == bytes(data)[:end]
    go_on(database, clock)
    assert objects(database) == ["n1", "n3", "n99"]
    assert "AUD-INTENTS" not in {row.code for row in log_of(database)}


def lines_of(intents: Intents) -> Iterator[bytes]:
    return (line for line in intents.path.read_bytes()[64:].splitlines(True) if line.strip())


@pytest.mark.parametrize("fault", ["changed", "deleted", "exchanged"])
def test_a_file_that_somebody_changed_is_told_of_and_kept_aside(
    database: Database, intents: Intents, clock: SetClock, fault: str
) -> None:
    note(intents, clock, 1, 2, 3)
    data = intents.path.read_bytes()
    _, two, three = lines_of(intents)
    changed = {
        "changed": data.replace(two, two.replace(b'"act":"', b'"act":"A', 1)),
        "deleted": data.replace(two, b""),
        "exchanged": data.replace(two + three, three + two),
    }
    intents.path.write_bytes(changed[fault])
    go_on(database, clock)
    codes = [row.code for row in log_of(database)]
    assert codes[:4] == ["AUD-OFF", "NOTE-READ", "AUD-INTENTS", "AUD-ON"]
    assert objects(database) == ["n1", "n99"]
    kept = [path for path in database.folder.glob("intents.*.jsonl") if path.name != INTENTS]
    assert [path.read_bytes() for path in kept] == [changed[fault]]
    assert not waiting(database.folder)
    note(intents, clock, 4)
    go_on(database, clock)
    assert "n4" in objects(database)


def test_a_file_without_its_header_is_kept_aside(
    database: Database, intents: Intents, clock: SetClock
) -> None:
    note(intents, clock, 1)
    intents.path.write_bytes(b"x" * 64 + intents.path.read_bytes()[64:])
    go_on(database, clock)
    assert "AUD-INTENTS" in {row.code for row in log_of(database)}
    assert not waiting(database.folder)


def test_acts_of_another_stores_key_are_none_of_ours(
    database: Database, intents: Intents, clock: SetClock, tmp_path: Path
) -> None:
    other = Database.open(tmp_path / "other" / "store.sqlite3")
    foreign = Intents(other.folder, other.keys)
    note(foreign, clock, 1)
    intents.path.write_bytes(foreign.path.read_bytes())
    go_on(database, clock)
    assert objects(database) == ["n99"]
