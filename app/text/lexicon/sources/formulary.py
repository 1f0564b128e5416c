"""A hospital's own list of drugs: drug, brand, strength, form, route; one row each strength."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from app.text.lexicon.records import Entry
from app.text.lexicon.sources.grouping import grouped
from app.text.lexicon.sources.plain_table import key_of, language_of
from app.text.lexicon.sources.reading import Reading, entry_of
from app.text.lexicon.sources.sayable import UnsaidError, sayable
from app.text.lexicon.sources.table import needed, records

COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    "drug": (
        "drug", "generic", "generic name", "medication", "药品通用名", "通用名", "药品名称", "药名",
    ),
    "brand": ("brand", "brand name", "trade name", "商品名", "商品名称"),
    "strength": ("strength", "规格", "药品规格"),
    "form": ("form", "dosage form", "剂型"),
    "route": ("route", "给药途径", "用法", "途径"),
}  # fmt: skip
_DETAILS: Final = ("strength", "form", "route")


def read(path: Path, reading: Reading) -> Iterator[Entry]:
    """Raises VocabularyError when the file has no column of drugs."""
    layout = needed(path, COLUMNS, ("drug",))
    rows = records(path, layout, reading)
    yield from reading.counted("FORMULARY", _entries(path, rows, reading))


def _entries(
    path: Path, rows: Iterator[tuple[int, Mapping[str, str]]], reading: Reading
) -> Iterator[Entry]:
    scratch = reading.scratch / key_of("formulary", str(path))
    for drug, cells in grouped(_drugs(path, rows, reading), scratch):
        language = language_of(drug)
        brands = [brand for brand, *_ in cells if brand and language_of(brand) == language]
        flags = {
            f"{name}={value}"
            for _, *details in cells
            for name, value in zip(_DETAILS, details, strict=True)
            if value
        }
        key = key_of("formulary", drug)
        entry = entry_of(key, language, (drug, *brands), "drug", flags=frozenset(flags))
        if entry is not None:
            yield entry


def _drugs(
    path: Path, rows: Iterator[tuple[int, Mapping[str, str]]], reading: Reading
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """By drug: brand, strength, form and route of a row."""
    for line, row in rows:
        if not row["drug"]:
            reading.report.reject(path, line, "no drug")
            continue
        language = language_of(row["drug"])
        if language not in reading.wanted.languages:
            reading.report.leave_out("another language")
            continue
        try:
            drug = sayable(row["drug"], language)
        except UnsaidError as unsaid:
            reading.report.leave_out(str(unsaid))
            continue
        details = tuple(row.get(name, "") for name in _DETAILS)
        yield drug, (_brand(row.get("brand", ""), reading), *details)


def _brand(text: str, reading: Reading) -> str:
    if not text:
        return ""
    try:
        return sayable(text, language_of(text))
    except UnsaidError as unsaid:
        reading.report.leave_out(str(unsaid))
        return ""
