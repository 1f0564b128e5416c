"""LOINC's core table: what laboratory tests and measurements are called."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from app.text.lexicon.records import Entry
from app.text.lexicon.sources.reading import Reading, entry_of
from app.text.lexicon.sources.sayable import UnsaidError, sayable
from app.text.lexicon.sources.table import needed, records

COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    "code": ("loinc_num",),
    "display": ("displayname",),
    "consumer": ("consumer_name",),
    "component": ("component",),
    "long": ("long_common_name",),
    "short": ("shortname",),
    "status": ("status",),
    "class": ("class",),
}
_NAMES: Final = ("display", "consumer", "component", "long", "short")
"""The sayable ones of these, the best first."""
_CURRENT: Final = frozenset({"", "ACTIVE", "TRIAL"})
_VITALS: Final = ("BP.", "BDYTMP", "BDYWGT", "BDYHGT", "HRTRATE", "RESP.", "VITALS")


def read(path: Path, reading: Reading) -> Iterator[Entry]:
    """Raises VocabularyError when the file is not LOINC's table."""
    layout = needed(path, COLUMNS, ("code", "long"))
    if "en" in reading.wanted.languages:
        yield from reading.counted("LOINC", _entries(path, records(path, layout, reading), reading))


def _entries(
    path: Path, rows: Iterator[tuple[int, Mapping[str, str]]], reading: Reading
) -> Iterator[Entry]:
    for line, row in rows:
        number, dash, check = row["code"].rpartition("-")
        if not (dash and number.isascii() and number.isdigit() and check.isdigit()):
            reading.report.reject(path, line, "no LOINC number")
        elif row.get("status", "").upper() not in _CURRENT:
            reading.report.leave_out("suppressed or obsolete")
        else:
            kind = "vital" if row.get("class", "").startswith(_VITALS) else "lab"
            code = ("loinc", row["code"])
            entry = entry_of(f"loinc.{row['code']}", "en", _names(row, reading), kind, code)
            if entry is not None:
                yield entry


def _names(row: Mapping[str, str], reading: Reading) -> Iterator[str]:
    for name in filter(None, (row.get(column, "") for column in _NAMES)):
        try:
            yield sayable(name, "en")
        except UnsaidError as unsaid:
            reading.report.leave_out(str(unsaid))
