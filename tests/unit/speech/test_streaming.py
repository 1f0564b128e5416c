"""Following: what is shown, confirmed and ended while sound comes in."""

from dataclasses import replace

import numpy as np
import pytest

from app.domain.audio import AudioChunk, Samples
from app.domain.live import LiveWords, Trouble, TroubleOver
from app.domain.transcript import Language
from app.speech.detector import DetectorOptions
from app.speech.streaming import Follower, FollowOptions, Said
from app.speech.streaming_agreement import AgreementOptions, Words
from app.speech.voice import VoiceStream
from tests.fake_streaming import FakeEar, Likely, LoudIsSpeech, said, silence, speech

OPTIONS = FollowOptions(
    DetectorOptions(longest_s=14.0), AgreementOptions(span_s=0.4, hold_s=1.0), step_s=0.4
)


class Heard:
    """A follower and everything it told."""

    def __init__(
        self, ear: FakeEar, start_s: float = 0.0, options: FollowOptions = OPTIONS
    ) -> None:
        self.told: list[Said] = []
        voice = VoiceStream(LoudIsSpeech())
        self.follower = Follower(
            ear, voice, options, self.told.append, start_s=start_s, clock=lambda: 0.0
        )

    def hear(self, *parts: Samples, step_s: float = 0.25, haste: bool = False) -> "Heard":
        sound = np.concatenate(parts)
        step = round(step_s * 16_000)
        for first in range(0, len(sound), step):
            self.follower.hear(sound[first : first + step], haste=haste)
        return self

    @property
    def words(self) -> list[LiveWords]:
        return [one for one in self.told if isinstance(one, LiveWords)]

    @property
    def ended(self) -> list[LiveWords]:
        return [one for one in self.words if one.ended]


def texts(words: LiveWords) -> str:
    return " ".join(word.text for word in words.words)


def test_words_are_shown_then_confirmed_then_ended() -> None:
    heard = Heard(FakeEar()).hear(silence(1), speech(5), silence(2))
    counts = [one.confirmed for one in heard.words]
    assert counts[0] == 0
    assert counts == sorted(counts)
    assert any(0 < one.confirmed < len(one.words) for one in heard.words)
    (ended,) = heard.ended
    assert ended == heard.words[-1]
    assert ended.confirmed == len(ended.words)
    assert texts(ended) == "w2 w3 w4 w5 w6 w7 w8 w9 w10 w11"


def test_what_is_read_otherwise_later_changes_no_confirmed_word() -> None:
    ear = FakeEar()
    heard = Heard(ear).hear(speech(4))
    confirmed = list(heard.words[-1].words[: heard.words[-1].confirmed])
    assert confirmed
    ear.looks = [()] * 3
    heard.hear(speech(1), silence(1))
    for one in heard.words[-3:]:
        assert list(one.words[: len(confirmed)]) == confirmed


def test_regions_are_numbered_and_their_words_stand_in_the_recordings_time() -> None:
    heard = Heard(FakeEar(), start_s=60.0).hear(speech(3), silence(1), speech(3), silence(1))
    assert [one.region for one in heard.ended] == [0, 1]
    assert heard.ended[0].words[0].start_s >= 60.0
    assert heard.ended[1].words[0].start_s >= 63.5
    assert heard.follower.position_s == pytest.approx(68.0)


def test_a_last_region_ends_with_the_sound() -> None:
    heard = Heard(FakeEar()).hear(speech(3.1))
    assert heard.ended == []
    heard.follower.finish()
    assert texts(heard.ended[0]) == "w0 w1 w2 w3 w4 w5"


def test_in_haste_nothing_is_read_twice_and_nothing_is_left_out() -> None:
    ear = FakeEar()
    heard = Heard(ear).hear(speech(3), silence(1), speech(3), silence(1), step_s=2.0, haste=True)
    assert ear.looked == 0
    assert [texts(one) for one in heard.ended] == ["w0 w1 w2 w3 w4 w5", "w8 w9 w10 w11 w12 w13"]


def test_a_slow_computer_looks_less_often() -> None:
    quick, slow = FakeEar(), FakeEar()
    Heard(quick).hear(speech(6))
    clock = iter(np.arange(0.0, 1000.0))  # every look takes a second
    follower = Follower(
        slow, VoiceStream(LoudIsSpeech()), OPTIONS, lambda _: None, clock=lambda: float(next(clock))
    )
    for _ in range(24):
        follower.hear(speech(0.25))
    assert 0 < slow.looked < quick.looked / 1.5


