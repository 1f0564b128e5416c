"""While the program runs the log is looked after; its start and end are in it."""

import json
import threading
from pathlib import Path

import pytest

from app.domain.audit import AuditRow, Verified
from app.services.audit_log import AuditLog
from app.services.audit_watch import AuditWatch
from app.store.audit import rows
from app.store.audit_verify import verify
from app.store.database import Database
from tests.audit_log import fill
from tests.unit.store.test_audit_verify import past_the_guards

PATIENCE_S = 60.0


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database.open(tmp_path / "store.sqlite3")


class Counted(AuditLog):
    """Says when it was asked to sign."""

    def __init__(self, database: Database) -> None:
        super().__init__(lambda: database)
        self.asked = threading.Semaphore(0)

    def sign_when_due(self) -> None:
        super().sign_when_due()
        self.asked.release()


class Moved:
    def __init__(self) -> None:
        self.s = 0.0

    def __call__(self) -> float:
        return self.s


def run(log: Counted, rounds: int = 1, clock: Moved | None = None) -> list[Verified]:
    """The program runs for so many rounds, half a day each."""
    told: list[Verified] = []
    moved = clock or Moved()
    with AuditWatch(log, told.append, 0.0, moved):
        for _ in range(rounds):
            assert log.asked.acquire(timeout=PATIENCE_S)
            moved.s += 12 * 3600
    return told


def of(database: Database, code: str) -> list[AuditRow]:
    with database.transaction() as transaction:
        return list(rows(transaction, code=code))


def test_start_and_end_are_in_the_log_and_under_a_checkpoint(database: Database) -> None:
    run(Counted(database))
    (start,), (stop,) = of(database, "APP-START"), of(database, "APP-STOP")
    assert start.seq < stop.seq
    assert json.loads(start.detail_json)["crashed"] is False
    assert verify(database).anchored == stop.seq


def test_a_program_that_did_not_end_is_told_of_at_the_next_start(database: Database) -> None:
    AuditLog(lambda: database).started()
    run(Counted(database))
    run(Counted(database))
    crashed = [json.loads(row.detail_json)["crashed"] for row in of(database, "APP-START")]
    assert crashed == [False, True, False]


def test_it_looks_at_the_log_at_its_start_and_once_a_day(database: Database) -> None:
    clock = Moved()
    log = Counted(database)
    watch = AuditWatch(log, lambda _: None, 0.0, clock)
    for day, looks in ((0.0, 1), (0.5, 1), (1.0, 2), (1.9, 2), (2.0, 3)):
        clock.s = day * 24 * 3600
        watch._round()
        assert len(of(database, "AUD-VERIFY")) == looks


def test_a_fault_is_told(database: Database) -> None:
    fill(database, 3)
    with past_the_guards(database) as sql:
        sql.execute("UPDATE audit_log SET reason = 'x' WHERE seq = 2")
    (found,) = run(Counted(database))
    assert found.fault is not None
    assert found.fault.seq == 2


def test_a_log_that_takes_nothing_ends_nothing(database: Database) -> None:
    with past_the_guards(database) as sql:
        sql.execute("ALTER TABLE audit_log RENAME TO gone")
    with AuditWatch(Counted(database), lambda _: None, 0.0):
        pass
    with past_the_guards(database) as sql:
        sql.execute("ALTER TABLE gone RENAME TO audit_log")
    assert of(database, "APP-START") == []
