"""Dose ranges of drugs, read only where a hospital has signed this very table in.

The ranges ask back, they never advise: outside them a dose is queried, as a careful pharmacist
would call back. Until `dose_ranges` of the site names the file's version, there is no table.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.domain.errors import ResourceError
from app.paths import RESOURCES

RANGES = RESOURCES / "doses" / "ranges.tsv"
DRUGS = RESOURCES / "doses" / "drugs.tsv"
_VERSION_LENGTH = 12
_RANGE_FIELDS, _NAME_FIELDS = 9, 3


@dataclass(frozen=True, slots=True)
class DoseRange:
    """Usual single doses of a drug by one route, or its usual rates (route `rate`).

    low, high: adults, in `unit`; old_high: from 75 years on; kg_high: largest usual dose per kg of
    body weight in the same unit; None where there is none. source: what it was written from.
    """

    drug: str
    route: str
    unit: str
    low: float
    high: float
    old_high: float | None
    kg_high: float | None
    source: str


@dataclass(frozen=True, slots=True)
class DoseTable:
    """All ranges by drug. version: names this exact content."""

    version: str
    ranges: dict[str, tuple[DoseRange, ...]]


def dose_version(path: Path = RANGES) -> str:
    """What a pharmacist signs in: the first digits of the file's SHA-256. Raises ResourceError."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()[:_VERSION_LENGTH]
    except OSError as error:
        raise ResourceError(f"{path}: cannot be read; install it again") from error


def signed_table(signed: str, path: Path = RANGES) -> DoseTable | None:
    """The table if `signed` (the site's `dose_ranges`) is its version, else None.

    A table that was changed after it was signed in is not used. Raises ResourceError.
    """
    return _table(path) if signed and signed == dose_version(path) else None


@lru_cache(maxsize=2)
def drug_names(path: Path = DRUGS) -> tuple[tuple[str, str], ...]:
    """Names as they are said, lower case, with the drug they name, longest first."""
    found = [
        (name.strip().lower(), drug)
        for drug, english, chinese in _rows(path, _NAME_FIELDS)
        for name in f"{english},{chinese}".split(",")
        if name.strip()
    ]
    return tuple(sorted(found, key=lambda pair: -len(pair[0])))


@lru_cache(maxsize=2)
def _table(path: Path) -> DoseTable:
    ranges: dict[str, list[DoseRange]] = {}
    for drug, route, unit, low, high, old, per_kg, source, _ in _rows(path, _RANGE_FIELDS):
        try:
            row = DoseRange(
                drug, route, unit, float(low), float(high), _number(old), _number(per_kg), source
            )
        except ValueError as error:
            raise ResourceError(f"{path}: '{drug}' has a range that is no number") from error
        ranges.setdefault(drug, []).append(row)
    return DoseTable(dose_version(path), {drug: tuple(rows) for drug, rows in ranges.items()})


def _number(cell: str) -> float | None:
    return float(cell) if cell else None


def _rows(path: Path, fields: int) -> Iterator[list[str]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ResourceError(f"{path}: not a readable table; install it again") from error
    for line in [one for one in lines if one and not one.startswith("#")][1:]:
        cells = line.split("\t")
        if len(cells) != fields:
            raise ResourceError(f"{path}: a row has {len(cells)} cells, expected {fields}")
        yield cells
