"""A file replayed through the live path: which lines come, in which order, with which times."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from app.domain.errors import AppError
from app.domain.live import (
    CaptureCommand,
    CaptureEvent,
    EndFollow,
    Follow,
    FollowEnded,
    Gap,
    KeywordHeard,
    LiveWords,
    Refused,
    SpeechCommand,
    SpeechEvent,
    Start,
    Status,
    Stopped,
    Trouble,
)
from app.services.listening import Line, Listening
from tests.fake_live import FakeCapture, FakeSpeech, live_words
from tests.understood import SEVERITIES

FILE = Path("visit.wav")
SAID = live_words("he is in cardiac arrest", start_s=1.0)


class Playing(FakeCapture):
    """Begins, tells what the test wants, and stops."""

    def __init__(self, *told: CaptureEvent) -> None:
        super().__init__()
        self.told = told

    def answers(self, command: CaptureCommand) -> Sequence[CaptureEvent]:
        if not isinstance(command, Start):
            return ()
        begun = Status("recording", command.recording)
        return (begun, *self.told, Stopped(command.recording, 6.0, "c" * 64))


class Writing(FakeSpeech):
    """Writes what the test wants once the recording has ended."""

    def __init__(self, *told: SpeechEvent) -> None:
        super().__init__()
        self.told = told

    def answers(self, command: SpeechCommand) -> Sequence[SpeechEvent]:
        return (*self.told, FollowEnded(6.0)) if isinstance(command, EndFollow) else ()


def _replayed(capture: FakeCapture, speech: FakeSpeech, fast: bool = False) -> list[Line]:
    lines: list[Line] = []
    listening = Listening(capture, speech, SEVERITIES, lines.append)
    listening.run(FILE, "a" * 32, fast=fast)
    return lines


def _ended(words: LiveWords) -> LiveWords:
    return LiveWords(words.region, words.language, words.words, len(words.words), 6.0, ended=True)


def test_open_and_ended_regions_are_partial_and_final_lines() -> None:
    opened = LiveWords(0, "en", SAID.words[:3], 2, 2.5)
    lines = _replayed(Playing(), Writing(opened, _ended(SAID)))
    assert [line.type for line in lines] == ["partial", "final", "alert", "end"]
    assert lines[0].fields["text"] == "he is in"
    assert lines[0].fields["confirmed"] == "he is"
    assert lines[1].fields["text"] == "he is in cardiac arrest"
    assert lines[1].fields["words"][0]["start_s"] == 1.0
    assert [line.audio_s for line in lines[:2]] == [opened.words[-1].end_s, SAID.words[-1].end_s]


def test_a_keyword_is_told_when_its_sound_is_heard_and_again_when_its_words_come() -> None:
    heard = KeywordHeard("a" * 32, 0, "cardiac_arrest", 2.4, 3.4, 0.99)
    lines = _replayed(Playing(heard), Writing(_ended(SAID)))
    alerts = [line.fields for line in lines if line.type == "alert"]
    assert [(one["source"], one["level"]) for one in alerts] == [
        ("audio", "amber"),
        ("both", "red"),
    ]
    assert {one["number"] for one in alerts} == {0}


def test_unconfirmed_words_raise_nothing() -> None:
    open_ = LiveWords(0, "en", SAID.words, 0, 3.5)
    lines = _replayed(Playing(), Writing(open_))
    assert [line.type for line in lines] == ["partial", "end"]


def test_the_end_names_the_length_of_the_file() -> None:
    lines = _replayed(Playing(), Writing())
    assert (lines[-1].type, lines[-1].audio_s) == ("end", 6.0)


def test_times_of_lines_never_go_back() -> None:
    lines = _replayed(Playing(Gap(1.0, 2.0, "overrun")), Writing(_ended(SAID)))
    emitted = [line.emitted_s for line in lines]
    assert emitted == sorted(emitted)
    assert emitted[0] >= 0


def test_gaps_and_troubles_are_told_but_a_quiet_file_is_no_trouble() -> None:
    lines = _replayed(
        Playing(
            Gap(1.0, 2.0, "overrun"),
            Trouble("silent", "the microphone is silent"),
            Trouble("disk_full", "the disk is full; free some space", 3.0),
        ),
        Writing(),
    )
    assert [line.type for line in lines] == ["gap", "error", "end"]
    assert lines[0].fields == {"start_s": 1.0, "reason": "overrun"}
    assert lines[1].fields["sentence"] == "the disk is full; free some space"


@pytest.mark.parametrize(("fast", "device"), [(False, "file:"), (True, "file-fast:")])
def test_a_fast_replay_is_not_paced(fast: bool, device: str) -> None:
    capture, speech = Playing(), Writing()
    _replayed(capture, speech, fast=fast)
    started = capture.wait_sent(Start)
    assert started.device == f"{device}{FILE.resolve()}"
    assert speech.wait_sent(Follow) == Follow("a" * 32, 0.0, paced=not fast)


def test_a_file_that_cannot_be_read_is_one_sentence_with_its_code() -> None:
    class Refusing(FakeCapture):
        def answers(self, command: CaptureCommand) -> Sequence[CaptureEvent]:
            sentence = "visit.wav was not found; check its name and folder"
            return (Refused("Start", sentence, 1),) if isinstance(command, Start) else ()

    capture, speech = Refusing(), Writing()
    with pytest.raises(AppError, match="was not found") as refused:
        _replayed(capture, speech)
    assert refused.value.exit_code == 1
    assert capture.closed
    assert speech.closed


def test_missing_models_are_one_sentence_and_the_file_is_not_even_opened() -> None:
    class Unloaded(FakeSpeech):
        def listen(self, on_event):  # type: ignore[no-untyped-def]
            self._waiting.append(Refused("Load", "the recogniser is missing; install again", 3))
            super(FakeSpeech, self).listen(on_event)

    capture = Playing()
    with pytest.raises(AppError, match="recogniser is missing") as refused:
        _replayed(capture, Unloaded())
    assert refused.value.exit_code == 3
    assert not capture.sent
