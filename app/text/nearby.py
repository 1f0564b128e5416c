"""Terms that sound like what was heard where it is doubted: what else may have been said there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.transcript import Language, Word
from app.text.lexicon import Lexicon
from app.text.tokens import is_han, plain

MOST: Final = 40
# Tuned on sentences of tuning only (`erscribe bench biasing`): shorter names, and names that sound
# less alike, were put where nobody said them.
_LEAST_SCORE: Final = 0.78
_SHORTEST: Final = {"en": 6, "zh": 3}
_LONGEST: Final = {"en": 4, "zh": 6}
_UNSURE: Final = 0.6
_SHORTEST_NEW: Final = 3


@dataclass(frozen=True, slots=True)
class Near:
    """A name that may have been said instead of heard words `first`..`last`, both included.

    words: the name as heard words. score: how alike they sound, 0 to 1.
    """

    first: int
    last: int
    words: tuple[str, ...]
    score: float


def nearby(
    words: Sequence[Word], language: Language, lexicon: Lexicon, most: int = MOST
) -> tuple[Near, ...]:
    """At most so many names near in sound to doubted words, the most alike first."""
    texts = [plain(word.text) for word in words]
    doubted = [
        _doubted(word, text, language, lexicon) for word, text in zip(words, texts, strict=True)
    ]
    found: dict[tuple[int, int, tuple[str, ...]], float] = {}
    for first, last in _spans(doubted, language):
        for name, score in _names(texts[first : last + 1], language, lexicon):
            place = (first, last, name)
            found[place] = max(score, found.get(place, 0.0))
    ranked = sorted(found.items(), key=lambda one: (-one[1], one[0]))
    return tuple(Near(*place, score) for place, score in ranked[:most])


def _doubted(word: Word, text: str, language: Language, lexicon: Lexicon) -> bool:
    if word.probability < _UNSURE:
        return True
    return language == "en" and len(text) >= _SHORTEST_NEW and not lexicon.knows("en", text)


def _spans(doubted: Sequence[bool], language: Language) -> Iterator[tuple[int, int]]:
    for first in range(len(doubted)):
        for last in range(first, min(first + _LONGEST[language], len(doubted))):
            if any(doubted[first : last + 1]):
                yield first, last


def _names(
    heard: Sequence[str], language: Language, lexicon: Lexicon
) -> Iterator[tuple[tuple[str, ...], float]]:
    match = lexicon.lookup(language, tuple(heard))
    if match is None:
        return
    for name, score in (
        (match.name, match.score),
        *((rival, match.score - margin) for rival, margin in match.rivals),
    ):
        words = tuple(name) if language == "zh" else tuple(name.replace("-", " ").split())
        sounding = all(map(is_han, words)) if language == "zh" else "".join(words).isalpha()
        long = len("".join(words)) >= _SHORTEST[language]
        if score >= _LEAST_SCORE and sounding and long and [*map(plain, words)] != [*heard]:
            yield words, score
