"""What is said to train the keyword spotter: its phrases, and what only sounds like them."""

import random
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from app.domain.errors import ResourceError
from app.paths import RESOURCES, ROOT
from app.training.chance import chance
from app.training.corpus_text import Author, Sentence
from app.training.syllables import syllables

PHRASES: Final = RESOURCES / "training" / "keywords.toml"
FROZEN: Final = ROOT / "tests" / "data" / "keywords"
LANGUAGES: Final = ("en", "zh")
_SLOT: Final = "{phrase}"
_VOWELS: Final = "aeiouy"
_CONSONANTS: Final = "bdfglmnprtv"
_LONGEST: Final = {"en": 14, "zh": 18}  # words or Hanzi of running text around a phrase
_TRIES: Final = 200


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase inside a sentence: its keyword, and its first and last word (or Hanzi)."""

    keyword: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Phrases:
    """The list: per language (keyword, words) pairs, what must stay silent, and carriers."""

    keywords: tuple[str, ...]
    said: dict[str, tuple[tuple[str, tuple[str, ...]], ...]]
    near: dict[str, tuple[tuple[str, ...], ...]]
    carriers: dict[str, tuple[str, ...]]

    def mentions(self, sentence: Sentence) -> tuple[Mention, ...]:
        """Where phrases are said, in order; what a near miss covers whole does not count.

        Mandarin is compared by its syllables with tones, since that is what is heard.
        """
        heard = spelled(sentence.language, sentence.words)
        covered = [
            span
            for words in self.near[sentence.language]
            for span in _places(heard, spelled(sentence.language, words))
        ]
        found = [
            Mention(keyword, first, last)
            for keyword, words in self.said[sentence.language]
            for first, last in _places(heard, spelled(sentence.language, words))
            if not any(a <= first and last <= b and (a, b) != (first, last) for a, b in covered)
        ]
        return tuple(sorted(found, key=lambda mention: mention.last))


@lru_cache(maxsize=4096)
def spelled(language: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """Words as they are compared: English as it is, Hanzi as numbered pinyin."""
    return tuple(syllables("".join(words))) if language == "zh" else tuple(words)


def split(language: str, text: str) -> tuple[str, ...]:
    """Text as words, or as Hanzi one by one."""
    return tuple(text) if language == "zh" else tuple(text.split())


def load_phrases(path: Path = PHRASES) -> Phrases:
    """Read the list. Raises ResourceError when it cannot be used."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf8"))
        keywords = table["keywords"]
        said = {
            language: tuple(
                (name, split(language, text))
                for name in keywords
                for text in keywords[name][language]
            )
            for language in LANGUAGES
        }
        near = {
            language: tuple(
                split(language, text)
                for name in keywords
                for text in keywords[name][f"near_{language}"]
            )
            for language in LANGUAGES
        }
        carriers = {language: tuple(table["carriers"][language]) for language in LANGUAGES}
    except (OSError, KeyError, tomllib.TOMLDecodeError) as error:
        raise ResourceError(f"{path.name} is no list of keywords: {error}") from error
    return Phrases(tuple(keywords), said, near, carriers)


def frozen_sentences(folder: Path = FROZEN) -> frozenset[str]:
    """Sentences kept for reporting, so that none of them is trained on; empty if not there."""
    lines = (
        line
        for path in sorted(folder.glob("*.tsv"))
        for line in path.read_text(encoding="utf8").splitlines()
    )
    return frozenset(line.split("\t")[-1].strip() for line in lines)


def _places(words: Sequence[str], phrase: Sequence[str]) -> list[tuple[int, int]]:
    if " ".join(phrase) not in " ".join(words):  # nearly always: spares the search
        return []
    size = len(phrase)
    return [
        (first, first + size - 1)
        for first in range(len(words) - size + 1)
        if tuple(words[first : first + size]) == tuple(phrase)
    ]


