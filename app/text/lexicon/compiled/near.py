"""All keys within two edits of a heard one, without looking at the others.

A short key is posted under every variant with up to two symbols deleted; a long one is cut into
four parts and posted under each pair of parts: two edits touch at most two parts, so that two of
them stand in what was heard, moved by at most two places. Where many keys share two parts ("... of
left eye"), what is left of each is posted once more in the same way under those two.

Measured, one thread of a shared machine, a million dense names, 2,000 misspelt ones: 10 us (p50),
58 us (p99) of CPU time compiled by numba; without it 1.9 ms, hence numba.

Arithmetic is modulo 2**62, so that numba's integers and Python's agree; indices are signed, since
numba makes floats of signed and unsigned 64-bit integers together.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.text.lexicon.compiled.jit import jit

SHORT: Final = 8
LONGEST: Final = 60
SHORT_REST: Final = 4
"""What is left of a key is long beyond this."""
HEAVY: Final = 32
"""So many keys may share two parts before they are told apart by the rest."""
PARTS: Final = 4
PAIRS: Final = ((0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3))
MASK: Final = (1 << 62) - 1
BASE: Final = 0x2545F4914F6CDD1D
MIX: Final = (0x1B873593A5A5F1D3, 0x27D4EB2F165667C5, 0x369DEA0F31A53F85, 0x0F1357AEA2E62A9D)
KEY_BITS: Final = 29
KEY: Final = (1 << KEY_BITS) - 1
"""The number of a key within a post; above it lies the pair. All ones: see the rest of the key."""
TAG_BITS: Final = 31
SIEVE_BITS: Final = 16
"""Of the sieve for each post: two of them are set, in one word, so that 1 in 60 passes wrongly."""
_ANY: Final = 99
_MOST: Final = 256  # probes of one look-up; the tables below need fewer
_SEEN: Final = 128  # words of 32 bits
_SEEN_BITS: Final = 5
_SEEN_MASK: Final = 31


def _moves(reach: int) -> list[tuple[int, int, int, int, int]]:
    """(length heard minus length meant, pair, how far its first and second part have moved)."""
    found = []
    pairs = PAIRS if reach > 1 else ((0, 1), (2, 3)) if reach else ((0, 1),)
    for delta in range(-reach, reach + 1):
        for one, other in pairs:
            for first in range(-reach, reach + 1):
                for second in range(-reach, reach + 1):
                    gaps = (first, second - first, delta - second)
                    only_longer = (one == 0, other == one + 1, other == PARTS - 1)
                    possible = all(
                        gap >= 0 for gap, longer in zip(gaps, only_longer, strict=True) if longer
                    )
                    if possible and sum(map(abs, gaps)) <= reach:
                        found.append((delta, PAIRS.index((one, other)), first, second, 0))
    return found


MOVES: Final = np.array([move for reach in range(3) for move in _moves(reach)], np.int64)
MOVES_END: Final = np.cumsum([0] + [len(_moves(reach)) for reach in range(3)])
_PAIRS: Final = np.array(PAIRS, np.int64)
_POWERS: Final = np.array([pow(BASE, n, MASK + 1) for n in range(LONGEST + 4)], np.int64)


@jit
def reach_of(length: int) -> int:
    """Edits that are looked for: none for two symbols, one for up to four, else two."""
    return 0 if length < 3 else 1 if length < 5 else 2


@jit
def tag_of(value: int) -> int:
    """TAG_BITS well mixed bits of a 62-bit number."""
    value = ((value ^ (value >> 31)) * MIX[0]) & MASK
    value = ((value ^ (value >> 29)) * MIX[1]) & MASK
    return (value ^ (value >> 32)) >> (62 - TAG_BITS)


@jit
def _part(sums: NDArray[np.int64], first: int, last: int) -> int:
    return (int(sums[last]) - int(sums[first]) * int(_POWERS[last - first])) & MASK


@jit
def edits(blob: NDArray[Any], start: int, n: int, heard: NDArray[Any], m: int, most: int) -> int:
    """Levenshtein distance of blob[start:start + n] and heard[:m], or most + 1; most <= 2."""
    while n > 0 and m > 0 and blob[start + n - 1] == heard[m - 1]:
        n -= 1
        m -= 1
    at = 0
    while at < n and at < m and blob[start + at] == heard[at]:
        at += 1
    start += at
    n -= at
    m -= at
    longer = max(n, m)
    if min(n, m) == 0 or longer == 1 or most < 2:
        return longer if longer <= most else most + 1
    # both ends differ, so that one edit lies at each end
    if n == m:
        if _same(blob, start + 1, heard, at + 1, n - 2):
            return 2
        moved = _same(blob, start + 1, heard, at, n - 1) or _same(blob, start, heard, at + 1, n - 1)
        return 2 if moved else 3
    if n == m + 1:
        either = _same(blob, start + 1, heard, at, m - 1) or _same(
            blob, start + 1, heard, at + 1, m - 1
        )
        return 2 if either else 3
    if m == n + 1:
        either = _same(blob, start, heard, at + 1, n - 1) or _same(
            blob, start + 1, heard, at + 1, n - 1
        )
        return 2 if either else 3
    if n == m + 2:
        return 2 if _same(blob, start + 1, heard, at, m) else 3
    if m == n + 2:
        return 2 if _same(blob, start, heard, at + 1, n) else 3
    return 3


@jit
def _same(blob: NDArray[Any], start: int, heard: NDArray[Any], at: int, count: int) -> bool:
    for place in range(count):
        if blob[start + place] != heard[at + place]:
            return False
    return True


@jit
def _summed(heard: NDArray[np.int64], m: int, sums: NDArray[np.int64]) -> None:
    """Hashes of all beginnings, from which that of any part follows."""
    sums[0] = 0
    for place in range(m):
        sums[place + 1] = (int(sums[place]) * BASE + int(heard[place]) + 1) & MASK


@jit
def _deleted(
    sums: NDArray[np.int64], m: int, reach: int, short: int, seed: int, tags: NDArray[np.int64]
) -> int:
    """Tags of what was heard with up to `reach` symbols deleted, as short keys are posted."""
    count = 0
    if m <= short:
        tags[count] = tag_of((int(sums[m]) * MIX[0] + m + seed) & MASK)
        count += 1
    if reach >= 1 and 1 <= m <= short + 1:
        for gone in range(m):
            value = int(sums[gone]) * int(_POWERS[m - gone - 1]) + _part(sums, gone + 1, m)
            tags[count] = tag_of(((value & MASK) * MIX[0] + m - 1 + seed) & MASK)
            count += 1
    if reach >= 2 and 2 <= m <= short + 2:
        for gone in range(m - 1):
            for also in range(gone + 1, m):
                head = int(sums[gone]) * int(_POWERS[also - gone - 1])
                head = (head + _part(sums, gone + 1, also)) & MASK
                value = head * int(_POWERS[m - also - 1]) + _part(sums, also + 1, m)
                tags[count] = tag_of(((value & MASK) * MIX[0] + m - 2 + seed) & MASK)
                count += 1
    return count


@jit
def _paired(
    sums: NDArray[np.int64],
    m: int,
    reach: int,
    only: int,
    short: int,
    seed: int,
    tags: NDArray[np.int64],
    rows: NDArray[np.int64],
    count: int,
) -> int:
    """Tags of two parts of what was heard, as long keys are posted; `rows` of MOVES beside them.

    only: the difference of lengths that is wanted, or _ANY.
    """
    for row in range(MOVES_END[reach], MOVES_END[reach + 1]):
        delta = MOVES[row, 0]
        n = m - delta
        if n <= short or n > LONGEST or only not in (_ANY, delta):
            continue
        one, other = _PAIRS[MOVES[row, 1], 0], _PAIRS[MOVES[row, 1], 1]
        first = one * n // PARTS + MOVES[row, 2]
        first_end = (one + 1) * n // PARTS + MOVES[row, 2]
        second = other * n // PARTS + MOVES[row, 3]
        second_end = (other + 1) * n // PARTS + MOVES[row, 3]
        if first < 0 or second_end > m or first_end > m:
            continue
        value = _part(sums, first, first_end) * MIX[0] + _part(sums, second, second_end) * MIX[1]
        tags[count] = tag_of((value + int(n * 16 + MOVES[row, 1] + 1) * MIX[2] + seed) & MASK)
        rows[count] = row
        count += 1
    return count


@jit
def _sieved(
    tags: NDArray[np.int64], rows: NDArray[np.int64], count: int, sieve: NDArray[np.uint32]
) -> int:
    """Move the tags that may exist to the front; all bits are read before any post is."""
    kept = 0
    for place in range(count):
        tag = tags[place]
        word = sieve[(tag * len(sieve)) >> TAG_BITS]
        if (word >> (tag & 31)) & (word >> ((tag >> 5) & 31)) & 1:
            tags[kept] = tags[place]
            rows[kept] = rows[place]
            kept += 1
    return kept


@jit
def near(
    heard: NDArray[np.int64],
    m: int,
    reach: int,
    channel: tuple[NDArray[Any], ...],
    found: NDArray[np.int64],
    far: NDArray[np.int64],
) -> int:
    """Numbers of the keys within `reach` edits into `found`, their distances into `far`.

    channel: blob, ends, posts (tag << 32 | pair << 29 | key, rising), buckets, sieve. Returns how
    many there are; what does not fit into `found` is left out. Where `found` has one place it is
    the nearest that is kept, of equals the lowest number.
    """
    if m == 0 or m > LONGEST + reach or len(channel[2]) == 0:
        return 0
    sums = np.empty(m + 1, np.int64)
    _summed(heard, m, sums)
    tags, rows = np.empty(_MOST, np.int64), np.empty(_MOST, np.int64)
    count = _deleted(sums, m, reach, SHORT, 0, tags)
    count = _paired(sums, m, reach, _ANY, SHORT, 0, tags, rows, count)
    count = _sieved(tags, rows, count, channel[4])
    seen = np.zeros(_SEEN, np.int64)
    keys, owners = _posted(tags, count, channel)
    total = _checked(keys, heard, m, reach, channel, found, far, seen, 0)
    for place in range(len(keys)):
        if keys[place] == KEY:
            row, tag = rows[owners[place]], tags[owners[place]]
            total = _by_rest(heard, m, reach, row, tag, channel, found, far, seen, total)
    return total


@jit
def _posted(
    tags: NDArray[np.int64], count: int, channel: tuple[NDArray[Any], ...]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The keys that are posted under tags, KEY for "see the rest", and the places of their tags.

    No load of a loop waits for another one, so that memory, which is most of the time of a
    look-up, is asked for many at once; the same in `_checked`.
    """
    posts, buckets = channel[2], channel[3]
    begins, ends = np.empty(count, np.int64), np.empty(count, np.int64)
    most = 0
    for place in range(count):
        bucket = (tags[place] * (len(buckets) - 1)) >> TAG_BITS
        begins[place], ends[place] = buckets[bucket], buckets[bucket + 1]
        most += ends[place] - begins[place]
    keys, owners = np.empty(most, np.int64), np.empty(most, np.int64)
    total = 0
    for place in range(count):
        for at in range(begins[place], ends[place]):
            if posts[at] >> 32 == tags[place]:
                keys[total], owners[total] = posts[at] & KEY, place
                total += 1
    return keys[:total], owners[:total]


