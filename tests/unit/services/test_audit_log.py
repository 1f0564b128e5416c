"""The audit log seen by those who may: looked at, given out, verified, and never without a row."""

import ast
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from app.domain.access import Actor
from app.domain.audit import AuditRow, Period
from app.domain.errors import AccessError, SandboxError, StoreError
from app.services.access import Done, perform
from app.services.audit_log import AuditLog
from app.services.glass import Glass
from app.store import care
from app.store.audit import append, rows
from app.store.audit_verify import verify
from app.store.database import Database, Transaction
from app.store.relations import begin_encounter
from tests.audit_log import NOON, SetClock, act, fill
from tests.people_desk import acting_as, clinical
from tests.unit.store.test_audit_verify import past_the_guards

ALWAYS = Period()
APP = Path(__file__).parents[3] / "app"


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return clinical(tmp_path / "clinical")


@pytest.fixture
def log(database: Database) -> AuditLog:
    return AuditLog(lambda: database)


@pytest.fixture
def auditor(database: Database) -> Actor:
    return acting_as(database, "audrey", "auditor")


def fill_now(database: Database, count: int) -> None:
    """So many acts since a moment ago, the first of them at once."""
    fill(database, count, SetClock(at=datetime.now(UTC)))


def last(database: Database) -> AuditRow:
    with database.transaction() as transaction:
        return rows(transaction)[-1]


def visit(database: Database, doctor: Actor, encounter: str, patient: str) -> None:
    with database.transaction() as transaction:
        begin_encounter(transaction, doctor, encounter, datetime.now(UTC))
        care.describe(transaction, care.Patient(encounter, patient, "Zhang San", "er"))


def test_a_look_at_the_log_is_in_the_log(database: Database, log: AuditLog, auditor: Actor) -> None:
    began = datetime.now(UTC) + timedelta(hours=1)
    fill(database, 3, SetClock(at=began))
    found = log.view(auditor, Period(began, began + timedelta(seconds=2)))
    assert [row.object_id for row in found if row.code == "NOTE-READ"] == ["n0", "n1"]
    with database.transaction() as transaction:
        (row,) = rows(transaction, code="AUD-VIEW")
    assert (row.user_id, row.outcome) == (auditor.id, 0)
    assert json.loads(row.detail_json)["rows"] == len(found)


def test_who_watches_over_records_sees_only_what_left_the_house(
    database: Database, log: AuditLog
) -> None:
    officer = acting_as(database, "ella", "emr_compliance")
    fill_now(database, 2)
    with pytest.raises(AccessError):
        log.view(officer, ALWAYS)
    assert log.view(officer, ALWAYS, exports_only=True) == ()


@pytest.mark.parametrize("role", ["physician", "sysadmin", "secadmin", "emr_compliance", "nurse"])
def test_only_an_auditor_gives_the_log_out(database: Database, log: AuditLog, role: str) -> None:
    somebody = acting_as(database, "somebody", role)  # type: ignore[arg-type]
    with pytest.raises(AccessError):
        log.export(somebody, ALWAYS, "csv")
    assert (last(database).code, last(database).outcome) == ("AUD-EXPORT", 8)


def test_who_gave_the_log_out_is_in_the_log(
    database: Database, log: AuditLog, auditor: Actor
) -> None:
    found = log.export(auditor, ALWAYS, "csv")
    assert json.loads(last(database).detail_json) == {"format": "csv", "rows": len(found)}
    assert last(database).seq == len(found) + 1


def test_a_verification_tells_what_it_found(
    database: Database, log: AuditLog, auditor: Actor
) -> None:
    fill_now(database, 300)
    assert log.verify(auditor).fault is None
    assert (last(database).code, last(database).outcome) == ("AUD-VERIFY", 0)
    with past_the_guards(database) as sql:
        sql.execute("UPDATE audit_log SET reason = 'x' WHERE seq = 5")
    found = log.verify(auditor)
    assert found.fault is not None
    row = last(database)
    assert (row.outcome, json.loads(row.detail_json)["fault_seq"]) == (12, 5)


def test_the_program_looks_whole_once_a_day_and_else_at_what_is_new(
    database: Database, log: AuditLog
) -> None:
    fill(database, 600, SetClock(at=datetime.now(UTC) - timedelta(seconds=600)))
    assert log.look_after().first_seq == 1
    assert log.look_after().first_seq == 513  # the first row behind a checkpoint
    assert log.look_after(datetime.now(UTC) + timedelta(hours=25)).first_seq == 1


