"""A dictation from record to note, over processes that say what they are told to say."""

from collections.abc import Callable

import pytest

from app.domain.access import SANDBOX_ACTOR
from app.domain.errors import AudioError
from app.domain.live import (
    Arm,
    EndFollow,
    Follow,
    FollowEnded,
    Gap,
    KeywordHeard,
    Level,
    LiveAlert,
    LiveWords,
    Mark,
    Notice,
    Pause,
    Recognize,
    Resume,
    Start,
    Status,
    Stop,
    Stopped,
    Trouble,
    TroubleOver,
)
from app.services.dictation import Dictation
from app.services.events import RecordingDone, RecordingLeft, StageProgress
from app.services.ports import Speech
from tests.dictation_bench import Bench, bench, benches, resources
from tests.fake_live import FakeCapture, live_words

__all__ = ["bench", "benches", "resources"]


def test_from_record_to_note(bench: Bench) -> None:
    recording = bench.record(encounter="SANDBOX-1")
    bench.speech.say(live_words("he is in cardiac arrest"))
    bench.dictation.stop()
    done = bench.told.wait(RecordingDone)
    assert done.recording == recording == done.result.recording.id
    assert done.result.encounter_id == "SANDBOX-1"
    assert done.result.recording.sha256 == bench.told.wait(Stopped).sha256
    assert bench.rows("SELECT state, started_by FROM live_recordings") == [("saved", "sandbox")]
    stages = list(dict.fromkeys(event.stage for event in bench.told.of(StageProgress)))
    assert stages == ["detect", "recognize", "diarize", "understand", "save"]


def test_every_act_is_in_the_audit_log(bench: Bench) -> None:
    recording = bench.record()
    bench.capture.hear("apnea", 2.0)
    bench.dictation.acknowledge(0)
    bench.store.noticed(SANDBOX_ACTOR, recording, Notice(0, "desktop", True, "shown"))
    bench.dictation.stop()
    bench.told.wait(RecordingDone)
    assert set(bench.acts()) == {
        "recording.start",
        "alert.acknowledge",
        "alert.notify",
        "recording.stop",
        "note.save",
    }
    log = str(bench.rows("SELECT * FROM audit_log"))
    assert recording in log
    assert "epinephrine" not in log


def test_commands_reach_the_recording_process(bench: Bench) -> None:
    bench.dictation.arm("USB", 2.0)
    recording = bench.record(encounter="SANDBOX-1", device="USB", preroll_s=2.0)
    bench.dictation.pause()
    bench.dictation.mark("procedure")
    bench.dictation.resume()
    bench.dictation.stop()
    assert bench.capture.sent == [
        Arm("USB", 2.0),
        Start(recording, "SANDBOX-1", "USB", 2.0),
        Pause(),
        Mark("procedure"),
        Resume(),
        Stop(),
    ]


def test_all_that_the_processes_say_is_passed_on(bench: Bench) -> None:
    bench.record()
    said = (
        Level(1.0, -30.0, -12.0),
        Gap(1.0, 2.0, "device_lost"),
        Trouble("device_lost", "the microphone is gone; plug it in again", 1.0),
        TroubleOver("device_lost", 2.0),
    )
    bench.capture.say(*said)
    words = live_words("hello there", confirmed=1)
    bench.speech.say(words)
    assert all(one in bench.told.events for one in (*said, words))


def test_text_is_followed_once_the_recording_has_begun(benches: Callable[..., Bench]) -> None:
    bench = benches(capture=FakeCapture(by_itself=False)).open()
    recording = bench.dictation.start()
    assert bench.speech.sent == []
    bench.capture.say(Status("recording", recording))
    assert bench.speech.wait_sent(Follow) == Follow(recording, 0.0)


def test_the_final_stages_do_not_wait_for_live_text(bench: Bench) -> None:
    bench.speech.holds = (EndFollow,)  # it has much to write still
    bench.record()
    bench.dictation.stop()
    bench.told.wait(RecordingDone)
    bench.speech.wait_sent(EndFollow)


def test_a_recording_that_ends_by_itself_is_finished_too(bench: Bench) -> None:
    bench.record(device="file-fast:visit.wav")
    bench.capture.send(Stop())
    bench.told.wait(RecordingDone)


def test_recording_begins_though_speech_never_comes(benches: Callable[..., Bench]) -> None:
    def broken() -> Speech:
        raise ValueError("Zebulon")

    bench = benches()
    bench.dictation = Dictation(bench.capture, broken, bench.store, bench.finishing)
    bench.open()
    bench.dictation.start()
    bench.capture.settle()
    trouble = bench.told.wait(Trouble)
    assert trouble.kind == "speech_lost"
    assert "Zebulon" not in trouble.sentence
    assert bench.told.wait(Status, lambda one: one.state == "recording")
    bench.dictation.close()


def test_a_second_recording_waits_for_the_first_to_be_stopped(bench: Bench) -> None:
    bench.record()
    with pytest.raises(AudioError, match="stop it"):
        bench.dictation.start()
    bench.dictation.stop()
    bench.told.wait(Stopped)
    bench.capture.settle()
    assert bench.dictation.start()


def test_the_next_recording_runs_while_the_last_is_finished(bench: Bench) -> None:
    bench.speech.holds = (Recognize,)
    first = bench.record()
    bench.dictation.stop()
    bench.speech.wait_sent(Recognize)
    second = bench.dictation.start()
    bench.capture.settle()
    bench.speech.wait_sent(Follow, 2)
    bench.capture.hear("apnea", 1.0)
    bench.dictation.cancel()
    assert bench.told.wait(RecordingLeft).recording == first
    assert bench.rows("SELECT recording_id FROM live_alerts") == [(second,)]


