"""What messages of the hospital's system do to visits and to encounters that were begun."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest

from app.domain.errors import AccessError, StoreError
from app.domain.intake_words import Told
from app.services.admissions_in import KEPT_FOR
from app.store import admissions
from tests.adt import NOW, adt
from tests.arrival_desk import ArrivalDesk
from tests.people_desk import acting_as, clinical, log

SECRET = "Wintergreen^Olive"  # noqa: S105 - a name that must not be read in the log
EARLY, LATE, LATEST = (f"2026112908{minute}00+0000" for minute in ("05", "30", "45"))


@pytest.fixture
def desk(tmp_path: Path) -> ArrivalDesk:
    database = clinical(tmp_path)
    return ArrivalDesk(database, acting_as(database, "house", department="er"))


def parts(desk: ArrivalDesk) -> dict[str, tuple[str, str]]:
    return {one.part: (one.here, one.there) for one in desk.card().differs}


# --- visits


def test_who_comes_is_kept_and_nobodys_until_begun(desk: ArrivalDesk) -> None:
    desk.hears(adt(name=SECRET))
    kept = desk.kept()
    assert (kept.admission.name, kept.admission.patient_number) == ("Wintergreen, Olive", "MRN-7")
    assert (kept.begun, kept.left_at, kept.contested) == (False, None, None)
    card = desk.begun()
    assert (card.encounter, card.name, card.patient) == ("V-9", "Wintergreen, Olive", "MRN-7")
    assert (card.birth_date, card.sex, card.place) == ("1972-03-04", "F", "B4")
    assert card.at == datetime(2026, 11, 29, 8, 15, tzinfo=UTC)
    assert card.age.endswith("y")
    assert card.department == "er"  # it says who may read, so it is that of who begins it
    assert card.differs == ()
    assert desk.kept().begun
    told = log(desk.database, "ENC-ADT")
    assert len(told) == 1
    assert told[0].patient_key
    assert "Winter" not in repr(log(desk.database))
    assert "MRN-7" not in repr(log(desk.database))


def test_the_same_message_counts_once(desk: ArrivalDesk) -> None:
    first = adt(name="Smith^June", at=EARLY, id="M1")
    desk.hears(first, adt("A08", name="Smith^Juno", at=EARLY, id="M2"), first, first)
    assert desk.kept().admission.name == "Smith, Juno"
    assert len(log(desk.database, "ENC-ADT")) == 2


def test_two_senders_may_number_alike(desk: ArrivalDesk) -> None:
    desk.hears(adt(at=EARLY), adt("A08", at=LATE, place="ER^^B7").replace("|HIS|", "|LAB|"))
    assert desk.kept().admission.place == "B7"


def test_messages_in_any_order_come_to_the_same(desk: ArrivalDesk) -> None:
    for number, order in enumerate(permutations(range(3))):
        visit = f"V-{number}"
        came = adt("A01", visit=visit, at=EARLY, id=f"{visit}a", name="", place="ER^^B1")
        known = adt("A08", visit=visit, at=LATE, id=f"{visit}b", name="张^三", place="ER^^B2")
        left = adt("A03", visit=visit, at=LATEST, id=f"{visit}c", name="", place="")
        for each in order:
            desk.hears((came, known, left)[each])
        kept = desk.kept(visit)
        assert (kept.admission.name, kept.admission.place) == ("张三", "B2"), order
        assert kept.admission.arrived_at == datetime(2026, 11, 29, 8, 5, tzinfo=UTC)
        assert kept.left_at == datetime(2026, 11, 29, 8, 45, tzinfo=UTC)


def test_who_left_and_comes_back_is_here(desk: ArrivalDesk) -> None:
    desk.hears(adt(at=EARLY, id="1"), adt("A03", at=LATE, id="2"), adt("A08", at=LATEST, id="3"))
    assert desk.kept().left_at is not None
    desk.hears(adt("A13", at=LATEST, id="4"))
    assert desk.kept().left_at is None
    desk.hears(adt("A03", at=LATE, id="5"))  # sent again late, under another number
    assert desk.kept().left_at is None


def test_a_visit_of_another_patient_is_refused_and_shown(desk: ArrivalDesk) -> None:
    desk.hears(adt(number="MRN-7", name="Smith^June"))
    again = adt("A08", number="MRN-8", name="Li^Si", id="M2", at=LATE)
    assert desk.hears(again) == "another_patient"
    assert desk.hears(again) == "another_patient"  # a sender that tries again fills no log
    kept = desk.kept()
    assert (kept.admission.patient_number, kept.admission.name) == ("MRN-7", "Smith, June")
    assert kept.contested is not None
    assert (kept.contested.patient_number, kept.contested.name) == ("MRN-8", "Li, Si")
    assert [row.outcome for row in log(desk.database, "ENC-ADT")] == [0, 8]


def test_a_clock_that_runs_ahead_keeps_nobody_from_being_heard(desk: ArrivalDesk) -> None:
    desk.hears(adt(at="20991231000000+0000", id="1", place="ER^^B1"))
    assert desk.kept().said["place"] == NOW
    desk.now += timedelta(minutes=5)
    desk.hears(adt("A08", at="20261129120400+0000", id="2", place="ER^^B2"))
    assert desk.kept().admission.place == "B2"


def test_what_nobody_told_of_for_a_week_is_not_kept(desk: ArrivalDesk) -> None:
    desk.hears(adt(visit="V-1", id="1"))
    desk.now += KEPT_FOR + timedelta(minutes=1)
    desk.hears(adt(visit="V-2", id="2"))
    with desk.database.transaction() as transaction:
        assert [one.admission.visit for one in admissions.all_of(transaction)] == ["V-2"]


# --- encounters that were begun


def test_an_encounter_follows_while_nothing_is_signed(desk: ArrivalDesk) -> None:
    desk.hears(adt(at=EARLY, id="1", born="197203", name="Smith^Jun"))
    desk.begun()
    desk.hears(adt("A08", at=LATE, id="2", name="Smith^June", born="19720304", place="ER^^B7"))
    card = desk.card()
    assert (card.name, card.birth_date, card.place) == ("Smith, June", "1972-03-04", "B7")
    assert card.age.endswith("y")
    (row,) = log(desk.database, "ENC-DESCRIBE")
    assert row.user_id == "system"
    assert "Smith" not in row.detail_json


def test_what_was_written_here_is_not_written_over(desk: ArrivalDesk) -> None:
    desk.hears(adt(at=EARLY, id="1", name="Smith^June"))
    desk.begun()
    desk.encounters.describe(desk.house, "V-9", Told("Smith, Juno", "Resus"))
    desk.hears(adt("A08", at=LATE, id="2", name="Smith^Jane", place="ER^^B7", sex="M"))
    card = desk.card()
    assert (card.name, card.place, card.sex) == ("Smith, Juno", "Resus", "M")
    assert parts(desk) == {"name": ("Smith, Juno", "Smith, Jane")}
    taken = desk.encounters.take_over(desk.house, "V-9")
    assert (taken.name, taken.differs) == ("Smith, Jane", ())
    with pytest.raises(StoreError, match="nothing differs"):
        desk.encounters.take_over(desk.house, "V-9")


def test_a_signed_note_holds_the_encounter_as_it_is(desk: ArrivalDesk) -> None:
    desk.hears(adt(at=EARLY, id="1"))
    desk.begun()
    desk.sign()
    desk.hears(adt("A08", at=LATE, id="2", name="Smith^Jane", born="19720305"))
    assert desk.card().name == "Smith, June"
    assert parts(desk) == {
        "name": ("Smith, June", "Smith, Jane"),
        "birth_date": ("1972-03-04", "1972-03-05"),
    }
    assert desk.encounters.take_over(desk.house, "V-9").birth_date == "1972-03-05"


def test_somebody_unknown_is_named_by_a_click_alone(desk: ArrivalDesk) -> None:
    desk.encounters.begin_unknown(desk.house, Told(encounter="V-9"))
    desk.hears(adt())
    assert desk.card().unknown
    assert parts(desk)["name"] == ("", "Smith, June")
    taken = desk.encounters.take_over(desk.house, "V-9")
    assert (taken.unknown, taken.name, taken.patient) == (False, "Smith, June", "MRN-7")


def test_another_patient_under_the_number_is_shown_and_never_taken_over(desk: ArrivalDesk) -> None:
    desk.encounters.begin(desk.house, Told("王秀英", encounter="V-9", patient="MRN-8"))
    desk.hears(adt(number="MRN-7"))
    card = desk.card()
    assert (card.name, card.patient, card.foreign) == ("王秀英", "MRN-8", True)
    with pytest.raises(AccessError, match="another patient's"):
        desk.encounters.take_over(desk.house, "V-9")
    with pytest.raises(AccessError, match="another patient's"):
        desk.begun()
    assert desk.card().name == "王秀英"


def test_a_visit_number_typed_for_another_patient_begins_nothing(desk: ArrivalDesk) -> None:
    desk.hears(adt(number="MRN-7"))
    with pytest.raises(AccessError, match="another patient's"):
        desk.encounters.begin(desk.house, Told("Li", encounter="v-9", patient="MRN-8"))
    assert desk.encounters.begin(desk.house, Told("Li", encounter="v-9", patient="mrn-7"))
    refused = [row for row in log(desk.database, "ENC-NEW") if row.outcome == 8]
    assert len(refused) == 1


def test_the_visit_is_begun_once_whoever_comes_second(desk: ArrivalDesk) -> None:
    desk.hears(adt())
    first = desk.begun()
    assert replace(desk.begun(), differs=()) == first
    assert len(log(desk.database, "ENC-NEW")) == 1


# --- merged patients


def test_a_merge_renumbers_what_is_not_signed(desk: ArrivalDesk) -> None:
    desk.hears(adt(number="TMP-1", at=EARLY, id="1", name=""))
    desk.begun()
    desk.hears(adt("A40", number="MRN-7", gone="TMP-1", at=LATE, id="2", visit=""))
    card = desk.card()
    assert (card.patient, card.name, card.differs) == ("MRN-7", "Smith, June", ())
    assert desk.kept().admission.patient_number == "MRN-7"
    desk.hears(adt("A08", number="TMP-1", at=LATEST, id="3", place="ER^^B9"))  # sent by habit
    assert desk.card().place == "B9"


def test_a_merge_leaves_what_is_signed_and_says_so(desk: ArrivalDesk) -> None:
    desk.hears(adt(number="TMP-1", at=EARLY, id="1"))
    desk.begun()
    desk.sign()
    desk.hears(adt("A40", number="MRN-7", gone="TMP-1", at=LATE, id="2", visit=""))
    assert desk.card().patient == "TMP-1"
    assert parts(desk) == {"patient": ("TMP-1", "MRN-7")}
    assert not desk.card().foreign
    assert '"signed":1' in log(desk.database, "ENC-ADT")[-1].detail_json
    assert desk.encounters.take_over(desk.house, "V-9").patient == "MRN-7"


def test_a_merge_of_whom_nobody_told_holds_for_later(desk: ArrivalDesk) -> None:
    desk.encounters.begin(desk.house, Told("Smith", encounter="E-5", patient="TMP-1"))
    desk.hears(adt("A40", number="MRN-7", gone="TMP-1", visit="", id="1"))
    assert desk.card("E-5").patient == "MRN-7"
    desk.hears(adt(number="TMP-1", visit="V-9", id="2"))
    assert desk.kept().admission.patient_number == "MRN-7"


@pytest.mark.parametrize("turned", [False, True])
def test_merges_in_any_order_come_to_the_same(desk: ArrivalDesk, turned: bool) -> None:
    first = adt("A40", number="B", gone="A", at=EARLY, id="1", visit="")
    second = adt("A40", number="C", gone="B", at=LATE, id="2", visit="")
    desk.hears(*((second, first) if turned else (first, second)))
    with desk.database.transaction() as transaction:
        assert [admissions.survivor(transaction, one) for one in "ABC"] == ["C", "C", "C"]


@pytest.mark.parametrize("turned", [False, True])
def test_a_merge_that_is_turned_round_goes_in_no_circle(desk: ArrivalDesk, turned: bool) -> None:
    first = adt("A40", number="B", gone="A", at=EARLY, id="1", visit="")
    second = adt("A40", number="A", gone="B", at=LATE, id="2", visit="")
    desk.hears(*((second, first) if turned else (first, second)))
    with desk.database.transaction() as transaction:
        assert [admissions.survivor(transaction, one) for one in "AB"] == ["A", "A"]


def test_a_patient_merged_into_itself_changes_nothing(desk: ArrivalDesk) -> None:
    desk.hears(adt(), adt("A40", gone="mrn-7", id="2", visit=""))
    assert desk.kept().admission.patient_number == "MRN-7"


def test_a_person_is_known_better_in_every_visit(desk: ArrivalDesk) -> None:
    desk.hears(adt(visit="V-9", id="1", at=EARLY), adt(visit="V-10", id="2", at=EARLY))
    desk.begun()
    assert desk.hears(adt("A31", name="Smith^Jane", id="3", at=LATE)) is None
    assert desk.kept("V-10").admission.name == "Smith, Jane"
    assert desk.kept("V-10").admission.place == "B4"
    assert desk.card().name == "Smith, Jane"
    assert desk.hears(adt("A31", number="MRN-0", id="4")) == "no_such_patient"
