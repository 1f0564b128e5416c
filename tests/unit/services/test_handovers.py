"""Drafts that wait to be taken over at the end of a shift."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.access import Actor
from app.domain.errors import AccessError
from app.domain.intake_words import told
from app.domain.worklist import Wanted
from app.services.encounters import Encounters
from app.services.filing import Filing
from app.services.handovers import Handovers
from app.services.note_life import NoteLife
from app.services.search import EncounterSearch
from app.store.database import Database
from tests.fakes import finished_job
from tests.people_desk import acting_as, add, clinical, log
from tests.ward import proved


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return clinical(tmp_path)


@pytest.fixture
def house(database: Database) -> Actor:
    return acting_as(database, "house", department="er")


@pytest.fixture
def wilson(database: Database) -> Actor:
    return acting_as(database, "wilson", department="er")


@pytest.fixture
def handovers(database: Database) -> Handovers:
    return Handovers(lambda: database)


@pytest.fixture
def note(database: Database, house: Actor) -> str:
    Encounters(lambda: database).begin(house, told("Bed 4", "M 54 #E-1"))
    job = replace(finished_job(), profile="clinical", encounter_id="E-1")
    return Filing(database).save(house, job)


def test_an_offered_draft_waits_by_place_age_and_sex(
    handovers: Handovers, database: Database, house: Actor, wilson: Actor, note: str
) -> None:
    assert handovers.offered(wilson) == ()
    NoteLife(database).offer(house, note, "wilson")
    (one,) = handovers.offered(wilson)
    assert (one.note, one.encounter, one.offered_by) == (note, "E-1", "Dr. House")
    assert (one.place, one.age, one.sex) == ("Bed 4", "54y", "M")
    assert handovers.offered(house) == ()
    assert [row.outcome for row in log(database, "NOTE-LIST")] == [0, 0, 0]


def test_who_takes_it_over_looks_after_the_patient(
    handovers: Handovers, database: Database, house: Actor, wilson: Actor, note: str
) -> None:
    NoteLife(database).offer(house, note, "wilson")
    with pytest.raises(AccessError, match="password again"):
        NoteLife(database).take(replace(wilson, proved_at=None), note)
    NoteLife(database).take(proved(wilson), note)
    assert handovers.offered(wilson) == ()
    assert [one.encounter for one in EncounterSearch(database).find(wilson, Wanted())] == ["E-1"]


def test_what_was_offered_to_another_one_later_waits_no_longer(
    handovers: Handovers, database: Database, house: Actor, wilson: Actor, note: str
) -> None:
    NoteLife(database).offer(house, note, "wilson")
    cuddy = acting_as(database, "cuddy", department="er")
    NoteLife(database).offer(house, note, "cuddy")
    assert handovers.offered(wilson) == ()
    assert [one.note for one in handovers.offered(cuddy)] == [note]


def test_colleagues_are_physicians_who_can_sign_in_those_of_the_house_first(
    handovers: Handovers, database: Database, house: Actor, wilson: Actor
) -> None:
    add(database, "alpha", department="surgery")
    add(database, "nurse", "nurse")
    found = handovers.colleagues(house)
    assert [one.login for one in found] == ["wilson", "alpha"]
    with pytest.raises(AccessError):
        handovers.colleagues(acting_as(database, "keeper", "secadmin"))
