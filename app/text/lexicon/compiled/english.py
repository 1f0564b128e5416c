"""English look-up: near letters and near consonants gather names, their sounds rank them."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.text.lexicon.compiled.jit import jit
from app.text.lexicon.compiled.near import LONGEST, near, reach_of

BEST: Final = 24
"""So many names of a look-up are kept, the best first."""
WORST_SCORE: Final = 0.6
_FOUND: Final = 1024
_SYMBOLS: Final = 256
_WEIGHTS: Final = (0.25, 0.25, 0.3, 0.2)  # as in app.text.lexicon.index
_FIRST_SOUND_PENALTY: Final = 0.06
_PREFIX_MIN_SOUNDS: Final = 7
_PREFIX_MIN_SHARE: Final = 0.7
_PREFIX_SAME_LETTERS: Final = 4
_VOWEL: Final = ord("a")
MERGED = np.arange(_SYMBOLS)
"""Voiced consonants as their unvoiced partners."""
for _one, _other in ("bp", "dt", "gk", "vf", "JS", "CS"):
    MERGED[ord(_one)] = ord(_other)
VOWELS = np.zeros(_SYMBOLS, np.bool_)
VOWELS[[ord(_letter) for _letter in "aio"]] = True


@jit
def _sound(fine: NDArray[Any], start: int, n: int, sound: NDArray[np.int64]) -> int:
    """A fine sound with every run of vowels as one symbol."""
    count = 0
    for place in range(start, start + n):
        symbol = int(fine[place])
        if not VOWELS[symbol]:
            sound[count] = symbol
            count += 1
        elif count == 0 or sound[count - 1] != _VOWEL:
            sound[count] = _VOWEL
            count += 1
    return count


@jit
def skeleton(sound: NDArray[np.int64], n: int, found: NDArray[np.int64]) -> int:
    """The consonants of a sound, voiced ones merged with their unvoiced partners, none doubled."""
    count = 0
    for place in range(n):
        symbol = MERGED[sound[place]]
        if symbol != _VOWEL and (count == 0 or found[count - 1] != symbol):
            found[count] = symbol
            count += 1
    return count


@jit
def _learnt(pattern: NDArray[np.int64], m: int, peq: NDArray[np.int64], merged: bool) -> None:
    """Where each symbol stands in a pattern, as bits."""
    for place in range(m):
        symbol = MERGED[pattern[place]] if merged else pattern[place]
        peq[symbol] |= 1 << place


@jit
def _alike(
    peq: NDArray[np.int64], m: int, text: NDArray[Any], start: int, n: int, merged: bool
) -> float:
    """Normalised Levenshtein similarity, bit-parallel after Myers (1999) and Hyyrö (2003)."""
    if m == 0 or n == 0:
        return 1.0 if m == n else 0.0
    full = (1 << m) - 1
    top = 1 << (m - 1)
    up, down, distance = full, 0, m
    for place in range(start, start + n):
        symbol = int(text[place])
        same = int(peq[MERGED[symbol] if merged else symbol])
        diagonal = ((((same & up) + up) ^ up) | same) & full
        rise = (down | ~(diagonal | up)) & full
        fall = up & diagonal
        if rise & top:
            distance += 1
        elif fall & top:
            distance -= 1
        rise = ((rise << 1) | 1) & full
        fall = (fall << 1) & full
        up = (fall | ~(same | down | rise)) & full
        down = rise & (same | down)
    similarity: float = 1.0 - distance / max(m, n)
    return similarity


@jit
def _score(
    heard: tuple[NDArray[np.int64], ...],
    peqs: NDArray[np.int64],
    sizes: NDArray[np.int64],
    units: tuple[NDArray[Any], ...],
    span: NDArray[np.int64],
    wanted: float,
) -> float:
    """Similarity in [0, 1] of heard (letters, fine sound, sound; room for the name's sound) and a
    name: consonants, then vowels, then letters. Any lower one where it cannot reach `wanted`.

    span: where letters and fine sound of the name begin, and how many there are, see `_spans`.
    """
    letters, _, sound, other = heard
    blob, fine_blob = units[0], units[2]
    start, n, fine_start, f = int(span[0]), int(span[1]), int(span[2]), int(span[3])
    if n == sizes[0] and _begun(letters, n, blob, start, n, n):
        return 1.0
    most = _WEIGHTS[2] * min(f, sizes[1]) / max(f, sizes[1], 1)
    most += _WEIGHTS[3] * min(n, sizes[0]) / max(n, sizes[0])
    # neither too short to be one whose end was swallowed nor begun otherwise
    whole = sizes[2] < _PREFIX_MIN_SOUNDS or not _begun(
        letters, sizes[0], blob, start, n, _PREFIX_SAME_LETTERS
    )
    if whole and most + _WEIGHTS[0] + _WEIGHTS[1] < wanted:
        return 0.0
    count = _sound(fine_blob, fine_start, f, other)
    voiceless = _alike(peqs[3], sizes[2], other, 0, count, True)
    if voiceless < WORST_SCORE:
        return 0.0
    if whole and most + (_WEIGHTS[0] + _WEIGHTS[1]) * voiceless < wanted:
        return 0.0
    score = _WEIGHTS[0] * voiceless
    score += _WEIGHTS[1] * _alike(peqs[2], sizes[2], other, 0, count, False)
    score += _WEIGHTS[2] * _alike(peqs[1], sizes[1], fine_blob, fine_start, f, False)
    score += _WEIGHTS[3] * _alike(peqs[0], sizes[0], blob, start, n, False)
    if _other_start(sound, sizes[2], other, count):
        score -= _FIRST_SOUND_PENALTY
    return score if whole else float(max(score, _cut_short(sound, sizes[2], other, count)))


@jit
def _begun(
    letters: NDArray[np.int64], m: int, blob: NDArray[Any], start: int, n: int, count: int
) -> bool:
    """Whether a name has the first `count` letters of what was heard."""
    if min(m, n) < count:
        return False
    for place in range(count):
        if letters[place] != blob[start + place]:
            return False
    return True


@jit
def _other_start(
    sound: NDArray[np.int64], heard: int, other: NDArray[np.int64], count: int
) -> bool:
    """Whether one of the first two sounds is another one."""
    for place in range(2):
        one = MERGED[sound[place]] if place < heard else -1
        its = MERGED[other[place]] if place < count else -1
        if one != its:
            return True
    return False


@jit
def _cut_short(sound: NDArray[np.int64], heard: int, other: NDArray[np.int64], count: int) -> float:
    """A long name whose end was swallowed: good evidence, never certainty."""
    share: float = heard / max(count, 1)
    if heard < _PREFIX_MIN_SOUNDS or share < _PREFIX_MIN_SHARE or share >= 1.0:
        return 0.0
    for place in range(heard):
        if sound[place] != other[place]:
            return 0.0
    return 0.72 + 0.2 * share


@jit
def ranked(
    unit: int, score: float, best: NDArray[np.int64], scores: NDArray[np.float64], kept: int
) -> int:
    """Insert; best first, of equals the lower number."""
    if score < WORST_SCORE:
        return kept
    place = kept
    while place > 0 and (
        scores[place - 1] < score or (scores[place - 1] == score and best[place - 1] > unit)
    ):
        place -= 1
    if place == len(best):
        return kept
    last = min(kept, len(best) - 1)
    for at in range(last, place, -1):
        best[at], scores[at] = best[at - 1], scores[at - 1]
    best[place], scores[place] = unit, score
    return last + 1


@jit
def look_up(
    letters: NDArray[np.int64],
    fine: NDArray[np.int64],
    most: tuple[int, int],
    floor: float,
    spelling: tuple[NDArray[Any], ...],
    sounds: tuple[NDArray[Any], ...],
    units: tuple[NDArray[Any], ...],
    members: tuple[NDArray[Any], ...],
    best: NDArray[np.int64],
    scores: NDArray[np.float64],
) -> int:
    """The best-scoring units into `best`, below `floor` perhaps none. Returns how many.
    spelling, sounds: channels of `near`, by letters and by consonants (one may differ when near
    letters were found); most: edits in each; members: units of each consonant key, their ends.
    """
    m, f = len(letters), min(len(fine), LONGEST)
    if m == 0 or m > LONGEST:
        return 0
    sound, consonants = np.empty(f + 1, np.int64), np.empty(f + 1, np.int64)
    s = _sound(fine, 0, f, sound)
    k = skeleton(sound, s, consonants)
    found, others = np.empty(_FOUND, np.int64), np.empty(_FOUND, np.int64)
    far = np.empty(_FOUND, np.int64)
    by_letters = near(letters, m, min(reach_of(m), most[0]), spelling, found, far)
    reach = min(sound_reach(k), 1 if by_letters else most[1])
    by_sound = near(consonants, k, reach, sounds, others, far)
    if by_letters == 0 and by_sound == 0:
        return 0
    heard, sizes = (letters, fine, sound, np.empty(LONGEST + 1, np.int64)), np.array([m, f, s])
    peqs = _all_learnt(heard, sizes)
    names = _gathered(found[:by_letters], others[:by_sound], members)
    spans = _spans(names, units)
    kept = 0
    for place in range(len(names)):
        wanted = scores[kept - 1] if kept == len(best) else floor
        score = _score(heard, peqs, sizes, units, spans[place], wanted)
        kept = ranked(names[place], score, best, scores, kept)
    return kept


@jit
def _gathered(
    found: NDArray[np.int64], others: NDArray[np.int64], members: tuple[NDArray[Any], ...]
) -> NDArray[np.int64]:
    """Units that are near by letters, and those near by sound that are not among them."""
    begins, ends = np.empty(len(others), np.int64), np.empty(len(others), np.int64)
    most = len(found)
    for place in range(len(others)):
        begins[place], ends[place] = members[1][others[place]], members[1][others[place] + 1]
        most += ends[place] - begins[place]
    names = np.empty(most, np.int64)
    names[: len(found)] = found
    count = len(found)
    for place in range(len(others)):
        for at in range(begins[place], ends[place]):
            if not _among(members[0][at], found, len(found)):
                names[count] = members[0][at]
                count += 1
    return names[:count]


@jit
def _spans(names: NDArray[np.int64], units: tuple[NDArray[Any], ...]) -> NDArray[np.int64]:
    """Begin and size of letters and of fine sound: a row each, read in a loop of independent loads,
    as in `near`, and so are the first symbols of both, which brings them near the processor.
    """
    spans = np.empty((len(names), 6), np.int64)
    for place in range(len(names)):
        unit = names[place]
        spans[place, 0], spans[place, 1] = units[1][unit], units[1][unit + 1] - units[1][unit]
        spans[place, 2], spans[place, 3] = units[3][unit], units[3][unit + 1] - units[3][unit]
    for place in range(len(names)):
        spans[place, 4] = units[0][spans[place, 0]]
        spans[place, 5] = units[2][min(spans[place, 2], len(units[2]) - 1)]
    return spans


@jit
def _all_learnt(
    heard: tuple[NDArray[np.int64], ...], sizes: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Where symbols stand in letters, fine sound, sound, and sound with voiced ones merged."""
    peqs = np.zeros((4, _SYMBOLS), np.int64)
    _learnt(heard[0], sizes[0], peqs[0], False)
    _learnt(heard[1], sizes[1], peqs[1], False)
    _learnt(heard[2], sizes[2], peqs[2], False)
    _learnt(heard[2], sizes[2], peqs[3], True)
    return peqs


@jit
def sound_reach(length: int) -> int:
    """Consonants that may differ: none of three, one of up to nine, else two."""
    return 0 if length < 4 else 1 if length < 10 else 2


@jit
def _among(unit: int, found: NDArray[np.int64], count: int) -> bool:
    for place in range(count):
        if found[place] == unit:
            return True
    return False


@jit
def _said(
    fine: tuple[NDArray[np.int64], ...], first: int, end: int, sound: NDArray[np.int64]
) -> int:
    """The fine sound of a run of words, none twice in a row, written into `sound`; its length."""
    size = 0
    for at in range(fine[1][first], fine[1][end]):
        if size < LONGEST and (size == 0 or sound[size - 1] != fine[0][at]):
            sound[size] = fine[0][at]
            size += 1
    return size


@jit
def scan(
    letters: tuple[NDArray[np.int64], ...],
    fine: tuple[NDArray[np.int64], ...],
    runs: NDArray[np.int64],
    floor: float,
    spelling: tuple[NDArray[Any], ...],
    sounds: tuple[NDArray[Any], ...],
    units: tuple[NDArray[Any], ...],
    members: tuple[NDArray[Any], ...],
    best: NDArray[np.int64],
    scores: NDArray[np.float64],
    counts: NDArray[np.int64],
) -> None:
    """The best units of every run of words, a row each, and how many there are: none where, with
    two letters or one consonant wrong at most, the best one does not reach `floor`.

    letters, fine: the symbols of all words, and where each word's end; runs: first word and the one
    after the last.
    """
    first_best, first_score = np.empty(1, np.int64), np.empty(1, np.float64)
    sound = np.empty(LONGEST, np.int64)
    for number in range(len(runs)):
        counts[number] = 0
        first, end = runs[number, 0], runs[number, 1]
        if letters[1][end] - letters[1][first] > LONGEST:
            continue
        size = _said(fine, first, end, sound)
        heard = letters[0][letters[1][first] : letters[1][end]]
        found = look_up(
            heard, sound[:size], (2, 1), floor, spelling, sounds, units, members,
            first_best, first_score,
        )  # fmt: skip
        if found and first_score[0] >= floor:
            counts[number] = look_up(
                heard, sound[:size], (2, 2), WORST_SCORE, spelling, sounds, units, members,
                best[number], scores[number],
            )  # fmt: skip
