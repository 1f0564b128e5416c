"""The audit log asked for what somebody wants to know, in any order, and given out as files."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.access import Actor
from app.domain.audit import Period
from app.domain.errors import AccessError, ExportError
from app.services.audit_files import AuditFiles, Origin
from app.services.audit_log import AuditLog
from app.services.audit_looks import FIELDS, AuditLooks, Look, Question, Seen
from app.services.sign_in import SignIn
from app.store import care
from app.store.audit import append, seal
from app.store.database import Database
from app.store.relations import begin_encounter
from tests.audit_log import NOON, act, fill
from tests.people_desk import HASHES, WORKSTATION, acting_as, clinical, log


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return clinical(tmp_path / "clinical")


@pytest.fixture
def looks(database: Database) -> AuditLooks:
    return AuditLooks(lambda: database)


@pytest.fixture
def auditor(database: Database) -> Actor:
    return acting_as(database, "audrey", "auditor")


def rows_of(look: Look) -> list[Seen]:
    return [one for first in range(0, len(look), 7) for one in look.part(first, 7)]


def numbers(look: Look) -> list[int]:
    return [one.row.seq for one in rows_of(look)]


def test_the_newest_rows_come_first_and_parts_fit_together(
    database: Database, looks: AuditLooks, auditor: Actor
) -> None:
    fill(database, 20)
    look = looks.ask(auditor, Question())
    found = numbers(look)
    assert len(look) == len(found)
    assert found == list(range(len(look), 0, -1))
    assert look.part(5, 3) == tuple(rows_of(look)[5:8])
    assert look.part(len(look), 3) == ()


def test_a_look_is_one_row_of_the_log_however_far_it_is_read(
    database: Database, looks: AuditLooks, auditor: Actor
) -> None:
    fill(database, 20)
    asked = Question(Period(NOON), "audrey", "note", "MRN-1", 0)
    rows_of(looks.ask(auditor, asked))
    (told,) = log(database, "AUD-VIEW")
    detail = json.loads(told.detail_json)
    assert detail["by"] == "user,code,patient,outcome"
    assert detail["from"] == NOON.isoformat()
    assert "MRN-1" not in told.detail_json


@pytest.mark.parametrize("field", FIELDS)
def test_rows_come_in_the_order_of_any_field(
    database: Database, looks: AuditLooks, auditor: Actor, field: str
) -> None:
    fill(database, 8)
    ascending = looks.ask(auditor, Question(Period(until=NOON.replace(year=2027)), sort=field,
                                            descending=False, user="sandbox"))  # fmt: skip
    values = [getattr(one.row, "utc_ms" if field == "at" else field) for one in rows_of(ascending)]
    assert len(values) == 8
    assert values == sorted(values)


def test_rows_are_found_by_the_user_s_name_by_code_and_by_what_became_of_it(
    database: Database, looks: AuditLooks, auditor: Actor
) -> None:
    nurse = acting_as(database, "wang.fang", "nurse")
    with pytest.raises(AccessError):
        looks.ask(nurse, Question())
    found = rows_of(looks.ask(auditor, Question(user="FANG", code="aud", outcome=8)))
    assert [(one.name, one.row.code, one.row.outcome) for one in found] == [
        ("Dr. Wang.Fang", "AUD-VIEW", 8)
    ]
    assert numbers(looks.ask(auditor, Question(outcome=-2))) == [found[0].row.seq]
    assert len(looks.ask(auditor, Question(user="%"))) == 0


def test_a_patient_is_found_by_number_in_encounters_that_got_it_later(
    database: Database, looks: AuditLooks, auditor: Actor
) -> None:
    doctor = acting_as(database, "doctor")
    with database.transaction() as transaction:
        begin_encounter(transaction, doctor, "E-1", datetime.now(UTC))
        append(transaction, replace(act(actor=doctor), encounter="E-1", patient=""))
        append(transaction, replace(act(actor=doctor), encounter="E-2", patient="MRN-77"))
        append(transaction, replace(act(actor=doctor), encounter="E-3", patient="MRN-88"))
        care.describe(transaction, care.Patient("E-1", "MRN-77", "Zhang San", "er"))
    assert len(looks.ask(auditor, Question(patient=" mrn-77 "))) == 2


def test_a_period_holds_its_beginning_and_not_its_end(
    database: Database, looks: AuditLooks, auditor: Actor
) -> None:
    fill(database, 5)
    minute = Period(NOON + timedelta(seconds=1), NOON + timedelta(seconds=3))
    seen = rows_of(looks.ask(auditor, Question(minute, descending=False)))
    assert [one.row.object_id for one in seen] == ["n1", "n2"]


def test_compliance_sees_what_left_the_house_and_no_more(
    database: Database, looks: AuditLooks
) -> None:
    keeper = acting_as(database, "carla", "emr_compliance")
    with database.transaction() as transaction:
        append(transaction, replace(act(), code="EXP-DISCLOSE"))
        append(transaction, act())
    assert [one.row.code for one in rows_of(looks.ask(keeper, Question()))] == ["EXP-DISCLOSE"]
    assert len(looks.ask(keeper, Question(code="NOTE"))) == 0


def test_a_look_ends_with_its_session(
    database: Database, looks: AuditLooks, auditor: Actor
) -> None:
    look = looks.ask(auditor, Question())
    SignIn(lambda: database, WORKSTATION, hashes=HASHES).sign_out(auditor)
    with pytest.raises(AccessError, match="session has ended"):
        look.part(0, 5)


def test_it_says_how_far_the_log_is_signed_and_carried_out(
    database: Database, looks: AuditLooks, auditor: Actor
) -> None:
    before = looks.standing(auditor)
    assert (before.checkpoint, before.anchored, before.jumped_at) == (None, 0, None)
    with database.transaction() as transaction:
        append(transaction, replace(act(at=datetime.now(UTC)), code="CLOCK-JUMP"))
        seal(transaction)
    after = looks.standing(auditor)
    assert after.checkpoint is not None
    assert after.anchored == after.checkpoint.last_seq
    assert after.last_seq > after.anchored
    assert after.jumped_at is not None
    assert after.anchor.parent == database.folder


def test_a_time_span_is_written_as_csv_as_json_lines_and_as_fhir(
    database: Database, auditor: Actor, tmp_path: Path
) -> None:
    fill(database, 3)
    files = AuditFiles(AuditLog(lambda: database), lambda: Origin("store-1", "er"))
    day = Period(NOON + timedelta(seconds=1), NOON + timedelta(days=1))
    csv = files.write(auditor, day, "csv", tmp_path)
    assert len(csv.read_text(encoding="utf-8").splitlines()) == 3
    bundle = json.loads(files.write(auditor, day, "bundle", tmp_path).read_text(encoding="utf-8"))
    kinds = [one["resource"]["resourceType"] for one in bundle["entry"]]
    assert kinds == ["AuditEvent"] * 2
    lines = files.write(auditor, day, "ndjson", tmp_path).read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2
    plain = files.write(auditor, day, "jsonl", tmp_path)
    assert plain.suffix == ".jsonl"
    rows = [json.loads(line) for line in plain.read_text(encoding="utf-8").splitlines()]
    assert [one["seq"] for one in rows] == sorted(one["seq"] for one in rows)
    assert len(rows) == 2
    assert len(log(database, "AUD-EXPORT")) == 4
    with pytest.raises(ExportError, match="choose one that is there"):
        files.write(auditor, day, "csv", tmp_path / "none")


def test_verifying_tells_how_far_it_is(database: Database, auditor: Actor) -> None:
    fill(database, 5)
    told: list[tuple[int, int]] = []
    found = AuditLog(lambda: database).verify(auditor, tell=lambda row, of: told.append((row, of)))
    assert found.fault is None
    assert told == [(0, found.last_seq)]