def test_after_a_fault_the_program_looks_whole_until_there_is_none(
    database: Database, log: AuditLog
) -> None:
    fill_now(database, 300)
    with past_the_guards(database) as sql:
        sql.execute("UPDATE audit_log SET reason = 'x' WHERE seq = 5")
    now = datetime.now(UTC)
    for _ in range(2):
        found = log.look_after(now)
        assert found.fault is not None
        assert found.fault.seq == 5


def test_who_saw_a_patient_when_and_why(database: Database, log: AuditLog, auditor: Actor) -> None:
    doctor, other = acting_as(database, "doctor"), acting_as(database, "other")
    visit(database, doctor, "E-1", "MRN-77")
    visit(database, doctor, "E-2", "MRN-88")
    grant = Glass(lambda: database).start(other, "E-1", "cover", "stands in tonight")
    event = act(actor=other, at=grant.started_at)
    with database.transaction() as transaction:
        for encounter, reason in (("E-1", "BTG"), ("E-2", "")):
            append(transaction, replace(event, encounter=encounter, patient="", reason=reason))
    found = log.accesses(auditor, ALWAYS, patient="mrn-77")
    assert [(one.name, one.row.code) for one in found] == [
        ("Dr. Other", "BTG-START"),
        ("Dr. Other", "NOTE-READ"),
    ]
    assert {one.grant.text for one in found if one.grant} == {"stands in tonight"}
    assert all(one.grant for one in found)
    assert [one.row.code for one in log.accesses(auditor, ALWAYS, encounter="e-2")] == ["NOTE-READ"]
    assert log.accesses(auditor, ALWAYS, patient="MRN-99") == ()
    assert log.accesses(auditor, Period(until=NOON), patient="MRN-77") == ()


def test_no_patient_stands_in_the_row_of_a_report(
    database: Database, log: AuditLog, auditor: Actor
) -> None:
    log.accesses(auditor, ALWAYS, patient="MRN-77")
    assert "MRN-77" not in str(last(database))


def test_a_row_can_be_proved(database: Database, log: AuditLog, auditor: Actor) -> None:
    fill_now(database, 300)
    proof = log.prove(auditor, 7)
    assert proof is not None
    assert proof["row"]["seq"] == 7
    assert log.prove(auditor, 10_000) is None


def test_sign_out_leaves_no_row_without_checkpoint(database: Database, log: AuditLog) -> None:
    fill_now(database, 3)
    log.sign_when_due()
    log.sign()
    assert verify(database).anchored == 3


def test_an_attempt_to_change_the_log_is_itself_in_the_log(
    database: Database, auditor: Actor
) -> None:
    fill_now(database, 2)

    def work(transaction: Transaction, _: datetime) -> Done[None]:
        transaction.execute(text("UPDATE audit_log SET user_id = 'nobody'"))
        return Done(None)

    with pytest.raises(StoreError, match="one of its rules"):
        perform(database, auditor, "audit.verify", work)
    row = last(database)
    assert (row.code, row.user_id, row.outcome) == ("AUD-TAMPER", auditor.id, 8)
    assert verify(database).fault is None


def test_the_sandbox_looks_at_its_own_log(tmp_path: Path) -> None:
    sandbox = Database.open(tmp_path / "sandbox" / "store.sqlite3")
    with pytest.raises(SandboxError):
        AuditLog(lambda: sandbox).verify(Actor("u", "u", "auditor"))


def changes(tree: ast.AST) -> set[str]:
    """What is said to be updated or deleted: SQLAlchemy's calls, and statements as text."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in {"update", "delete", "bulk_update_mappings"}:
                found |= {ast.unparse(one) for one in node.args}
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            words = node.value.upper().split()
            found |= {
                words[at + 2 if words[at] == "DELETE" else at + 1].lower()
                for at in range(len(words) - 2)
                if words[at] == "UPDATE" or words[at : at + 2] == ["DELETE", "FROM"]
            }
    return found


def test_no_line_of_the_program_changes_or_deletes_rows_of_the_log() -> None:
    own = {"audit_log", "audit_checkpoints", "LOG", "CHECKPOINTS", "AuditLogRow",
           "AuditCheckpointRow"}  # fmt: skip
    for path in APP.rglob("*.py"):
        assert not changes(ast.parse(path.read_text(encoding="utf-8"))) & own, path


def test_such_a_line_would_be_seen() -> None:
    assert changes(ast.parse("update(LOG).values(a=1)")) == {"LOG"}
    assert changes(ast.parse("x = 'DELETE FROM audit_log WHERE 1'")) == {"audit_log"}
    assert changes(ast.parse("sql.delete(AuditLogRow)")) == {"AuditLogRow"}
