"""Chinese look-up: names of as many characters, near by syllable, ranked as phonetics_zh does."""

from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.text.lexicon import phonetics_zh as zh
from app.text.lexicon.compiled.container import Array
from app.text.lexicon.compiled.english import WORST_SCORE, ranked
from app.text.lexicon.compiled.jit import jit
from app.text.lexicon.compiled.near import near
from app.text.lexicon.shapes_zh import pairs

FIRST: Final = 0x3400
LAST: Final = 0x9FFF
READINGS: Final = 3
SHORTEST: Final = 2
LONGEST: Final = 24
_FOUND: Final = 2048
_SAME_TONE: Final = zh.SAME_TONE
_SAME_SYLLABLE: Final = zh.SAME_SYLLABLE
_MERGED: Final = zh.MERGED
_NEAR: Final = zh.NEAR
_RARER: Final = zh.RARER_READING
_SHAPE: Final = zh.SHAPE
_BITS: Final = 16


@cache
def tables() -> tuple[Array, Array]:
    """readings: toned syllables of each character from FIRST on, the usual one first, 0 for none.

    syllables: bare, merged, initial and final of each toned one, as numbers from 1.
    """
    found = [zh.readings(chr(code)) for code in range(FIRST, LAST + 1)]
    known = {one.toned: one for every in found for one in every if one.bare.isascii()}
    toned = {text: number for number, text in enumerate(sorted(known), 1)}
    parts = [(one.bare, one.merged, one.initial, one.final) for _, one in sorted(known.items())]
    numbers = {text: n for n, text in enumerate(sorted({part for row in parts for part in row}), 1)}
    rows = np.array([[0] * 4, *([numbers[part] for part in row] for row in parts)], np.int32)
    readings = np.zeros((len(found), READINGS), np.int32)
    for place, every in enumerate(found):
        own = [toned[one.toned] for one in every if one.toned in toned][:READINGS]
        readings[place, : len(own)] = own
    return readings, rows


def no_tables() -> tuple[Array, Array]:
    """The same where there is no Chinese name, since reading them takes a second."""
    return np.zeros((LAST - FIRST + 1, READINGS), np.int32), np.zeros((1, 4), np.int32)


def syllables(characters: Array, readings: Array, rows: Array) -> Array:
    """The merged syllable of each character in its usual reading: the key of `near`."""
    inside = (characters >= FIRST) & (characters <= LAST)
    usual = readings[np.where(inside, characters - FIRST, 0), 0]
    merged: Array = np.where(inside, rows[usual, 1], 0)
    return merged


@cache
def shapes() -> Array:
    """Pairs of characters that look alike as numbers, rising: one << 16 | other."""
    return np.array(sorted(ord(pair[0]) << _BITS | ord(pair[1]) for pair in pairs()), np.int64)


@jit
def _look_alike(heard: int, meant: int, shapes: NDArray[np.int64]) -> bool:
    wanted = heard << _BITS | meant
    place = np.searchsorted(shapes, wanted)
    return bool(place < len(shapes) and shapes[place] == wanted)


@jit
def _alike(one: int, other: int, rows: NDArray[np.int32]) -> float:
    if one == 0 or other == 0:
        return 0.0
    if one == other:
        return _SAME_TONE
    if rows[one, 0] == rows[other, 0]:
        return _SAME_SYLLABLE
    if rows[one, 1] == rows[other, 1]:
        return _MERGED
    near_by = rows[one, 2] == rows[other, 2] or rows[one, 3] == rows[other, 3]
    return _NEAR if near_by else 0.0


@jit
def similarity(
    heard: int,
    meant: int,
    readings: NDArray[np.int32],
    rows: NDArray[np.int32],
    shapes: NDArray[np.int64],
) -> float:
    """As `phonetics_zh.similarity`, of two code points."""
    if heard == meant:
        return 1.0
    if min(heard, meant) < FIRST or max(heard, meant) > LAST:
        return 0.0
    one, other = heard - FIRST, meant - FIRST
    usual = _alike(readings[one, 0], readings[other, 0], rows)
    if usual >= _MERGED:
        return usual
    rarer = 0.0
    for its in range(READINGS):
        for also in range(READINGS):
            rarer = max(rarer, _alike(readings[one, its], readings[other, also], rows))
    shape = _SHAPE if _look_alike(heard, meant, shapes) else 0.0
    return max(usual, _RARER * rarer, shape)


@jit
def look_up(
    characters: NDArray[np.int64],
    keys: NDArray[np.int64],
    reach: int,
    channel: tuple[NDArray[Any], ...],
    units: tuple[NDArray[Any], ...],
    members: tuple[NDArray[Any], ...],
    tables: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]],
    best: NDArray[np.int64],
    scores: NDArray[np.float64],
) -> int:
    """The best-scoring units of the same length into `best`. Returns how many."""
    m = len(characters)
    found = np.empty(_FOUND, np.int64)
    far = np.empty(_FOUND, np.int64)
    count = near(keys, m, reach, channel, found, far)
    blob, ends = units
    kept = 0
    for place in range(count):
        for at in range(members[1][found[place]], members[1][found[place] + 1]):
            unit = int(members[0][at])
            start = int(ends[unit])
            if ends[unit + 1] - start != m:
                continue
            score, left = 0.0, float(m)
            for symbol in range(m):
                score += similarity(
                    characters[symbol], int(blob[start + symbol]), tables[0], tables[1], tables[2]
                )
                left -= 1.0
                if score + left < WORST_SCORE * m:
                    break
            kept = ranked(unit, score / m, best, scores, kept)
    return kept


def reach_of(length: int, close: bool) -> int:
    """Syllables that may be quite other: none of two, one of up to five, else two."""
    return 0 if close or length < 3 else 1 if length < 6 else 2
