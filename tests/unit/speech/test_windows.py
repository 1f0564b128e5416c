"""How windows are cut, and which of them are read together."""

from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.speech.batches import BatchReader
from app.speech.devices import Placement
from app.speech.windows import batches, cut_of


@pytest.mark.parametrize(("frames", "window"), [(0, 400), (100, 400), (101, 600), (1300, 1500)])
def test_a_model_of_short_windows_gets_what_the_sound_fills(frames: int, window: int) -> None:
    assert cut_of(1500).window(frames) == window


@pytest.mark.parametrize(
    ("frames", "window"), [(10, 1000), (800, 1000), (801, 1200), (2900, 3000), (3000, 3000)]
)
def test_a_published_model_keeps_ten_seconds_and_two_behind(frames: int, window: int) -> None:
    assert cut_of(3000).window(frames) == window


@settings(deadline=None)  # a busy machine is slow, not wrong
@given(st.lists(st.integers(0, 3000), max_size=60), st.sampled_from([1500, 3000]))
def test_every_sound_is_read_once_with_none_of_another_window(frames: list[int], most: int) -> None:
    cut = cut_of(most)
    found = list(batches(frames, cut))
    assert sorted(place for _, places in found for place in places) == list(range(len(frames)))
    for window, places in found:
        assert {cut.window(frames[place]) for place in places} == {window}
        assert len(places) == 1 or len(places) * window <= 16_000
    longest = [frames[place] for _, places in found for place in places]
    assert longest == sorted(longest, reverse=True)


def test_of_few_sounds_every_worker_gets_a_share() -> None:
    few = [len(places) for _, places in batches([300] * 3, cut_of(3000), workers=2)]
    assert few == [2, 1]
    many = [300] * 64
    assert list(batches(many, cut_of(3000), workers=2)) == list(batches(many, cut_of(3000)))


def test_a_card_reads_as_many_as_it_has_room_for() -> None:
    card = SimpleNamespace(
        model=SimpleNamespace(device="cuda"),
        placement=Placement("cuda", "float16", 24),
        feature_extractor=SimpleNamespace(nb_max_frames=3000),
    )
    found = [len(places) for _, places in batches([900] * 70, cut_of(3000), BatchReader(card).most)]
    assert found == [24 * 3000 // 1200, 10]
