"""The lexicon as one thing: entries, confusable pairs, vocabularies and indices, with a version."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np

from app.domain.errors import ResourceError
from app.domain.site_terms import SiteTerms, terms_sha256
from app.domain.transcript import Language
from app.text.lexicon.builds import joined_version, staff_version
from app.text.lexicon.drugs import Drugs
from app.text.lexicon.index import Asked, ChineseIndex, EnglishIndex, Match, index_for
from app.text.lexicon.layers import Dictionary, best_of, entries_of
from app.text.lexicon.minimal_pairs import AFFIXES, MinimalPairs
from app.text.lexicon.more_names import MoreNames
from app.text.lexicon.open_names import OpenNames
from app.text.lexicon.phonetics_zh import Readings
from app.text.lexicon.records import Entry, read_entries, read_pairs, read_readings, read_words
from app.text.lexicon.vocabulary import ChineseVocabulary, EnglishVocabulary, names_of
from app.text.tokens import plain

Pairs = tuple[tuple[str, str], ...]
LANGUAGES: tuple[Language, ...] = ("en", "zh")
_SHORT_VERSION = 12
_LONG_DRUG = 5
"""So many characters of a medicine's name have parts that sound like other names."""


class Lexicon:
    """Read-only; built once, safe to share between threads after the first use of each language.

    It consists of the embedded entries and, where there are any, a large dictionary that was built
    here, names of staff, and terms of the site.

    more_names: Chinese ones beyond the entries, which correction knows.
    version: hex sha256 over all of it, so equal versions correct alike. large: asked by name and
    by sound only. staff: words that are names of people.
    lookalikes: names that are confused on labels and in speech; minimal_pairs: word parts whose
    exchange inverts or moves the meaning (hyper/hypo). Both block automatic correction.
    """

    def __init__(
        self,
        entries: tuple[Entry, ...],
        *,
        version: str,
        lookalikes: Mapping[Language, Pairs] | None = None,
        minimal_pairs: Pairs = (),
        common: Mapping[Language, frozenset[str]] | None = None,
        traps: frozenset[str] = frozenset(),
        open_names: OpenNames | None = None,
        readings: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.version = version
        self.entries = entries
        self.lookalikes = lookalikes or {}
        self.minimal_pairs = minimal_pairs
        self._common = common or {}
        self._traps = traps
        self.open_names = open_names or OpenNames()
        self.more_names = MoreNames()
        self.readings = Readings(readings or {})
        self.large: Dictionary | None = None
        self.staff: Mapping[Language, frozenset[str]] = {}
        self._own = self
        self._added: tuple[Entry, ...] = ()
        self._by_id = {(entry.language, entry.id): entry for entry in entries}

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read a folder of lexicon files.

        `{en,zh}.tsv`, `lookalikes_{en,zh}.tsv`, `minimal_pairs.tsv`, `common_{en,zh}.txt` and
        `traps_en.txt` (real words that sound like a name without being one), `readings_zh.tsv`.
        `open/` holds the open lists, `names_en.tsv` more drugs and `zh_more.tsv` more Chinese
        names; they are read when first asked.

        Raises ResourceError naming file and line.
        """
        files = sorted(p for p in folder.glob("*") if p.suffix in {".tsv", ".txt"})
        if not files:
            raise ResourceError(f"{folder}: no lexicon there; install the resources again")
        digest = hashlib.sha256()
        for path in (*files, *sorted(folder.glob("open/*.tsv"))):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        found = cls(
            tuple(e for code in LANGUAGES for e in read_entries(folder / f"{code}.tsv", code)),
            version=digest.hexdigest(),
            lookalikes={c: read_pairs(folder / f"lookalikes_{c}.tsv") for c in LANGUAGES},
            minimal_pairs=read_pairs(folder / "minimal_pairs.tsv"),
            common={c: read_words(folder / f"common_{c}.txt") for c in LANGUAGES},
            traps=read_words(folder / "traps_en.txt"),
            open_names=OpenNames.of(folder / "open", folder / "names_en.tsv"),
            readings=read_readings(folder / "readings_zh.tsv"),
        )
        found.more_names = MoreNames(folder / "zh_more.tsv")
        return found

    def joined(
        self,
        large: Dictionary | None = None,
        staff: Mapping[Language, frozenset[str]] | None = None,
        terms: SiteTerms = (),
    ) -> "Lexicon":
        """This one with more in it; what it has indexed already is not indexed again."""
        added = entries_of(terms)
        new = Lexicon(
            (*self.entries, *added),
            version=joined_version(
                self.version,
                large.version if large else "",
                staff_version(staff or {}),
                terms_sha256(terms),
            ),
            lookalikes=self.lookalikes,
            minimal_pairs=self.minimal_pairs,
            common=self._common,
            traps=self._traps,
            open_names=self.open_names,
        )
        new.readings, new.more_names = self.readings, self.more_names
        new.large = large or self.large
        new.staff = {**self.staff, **(staff or {})}
        new._own, new._added = self._own, (*self._added, *added)
        return new

    @property
    def added(self) -> tuple[Entry, ...]:
        """Those of the entries that were joined to it."""
        return self._added

    def rule(self, name: str) -> str:
        """A rule id that names the lexicon it worked with."""
        return f"{name}@{self.version[:_SHORT_VERSION]}"

    def entry(self, language: Language, key: str) -> Entry | None:
        found = self._by_id.get((language, key)) or self.more_names.entry(language, key)
        return self.large.entry(language, key) if found is None and self.large else found

    def named(self, language: Language, name: str) -> tuple[Entry, ...]:
        """The concepts with exactly this name, ignoring case."""
        found = self._by_name.get((language, plain(name)), ())
        found = found or self.more_names.named(language, plain(name))
        return (*found, *self.large.named(language, name)) if self.large else found

    def names_drug(self, language: Language, name: str) -> bool:
        return any(entry.kind == "drug" for entry in self.named(language, name))

    def found(self, language: Language, name: str) -> Entry | None:
        """The concept with exactly this name, in the core or else in the open lists."""
        core = self.named(language, name)
        return core[0] if core else self.open_names.named(language, name)

    def confusable(self, language: Language, one: str, other: str) -> bool:
        """True when two names are a listed look-alike or sound-alike pair."""
        return frozenset((one.casefold(), other.casefold())) in self._confusable(language)

    def knows(self, language: Language, word: str) -> bool:
        """True when a plain heard word is in the vocabulary, so that it is never replaced."""
        if language == "zh":
            own = self.chinese.knows(word)
        else:
            own = self.english.knows(word) or self.open_names.knows(word)
        return own or (self.large is not None and bool(self.large.named(language, word)))

    def lookup(
        self, language: Language, words: tuple[str, ...], *, close: bool = False
    ) -> Match | None:
        """The best-sounding name for plain words said in a row, or None; `close` is faster."""
        searched = [self._own._index(language), *self._added_index(language)]
        found = [one.lookup(words, close=close) for one in searched]
        if self.large is not None:
            found.append(self.large.lookup(language, words, close=close))
        return best_of(found)

    def common(self, language: Language) -> frozenset[str]:
        """Ordinary words, in small letters."""
        return self._common.get(language, frozenset())

    def matches(
        self, language: Language, words: tuple[str, ...], *, close: bool = False
    ) -> tuple[Match, ...]:
        """As `lookup`, the best names of a few concepts, the best first."""
        searched = [self._own._index(language), *self._added_index(language)]
        found = [match for one in searched for match in one.matches(words, close=close)]
        if len(searched) == 1 and self.large is None:
            return tuple(found)
        best = self.lookup(language, words, close=close)  # its margin is to all layers
        others = [one for one in found if best is None or one.entry.id != best.entry.id]
        return tuple(sorted((*([best] if best else []), *others), key=lambda one: -one.score))

    def scan(self, language: Language, asked: Collection[Asked]) -> dict[Asked, tuple[Match, ...]]:
        """What `matches` finds for each of many spans; which of them reach a name at all is asked
        of all in one go."""
        searched = [self._own._index(language), *self._added_index(language)]
        found: dict[Asked, tuple[Match, ...]] = {}
        for close in (False, True):
            spans = [words for words, its in asked if its == close]
            reached = np.any([one.reached(spans, close=close) for one in searched], axis=0)
            for words, near in zip(spans, reached.tolist(), strict=True):
                if near:
                    found[words, close] = self.matches(language, words, close=close)
                else:  # only what is not held here may know it
                    found[words, close] = self._beyond(language, words, close=close)
        return found

    def _beyond(
        self, language: Language, words: tuple[str, ...], *, close: bool
    ) -> tuple[Match, ...]:
        """The best match of the large dictionary alone."""
        if self.large is None:
            return ()
        match = self.large.lookup(language, words, close=close)
        return () if match is None else (match,)

    def between_drugs(
        self, language: Language, heard: str, text: str, *, apart: bool = False
    ) -> bool:
        """True when another drug than `text`, if that is one, is about as like what was heard.

        apart: heard as more or fewer words than the name has.
        """
        return self._drugs(language).between(heard, text, self.named(language, text), apart=apart)

    def exchanged(self, heard: str, text: str) -> bool:
        """True when one half of a minimal pair was heard and the other would be written."""
        return self._minimal.exchanged(heard, text)

    @cached_property
    def _minimal(self) -> MinimalPairs:
        return MinimalPairs((*AFFIXES, *self.minimal_pairs))

    @cached_property
    def english(self) -> EnglishVocabulary:
        common, names = self._words("en")
        return EnglishVocabulary(common, [*names, *self._traps])

    @cached_property
    def chinese(self) -> ChineseVocabulary:
        common, names = self._words("zh")
        more = self.more_names
        long = (name for one in more.drugs for name in one.names if len(name) >= _LONG_DRUG)
        return ChineseVocabulary(common, [*names, *long], more.names, more.known)

    @cached_property
    def written_forms(self) -> dict[str, str]:
        """How clinicians write a name whose letters are not all small: `ecg` -> `ECG`.

        Keys are in small letters with single spaces. Ordinary words are left out (`or`, `it`),
        and so are names with two spellings.
        """
        forms: dict[str, set[str]] = {}
        for entry in self.entries:
            for name in entry.names if entry.language == "en" else ():
                if name != name.lower():
                    forms.setdefault(name.casefold(), set()).add(name)
        common = self.english.common
        return {
            key: name
            for key, names in forms.items()
            for name in names
            if key not in common and len(names) == 1
        }

    @cached_property
    def _by_name(self) -> dict[tuple[Language, str], tuple[Entry, ...]]:
        found: dict[tuple[Language, str], tuple[Entry, ...]] = {}
        for entry in self.entries:
            for name in {plain(name) for name in entry.names}:
                key = (entry.language, name)
                found[key] = (*found.get(key, ()), entry)
        return found

    @cached_property
    def _pairs(self) -> dict[Language, frozenset[frozenset[str]]]:
        return {
            language: frozenset(frozenset(pair) for pair in pairs)
            for language, pairs in self.lookalikes.items()
        }

    def _confusable(self, language: Language) -> frozenset[frozenset[str]]:
        return self._pairs.get(language, frozenset())

    @cached_property
    def _indices(self) -> dict[Language, EnglishIndex | ChineseIndex]:
        return {}

    @cached_property
    def _all_drugs(self) -> dict[Language, Drugs]:
        return {}

    def _drugs(self, language: Language) -> Drugs:
        if language not in self._all_drugs:
            own = [entry for entry in self.entries if entry.language == language]
            more = self.open_names.entries if language == "en" else self.more_names.drugs
            traps = self._traps if language == "en" else ()
            self._all_drugs[language] = Drugs(own, more, traps)
        return self._all_drugs[language]

    def _index(self, language: Language) -> EnglishIndex | ChineseIndex:
        if language not in self._indices:
            more = self.more_names.written if language == "zh" else ()
            entries = (*self.entries, *more)
            self._indices[language] = index_for(language, entries, self.readings)
        return self._indices[language]

    def _added_index(self, language: Language) -> "tuple[EnglishIndex | ChineseIndex, ...]":
        added = [entry for entry in self._added if entry.language == language]
        if not added:
            return ()
        if language not in self._indices:
            self._indices[language] = index_for(language, added)
        return (self._indices[language],)

    def _words(self, language: Language) -> tuple[frozenset[str], list[str]]:
        own = (entry for entry in self.entries if entry.language == language)
        pairs = self.lookalikes.get(language, ())
        names = [*names_of(own, pairs), *self.staff.get(language, ())]
        return self._common.get(language, frozenset()), names
