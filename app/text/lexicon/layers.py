"""What lies over the embedded lexicon: a built dictionary, and terms that a site agreed on."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from app.domain.site_terms import SiteTerms
from app.domain.transcript import Language
from app.text.lexicon.index import Match
from app.text.lexicon.records import Entry


class Dictionary(Protocol):
    """A dictionary that is too large to be held as objects; `CompiledIndex` is one."""

    version: str

    def entry(self, language: Language, key: str) -> Entry | None: ...

    def named(self, language: Language, name: str) -> tuple[Entry, ...]: ...

    def lookup(
        self, language: Language, words: tuple[str, ...], *, close: bool = False
    ) -> Match | None: ...

    def __len__(self) -> int: ...


def entries_of(terms: SiteTerms) -> tuple[Entry, ...]:
    """Site terms as entries; an id stays the same wherever its term stands."""
    return tuple(
        Entry(
            f"site.{_digest(one.term.casefold())[:16]}",
            one.language,
            one.term,
            one.kind,
            one.synonyms,
            flags=frozenset({"source=SITE"}),
        )
        for one in terms
    )


def best_of(matches: Iterable[Match | None]) -> Match | None:
    """The best of several dictionaries' answers, the earlier of equals; margins over all of them.

    What shares a name with the winner is the same concept under another id, so it is no rival.
    """
    found = sorted((one for one in matches if one is not None), key=lambda one: -one.score)
    if len(found) < 2:  # noqa: PLR2004
        return found[0] if found else None
    best = found[0]
    own = {name.casefold() for name in best.entry.names}
    margins: dict[str, float] = {}
    for one in found:
        same = not own.isdisjoint(name.casefold() for name in one.entry.names)
        nearest = () if same else ((one.name, 0.0),)
        for name, behind in (*nearest, *one.rivals):
            margin = round(best.score - one.score + behind, 4)
            if name.casefold() not in own:
                margins[name] = min(margin, margins.get(name, margin))
    rivals = tuple(sorted(margins.items(), key=lambda pair: (pair[1], pair[0])))
    margin = rivals[0][1] if rivals else best.score
    return replace(best, margin=margin, rivals=rivals)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
