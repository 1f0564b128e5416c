"""The main job with fakes below it."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app.domain.access import SANDBOX_ACTOR
from app.domain.audio import AudioChunk
from app.domain.errors import DecodeError, SandboxError, StoreError
from app.services.events import STAGE_SHARES, StageProgress
from app.services.file_speech import FilesHere
from app.services.ports import Progress
from app.services.stages import CancelledError
from app.services.transcription import Job, Transcription
from tests.fakes import FakeDetector, FakeDiarizer, FakeReader, FakeRecognizer, FakeStore
from tests.understood import READING


@dataclass
class Bench:
    """A service over fakes that can be looked into."""

    detector: FakeDetector = field(default_factory=FakeDetector)
    recognizer: FakeRecognizer = field(default_factory=FakeRecognizer)
    diarizer: FakeDiarizer = field(default_factory=FakeDiarizer)
    store: FakeStore = field(default_factory=FakeStore)
    reader: FakeReader = field(default_factory=FakeReader)

    def service(self, **changed: Callable[[], Any]) -> Transcription:
        parts: dict[str, Any] = {
            "reader": self.reader,
            "digest": lambda _: "d" * 64,
            "detector": lambda: self.detector,
            "recognizer": lambda: self.recognizer,
            "diarizer": lambda: self.diarizer,
            "reading": READING,
        }
        store = changed.pop("store", lambda: self.store)
        return Transcription(FilesHere(**{**parts, **changed}), store, "simplified")


def test_every_sentence_of_the_note_points_back_to_seconds_of_audio() -> None:
    result = Bench().service().run(SANDBOX_ACTOR, Job(Path("visit.wav")))
    utterances = {item.id: item for item in result.understanding.transcript.utterances}
    sentences = list(result.understanding.note.sentences())
    assert sentences
    for sentence in sentences:
        cited = [utterances[name] for name in sentence.utterances]
        assert sentence.start_s == min(item.start_s for item in cited)
        assert sentence.end_s == max(item.end_s for item in cited)


def test_no_heard_word_is_lost_between_recogniser_and_note() -> None:
    bench = Bench()
    result = bench.service().run(SANDBOX_ACTOR, Job(Path("visit.wav")))
    heard = [
        word.text for item in result.understanding.transcript.utterances for word in item.words
    ]
    assert heard == " ".join(bench.recognizer.texts).split()
    cited = {name for item in result.understanding.note.sentences() for name in item.utterances}
    assert cited == {item.id for item in result.understanding.transcript.utterances}


def test_a_critical_keyword_raises_an_alert_and_a_dose_is_written_in_digits() -> None:
    result = Bench().service().run(SANDBOX_ACTOR, Job(Path("visit.wav")))
    assert [alert.keyword for alert in result.understanding.alerts] == ["cardiac_arrest"]
    assert "1 mg" in result.understanding.transcript.utterances[1].text


def test_both_languages_live_in_one_recording() -> None:
    bench = Bench(recognizer=FakeRecognizer(("no pulse", "血压测不出")))
    result = bench.service().run(SANDBOX_ACTOR, Job(Path("visit.wav")))
    utterances = result.understanding.transcript.utterances
    assert [item.language for item in utterances] == ["en", "zh"]
    assert {alert.keyword for alert in result.understanding.alerts} == {
        "no_pulse",
        "hypotension_unmeasurable",
    }


def test_speaker_bounds_reach_the_diarizer() -> None:
    bench = Bench()
    bench.service().run(SANDBOX_ACTOR, Job(Path("visit.wav"), min_speakers=2, max_speakers=3))
    assert bench.diarizer.asked == [(2, 3)]


def test_stages_are_timed_and_progress_never_goes_back() -> None:
    events: list[StageProgress] = []
    job = Job(Path("visit.wav"))
    result = Bench().service().run(SANDBOX_ACTOR, job, events.append)
    assert list(result.timings_s) == list(STAGE_SHARES)
    overall = [event.overall for event in events]
    assert overall == sorted(overall)
    assert overall[-1] == pytest.approx(1.0)


def test_nothing_is_stored_when_asked_not_to() -> None:
    bench = Bench()
    bench.service().run(SANDBOX_ACTOR, Job(Path("visit.wav"), save=False))
    assert bench.store.saved == []


def test_a_silent_recording_gives_an_empty_transcript_without_asking_the_models() -> None:
    bench = Bench(detector=FakeDetector(()))
    result = bench.service().run(SANDBOX_ACTOR, Job(Path("visit.wav")))
    assert result.understanding.transcript.utterances == ()
    assert bench.diarizer.asked == []


class Beside:
    """A recogniser and a diarizer that each need the other to be at work at the same time."""

    def __init__(self, bench: Bench, events: list[StageProgress]) -> None:
        self.bench = bench
        self.events = events
        self.begun, self.halfway, self.known = (threading.Event() for _ in range(3))

    def turns(self, audio: AudioChunk, *, progress: Progress, **bounds: Any) -> Any:
        assert self.begun.wait(20)
        progress(0.5)
        self.halfway.set()
        assert self.known.wait(20)
        progress(0.9)
        return self.bench.diarizer.turns(audio, progress=progress, **bounds)

    def recognize(self, audio: AudioChunk, regions: Any, progress: Progress) -> Any:
        assert not any(one.ahead > 0 for one in self.events)
        self.begun.set()
        assert self.halfway.wait(20)
        assert any(one.ahead > 0 for one in self.events), "nothing moves while this one waits"
        progress(0.1)
        self.known.set()
        return self.bench.recognizer.recognize(audio, regions, progress)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.bench.recognizer, name)


def test_speakers_are_told_apart_beside_recognition_and_progress_still_never_goes_back() -> None:
    bench = Bench()
    events: list[StageProgress] = []
    beside = Beside(bench, events)
    service = bench.service(
        diarizer=lambda: beside,
        recognizer=lambda: beside,
        speaker_models=dict,
    )
    service.run(SANDBOX_ACTOR, Job(Path("visit.wav")), events.append)
    overall = [event.overall for event in events]
    assert overall == sorted(overall)
    assert any(one.stage == "recognize" and one.ahead > 0 for one in events)


def test_in_a_long_recording_speakers_are_told_apart_before_speech_is_found() -> None:
    begun = threading.Event()

    class Waits(FakeDetector):
        def regions(self, audio: AudioChunk, progress: Any = None) -> Any:
            assert begun.wait(20)
            return super().regions(audio, progress)

    class Begins(FakeDiarizer):
        def turns(self, audio: AudioChunk, **asked: Any) -> Any:
            begun.set()
            return super().turns(audio, **asked)

    bench = Bench(detector=Waits(), diarizer=Begins(), reader=FakeReader(600.0))
    result = bench.service().run(SANDBOX_ACTOR, Job(Path("visit.wav")))
    assert result.understanding.transcript.utterances


def test_who_cancels_while_a_stage_waits_for_the_other_is_heard() -> None:
    bench = Bench()
    cancelled, ended = threading.Event(), threading.Event()

    class Long(FakeDiarizer):
        def turns(self, audio: AudioChunk, *, progress: Any = None, **_: Any) -> Any:
            try:
                for _step in range(2000):
                    progress(0.1)
                    time.sleep(0.01)
            finally:
                ended.set()

    class Waiting(FakeRecognizer):
        def recognize(self, audio: AudioChunk, regions: Any, progress: Any = None) -> Any:
            cancelled.set()
            assert ended.wait(10), "the diarizer was not told"
            return super().recognize(audio, regions, progress)

    service = Bench(recognizer=Waiting(), diarizer=Long(), reader=bench.reader).service()
    with pytest.raises(CancelledError):
        service.run(SANDBOX_ACTOR, Job(Path("visit.wav")), cancelled=cancelled)


def test_a_damaged_file_is_reported_before_any_model_is_loaded() -> None:
    def never() -> None:
        pytest.fail("loaded a model")

    service = Bench().service(recognizer=never, diarizer=never, detector=never)
    with pytest.raises(DecodeError, match="choose an audio file"):
        service.run(SANDBOX_ACTOR, Job(Path("broken.wav")))


def test_a_real_encounter_is_refused_in_the_sandbox() -> None:
    with pytest.raises(SandboxError):
        Bench().service().run(SANDBOX_ACTOR, Job(Path("visit.wav"), encounter_id="E-4711"))


def test_a_full_disk_is_reported_and_not_swallowed() -> None:
    with pytest.raises(StoreError, match="free some space"):
        Bench(store=FakeStore(full=True)).service().run(SANDBOX_ACTOR, Job(Path("visit.wav")))
