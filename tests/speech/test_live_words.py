"""Words while they are said, with the real weights, against the words of the whole recording."""

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile
from rapidfuzz.distance import Levenshtein

from app.domain.audio import AudioChunk, Samples
from app.domain.live import LiveWords
from app.domain.result import ModelUsed
from app.domain.transcript import HeardRegion
from app.paths import RESOURCES
from app.speech.detector import DetectorOptions, SileroDetector
from app.speech.recognizer import WhisperRecognizer
from app.speech.streaming import Follower, FollowOptions, Said
from app.speech.streaming_passes import WhisperEar, WhisperPasses
from app.speech.voice import VoiceStream
from tests.speech.essentials import script_words
from tests.unit.speech.voices import silero

pytestmark = pytest.mark.weights

DETECTOR = DetectorOptions(longest_s=14.0)
STEP = 8_000


@dataclass(frozen=True)
class Live:
    """One sample followed, and the same sample recognised as a whole."""

    told: list[LiveWords]
    offline: list[HeardRegion]

    @property
    def said(self) -> list[str]:
        return [word.text.lower() for one in self.told if one.ended for word in one.words]

    @property
    def known(self) -> list[str]:
        return [word.text.lower() for one in self.offline for word in one.words]


def sample(name: str) -> Samples:
    samples, _ = soundfile.read(RESOURCES / "samples" / f"{name}.flac", dtype="float32")
    found: Samples = samples
    return found


def follow(recognizer: WhisperRecognizer, samples: Samples) -> list[LiveWords]:
    told: list[Said] = []
    follower = Follower(
        WhisperEar(recognizer),
        VoiceStream(silero()),
        FollowOptions(DETECTOR),
        told.append,
        clock=lambda: 0.0,
    )
    for first in range(0, len(samples), STEP):
        follower.hear(samples[first : first + STEP])
    follower.finish()
    return [one for one in told if isinstance(one, LiveWords)]


@pytest.fixture(scope="module")
def recognizer(recognizer_directory: Path) -> WhisperRecognizer:
    model = ModelUsed(recognizer_directory.name, "0" * 64)
    return WhisperRecognizer.open(recognizer_directory, model, silero(), device="cpu")


@pytest.fixture(scope="module")
def live(recognizer: WhisperRecognizer) -> Live:
    samples = sample("en_short")
    audio = AudioChunk(samples)
    regions = SileroDetector(silero(), DETECTOR).regions(audio)
    return Live(follow(recognizer, samples), list(recognizer.recognize(audio, regions)))


def test_live_words_are_as_right_as_those_of_the_whole_recording(live: Live) -> None:
    script = script_words("en_short")
    wrong, wrong_offline = (
        Levenshtein.distance(script, words) / len(script) for words in (live.said, live.known)
    )
    assert wrong <= wrong_offline + 0.05


def test_live_words_hardly_differ_from_those_of_the_whole_recording(live: Live) -> None:
    assert Levenshtein.distance(live.said, live.known) <= 0.1 * len(live.known)


def test_regions_are_those_of_the_whole_recording(live: Live) -> None:
    ended = [one for one in live.told if one.ended]
    assert [one.region for one in ended] == list(range(len(live.offline)))
    assert [one.language for one in ended] == [one.language for one in live.offline]


def test_most_words_are_shown_before_their_region_ends_and_some_are_confirmed(live: Live) -> None:
    shown = {(one.region, word.text) for one in live.told if not one.ended for word in one.words}
    ended = [(one.region, word.text) for one in live.told if one.ended for word in one.words]
    assert np.mean([word in shown for word in ended]) > 0.8
    assert any(one.confirmed for one in live.told if not one.ended)


def test_no_confirmed_word_is_taken_back(live: Live) -> None:
    confirmed: dict[int, tuple[object, ...]] = {}
    for one in live.told:
        before, now = confirmed.get(one.region, ()), one.words[: one.confirmed]
        assert now[: len(before)] == before
        confirmed[one.region] = now


def test_the_same_sound_gives_the_same_words_every_time(
    recognizer: WhisperRecognizer, live: Live
) -> None:
    assert follow(recognizer, sample("en_short")[: 8 * 16_000]) == follow(
        recognizer, sample("en_short")[: 8 * 16_000]
    )


def test_a_quick_look_is_given_no_more_than_the_model_s_own_window(
    recognizer: WhisperRecognizer,
) -> None:
    sizes: list[int] = []
    model = recognizer.whisper.model

    def encode(features: object) -> object:
        sizes.append(features.shape[2])  # type: ignore[attr-defined]
        return model.encode(features)

    extractor = recognizer.whisper.feature_extractor
    watched = SimpleNamespace(feature_extractor=extractor, model=SimpleNamespace(encode=encode))
    for seconds in (1, 5, 40):
        chunk = AudioChunk(sample("en_encounter")[: seconds * 16_000])
        WhisperPasses(watched).encode(chunk)
    if extractor.nb_max_frames < 3000:
        assert sizes == [250, 650, extractor.nb_max_frames]
    else:
        assert sizes == [extractor.nb_max_frames] * 3
