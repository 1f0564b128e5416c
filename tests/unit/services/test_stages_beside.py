"""Words and turns at the same time are what they are one after the other."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.domain.audio import AudioChunk, SpeechRegion
from app.domain.errors import RecognitionError
from app.domain.transcript import HeardRegion, Transcript, Turn
from app.services.events import StageProgress
from app.services.final_speech import InProcessSpeech
from app.services.ports import Progress
from app.services.stages import StageRun, hear
from app.store.live import KeptStage
from tests.fakes import FakeDetector, FakeDiarizer, FakeReader, FakeRecognizer

PATIENCE_S = 20.0


@dataclass
class Meeting:
    """Each of the two only goes on when the other one has begun."""

    barrier: threading.Barrier = field(default_factory=lambda: threading.Barrier(2))

    def meet(self) -> None:
        self.barrier.wait(PATIENCE_S)


@dataclass
class MeetingRecognizer(FakeRecognizer):
    meeting: Meeting = field(default_factory=Meeting)
    error: RecognitionError | None = None

    def recognize(
        self,
        audio: AudioChunk,
        regions: Sequence[SpeechRegion],
        progress: Progress | None = None,
    ) -> Sequence[HeardRegion]:
        self.meeting.meet()
        if self.error is not None:
            raise self.error
        return super().recognize(audio, regions, progress)


@dataclass
class MeetingDiarizer(FakeDiarizer):
    meeting: Meeting = field(default_factory=Meeting)
    endless: bool = False

    def turns(
        self,
        audio: AudioChunk,
        *,
        min_speakers: int | None = None,
        max_speakers: int | None = None,
        progress: Progress | None = None,
    ) -> Sequence[Turn]:
        self.meeting.meet()
        while self.endless and progress is not None:
            progress(0.5)
        return super().turns(audio, min_speakers=min_speakers, max_speakers=max_speakers)


def speech(recognizer: FakeRecognizer, diarizer: FakeDiarizer) -> InProcessSpeech:
    audio = FakeReader().read(Path("visit.wav"))
    return InProcessSpeech(FakeDetector, lambda: recognizer, lambda: diarizer, lambda _: audio)


def plain(told: InProcessSpeech) -> Transcript:
    """The stages one after another, as they were before they were done together."""
    from app.domain.transcript import assign_speakers  # noqa: PLC0415 - of this oracle alone

    regions = told.regions("r1", lambda _: None)
    heard = told.heard("r1", regions, lambda _: None)
    return assign_speakers(heard, told.turns("r1", lambda _: None))


def test_both_are_done_at_the_same_time_and_give_what_they_gave_in_turn() -> None:
    meeting = Meeting()
    events: list[StageProgress] = []
    run = StageRun(Path("visit.wav"), events.append)
    both = speech(MeetingRecognizer(meeting=meeting), MeetingDiarizer(meeting=meeting))
    assert hear(run, both, "r1") == plain(speech(FakeRecognizer(), FakeDiarizer()))
    assert list(run.timings_s) == ["detect", "recognize", "diarize"]
    overall = [event.overall for event in events]
    assert overall == sorted(overall)
    assert {"recognizer", "segmentation", "embedding"} <= set(run.models)


def test_a_failed_recognition_is_what_is_told_and_ends_the_other() -> None:
    meeting = Meeting()
    failing = MeetingRecognizer(meeting=meeting, error=RecognitionError("recognition failed"))
    endless = MeetingDiarizer(meeting=meeting, endless=True)
    with pytest.raises(RecognitionError, match="recognition failed"):
        hear(StageRun(Path("visit.wav"), lambda _: None), speech(failing, endless), "r1")


def test_what_was_kept_of_an_earlier_run_is_not_done_again() -> None:
    kept: dict[str, KeptStage] = {}
    run = StageRun(Path("visit.wav"), lambda _: None)
    run.keep = lambda one: kept.update({one.stage: one})
    first = hear(run, speech(FakeRecognizer(), FakeDiarizer()), "r1")
    diarizer = FakeDiarizer()
    again = StageRun(Path("visit.wav"), lambda _: None, kept=kept)
    assert hear(again, speech(FakeRecognizer(("other", "words")), diarizer), "r1") == first
    assert diarizer.asked == []
    del kept["diarize"]
    half = StageRun(Path("visit.wav"), lambda _: None, kept=kept)
    assert hear(half, speech(FakeRecognizer(("other", "words")), diarizer), "r1") == first
    assert diarizer.asked == [(None, None)]


def test_the_diarizer_need_not_be_loaded_to_say_what_it_is_made_of() -> None:
    def never() -> FakeDiarizer:
        pytest.fail("loaded the diarizer")

    audio = FakeReader().read(Path("visit.wav"))
    models = FakeDiarizer().models
    told = InProcessSpeech(FakeDetector, FakeRecognizer, never, lambda _: audio, lambda: models)
    assert set(told.models(lambda _: None)) == {"recognizer", "segmentation", "embedding"}


def reads(read: list[str]) -> Callable[[str], AudioChunk]:
    """Notes each reading of a recording."""

    def audio(recording: str) -> AudioChunk:
        read.append(recording)
        return FakeReader().read(Path("visit.wav"))

    return audio


def test_the_sound_is_read_once_and_let_go_after_all_stages() -> None:
    def slow() -> FakeRecognizer:
        time.sleep(0.2)  # the speakers have long been told apart
        return FakeRecognizer()

    read: list[str] = []
    kept: dict[str, KeptStage] = {}
    run = StageRun(Path("visit.wav"), lambda _: None)
    run.keep = lambda one: kept.update({one.stage: one})
    told = InProcessSpeech(FakeDetector, slow, FakeDiarizer, reads(read))
    hear(run, told, "r1")
    assert read == ["r1"]
    del kept["diarize"]
    hear(StageRun(Path("visit.wav"), lambda _: None, kept=kept), told, "r1")
    assert read == ["r1", "r1"]
    told.regions("r1", lambda _: None)
    assert read == ["r1"] * 3, "one stage alone let it go, too"


def test_stages_that_break_off_let_the_sound_go() -> None:
    read: list[str] = []
    failing = MeetingRecognizer(meeting=Meeting(), error=RecognitionError("recognition failed"))
    endless = MeetingDiarizer(meeting=failing.meeting, endless=True)
    told = InProcessSpeech(FakeDetector, lambda: failing, lambda: endless, reads(read))
    with pytest.raises(RecognitionError):
        hear(StageRun(Path("visit.wav"), lambda _: None), told, "r1")
    told.regions("r1", lambda _: None)
    assert read == ["r1", "r1"]
