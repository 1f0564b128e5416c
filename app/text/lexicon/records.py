"""Lexicon records and their tab-separated files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.domain.errors import ResourceError
from app.domain.transcript import Language
from app.text.tokens import is_han

RARE: Final = "rare"
"""The flag of drugs that are seldom spoken of: each is known, and a rival only where it is as near
to what was heard as what would be written."""
_COLUMNS = ("id", "term", "kind", "synonyms", "code_system", "code", "flags")
_PAIR = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One concept in one language. `synonyms` are other names clinicians say for it."""

    id: str
    language: Language
    term: str
    kind: str
    synonyms: tuple[str, ...] = ()
    code_system: str = ""
    code: str = ""
    flags: frozenset[str] = frozenset()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.term, *self.synonyms)


def read_entries(path: Path, language: Language) -> tuple[Entry, ...]:
    """Entries of one file. Raises ResourceError naming file, line and what is wrong."""
    entries: dict[str, Entry] = {}
    for number, cells in _table(path):
        if len(cells) != len(_COLUMNS):
            raise ResourceError(
                f"{path}, line {number}: {len(cells)} columns, expected {len(_COLUMNS)}"
            )
        entry = entry_of(cells, language)
        if not (entry.id and entry.term and entry.kind):
            raise ResourceError(f"{path}, line {number}: id, term and kind may not be empty")
        if bool(entry.code_system) != bool(entry.code):
            raise ResourceError(f"{path}, line {number}: a code needs its system, and vice versa")
        if entry.id in entries:
            raise ResourceError(f"{path}, line {number}: the id '{entry.id}' is already used")
        entries[entry.id] = entry
    if not entries:
        raise ResourceError(f"{path}: no entries")
    return tuple(entries.values())


def entry_of(cells: Sequence[str], language: Language) -> Entry:
    """The entry of one line's cells, which are as many as there are columns."""
    key, term, kind, synonyms, system, code, flags = cells
    return Entry(
        key, language, term, kind, _split(synonyms), system, code, frozenset(_split(flags))
    )


def read_pairs(path: Path) -> tuple[tuple[str, str], ...]:
    """The first two columns below the header: names or word parts that must not be confused.

    Raises ResourceError naming file and line.
    """
    pairs = []
    for number, cells in _table(path):
        if len(cells) < _PAIR or not cells[0] or not cells[1]:
            raise ResourceError(f"{path}, line {number}: expected two names")
        pairs.append((cells[0].casefold(), cells[1].casefold()))
    return tuple(pairs)


def read_readings(path: Path) -> dict[str, tuple[str, ...]]:
    """Parts of Chinese names with their syllables: `栓塞`, `shuan1 se4`; none without the file.

    Raises ResourceError naming file and line.
    """
    found = {}
    for number, cells in _table(path) if path.exists() else ():
        if len(cells) != _PAIR or len(cells[1].split()) != sum(map(is_han, cells[0])):
            raise ResourceError(f"{path}, line {number}: expected a syllable for each character")
        found[cells[0]] = tuple(cells[1].split())
    return found


def read_words(path: Path) -> frozenset[str]:
    """One word a line (a frequency may follow after a tab). Raises ResourceError."""
    return frozenset(cells[0].casefold() for _, cells in read_rows(path))


def _table(path: Path) -> Iterator[tuple[int, list[str]]]:
    rows = read_rows(path)
    next(rows, None)
    return rows


def read_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ResourceError(f"{path}: cannot be read as UTF-8 text; install it again") from error
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            yield number, [cell.strip() for cell in line.split("\t")]


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())
