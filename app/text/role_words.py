"""What the very words of a speaker, and of who speaks just before and after, say for each role.

One linear layer a language over rows of one to three tokens, over such rows with classes of things
for the things (any drug for a drug's name), and over the manner of a turn: how it begins, how long
it is, and whether it answers a question. What was not learned weighs nothing.
Weights are made by `app.training.role_words`; nothing here is learned at run time.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, get_args
from zlib import crc32

import numpy as np
import numpy.typing as npt

from app.domain.errors import ResourceError
from app.domain.transcript import Language, Role
from app.text.fingerprints import places
from app.text.role_cues import BORDER, CLASS
from app.text.role_features import Said, Vector, neighbours

ROLES: Final[tuple[Role, ...]] = get_args(Role)
WORDS: Final = "words.npz"
SAID: Final = tuple(f"said:{role}" for role in ROLES)
_SIDES: Final = (3, 2, 2)  # the longest row of tokens: own turns, turns before, turns after
_SHARES: Final = (1.0, 0.5, 0.5)
_FEW: Final = 60.0  # as many more rows of a side: somebody who said little is not sure
_HALF: Final = 0.5
_MOST: Final = 4.0
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_HIGH: Final = np.uint64(32)

Prints = npt.NDArray[np.uint32]
Worth = tuple[npt.NDArray[np.intp], Vector]
Side = tuple[Prints, Vector]
"""Fingerprints of the rows of tokens that were said, each once and rising, and how often."""


def heard(turns: Sequence[Said], speakers: Iterable[str]) -> list[tuple[Side, ...]]:
    """For each speaker the rows of their own turns, and of others' turns before and after them."""
    return [_sides(turns, speaker) for speaker in speakers]


def _sides(turns: Sequence[Said], speaker: str) -> tuple[Side, ...]:
    own = [turn for turn in turns if turn.speaker == speaker]
    manner = np.array([crc32(one.encode()) for one in _manner(turns, speaker)], np.uint64)
    parts = [
        [
            prints([turn.words for turn in some], side, _no_border),
            prints([turn.classed for turn in some], side, _class),
        ]
        for side, some in enumerate((own, *neighbours(turns, speaker)))
    ]
    parts[0].append(_mixed(manner, 0))
    return tuple(_counted(part) for part in parts)


def _counted(found: Sequence[Prints]) -> Side:
    rows, times = np.unique(np.concatenate([np.zeros(0, np.uint32), *found]), return_counts=True)
    return rows, times.astype(np.float64)


def _manner(turns: Sequence[Said], speaker: str) -> Iterator[str]:
    """How a speaker's turns begin, alone and after what was asked or told, and how long they are;
    then the words of the first turn."""
    mine = [at for at, turn in enumerate(turns) if turn.speaker == speaker]
    for at in mine:
        words, length = turns[at].words, _length(turns[at])
        starts = [" ".join(words[1:end]) for end in (2, 3, 4)]
        yield from (f"^ {start}" for start in starts)
        yield f"long {length}"
        if at and turns[at - 1].speaker != speaker:
            before = turns[at - 1]
            yield from (f"{before.asks} ^ {start}" for start in starts[:2])
            yield f"{before.asks} {_length(before)} long {length}"
    if mine:
        yield from (f"first {word}" for word in sorted(set(turns[mine[0]].words)))


def _length(turn: Said) -> int:
    """The power of two that a turn's tokens stay below, at most 7."""
    return min(7, len(turn.words).bit_length())


def prints(said: Sequence[tuple[str, ...]], side: int, wanted: Callable[[str], bool]) -> Prints:
    """A fingerprint of 32 bits for each row of tokens within each turn that has a wanted one.

    A row that nobody learned is taken for a learned one about once in 300,000 rows.
    """
    tokens = [token for words in said for token in words]
    turns = np.repeat(np.arange(len(said)), [len(words) for words in said])
    one = np.array([crc32(token.encode()) for token in tokens], np.uint64)
    has = np.array([wanted(token) for token in tokens], np.bool_)
    rows, longer, kept = [one[has]], one, has
    for more in range(1, _SIDES[side]):
        longer = longer[:-1] * _MIX + one[more:]
        kept = kept[:-1] | has[more:]
        rows.append(longer[kept & (turns[:-more] == turns[more:])])
    return _mixed(np.concatenate(rows), side)


