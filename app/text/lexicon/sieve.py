"""Which of many heard keys can reach a name at all, asked of all of them at once.

A look-up tries some dozens of variants of its key in a dictionary, and most spans of a talk find
nothing. Here a variant is a number, the sum of its symbols' numbers times those of their places,
modulo 2**64, so that numpy makes all variants of all keys together and seeks them among those of
the names. Two variants may share a number: then a key passes that reaches nothing, and no more.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
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


class Sieve:
    """All variants of names' keys. Read-only; safe to share between threads."""

    def __init__(self, keys: Sequence[Key], variants: Variants, depth: Depth) -> None:
        self._variants = variants
        symbols = dict.fromkeys(("", *(symbol for key in keys for symbol in key)))
        self._symbols = {symbol: at for at, symbol in enumerate(symbols)}
        # the last one's is that of symbols in no name
        self._worth: Numbers = np.random.default_rng(_SEED).integers(
            0, _MODULO, len(symbols) + 1, np.uint64
        )
        posted = [numbers.ravel() for _, numbers in self._numbered(keys, depth)]
        self._posted: Numbers = np.unique(np.concatenate([np.zeros(0, np.uint64), *posted]))

    def passed(self, keys: Sequence[Key], depth: Depth) -> NDArray[np.bool_]:
        """For each key whether one of its variants is posted; now and then True where none is."""
        passed = np.zeros(len(keys), bool)
        if len(self._posted):
            for rows, numbers in self._numbered(keys, depth):
                at = np.searchsorted(self._posted[:-1], numbers)
                passed[rows] = (self._posted[at] == numbers).any(axis=1)
        return passed

    def _numbered(self, keys: Sequence[Key], depth: Depth) -> Iterator[tuple[list[int], Numbers]]:
        """Rows of keys as long as each other, and a row of variants' numbers for each."""
        alike: dict[int, list[int]] = {}
        for row, key in enumerate(keys):
            alike.setdefault(len(key), []).append(row)
        unknown = len(self._symbols)
        for length, rows in alike.items():
            table = _table(self._variants, length, depth(keys[rows[0]]))
            symbols = [[self._symbols.get(one, unknown) for one in keys[row]] for row in rows]
            worth = self._worth[np.array(symbols, np.int64).reshape(len(rows), length)]
            yield rows, _summed(worth, self._worth[0], table)


def _summed(worth: Numbers, blank: np.uint64, table: NDArray[np.int64]) -> Numbers:
    """A number for each key (row of symbols' numbers) and variant (row of the table)."""
    ends = np.zeros((len(worth), 2), np.uint64)
    ends[:, 0] = blank
    worth = np.hstack([worth, ends])
    sums = np.zeros((len(worth), len(table)), np.uint64)
    place = _PLACE
    for column in table.T:
        sums += worth[:, column] * np.uint64(place)
        place = place * _PLACE % _MODULO
    return sums


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
