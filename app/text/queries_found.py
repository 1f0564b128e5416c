"""What the rules of the queries share: the patient they are about, and the words in doubt."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

from app.domain.errors import ResourceError
from app.paths import RESOURCES
from app.text import tables
from app.text.queries_schema import CHECKED, check
from app.text.tables import Table, load

FOLDER = RESOURCES / "queries"
SENTENCE_END = re.compile(r"[;!?。；！？\n]|\.(?=\s|$)")
"""A point in a number ends none."""
CLAUSE_END = re.compile(r"[,;!?，。；！？\n]|\.(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Patient:
    """Age in years and sex ("female", "male") from the record; None where not known. seen: the day
    that the age is of, the encounter's first; None where there is none."""

    age_years: float | None
    sex: str | None
    seen: date | None = None

    @property
    def year(self) -> int:
        """The year that years of birth and of events are held against."""
        return (self.seen or datetime.now(UTC)).year


@dataclass(frozen=True, slots=True)
class Doubt:
    """Characters start..end (end excluded) of the text that do not fit; about: what else."""

    kind: str
    start: int
    end: int
    about: str = ""


def stretch(
    text: str, start: int, end: int, ends: re.Pattern[str] = SENTENCE_END
) -> tuple[int, int]:
    """The sentence, or what else `ends` part, around start..end, without the marks themselves."""
    begin = max((mark.end() for mark in ends.finditer(text, 0, start)), default=0)
    stop = ends.search(text, end)
    return begin, stop.start() if stop else len(text)


@lru_cache(maxsize=8)
def table(name: str, folder: Path = FOLDER) -> Table:
    """One file of resources/queries. Raises ResourceError."""
    path = folder / f"{name}.toml"
    found = load(path)
    if name in CHECKED:
        check(found, path)
    return found


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of the resources. Raises ResourceError."""
    try:
        return re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise ResourceError(
            f"resources/queries: a pattern is not readable: {error}: {pattern[:60]}"
        ) from error


@lru_cache(maxsize=64)
def words(name: str, key: str) -> re.Pattern[str]:
    """A pattern of both languages: what file `name` has in its table "words". Raises
    ResourceError."""
    return compiled(tables.text(table(name)["words"], key, FOLDER / f"{name}.toml"))