def _no_border(token: str) -> bool:
    return token != BORDER


def _class(token: str) -> bool:
    return token.startswith(CLASS)


def _mixed(rows: npt.NDArray[np.uint64], side: int) -> Prints:
    mixed = (rows + np.uint64(side)) * _MIX
    mixed = (mixed ^ (mixed >> _HIGH)) * _MIX
    return (mixed >> _HIGH).astype(np.uint32)


@dataclass(frozen=True, slots=True)
class RoleWords:
    """One language's weights. known: the fingerprints it weighs, rising; weights: a row of each
    and last the bias, a column per role."""

    known: Prints
    weights: Vector

    def votes(self, sides: Iterable[tuple[Side, ...]]) -> Vector:
        """For each speaker half the log-odds of each role against the mean of all, at most 4."""
        sums = [self._sums(one) for one in sides]
        logits = np.array(sums).reshape(len(sums), len(ROLES))
        ahead: Vector = _HALF * (logits - logits.mean(axis=1, keepdims=True))
        return ahead.clip(-_MOST, _MOST)

    def _sums(self, sides: tuple[Side, ...]) -> Vector:
        found = list(worth(self.known, sides))
        sums: Vector = enough(found) * self.weights[-1]
        for at, values in found:
            sums += values @ self.weights[at]
        return sums


def enough(found: Sequence[Worth]) -> float:
    """How much of the bias counts, 0 to 1: of somebody who says nothing known, nothing is said."""
    return float(np.sqrt((found[0][1] ** 2).sum()))


def worth(known: Prints, sides: tuple[Side, ...]) -> Iterator[Worth]:
    """By side the places of known rows and what each counts.

    A row counts by the logarithm of how often it is said, all rows of a side together no more than
    the side's share: who talks long is no surer than who says enough.
    """
    for share, (rows, times) in zip(_SHARES, sides, strict=True):
        at = places(known, rows)
        learned = at < len(known)
        values = np.log1p(times[learned])
        yield at[learned], share * values / np.sqrt((values**2).sum() + _FEW)


def silent() -> RoleWords:
    """Weights that say nothing."""
    return RoleWords(np.zeros(0, np.uint32), np.zeros((1, len(ROLES))))


def write_words(words: Mapping[Language, RoleWords], path: Path) -> None:
    """Fingerprints, and the weights in 127 steps of each language's greatest."""
    arrays: dict[str, npt.NDArray[np.generic]] = {}
    for language, one in words.items():
        step = max(float(np.abs(one.weights).max()), 1e-6) / 127
        arrays[f"{language}_known"] = one.known
        arrays[f"{language}_weights"] = np.round(one.weights / step).astype(np.int8)
        arrays[f"{language}_step"] = np.array(step, np.float32)
    with path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)


def read_words(path: Path) -> dict[Language, RoleWords]:
    """Both languages' weights. Raises ResourceError naming the file."""
    bad = ResourceError(f"{path}: not readable weights; install it again")
    try:
        with np.load(path, allow_pickle=False) as arrays:
            words = {language: _words(arrays, language) for language in get_args(Language)}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise bad from error
    for one in words.values():
        rising = one.known.dtype == np.uint32 and bool((one.known[1:] > one.known[:-1]).all())
        if not rising or one.weights.shape != (len(one.known) + 1, len(ROLES)):
            raise bad
    return words


def _words(arrays: Mapping[str, npt.NDArray[np.generic]], language: Language) -> RoleWords:
    step = float(arrays[f"{language}_step"])
    weights = np.asarray(arrays[f"{language}_weights"], dtype=np.float64) * step
    return RoleWords(np.asarray(arrays[f"{language}_known"]), weights)
