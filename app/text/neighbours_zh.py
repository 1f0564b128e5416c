"""How well a Chinese character stands between its neighbours, as clinical speech has them.

A log-linear judge over what stands up to four characters before and behind: each of TEMPLATES, with
the character in the middle, has a weight, and their sum is the log-odds of that character against
another one in its place. It learned to tell characters from those that sound or look like them
(`app/bench/neighbours_fit.py`). Weights stand at a hash of what they are of: what was never learned
finds a weight of something else, as likely to speak for as against.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from app.domain.errors import ModelError
from app.paths import MODELS

FILE: Final = Path("language-embedded") / "zh" / "neighbours.npz"
WEIGHTS: Final = "weights"
TEMPLATES: Final = (
    (), (-1,), (1,), (-2, -1), (1, 2), (-1, 1), (-2,), (2,), (-3,), (3,), (-4,), (4,),
    (-3, -2, -1), (1, 2, 3), (-2, -1, 1), (-1, 1, 2),
)  # fmt: skip
"""Which places around a character are looked at together."""
REACH: Final = 4
STEP: Final = 1 / 24
"""What one step of a stored weight is worth, in log-odds."""
_MASK: Final = 0xFFFFFFFF
_FACTOR: Final = 0x9E3779B1
_SHIFT: Final = 15
_NONE: Final = "\0"
_Number = TypeVar("_Number", int, NDArray[np.uint32])


def mixed(one: _Number, other: _Number) -> _Number:
    """A hash of 32 bits of two such numbers; arrays hash as their numbers do."""
    product: Any = (one ^ other) * _FACTOR & _MASK
    hashed: _Number = product ^ product >> _SHIFT
    return hashed


def contexts(codes: Sequence[_Number]) -> list[_Number]:
    """A hash for each template of what it sees around the middle of 2 REACH + 1 code points."""
    found = []
    for number, places in enumerate(TEMPLATES, 1):
        key = mixed(codes[REACH] * 0 + number, codes[REACH] * 0)
        for place in places:
            key = mixed(key, codes[REACH + place])
        found.append(key)
    return found


class Neighbours:
    """Read-only; safe to share between threads. weights: whole steps, shape (any,)."""

    def __init__(self, weights: NDArray[np.int8]) -> None:
        self._weights = weights.data

    @classmethod
    def open(cls, file: Path) -> "Neighbours":
        """Raises ModelError."""
        try:
            with file.open("rb") as opened, np.load(opened, allow_pickle=False) as kept:
                return cls(kept[WEIGHTS])
        except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
            raise ModelError(
                f"{file.name} is missing or damaged; run: erscribe models verify"
            ) from error

    def odds(self, line: str, at: int, other: str) -> float:
        """Log-odds that the character of a line stands in its place rather than another one."""
        around = line[max(0, at - REACH) : at + REACH + 1]
        before, behind = max(0, REACH - at), max(0, at + REACH + 1 - len(line))
        keys = contexts([*(0,) * before, *map(ord, around), *(0,) * behind])
        return STEP * (self._sum(keys, ord(line[at])) - self._sum(keys, ord(other)))

    def _sum(self, keys: Sequence[int], code: int) -> int:
        weights, size = self._weights, len(self._weights)
        return sum(weights[mixed(key, code) % size] for key in keys)


@dataclass(frozen=True, slots=True)
class Beside:
    """Log-odds of a name's characters against those that were heard in their places.

    written, heard: summed, each in the line as the name makes it and as it was heard;
    least_written, least_heard: of the place that speaks least for the name. All 0 where nothing can
    be compared.
    """

    written: float = 0.0
    heard: float = 0.0
    least_written: float = 0.0
    least_heard: float = 0.0


NOTHING: Final = Beside()


class Line:
    """A heard line, a character a word. Where a pause was heard nothing reaches across."""

    def __init__(self, texts: Sequence[str], pauses: Iterable[bool]) -> None:
        self._places: list[int] = []
        shown: list[str] = []
        for text, pause in zip(texts, pauses, strict=True):
            self._places.append(len(shown))
            shown.append(text if len(text) == 1 else _NONE)
            if pause:
                shown += _NONE * REACH
        self._shown = "".join(shown)

    def beside(self, first: int, heard: str, name: str, judge: Neighbours) -> Beside:
        """What neighbours say of a name for the words from `first` on, heard as one stretch."""
        if len(heard) != len(name):
            return NOTHING
        start = self._places[first]
        line = self._shown
        made = line[:start] + name + line[start + len(name) :]
        changed = [at for at, one in enumerate(heard) if one != name[at]]
        written = [judge.odds(made, start + at, heard[at]) for at in changed]
        kept = [-judge.odds(line, start + at, name[at]) for at in changed]
        return Beside(sum(written), sum(kept), min(written), min(kept))


@cache
def _embedded() -> Neighbours:
    return Neighbours.open(MODELS / FILE)


_in_use: list[Neighbours] = []


def use(judge: Neighbours) -> None:
    """Another judge than the product's own: recipes fit with one that never saw a text."""
    _in_use[:] = [judge]


def neighbours() -> Neighbours:
    """The judge in use. Raises ModelError."""
    return _in_use[0] if _in_use else _embedded()
