"""What the lexicon knows, and what it would make of words: for whoever wants to see why."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.domain.errors import ResourceError
from app.domain.findings import Correction
from app.domain.transcript import Language, Utterance, Word
from app.text.correction import overlay
from app.text.lexicon import Entry, Lexicon, Match
from app.text.lexicon.builds import EMBEDDED, Manifest, builds_in, chosen
from app.text.tokens import language_of, tokenize
from app.text.writing import simplified

DOUBTED: Final = 0.3
"""The probability given to typed words: a recogniser's doubtful ones, which corrections look at."""
_LONGEST: Final = 500  # characters that are looked at


@dataclass(frozen=True, slots=True)
class LexiconInfo:
    """counts: concepts by language and kind, the most first. names: concepts and their synonyms."""

    version: str
    entries: int
    names: int
    counts: tuple[tuple[Language, str, int], ...]
    lookalikes: int


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept as people are shown it. code: with its system, "" for none."""

    id: str
    term: str
    kind: str
    synonyms: tuple[str, ...]
    code: str
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What a term was found as. name: the name of the concept that is nearest.

    score: 1.0 for the very name. margin: to the best other concept. rivals: names of others that
    sound nearly as close, with their scores. concept: None where nothing is near.
    """

    term: str
    language: Language
    concept: Concept | None = None
    name: str = ""
    score: float = 0.0
    margin: float = 0.0
    rivals: tuple[tuple[str, float], ...] = ()

    @property
    def exact(self) -> bool:
        return self.score == 1.0


@dataclass(frozen=True, slots=True)
class Tested:
    """What would be written for a sentence, and each change with its reason."""

    heard: str
    written: str
    language: Language
    corrections: tuple[Correction, ...]


@dataclass(frozen=True, slots=True)
class BuiltLexicon:
    """One that was built here. used: it is what the settings choose now."""

    made: Manifest
    used: bool

    @property
    def names(self) -> int:
        return sum(self.made.names.values())


class LexiconDesk:
    """Reads only. The lexicon is loaded when first asked for: half a second."""

    def __init__(
        self,
        lexicon: Callable[[], Lexicon],
        built: Callable[[], tuple[str, Path]] = lambda: (EMBEDDED, Path()),
    ) -> None:
        """built: the setting that chooses among the builds, and the folder of them all."""
        self._lexicon = lexicon
        self._built = built

    def builds(self) -> tuple[BuiltLexicon, ...]:
        """All whole ones, the newest first. Raises SettingsError."""
        setting, folder = self._built()
        used: Path | None = None
        with suppress(ResourceError):  # the setting names none that is here
            used = chosen(setting, folder)
        return tuple(BuiltLexicon(made, one == used) for one, made in builds_in(folder))

    def info(self) -> LexiconInfo:
        """Raises ResourceError."""
        lexicon = self._lexicon()
        counts = Counter((entry.language, entry.kind) for entry in lexicon.entries)
        return LexiconInfo(
            lexicon.version,
            len(lexicon.entries),
            sum(len(entry.names) for entry in lexicon.entries),
            tuple((language, kind, count) for (language, kind), count in counts.most_common()),
            sum(map(len, lexicon.lookalikes.values())),
        )

    def look_up(self, term: str, language: Language | None = None) -> LookedUp:
        """The concept of this very name, else the one that sounds nearest. None: by its script."""
        words = tokenize(term[:_LONGEST], 1.0)
        spoken = language or language_of(words)
        lexicon = self._lexicon()
        named = lexicon.found(spoken, " ".join(term.split()))
        if named:
            return LookedUp(term, spoken, _concept(named), named.term, 1.0, 1.0)
        match = lexicon.lookup(spoken, _sounds(words, spoken)) if words else None
        return _found(term, spoken, match) if match else LookedUp(term, spoken)

    def test(self, sentence: str, language: Language | None = None) -> Tested:
        """What would be written were these the words of a recogniser that doubts each of them."""
        words = tokenize(sentence[:_LONGEST], DOUBTED)
        spoken = language or language_of(words)
        if not words:
            return Tested(sentence, "", spoken, ())
        written, corrections = overlay(Utterance("", "", spoken, words), self._lexicon())
        return Tested(sentence, written.text, spoken, corrections)


def _sounds(words: tuple[Word, ...], language: Language) -> tuple[str, ...]:
    texts = [word.text for word in words]
    if language == "zh":
        return tuple(simplified(one) for text in texts for one in text)
    return tuple(text.casefold() for text in texts)


def _found(term: str, language: Language, match: Match) -> LookedUp:
    return LookedUp(
        term,
        language,
        _concept(match.entry),
        match.name,
        match.score,
        match.margin,
        tuple((name, round(match.score - margin, 4)) for name, margin in match.rivals),
    )


def _concept(entry: Entry) -> Concept:
    code = f"{entry.code_system} {entry.code}".strip()
    flags = tuple(sorted(entry.flags))
    return Concept(entry.id, entry.term, entry.kind, entry.synonyms, code, flags)
