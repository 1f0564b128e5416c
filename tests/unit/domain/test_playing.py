"""Where the cursor goes, and what is played from there."""

import numpy as np
import pytest

from app.domain.peaks import BIN_SAMPLES, Peaks, peaks_of
from app.domain.playing import CLOSEST_S, Stretch, Tape, Window

TAPE = Tape(duration_s=60.0)


def test_the_cursor_stays_within_the_recording() -> None:
    assert TAPE.moved_to(70.0).at_s == 60.0
    assert TAPE.jumped(-5.0).at_s == 0.0
    assert TAPE.moved_to(10.0).jumped(5.0).at_s == 15.0


def test_going_on_hears_a_little_again_and_begins_anew_at_the_end() -> None:
    assert TAPE.moved_to(20.0).here(1.5) == Stretch(18.5, 60.0)
    assert TAPE.moved_to(1.0).here(1.5) == Stretch(0.0, 60.0)
    assert TAPE.moved_to(60.0).here(1.5) == Stretch(0.0, 60.0)


@pytest.mark.parametrize(
    ("asked", "given"), [(1.1, 1.1), (0.45, 0.5), (0.1, 0.5), (2.04, 2.0), (9.0, 2.0)]
)
def test_speeds_come_in_steps_between_half_and_double(asked: float, given: float) -> None:
    assert TAPE.at_speed(asked).speed == pytest.approx(given)


def test_slower_and_faster_come_back_to_the_same_speed() -> None:
    tape = TAPE
    for by in (*[-0.1] * 4, *[0.1] * 4):
        tape = tape.at_speed(tape.speed + by)
    assert tape.speed == 1.0


def test_a_span_is_played_and_played_again_and_an_open_end_goes_on() -> None:
    asked = TAPE.asked(10.0, 12.0)
    assert (asked.at_s, asked.played) == (10.0, (10.0, 12.0))
    assert asked.moved_to(12.0).replayed() == (10.0, 12.0)
    assert TAPE.asked(10.0, -1.0).played == (10.0, 60.0)
    assert TAPE.asked(10.0, -1.0).moved_to(30.0).replayed() == (25.0, 30.0)


def test_a_selection_is_looped_and_a_click_selects_nothing() -> None:
    chosen = TAPE.selected(20.0, 15.0)
    assert (chosen.region, chosen.at_s) == ((15.0, 20.0), 15.0)
    assert chosen.looping(True).here(1.5) == Stretch(15.0, 20.0, loop=True)
    assert chosen.looping(True).looping(False).here() == Stretch(15.0, 60.0)
    assert chosen.selected(30.0, 30.05).region is None


def test_a_loop_without_a_selection_takes_what_was_heard_last() -> None:
    assert TAPE.asked(10.0, 12.0).looping(True).region == (10.0, 12.0)
    assert TAPE.moved_to(30.0).looping(True).region == (25.0, 30.0)
    assert not TAPE.looping(True).looped, "there is nothing before the beginning"


def test_peaks_of_a_part_that_ends_within_a_bin() -> None:
    pcm = np.arange(-100, 300, dtype=np.int16)
    part = peaks_of(pcm)
    assert list(part.low) == [-100, 60, 220]
    assert list(part.high) == [59, 219, 299]
    assert len(peaks_of(np.empty(0, np.int16)).low) == 0


def test_peaks_never_invent_columns_and_keep_every_peak() -> None:
    peaks = Peaks(1.0)
    pcm = np.zeros(16_000, np.int16)
    pcm[50 * BIN_SAMPLES] = 32_000
    peaks.take(peaks_of(pcm))
    for count in (1, 7, 64, 1_000):
        at_s, low, high = peaks.columns(0.0, 1.0, count)
        assert len(at_s) == len(low) == len(high) == min(count, 100)
        assert high.max() == pytest.approx(32_000 / 32_768)
    assert len(peaks.columns(2.0, 3.0, 10)[0]) == 0
    assert len(peaks.columns(0.5, 0.5, 0)[0]) == 0


def test_a_part_beyond_the_end_is_cut() -> None:
    peaks = Peaks(0.02)
    peaks.take(peaks_of(np.full(BIN_SAMPLES * 3, 7, np.int16), first=1))
    assert list(peaks.high) == [0, 7]


def test_zooming_keeps_the_moment_under_the_pointer_in_its_place() -> None:
    near = Window(0.0, 100.0).zoomed(0.5, 75.0, 100.0)
    assert near == Window(37.5, 87.5)
    assert near.share(75.0) == 0.75
    assert near.zoomed(2.0, 75.0, 100.0) == Window(0.0, 100.0)


def test_zooming_ends_at_a_few_seconds_and_at_the_whole_recording() -> None:
    window = Window(0.0, 100.0)
    for _ in range(20):
        window = window.zoomed(0.5, 99.0, 100.0)
    assert window.length_s == CLOSEST_S
    assert window.end_s <= 100.0
    assert window.zoomed(1e6, 99.0, 100.0) == Window(0.0, 100.0)
    assert Window(0.0, 1.0).zoomed(0.5, 0.5, 1.0) == Window(0.0, 1.0), "shorter than the closest"


def test_the_view_turns_a_page_when_the_cursor_leaves_it() -> None:
    window = Window(10.0, 20.0)
    assert window.following(15.0, 60.0) == window
    assert window.following(20.5, 60.0) == Window(19.5, 29.5)
    assert window.following(59.0, 60.0) == Window(50.0, 60.0)
    assert window.following(2.0, 60.0) == Window(1.0, 11.0)
    assert window.at(0.5) == 15.0
