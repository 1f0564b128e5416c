"""What names mean that lie over the keywords: terms of the site, and what a built lexicon has."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import takewhile
from typing import Final

from app.domain.findings import Code
from app.text.clinical import LEXICON_KINDS, Concept, Meaning, only_missed
from app.text.lexicon.layers import Dictionary
from app.text.lexicon.loading import Lexicon
from app.text.lexicon.records import Entry
from app.text.reading import spellings
from app.text.tokens import is_han

Tokens = tuple[str, ...]
Meanings = Mapping[Tokens, tuple[Meaning, ...]]

_LONGEST_BUILT: Final = {"en": 5, "zh": 10}  # tokens: English words, Chinese characters
_SHORTEST_BUILT: Final = {"en": 4, "zh": 2}  # letters: shorter ones mean too much
_REMEMBERED: Final = 32768  # runs of tokens: most are said again in the next reading


class AddedMeanings:
    """Finds them in tokens; read-only, safe to share between threads.

    A built lexicon is far larger than what people say: of it, a name needs a word that is no
    ordinary one ("feels better" is a finding there). Terms of the site two people agreed on.
    """

    def __init__(self, lexicon: Lexicon, language: str, known: Meanings) -> None:
        """known: what keywords and the embedded lexicon say already, which goes first."""
        self._language: Final = "zh" if language == "zh" else "en"
        self._large = lexicon.large
        self._known = known
        self._ordinary = lexicon.common(self._language)
        self._concepts: dict[str, Concept] = {}
        self._own: dict[Tokens, tuple[Meaning, ...]] = {}
        for entry in lexicon.added:
            self._add(entry)
        self._opening = {tokens[0] for tokens in self._own}
        built = _LONGEST_BUILT[self._language] if self._large is not None else 0
        self._longest = max([built, *map(len, self._own)])
        self.meanings = lru_cache(maxsize=_REMEMBERED)(self._meanings_of)

    def __bool__(self) -> bool:
        return bool(self._own) or self._large is not None

    def spans(self, tokens: Sequence[str]) -> Iterator[tuple[int, int]]:
        """First token and the one after the last, of all names. Those may overlap."""
        for start, first in enumerate(tokens):
            if self._large is None and first not in self._opening:
                continue
            said = list(takewhile(_is_word, tokens[start : start + self._longest]))
            for length in range(1, len(said) + 1):
                if self.meanings(tuple(said[:length])):
                    yield start, start + length

    def concept(self, key: str) -> Concept | None:
        """What `meanings` named."""
        found = self._concepts.get(key)
        if found is None and self._large is not None:
            entry = self._large.entry(self._language, key)
            return _concept(entry) if entry is not None else None
        return found

    def _meanings_of(self, tokens: Tokens) -> tuple[Meaning, ...]:
        own = self._own.get(tokens, ())
        if own or tokens in self._known or self._large is None or not self._telling(tokens):
            return own
        entry = next(self._built(self._large, tokens), None)
        return () if entry is None else (Meaning(entry.id, "term"),)

    def _add(self, entry: Entry) -> None:
        """As keywords take the embedded lexicon: a drug keeps a name that is a near miss only."""
        concept = _concept(entry)
        if entry.language != self._language or concept is None:
            return
        self._concepts[entry.id] = concept
        for tokens in {one for name in entry.names for one in spellings(name)}:
            known = self._known.get(tokens, ())
            if not known or (concept.kind == "medication" and only_missed(known)):
                self._own[tokens] = (*self._own.get(tokens, ()), Meaning(entry.id, "term"))

    def _telling(self, tokens: Tokens) -> bool:
        letters = sum(map(len, tokens))
        if letters < _SHORTEST_BUILT[self._language]:
            return False
        if self._language == "zh":
            return "".join(tokens) not in self._ordinary and any(map(is_han, tokens))
        return not self._ordinary.issuperset(tokens)

    def _built(self, large: Dictionary, tokens: Tokens) -> Iterator[Entry]:
        """Hyphens are no tokens: "beta-blocker" is read as two words."""
        joints = ("",) if self._language == "zh" else (" ", "-") if len(tokens) > 1 else ("",)
        for joint in joints:
            for entry in large.named(self._language, joint.join(tokens)):
                if entry.kind in LEXICON_KINDS:
                    yield entry


def _concept(entry: Entry) -> Concept | None:
    kind = LEXICON_KINDS.get(entry.kind)
    code = Code(entry.code_system, entry.code) if entry.code else None
    return None if kind is None else Concept(entry.id, kind, None, code)


def _is_word(token: str) -> bool:
    return token[0].isalnum()
