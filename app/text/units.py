"""Units as they are spoken: how they are written, and their UCUM codes, from resources/units."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from app.domain.errors import ResourceError
from app.domain.transcript import Language
from app.paths import RESOURCES

_PER = "per"
_LONGEST = 3


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit. written: how it is written after a number, "" to keep the spoken words.

    per: how it is written as a denominator ("mg/kg/h"); single: whether one lone Chinese numeral
    before it becomes a digit; time: a duration.
    """

    spoken: tuple[str, ...]
    short: frozenset[str]
    written: str
    ucum: str
    per: str
    single: bool
    time: bool


@dataclass(frozen=True, slots=True)
class UnitMatch:
    """A unit found in words: how many words it took, its written form and its UCUM code."""

    length: int
    written: str
    ucum: str
    time: bool
    single: bool


class Units:
    """All units of one language."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.units = tuple(units)

    def match(self, words: Sequence[str], first: int) -> UnitMatch | None:
        """The longest unit whose plain words start at `first`, denominators included.

        Short forms count too: ask only right after a number.
        """
        found = self._one(words, first)
        if found is None:
            return None
        unit, length = found
        written, ucum = unit.written, unit.ucum
        while first + length + 1 < len(words) and words[first + length] == _PER:
            below = self._one(words, first + length + 1)
            if below is None or not written:
                break
            written, ucum = f"{written}/{below[0].per}", f"{ucum}/{below[0].ucum}"
            length += 1 + below[1]
        return UnitMatch(length, written, ucum, unit.time, unit.single)

    def starts(self, text: str) -> UnitMatch | None:
        """The longest unit that Chinese text starts with; `length` counts characters."""
        for length in self._lengths:
            unit = self._by_spoken.get(text[:length])
            if unit is not None and len(text) >= length:
                return UnitMatch(length, unit.written, unit.ucum, unit.time, unit.single)
        return None

    @cached_property
    def _by_spoken(self) -> dict[str, Unit]:
        """Of two units said alike the first."""
        return {spoken: unit for unit in reversed(self.units) for spoken in unit.spoken}

    @cached_property
    def _lengths(self) -> tuple[int, ...]:
        return tuple(sorted({len(spoken) for spoken in self._by_spoken}, reverse=True))

    @cached_property
    def long_words(self) -> frozenset[str]:
        """Spoken forms that are units wherever they stand."""
        return frozenset(spoken for unit in self.units for spoken in unit.spoken)

    @cached_property
    def _by_words(self) -> dict[tuple[str, ...], Unit]:
        return {
            tuple(form.split()): unit for unit in self.units for form in (*unit.spoken, *unit.short)
        }

    def _one(self, words: Sequence[str], first: int) -> tuple[Unit, int] | None:
        for length in range(_LONGEST, 0, -1):
            unit = self._by_words.get(tuple(words[first : first + length]))
            if unit is not None and first + length <= len(words):
                return unit, length
        return None


@lru_cache(maxsize=2)
def units_of(language: Language) -> Units:
    """The units of one language. Raises ResourceError when the file is missing or malformed."""
    return read_units(RESOURCES / "units" / f"{language}.toml")


def read_units(path: Path) -> Units:
    """Read one file of units. Raises ResourceError naming it."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        units = [
            _unit(row, time)
            for key, time in (("unit", False), ("time", True))
            for row in table.get(key, [])
        ]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ResourceError(f"{path}: not a readable TOML file; install it again") from error
    except KeyError as error:
        raise ResourceError(f"{path}: a unit lacks {error}") from error
    return Units(units)


def _unit(row: dict[str, Any], time: bool) -> Unit:
    written = row.get("written", "")
    return Unit(
        tuple(row["spoken"]),
        frozenset(row.get("short", ())),
        written,
        row["ucum"],
        row.get("per", written),
        row.get("single", True),
        time,
    )
