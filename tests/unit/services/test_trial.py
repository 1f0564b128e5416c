"""A try of the microphone, on fakes: it ends whatever happens, and keeps nothing."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from app.domain.audio import SpeechRegion
from app.domain.errors import DeviceError, ResourceError
from app.domain.live import (
    CaptureCommand,
    CaptureEvent,
    Level,
    Refused,
    Start,
    Status,
    Stop,
    Stopped,
    Trouble,
)
from app.domain.result import ModelUsed
from app.domain.transcript import HeardRegion, Language, Turn, Word
from app.domain.trial import READ_ALOUD, Listener, Sample
from app.services.ports import Progress
from app.services.stages import CancelledError, Models
from app.services.trial import Trial, bundled_sample, matched


class Recorder:
    """A recording process that says this at Start, and ends at Stop. deaf: it says nothing."""

    def __init__(self, *events: CaptureEvent, ends: bool = False) -> None:
        self.events, self.ends = events, ends
        self.sent: list[CaptureCommand] = []
        self.closed = False
        self._tell: Callable[[CaptureEvent], None] = lambda _: None

    def listen(self, on_event: Callable[[CaptureEvent], None]) -> None:
        self._tell = on_event

    def send(self, command: CaptureCommand) -> None:
        self.sent.append(command)
        recording = command.recording if isinstance(command, Start) else ""
        for event in self.events if isinstance(command, Start) else ():
            self._tell(event)
        if isinstance(command, Stop) or (recording and self.ends):
            self._tell(Stopped(recording, 3.5, "ab"))

    def close(self) -> None:
        self.closed = True


class Ear:
    """Hears one line, or no speech at all."""

    at_once = False

    def __init__(self, line: str, language: Language = "en") -> None:
        self.line, self.language = line, language

    def models(self, progress: Progress) -> Models:
        progress(0.0)
        return {"recognizer": ModelUsed("small", "ab")}

    def regions(self, recording: str, progress: Progress) -> tuple[SpeechRegion, ...]:
        return (SpeechRegion(0.0, 3.0),) if self.line else ()

    def heard(
        self, recording: str, regions: tuple[SpeechRegion, ...], progress: Progress
    ) -> tuple[HeardRegion, ...]:
        texts = self.line.split() if self.language == "en" else list(self.line)
        words = tuple(Word(text, 0.0, 1.0, 0.9) for text in texts)
        return (HeardRegion(regions[0], self.language, words),)

    def turns(
        self,
        recording: str,
        progress: Progress,
        *,
        min_speakers: int | None = None,
        max_speakers: int | None = None,
    ) -> tuple[Turn, ...]:
        raise AssertionError

    def let_go(self, recording: str) -> None:
        raise AssertionError


class Clock:
    """Ten seconds pass at every look."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        self.now_s += 10.0
        return self.now_s


def level(peak: float, rms: float = -30.0) -> Level:
    return Level(0.1, rms, peak)


def pressed() -> threading.Event:
    event = threading.Event()
    event.set()
    return event


RECORDING = Status("recording", "r")


def no_matter(_: str) -> None: ...


def test_a_sentence_that_was_read_is_compared_with_what_was_heard() -> None:
    recorder = Recorder(RECORDING, level(-6.0))
    steps: list[str] = []
    levels: list[Level] = []
    ended: list[str] = []
    wiped: list[str] = []
    trial = Trial(
        lambda: recorder,
        Ear("the patient has chess pain and shortness of breath since this morning"),
        wiped.append,
        lambda: ended.append("end"),
    )
    listener = Listener(levels.append, steps.append)
    tried = trial.read_aloud("Desk", "en", listener, pressed(), threading.Event())
    assert (tried.matched.right, tried.matched.of, tried.matched.well) == (11, 12, True)
    assert (tried.sound, tried.model, tried.duration_s) == ("good", "small", 3.5)
    assert (steps, levels) == (["opening", "recording", "loading", "hearing"], [level(-6.0)])
    assert isinstance(recorder.sent[0], Start)
    assert recorder.sent[0].device == "Desk"
    assert recorder.sent[1:] == [Stop()]
    assert wiped == [recorder.sent[0].recording]
    assert recorder.closed
    trial.close()
    assert ended == ["end"]


