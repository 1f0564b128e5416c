"""Heard words to ranked units: prepares arrays and calls the compiled loops."""

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numpy as np

from app.text.lexicon.compiled import chinese, english
from app.text.lexicon.compiled.container import Array
from app.text.lexicon.compiled.folding import joined, letters, word_sound
from app.text.lexicon.compiled.near import LONGEST, nearest

Ranked = list[tuple[int, float]]
Run = tuple[str, ...]
_THREADS: Final = min(4, os.cpu_count() or 1)
_FEWEST: Final = 64  # runs that are worth a thread
_CHANNEL: Final = ("blob", "ends", "posts", "buckets", "sieve")


class Runs:
    """The distinct runs of up to `longest` words: "the patient" is said a hundred times.

    runs: of each the first place and the end (excluded), in the order of the words.
    """

    def __init__(self, words: Sequence[str], longest: int) -> None:
        numbers: dict[str, int] = {}
        said = np.array([numbers.setdefault(word, len(numbers)) for word in words], np.int64)
        self._alike: list[Array] = []  # by size - 1: for each start a number that like runs share
        found = [np.zeros((0, 2), np.int64)]
        alike = said
        for size in range(1, min(longest, len(words)) + 1):
            _, first, alike = np.unique(alike, return_index=True, return_inverse=True)
            self._alike.append(alike)
            found.append(np.stack([first, first + size], axis=1))
            alike = alike[:-1] * len(words) + said[size:]
        runs = np.concatenate(found)
        self.runs: Array = runs[np.lexsort((runs[:, 1], runs[:, 0]))]

    def places(self, row: int) -> list[tuple[int, int]]:
        """First and last word wherever a run of the list is said."""
        first, end = self.runs[row].tolist()
        alike = self._alike[end - first - 1]
        starts = np.flatnonzero(alike == alike[first]).tolist()
        return [(start, start + end - first - 1) for start in starts]


class Finder:
    """One index's arrays as the compiled loops take them; safe to share between threads."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        def group(name: str, parts: Sequence[str]) -> tuple[Array, ...]:
            return tuple(arrays[f"{name}_{part}"] for part in parts)

        self._spelling = group("en", _CHANNEL)
        self._sounds = group("en_sound", _CHANNEL)
        self._units = group("en", ("blob", "ends", "fine", "fine_ends"))
        self._sound_members = group("en_sound", ("members", "member_ends"))
        self._syllables = group("zh_sound", _CHANNEL)
        self._zh_units = group("zh", ("blob", "ends"))
        self._zh_members = group("zh_sound", ("members", "member_ends"))
        self._zh_tables = (
            arrays["zh_readings"].reshape(-1, chinese.READINGS),
            arrays["zh_syllables"].reshape(-1, 4),
            chinese.shapes(),
        )

    def english(self, words: Sequence[str], *, close: bool) -> Ranked:
        """Units and their scores, the best first."""
        heard = letters("".join(words))
        if not 0 < len(heard) <= LONGEST:
            return []
        best, scores = np.empty(english.BEST, np.int64), np.empty(english.BEST)
        count = english.look_up(
            _symbols(heard),
            _symbols(joined([word_sound(word) for word in words])),
            (1, 1) if close else (2, 2),
            english.WORST_SCORE,
            self._spelling,
            self._sounds,
            self._units,
            self._sound_members,
            best,
            scores,
        )
        return list(zip(best[:count].tolist(), scores[:count].tolist(), strict=True))

    def english_runs(
        self, words: Sequence[str], longest: int, floor: float
    ) -> Iterator[tuple[Run, list[tuple[int, int]], Ranked]]:
        """The distinct runs of up to `longest` words that score `floor` at least, the first and
        last words of their places, and what `english` finds for them.

        Looked for by as many threads as there are processors, since the loop holds no lock.
        """
        distinct = Runs(words, longest)
        runs = distinct.runs
        best, scores = (
            np.empty((len(runs), english.BEST), np.int64),
            np.empty((len(runs), english.BEST)),
        )
        counts = np.empty(len(runs), np.int64)
        symbols = _strings([letters(word) for word in words])
        sounds = _strings([joined([word_sound(word)]) for word in words])

        def scan(some: slice) -> None:
            english.scan(
                symbols, sounds, runs[some], max(floor, english.WORST_SCORE),
                self._spelling, self._sounds, self._units, self._sound_members,
                best[some], scores[some], counts[some],
            )  # fmt: skip

        with ThreadPoolExecutor(_THREADS) as pool:
            step = max(_FEWEST, -(-len(runs) // (4 * _THREADS)))
            list(pool.map(scan, (slice(at, at + step) for at in range(0, len(runs), step))))
        for row in np.flatnonzero(counts).tolist():
            count = int(counts[row])
            its = zip(best[row, :count].tolist(), scores[row, :count].tolist(), strict=True)
            every = distinct.places(row)
            first, last = every[0]
            yield tuple(words[first : last + 1]), every, list(its)

    def nearest(self, words: Sequence[str]) -> tuple[int, int] | None:
        """The unit with the fewest edits and how many; of equals the lowest number."""
        heard = letters("".join(words))
        best = nearest(heard, self._spelling)
        return None if best < 0 else (best >> 2, best & 3)

    def chinese(self, characters: str, *, close: bool) -> Ranked:
        """Units and their scores, the best first."""
        if not chinese.SHORTEST <= len(characters) <= chinese.LONGEST:
            return []
        codes = np.array([ord(one) for one in characters], np.int64)
        keys = chinese.syllables(codes, *self._zh_tables[:2]).astype(np.int64)
        best, scores = np.empty(english.BEST, np.int64), np.empty(english.BEST)
        reach = chinese.reach_of(len(characters), close)
        count = chinese.look_up(
            codes,
            keys,
            reach,
            self._syllables,
            self._zh_units,
            self._zh_members,
            self._zh_tables,
            best,
            scores,
        )
        return list(zip(best[:count].tolist(), scores[:count].tolist(), strict=True))


def _strings(parts: Sequence[bytes]) -> tuple[Array, Array]:
    ends = np.cumsum([0, *map(len, parts)])
    return _symbols(b"".join(parts)), ends


def _symbols(text: bytes) -> Array:
    return np.frombuffer(text, np.uint8).astype(np.int64)
