"""Medicines that are in no list, by the shape of their name and what stands beside it.

Stems are those of the WHO's international nonproprietary names (-olol, -pril, 头孢-). What is
found only so is uncertain, and somebody is asked whether it is a medicine.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from app.domain.transcript import Language
from app.paths import RESOURCES
from app.text.findings_data import Pattern, compiled, compiled_or_none, sub_table
from app.text.reading import Reading
from app.text.tables import load, strings, whole

UNLISTED: Final = "drug.unlisted"
_WORD = re.compile(r"[a-z][a-z-]*[a-z]")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Shapes:
    """How names of medicines look in one language.

    shaped: names by stem; behind, before: an amount or a frequency beside any unknown word;
    listing: what parts the items of a list; edges: Chinese characters that open no name; forms:
    what a name of Chinese medicines ends in (胶囊, 片), opened, joins: the characters before such a
    name; inner: words whose characters are all of a name (再造); told: names by what stands around
    them, in a line where each known medicine is ◆ and each number 0; classes: what is no name
    there; herb, foods: a name with its weight in a decoction, and what is none.
    """

    shortest: int
    shaped: Pattern
    behind: Pattern
    before: Pattern
    listing: Pattern
    not_drugs: frozenset[str]
    edges: frozenset[str]
    forms: Pattern | None
    opened: frozenset[str]
    joins: frozenset[str]
    inner: tuple[str, ...]
    told: tuple[Pattern, ...]
    classes: Pattern
    herb: Pattern | None
    foods: Pattern | None


@lru_cache(maxsize=2)
def shapes_of(language: Language) -> Shapes:
    """The shapes of one language. Raises ResourceError naming file and key."""
    return read_shapes(RESOURCES / "findings" / f"{language}.toml")


def read_shapes(path: Path) -> Shapes:
    """The shapes of one file. Raises ResourceError naming file and key."""
    table = sub_table(load(path), "shapes", path)
    stems = "|".join(strings(table, "stems", path))
    starts = "|".join(strings(table, "starts", path))
    name = r"[\w-]*" if not table.get("edges") else ""  # Chinese names have no beginning of a word
    return Shapes(
        whole(table, "shortest", path, 4),
        compiled(rf"{name}(?:{stems})|(?P<whole>{starts})", path),
        compiled(table.get("behind", ""), path),
        compiled(table.get("before", ""), path),
        compiled(table.get("list", ""), path),
        frozenset(strings(table, "not_drugs", path)),
        frozenset(table.get("edges", "")),
        None if "forms" not in table else compiled(table["forms"], path),
        frozenset(table.get("opened", "")),
        frozenset(table.get("joins", "")),
        strings(table, "inner", path, optional=True),
        tuple(compiled(one, path) for one in strings(table, "told", path, optional=True)),
        compiled(table.get("classes", ""), path),
        compiled_or_none(table, "herb", path),
        compiled_or_none(table, "foods", path),
    )


def unlisted(
    reading: Reading,
    shapes: Shapes,
    known: Iterable[Span],
    drugs: Sequence[Span],
    knows: Callable[[str], bool],
) -> Iterator[Span]:
    """Token ranges that look like English medicines, apart from what is known already.

    drugs: the known medicines among them; knows: whether a word is in the vocabulary.
    """
    taken = {at for start, end in known for at in range(start, end)}
    found = list(drugs)
    strange = [
        at
        for at, token in enumerate(reading.tokens)
        if at not in taken
        and len(token.text) >= shapes.shortest
        and _WORD.fullmatch(token.text)
        and token.text not in shapes.not_drugs
        and not knows(token.text)
    ]
    for at in strange:
        if shapes.shaped.fullmatch(reading.tokens[at].text) or _dosed(reading, at, shapes):
            found.append((at, at + 1))
            yield at, at + 1
    for at in strange:
        if (at, at + 1) not in found and _listed(reading, at, found, shapes):
            found.append((at, at + 1))
            yield at, at + 1


def _dosed(reading: Reading, at: int, shapes: Shapes) -> bool:
    token = reading.tokens[at]
    return (
        shapes.behind.match(reading.text, token.end) is not None
        or shapes.before.search(reading.text, max(0, token.start - 40), token.start) is not None
    )


def _listed(reading: Reading, at: int, drugs: Sequence[Span], shapes: Shapes) -> bool:
    """True for an unknown item right before or behind a medicine in a list."""
    token, text = reading.tokens[at], reading.text
    for start, end in drugs:
        if end <= at and shapes.listing.fullmatch(text[reading.tokens[end - 1].end : token.start]):
            return True
        if start > at and shapes.listing.fullmatch(text[token.end : reading.tokens[start].start]):
            return True
    return False
