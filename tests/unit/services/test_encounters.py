"""Encounters begun in seconds, described and identified later, and consent to being recorded."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from app.domain.access import SANDBOX_ACTOR, Actor, Role
from app.domain.encounters import Consent
from app.domain.errors import AccessError, GlassNeededError, NotFoundError, SandboxError, StoreError
from app.domain.intake_words import Told, told
from app.domain.worklist import Wanted
from app.services.care import Care
from app.services.encounters import Encounters
from app.services.search import EncounterSearch
from app.store.database import Database
from app.store.encounters import card
from app.store.live import LiveRecording, add_recording, set_state
from tests.people_desk import acting_as, clinical, log

TODAY = datetime.now(UTC).astimezone().strftime("%Y%m%d")
SECRET = "Wintergreen"  # noqa: S105 - a name that must not be read in the log


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return clinical(tmp_path)


@pytest.fixture
def encounters(database: Database) -> Encounters:
    return Encounters(lambda: database)


@pytest.fixture
def house(database: Database) -> Actor:
    return acting_as(database, "house", department="er")


def test_two_fields_are_enough(encounters: Encounters, house: Actor, database: Database) -> None:
    made = encounters.begin(house, told("Bed 4", "M 54"))
    assert made.encounter == f"E{TODAY}-0001"
    assert (made.place, made.age, made.sex, made.name) == ("Bed 4", "54y", "M", "")
    assert made.department == "er"
    assert encounters.begin(house, told("Smith, June", "#V-9")).encounter == "V-9"
    assert encounters.begin(house, told("Bed 5", "")).encounter == f"E{TODAY}-0002"
    (line, *_) = EncounterSearch(database).find(house, Wanted(text="bed 4"))
    assert (line.encounter, line.place, line.age) == (made.encounter, "Bed 4", "54y")
    assert "Smith" not in repr(log(database))


def test_nothing_typed_begins_nothing(encounters: Encounters, house: Actor) -> None:
    with pytest.raises(StoreError, match="type a name or a place"):
        encounters.begin(house, told("", ""))
    with pytest.raises(AccessError, match="an encounter's id"):
        encounters.begin(house, Told(name="x", encounter="张三"))


def test_an_id_is_given_once(encounters: Encounters, house: Actor) -> None:
    encounters.begin(house, told("A", "#V-9"))
    with pytest.raises(StoreError, match="already"):
        encounters.begin(house, told("B", "#v-9"))


def test_who_was_slower_gets_the_next_number(
    encounters: Encounters, house: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another window took the number between the look and the act."""
    encounters.begin(house, told("Bed 1", ""))
    numbers = iter((1, 1, 2))
    monkeypatch.setattr(Encounters, "_number", lambda *_: next(numbers))
    assert encounters.begin(house, told("Bed 2", "")).encounter == f"E{TODAY}-0002"


def test_somebody_unknown_gets_a_name_that_nobody_else_gets(
    encounters: Encounters, house: Actor
) -> None:
    encounters.begin(house, told("Bed 1", ""))
    first = encounters.begin_unknown(house, told("Resus", "M"))
    assert (first.name, first.unknown, first.place, first.sex) == ("Unknown 2", True, "Resus", "M")
    encounters.identify(house, first.encounter, Told(name="June Smith"))
    assert encounters.begin_unknown(house, Told()).name == "Unknown 3"
    named = encounters.begin_unknown(house, Told(encounter="ED-77"))
    assert named.name == "Unknown ED-77"


def test_who_is_identified_is_unknown_no_longer(
    encounters: Encounters, house: Actor, database: Database
) -> None:
    made = encounters.begin_unknown(house, told("Resus", "M"))
    described = encounters.describe(house, made.encounter, Told(name=SECRET, age="54y"))
    assert (described.name, described.age, described.unknown) == ("Unknown 1", "54y", True)
    numbered = encounters.identify(house, made.encounter, Told(patient="MRN-7"))
    assert (numbered.name, numbered.unknown) == ("Unknown 1", True)
    known = encounters.identify(house, made.encounter, Told(name=SECRET))
    assert (known.name, known.patient, known.unknown) == (SECRET, "MRN-7", False)
    assert (known.place, known.sex, known.age) == ("Resus", "M", "54y")
    _, row = log(database, "ENC-IDENTIFY")
    assert '"name"' in row.detail_json  # a hash of what stood there
    assert "Unknown 1" not in row.detail_json
    assert SECRET not in repr(log(database))
    with pytest.raises(StoreError, match="name or number"):
        encounters.identify(house, made.encounter, Told(age="60y"))


