"""Rows of the audit log as CSV or JSON lines, in the order of any of their fields."""

import csv
import json
import re
from collections.abc import Iterable
from typing import Final, TextIO

from app.domain.audit import COLUMNS, AuditRow

FIELDS: Final = ("at", *COLUMNS)
"""Every field by which rows are sorted and shown; `at` is ISO 8601 with the offset of the row."""

_FORMULA: Final = re.compile(r"[=+\-@\t\r\n]")
_HARMLESS: Final = re.compile(r"[+-]\d[\d:.]*", re.ASCII)
"""A number, or an offset as `+08:00`."""


def ordered(
    rows: Iterable[AuditRow], field: str = "seq", *, descending: bool = False
) -> list[AuditRow]:
    """Sorted by one of FIELDS; rows that are alike in it stay in the order of their numbers."""
    by_number = sorted(rows, key=lambda row: row.seq)
    return sorted(by_number, key=lambda row: _sortable(row, field), reverse=descending)


def write(rows: Iterable[AuditRow], file: TextIO) -> None:
    """A heading and a line per row; open the file with newline="".

    What a spreadsheet would take for a formula begins with an apostrophe, which it shows as text.
    """
    writer = csv.writer(file)
    writer.writerow(FIELDS)
    for row in rows:
        writer.writerow([_unarmed(value) for value in _values(row)])


def write_lines(rows: Iterable[AuditRow], file: TextIO) -> None:
    """A JSON object per row and line, with the fields of the CSV, their texts as they are."""
    for row in rows:
        plain = dict(zip(FIELDS, _values(row), strict=True))
        file.write(json.dumps(plain, ensure_ascii=False) + "\n")


def _values(row: AuditRow) -> list[int | str]:
    return [row.local_time, *(getattr(row, name) for name in COLUMNS)]


def _unarmed(value: int | str) -> int | str:
    if isinstance(value, str) and _FORMULA.match(value) and not _HARMLESS.fullmatch(value):
        return "'" + value
    return value


def _sortable(row: AuditRow, field: str) -> int | str:
    value: int | str = row.utc_ms if field == "at" else getattr(row, field)
    return value
