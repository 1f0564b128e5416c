"""Which Chinese characters look alike: they share a component or differ by a stroke.

Pinyin input, handwriting and print confuse them, and so do recognisers that learnt from such text.
The groups are ours, in resources/lexicon/shapes_zh.tsv: the characters of a line look alike.
"""

from functools import cache
from itertools import permutations

from app.domain.errors import ResourceError
from app.paths import RESOURCES
from app.text.lexicon.records import read_rows
from app.text.tokens import is_han


def look_alike(one: str, other: str) -> bool:
    """Whether two characters, not the same, are of one group. Raises ResourceError."""
    return one + other in pairs()


def alike_to(character: str) -> str:
    """The characters that look like one. Raises ResourceError."""
    return _groups().get(character, "")


@cache
def _groups() -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for pair in sorted(pairs()):
        found.setdefault(pair[0], []).append(pair[1])
    return {one: "".join(others) for one, others in found.items()}


@cache
def pairs() -> frozenset[str]:
    """Every two characters that look alike, in both orders. Raises ResourceError."""
    path = RESOURCES / "lexicon" / "shapes_zh.tsv"
    rows = read_rows(path)
    next(rows, None)
    found: set[str] = set()
    for number, (group, *more) in rows:
        if more or len(set(group)) != len(group) or len(group) < 2 or not all(map(is_han, group)):  # noqa: PLR2004
            raise ResourceError(f"{path}, line {number}: expected characters that look alike")
        found.update(one + other for one, other in permutations(group, 2))
    return frozenset(found)