@jit
def nearest(text: bytes, channel: tuple[NDArray[Any], ...]) -> int:
    """The nearest key << 2 | its edits, of equals the lowest number; -1 where none is in reach."""
    m = len(text)
    heard = np.empty(m, np.int64)
    for place in range(m):
        heard[place] = text[place]
    found, far = np.empty(1, np.int64), np.empty(1, np.int64)
    reach = reach_of(m)
    for most in range(min(1, reach), reach + 1):
        if near(heard, m, most, channel, found, far):
            return int(found[0]) << 2 | int(far[0])
    return -1


@jit
def _by_rest(
    heard: NDArray[np.int64],
    m: int,
    reach: int,
    row: int,
    tag: int,
    channel: tuple[NDArray[Any], ...],
    found: NDArray[np.int64],
    far: NDArray[np.int64],
    seen: NDArray[np.int64],
    total: int,
) -> int:
    """Add keys that share two parts with many others, by what is left of them."""
    tags, rows = np.empty(_MOST, np.int64), np.empty(_MOST, np.int64)
    count = _sieved(tags, rows, _rest(heard, m, reach, row, tag, tags, rows), channel[4])
    keys = _posted(tags, count, channel)[0]
    return _checked(keys, heard, m, reach, channel, found, far, seen, total)


