"""Chinese names beyond the core: the breadth of hospital practice, read on first use.

They keep what was heard right from being "repaired" and a correction may write most of them; notes
and queries know the core only. Names that are short, of the trade, or ordinary words too are known
and never written: they would attract ordinary speech.
"""

import hashlib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Final

from app.domain.errors import ResourceError
from app.domain.transcript import Language
from app.text.lexicon.open_names import LOOKUP_ONLY
from app.text.lexicon.records import Entry

PREFIXES: Final = {
    "drug": "drug", "diagnosis": "dx", "symptom": "sx", "procedure": "proc", "anatomy": "anat",
    "device": "dev", "lab": "lab",
}  # fmt: skip
_COLUMNS: Final = 3
_DIGITS: Final = 10
_Row = tuple[str, tuple[str, ...], tuple[str, ...]]


class MoreNames:
    """The rows of `zh_more.tsv`: kind, names that may be written, names that are only known.

    Without a path, or a file there, there are none.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path

    @cached_property
    def written(self) -> tuple[Entry, ...]:
        """Concepts with the names that a correction may write. Raises ResourceError."""
        return tuple(_entry(kind, names[0], names) for kind, names, _ in self._rows if names)

    @cached_property
    def drugs(self) -> tuple[Entry, ...]:
        """Drugs with all their names. Raises ResourceError."""
        return tuple(_whole(*row) for row in self._rows if row[0] == "drug")

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All that a correction may write. Raises ResourceError."""
        return tuple(name for _, names, _ in self._rows for name in names)

    @cached_property
    def known(self) -> tuple[str, ...]:
        """All that none may. Raises ResourceError."""
        return tuple(name for _, _, known in self._rows for name in known)

    def named(self, language: Language, name: str) -> tuple[Entry, ...]:
        """The concept with exactly this name, with all its names. Raises ResourceError."""
        row = self._by_name.get(name) if language == "zh" else None
        return () if row is None else (_whole(*self._rows[row]),)

    def entry(self, language: Language, key: str) -> Entry | None:
        """The concept with this id. Raises ResourceError."""
        row = self._by_id.get(key) if language == "zh" else None
        return None if row is None else _whole(*self._rows[row])

    @cached_property
    def _rows(self) -> tuple[_Row, ...]:
        if self._path is None or not self._path.exists():
            return ()
        return tuple(_read(self._path))

    @cached_property
    def _by_name(self) -> dict[str, int]:
        return {
            name.casefold(): at
            for at, (_, names, known) in enumerate(self._rows)
            for name in (*names, *known)
        }

    @cached_property
    def _by_id(self) -> dict[str, int]:
        rows = enumerate(self._rows)
        return {_key(kind, (*names, *known)[0]): at for at, (kind, names, known) in rows}


def _read(path: Path) -> Iterator[_Row]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ResourceError(f"{path}: cannot be read as UTF-8 text; install it again") from error
    for number, line in enumerate(lines[1:], 2):
        kind, names, known = cells if len(cells := line.split("\t")) == _COLUMNS else ("", "", "")
        if kind not in PREFIXES or not (names or known):
            raise ResourceError(f"{path}, line {number}: expected a kind and names")
        yield kind, _split(names), _split(known)


def _split(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


def _whole(kind: str, names: tuple[str, ...], known: tuple[str, ...]) -> Entry:
    every = (*names, *known)
    return _entry(kind, every[0], every, frozenset() if names else frozenset({LOOKUP_ONLY}))


def _entry(
    kind: str, term: str, names: tuple[str, ...], flags: frozenset[str] = frozenset()
) -> Entry:
    return Entry(_key(kind, term), "zh", term, kind, names[1:], flags=flags)


def _key(kind: str, term: str) -> str:
    """An id that stays the same wherever the term stands in the file."""
    return f"{PREFIXES[kind]}.zh_{hashlib.sha256(term.encode()).hexdigest()[:_DIGITS]}"
