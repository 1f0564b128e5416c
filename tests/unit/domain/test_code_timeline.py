"""Clocks and intervals of a resuscitation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.code_timeline import Clocks, Marked, clocks, intervals
from app.services.code_log import KINDS

CODE = (
    Marked("cpr_start", 10.0),
    Marked("rhythm", 130.0),
    Marked("shock", 142.0),
    Marked("adrenaline", 200.0),
    Marked("rhythm", 262.0),
    Marked("cpr_stop", 270.0),
    Marked("cpr_start", 280.0),
    Marked("adrenaline", 420.0),
    Marked("rosc", 500.0),
)


def until(at_s: float) -> list[Marked]:
    return [one for one in CODE if one.at_s <= at_s]


def test_nothing_runs_before_the_first_event() -> None:
    assert clocks([], 50.0) == Clocks()


def test_the_cycle_begins_with_compressions() -> None:
    found = clocks(until(70), 70.0)
    assert (found.elapsed_s, found.cycle, found.cycle_s) == (60.0, 1, 60.0)
    assert found.compressions


def test_a_rhythm_and_its_shock_are_one_change_of_cycles() -> None:
    found = clocks(until(150), 150.0)
    assert (found.cycle, found.cycle_s, found.shocks) == (2, 8.0, 1)


def test_compressions_that_go_on_after_a_check_stay_in_its_cycle() -> None:
    assert clocks(until(285), 285.0).cycle == 3
    assert clocks(until(285), 285.0).cycle_s == 5.0


def test_adrenaline_counts_from_the_latest_dose() -> None:
    assert clocks(until(199), 199.0).adrenaline_s is None
    found = clocks(until(430), 430.0)
    assert (found.doses, found.adrenaline_s) == (2, 10.0)


def test_compressions_pause_between_stop_and_start() -> None:
    assert not clocks(until(275), 275.0).compressions
    assert clocks(until(281), 281.0).compressions


def test_the_clock_stands_still_when_it_has_ended() -> None:
    found = clocks(CODE, 900.0)
    assert (found.ended, found.elapsed_s, found.cycle_s) == ("rosc", 490.0, None)
    assert not found.compressions


def test_a_later_start_goes_on_with_it() -> None:
    again = [*CODE, Marked("cpr_start", 600.0)]
    found = clocks(again, 610.0)
    assert (found.ended, found.elapsed_s, found.cycle, found.cycle_s) == ("", 600.0, 4, 10.0)


def test_intervals_count_from_the_first_event() -> None:
    found = intervals(CODE, 900.0)
    assert found.first_compression_s == 0.0
    assert found.first_shock_s == 132.0
    assert found.first_adrenaline_s == 190.0
    assert found.adrenaline_s == 220.0
    assert (found.rosc_s, found.death_s) == (490.0, None)
    assert found.compressions == pytest.approx(480.0 / 490.0)


def test_intervals_of_nothing_are_not_made_up() -> None:
    found = intervals([], 5.0)
    assert found.first_shock_s is found.adrenaline_s is found.compressions is None


@given(
    st.lists(st.tuples(st.sampled_from(KINDS), st.floats(0.0, 5_000.0)), max_size=30),
    st.floats(0.0, 1_000.0),
)
def test_whatever_was_marked_gives_sensible_figures(
    marked: list[tuple[str, float]], later_s: float
) -> None:
    marks = [Marked(kind, at_s) for kind, at_s in marked]
    now_s = max((one.at_s for one in marks), default=0.0) + later_s
    found, report = clocks(marks, now_s), intervals(marks, now_s)
    assert clocks(reversed(marks), now_s).doses == found.doses
    assert found.elapsed_s >= 0
    assert found.cycle <= len(marks)
    assert (found.adrenaline_s is None) == (found.doses == 0)
    assert report.compressions is None or 0 <= report.compressions <= 1
