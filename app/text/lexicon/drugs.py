"""Whether what was heard lies between two drugs, by their letters."""

from collections.abc import Iterable, Sequence
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from app.text.lexicon.records import Entry
from app.text.tokens import is_han

_BETWEEN: Final = 0.18
_LEAST_ALIKE: Final = 0.64
"""Less like than this, a drug is no rival: everything is as like as that to some drug."""
_AFFIX: Final = 2
"""So many letters in a row that were heard and are not in the name may make it another drug."""


class Drugs:
    """The drugs of one language, ours and those of the open lists."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._owners: dict[str, set[str]] = {}
        for entry in entries:
            if entry.kind == "drug":
                for name in entry.names:
                    self._owners.setdefault(_letters(name), set()).add(entry.id)
        self._names = list(self._owners)

    def between(self, heard: str, text: str, named: Sequence[Entry]) -> bool:
        """True when another drug than `text` is about as like `heard`, or may have been said."""
        own = {entry.id for entry in named if entry.kind == "drug"}
        if not own:
            return False
        said, name = _letters(heard), _letters(text)
        if _longer(said, name):
            return True
        floor = Levenshtein.normalized_similarity(said, name) - _BETWEEN
        found = process.extract(
            said,
            self._names,
            scorer=Levenshtein.normalized_similarity,
            score_cutoff=max(floor, _LEAST_ALIKE),
            limit=None,
        )
        return any(own.isdisjoint(self._owners[other]) for other, _, _ in found)


def _longer(heard: str, name: str) -> bool:
    """True when all of a name was heard and a part more: methoxyamphetamine."""
    codes = Levenshtein.opcodes(heard, name)
    return not is_han(name) and any(
        code.tag == "delete" and code.src_end - code.src_start >= _AFFIX
        for code in codes
        if all(one.tag in ("equal", "delete") for one in codes)
    )


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text.casefold()))
