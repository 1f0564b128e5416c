"""Probabilities to regions: bridged, parted, padded and cut where it is quiet."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.domain.audio import SAMPLE_RATE_HZ, AudioChunk, Samples, SpeechRegion
from app.services.ports import Progress
from app.speech.detector import DetectorOptions, SileroDetector
from app.speech.voice import FRAME_S, FRAME_SAMPLES, Probabilities
from tests.unit.speech.voices import needs_engine, silero, spoken


class Scripted:
    """Stands for the network: gives the probabilities it was made with."""

    def __init__(self, likely: list[float]) -> None:
        self.likely = np.array(likely, np.float32)

    def __call__(self, samples: Samples, progress: Progress | None = None) -> Probabilities:
        return self.likely


def regions(
    likely: list[float], start_s: float = 0.0, samples: Samples | None = None, **options: Any
) -> list[tuple[int, int]]:
    """Regions of scripted probabilities, in frames."""
    if samples is None:
        samples = np.full(len(likely) * FRAME_SAMPLES, 0.1, np.float32)
    detector = SileroDetector(Scripted(likely), DetectorOptions(**options))
    found = detector.regions(AudioChunk(samples, start_s))
    return [
        (round((region.start_s - start_s) / FRAME_S), round((region.end_s - start_s) / FRAME_S))
        for region in found
    ]


QUIET = [0.0]
SPEECH = [0.9]


def test_speech_is_found_and_padded_on_both_sides() -> None:
    assert regions(QUIET * 50 + SPEECH * 20 + QUIET * 50) == [(42, 78)]


def test_times_count_from_the_recordings_start() -> None:
    audio = AudioChunk(np.full(100 * FRAME_SAMPLES, 0.1, np.float32), 60.0)
    detector = SileroDetector(Scripted(QUIET * 50 + SPEECH * 20 + QUIET * 30))
    (found,) = detector.regions(audio)
    assert found.start_s == pytest.approx(60 + 42 * FRAME_S)
    assert found.end_s == pytest.approx(60 + 78 * FRAME_S)


def test_padding_stops_at_the_recordings_ends() -> None:
    samples = np.full(20 * FRAME_SAMPLES - 100, 0.1, np.float32)
    detector = SileroDetector(Scripted(SPEECH * 20))
    assert detector.regions(AudioChunk(samples)) == [SpeechRegion(0.0, len(samples) / 16_000)]


def test_a_pause_of_half_a_second_parts_two_regions() -> None:
    assert regions(SPEECH * 30 + QUIET * 16 + SPEECH * 30) == [(0, 38), (38, 76)]


def test_a_shorter_pause_is_bridged() -> None:
    assert regions(SPEECH * 30 + QUIET * 15 + SPEECH * 30) == [(0, 75)]


def test_speech_that_wavers_above_the_lower_threshold_goes_on() -> None:
    assert regions(QUIET * 20 + SPEECH * 5 + [0.4] * 30 + QUIET * 20) == [(12, 63)]


def test_what_never_reaches_the_upper_threshold_is_no_speech() -> None:
    assert regions([0.49] * 100) == []


def test_a_blip_is_no_speech_but_a_short_answer_is() -> None:
    assert regions(QUIET * 30 + SPEECH * 2 + QUIET * 30) == []
    assert regions(QUIET * 30 + SPEECH * 4 + QUIET * 30) == [(22, 42)]


def test_long_speech_is_cut_where_it_is_least_speech_like() -> None:
    likely = SPEECH * 400 + [0.6] * 6 + SPEECH * 400
    (_, first_end), (second_start, _) = regions(likely)
    assert first_end == second_start
    assert 400 <= first_end <= 406


def test_long_speech_is_cut_where_it_is_quietest_when_all_is_certain() -> None:
    samples = np.full(1000 * FRAME_SAMPLES, 0.1, np.float32)
    samples[450 * FRAME_SAMPLES : 456 * FRAME_SAMPLES] = 0.001
    (_, cut), _ = regions(SPEECH * 1000, samples=samples)
    assert 450 <= cut <= 456


def test_no_piece_of_endless_speech_is_longer_than_allowed() -> None:
    found = regions(SPEECH * 5000)
    assert all(last - first <= 625 for first, last in found)
    assert all(last - first >= 156 for first, last in found)
    assert [first for first, _ in found[1:]] == [last for _, last in found[:-1]]
    assert (found[0][0], found[-1][1]) == (0, 5000)


@pytest.mark.parametrize("count", [626, 627, 700, 780, 1250, 1251])
def test_speech_just_over_the_limit_leaves_no_sliver(count: int) -> None:
    found = regions(SPEECH * count)
    assert all(156 <= last - first <= 625 for first, last in found)
    assert found[-1][1] == count


def test_silence_and_emptiness_hold_no_speech() -> None:
    assert regions(QUIET * 100) == []
    assert SileroDetector(silero()).regions(AudioChunk(np.empty(0, np.float32))) == []
    assert SileroDetector(silero()).regions(AudioChunk(np.zeros(1, np.float32))) == []


@needs_engine("espeak-ng")
def test_two_sentences_with_a_pause_are_two_regions(tmp_path: Path) -> None:
    sentence = spoken("espeak-ng", tmp_path)[: 2 * SAMPLE_RATE_HZ]
    gap = np.zeros(3 * SAMPLE_RATE_HZ, np.float32)
    sound = np.concatenate([gap, sentence, gap, sentence, gap])
    found = SileroDetector(silero()).regions(AudioChunk(sound))
    assert len(found) == 2
    assert [region.start_s for region in found] == pytest.approx([3.0, 8.0], abs=0.4)
    assert [region.end_s for region in found] == pytest.approx([5.0, 10.0], abs=0.5)
