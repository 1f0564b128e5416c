"""The part of the context model that reads a line in order: a small network, in numpy alone.

A mention's words (Chinese: characters), each with its place, the rules' marks on it and what they
say of other mentions, pass three layers that look at ever wider surroundings (dilated convolutions
after Yu and Koltun, 2016), and the mention attends to all of them (Bahdanau and others, 2015). It
corrects the log-odds of the linear part, which it is told. A word that it has not learned is
<unknown>, as one word in seven was when it learned. Made by `app/training/context_net.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, get_args

import numpy as np

from app.domain.findings import Assertion
from app.domain.transcript import Language
from app.text.context import Direction, Mark
from app.text.context_features import Judged, steps

SPECIAL: Final = ("<nothing>", "<unknown>", "<m>", "<other>", "<n>")
"""The first words of every vocabulary: padding, what was not learned, the mention itself, another
one, a number."""
VOCABULARY: Final = "vocabulary"
NAMED: Final = "net."
STEP: Final = ".step"
_ROWS: Final = f"{NAMED}words"
PLACES: Final = 27
MARKS: Final = 38
RULED: Final = 15
DILATIONS: Final = (1, 2, 4)
HEADS: Final = 4
_UNKNOWN, _SELF, _OTHER, _NUMBER = 1, 2, 3, 4
_BEFORE: Final[dict[Language, int]] = {"en": 30, "zh": 44}
_AFTER: Final[dict[Language, int]] = {"en": 26, "zh": 36}
_ASSERTIONS: Final[tuple[Assertion, ...]] = get_args(Assertion)
_DIRECTIONS: Final[tuple[Direction, ...]] = get_args(Direction)
_STOP, _PSEUDO = 36, 37
_MIDDLE: Final = PLACES // 2
_NEAREST: Final = 8
_FARTHER: Final = (11, 15, 22)
_TINY: Final = 1e-5


@dataclass(frozen=True, slots=True)
class View:
    """What the network sees of a mention, a word or other mention at a time.

    words: as spelled; codes: rows of place (0 is none), mark, what the rules say of the mention
    that stands here, and whether this is the cue they judged by; at: where the mention is.
    """

    words: tuple[str, ...]
    codes: np.ndarray
    at: int


def viewed(line: Judged, at: int, language: Language) -> View:
    """A mention with its surroundings, as far as the network looks."""
    marks = np.zeros(len(line.tokens), np.int64)
    for mark in line.marks:
        marks[mark.start : mark.end] = _mark(mark)
    cue = line.found[at].cue or (0, 0)
    shown = list(_shown(line, at))
    here = next(number for number, (_, _, word, _) in enumerate(shown) if word == SPECIAL[_SELF])
    start = max(0, here - _BEFORE[language])
    near = shown[start : here + 1 + _AFTER[language]]
    here -= start
    codes = np.array(
        [
            (_place(number - here), marks[first], ruled, cue[0] <= first and end <= cue[1])
            for number, (first, end, _, ruled) in enumerate(near)
        ],
        np.int64,
    )
    return View(tuple(word for _, _, word, _ in near), codes.T, here)


def _shown(line: Judged, at: int) -> Iterator[tuple[int, int, str, int]]:
    """First token, end, word and what the rules say; a mention is one word."""
    for start, end, number in steps(line):
        if number is None:
            token = line.tokens[start]
            yield start, end, SPECIAL[_NUMBER] if token.isdigit() else token, 0
        else:
            ruled = 1 + _ASSERTIONS.index(line.found[number].assertion)
            ruled += len(_ASSERTIONS) * line.mentions[number].inverted
            yield start, end, SPECIAL[_SELF if number == at else _OTHER], ruled


def _mark(mark: Mark) -> int:
    if not mark.cues:
        return _STOP if mark.stops else _PSEUDO
    cue = mark.cues[0]
    kind = _ASSERTIONS.index(cue.assertion)
    return 1 + kind * len(_DIRECTIONS) + _DIRECTIONS.index(cue.direction)


def _place(steps: int) -> int:
    far = abs(steps)
    if far > _NEAREST:
        far = _NEAREST + 1 + sum(far > most for most in _FARTHER)
    return _MIDDLE + (far if steps > 0 else -far)


class ContextNet:
    """One language's network. Read-only; safe to share between threads.

    words: its vocabulary, SPECIAL first; weights: by name, as the recipe stores them. step: of the
    vocabulary's rows, which are most of the weights and stay in whole steps.
    """

    def __init__(
        self, words: Sequence[str], weights: Mapping[str, np.ndarray], step: float = 1.0
    ) -> None:
        self._places = {word: number for number, word in enumerate(words)}
        self._weights = dict(weights)
        self._step = np.float32(step)

    @classmethod
    def stored(cls, arrays: Mapping[str, np.ndarray]) -> "ContextNet":
        """From what the recipe stores beside the linear part. Raises KeyError, ValueError."""
        words = arrays[VOCABULARY].tobytes().decode("utf-8").split("\n")
        names = [name for name in arrays if name.startswith(NAMED) and not name.endswith(STEP)]
        weights = {
            name.removeprefix(NAMED): arrays[name] * np.float32(arrays[name + STEP])
            if name + STEP in arrays and name != _ROWS
            else arrays[name]
            for name in names
        }
        if weights["words"].shape[0] != len(words) or weights["outer"].shape[1] != len(_ASSERTIONS):
            raise ValueError("vocabulary and weights differ")
        return cls(words, weights, float(arrays[_ROWS + STEP]))

    def knows(self, word: str) -> bool:
        """Whether a word, or mark, was learned; numbers are all alike."""
        return word in self._places or word.isdigit()

    def log_odds(self, view: View, linear: np.ndarray) -> np.ndarray:
        """As `log_odds_of`, of one mention: seven numbers from seven."""
        found: np.ndarray = self.log_odds_of([view], linear[None])[0]
        return found

    def log_odds_of(self, views: Sequence[View], linear: np.ndarray) -> np.ndarray:
        """Of each assertion, up to a sum, a row a mention. linear: the linear part's, alike.

        All mentions of a talk go through the layers together, word under word; what numpy does
        around a call takes longer than the numbers of one mention.
        """
        weights, rows = self._weights, _Rows([len(view.words) for view in views])
        seen = self._embedded(views)
        for number, dilation in enumerate(DILATIONS):
            seen = seen + self._wider(seen, number, rows.around(dilation))
        seen = self._normal(seen, len(DILATIONS))
        likely = np.exp(linear - linear.max(axis=1, keepdims=True))
        likely /= likely.sum(axis=1, keepdims=True)
        at = rows.starts + np.array([view.at for view in views])
        attended, most = self._attended(seen, at, rows), np.maximum.reduceat(seen, rows.starts)
        told = np.hstack([seen[at], attended, most, likely])
        inner = np.maximum(told @ weights["inner"] + weights["inner_bias"], 0)
        found: np.ndarray = np.log(likely + _TINY) * weights["trust"]
        found += inner @ weights["outer"] + weights["outer_bias"]
        return found

    def _embedded(self, views: Sequence[View]) -> np.ndarray:
        words = [self._places.get(word, _UNKNOWN) for view in views for word in view.words]
        seen: np.ndarray = self._weights["words"][words] * self._step
        codes = np.hstack([view.codes for view in views])
        for name, column in zip(("places", "marks", "ruled", "cues"), codes, strict=True):
            seen = seen + self._weights[name][column]
        return seen

    def _wider(self, seen: np.ndarray, number: int, around: Sequence[np.ndarray]) -> np.ndarray:
        """What a layer makes of each word and those so many places before and after it."""
        normal = self._normal(seen, number)
        padded = np.vstack([normal, np.zeros((1, seen.shape[1]), np.float32)])
        before, after = (padded[rows] for rows in around)
        bias = self._weights[f"layer{number}_bias"]
        wider = np.hstack([before, normal, after]) @ self._weights[f"layer{number}"]
        wider += bias
        found: np.ndarray = np.maximum(wider, 0)
        return found

    def _normal(self, seen: np.ndarray, number: int) -> np.ndarray:
        """Each word's values with mean 0 and variance 1, then scaled."""
        away = seen - seen.mean(axis=1, keepdims=True)
        spread = np.sqrt(np.square(away).mean(axis=1, keepdims=True) + _TINY)
        scaled: np.ndarray = away / spread * self._weights[f"scale{number}"]
        scaled += self._weights[f"shift{number}"]
        return scaled

    def _attended(self, seen: np.ndarray, at: np.ndarray, rows: "_Rows") -> np.ndarray:
        """A mention's words in sum, each of HEADS parts as much as the mention asks for it."""
        weights, size = self._weights, seen.shape[1] // HEADS
        asked = (seen[at] @ weights["query"] + weights["query_bias"]).reshape(-1, HEADS, size)
        keys = (seen @ weights["key"] + weights["key_bias"]).reshape(-1, HEADS, size)
        scores = (keys * asked[rows.owners]).sum(axis=2) / np.sqrt(np.float32(size))
        shares = np.exp(scores - np.maximum.reduceat(scores, rows.starts)[rows.owners])
        shares /= np.add.reduceat(shares, rows.starts)[rows.owners]
        parts = seen.reshape(-1, HEADS, size) * shares[:, :, None]
        sums: np.ndarray = np.add.reduceat(parts, rows.starts)
        return sums.reshape(len(at), -1)


class _Rows:
    """The words of several mentions under one another. owners: each word's mention, as a number;
    starts: where each mention's words begin."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self.owners = np.repeat(np.arange(len(sizes)), sizes)
        self.starts = np.cumsum([0, *sizes[:-1]])
        self._first = self.starts[self.owners]
        self._end = self._first + np.array(sizes)[self.owners]

    def around(self, steps: int) -> tuple[np.ndarray, np.ndarray]:
        """The rows so many words before and after each; the row behind all where none is."""
        here = np.arange(len(self.owners))
        before, after = here - steps, here + steps
        before[before < self._first] = len(here)
        after[after >= self._end] = len(here)
        return before, after
