"""Names beyond the hand-written core: public lists and one of our own, read on first use.

They keep what was heard right from being "repaired" and are found when looked up; a correction
writes names of the core only. The lexicon's README says where each list comes from.
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Self

from app.domain.errors import ResourceError
from app.domain.transcript import Language
from app.text.lexicon.records import Entry, entry_of, read_entries
from app.text.tokens import plain

LOOKUP_ONLY = "lookup_only"
"""The flag of names that no correction may ever write: brands, short names, ordinary words."""
_TERM, _SYNONYMS = 1, 3


class OpenNames:
    """English names of these lists. An id that the core has too adds names to that concept.

    Nothing is read before the first question, and then only what answers it: 27,000 entries are
    not built to know 45,000 names.
    """

    def __init__(self, paths: Sequence[Path] = ()) -> None:
        self._paths = paths

    @classmethod
    def of(cls, folder: Path, *more: Path) -> Self:
        """The lists of a folder, `en_*.tsv`, and more of them; none is no error."""
        return cls([*sorted(folder.glob("en_*.tsv")), *(path for path in more if path.exists())])

    def named(self, language: Language, name: str) -> Entry | None:
        """The concept with exactly this name, ignoring case. Raises ResourceError."""
        line = self._by_name.get(plain(name)) if language == "en" else None
        return entry_of(line.split("\t"), "en") if line else None

    def knows(self, word: str) -> bool:
        """True for a plain English word that a name contains, or its plural."""
        return word in self._words or (word.endswith("s") and word[:-1] in self._words)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """All of them, in the order of the files. Raises ResourceError naming file and line."""
        return tuple(entry for path in self._paths for entry in read_entries(path, "en"))

    @cached_property
    def _by_name(self) -> dict[str, str]:
        """Each name in small letters with the line it stands in."""
        found: dict[str, str] = {}
        for path in self._paths:
            try:
                lines = path.read_text(encoding="utf-8").splitlines()[1:]
                for line in lines:
                    cells = line.casefold().split("\t")
                    found[cells[_TERM]] = line
                    if cells[_SYNONYMS]:
                        found |= dict.fromkeys(cells[_SYNONYMS].split("|"), line)
            except (OSError, UnicodeDecodeError, IndexError) as error:
                raise ResourceError(f"{path}: not a readable list; install it again") from error
        return found

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(" ".join(self._by_name).replace("/", " ").replace("-", " ").split())
