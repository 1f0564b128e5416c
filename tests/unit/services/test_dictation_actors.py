"""Who sits there may change while a recording runs; the recording stays whose it was."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.domain.access import EMERGENCY_ACTOR, Actor
from app.domain.errors import AccessError, AudioError
from app.domain.live import Follow, LiveAlert, LiveWords, Stop, Stopped
from app.services.ending import NOT_HERE, UNCLAIMED
from app.services.events import RecordingDone, RecordingLeft, StageProgress
from app.services.recovery import Recovery
from tests.dictation_bench import Bench, bench, benches, resources
from tests.fake_live import FakeCapture, begin_recording, live_words

__all__ = ["bench", "benches", "resources"]

LI = Actor("u-li", "Dr. Li", "physician", "s1", "ED", "desk-3")
ROE = Actor("u-roe", "Dr. Roe", "physician", "s2", "ED", "desk-3")
NURSE = Actor("u-may", "May", "nurse", "s3", "ED", "desk-3")
AUDITOR = Actor("u-aud", "Aud", "auditor", "s4", "ED", "desk-3")

Make = Callable[..., Bench]


@pytest.fixture
def ward(benches: Make) -> Bench:
    """A clinical store at which nobody is signed in."""
    return benches(profile="clinical", actor=None).open()


def whose(ward: Bench) -> str:
    return ward.dictation.whose


def written(ward: Bench) -> list[tuple[str, str]]:
    """Who did what, from the audit log."""
    return [
        (who, code)
        for who, code in ward.rows("SELECT user_id, code FROM audit_log ORDER BY seq")
        if code.startswith(("REC", "NOTE", "ALR"))
    ]


def test_nobody_records_without_sign_in(ward: Bench) -> None:
    with pytest.raises(AccessError, match="sign in first"):
        ward.dictation.start()
    assert ward.capture.sent == []


def test_a_recording_goes_on_as_who_began_it_when_another_user_takes_over(ward: Bench) -> None:
    ward.dictation.act_as(LI)
    recording = ward.record()
    ward.dictation.act_as(ROE)
    ward.capture.hear("cardiac_arrest", 1.4)
    ward.speech.say(live_words("he is in cardiac arrest"))
    ward.dictation.act_as(LI)
    ward.dictation.stop()
    ward.told.wait(RecordingDone)
    assert written(ward) == [
        ("u-li", "REC-START"),
        ("u-li", "REC-STOP"),
        ("u-li", "NOTE-CREATE"),
    ]
    assert ward.rows("SELECT started_by, state FROM live_recordings") == [("u-li", "saved")]
    assert ward.rows("SELECT recording_id FROM live_alerts") == [(recording,)]


def test_words_alerts_and_results_are_told_to_nobody_but_who_began_it(ward: Bench) -> None:
    ward.dictation.act_as(LI)
    ward.record()
    ward.dictation.act_as(ROE)
    before = len(ward.told.events)
    ward.capture.hear("cardiac_arrest", 1.4)
    ward.speech.say(live_words("he is in cardiac arrest"))
    ward.dictation.stop()
    ward.capture.settle()
    ward.told.wait(Stopped)
    session = ward.dictation._ending.find(ward.told.of(Stopped)[0].recording)
    while session is not None:
        session = ward.dictation._ending.find(session.live.id)
    assert ward.rows("SELECT count(*) FROM notes") == [(1,)], "its note was made all the same"
    later = ward.told.events[before:]
    kinds = (LiveWords, LiveAlert, StageProgress, RecordingDone, RecordingLeft)
    assert [event for event in later if isinstance(event, kinds)] == []


def test_who_comes_back_is_told_again_what_was_heard(ward: Bench) -> None:
    ward.dictation.act_as(LI)
    ward.record()
    ward.capture.hear("cardiac_arrest", 1.4)
    ward.dictation.act_as(None)
    ward.speech.say(live_words("he is in cardiac arrest"))
    assert ward.told.of(LiveWords) == []
    ward.dictation.act_as(replace(LI, session_id="s9"))
    assert len(ward.told.of(LiveWords)) == 1
    assert ward.told.of(LiveAlert)[-1].keyword == "cardiac_arrest"


def test_a_new_recording_is_the_new_users(ward: Bench) -> None:
    ward.dictation.act_as(LI)
    ward.record()
    ward.dictation.act_as(ROE)
    assert whose(ward) == "another"
    with pytest.raises(AudioError):
        ward.dictation.start()
    ward.dictation.stop()
    ward.capture.wait_sent(Stop)
    ward.capture.settle()
    ward.record()
    assert whose(ward) == "own"
    ward.dictation.stop()
    ward.told.wait(RecordingDone)
    by = ward.rows("SELECT started_by FROM live_recordings ORDER BY started_at")
    assert by == [("u-li",), ("u-roe",)]
    stops = ward.rows("SELECT user_id, detail_json FROM audit_log WHERE code = 'REC-STOP'")
    assert [(who, "ended_by" in detail) for who, detail in stops] == [
        ("u-li", True),
        ("u-roe", False),
    ]
    assert '"ended_by":"u-roe"' in stops[0][1]


def test_nobody_pauses_or_marks_what_another_records(ward: Bench) -> None:
    ward.dictation.act_as(LI)
    ward.record()
    ward.dictation.act_as(ROE)
    for act in (ward.dictation.pause, ward.dictation.resume, lambda: ward.dictation.mark("x")):
        with pytest.raises(AccessError, match="only stop it"):
            act()


def test_an_alert_of_another_user_cannot_be_acknowledged(ward: Bench) -> None:
    ward.dictation.act_as(LI)
    ward.record()
    ward.capture.hear("cardiac_arrest", 1.4)
    ward.dictation.act_as(ROE)
    ward.dictation.acknowledge(0)
    assert ward.rows("SELECT acknowledged_by FROM live_alerts") == [(None,)]


def test_another_users_final_stages_are_not_cancelled(ward: Bench) -> None:
    ward.dictation.act_as(LI)
    recording = ward.record()
    ward.dictation.stop()
    session = ward.dictation._ending.find(recording)
    assert session is not None
    ward.dictation.act_as(ROE)
    ward.dictation.cancel()
    assert not session.cancelled.is_set()
    ward.dictation.act_as(LI)
    ward.dictation.cancel()
    assert session.cancelled.is_set()


# --- without sign-in


def test_an_emergency_recording_keeps_sound_and_nothing_else(ward: Bench) -> None:
    recording = ward.dictation.start_emergency("desk-3")
    ward.capture.settle()
    assert whose(ward) == "emergency"
    ward.capture.hear("cardiac_arrest", 1.4)
    ward.dictation.stop()
    left = ward.told.wait(RecordingLeft)
    assert (left.recording, left.sentence) == (recording, UNCLAIMED)
    assert not any(isinstance(command, Follow) for command in ward.speech.sent)
    assert ward.told.of(LiveAlert) == []
    assert ward.announced.alerts == []
    assert ward.announced.recordings == []
    assert ward.rows("SELECT count(*) FROM notes") == [(0,)]
    log = "SELECT user_id, role, code, workstation FROM audit_log WHERE object_type = 'recording'"
    assert ward.rows(log) == [
        ("emergency", "emergency_unauth", "REC-EMERG", "desk-3"),
        ("emergency", "emergency_unauth", "REC-STOP", "desk-3"),
    ]


def test_signing_in_shows_nothing_of_an_emergency_recording(ward: Bench) -> None:
    ward.dictation.start_emergency("desk-3")
    ward.capture.settle()
    ward.dictation.act_as(LI)
    ward.capture.hear("cardiac_arrest", 1.4)
    assert whose(ward) == "emergency"
    assert ward.told.of(LiveAlert) == []


def test_what_waits_is_offered_to_its_owner_and_unclaimed_ones_to_clinicians(ward: Bench) -> None:
    recovery = Recovery(ward.root, ward.store, ward.finishing)
    emergency = ward.dictation.start_emergency("desk-3")
    ward.capture.settle()
    ward.dictation.stop()
    ward.told.wait(RecordingLeft)
    ward.dictation.act_as(LI)
    ward.speech.refuses["Detect"] = "out of memory"
    mine = ward.record()
    ward.dictation.stop()
    ward.told.wait(RecordingLeft, lambda one: one.recording == mine)
    assert ward.dictation._rows.settle(10)

    def offered(actor: Actor) -> set[str]:
        return {one.recording for one in recovery.offered(actor)}

    assert offered(LI) == {emergency, mine}
    assert offered(ROE) == offered(NURSE) == {emergency}
    assert offered(AUDITOR) == set()
    assert {one.recording: one.unclaimed for one in recovery.offered(LI)} == {
        emergency: True,
        mine: False,
    }
    with pytest.raises(AccessError):
        recovery.finish(ROE, mine)
    with pytest.raises(AccessError):
        recovery.finish(LI, emergency)


# --- a window that comes back


def test_a_recording_of_before_stays_with_who_began_it(benches: Make) -> None:
    first = benches(profile="clinical", actor=LI).open()
    recording = first.record()
    assert first.dictation._rows.settle(10)
    first.dictation.close()
    capture = FakeCapture(before=recording)
    ward = benches(profile="clinical", actor=None, capture=capture).open()
    assert whose(ward) == "another"
    ward.capture.hear("cardiac_arrest", 61.0)
    assert ward.told.of(LiveAlert) == []
    ward.dictation.act_as(ROE)
    assert whose(ward) == "another"
    assert not any(isinstance(command, Follow) for command in ward.speech.sent)
    ward.dictation.act_as(LI)
    assert whose(ward) == "own"
    assert ward.speech.wait_sent(Follow) == Follow(recording, 30.0)


def test_one_that_ends_while_nobody_is_there_waits_for_who_began_it(benches: Make) -> None:
    first = benches(profile="clinical", actor=LI).open()
    recording = first.record()
    assert first.dictation._rows.settle(10)
    first.dictation.close()
    ward = benches(profile="clinical", actor=None, capture=FakeCapture(before=recording)).open()
    ward.dictation.stop()
    assert ward.told.wait(RecordingLeft).sentence == NOT_HERE


def test_one_that_nobody_wrote_down_can_be_claimed(benches: Make) -> None:
    ward = benches(profile="clinical", actor=None)
    begin_recording(ward.root, "ab12", 2.0).finish()
    recovery = Recovery(ward.root, ward.store, ward.finishing)
    (one,) = recovery.offered(LI)
    assert one.unclaimed
    assert EMERGENCY_ACTOR.profile == "clinical"
