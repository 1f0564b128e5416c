"""The compiled index as it is used: mapped read-only, one per process, shared by its threads."""

from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from app.domain.transcript import Language
from app.text.lexicon.compiled.building import FILE
from app.text.lexicon.compiled.container import Array, Container
from app.text.lexicon.compiled.folding import letters
from app.text.lexicon.compiled.records import (
    LANGUAGES,
    Shape,
    decoded,
    id_hash,
    letters_hash,
    name_hash,
    unpacked,
    unpacked_shapes,
)
from app.text.lexicon.index import Match
from app.text.lexicon.records import Entry
from app.text.tokens import plain

if TYPE_CHECKING:
    from app.text.lexicon.compiled.finding import Finder

_RIVALS: Final = 12
_RIVAL_MARGIN: Final = 0.25
_NAMES: Final = ("first_names", "name_ends", "names")
_MEMBERS: Final = ("member_ends", "members", "owners", "places")
_ENTRIES: Final = 8192  # decoded entries that are remembered


class CompiledIndex:
    """Names of any number, found exactly and by sound and spelling.

    version: hex sha256 over all entries in their order, so equal versions look up alike.
    """

    def __init__(self, container: Container) -> None:
        self._container = container
        self._arrays = container.arrays
        self._entry = lru_cache(maxsize=_ENTRIES)(self._decoded)
        # a number of a memoryview is one of Python's, and there in a third of the time
        self._names = tuple(self._arrays[one].data for one in _NAMES)
        self._members = {
            language: tuple(self._arrays[f"{language}_{one}"].data for one in _MEMBERS)
            for language in LANGUAGES
        }
        self.version: str = container.facts["version"]

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Map the index of a folder. Raises ResourceError."""
        return cls(Container.open(folder / FILE))

    def verify(self) -> None:
        """Read everything once. Raises ResourceError when a byte is not as it was written."""
        self._container.verify()

    def __len__(self) -> int:
        """How many names it holds."""
        return int(self._container.facts["names"])

    def entry(self, language: Language, key: str) -> Entry | None:
        """The concept with this id."""
        for found in self._with_hash("id", id_hash(language, key)):
            if found.id == key and found.language == language:
                return found
        return None

    def named(self, language: Language, name: str) -> tuple[Entry, ...]:
        """The concepts with exactly this name, ignoring case."""
        wanted = plain(name)
        return tuple(
            entry
            for entry in self._with_hash("name", name_hash(language, name))
            if entry.language == language and wanted in map(plain, entry.names)
        )

    def lookup(
        self, language: Language, words: tuple[str, ...], *, close: bool = False
    ) -> Match | None:
        """The best-sounding name for plain words said in a row, or None; `close` is faster."""
        if language == "zh":
            return self._matched("zh", self._finder.chinese("".join(words), close=close))
        return self._ranked(words, self._finder.english(words, close=close))

    def _ranked(self, words: tuple[str, ...], ranked: list[tuple[int, float]]) -> Match | None:
        match = self._matched("en", ranked)
        return match if match is not None and match.score == 1.0 else self._spelt(words) or match

    def scan(
        self, words: Sequence[str], *, longest: int = 6, floor: float = 0.8
    ) -> Iterator[tuple[int, int, Match]]:
        """First and last word of every run of English words that scores `floor`, and its match.

        Found with two letters or one consonant wrong at most; abbreviations are left out.
        """
        places = [
            (first, last, match)
            for run, every, ranked in self._finder.english_runs(words, longest, floor)
            if (match := self._ranked(run, ranked))
            for first, last in every
        ]
        yield from sorted(places, key=lambda place: place[:2])

    def warm(self) -> None:
        """Compile the loops, or load what was compiled before: seconds the first time, so for
        set-up and for a thread of its own; a look-up that comes first waits for it.
        """
        self.lookup("en", ("aspirin",))
        self.lookup("zh", tuple("阿司匹林"))
        self.nearest(("aspirin",))
        list(self.scan(["aspirin"]))

    def nearest(self, words: tuple[str, ...]) -> tuple[str, int] | None:
        """The English name with the fewest edits in its letters, and how many; None beyond two.

        Of equals the shorter, then the first in the order of their letters.
        """
        found = self._finder.nearest(words)
        return None if found is None else (self._name("en", found[0]), found[1])

    @cached_property
    def _finder(self) -> "Finder":
        from app.text.lexicon.compiled.finding import Finder  # noqa: PLC0415 - loads the compiler

        return Finder(self._arrays)

    def _matched(self, language: Language, ranked: list[tuple[int, float]]) -> Match | None:
        """ranked: units and their scores, the best first."""
        if not ranked:
            return None
        (unit, score), *others = ranked
        owner = self._owners(language, unit)[0]
        rivals = []
        for other, its in others:
            if owner not in self._owners(language, other):
                rivals.append((self._name(language, other), round(score - its, 4)))
                if len(rivals) == _RIVALS or score - its >= _RIVAL_MARGIN:
                    break
        margin = rivals[0][1] if rivals else round(score, 4)
        name = self._name(language, unit)
        return Match(self._entry(owner), name, round(score, 4), margin, tuple(rivals))

    def _spelt(self, words: tuple[str, ...]) -> Match | None:
        """A name without a sound that was said letter by letter, or in two words."""
        wanted = letters("".join(words))
        hashes, owners = self._arrays["spelt_hashes"], self._arrays["spelt_owners"]
        for number in _with_hash(hashes, owners, letters_hash(wanted)):
            entry = self._entry(number)
            for name in entry.names:
                if letters(name) == wanted:
                    return Match(entry, name, 1.0, 1.0)
        return None

    def _owners(self, language: Language, unit: int) -> list[int]:
        """The entries that have this name, as numbers."""
        ends, members, owners, _ = self._members[language]
        return [owners[member] for member in members[ends[unit] : ends[unit + 1]]]

    def _name(self, language: Language, unit: int) -> str:
        """The name as it is written in the first entry that has it."""
        ends, members, owners, places = self._members[language]
        member = members[ends[unit]]
        return self._text(self._names[0][owners[member]] + places[member])

    def _text(self, number: int) -> str:
        """One of the names of all entries in a row."""
        _, ends, names = self._names
        return decoded(names[ends[number] : ends[number + 1]].tobytes())

    def _decoded(self, number: int) -> Entry:
        ends, first_names = self._arrays["record_ends"], self._names[0]
        record = self._arrays["records"][ends[number] : ends[number + 1]].tobytes()
        numbers = range(first_names[number], first_names[number + 1])
        return unpacked(record, self._shapes, [self._text(one) for one in numbers])

    @cached_property
    def _shapes(self) -> list[Shape]:
        return unpacked_shapes(self._arrays["shapes"].tobytes())

    def _with_hash(self, kind: str, value: int) -> list[Entry]:
        hashes, owners = self._arrays[f"{kind}_hashes"], self._arrays[f"{kind}_owners"]
        return [self._entry(number) for number in _with_hash(hashes, owners, value)]


def _with_hash(hashes: Array, owners: Array, value: int) -> list[int]:
    first = int(np.searchsorted(hashes, np.uint64(value)))
    last = int(np.searchsorted(hashes, np.uint64(value), "right"))
    return list(dict.fromkeys(owners[first:last].tolist()))
