"""A dictation when something fails, or its window dies: the recording goes on."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from app.domain.access import SANDBOX_ACTOR
from app.domain.errors import ModelError, SandboxError
from app.domain.live import (
    Detect,
    Follow,
    Gap,
    LiveAlert,
    Recognize,
    Refused,
    Status,
    Stop,
    Trouble,
    TroubleOver,
)
from app.services import following
from app.services.dictation import Dictation
from app.services.events import RecordingDone, RecordingLeft
from app.services.ports import Speech
from app.services.recovery import Recovery
from tests.dictation_bench import Bench, bench, benches, locked, resources
from tests.fake_live import PATIENCE_S, FakeCapture, FakeSpeech

__all__ = ["bench", "benches", "resources"]


# --- what goes wrong


def test_a_real_encounter_is_refused_and_nothing_is_recorded(bench: Bench) -> None:
    with pytest.raises(SandboxError):
        bench.dictation.start("MRN-Zebulon-42")
    assert bench.capture.sent == []
    assert bench.acts() == ["recording.start"]
    assert bench.rows("SELECT * FROM live_recordings") == []
    assert "Zebulon" not in str(bench.rows("SELECT * FROM audit_log"))


def test_a_recording_that_cannot_begin_is_told_and_leaves_nothing(
    benches: Callable[..., Bench],
) -> None:
    bench = benches(capture=FakeCapture(by_itself=False)).open()
    bench.dictation.start()
    refused = Refused("Start", "another ERScribe is recording; stop it there", 1)
    bench.capture.say(refused)
    assert refused in bench.told.events
    bench.dictation.start()  # at once possible again
    bench.dictation.stop()
    bench.capture.say(refused)
    assert bench.rows("SELECT * FROM live_recordings") == []
    assert bench.told.of(RecordingLeft) == []


def test_a_recording_that_the_disk_did_not_take_is_left_with_its_reason(bench: Bench) -> None:
    recording = bench.record()
    bench.capture.say(Refused("Start", "the disk takes nothing; make room on it"))
    left = bench.told.wait(RecordingLeft)
    assert left.recording == recording
    assert "make room on it" in left.sentence


def test_capture_lost_and_back_goes_on_with_the_same_recording(bench: Bench) -> None:
    recording = bench.record()
    bench.capture.say(
        Trouble("capture_lost", "the recording process does not answer", 3.0),
        Status("idle"),
        Status("recording", recording, 3.5),
        Gap(3.0, 3.5, "capture_restarted"),
        TroubleOver("capture_lost", 3.5),
    )
    bench.capture.hear("apnea", 5.0)
    assert [command for command in bench.speech.sent if isinstance(command, Follow)] == [
        Follow(recording)
    ]
    bench.dictation.stop()
    assert bench.told.wait(RecordingDone).recording == recording
    assert bench.acts().count("recording.start") == 1


def test_capture_that_never_says_stopped_is_not_waited_for_for_ever(
    benches: Callable[..., Bench],
) -> None:
    bench = benches(capture=FakeCapture(by_itself=False), patience_s=0.2).open()
    recording = bench.dictation.start()
    bench.capture.say(Status("recording", recording))
    bench.dictation.stop()
    left = bench.told.wait(RecordingLeft)
    assert "does not answer" in left.sentence
    assert "erscribe recover" in left.sentence


def test_a_stage_that_fails_leaves_the_recording_for_recovery(bench: Bench) -> None:
    bench.speech.refuses["Diarize"] = "the speaker model ran out of memory"
    recording = bench.record()
    bench.dictation.stop()
    left = bench.told.wait(RecordingLeft)
    assert left.recording == recording
    assert left.sentence.startswith("the speaker model ran out of memory; ")
    assert "on disk" in left.sentence
    assert "erscribe recover" in left.sentence
    bench.speech.refuses.clear()
    recovery = Recovery(bench.root, bench.store, bench.finishing)
    assert [one.recording for one in recovery.waiting()] == [recording]
    recovery.finish(SANDBOX_ACTOR, recording)
    assert [type(one).__name__ for one in bench.speech.sent].count("Recognize") == 1
    assert recovery.waiting() == ()


def test_a_bug_is_told_by_its_type_alone(benches: Callable[..., Bench]) -> None:
    class Broken(FakeSpeech):
        @property
        def regions(self) -> Any:
            return "Zebulon"  # no region has such a start

    bench = benches(speech=Broken()).open()
    bench.record()
    bench.dictation.stop()
    left = bench.told.wait(RecordingLeft)
    assert "internal error (" in left.sentence
    assert "Zebulon" not in left.sentence


def test_cancel_keeps_the_sound_and_is_audited(bench: Bench) -> None:
    bench.speech.holds = (Detect,)
    recording = bench.record()
    bench.dictation.stop()
    bench.speech.wait_sent(Detect)
    bench.dictation.cancel()
    left = bench.told.wait(RecordingLeft)
    assert left.recording == recording
    assert left.sentence.startswith("cancelled; ")
    assert (bench.root / recording / "index.json").exists()
    assert bench.rows("SELECT state FROM live_recordings") == [("left",)]
    assert "recording.cancel" in bench.acts()


def test_cancel_before_the_recording_has_stopped_leaves_it_too(
    benches: Callable[..., Bench],
) -> None:
    bench = benches(capture=FakeCapture(by_itself=False)).open()
    recording = bench.dictation.start()
    bench.capture.say(Status("recording", recording))
    bench.dictation.stop()
    bench.dictation.cancel()
    assert bench.told.wait(RecordingLeft).recording == recording


def test_a_locked_database_neither_stops_nor_delays_recording(
    benches: Callable[..., Bench],
) -> None:
    bench = benches(wait_s=0.05).open()
    with locked(bench.database):
        recording = bench.record()
        bench.capture.hear("apnea", 1.0)
        assert bench.told.wait(LiveAlert).keyword == "apnea"
        bench.dictation.acknowledge(0)
        trouble = bench.told.wait(Trouble)
        assert "the recording itself goes on" in trouble.sentence
        assert bench.told.of(Status)[-1].state == "recording"
    assert bench.told.wait(TroubleOver).kind == trouble.kind
    kept = bench.rows("SELECT recording_id, acknowledged_by FROM live_alerts")
    assert kept == [(recording, "sandbox")]
    bench.dictation.stop()
    bench.told.wait(RecordingDone)


def test_a_database_that_stays_locked_leaves_the_note_for_recovery(
    benches: Callable[..., Bench],
) -> None:
    bench = benches(wait_s=0.05).open()
    with locked(bench.database):
        recording = bench.record()
        bench.dictation.stop()
        left = bench.told.wait(RecordingLeft)
        assert "held by another program" in left.sentence
    bench.rows("SELECT 1")
    (waiting,) = Recovery(bench.root, bench.store, bench.finishing).waiting()
    assert (waiting.recording, waiting.left) == (recording, "not_saved")


def test_the_end_of_our_own_disk_trouble_does_not_hide_that_of_capture(
    benches: Callable[..., Bench],
) -> None:
    bench = benches(wait_s=0.05).open()
    with locked(bench.database):
        bench.record()
        bench.told.wait(Trouble)
        bench.capture.say(Trouble("disk_error", "the disk fails"))
    assert bench.told.wait(TroubleOver).kind == "database"
    assert [one.kind for one in bench.told.of(TroubleOver)] == ["database"]


# --- a window that died


def test_a_recording_that_outlived_its_window_is_taken_over(
    benches: Callable[..., Bench],
) -> None:
    first = benches().open()
    recording = first.record(encounter="SANDBOX-7")
    event = first.capture.hear("apnea", 2.0)
    first.dictation.acknowledge(0)
    first.capture.hear("no_pulse", 6.0)
    assert len(first.rows("SELECT * FROM live_alerts")) == 2
    first.dictation.close()
    first.capture.hear("stroke", 20.0)  # nobody is there to raise it

    class Survivor(FakeCapture):
        def __init__(self) -> None:
            super().__init__(before=recording)
            self._writer, self._heard = first.capture._writer, 3

    second = benches(capture=Survivor()).open()
    assert second.speech.wait_sent(Follow) == Follow(recording, 30.0)  # of 60 s
    again = second.told.of(LiveAlert)
    assert [(one.number, one.keyword, one.acknowledged_by) for one in again] == [
        (0, "apnea", "sandbox"),
        (1, "no_pulse", ""),
        (2, "stroke", ""),
    ]
    assert [one.keyword for one in second.announced.alerts] == ["stroke"]
    second.capture.say(event)
    assert len(second.told.of(LiveAlert)) == 3
    second.capture.hear("cardiac_arrest", 61.0)
    assert second.told.of(LiveAlert)[-1].number == 3
    second.dictation.stop()
    done = second.told.wait(RecordingDone)
    assert (done.recording, done.result.encounter_id) == (recording, "SANDBOX-7")
    assert "recording.recover" in second.acts()


def test_a_recording_is_taken_over_without_its_rows(benches: Callable[..., Bench]) -> None:
    capture = FakeCapture(before="abcd", root=benches().root)
    bench = benches(capture=capture).open()
    assert bench.speech.wait_sent(Follow).recording == "abcd"
    bench.dictation.stop()
    assert bench.told.wait(RecordingDone).recording == "abcd"


def test_a_recording_is_taken_over_though_the_database_is_locked(
    benches: Callable[..., Bench],
) -> None:
    bench = benches(capture=FakeCapture(before="abcd"), wait_s=0.05)
    with locked(bench.database):
        bench.open()
        bench.capture.hear("apnea", 61.0)
        assert bench.told.wait(LiveAlert).number == 1060  # none that it could have had before
    assert bench.rows("SELECT number FROM live_alerts") == [(1060,)]


def test_speech_is_loaded_once_the_microphone_is_open(benches: Callable[..., Bench]) -> None:
    made: list[str] = []
    bench = benches(capture=FakeCapture(by_itself=False))
    bench.dictation = _dictation(bench, made)
    bench.dictation.arm()
    bench.open()  # it is connected, and idle still
    assert made == []
    bench.capture.say(Status("armed"))
    bench.told.wait(Trouble)
    assert made == ["speech"]
    bench.dictation.close()


def test_speech_is_loaded_though_no_microphone_opens(
    benches: Callable[..., Bench], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "OPEN_S", 0.05)
    made: list[str] = []
    bench = benches(capture=FakeCapture(by_itself=False))
    bench.dictation = _dictation(bench, made)
    bench.dictation.arm()
    bench.open()
    bench.told.wait(Trouble)
    assert made == ["speech"]
    bench.dictation.close()


def test_nothing_is_loaded_when_the_window_leaves_before(benches: Callable[..., Bench]) -> None:
    made: list[str] = []
    bench = benches(capture=FakeCapture(by_itself=False))
    bench.dictation = _dictation(bench, made)
    bench.dictation.arm()
    bench.open()
    bench.dictation.close()
    loading = [one for one in threading.enumerate() if one.name == "dictation loading"]
    for thread in loading:
        thread.join(PATIENCE_S)
    assert made == []


def _dictation(bench: Bench, made: list[str]) -> Dictation:
    """One that keeps in `made` when it begins to load speech, which then fails."""

    def speech() -> Speech:
        made.append("speech")
        raise ModelError("no model is here; run: erscribe models")

    return Dictation(bench.capture, speech, bench.store, bench.finishing)


def test_closing_lets_a_recording_go_on_and_writes_what_waits(bench: Bench) -> None:
    bench.record()
    bench.capture.hear("apnea", 1.0)
    bench.dictation.close()
    assert not any(isinstance(command, Stop) for command in bench.capture.sent)
    assert (bench.capture.closed, bench.speech.closed) == (True, True)
    assert bench.rows("SELECT keyword FROM live_alerts") == [("apnea",)]


def test_closing_in_a_final_stage_leaves_it_for_recovery(bench: Bench) -> None:
    bench.speech.holds = (Recognize,)
    recording = bench.record()
    bench.dictation.stop()
    bench.speech.wait_sent(Recognize)
    bench.dictation.close()
    live = bench.store.find(recording)
    assert live is not None
    assert live.state == "stopped"
    assert list(bench.store.stages(live)) == ["detect"]