def test_an_open_region_waits_with_confirming_until_its_language_is_sure() -> None:
    unsure: Likely = {"en": 0.6, "zh": 0.4}
    heard = Heard(FakeEar(likely=[unsure] * 99)).hear(speech(5))
    assert heard.words[-1].words
    assert all(one.confirmed == 0 for one in heard.words)
    heard.hear(silence(1))
    assert heard.ended[0].confirmed == 10


def test_what_is_confirmed_in_one_language_ends_in_it() -> None:
    ear = FakeEar(decides="zh")
    heard = Heard(ear).hear(speech(5), silence(1))
    assert ear.asked == ["en"]
    assert heard.ended[0].language == "en"


def test_where_nothing_is_confirmed_the_whole_region_decides_its_language() -> None:
    ear = FakeEar(decides="zh")
    heard = Heard(ear).hear(speech(1), silence(1))
    assert ear.asked == [None]
    assert heard.ended[0].language == "zh"


def test_the_language_of_the_region_before_is_handed_on() -> None:
    ear = FakeEar(decides="zh")
    Heard(ear).hear(speech(1), silence(1), speech(1), silence(1))
    assert ear.before == [None, "zh"]


def test_a_reading_that_fails_once_is_tried_again() -> None:
    heard = Heard(FakeEar(fails=1)).hear(speech(2), silence(1))
    assert len(heard.ended[0].words) == 4
    assert not any(isinstance(one, Trouble) for one in heard.told)


def test_a_reading_that_fails_twice_keeps_what_was_shown_and_says_so() -> None:
    ear = FakeEar(fails=2)
    heard = Heard(ear).hear(speech(4), silence(1))
    assert texts(heard.ended[0]).startswith("w0 w1 w2")
    assert [type(one) for one in heard.told if not isinstance(one, LiveWords)] == [Trouble]
    heard.hear(speech(2), silence(1))
    assert isinstance(heard.told[-2], TroubleOver)


def test_speech_without_a_pause_is_cut_without_losing_or_doubling_a_word() -> None:
    heard = Heard(FakeEar()).hear(speech(40), silence(1))
    assert len(heard.ended) >= 3
    numbers = [int(word.text[1:]) for one in heard.ended for word in one.words]
    # the words under the cuts belong to neither side in this fake, which knows no half words
    assert numbers == sorted(set(numbers))
    assert len(numbers) >= 80 - len(heard.ended)


def test_the_same_sound_in_the_same_steps_gives_the_same_events() -> None:
    sound = speech(5), silence(1), speech(3), silence(1)
    assert Heard(FakeEar()).hear(*sound).told == Heard(FakeEar()).hear(*sound).told


def test_words_are_told_only_when_they_changed() -> None:
    ear = FakeEar(looks=[said(0.0, 1.0)] * 99)
    heard = Heard(ear).hear(speech(4.5))
    assert ear.looked > 5
    assert [one.confirmed for one in heard.words] == [0, 2]


def test_hours_of_silence_take_no_memory() -> None:
    heard = Heard(FakeEar())
    for _ in range(100):
        heard.follower.hear(silence(10))
    assert len(heard.follower._sound) < 2 * 160_000


def test_words_that_are_hardly_heard_are_told_as_doubtful() -> None:
    ear = FakeEar()
    low = [replace(word, probability=0.1) for word in said(1.0, 2.0)]
    ear.looks = [low]
    heard = Heard(ear).hear(silence(1), speech(5), silence(2))
    assert heard.words[0].doubtful == (0, 1)
    assert all(one.doubtful == () for one in heard.words[1:])


class Looping(FakeEar):
    def judge(
        self, chunk: AudioChunk, language: Language | None, before: Language | None
    ) -> tuple[Language, Words]:
        found, words = super().judge(chunk, language, before)
        return found, tuple(replace(word, text="no") for word in words)


def test_words_said_over_and_over_are_told_as_doubtful_when_they_end() -> None:
    (ended,) = Heard(Looping([()] * 20)).hear(silence(1), speech(3), silence(1)).ended
    assert len(ended.words) == len(ended.doubtful) >= 3