def test_live_words_belong_to_the_recording_that_was_followed_first(bench: Bench) -> None:
    bench.speech.holds = (EndFollow, Recognize)
    first = bench.record()
    bench.dictation.stop()
    bench.told.wait(Stopped)
    bench.capture.settle()
    second = bench.dictation.start()
    bench.capture.settle()
    bench.speech.say(live_words("he is in cardiac arrest"))  # of the first one still
    bench.speech.say(FollowEnded(10.0), live_words("there is no pulse"))
    found = dict(bench.rows("SELECT keyword, recording_id FROM live_alerts"))
    assert found == {"cardiac_arrest": first, "no_pulse": second}


def test_words_of_the_recording_before_are_not_shown_in_the_next(bench: Bench) -> None:
    bench.speech.holds = (EndFollow, Recognize)
    bench.record()
    bench.dictation.stop()
    bench.told.wait(Stopped)
    bench.capture.settle()
    bench.dictation.start()
    bench.capture.settle()
    late, new = live_words("late words"), live_words("new patient")
    bench.speech.say(late, FollowEnded(10.0), new)
    assert bench.told.of(LiveWords) == [new]


def test_a_recording_that_could_not_be_followed_is_finished_all_the_same(bench: Bench) -> None:
    bench.speech.refuses["Follow"] = "the recogniser ran out of memory"
    bench.record()
    bench.speech.settle()
    bench.dictation.stop()
    bench.told.wait(RecordingDone)
    assert not any(isinstance(command, EndFollow) for command in bench.speech.sent)


# --- alerts


def test_a_keyword_is_an_alert_at_once_and_its_words_complete_it(bench: Bench) -> None:
    bench.record()
    bench.capture.hear("cardiac_arrest", 1.4)
    heard = bench.told.wait(LiveAlert)
    assert (heard.number, heard.source, heard.level) == (0, "audio", "amber")
    bench.speech.say(live_words("he is in cardiac arrest"))
    both = bench.told.wait(LiveAlert, lambda one: one.source == "both")
    assert (both.number, both.level, both.heard) == (0, "red", "cardiac arrest")
    kept = bench.rows("SELECT number, source, level, heard, mentions FROM live_alerts")
    assert kept == [(0, "both", "red", "cardiac arrest", 1)]


def test_words_that_are_not_confirmed_raise_nothing(bench: Bench) -> None:
    bench.record()
    bench.speech.say(live_words("he is in cardiac arrest", confirmed=4))
    assert bench.told.of(LiveAlert) == []
    bench.speech.say(live_words("he is in cardiac arrest", confirmed=5))
    assert [one.source for one in bench.told.of(LiveAlert)] == ["text"]
    bench.speech.say(live_words("he is in cardiac arrest", confirmed=5))
    assert len(bench.told.of(LiveAlert)) == 1


def test_an_acknowledged_alert_says_who_and_no_longer_interrupts(bench: Bench) -> None:
    bench.record()
    bench.capture.hear("apnea", 1.4)
    bench.dictation.acknowledge(0)
    seen = bench.told.wait(LiveAlert, lambda one: bool(one.acknowledged_by))
    assert (seen.acknowledged_by, seen.interrupts) == ("sandbox", False)
    bench.dictation.acknowledge(0)
    bench.dictation.acknowledge(7)
    assert len(bench.told.of(LiveAlert)) == 2
    assert bench.rows("SELECT acknowledged_by FROM live_alerts") == [("sandbox",)]
    assert bench.acts().count("alert.acknowledge") == 1


def test_every_alert_and_its_acknowledgement_is_announced(bench: Bench) -> None:
    recording = bench.record()
    bench.capture.hear("apnea", 1.4)
    bench.dictation.acknowledge(0)
    assert bench.announced.recordings == [recording]
    assert [bool(one.acknowledged_by) for one in bench.announced.alerts] == [False, True]
    notice = Notice(0, "webhook", False, "nobody answers")
    bench.announced.tell(notice)
    assert bench.told.events[-1] == notice
    bench.dictation.close()
    assert bench.announced.closed


def test_an_alert_can_be_acknowledged_after_the_recording(bench: Bench) -> None:
    bench.record()
    bench.capture.hear("apnea", 1.4)
    bench.dictation.stop()
    bench.told.wait(RecordingDone)
    bench.dictation.acknowledge(0)
    assert bench.told.wait(LiveAlert, lambda one: bool(one.acknowledged_by))
    assert bench.rows("SELECT acknowledged_by FROM live_alerts") == [("sandbox",)]


def test_a_keyword_of_a_recording_nobody_knows_is_passed_on_and_no_more(bench: Bench) -> None:
    event = KeywordHeard("beef", 0, "apnea", 1.0, 1.8, 0.9)
    bench.capture.say(event)
    assert bench.told.of(KeywordHeard) == [event]
    assert bench.told.of(LiveAlert) == []


def test_differences_to_the_live_words_are_told_with_the_result(bench: Bench) -> None:
    bench.record()
    bench.speech.say(
        live_words("he is in cardiac arrest"),
        live_words("give epinephrine two milligram", 1, 5.0),
    )
    bench.dictation.stop()
    (found,) = bench.told.wait(RecordingDone).differences
    assert (found.kind, found.live, found.final) == ("number", "2 mg", "1 mg")


def test_a_region_that_was_read_again_replaces_its_words(bench: Bench) -> None:
    bench.record()
    bench.speech.say(
        live_words("he is in cardiac rest", 3),
        live_words("he is in cardiac arrest", 0),  # the speech process began to count anew
        live_words("give epinephrine one milligram", 1, 5.0),
    )
    bench.dictation.stop()
    assert bench.told.wait(RecordingDone).differences == ()
