"""Encounters found: only one's own, in order, page by page, and listed as things happen to them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, update

from app.domain.access import SANDBOX_ACTOR, Actor
from app.domain.worklist import MOST, Wanted
from app.services.search import EncounterSearch
from app.store import audit
from app.store.database import Transaction
from app.store.search import search
from app.store.tables import EncounterRow, JobRow, LiveRecordingRow, NoteRow, RecordingRow
from app.store.tables_notes import NoteVersionRow
from app.store.tables_people import AssignmentRow, GlassRow, PatientRow, UserRow
from tests.stores import Store

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ANN = Actor("u-ann", "Ann", "physician", department="emergency")
BO = Actor("u-bo", "Bo", "nurse")
SENIOR = Actor("u-senior", "Senior", "physician", department="surgery")


@pytest.fixture
def transaction(store: Store) -> Iterator[Transaction]:
    with store.open().transaction() as opened:
        for actor in (SENIOR, ANN, BO):
            user(opened, actor, SENIOR.id if actor is ANN else None)
        yield opened


def user(transaction: Transaction, actor: Actor, supervisor: str | None) -> None:
    row: dict[str, Any] = {
        "id": actor.id,
        "login": actor.id,
        "name": actor.name,
        "role": actor.role,
        "department": actor.department,
        "trainee": False,
        "supervisor_id": supervisor,
        "source": "local",
        "must_change": False,
        "totp_step": 0,
        "created_at": NOON,
        "created_by": "system",
    }
    transaction.execute(insert(UserRow), [row])


def encounter(
    transaction: Transaction,
    name: str,
    *,
    at: datetime = NOON,
    of: Actor | None = ANN,
    patient: str = "MRN1",
    who: str = "Smith, June",
    department: str = "emergency",
) -> str:
    transaction.execute(insert(EncounterRow), [{"id": name, "sandbox": True, "first_at": at}])
    row = {"encounter_id": name, "patient_id": patient, "name": who, "department": department}
    transaction.execute(insert(PatientRow), [{**row, "created_by": "u", "arrived_at": None}])
    if of is not None:
        assign(transaction, name, of)
    return name


def assign(
    transaction: Transaction, name: str, actor: Actor, ended: datetime | None = None
) -> None:
    row = {"encounter_id": name, "user_id": actor.id, "assigned_at": NOON, "assigned_by": "u"}
    transaction.execute(insert(AssignmentRow), [{**row, "ended_at": ended}])


def draft(transaction: Transaction, name: str, by: str, number: int = 1) -> str:
    recording = f"r{number}"
    transaction.execute(insert(RecordingRow), [{"id": recording, "sha256": "0", "first_at": NOON}])
    job = {
        "key": number,
        "recording_id": recording,
        "encounter_id": name.lower(),  # in ids the case of letters does not count
        "profile": "sandbox",
        "language": "en",
        "file_name": "a.wav",
        "duration_s": 1.0,
        "timings_s": {},
        "saved_at": NOON,
        "saved_by": by,
    }
    transaction.execute(insert(JobRow), [job])
    note = {"id": f"n{number}", "job_key": number, "template": "t", "status": "draft"}
    transaction.execute(insert(NoteRow), [{**note, "sha256": "0"}])
    return f"n{number}"


def version(transaction: Transaction, note: str, kind: str, number: int = 1) -> None:
    row = {"note_id": note, "version": number, "kind": kind, "content": b"{}", "sha256": "0"}
    row |= {"prev_sha256": "", "author_id": ANN.id, "created_at": NOON, "reason": ""}
    transaction.execute(insert(NoteVersionRow), [{**row, "late": False, "needs_cosign": False}])


def found(transaction: Transaction, actor: Actor, **wanted: Any) -> list[str]:
    lines = search(transaction, actor, Wanted(**wanted), NOON)
    return [line.encounter for line in lines]


def test_one_finds_what_one_is_assigned_to_and_nothing_else(transaction: Transaction) -> None:
    mine = encounter(transaction, "SANDBOX-1")
    encounter(transaction, "SANDBOX-2", of=None)
    assert found(transaction, ANN) == [mine]
    assert found(transaction, BO) == []
    for wanted in ({"patient": "MRN1"}, {"name": "smith"}, {"department": "emergency"}):
        assert found(transaction, ANN, **wanted) == [mine]
        assert found(transaction, BO, **wanted) == []


def test_the_sandbox_finds_everything(transaction: Transaction) -> None:
    encounter(transaction, "SANDBOX-1", of=None)
    assert found(transaction, SANDBOX_ACTOR) == ["SANDBOX-1"]
    assert found(transaction, SANDBOX_ACTOR, name="smi") == ["SANDBOX-1"]


@pytest.mark.parametrize(("until_s", "seen"), [(-1, False), (0, False), (1, True)])
def test_an_assignment_and_a_grant_end_when_they_end(
    transaction: Transaction, until_s: int, seen: bool
) -> None:
    until = NOON + timedelta(seconds=until_s)
    encounter(transaction, "SANDBOX-1", of=None)
    assign(transaction, "SANDBOX-1", BO, until)
    encounter(transaction, "SANDBOX-2", of=None)
    grant: dict[str, Any] = {
        "id": "g",
        "user_id": ANN.id,
        "encounter_id": "SANDBOX-2",
        "reason_code": "care",
    }
    grant |= {"reason": "", "started_at": NOON - DAY, "until": until, "ended_at": None}
    transaction.execute(insert(GlassRow), [grant])
    assert bool(found(transaction, BO)) is seen
    assert bool(found(transaction, ANN)) is seen


def test_a_supervisor_finds_what_they_have_to_sign_too(transaction: Transaction) -> None:
    encounter(transaction, "SANDBOX-1", of=None)
    draft(transaction, "SANDBOX-1", ANN.id)
    assert found(transaction, SENIOR) == found(transaction, ANN) == ["SANDBOX-1"]
    assert found(transaction, BO) == []


def test_what_one_recorded_is_found_before_it_has_a_note(transaction: Transaction) -> None:
    encounter(transaction, "SANDBOX-1", of=None)
    row = {"id": "r9", "encounter_id": "sandbox-1", "profile": "sandbox", "started_at": NOON}
    row |= {"started_by": BO.id, "state": "recording"}
    transaction.execute(insert(LiveRecordingRow), [row])
    assert found(transaction, BO) == ["SANDBOX-1"]


def test_an_encounter_is_finished_when_all_its_notes_are_signed(transaction: Transaction) -> None:
    name = encounter(transaction, "SANDBOX-1")
    assert found(transaction, ANN, progress="unfinished") == [name]
    one, other = draft(transaction, name, ANN.id, 1), draft(transaction, name, ANN.id, 2)
    version(transaction, one, "signed")
    version(transaction, other, "draft", 1)
    assert found(transaction, ANN, progress="finished") == []
    version(transaction, other, "signed", 2)
    assert found(transaction, ANN, progress="finished") == [name]
    assert found(transaction, ANN, progress="unfinished") == []
    recording = {"id": "r9", "encounter_id": name, "profile": "sandbox", "started_at": NOON}
    recording |= {"started_by": ANN.id, "state": "recording"}
    transaction.execute(insert(LiveRecordingRow), [recording])
    assert found(transaction, ANN, progress="unfinished") == [name]
    transaction.execute(update(LiveRecordingRow).values(state="discarded"))
    assert found(transaction, ANN, progress="finished") == [name]


def test_the_unfinished_come_first_then_the_newest_and_pages_join(transaction: Transaction) -> None:
    for number in range(7):
        name = encounter(transaction, f"SANDBOX-{number}", at=NOON - DAY * number)
        if number % 2:
            note = draft(transaction, name, ANN.id, number)
            version(transaction, note, "signed")
    order = [f"SANDBOX-{number}" for number in (0, 2, 4, 6, 1, 3, 5)]
    assert found(transaction, ANN) == order
    joined, after = [], None
    while page := search(transaction, ANN, Wanted(size=2, after=after), NOON):
        joined += [line.encounter for line in page]
        after = page[-1]
    assert joined == order
    assert found(transaction, SANDBOX_ACTOR, since=NOON - 3 * DAY, until=NOON) == [
        "SANDBOX-2",
        "SANDBOX-1",
        "SANDBOX-3",
    ]


def test_an_arrival_that_is_known_counts(transaction: Transaction) -> None:
    encounter(transaction, "SANDBOX-1")
    encounter(transaction, "SANDBOX-2", at=NOON - DAY)
    changed = update(PatientRow).where(PatientRow.encounter_id == "SANDBOX-1")
    transaction.execute(changed.values(arrived_at=NOON - 2 * DAY, department="surgery"))
    assert found(transaction, ANN) == ["SANDBOX-2", "SANDBOX-1"]
    assert found(transaction, ANN, department="surgery") == ["SANDBOX-1"]


@pytest.mark.parametrize("beginning", ["smith", "SMITH, J", "王", "O'N"])
def test_a_name_is_found_by_how_it_begins(transaction: Transaction, beginning: str) -> None:
    for number, who in enumerate(("Smith, June", "王芳", "O'Neil, Bo", "Asmith, Al", "小王")):
        encounter(transaction, f"SANDBOX-{number}", who=who, patient=f"MRN{number}")
    lines = search(transaction, ANN, Wanted(name=beginning), NOON)
    assert [line.name.lower().startswith(beginning.lower()) for line in lines] == [True]
    assert lines[0].patient.startswith("MRN")


def test_many_encounters_are_walked_to_the_same_answer(transaction: Transaction) -> None:
    names = [f"SANDBOX-{number:04}" for number in range(1_100)]
    rows = [
        {"id": name, "sandbox": True, "first_at": NOON + number * DAY}
        for number, name in enumerate(names)
    ]
    transaction.execute(insert(EncounterRow), rows)
    row = {"user_id": ANN.id, "assigned_at": NOON, "assigned_by": "u", "ended_at": None}
    transaction.execute(insert(AssignmentRow), [{**row, "encounter_id": name} for name in names])
    assert found(transaction, ANN, size=10_000) == names[: -MOST - 1 : -1]
    assert found(transaction, BO) == []
    third = search(transaction, ANN, Wanted(size=3), NOON)[-1]
    assert found(transaction, ANN, size=2, after=third) == names[-4:-6:-1]


def test_what_was_looked_for_is_in_the_log_as_a_hash_only(store: Store) -> None:
    database = store.open()
    with database.transaction() as transaction:
        encounter(transaction, "SANDBOX-1", patient="MRN-CANARY", who="Zebulon", of=None)
    wanted = Wanted(patient="MRN-CANARY", name="Zeb")
    (line,) = EncounterSearch(database).find(SANDBOX_ACTOR, wanted)
    assert line.name == "Zebulon"
    with database.transaction() as transaction:
        (row,) = audit.rows(transaction, code="ENC-LIST")
        hashed = audit.key_of(transaction, "MRN-CANARY")
    assert hashed in row.detail_json
    assert "CANARY" not in row.detail_json
    assert "Zeb" not in row.detail_json
