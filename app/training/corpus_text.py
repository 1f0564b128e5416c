"""What is said in training: open clinical text, shuffled words, numbers and a few templates."""

import csv
import gzip
import random
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.paths import RESOURCES
from app.training.spoken import (
    decimal_words,
    english,
    hanzi_number,
    mandarin,
    number_words,
    pair_words,
)

_SENTENCE = re.compile(r"[.!?\n;:]+|,,")
_SPEAKER = re.compile(r"^\s*(?:\[\w+\]|[A-Z]\w{0,9}):?\s*")
_LONGEST: Final = 22
_EN_MIX: Final = (("snippet", 0.34), ("shuffle", 0.2), ("terms", 0.18), ("number", 0.1))
_ZH_MIX: Final = (("snippet", 0.38), ("shuffle", 0.14), ("terms", 0.22), ("number", 0.08))


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said: English words, or Hanzi one by one; `language` is en or zh."""

    language: str
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        """The spoken form, as a transcript would write it."""
        return (" " if self.language == "en" else "").join(self.words)


@dataclass(frozen=True, slots=True)
class Sources:
    """Open material: sentences, terms, and words with their counts, per language."""

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
    en = [tuple(words) for text in _english_texts(data) if (words := english(text))]
    en_terms = [tuple(words) for text in _english_terms(data) if (words := english(text))]
    own = [tuple(english(text)) for values in templates["en"].values() for text in values]
    own = [tuple(w for w in words if w.isascii()) for words in own]
    counts = Counter(word for words in (*en, *en_terms, *own) for word in words)
    common = [(word, n) for word, n in counts.items() if n >= 2 and len(word) <= 20]
    zh = [run for text in _mandarin_texts(data) for run in mandarin(text) if len(run) >= 2]
    zh_terms = [run for text in _mandarin_terms(data) for run in mandarin(text)]
    return Sources(
        tuple(en) or tuple(own),
        tuple(en_terms) or tuple(own),
        tuple(word for word, _ in common),
        tuple(n**0.4 for _, n in common),
        tuple(zh) or tuple(templates["zh"]["phrase"]),
        tuple(zh_terms) or tuple(templates["zh"]["drug"]),
        templates,
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    csv.field_size_limit(10_000_000)
    with gzip.open(path, "rt", encoding="utf8") if path.suffix == ".gz" else path.open() as file:
        yield from csv.DictReader(file)


def _english_texts(data: Path | None) -> Iterator[str]:
    if data is None:
        return
    text = data / "text"
    for row in _rows(text / "mtsamples.csv.gz"):
        yield from _SENTENCE.split(row["transcription"] or "")
    for dialogue in _dialogues(text):
        for line in dialogue.splitlines():
            yield from _SENTENCE.split(_SPEAKER.sub("", line))
    for path in sorted((text / "primock57" / "transcripts").glob("*.TextGrid")):
        for said in re.findall(r'text = "([^"<]{4,})"', path.read_text(encoding="utf8")):
            yield from _SENTENCE.split(said)


def _dialogues(text: Path) -> Iterator[str]:
    for path in (*sorted((text / "mts_dialog").glob("*.csv")), text / "aci_bench" / "train.csv"):
        for row in _rows(path):
            yield row["dialogue"] or ""
    for path in sorted((text / "fareez_interviews").glob("*.txt")):
        yield path.read_text(encoding="utf8", errors="ignore")


def _english_terms(data: Path | None) -> Iterator[str]:
    if data is None:
        return
    vocabulary = data / "vocab"
    for name in ("en_mesh_symptoms.tsv", "en_mesh_terms.tsv", "en_do_term-names.tsv"):
        for line in (vocabulary / name).read_text(encoding="utf8").splitlines()[1:]:
            yield line.split("\t")[1]
    for line in (vocabulary / "en_redmed_drug_lexicon.tsv").read_text("utf8").splitlines()[1:]:
        _, drug, known = line.split("\t")[:3]
        for name in {drug, *known.split(",")}:
            yield name.replace("_", " ")


def _mandarin_texts(data: Path | None) -> Iterator[str]:
    if data is None:
        return
    text = data / "text"
    with gzip.open(text / "zh_medical_neike.txt.gz", "rt", encoding="utf8") as file:
        yield from file
    for row in _rows(text / "zh_medical_dialogue_sample.csv.gz"):
        yield from (row["ask"] or "", row["answer"] or "")
    for line in (data / "vocab" / "zh_mcscset_pairs.tsv").read_text("utf8").splitlines()[1:]:
        yield line.split("\t")[-1]


def _mandarin_terms(data: Path | None) -> Iterator[str]:
    if data is None:
        return
    for line in (data / "vocab" / "zh_THUOCL_medical.txt").read_text("utf8").splitlines():
        yield line.split("\t")[0].strip()


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
            if len(words) >= 2 and sentence.text not in self._banned:
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
            return words[:12]
        return self.drill() if kind == "number" else self._filled("en").split()

    def _window(self, words: Sequence[str]) -> list[str]:
        length = min(len(words), self._random.choice((4, 6, 8, 10, 12, 14, _LONGEST)))
        start = self._random.randint(0, len(words) - length)
        return list(words[start : start + length])

    def drill(self) -> list[str]:
        """A few numbers, some with units, as a clinician reads them out."""
        templates = self._sources.templates["en"]
        words: list[str] = []
        for _ in range(self._random.randint(1, 3)):
            words += self._number()
            if self._random.random() < 0.6:
                words += self._random.choice(templates["unit"]).split()
            if self._random.random() < 0.3:
                words += self._random.choice(self._sources.english_terms)[:3]
        return words[:16]

    def _number(self) -> list[str]:
        pick = self._random.random()
        if pick < 0.25:
            high, low = self._random.randint(60, 240), self._random.randint(30, 140)
            return [*pair_words(high), "over", *pair_words(low)]
        if pick < 0.45:
            return decimal_words(f"{self._random.randint(0, 120)}.{self._random.randint(0, 99)}")
        if pick < 0.55:
            return decimal_words(f".{self._random.randint(1, 99)}")
        value = self._random.choice((9, 99, 999, 999, 9999))
        said = number_words if self._random.random() < 0.6 else pair_words
        return said(self._random.randint(0, value))

    def _mandarin(self) -> list[str]:
        kind = self._kind(_ZH_MIX)
        if kind == "snippet":
            run = self._random.choice(self._sources.mandarin)
            length = min(len(run), self._random.choice((4, 6, 8, 10, 12, 16, 24)))
            start = self._random.randint(0, len(run) - length)
            return list(run[start : start + length])
        if kind == "shuffle":
            count = self._random.randint(2, 5)
            runs = self._random.choices(self._sources.mandarin, k=count)
            return list("".join(self._piece(run) for run in runs))
        if kind == "terms":
            count = self._random.randint(1, 4)
            return list("".join(self._random.choices(self._sources.mandarin_terms, k=count))[:18])
        return list(self._hanzi_drill() if kind == "number" else self._filled("zh"))

    def _piece(self, run: str) -> str:
        length = min(len(run), self._random.randint(1, 4))
        start = self._random.randint(0, len(run) - length)
        return run[start : start + length]

    def _hanzi_drill(self) -> str:
        text = ""
        for _ in range(self._random.randint(1, 3)):
            text += hanzi_number(self._random.randint(0, self._random.choice((20, 99, 250, 2000))))
            if self._random.random() < 0.3:
                text += "点" + hanzi_number(self._random.randint(0, 9))
            text += self._random.choice(["", *self._sources.templates["zh"]["unit"]])
        return text

    def _filled(self, language: str) -> str:
        slots = self._sources.templates[language]
        text = self._random.choice(slots["phrase"])
        while (found := re.search(r"\{(\w+)\}", text)) is not None:
            name = found.group(1)
            value = self._value(name, language) or self._random.choice(slots.get(name, [""]))
            text = text[: found.start()] + value + text[found.end() :]
        return text

    def _value(self, slot: str, language: str) -> str:
        r = self._random
        limits = {
            "n": (1, 12),
            "age": (1, 99),
            "rate": (20, 220),
            "sat": (50, 100),
            "dose": (1, 1000),
            "sys": (50, 240),
            "dia": (20, 140),
            "temp": (34, 42),
        }
        if slot not in limits:
            return ""
        value = r.randint(*limits[slot])
        if slot == "dose":
            value = r.choice((1, 2, 4, 5, 10, 15, 20, 25, 30, 40, 50, 75, 80, 100, 150, 200, 300,
                              325, 400, 500, 650, 750, 1000, value))  # fmt: skip
        if slot == "temp":
            tenth = r.randint(0, 9)
            if language == "en":
                degrees = value if r.random() < 0.5 else value + 61  # Celsius or about Fahrenheit
                return " ".join(decimal_words(f"{degrees}.{tenth}"))
            return f"{hanzi_number(value)}度" + (hanzi_number(tenth) if tenth else "")
        if language == "zh":
            return hanzi_number(value)
        return " ".join(pair_words(value) if r.random() < 0.7 else number_words(value))
