"""How far what was heard is from what was said, with 95 % intervals.

Error rates and shares are pooled over clips; their intervals are bootstrap percentiles over
sentences, or over speakers where there are several (Efron, 1979; Bisani and Ney, 2004).
"""

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final

import jiwer
import numpy as np

from app.domain.transcript import Language

_RESAMPLES: Final = 1000
_LETTERS: Final = re.compile(r"\b(?:[a-z] )+[a-z]\b")
_NOT_WORD: Final = re.compile(r"[^a-z0-9' ]+")
_HANZI: Final = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Tally:
    """So many of so many: edits of reference words, or things right of things that there are."""

    part: float
    whole: float


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure and its 95 % interval, all in the figure's unit."""

    value: float
    low: float
    high: float


def language_of(text: str) -> Language:
    """zh when there is a Hanzi, else en."""
    return "zh" if _HANZI.search(text) else "en"


def comparable(text: str, language: Language) -> str:
    """English lower case with spelled letters joined (`i v` is `iv`); Chinese Hanzi only."""
    if language == "zh":
        return "".join(_HANZI.findall(text))
    plain = _NOT_WORD.sub(" ", text.lower())
    plain = re.sub(r"\s+", " ", plain).strip()
    return _LETTERS.sub(lambda match: match.group().replace(" ", ""), plain)


def errors(wanted: str, heard: str, language: Language) -> Tally:
    """Edits and reference length of one sentence, in words or characters."""
    wanted, heard = comparable(wanted, language), comparable(heard, language)
    if language == "zh":
        found = jiwer.process_characters(wanted, heard or " ")
    else:
        found = jiwer.process_words(wanted, heard)
    length = found.hits + found.substitutions + found.deletions
    return Tally(found.substitutions + found.deletions + found.insertions, length)


def pooled(
    tallies: Sequence[Tally], seed: int, groups: Sequence[Hashable] | None = None
) -> Interval:
    """Sum of parts over sum of wholes in percent, resampled over tallies or over their groups.

    groups: the speaker of each tally. Raises ValueError when there is nothing to pool.
    """
    parts, wholes = _by_group(tallies, groups or range(len(tallies)))
    if not wholes.sum():
        raise ValueError("nothing to pool")
    rng = np.random.default_rng(seed)
    drawn = rng.integers(0, len(parts), (_RESAMPLES, len(parts)))
    rates = parts[drawn].sum(1) / np.maximum(wholes[drawn].sum(1), 1e-9)
    low, high = np.percentile(rates, [2.5, 97.5])
    return Interval(100 * float(parts.sum() / wholes.sum()), 100 * float(low), 100 * float(high))


def _by_group(
    tallies: Sequence[Tally], groups: Sequence[Hashable]
) -> tuple[np.ndarray, np.ndarray]:
    sums: dict[Hashable, tuple[float, float]] = {}
    for tally, group in zip(tallies, groups, strict=True):
        part, whole = sums.get(group, (0.0, 0.0))
        sums[group] = part + tally.part, whole + tally.whole
    parts, wholes = np.array(list(sums.values()), np.float64).reshape(-1, 2).T
    return parts, wholes


def share(right: int, count: int) -> Interval:
    """A share in percent with Wilson's score interval (1927), which holds at 0 and 100 % too."""
    z = 1.959964
    share = right / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * (share * (1 - share) / count + (z / count) ** 2 / 4) ** 0.5
    return Interval(100 * share, 100 * max(0.0, middle - half), 100 * min(1.0, middle + half))


def percentile(values: Sequence[float], point: float, seed: int) -> Interval:
    """A percentile of values with its bootstrap interval, in the values' unit."""
    numbers = np.array(values)
    rng = np.random.default_rng(seed)
    drawn = numbers[rng.integers(0, len(numbers), (_RESAMPLES, len(numbers)))]
    low, high = np.percentile(np.percentile(drawn, point, axis=1), [2.5, 97.5])
    return Interval(float(np.percentile(numbers, point)), float(low), float(high))