class KeywordAuthor:
    """Makes sentences that hold a phrase, and sentences that nearly do; repeatable by seed."""

    def __init__(
        self, phrases: Phrases, author: Author, seed: int, banned: frozenset[str] = frozenset()
    ) -> None:
        self._banned = banned
        self._phrases = phrases
        self._author = author
        self._random = random.Random(seed)

    def positive(self, language: str) -> Sentence:
        """A sentence with at least one phrase; keywords come up equally often."""
        for _ in range(_TRIES):
            words = self._phrase(language)
            kind = self._random.random()
            if kind < 0.55:
                words = self._carried(language, words)
            elif kind < 0.9:
                words = self._inside(language, words)
            sentence = Sentence(language, words)
            found = self._phrases.mentions(sentence)
            if found and sentence.text not in self._banned:
                return sentence
        raise ResourceError("the near misses cover every phrase: mend keywords.toml")

    def near_miss(self, language: str) -> Sentence:
        """A sentence without a phrase that holds part of one, or something like one."""
        for _ in range(_TRIES):
            words = self._alike(language)
            if not words:
                continue
            kind = self._random.random()
            if kind < 0.35:
                words = self._carried(language, words)
            elif kind < 0.75:
                words = self._inside(language, words)
            sentence = Sentence(language, words)
            if not self._phrases.mentions(sentence) and sentence.text not in self._banned:
                return sentence
        raise ResourceError("no near miss could be made: mend keywords.toml")

    def _phrase(self, language: str) -> tuple[str, ...]:
        keyword = self._random.choice(self._phrases.keywords)
        choices = [words for name, words in self._phrases.said[language] if name == keyword]
        return self._random.choice(choices)

    def _carried(self, language: str, words: tuple[str, ...]) -> tuple[str, ...]:
        text = ("" if language == "zh" else " ").join(words)
        carrier = self._random.choice(self._phrases.carriers[language])
        return split(language, carrier.replace(_SLOT, text))

    def _inside(self, language: str, words: tuple[str, ...]) -> tuple[str, ...]:
        around = self._author.sentence(language).words[: _LONGEST[language]]
        cut = self._random.randint(0, len(around))
        return (*around[:cut], *words, *around[cut:])

    def _alike(self, language: str) -> tuple[str, ...]:
        if chance(self._random, 0.45):
            return self._random.choice(self._phrases.near[language])
        words = self._phrase(language)
        kind = self._random.random()
        if kind < 0.4:
            return self._part(words)
        if kind < 0.75:
            return self._swapped(language, words)
        return self._misspoken(words) if language == "en" else self._part(words)

    def _part(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """The phrase without its beginning or without its end; () for a single word."""
        size = self._random.randint(1, max(1, len(words) - 1))
        if len(words) == 1:
            return ()
        return words[:size] if chance(self._random, 0.5) else words[-size:]

    def _swapped(self, language: str, words: tuple[str, ...]) -> tuple[str, ...]:
        """The phrase with one word or Hanzi of running text in the place of one of its own."""
        other = self._random.choice(self._author.sentence(language).words)
        place = self._random.randrange(len(words))
        changed = (*words[:place], other, *words[place + 1 :])
        plain = [sound[:-1] for sound in spelled(language, words)]
        same = language == "zh" and [s[:-1] for s in spelled(language, changed)] == plain
        return () if same else changed

    def _misspoken(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """The phrase with one consonant inside a long word made another one."""
        place = self._random.randrange(len(words))
        word = words[place]
        if len(word) < 5:
            return ()
        spots = [
            index
            for index in range(1, len(word) - 1)
            if word[index] in _CONSONANTS
            and word[index - 1] in _VOWELS
            and word[index + 1] in _VOWELS
        ]
        if not spots:
            return ()
        spot = self._random.choice(spots)
        letter = self._random.choice([each for each in _CONSONANTS if each != word[spot]])
        return (*words[:place], word[:spot] + letter + word[spot + 1 :], *words[place + 1 :])
