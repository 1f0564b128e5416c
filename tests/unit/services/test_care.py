"""Who looks after whom, and who broke the glass."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from app.domain.access import Actor, Role
from app.domain.errors import AccessError, NotFoundError, StoreError
from app.domain.worklist import Wanted
from app.services.care import Care, Patient
from app.services.glass import Glass, Reason
from app.store.database import Database
from app.store.relations import relation
from tests.people_desk import acting_as, add, clinical, log

ENCOUNTER = "E-77"
WHY = "the patient is in my room and not breathing"


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return clinical(tmp_path)


@pytest.fixture
def care(database: Database) -> Care:
    return Care(lambda: database)


@pytest.fixture
def glass(database: Database) -> Glass:
    return Glass(lambda: database)


@pytest.fixture
def house(database: Database, care: Care) -> Actor:
    """Began an encounter in the emergency room."""
    actor = acting_as(database, "house", department="er")
    care.create(actor, Patient(ENCOUNTER, "MRN-1", "Rebecca Adler"))
    return actor


def seen_by(care: Care, actor: Actor) -> list[str]:
    return [line.encounter for line in care.worklist(actor)]


def test_who_begins_an_encounter_looks_after_it(
    care: Care, house: Actor, database: Database
) -> None:
    assert seen_by(care, house) == [ENCOUNTER]
    (line,) = care.worklist(house, Wanted(name="Reb"))
    assert (line.patient, line.name, line.department) == ("MRN-1", "Rebecca Adler", "er")
    row = log(database, "ENC-NEW")[0]
    assert row.patient_key
    assert "Adler" not in repr(row)


def test_others_do_not_see_it_until_they_are_assigned(
    care: Care, house: Actor, database: Database
) -> None:
    nurse = acting_as(database, "nurse", "nurse", department="er")
    assert seen_by(care, nurse) == []
    care.assign(house, ENCOUNTER, "NURSE")
    assert seen_by(care, nurse) == [ENCOUNTER]
    care.assign(nurse, ENCOUNTER.lower(), "house")  # is so already
    care.unassign(house, ENCOUNTER, "nurse")
    assert seen_by(care, nurse) == []
    outcomes = [(row.detail_json, row.outcome) for row in log(database, "ENC-ASSIGN")]
    assert len(outcomes) == 3


@pytest.mark.parametrize("role", ["physician", "nurse"])
def test_nobody_assigns_themselves_to_a_patient_who_is_not_theirs(
    care: Care, house: Actor, database: Database, role: str
) -> None:
    other = acting_as(database, "other", cast("Role", role), department="er")
    with pytest.raises(AccessError):
        care.assign(other, ENCOUNTER, "other")
    assert seen_by(care, other) == []


def test_only_physicians_and_nurses_are_assigned(
    care: Care, house: Actor, database: Database
) -> None:
    add(database, "keeper", "secadmin")
    with pytest.raises(AccessError, match="physicians and nurses"):
        care.assign(house, ENCOUNTER, "keeper")
    with pytest.raises(NotFoundError):
        care.assign(house, ENCOUNTER, "nobody")


def test_an_encounter_is_begun_once_and_its_id_is_an_id(
    care: Care, house: Actor, database: Database
) -> None:
    wilson = acting_as(database, "wilson", department="er")
    with pytest.raises(StoreError, match="already"):
        care.create(wilson, Patient(ENCOUNTER.lower()))
    assert seen_by(care, wilson) == []
    for no_id in ("", "two words", "x" * 65, "张三"):
        with pytest.raises(AccessError, match="an encounter's id"):
            care.create(house, Patient(no_id))


def test_breaking_the_glass_lets_one_user_see_one_encounter(
    care: Care, glass: Glass, house: Actor, database: Database
) -> None:
    care.create(house, Patient("E-78"))
    wilson = acting_as(database, "wilson", department="oncology")
    grant = glass.start(wilson, ENCOUNTER, "emergency", f"  {WHY}\n")
    assert seen_by(care, wilson) == [ENCOUNTER]
    assert glass.mine(wilson) == (grant,)
    assert grant.text == WHY
    assert seen_by(care, acting_as(database, "foreman", department="oncology")) == []
    (row,) = log(database, "BTG-START")
    assert row.object_id == grant.id
    assert "breathing" not in repr(row)


def test_a_grant_lasts_four_hours_to_the_second(
    glass: Glass, house: Actor, database: Database
) -> None:
    wilson = acting_as(database, "wilson", department="oncology")
    grant = glass.start(wilson, ENCOUNTER, "cover", WHY)
    assert grant.until - grant.started_at == timedelta(hours=4)
    with database.transaction() as transaction:
        for off_s, in_force in ((-5.0, True), (-0.001, True), (0.0, False), (5.0, False)):
            at = grant.started_at + timedelta(hours=4, seconds=off_s)
            found = relation(transaction, wilson, at, encounter=ENCOUNTER)
            assert found.glass == in_force
        before = grant.started_at - timedelta(seconds=1)
        assert not relation(transaction, wilson, before, encounter=ENCOUNTER).glass


def test_a_grant_is_given_back_by_its_user_alone(
    care: Care, glass: Glass, house: Actor, database: Database
) -> None:
    wilson = acting_as(database, "wilson", department="oncology")
    grant = glass.start(wilson, ENCOUNTER, "cover", WHY)
    with pytest.raises(NotFoundError):
        glass.end(house, grant.id)
    glass.end(wilson, grant.id)
    assert seen_by(care, wilson) == []
    assert glass.mine(wilson) == ()
    with pytest.raises(StoreError, match="ended already"):
        glass.end(wilson, grant.id)


@pytest.mark.parametrize(
    ("reason", "text"),
    [("emergency", ""), ("emergency", " a\n b "), ("emergency", "x" * 501), ("curiosity", WHY)],
)
def test_no_glass_breaks_without_a_reason(
    glass: Glass, house: Actor, database: Database, reason: str, text: str
) -> None:
    wilson = acting_as(database, "wilson", department="oncology")
    with pytest.raises(AccessError):
        glass.start(wilson, ENCOUNTER, cast("Reason", reason), text)
    assert glass.mine(wilson) == ()


def test_the_credential_is_given_again_for_it(
    glass: Glass, house: Actor, database: Database
) -> None:
    wilson = acting_as(database, "wilson", department="oncology")
    with pytest.raises(AccessError, match="password again"):
        glass.start(replace(wilson, proved_at=None), ENCOUNTER, "cover", WHY)


def test_an_encounter_that_is_not_there_has_no_glass(glass: Glass, database: Database) -> None:
    wilson = acting_as(database, "wilson", department="oncology")
    with pytest.raises(NotFoundError) as refusal:
        glass.start(wilson, "E-99", "cover", WHY)
    assert "E-99" not in str(refusal.value)


@pytest.mark.parametrize("role", ["sysadmin", "secadmin", "auditor", "export_service"])
def test_administrators_break_no_glass(
    glass: Glass, house: Actor, database: Database, role: str
) -> None:
    other = acting_as(database, "other", cast("Role", role))
    with pytest.raises(AccessError):
        glass.start(other, ENCOUNTER, "quality", WHY)


def test_those_who_watch_over_privacy_see_each_grant_and_why(
    glass: Glass, house: Actor, database: Database
) -> None:
    wilson = acting_as(database, "wilson", department="oncology")
    grant = glass.start(wilson, ENCOUNTER, "cover", WHY)
    watcher = acting_as(database, "watcher", "emr_compliance")
    since = datetime.now(UTC) - timedelta(days=1)
    assert glass.review(watcher, since) == (grant,)
    assert glass.review(watcher, datetime.now(UTC)) == ()
    for actor in (house, wilson):
        with pytest.raises(AccessError):
            glass.review(actor, since)
