"""How windows are cut, and which of them are read together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.speech.windows import batches, cut_of


@pytest.mark.parametrize(("frames", "window"), [(0, 200), (50, 200), (51, 400), (1400, 1500)])
def test_a_model_of_short_windows_gets_what_the_sound_fills(frames: int, window: int) -> None:
    assert cut_of(1500).window(frames) == window


@pytest.mark.parametrize(
    ("frames", "window"), [(10, 1000), (800, 1000), (801, 1200), (2900, 3000), (3000, 3000)]
)
def test_a_published_model_keeps_ten_seconds_and_two_behind(frames: int, window: int) -> None:
    assert cut_of(3000).window(frames) == window


@given(st.lists(st.sampled_from([200, 400, 1000, 3000]), max_size=60))
def test_every_window_is_read_once_with_none_of_another_length(windows: list[int]) -> None:
    found = list(batches(windows))
    assert sorted(place for places in found for place in places) == list(range(len(windows)))
    for places in found:
        assert len({windows[place] for place in places}) == 1
        assert list(places) == sorted(places)
        assert len(places) == 1 or sum(windows[place] for place in places) <= 16_000
    longest = [windows[places[0]] for places in found]
    assert longest == sorted(longest, reverse=True)
