"""Regions found while sound grows: those of the detector, known as soon as they can be."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from app.domain.audio import AudioChunk, Samples
from app.paths import RESOURCES
from app.services.ports import Progress
from app.speech.detector import DetectorOptions, SileroDetector
from app.speech.streaming_regions import RegionFinder, Span
from app.speech.voice import FRAME_S, FRAME_SAMPLES, Probabilities, VoiceStream, levels
from tests.unit.speech.voices import silero

QUIET, UNSURE, SPEECH = 0.0, 0.4, 0.9


class Scripted:
    def __init__(self, likely: list[float]) -> None:
        self.likely = np.array(likely, np.float32)

    def __call__(self, samples: Samples, progress: Progress | None = None) -> Probabilities:
        return self.likely


def sound(frames: int) -> Samples:
    rng = np.random.default_rng(frames)
    return (0.1 * rng.standard_normal(frames * FRAME_SAMPLES)).astype(np.float32)


def grown(likely: list[float], block: int = 3, **options: Any) -> list[tuple[int, int]]:
    """Regions as they come out, in frames, `block` frames at a time."""
    finder = RegionFinder(DetectorOptions(**options))
    loud = levels(sound(len(likely)))
    found: list[Span] = []
    for first in range(0, len(likely), block):
        part = slice(first, first + block)
        found += finder.push(np.array(likely[part], np.float32), loud[part])
    found += finder.finish()
    return [(span.first, span.last) for span in found]


def whole(likely: list[float], **options: Any) -> list[tuple[int, int]]:
    """What the detector finds in the same probabilities."""
    detector = SileroDetector(Scripted(likely), DetectorOptions(**options))
    return [
        (round(region.start_s / FRAME_S), round(region.end_s / FRAME_S))
        for region in detector.regions(AudioChunk(sound(len(likely))))
    ]


def test_speech_is_padded_and_ends_after_half_a_second_of_quiet() -> None:
    finder = RegionFinder(DetectorOptions())
    likely = np.array([QUIET] * 50 + [SPEECH] * 20 + [QUIET] * 15, np.float32)
    assert finder.push(likely, np.ones(len(likely), np.float32)) == []
    assert finder.open == 42
    assert finder.push(np.zeros(1, np.float32), np.ones(1, np.float32)) == [Span(42, 78)]
    assert finder.open is None


def test_a_blip_opens_no_region() -> None:
    finder = RegionFinder(DetectorOptions())
    assert finder.push(np.array([SPEECH] * 2, np.float32), np.ones(2, np.float32)) == []
    assert finder.open is None
    assert grown([QUIET] * 20 + [SPEECH] * 2 + [QUIET] * 30) == []


RUNS = st.lists(
    st.tuples(st.sampled_from([QUIET, UNSURE, 0.6, SPEECH]), st.integers(1, 40)), max_size=14
)


@given(RUNS, st.integers(1, 50))
def test_regions_are_those_of_the_detector_however_the_sound_comes(
    runs: list[tuple[float, int]], block: int
) -> None:
    likely = [probability for probability, count in runs for _ in range(count)]
    assert grown(likely, block, longest_s=60.0) == whole(likely, longest_s=60.0)


def test_a_long_region_is_cut_while_it_is_still_spoken() -> None:
    likely = [SPEECH] * 60 + [0.55] * 5 + [SPEECH] * 60
    options = DetectorOptions(longest_s=100 * FRAME_S)
    finder = RegionFinder(options)
    (piece,) = finder.push(np.array(likely, np.float32), np.ones(len(likely), np.float32))
    assert 60 <= piece.last < 65
    assert finder.open == piece.last


def test_a_region_is_not_cut_where_its_words_are_confirmed() -> None:
    likely = np.array([SPEECH] * 60 + [0.55] * 5 + [SPEECH] * 60, np.float32)
    finder = RegionFinder(DetectorOptions(longest_s=100 * FRAME_S))
    (piece,) = finder.push(likely, np.ones(len(likely), np.float32), 80)
    assert 80 <= piece.last <= 100


def test_pieces_of_a_long_region_meet_and_none_is_too_long() -> None:
    found = grown([SPEECH] * 1000, longest_s=100 * FRAME_S)
    assert found[0][0] == 0
    assert found[-1][1] == 1000
    assert all(last - first <= 100 for first, last in found)
    assert all(one[1] == other[0] for one, other in pairwise(found))


def test_a_cut_is_expected_only_when_a_region_has_become_long() -> None:
    finder = RegionFinder(DetectorOptions(longest_s=100 * FRAME_S))
    finder.push(np.full(74, SPEECH, np.float32), np.ones(74, np.float32))
    assert finder.likely_cut() is None
    finder.push(np.array([0.55, 0.55, SPEECH], np.float32), np.ones(3, np.float32))
    assert finder.likely_cut() in range(72, 77)


def test_a_finder_forgets_what_no_region_can_need() -> None:
    finder = RegionFinder(DetectorOptions())
    for _ in range(500):
        finder.push(np.zeros(100, np.float32), np.ones(100, np.float32))
    assert len(finder._likely) <= 200  # 50,000 frames went through


@pytest.mark.weights
@pytest.mark.parametrize("sample", ["en_short", "en_encounter", "zh_encounter"])
@pytest.mark.parametrize("longest_s", [14.0, 4.0])
def test_regions_of_the_bundled_encounters_are_those_of_the_detector(
    sample: str, longest_s: float
) -> None:
    path: Path = RESOURCES / "samples" / f"{sample}.flac"
    samples, _ = soundfile.read(path, dtype="float32")
    options = DetectorOptions(longest_s=longest_s)
    stream, finder, found = VoiceStream(silero()), RegionFinder(options), []
    for first in range(0, len(samples), 4000):
        found += finder.push(*stream.push(samples[first : first + 4000]))
    found += [*finder.push(*stream.flush()), *finder.finish()]
    wanted = SileroDetector(silero(), options).regions(AudioChunk(samples))
    assert [span.first * FRAME_S for span in found] == [region.start_s for region in wanted]
    assert [min(span.last * FRAME_S, len(samples) / 16_000) for span in found] == [
        region.end_s for region in wanted
    ]


@pytest.mark.weights
def test_a_very_quiet_voice_is_lifted_as_it_is_offline() -> None:
    samples, _ = soundfile.read(RESOURCES / "samples" / "en_short.flac", dtype="float32")
    stream = VoiceStream(silero())
    likely = np.concatenate([stream.push(part)[0] for part in np.array_split(samples / 300, 50)])
    offline = silero()(samples / 300)[: len(likely)]
    assert np.mean((likely[94:] >= 0.5) == (offline[94:] >= 0.5)) > 0.95
