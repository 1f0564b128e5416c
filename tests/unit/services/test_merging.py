"""Two encounters that are one: shown together, seen by the same people, and parted again."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

from app.domain.access import Actor
from app.domain.audit import Period
from app.domain.encounters import MergeReason
from app.domain.errors import AccessError, GlassNeededError, NotFoundError, StoreError
from app.domain.intake_words import Told, told
from app.domain.worklist import Wanted
from app.services.care import Care
from app.services.encounters import Encounters
from app.services.filing import Filing
from app.services.glass import Glass
from app.services.merging import Merging
from app.services.review import NoteReview
from app.services.search import EncounterSearch
from app.store.audit_reading import of_encounter
from app.store.live import LiveRecording, add_recording, set_state
from app.store.retention import kept_recordings, set_hold
from tests.fakes import finished_job
from tests.people_desk import acting_as, clinical, log

DOUBLE, KEPT = "E-1", "E-2"
RECORDING = "d" * 32


class Room:
    """Two encounters of one patient: DOUBLE with a note, and KEPT."""

    def __init__(self, folder: Path) -> None:
        self.database = clinical(folder)
        self.house = acting_as(self.database, "house", department="er")
        self.encounters = Encounters(lambda: self.database)
        self.merging = Merging(lambda: self.database)
        self.care = Care(lambda: self.database)
        self.encounters.begin(self.house, told("Bed 4", f"#{DOUBLE}"))
        self.encounters.begin(self.house, told("Smith, June", f"#{KEPT}"))
        self.note = self.save(DOUBLE)

    def save(self, encounter: str) -> str:
        job = finished_job()
        job = replace(job, profile="clinical", encounter_id=encounter)
        return Filing(self.database).save(self.house, job)

    def merge(self, reason: MergeReason = "twice") -> None:
        self.merging.merge(self.house, DOUBLE, KEPT, reason)

    def listed(self, actor: Actor) -> list[str]:
        return [one.encounter for one in EncounterSearch(self.database).find(actor, Wanted())]

    def record(self, state: str = "recording") -> None:
        with self.database.transaction() as transaction:
            now = datetime.now(UTC)
            live = LiveRecording(RECORDING, DOUBLE, now, self.house.id, "clinical")
            add_recording(transaction, live)
            set_state(transaction, RECORDING, state)  # type: ignore[arg-type]


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


def test_notes_and_recordings_are_shown_under_the_one_kept(room: Room) -> None:
    room.record("stopped")
    room.merge()
    shown = room.encounters.show(room.house, KEPT)
    assert [one.id for one in shown.notes] == [room.note]
    assert [one.id for one in shown.recordings] == [RECORDING]
    assert shown.merged == (DOUBLE,)
    assert room.encounters.show(room.house, DOUBLE.lower()) == shown
    assert room.listed(room.house) == [KEPT]
    (line,) = EncounterSearch(room.database).find(room.house, Wanted())
    assert line.standing == "unsaved"


def test_no_row_of_the_merged_encounter_is_changed(room: Room) -> None:
    before = NoteReview(room.database).view(room.house, room.note)
    room.merge()
    after = NoteReview(room.database).view(room.house, room.note)
    assert after == before
    assert after.result.encounter_id == DOUBLE


def test_notes_are_listed_under_the_one_kept(room: Room) -> None:
    def listed() -> list[str | None]:
        return [one.encounter_id for one in NoteReview(room.database).list_notes(room.house)]

    assert listed() == [DOUBLE]
    room.merge()
    assert listed() == [KEPT]
    room.merging.part(room.house, DOUBLE)
    assert listed() == [DOUBLE]


def test_who_looks_after_one_looks_after_both_until_they_are_parted(room: Room) -> None:
    nurse = acting_as(room.database, "nurse", "nurse", department="er")
    other = acting_as(room.database, "other", "nurse", department="er")
    room.care.assign(room.house, DOUBLE, "nurse")
    room.care.assign(room.house, KEPT, "other")
    with pytest.raises(AccessError):
        NoteReview(room.database).view(other, room.note)
    room.merge()
    assert room.listed(nurse) == [KEPT]
    assert NoteReview(room.database).view(other, room.note).result.encounter_id == DOUBLE
    assert [one.id for one in NoteReview(room.database).list_notes(other)] == [room.note]
    room.merging.part(room.house, DOUBLE)
    assert room.listed(nurse) == [DOUBLE]
    assert room.listed(other) == [KEPT]
    with pytest.raises(AccessError):
        NoteReview(room.database).view(other, room.note)


def test_undone_all_is_as_it_was(room: Room) -> None:
    before = [room.encounters.show(room.house, one) for one in (DOUBLE, KEPT)]
    room.merge()
    assert room.merging.part(room.house, DOUBLE) == before[0]
    assert [room.encounters.show(room.house, one) for one in (DOUBLE, KEPT)] == before
    assert sorted(room.listed(room.house)) == [DOUBLE, KEPT]
    with pytest.raises(StoreError, match="not merged"):
        room.merging.part(room.house, DOUBLE)
    room.merge("identified")  # and it may be done again


def test_each_step_is_in_the_log_without_a_name(room: Room) -> None:
    room.merge()
    room.merging.part(room.house, DOUBLE)
    merged, parted = log(room.database, "ENC-MERGE", "ENC-PART")
    assert (merged.reason, merged.outcome) == ("twice", 0)
    assert '"notes":1' in merged.detail_json
    assert '"into"' in merged.detail_json
    assert '"from"' in parted.detail_json
    for secret in ("Smith", DOUBLE, KEPT):
        assert secret not in merged.detail_json + parted.detail_json


def test_a_report_about_the_kept_one_tells_of_the_merged_one_too(room: Room) -> None:
    room.merge()
    with room.database.transaction() as transaction:
        found = of_encounter(transaction, KEPT, Period())
    assert "NOTE-CREATE" in {one.row.code for one in found}


def test_one_looks_after_both_to_merge_them(room: Room) -> None:
    wilson = acting_as(room.database, "wilson", department="er")
    for assigned in (DOUBLE, KEPT):
        room.care.assign(room.house, assigned, "wilson")
        with pytest.raises(AccessError):
            room.merging.merge(
                wilson, *((DOUBLE, KEPT) if assigned == DOUBLE else (KEPT, DOUBLE)), "twice"
            )
        room.care.unassign(room.house, assigned, "wilson")
    for one in (DOUBLE, KEPT):
        room.care.assign(room.house, one, "wilson")
    room.merging.merge(wilson, DOUBLE, KEPT, "twice")


@pytest.mark.parametrize("role", ["auditor", "sysadmin", "secadmin", "emr_compliance"])
def test_others_merge_and_part_nothing(room: Room, role: str) -> None:
    other = acting_as(room.database, role, role)  # type: ignore[arg-type]
    with pytest.raises(AccessError):
        room.merging.merge(other, DOUBLE, KEPT, "twice")
    room.merge()
    with pytest.raises(AccessError):
        room.merging.part(other, DOUBLE)


@pytest.mark.parametrize("which", [(DOUBLE, KEPT), (KEPT, DOUBLE)])
def test_nothing_is_merged_while_it_is_recorded(room: Room, which: tuple[str, str]) -> None:
    room.record()
    with pytest.raises(StoreError, match="stop the recording first"):
        room.merging.merge(room.house, *which, "twice")
    assert sorted(room.listed(room.house)) == [DOUBLE, KEPT]


def test_two_patients_do_not_become_one(room: Room) -> None:
    for encounter, patient in ((DOUBLE, "MRN-1"), (KEPT, "MRN-2")):
        room.encounters.describe(room.house, encounter, Told(patient=patient))
    with pytest.raises(StoreError, match="two different patient numbers"):
        room.merge()


def test_a_sealed_record_does_not_move(room: Room) -> None:
    with room.database.transaction() as transaction:
        set_hold(transaction, KEPT, "seal", "complaint", "u", datetime.now(UTC))
    with pytest.raises(StoreError, match="sealed"):
        room.merge()


def test_a_hold_of_either_keeps_the_recordings_of_both(room: Room) -> None:
    room.record("stopped")
    room.merge()
    with room.database.transaction() as transaction:
        set_state(transaction, RECORDING, "discarded")
        set_hold(transaction, KEPT, "hold", "complaint", "u", datetime.now(UTC))
        (one,) = kept_recordings(transaction, [RECORDING], datetime.now(UTC))
    assert one.why == "held"


def test_the_reason_is_one_of_three(room: Room) -> None:
    with pytest.raises(StoreError, match="the reason is one of"):
        room.merge(cast("MergeReason", "because"))


def test_an_encounter_that_is_not_there_is_not_merged(room: Room) -> None:
    with pytest.raises(NotFoundError):
        room.merging.merge(room.house, DOUBLE, "E-404", "twice")
    with pytest.raises(NotFoundError):
        room.merging.pair(room.house, "E-404", KEPT)


def test_the_two_are_looked_at_beside_each_other(room: Room) -> None:
    away, kept = room.merging.pair(room.house, DOUBLE, KEPT)
    assert (away.place, kept.name) == ("Bed 4", "Smith, June")
    assert len(log(room.database, "ENC-READ")) == 2


def test_a_broken_glass_holds_for_the_note_it_was_broken_for(room: Room) -> None:
    wilson = acting_as(room.database, "wilson", department="oncology")
    Glass(lambda: room.database).start(wilson, DOUBLE, "cover", "the patient is in my room now")
    room.merge()
    assert NoteReview(room.database).view(wilson, room.note).result.encounter_id == DOUBLE
    with pytest.raises(GlassNeededError):
        room.encounters.show(wilson, KEPT)
