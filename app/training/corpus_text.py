"""What is said in training: open clinical text, shuffled words, numbers and a few templates."""

import random
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.paths import RESOURCES
from app.training.chance import chance
from app.training.open_text import english_terms, english_texts, mandarin_terms, mandarin_texts
from app.training.spoken import (
    decimal_words,
    english,
    hanzi_number,
    mandarin,
    number_words,
    pair_words,
)

_LONGEST: Final = 22
_LONGEST_TERMS: Final = 12
_LONGEST_DRILL: Final = 16
_LONGEST_HANZI_TERMS: Final = 18
_LONGEST_WORD: Final = 20  # letters
_RARENESS: Final = 0.4  # exponent on counts: rare words come up more often than they occur
# the rest are filled templates
_EN_MIX: Final = (("snippet", 0.5), ("shuffle", 0.11), ("terms", 0.11), ("number", 0.1))
_ZH_MIX: Final = (("snippet", 0.5), ("shuffle", 0.1), ("terms", 0.15), ("number", 0.08))
_LIMITS: Final = {
    "n": (1, 12), "age": (1, 99), "rate": (20, 220), "sat": (50, 100), "dose": (1, 1000),
    "sys": (50, 240), "dia": (20, 140), "temp": (34, 42),
}  # fmt: skip
_DOSES: Final = (1, 2, 4, 5, 10, 15, 20, 25, 30, 40, 50, 75, 80, 100, 150, 200, 300, 325, 400, 500,
                 650, 750, 1000)  # fmt: skip
