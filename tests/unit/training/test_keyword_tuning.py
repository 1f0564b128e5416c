import numpy as np
import pytest

from app.training.keyword_tuning import (
    REFRACTORY_S,
    Scored,
    choose,
    events,
    outcome,
    smoothed,
)


def stream(peaks: dict[int, float], said: tuple[tuple[int, int], ...] = ()) -> Scored:
    """One keyword's scores over 60 s, low but for a few steps."""
    scores = np.full((3000, 2), 0.01, np.float32)
    for step, score in peaks.items():
        scores[step : step + 5, 0] = score
    return Scored(scores, said)


def test_one_crossing_is_one_event_until_the_keyword_has_rested() -> None:
    scores = stream({100: 0.9, 150: 0.9, 400: 0.6}).scores[:, 0]
    assert events(scores, 0.5) == [100, 400]
    assert events(scores, 0.7) == [100]
    assert events(scores, 0.95) == []


def test_an_event_near_a_phrases_end_is_a_hit() -> None:
    found = outcome([stream({100: 0.9}, ((1, 97),))], 1, 0.5)
    assert (found.said, found.missed, found.false) == (1, 0, 0)


@pytest.mark.parametrize("end", [20, 200])
def test_an_event_far_from_any_phrase_is_false_and_the_phrase_missed(end: int) -> None:
    found = outcome([stream({100: 0.9}, ((1, end),))], 1, 0.5)
    assert (found.said, found.missed, found.false) == (1, 1, 1)


def test_the_phrase_of_another_keyword_does_not_excuse_an_event() -> None:
    found = outcome([stream({100: 0.9}, ((2, 100),))], 1, 0.5)
    assert (found.said, found.missed, found.false) == (0, 0, 1)


def test_a_phrase_said_twice_at_once_asks_for_one_event() -> None:
    again = 100 + round(REFRACTORY_S / 0.02) - 40
    found = outcome([stream({100: 0.9, again: 0.9}, ((1, 100), (1, again)))], 1, 0.5)
    assert (found.said, found.missed, found.false) == (1, 0, 0)


def test_a_false_event_is_avoided_where_no_phrase_is_lost_by_it() -> None:
    streams = [stream({100: 0.9, 600: 0.63}, ((1, 100),))]
    assert choose(streams, 1).threshold == pytest.approx(0.64)


def test_a_phrase_is_worth_more_than_a_rare_false_event() -> None:
    hours = [stream({}) for _ in range(60)]
    weak = stream({100: 0.5, 600: 0.63}, ((1, 100),))
    assert choose([weak, *hours], 1).missed == 0
    often = [stream({600: 0.63, 1200: 0.63, 1800: 0.63}) for _ in range(60)]
    assert choose([weak, *often], 1).missed == 1


def test_smoothing_is_a_running_mean_of_the_past() -> None:
    chances = np.zeros((6, 1), np.float32)
    chances[2] = 0.9
    assert smoothed(chances)[:, 0] == pytest.approx([0, 0, 0.3, 0.3, 0.3, 0])
