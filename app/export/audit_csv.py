"""Rows of the audit log as CSV, in the order of any of their fields."""

import csv
from collections.abc import Iterable
from typing import Final, TextIO

from app.domain.audit import COLUMNS, AuditRow

FIELDS: Final = ("at", *COLUMNS)
"""Every field by which rows are sorted and shown; `at` is ISO 8601 with the offset of the row."""


def ordered(
    rows: Iterable[AuditRow], field: str = "seq", *, descending: bool = False
) -> list[AuditRow]:
    """Sorted by one of FIELDS; rows that are alike in it stay in the order of their numbers."""
    by_number = sorted(rows, key=lambda row: row.seq)
    return sorted(by_number, key=lambda row: _sortable(row, field), reverse=descending)


def write(rows: Iterable[AuditRow], file: TextIO) -> None:
    """A heading and a line per row; open the file with newline=""."""
    writer = csv.writer(file)
    writer.writerow(FIELDS)
    for row in rows:
        writer.writerow([row.local_time, *(getattr(row, name) for name in COLUMNS)])


def _sortable(row: AuditRow, field: str) -> int | str:
    value: int | str = row.utc_ms if field == "at" else getattr(row, field)
    return value