_FAHRENHEIT: Final = 61  # what to add to a plausible Celsius value to get a plausible one
_SLOT: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said: English words, or Hanzi one by one; `language` is en or zh."""

    language: str
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        """The spoken form, as a transcript would write it."""
        return (" " if self.language == "en" else "").join(self.words)

    def first(self, count: int) -> "Sentence":
        """Its first `count` words or Hanzi."""
        return Sentence(self.language, self.words[:count])


@dataclass(frozen=True, slots=True)
class Sources:
    """Open material: sentences, terms, and words with their weights, per language."""

    english: tuple[tuple[str, ...], ...]
    english_terms: tuple[tuple[str, ...], ...]
    english_words: tuple[str, ...]
    english_weights: tuple[float, ...]
    mandarin: tuple[str, ...]
    mandarin_terms: tuple[str, ...]
    templates: dict[str, dict[str, list[str]]]


def load_sources(data: Path | None) -> Sources:
    """Everything there is to say; without `data` only our own templates and lists."""
    with (RESOURCES / "training" / "templates.toml").open("rb") as file:
        templates = tomllib.load(file)
    own = _english(_SLOT.sub("", text) for texts in templates["en"].values() for text in texts)
    en = _english(english_texts(data)) if data else own
    en_terms = _english(english_terms(data)) if data else own
    counts = Counter(word for words in (*en, *en_terms, *own) for word in words)
    # a word seen once is more often a typing error than a word
    known = {w: n for w, n in counts.items() if (n > 1 or not data) and len(w) <= _LONGEST_WORD}
    own_zh = _mandarin(_SLOT.sub(" ", t) for texts in templates["zh"].values() for t in texts)
    return Sources(
        english=en,
        english_terms=en_terms,
        english_words=tuple(known),
        english_weights=tuple(n**_RARENESS for n in known.values()),
        mandarin=_mandarin(mandarin_texts(data)) if data else own_zh,
        mandarin_terms=_mandarin(mandarin_terms(data)) if data else own_zh,
        templates=templates,
    )


def _english(texts: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(words) for text in texts if (words := english(text)))


def _mandarin(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(run for text in texts for run in mandarin(text) if len(run) > 1)


class Author:
    """Makes sentences without end from the sources; the same seed gives the same sentences."""

    def __init__(self, sources: Sources, seed: int, banned: frozenset[str] = frozenset()) -> None:
        self._sources = sources
        self._random = random.Random(seed)
        self._banned = banned

    def sentence(self, language: str) -> Sentence:
        """One sentence of 2 to 22 words (or 2 to 24 Hanzi), never one of the banned texts."""
        while True:
            words = self._english() if language == "en" else self._mandarin()
            sentence = Sentence(language, tuple(words))
            if len(words) > 1 and sentence.text not in self._banned:
                return sentence

    def _kind(self, mix: Sequence[tuple[str, float]]) -> str:
        point = self._random.random()
        for name, share in mix:
            point -= share
            if point < 0:
                return name
        return "template"

    def _english(self) -> list[str]:
        kind = self._kind(_EN_MIX)
        if kind == "snippet":
            return self._window(self._random.choice(self._sources.english))
        if kind == "shuffle":
            count = self._random.randint(3, 9)
            return self._random.choices(
                self._sources.english_words, self._sources.english_weights, k=count
            )
        if kind == "terms":
            words: list[str] = []
            for _ in range(self._random.randint(1, 3)):
                words += self._random.choice(self._sources.english_terms)
            return words[:_LONGEST_TERMS]
        return self.drill() if kind == "number" else self._filled("en").split()

    def _window(self, words: Sequence[str]) -> list[str]:
        length = min(len(words), self._random.choice((4, 6, 8, 10, 12, 14, _LONGEST)))
        start = self._random.randint(0, len(words) - length)
        return list(words[start : start + length])

    def drill(self) -> list[str]:
        """A few numbers, some with units, as a clinician reads them out."""
        words: list[str] = []
        for _ in range(self._random.randint(1, 3)):
            words += self._number()
            if chance(self._random, 0.6):
                words += self._random.choice(self._sources.templates["en"]["unit"]).split()
            if chance(self._random, 0.3):
                words += self._random.choice(self._sources.english_terms)[:3]
        return words[:_LONGEST_DRILL]

    def _number(self) -> list[str]:
        kind = self._kind((("pressure", 0.25), ("decimal", 0.2), ("fraction", 0.1)))
        if kind == "pressure":
            high, low = self._random.randint(60, 240), self._random.randint(30, 140)
            return [*pair_words(high), "over", *pair_words(low)]
        if kind == "decimal":
            return decimal_words(f"{self._random.randint(0, 120)}.{self._random.randint(0, 99)}")
        if kind == "fraction":
            return decimal_words(f".{self._random.randint(1, 99)}")
        limit = self._random.choice((9, 99, 999, 999, 9999))
        said = number_words if chance(self._random, 0.6) else pair_words
        return said(self._random.randint(0, limit))

    def _mandarin(self) -> list[str]:
        kind = self._kind(_ZH_MIX)
        if kind == "snippet":
            run = self._random.choice(self._sources.mandarin)
            return list(self._piece(run, self._random.choice((4, 6, 8, 10, 12, 16, 24))))
        if kind == "shuffle":
            runs = self._random.choices(self._sources.mandarin, k=self._random.randint(2, 5))
            return list("".join(self._piece(run, self._random.randint(1, 4)) for run in runs))
        if kind == "terms":
            count = self._random.randint(1, 4)
            terms = self._random.choices(self._sources.mandarin_terms, k=count)
            return list("".join(terms)[:_LONGEST_HANZI_TERMS])
        return list(self._hanzi_drill() if kind == "number" else self._filled("zh"))

    def _piece(self, run: str, length: int) -> str:
        length = min(len(run), length)
        start = self._random.randint(0, len(run) - length)
        return run[start : start + length]

    def _hanzi_drill(self) -> str:
        text = ""
        for _ in range(self._random.randint(1, 3)):
            text += hanzi_number(self._random.randint(0, self._random.choice((20, 99, 250, 2000))))
            if chance(self._random, 0.3):
                text += "点" + hanzi_number(self._random.randint(0, 9))
            text += self._random.choice(["", *self._sources.templates["zh"]["unit"]])
        return text

    def _filled(self, language: str) -> str:
        slots = self._sources.templates[language]
        text = self._random.choice(slots["phrase"])
        while (found := _SLOT.search(text)) is not None:
            name = found.group(1)
            number = name in _LIMITS
            value = self._value(name, language) if number else self._random.choice(slots[name])
            text = text[: found.start()] + value + text[found.end() :]
        return text

    def _value(self, slot: str, language: str) -> str:
        value = self._random.randint(*_LIMITS[slot])
        if slot == "dose" and chance(self._random, 0.8):
            value = self._random.choice(_DOSES)
        if slot == "temp":
            return self._temperature(value, language)
        if language == "zh":
            return hanzi_number(value)
        return " ".join(pair_words(value) if chance(self._random, 0.7) else number_words(value))

    def _temperature(self, celsius: int, language: str) -> str:
        tenth = self._random.randint(0, 9)
        if language == "zh":
            return f"{hanzi_number(celsius)}度" + (hanzi_number(tenth) if tenth else "")
        degrees = celsius if chance(self._random, 0.5) else celsius + _FAHRENHEIT
        return " ".join(decimal_words(f"{degrees}.{tenth}"))
