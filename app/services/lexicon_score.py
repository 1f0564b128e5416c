"""How much of a list of heard and wanted lines a lexicon writes right, and what it spoils."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.domain.vetoes import pair


@dataclass(frozen=True, slots=True)
class Wrong:
    line: int
    heard: str
    written: str
    wanted: str


@dataclass(frozen=True, slots=True)
class Scored:
    """Case, width and the marks at the ends make no difference.

    right: written as wanted. repaired: of those, the ones that were heard wrong. spoiled: heard
    right and written wrong. right_before: heard as wanted.
    """

    pairs: int
    right: int
    right_before: int
    repaired: int
    spoiled: int
    wrong: tuple[Wrong, ...]


def score(pairs: Iterable[tuple[int, str, str]], write: Callable[[str], str]) -> Scored:
    """pairs: line number, heard, wanted. write: what is written for what was heard."""
    rows = [(line, heard, write(heard), wanted) for line, heard, wanted in pairs]
    before = [_same(heard, wanted) for _, heard, _, wanted in rows]
    after = [_same(written, wanted) for _, _, written, wanted in rows]
    both = list(zip(before, after, strict=True))
    return Scored(
        len(rows),
        sum(after),
        sum(before),
        both.count((False, True)),
        both.count((True, False)),
        tuple(Wrong(*row) for row, right in zip(rows, after, strict=True) if not right),
    )


def _same(one: str, other: str) -> bool:
    return pair(one, "") == pair(other, "")