def test_what_is_corrected_leaves_a_hash_of_what_stood_there(
    encounters: Encounters, house: Actor, database: Database
) -> None:
    made = encounters.begin(house, told("Bed 4", "M 54"))
    after = encounters.describe(house, made.encounter, Told(place="Bed 5", sex="M", name=SECRET))
    assert (after.place, after.age, after.name) == ("Bed 5", "54y", SECRET)
    (row,) = log(database, "ENC-DESCRIBE")
    assert '"place"' in row.detail_json
    assert '"sex"' not in row.detail_json  # said again, not changed
    assert '"name":"nothing"' in row.detail_json
    assert "Bed" not in row.detail_json


def test_consent_is_kept_step_by_step(
    encounters: Encounters, house: Actor, database: Database
) -> None:
    made = encounters.begin(house, told("Bed 4", ""))
    assert made.consent is None
    steps: tuple[Consent, ...] = ("asked", "given", "withdrawn")
    for state in steps:
        shown = encounters.consent(house, made.encounter, state)
    assert shown.consent is not None
    assert (shown.consent.state, shown.consent.by, shown.consent_by) == (
        "withdrawn",
        house.id,
        "Dr. House",
    )
    assert [one.state for one in encounters.consents(house, made.encounter)] == list(steps)
    assert [row.outcome for row in log(database, "ENC-CONSENT")] == [0, 0, 0]
    with pytest.raises(StoreError, match="consent is one of"):
        encounters.consent(house, made.encounter, cast("Consent", "perhaps"))


def test_a_recording_goes_on_when_consent_is_withdrawn_and_the_log_says_so(
    encounters: Encounters, house: Actor, database: Database
) -> None:
    made = encounters.begin(house, told("Bed 4", ""))
    encounters.consent(house, made.encounter, "given")
    with database.transaction() as transaction:
        now = datetime.now(UTC)
        live = LiveRecording("d" * 32, made.encounter, now, house.id, "clinical")
        add_recording(transaction, live)
    shown = encounters.consent(house, made.encounter, "withdrawn")
    assert shown.recording
    assert [(one.state, one.consent) for one in shown.recordings] == [("recording", "given")]
    assert '"recording":true' in log(database, "ENC-CONSENT")[-1].detail_json


ACTS = {
    "show": lambda encounters, actor, which: encounters.show(actor, which),
    "describe": lambda encounters, actor, which: encounters.describe(actor, which, Told(age="1y")),
    "identify": lambda encounters, actor, which: encounters.identify(actor, which, Told(name="A")),
    "consent": lambda encounters, actor, which: encounters.consent(actor, which, "given"),
    "consents": lambda encounters, actor, which: encounters.consents(actor, which),
}


@pytest.mark.parametrize("act", sorted(ACTS))
def test_who_looks_after_the_patient_does_it_and_nobody_else(
    encounters: Encounters, house: Actor, database: Database, act: str
) -> None:
    made = encounters.begin(house, told("Bed 4", ""))
    nurse = acting_as(database, "nurse", "nurse", department="er")
    wilson = acting_as(database, "wilson", department="er")
    roles: tuple[Role, ...] = ("auditor", "sysadmin", "secadmin")
    others = [acting_as(database, role, role) for role in roles]
    for actor in (nurse, wilson, *others):
        with pytest.raises(AccessError):
            ACTS[act](encounters, actor, made.encounter)
    refused = [row for row in log(database) if row.code.startswith("ENC-") and row.outcome == 8]
    assert len(refused) == 5
    Care(lambda: database).assign(house, made.encounter, "nurse")
    ACTS[act](encounters, nurse, made.encounter)
    ACTS[act](encounters, house, made.encounter)


