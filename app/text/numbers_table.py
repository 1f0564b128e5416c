"""What the readers of spoken values know of a language, from resources/numbers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.domain.errors import ResourceError
from app.domain.transcript import Language
from app.paths import RESOURCES
from app.text.tables import Table, load, many, strings

_NUMBER_WORDS = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
    "fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|"
    "ninety|hundred|thousand"
)
_NEAR_NUMERAL = (
    r"(?=[^零〇一二三四五六七八九十百千万两俩仨半]{0,4}[零〇一二三四五六七八九十百千万两俩仨半])(?:",
    ")",
)
"""Names matter only where a numeral is near; asking that first halves the search for them."""


@dataclass(frozen=True, slots=True)
class SaidUnit:
    """A unit after a number. written: "" keeps the words; per: as a denominator, "" is none.

    kind: of a number with it when nothing else tells; hidden: it is not written with the number.
    """

    spoken: tuple[str, ...]
    written: str
    ucum: str
    per: str
    kind: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class NumberTable:
    """names: what only looks like a number; labels: by kind or vital sign; drugs: said for short.

    by_length: units by their words (English) or characters (Chinese), longest first.
    """

    names: re.Pattern[str]
    units: dict[str, SaidUnit]
    labels: tuple[tuple[str, re.Pattern[str]], ...]
    drugs: re.Pattern[str]
    lists: dict[str, frozenset[str]]
    longest: int


@lru_cache(maxsize=2)
def number_table(language: Language) -> NumberTable:
    """One language's table. Raises ResourceError naming file and key."""
    return read_table(RESOURCES / "numbers" / f"{language}.toml", language)


def read_table(path: Path, language: Language) -> NumberTable:
    """Read one file. Raises ResourceError naming it."""
    table = load(path)
    edges = (r"(?<!\S)(?:", r")(?!\S)") if language == "en" else ("(?:", ")")
    # "temp's thirty eight": what is named ends before the 's
    named = (edges[0], r")(?=\s|$|'s(?!\S))") if language == "en" else edges
    units = {form: unit for row in many(table, "unit", path) for form, unit in _unit(row, path)}
    labels = table.get("labels", {})
    drugs = table.get("drugs", {})
    if not isinstance(labels, dict) or not isinstance(drugs, dict):
        raise ResourceError(f"{path}: 'labels' and 'drugs' must be tables")
    said = sorted(strings(drugs, "said", path), key=len, reverse=True)
    return NumberTable(
        _joined(strings(table, "names", path), _NEAR_NUMERAL if language == "zh" else named, path),
        units,
        tuple((name, _joined((pattern,), named, path)) for name, pattern in labels.items()),
        _joined([re.escape(one) for one in said], named, path),
        {
            key: frozenset(strings(table, key, path))
            for key, value in table.items()
            if isinstance(value, list) and value and isinstance(value[0], str) and key != "names"
        },
        max(len(form.split()) if language == "en" else len(form) for form in units),
    )


def _joined(patterns: Sequence[str], edges: tuple[str, str], path: Path) -> re.Pattern[str]:
    text = "|".join(re.sub(r"\bN\b", f"(?:{_NUMBER_WORDS})", one) for one in patterns)
    try:
        return re.compile(edges[0] + text + edges[1])
    except re.error as error:
        raise ResourceError(f"{path}: a pattern is not readable: {error}") from error


def _unit(row: Table, path: Path) -> list[tuple[str, SaidUnit]]:
    spoken = strings(row, "spoken", path)
    written, ucum = str(row.get("written", "")), str(row.get("ucum", ""))
    per = str(row.get("per", written))
    unit = SaidUnit(
        spoken, written, ucum, per, str(row.get("kind", "")), bool(row.get("hidden", False))
    )
    return [(form, unit) for form in spoken]
