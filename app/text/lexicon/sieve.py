"""Which names a heard key reaches, and which of many keys reach one at all, asked of all at once.

A look-up tries some dozens of variants of its key, and most spans of a talk find nothing. Here a
variant is a number, the sum of its symbols' numbers times those of their places, modulo 2**64, so
that numpy makes all variants of all keys together and seeks them among those of the names; a
dictionary of all variants takes several times as long to make. Two variants may share a number:
then a key reaches a name too many, which its score rules out, and no more.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, repeat
from typing import Final

import numpy as np
from numpy.typing import NDArray

Key = str | tuple[str, ...]
Variants = Callable[[Key, int], Iterator[Key]]
"""The variants of a key with up to so many symbols changed: some left out, or "" in their place."""
Depth = Callable[[Key], int]
"""How many symbols of a key may be changed; keys as long as each other have the same."""
Numbers = NDArray[np.uint64]
_SEED: Final = 1
_MODULO: Final = 1 << 64
_PLACE: Final = 0x9E3779B97F4A7C15
_SLOTS: Final = 1 << 21
_LAST_BITS: Final = np.uint64(_SLOTS - 1)


class Sieve:
    """All variants of names' keys. Read-only; safe to share between threads."""

    def __init__(self, keys: Sequence[Key], variants: Variants, depth: Depth) -> None:
        self._variants = variants
        symbols = dict.fromkeys(chain(("",), chain.from_iterable(keys)))
        self._symbols = {symbol: at for at, symbol in enumerate(symbols)}
        # the last one's is that of symbols in no name
        self._worth: Numbers = np.random.default_rng(_SEED).integers(
            0, _MODULO, len(symbols) + 1, np.uint64
        )
        posted, rows = [np.zeros(0, np.uint64)], [np.zeros(0, np.int64)]
        for its, numbers in self._numbered(keys, depth):
            posted.append(numbers.ravel())
            rows.append(np.repeat(np.array(its, np.int64), numbers.shape[1]))
        every = np.concatenate(posted)
        order = np.argsort(every)
        self._posted: Numbers = every[order]
        self._rows: NDArray[np.int64] = np.concatenate(rows)[order]
        self._ends: NDArray[np.bool_] = np.zeros(_SLOTS, bool)
        self._ends[self._posted & _LAST_BITS] = True

    def passed(self, keys: Sequence[Key], depth: Depth) -> NDArray[np.bool_]:
        """For each key whether one of its variants is posted; now and then True where none is."""
        passed = np.zeros(len(keys), bool)
        if len(self._posted):
            for rows, numbers in self._numbered(keys, depth):
                near = self._ends[numbers & _LAST_BITS]  # one look instead of twenty for most
                likely = numbers[near]
                near[near] = self._posted[self._posted[:-1].searchsorted(likely)] == likely
                passed[rows] = near.any(axis=1)
        return passed

    def found(self, key: Key, depth: int) -> set[int]:
        """Rows of the names' keys that share a variant with a key."""
        if not len(self._posted):
            return set()
        unknown, length = len(self._symbols), len(key)
        symbols = [self._symbols.get(one, unknown) for one in key]
        worth = np.zeros(length + 2, np.uint64)
        worth[:length], worth[length] = self._worth[symbols], self._worth[0]
        table = _table(self._variants, length, depth)
        numbers = (worth[table] * _places(table.shape[1])).sum(axis=1, dtype=np.uint64)
        first = self._posted[:-1].searchsorted(numbers)
        posted = self._posted[first] == numbers
        first, end = first[posted], self._posted.searchsorted(numbers[posted], "right")
        places = zip(first.tolist(), end.tolist(), strict=True)
        return {row for at, stop in places for row in self._rows[at:stop].tolist()}

    def _numbered(self, keys: Sequence[Key], depth: Depth) -> Iterator[tuple[list[int], Numbers]]:
        """Rows of keys as long as each other, and a row of variants' numbers for each."""
        alike: dict[int, list[int]] = {}
        for row, key in enumerate(keys):
            alike.setdefault(len(key), []).append(row)
        unknown = len(self._symbols)
        for length, rows in alike.items():
            table = _table(self._variants, length, depth(keys[rows[0]]))
            symbols = chain.from_iterable(keys[row] for row in rows)
            known = map(self._symbols.get, symbols, repeat(unknown))
            worth = self._worth[np.fromiter(known, np.int64).reshape(len(rows), length)]
            yield rows, _summed(worth, self._worth[0], table)


def _summed(worth: Numbers, blank: np.uint64, table: NDArray[np.int64]) -> Numbers:
    """A number for each key (row of symbols' numbers) and variant (row of the table)."""
    ends = np.zeros((len(worth), 2), np.uint64)
    ends[:, 0] = blank
    worth = np.hstack([worth, ends])
    sums = np.zeros((len(worth), len(table)), np.uint64)
    for column, place in zip(table.T, _places(table.shape[1]), strict=True):
        sums += worth[:, column] * place
    return sums


@lru_cache(maxsize=512)
def _places(count: int) -> Numbers:
    """What the symbols of so many places count."""
    return np.array([pow(_PLACE, at, _MODULO) for at in range(1, count + 1)], np.uint64)


@lru_cache(maxsize=512)
def _table(variants: Variants, length: int, depth: int) -> NDArray[np.int64]:
    """Which symbol of a key of this length stands in each place of each variant; as many as it has
    for "", one more for none."""
    rows = list(variants(tuple(map(chr, range(length))), depth))
    widest = max(map(len, rows))
    table = np.full((len(rows), widest), length + 1)
    for at, row in enumerate(rows):
        table[at, : len(row)] = [ord(one) if one else length for one in row]
    return table
