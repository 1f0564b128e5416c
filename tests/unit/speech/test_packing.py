"""Regions packed into one window, and their words given back to them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.audio import SAMPLE_RATE_HZ, AudioChunk, SpeechRegion
from app.domain.transcript import Word
from app.speech.packing import alone, packed


def recording(duration_s: float = 60.0, start_s: float = 0.0) -> AudioChunk:
    count = round(duration_s * SAMPLE_RATE_HZ)
    return AudioChunk(np.linspace(0, 1, count, dtype=np.float32), start_s)


def word(text: str, start_s: float, end_s: float) -> Word:
    return Word(text, start_s, end_s, 0.9)


def test_a_region_alone_is_its_sound_and_its_words_are_moved_to_its_time() -> None:
    pack = alone(recording(10, start_s=60.0), SpeechRegion(62.0, 64.0))
    assert pack.duration_s == 2.0
    ((region, words),) = pack.apart([word(" chest", 0.5, 1.0), word(" pain.", 1.0, 1.5)])
    assert region == SpeechRegion(62.0, 64.0)
    assert [one.text for one in words] == ["chest", "pain"]
    times = [time for one in words for time in (one.start_s, one.end_s)]
    assert times == pytest.approx([62.5, 63.0, 63.0, 63.4])  # the full stop takes its share


def test_a_breath_of_the_recording_stands_between_and_never_a_whole_pause() -> None:
    (pack,) = packed(recording(), [SpeechRegion(1, 3), SpeechRegion(3.1, 4), SpeechRegion(30, 31)])
    assert pack.duration_s == pytest.approx(2.1 + 1.2 + 1.0)
    assert pack.region == SpeechRegion(1, 31)


def test_words_go_back_to_the_region_in_which_their_middle_sounds() -> None:
    (pack,) = packed(recording(), [SpeechRegion(1, 3), SpeechRegion(10, 12)])
    words = [word(" a", 0.1, 0.4), word(" b", 1.9, 2.5), word(" c", 2.2, 2.9)]
    first, second = pack.apart(words)
    assert [one.text for one in first[1]] == ["a", "b"]
    assert [one.text for one in second[1]] == ["c"]
    assert second[1][0].start_s == 10.0, "inside its region, not in the breath before it"
    assert second[1][0].end_s == pytest.approx(10.6)


@settings(deadline=None)  # a busy machine is slow, not wrong
@given(st.lists(st.tuples(st.floats(0.01, 16.0), st.floats(0.0, 3.0)), max_size=12))
def test_every_region_is_packed_once_and_none_is_longer_than_it_may_be(
    lasting: list[tuple[float, float]],
) -> None:
    regions, at_s = [], 0.0
    for duration_s, pause_s in lasting:
        regions.append(SpeechRegion(at_s, at_s + duration_s))
        at_s += duration_s + pause_s
    packs = packed(recording(max(at_s, 1.0)), regions)
    assert [region for pack in packs for region, _, _ in pack.places] == regions
    for pack in packs:
        assert pack.duration_s <= 12.01 or len(pack.places) == 1
        assert [region for region, _ in pack.apart([])] == [place[0] for place in pack.places]


def test_regions_that_overlap_are_not_read_together() -> None:
    packs = packed(recording(), [SpeechRegion(1, 5), SpeechRegion(4, 6)])
    assert len(packs) == 2