@jit
def _rest(
    heard: NDArray[np.int64],
    m: int,
    reach: int,
    row: int,
    tag: int,
    tags: NDArray[np.int64],
    rows: NDArray[np.int64],
) -> int:
    """Tags of what is left of the heard key without the two parts of a move."""
    delta = MOVES[row, 0]
    n = m - delta
    one, other = _PAIRS[MOVES[row, 1], 0], _PAIRS[MOVES[row, 1], 1]
    rest = np.empty(m, np.int64)
    left = 0
    for place in range(m):
        unmoved, moved = place - MOVES[row, 2], place - MOVES[row, 3]
        within = one * n // PARTS <= unmoved < (one + 1) * n // PARTS
        if not within and not (other * n // PARTS <= moved < (other + 1) * n // PARTS):
            rest[left] = heard[place]
            left += 1
    sums = np.empty(left + 1, np.int64)
    _summed(rest, left, sums)
    seed = (int(tag + 1) * MIX[3]) & MASK
    count = 0
    if left - delta <= SHORT_REST:
        count = _deleted(sums, left, reach, SHORT_REST, seed, tags)
    return _paired(sums, left, reach, delta, SHORT_REST, seed, tags, rows, count)


@jit
def _checked(
    keys: NDArray[np.int64],
    heard: NDArray[Any],
    m: int,
    reach: int,
    channel: tuple[NDArray[Any], ...],
    found: NDArray[np.int64],
    far: NDArray[np.int64],
    seen: NDArray[np.int64],
    total: int,
) -> int:
    """Add the candidates that are near enough and not there yet.

    seen: a bit for the last digits of each key that was looked at, so that new ones are known.
    """
    starts, sizes = np.empty(len(keys), np.int64), np.empty(len(keys), np.int64)
    for place in range(len(keys)):
        key = keys[place] if keys[place] != KEY else 0
        starts[place], sizes[place] = channel[1][key], channel[1][key + 1] - channel[1][key]
    for place in range(len(keys)):
        key = keys[place]
        if key == KEY or abs(sizes[place] - m) > reach:
            continue
        word, bit = (key >> _SEEN_BITS) % _SEEN, 1 << (key & _SEEN_MASK)
        fresh = not seen[word] & bit
        seen[word] |= bit
        single = len(found) == 1
        most = min(reach, int(far[0])) if single and total else reach
        distance = edits(channel[0], starts[place], sizes[place], heard, m, most)
        if distance > most:
            continue
        if single:
            if total == 0 or distance < far[0] or key < found[0]:
                found[0], far[0] = key, distance
            total = 1
        elif total < len(found) and (fresh or not _holds(found, total, key)):
            found[total], far[total] = key, distance
            total += 1
    return total


@jit
def _holds(found: NDArray[np.int64], total: int, key: int) -> bool:
    for place in range(total):
        if found[place] == key:
            return True
    return False
