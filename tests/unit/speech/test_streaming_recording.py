"""A recording that grows: read to its end, at its own pace or in steps, with the lag told."""

import threading
import time
from typing import Any

import numpy as np
import pytest

from app.domain.live import Follow, FollowEnded, Lag, LiveWords, Trouble, TroubleOver
from app.speech.detector import DetectorOptions
from app.speech.streaming import Follower, FollowOptions
from app.speech.streaming_recording import Following
from app.speech.voice import VoiceStream
from tests.fake_streaming import FakeEar, FakeRecording, LoudIsSpeech, silence, speech

WAIT_S = 20.0


class Run:
    """A Follow command under way in a thread, and what it sent."""

    def __init__(self, recording: FakeRecording, command: Follow, ear: Any = None) -> None:
        self.sent: list[Any] = []
        self.following = Following(command, lambda event, **_: self.sent.append(event))
        options = FollowOptions(DetectorOptions(longest_s=14.0))

        def make(tell: Any, start_s: float, clock: Any) -> Follower:
            voice = VoiceStream(LoudIsSpeech())
            return Follower(ear or FakeEar(), voice, options, tell, start_s=start_s, clock=clock)

        self._thread = threading.Thread(
            target=self.following.run, args=(lambda *_: recording, make), daemon=True
        )
        self._thread.start()

    def wait(self) -> "Run":
        self._thread.join(WAIT_S)
        assert not self._thread.is_alive()
        return self

    def ended(self) -> list[str]:
        return [
            " ".join(word.text for word in one.words)
            for one in self.sent
            if isinstance(one, LiveWords) and one.ended
        ]


def wait_until(true: Any) -> None:
    until_s = time.monotonic() + WAIT_S
    while not true():
        assert time.monotonic() < until_s
        time.sleep(0.01)


def test_a_recording_that_grows_is_read_as_it_comes_and_to_its_end() -> None:
    recording = FakeRecording(speech(2))
    run = Run(recording, Follow("r1"))
    wait_until(lambda: run.following._read == 32_000)
    assert run.ended() == []
    recording.grow(silence(1))
    wait_until(run.ended)
    recording.grow(speech(1.2))
    run.following.no_more_comes()
    run.wait()
    assert run.ended() == ["w0 w1 w2 w3", "w6 w7"]
    last = run.sent[-1]
    assert isinstance(last, FollowEnded)
    assert last.audio_s == pytest.approx(4.2)


def test_nothing_that_was_written_before_the_end_was_told_is_left_out() -> None:
    recording = FakeRecording(speech(3))
    run = Run(recording, Follow("r1"))
    run.following.no_more_comes()
    assert run.wait().ended() == ["w0 w1 w2 w3 w4 w5"]


def test_a_whole_recording_is_followed_in_the_same_steps_every_time() -> None:
    sound = np.concatenate([speech(4.1), silence(1), speech(3), silence(1)])
    runs = [Run(FakeRecording(sound, finished=True), Follow("r1", paced=False)) for _ in range(2)]
    first, second = (run.wait().sent for run in runs)
    assert first == second
    assert isinstance(first[-1], FollowEnded)
    assert any(one.confirmed < len(one.words) for one in first[:-1])


def test_one_that_is_still_written_fast_is_followed_in_those_steps_too() -> None:
    sound = np.concatenate([speech(4.1), silence(1), speech(3)])
    whole = Run(FakeRecording(sound, finished=True), Follow("r1", paced=False)).wait()
    growing = FakeRecording(sound[:1000])
    run = Run(growing, Follow("r1", paced=False))
    for first in range(1000, len(sound), 3_000):
        growing.grow(sound[first : first + 3_000])
        time.sleep(0.002)
    run.following.no_more_comes()
    assert run.wait().sent == whole.sent


def test_following_begins_where_it_is_told_to() -> None:
    sound = np.concatenate([speech(3), silence(1), speech(2), silence(1)])
    run = Run(FakeRecording(sound, finished=True), Follow("r1", from_s=3.5, paced=False)).wait()
    assert run.ended() == ["w8 w9 w10 w11"]


def test_the_lag_is_told_and_one_too_long_is_a_trouble_until_it_is_over() -> None:
    release = threading.Event()

    class Slow(FakeEar):
        def judge(self, *arguments: Any) -> Any:
            release.wait(WAIT_S)
            return super().judge(*arguments)

    recording = FakeRecording(np.concatenate([speech(1), silence(1)]))
    run = Run(recording, Follow("r1"), Slow())
    wait_until(lambda: run.following._busy_since is not None)
    recording.grow(speech(6))
    run.following.tick()
    run.following.tick()
    assert [one.kind for one in run.sent if isinstance(one, Trouble)] == ["behind"]
    assert max(one.lag_s for one in run.sent if isinstance(one, Lag)) > 5
    release.set()
    run.following.no_more_comes()
    wait_until(lambda: run.following._read == 128_000)
    run.following.tick()
    run.wait()
    assert TroubleOver("behind", 8.0) in run.sent


def test_when_all_is_written_nothing_is_behind_any_more() -> None:
    release = threading.Event()

    class Slow(FakeEar):
        def judge(self, *arguments: Any) -> Any:
            release.wait(WAIT_S)
            return super().judge(*arguments)

    recording = FakeRecording(np.concatenate([speech(1), silence(1)]))
    run = Run(recording, Follow("r1"), Slow())
    wait_until(lambda: run.following._busy_since is not None)
    recording.grow(speech(6))
    run.following.tick()
    run.following.no_more_comes()
    release.set()
    over, ended = run.wait().sent[-2:]
    assert isinstance(over, TroubleOver)
    assert isinstance(ended, FollowEnded)


def test_one_that_does_not_come_back_from_a_passage_gives_no_sign_of_life() -> None:
    run = Run(FakeRecording(silence(1)), Follow("r1"))
    run.following._busy_since = time.monotonic() - 1000
    run.sent.clear()
    run.following.tick()
    assert run.sent == []
    run.following.no_more_comes()
    run.wait()
