"""Events of a resuscitation are kept with who marked them, and taken back in the open."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.access import Actor
from app.domain.code_events import CodeEvent
from app.domain.errors import AccessError, NotFoundError, StoreError
from app.services.care import Care, Patient
from app.services.code_log import CodeLog
from app.store.database import Database
from app.store.live import LiveRecording, add_recording
from tests.people_desk import acting_as, clinical, log

ENCOUNTER = "E-77"
RECORDING = "a" * 32
AT = datetime(2026, 11, 29, 3, 0, tzinfo=UTC)
SHOCK = CodeEvent(0, "", ENCOUNTER, "shock", None, AT, "", "200 J")


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return clinical(tmp_path)


@pytest.fixture
def house(database: Database) -> Actor:
    actor = acting_as(database, "house")
    Care(lambda: database).create(actor, Patient(ENCOUNTER, "MRN-1", "Rebecca Adler"))
    with database.transaction() as transaction:
        live = LiveRecording(RECORDING, ENCOUNTER, AT, actor.id, "clinical")
        add_recording(transaction, live)
    return actor


@pytest.fixture
def code(database: Database) -> CodeLog:
    return CodeLog(lambda: database)


def test_an_event_is_kept_at_its_time_with_who_marked_it(
    code: CodeLog, house: Actor, database: Database
) -> None:
    made = code.mark(house, SHOCK)
    assert code.sheet(house, "", ENCOUNTER).events == (made,)
    assert (made.at, made.by, made.value) == (AT, house.id, "200 J")
    row = log(database, "CODE-MARK")[0]
    assert (row.object_id, row.action) == ("", "C")
    assert "200 J" not in repr(row)


def test_events_of_a_recording_have_their_second_in_it(code: CodeLog, house: Actor) -> None:
    later = replace(SHOCK, recording=RECORDING, encounter="", at_s=12.5, at=AT + timedelta(1))
    code.mark(house, later)
    first = code.mark(house, SHOCK)
    found = code.sheet(house, RECORDING, ENCOUNTER).events
    assert [(one.key, one.at_s) for one in found] == [(first.key, None), (1, 12.5)]


def test_what_was_taken_back_stays_in_the_log(
    code: CodeLog, house: Actor, database: Database
) -> None:
    made = code.mark(house, SHOCK)
    code.take_back(house, made)
    (found,) = code.sheet(house, "", ENCOUNTER).events
    assert found.taken_back_at is not None
    assert found.taken_back_by == house.id
    assert log(database, "CODE-UNDO")
    with pytest.raises(NotFoundError):
        code.take_back(house, made)


def test_a_value_makes_a_new_event_at_the_same_time(code: CodeLog, house: Actor) -> None:
    made = code.mark(house, replace(SHOCK, value=""))
    told = code.give_value(house, made, "150 J")
    before, after = code.sheet(house, "", ENCOUNTER).events
    assert before.taken_back_at is not None
    assert (after, after.at, after.value) == (told, AT, "150 J")


def test_an_event_of_nothing_is_refused(code: CodeLog, house: Actor) -> None:
    with pytest.raises(StoreError, match="record, or open an encounter"):
        code.mark(house, replace(SHOCK, encounter=""))
    with pytest.raises(StoreError, match="not in the database yet"):
        code.mark(house, replace(SHOCK, encounter="", recording="f" * 32, at_s=1.0))
    assert code.sheet(house, "", "").events == ()


def test_nonsense_is_refused(code: CodeLog, house: Actor) -> None:
    with pytest.raises(StoreError, match="no such event"):
        code.mark(house, replace(SHOCK, kind="lunch"))
    with pytest.raises(StoreError, match="up to 80"):
        code.mark(house, replace(SHOCK, value="x" * 81))


def test_an_event_of_another_patient_cannot_be_taken_back(
    code: CodeLog, house: Actor, database: Database
) -> None:
    made = code.mark(house, SHOCK)
    other = acting_as(database, "cuddy")
    Care(lambda: database).create(other, Patient("E-78", "MRN-2", "James Wilson"))
    with pytest.raises(NotFoundError):
        code.take_back(other, replace(made, encounter="E-78"))
    assert code.sheet(house, "", ENCOUNTER).events[0].taken_back_at is None


def test_nurses_mark_and_only_the_team_reads(
    code: CodeLog, house: Actor, database: Database
) -> None:
    nurse = acting_as(database, "chapel", "nurse")
    code.mark(nurse, SHOCK)
    with pytest.raises(AccessError):
        code.sheet(nurse, "", ENCOUNTER)
    Care(lambda: database).assign(house, ENCOUNTER, "chapel")
    assert len(code.sheet(nurse, "", ENCOUNTER).events) == 1


@pytest.mark.parametrize("role", ["auditor", "sysadmin", "secadmin", "emr_compliance"])
def test_nobody_else_marks(role: str, code: CodeLog, house: Actor, database: Database) -> None:
    other = acting_as(database, "other", role)  # type: ignore[arg-type]
    with pytest.raises(AccessError):
        code.mark(other, SHOCK)
    assert code.sheet(house, "", ENCOUNTER).events == ()
