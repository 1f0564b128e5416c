"""Whether what was heard lies between two drugs, by their letters."""

from collections.abc import Iterable, Sequence
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from app.text.lexicon.records import Entry
from app.text.tokens import is_han, letters

_BETWEEN: Final = 0.18
_BETWEEN_OPEN: Final = 0.12
_LEAST_ALIKE: Final = 0.6
"""Less like than this, a drug is no rival: everything is as like as that to some drug."""
_AFFIX: Final = 2
"""So many letters in a row that were heard and are not in the name may make it another drug."""


class Drugs:
    """The drugs of one language, ours and those of the open lists.

    An open one is a rival only where it is nearly as like as the name itself: among 20,000 of them
    some is not far from every mishearing of amiodarone or naloxone.
    """

    def __init__(self, ours: Iterable[Entry], open_ones: Iterable[Entry] = ()) -> None:
        self._owners: dict[str, set[str]] = {}
        self._add(ours)
        self._ours = frozenset(self._owners)
        self._add(open_ones)
        self._names = list(self._owners)

    def _add(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            if entry.kind == "drug":
                for name in map(letters, entry.names):
                    self._owners.setdefault(name, set()).add(entry.id)

    def between(self, heard: str, text: str, named: Sequence[Entry]) -> bool:
        """True when another drug than `text` is about as like `heard`, or may have been said."""
        own = {entry.id for entry in named if entry.kind == "drug"}
        if not own:
            return False
        said, name = letters(heard), letters(text)
        if _longer(said, name):
            return True
        alike = Levenshtein.normalized_similarity(said, name)
        found = process.extract(
            said,
            self._names,
            scorer=Levenshtein.normalized_similarity,
            score_cutoff=max(alike - _BETWEEN, _LEAST_ALIKE),
            limit=None,
        )
        return any(
            own.isdisjoint(self._owners[other])
            and (other in self._ours or score >= alike - _BETWEEN_OPEN)
            for other, score, _ in found
        )


def _longer(heard: str, name: str) -> bool:
    """True when all of a name was heard and a part more: methoxyamphetamine."""
    codes = Levenshtein.opcodes(heard, name)
    return not is_han(name) and any(
        code.tag == "delete" and code.src_end - code.src_start >= _AFFIX
        for code in codes
        if all(one.tag in ("equal", "delete") for one in codes)
    )
