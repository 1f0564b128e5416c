"""What a build read, and what of it could not be used: counts, and where the first ones stand.

A row itself is never kept here: a staff list is personal data, and a vocabulary is licensed.
"""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

FIRST: Final = 3
"""So many places of each reason are named, by file."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that could not be used, by where it stands."""

    file: str
    line: int
    reason: str


@dataclass(slots=True)
class Report:
    """Of one build; readers add to it while they read.

    entries, names: by source. rejected: rows that are broken, by reason. left_out: rows that are
    sound and not wanted, by reason. files: the sha256 of each file that was read to its end.
    """

    rows: int = 0
    entries: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    first: list[Rejected] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    _named: Counter[tuple[str, str]] = field(default_factory=Counter)

    def reject(self, path: Path, line: int, reason: str) -> None:
        """A broken row."""
        self.rejected[reason] += 1
        key = (str(path), reason)
        self._named[key] += 1
        if self._named[key] <= FIRST:
            self.first.append(Rejected(str(path), line, reason))

    def leave_out(self, reason: str) -> None:
        """A sound row that is not wanted."""
        self.left_out[reason] += 1