def test_who_may_break_the_glass_is_told_so(
    encounters: Encounters, house: Actor, database: Database
) -> None:
    made = encounters.begin(house, told("Bed 4", ""))
    with pytest.raises(GlassNeededError):
        encounters.show(acting_as(database, "wilson", department="er"), made.encounter)


def test_administrators_begin_no_encounter(encounters: Encounters, database: Database) -> None:
    roles: tuple[Role, ...] = ("auditor", "sysadmin", "secadmin", "export_service")
    for role in roles:
        with pytest.raises(AccessError):
            encounters.begin(acting_as(database, role, role), told("Bed 4", ""))


def test_an_encounter_that_is_not_there_is_not_repeated(
    encounters: Encounters, house: Actor
) -> None:
    with pytest.raises(NotFoundError) as refusal:
        encounters.show(house, SECRET)
    assert SECRET not in str(refusal.value)


def test_a_sandbox_begins_made_up_encounters_and_shows_them(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "erscribe.sqlite3")
    encounters = Encounters(lambda: database)
    made = encounters.begin(SANDBOX_ACTOR, told("Bed 4", "M 54"))
    assert made.encounter == f"SANDBOX-{TODAY}-0001"
    assert (made.place, made.age) == ("Bed 4", "54y")
    (line,) = EncounterSearch(database).find(SANDBOX_ACTOR, Wanted(text="Bed"))
    assert (line.place, line.standing) == ("Bed 4", "empty")
    with pytest.raises(SandboxError):
        encounters.begin(SANDBOX_ACTOR, told("Bed 4", "#E-77"))


def standing(database: Database, house: Actor) -> str:
    (line,) = EncounterSearch(database).find(house, Wanted())
    return line.standing


def test_a_line_says_how_far_the_encounter_is(
    encounters: Encounters, house: Actor, database: Database
) -> None:
    made = encounters.begin(house, told("Bed 4", ""))
    encounters.consent(house, made.encounter, "refused")
    assert standing(database, house) == "empty"
    live = LiveRecording("d" * 32, made.encounter.lower(), datetime.now(UTC), house.id, "clinical")
    with database.transaction() as transaction:
        add_recording(transaction, live)
    assert standing(database, house) == "recording"
    with database.transaction() as transaction:
        set_state(transaction, live.id, "stopped")
    assert standing(database, house) == "unsaved"
    (line,) = EncounterSearch(database).find(house, Wanted(text=made.encounter[:6].lower()))
    assert line.consent == "refused"


def test_the_page_after_goes_on(encounters: Encounters, house: Actor, database: Database) -> None:
    made = [encounters.begin(house, told(f"Bed {one}", "")).encounter for one in range(5)]
    search = EncounterSearch(database)
    first = search.find(house, Wanted(size=2))
    then = search.find(house, Wanted(size=9, after=first[-1]))
    assert [one.encounter for one in (*first, *then)] == made[::-1]
    assert {one.place for one in then} == {"Bed 0", "Bed 1", "Bed 2"}


def test_a_patient_number_finds_whole_numbers_only(
    encounters: Encounters, house: Actor, database: Database
) -> None:
    encounters.begin(house, told("王秀英", "ZY0012345"))
    search = EncounterSearch(database)
    assert len(search.find(house, Wanted(text="ZY0012345"))) == 1
    assert search.find(house, Wanted(text="ZY00")) == ()
    assert len(search.find(house, Wanted(text="王"))) == 1
    assert "ZY" not in repr(log(database, "ENC-LIST"))


def test_a_card_shows_when_the_patient_came(
    encounters: Encounters, house: Actor, database: Database
) -> None:
    made = encounters.begin(house, told("Bed 4", ""))
    assert datetime.now(UTC) - made.at < timedelta(minutes=1)
    with database.transaction() as transaction:
        assert card(transaction, made.encounter.lower()) == replace(made)
