"""From scores to thresholds: how often each keyword is missed, and how often raised for nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from app.speech.keyword_features import Float32
from app.training.keyword_clips import STEP_S

SMOOTHING: Final = 3
REFRACTORY_S: Final = 2.0
LATEST_S: Final = 0.6  # after a phrase's end, for an event to count as its own
EARLIEST_S: Final = 0.25  # before its end
PRICE: Final = 5.0  # percent of phrases missed that weigh as much as one false event an hour
_GRID: Final = np.round(np.arange(0.4, 0.981, 0.02), 2)


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """Scores (steps, keywords) of one stream, and its phrases as (label, end step)."""

    scores: Float32
    said: tuple[tuple[int, int], ...]

    @property
    def hours(self) -> float:
        """How much of it there is."""
        return len(self.scores) * STEP_S / 3600


@dataclass(frozen=True, slots=True)
class Outcome:
    """One keyword at one threshold: misses of `said`, false events in `hours`."""

    threshold: float
    said: int
    missed: int
    false: int
    hours: float


def smoothed(chances: Float32) -> Float32:
    """Running mean of SMOOTHING steps, of (steps, keywords)."""
    padded = np.concatenate([np.zeros((SMOOTHING - 1, chances.shape[1]), np.float32), chances])
    found: Float32 = np.lib.stride_tricks.sliding_window_view(padded, SMOOTHING, axis=0).mean(2)
    return found


def events(scores: npt.NDArray[np.float32], threshold: float) -> list[int]:
    """Steps at which one keyword is raised."""
    found: list[int] = []
    for step in np.flatnonzero(scores >= threshold).tolist():
        if not found or step >= found[-1] + round(REFRACTORY_S / STEP_S):
            found.append(step)
    return found


def outcome(streams: Sequence[Scored], label: int, threshold: float) -> Outcome:
    """What a threshold does to one keyword (label 1 is the first)."""
    said = missed = false = 0
    for stream in streams:
        every = [end for own, end in stream.said if own == label]
        ends = _apart(every)
        raised = events(stream.scores[:, label - 1], threshold)
        said += len(ends)
        missed += sum(not any(_fits(step, end) for step in raised) for end in ends)
        false += sum(not any(_fits(step, end) for end in every) for step in raised)
    return Outcome(threshold, said, missed, false, sum(stream.hours for stream in streams))


def choose(streams: Sequence[Scored], label: int) -> Outcome:
    """The threshold that costs least: percent of phrases missed, and false events an hour."""
    outcomes = [outcome(streams, label, float(each)) for each in _GRID]
    return min(outcomes, key=_cost)


def _cost(one: Outcome) -> float:
    return 100 * one.missed / max(1, one.said) + PRICE * one.false / one.hours


def _apart(ends: Sequence[int]) -> list[int]:
    """Without those that follow another so soon that one event stands for both."""
    kept: list[int] = []
    for end in ends:
        if not kept or end - kept[-1] > REFRACTORY_S / STEP_S:
            kept.append(end)
    return kept


def _fits(step: int, end: int) -> bool:
    return end - EARLIEST_S / STEP_S <= step <= end + LATEST_S / STEP_S
