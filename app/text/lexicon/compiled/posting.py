"""Sorts keys and posts them for `near`; numpy throughout, a length of key at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np

from app.text.lexicon.compiled.container import Array
from app.text.lexicon.compiled.near import (
    BASE,
    HEAVY,
    KEY,
    KEY_BITS,
    LONGEST,
    MASK,
    MIX,
    PAIRS,
    PARTS,
    SHORT,
    SHORT_REST,
    SIEVE_BITS,
    TAG_BITS,
    reach_of,
)

_ROWS: Final = 200_000  # keys hashed at a time
_NO_PAIR: Final = np.uint64(7 << KEY_BITS)


@dataclass(frozen=True, slots=True)
class Keys:
    """Distinct keys, shorter ones first, then by their symbols.

    blob, ends: key k is blob[ends[k]:ends[k + 1]]; members, member_ends: the numbers of the given
    keys that are equal to key k.
    """

    blob: Array
    ends: Array
    members: Array
    member_ends: Array

    def __len__(self) -> int:
        return len(self.ends) - 1


def distinct(blob: Array, ends: Array) -> Keys:
    """Sort and merge. Keys of more than LONGEST symbols and empty ones are left out."""
    lengths = np.diff(ends.astype(np.int64))
    blobs, sizes, members, counts = [blob[:0]], [0], [np.empty(0, np.int32)], [0]
    for length in range(1, LONGEST + 1):
        numbers = np.flatnonzero(lengths == length)
        if not len(numbers):
            continue
        rows = blob[ends[numbers].astype(np.int64)[:, None] + np.arange(length)]
        packed = np.ascontiguousarray(rows.astype(rows.dtype.newbyteorder(">")))
        packed = packed.view(f"S{length * rows.itemsize}").ravel()
        order = np.argsort(packed, kind="stable")
        packed = packed[order]
        new = np.flatnonzero(np.concatenate([[True], packed[1:] != packed[:-1]]))
        blobs.append(rows[order[new]].ravel())
        sizes += [length] * len(new)
        members.append(numbers[order].astype(np.int32))
        counts += np.diff(np.append(new, len(order))).tolist()
    return Keys(
        np.concatenate(blobs),
        np.cumsum(np.array(sizes, np.int32), dtype=np.int32),
        np.concatenate(members),
        np.cumsum(np.array(counts, np.int32), dtype=np.int32),
    )


@dataclass(frozen=True, slots=True)
class Posts:
    """posts: tag << 32 | key, rising; buckets: where each begins; sieve: which tags exist."""

    posts: Array
    buckets: Array
    sieve: Array


def posted(keys: Keys, heavy: int = HEAVY, deepest: Callable[[int], int] = reach_of) -> Posts:
    """Everything under which keys are found.

    heavy: see HEAVY; deepest: edits that are sought at most from a heard key of some length.
    """
    posts = np.concatenate([np.empty(0, np.uint64), *_all_posts(keys, deepest)])
    posts.sort()
    posts = np.concatenate(list(_lightened(posts, keys, heavy)))
    posts.sort()
    posts = posts[np.concatenate([[True], posts[1:] != posts[:-1]])] if len(posts) else posts
    power = max(1, len(posts).bit_length() - 1)
    tags = posts >> np.uint64(32)
    starts = np.arange((1 << power) + 1, dtype=np.uint64) << np.uint64(TAG_BITS - power)
    buckets = np.searchsorted(tags, starts).astype(np.int32)
    return Posts(posts.view(np.int64), buckets, _sieve(tags))


def _sieve(tags: Array) -> Array:
    """uint32 words; the upper bits of a tag choose the word, the lower ones two bits in it."""
    power = max(0, (len(tags) * SIEVE_BITS // 32).bit_length())
    words = np.zeros(1 << power, np.uint32)
    places = (tags >> np.uint64(TAG_BITS - power)).astype(np.int64)
    one, other = (
        np.uint32(1) << ((tags >> np.uint64(shift)) & np.uint64(31)).astype(np.uint32)
        for shift in (0, 5)
    )
    if len(tags):
        starts = np.flatnonzero(np.concatenate([[True], places[1:] != places[:-1]]))
        words[places[starts]] = np.bitwise_or.reduceat(one | other, starts)
    return words


def _all_posts(keys: Keys, deepest: Callable[[int], int]) -> Iterator[Array]:
    lengths = np.diff(keys.ends)
    for length in range(1, LONGEST + 1):
        first, last = np.searchsorted(lengths, [length, length + 1])
        for begin in range(int(first), int(last), _ROWS):
            numbers = np.arange(begin, min(begin + _ROWS, int(last)), dtype=np.int64)
            rows = _rows(keys, numbers, length)
            if length <= SHORT:
                for one in _short(rows, deepest(length)):
                    yield _tags(one) << np.uint64(32) | numbers.astype(np.uint64) | _NO_PAIR
            else:
                for pair, one in enumerate(_long(rows)):
                    above = np.uint64(pair << KEY_BITS)
                    yield _tags(one) << np.uint64(32) | numbers.astype(np.uint64) | above


def _lightened(posts: Array, keys: Keys, most: int) -> Iterator[Array]:
    """Posts where no pair of parts is shared by many; those are told apart by what is left."""
    pairs = ((posts >> np.uint64(KEY_BITS)) & np.uint64(7)).astype(np.uint8)
    heavy = _shared(posts, most) & (pairs < len(PAIRS))
    yield posts[~heavy]
    numbers = (posts[heavy] & np.uint64(KEY)).astype(np.int64)
    pairs, tags = pairs[heavy], posts[heavy] >> np.uint64(32)
    yield np.unique(tags) << np.uint64(32) | _NO_PAIR | np.uint64(KEY)
    lengths = np.diff(keys.ends)[numbers] if len(numbers) else numbers
    for length in range(SHORT + 1, LONGEST + 1):
        for pair in range(len(PAIRS)):
            mine = np.flatnonzero((lengths == length) & (pairs == pair))
            for begin in range(0, len(mine), _ROWS):
                some = mine[begin : begin + _ROWS]
                rest = _rows(keys, numbers[some], length)[:, _left_columns(length, pair)]
                seed = (tags[some] + np.uint64(1)) * np.uint64(MIX[3])
                short = rest.shape[1] <= SHORT_REST
                for one in _short(rest, 2) if short else _long(rest):
                    tag = _tags(one + seed) << np.uint64(32)
                    yield tag | numbers[some].astype(np.uint64) | _NO_PAIR


def _shared(posts: Array, most: int) -> Array:
    """Which posts have a tag that more than `most` have."""
    tags = (posts >> np.uint64(32)).astype(np.uint32)
    new = np.flatnonzero(np.concatenate([[True], tags[1:] != tags[:-1]])) if len(tags) else tags
    counts = np.diff(np.append(new, len(tags)))
    shared: Array = np.repeat(counts > most, counts.astype(np.int64))
    return shared


def _left_columns(length: int, pair: int) -> list[int]:
    cuts = [part * length // PARTS for part in range(PARTS + 1)]
    return [
        column
        for part in range(PARTS)
        if part not in PAIRS[pair]
        for column in range(cuts[part], cuts[part + 1])
    ]


def _rows(keys: Keys, numbers: Array, length: int) -> Array:
    """The symbols of keys of one length, a row each."""
    rows: Array = keys.blob[keys.ends[numbers].astype(np.int64)[:, None] + np.arange(length)]
    return rows


def _short(rows: Array, deepest: int) -> Iterator[Array]:
    length = rows.shape[1]
    for count in range(min(deepest, length) + 1):
        for kept in combinations(range(length), length - count):
            yield _polynomial(rows, kept) * np.uint64(MIX[0]) + np.uint64(len(kept))


def _long(rows: Array) -> Iterator[Array]:
    length = rows.shape[1]
    cuts = [part * length // PARTS for part in range(PARTS + 1)]
    sums = [_polynomial(rows, range(*cuts[part : part + 2])) for part in range(PARTS)]
    for pair, (one, other) in enumerate(PAIRS):
        seed = (length * 16 + pair + 1) * MIX[2] & MASK
        both = sums[one] * np.uint64(MIX[0]) + sums[other] * np.uint64(MIX[1])
        yield both + np.uint64(seed)


def _polynomial(rows: Array, columns: "range | tuple[int, ...]") -> Array:
    value = np.zeros(len(rows), np.uint64)
    for column in columns:
        value = value * np.uint64(BASE) + rows[:, column].astype(np.uint64) + np.uint64(1)
    hashes: Array = value & np.uint64(MASK)
    return hashes


def _tags(value: Array) -> Array:
    """As `near.tag_of`, of many."""
    mask = np.uint64(MASK)
    value = value & mask
    value = (value ^ (value >> np.uint64(31))) * np.uint64(MIX[0]) & mask
    value = (value ^ (value >> np.uint64(29))) * np.uint64(MIX[1]) & mask
    tags: Array = (value ^ (value >> np.uint64(32))) >> np.uint64(62 - TAG_BITS)
    return tags
