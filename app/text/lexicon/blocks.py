"""Blocking: names by keys of their sound, reachable through any variant of a key.

Blocking is by symmetric deletion: a name and a span meet when their keys become equal after at
most two deletions on each side, so the cost of a look-up does not grow with the lexicon.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from app.text.lexicon.sieve import Key, Sieve, Variants

_KEY_LENGTHS = (3, 6)


class Block:
    """Positions of names by key. Read-only; safe to share between threads."""

    def __init__(self, keys: Mapping[int, Key], variants: Variants) -> None:
        self._keys = keys
        self._variants = variants

    def find(self, key: Key, deepest: int | None = None) -> set[int]:
        """Positions of names within the key's own reach, or within `deepest` deletions."""
        found: set[int] = set()
        for variant in self._variants(key, _reach(key, deepest)):
            found.update(self._posted.get(variant, ()))
        return found

    def reached(self, keys: Sequence[Key], deepest: int | None = None) -> NDArray[np.bool_]:
        """For each key False where `find` finds nothing, and hardly ever True there."""
        return self._sieve.passed(keys, lambda key: _reach(key, deepest))

    @cached_property
    def _posted(self) -> dict[Key, list[int]]:
        """The positions that each variant leads to."""
        posted: dict[Key, list[int]] = {}
        for position, key in self._keys.items():
            for variant in set(self._variants(key, _deepest(key))):
                posted.setdefault(variant, []).append(position)
        return posted

    @cached_property
    def _sieve(self) -> Sieve:
        return Sieve(tuple(self._keys.values()), self._variants, _deepest)


class LargeBlock(Block):
    """Of so many names that their variants are posted as numbers only: four times as fast to make,
    a little slower to ask."""

    def find(self, key: Key, deepest: int | None = None) -> set[int]:
        """As a block's; once in an age a name more."""
        found = self._sieve.found(key, _reach(key, deepest))
        return {self._positions[row] for row in found}

    @cached_property
    def _positions(self) -> tuple[int, ...]:
        return tuple(self._keys)


def without_some(key: Key, deepest: int) -> Iterator[Key]:
    """A key and what is left of it without up to so many of its symbols."""
    yield key
    for count in range(1, deepest + 1):
        for kept in combinations(key, len(key) - count):
            yield "".join(kept)


def with_blanks(key: Key, deepest: int) -> Iterator[Key]:
    """A key and what it becomes with some symbols left open in place: substitution, not shift."""
    yield tuple(key)
    for count in range(1, deepest + 1):
        for gone in combinations(range(len(key)), count):
            yield tuple("" if place in gone else part for place, part in enumerate(key))


def without_one(key: Key, _deepest: int) -> Iterator[Key]:
    """A key, and what is left of it without one of its symbols, however short it is."""
    symbols = tuple(key)
    yield symbols
    yield from (symbols[:at] + symbols[at + 1 :] for at in range(len(symbols)))


def _deepest(key: Key) -> int:
    return sum(len(key) >= length for length in _KEY_LENGTHS)


def _reach(key: Key, deepest: int | None) -> int:
    return _deepest(key) if deepest is None else min(deepest, _deepest(key))