@pytest.mark.parametrize(
    ("levels", "sound"),
    [
        ((level(-120.0, -120.0),), "silent"),
        ((level(-45.0, -60.0),), "faint"),
        ((level(-3.0), level(0.0)), "clipping"),
        ((level(-12.0), level(-90.0, -95.0)), "good"),
    ],
)
def test_how_loud_it_was_is_told(levels: Sequence[Level], sound: str) -> None:
    trial = Trial(lambda: Recorder(RECORDING, *levels), Ear(""), no_matter, lambda: None)
    tried = trial.read_aloud("", "zh", Listener(), pressed(), threading.Event())
    assert tried.sound == sound
    assert (tried.said, tried.heard) == (READ_ALOUD["zh"], "")
    assert not tried.matched.well


def test_models_load_while_one_still_reads() -> None:
    asked = threading.Event()

    class Loading(Ear):
        def models(self, progress: Progress) -> Models:
            asked.set()
            return super().models(progress)

    class Reader(Recorder):
        def send(self, command: CaptureCommand) -> None:
            if isinstance(command, Stop):
                assert asked.wait(5)
            super().send(command)

    trial = Trial(lambda: Reader(RECORDING), Loading("the patient"), no_matter, lambda: None)
    tried = trial.read_aloud("", "en", Listener(), pressed(), threading.Event())
    assert tried.model == "small"


def test_what_the_recording_process_says_meanwhile_is_told_once() -> None:
    said = Trouble("silent", "nothing comes from this microphone; choose another one")
    trial = Trial(lambda: Recorder(said, RECORDING, said), Ear(""), no_matter, lambda: None)
    tried = trial.read_aloud("", "en", Listener(), pressed(), threading.Event())
    assert tried.troubles == (said.sentence,)


def test_a_microphone_that_does_not_open_is_an_error_and_is_let_go() -> None:
    recorder = Recorder(Refused("Start", "no microphone was found; plug one in"))
    trial = Trial(lambda: recorder, Ear(""), no_matter, lambda: None)
    with pytest.raises(DeviceError, match="plug one in"):
        trial.read_aloud("", "en", Listener(), threading.Event(), threading.Event())
    assert recorder.closed


def test_one_that_gives_nothing_is_not_waited_for_without_end() -> None:
    recorder = Recorder()
    trial = Trial(lambda: recorder, Ear(""), no_matter, lambda: None, Clock())
    with pytest.raises(DeviceError, match="no sound came"):
        trial.read_aloud("", "en", Listener(), threading.Event(), threading.Event())
    assert recorder.closed


def test_nobody_needs_to_press_stop() -> None:
    recorder = Recorder(RECORDING, level(-6.0))
    trial = Trial(lambda: recorder, Ear("the patient"), no_matter, lambda: None, Clock())
    tried = trial.read_aloud("", "en", Listener(), threading.Event(), threading.Event())
    assert Stop() in recorder.sent
    assert tried.matched.right == 2


def test_a_try_that_was_left_ends() -> None:
    recorder = Recorder(RECORDING)
    trial = Trial(lambda: recorder, Ear(""), no_matter, lambda: None)
    with pytest.raises(CancelledError):
        trial.read_aloud("", "en", Listener(), threading.Event(), pressed())
    assert recorder.closed


def test_the_bundled_sample_ends_by_itself(tmp_path: Path) -> None:
    recorder = Recorder(RECORDING, level(-6.0), ends=True)
    trial = Trial(lambda: recorder, Ear("血压测不出", "zh"), no_matter, lambda: None)
    sample = Sample(tmp_path / "s.flac", "zh", "血压 测不出了。")
    tried = trial.sample(sample, Listener(), threading.Event())
    assert (tried.matched.right, tried.matched.of) == (5, 6)
    assert [type(one) for one in recorder.sent] == [Start]
    assert isinstance(recorder.sent[0], Start)
    assert recorder.sent[0].device == f"file-fast:{tmp_path / 's.flac'}"


def test_words_match_in_their_order_whatever_their_case_marks_and_script() -> None:
    assert matched("The patient, has PAIN.", "the patient pain has").right == 3
    assert matched("血压测不出", "血壓測不出").right == 5
    assert (matched("", "x").share, matched("a b", "").right) == (0.0, 0)


def test_samples_are_there_for_both_languages(tmp_path: Path) -> None:
    english, chinese = bundled_sample("auto"), bundled_sample("zh")
    assert english.path.is_file()
    assert chinese.path.is_file()
    assert "anaphylaxis" in english.text
    assert (english.language, chinese.language) == ("en", "zh")
    with pytest.raises(ResourceError, match="repair"):
        bundled_sample("en", tmp_path)
