"""The lists of what age and sex rule out (resources/queries/rules_out_*.tsv): loaded, found in a
text, and held against a patient. What a row's kind means stands in rules_out.md there."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, cast, get_args

from app.domain.errors import ResourceError
from app.domain.transcript import Language
from app.text.numbers_words_en import DIGITS
from app.text.queries_found import FOLDER, Patient

Kind = Literal["sex", "age_min", "job_min", "age_max", "baby_max", "not"]
_KINDS = get_args(Kind)
_SEXES = ("female", "male")
_SILENCES = ("sex", "age", "any", "mother")
_COLUMNS = 3
_SHORT = 2
"""No phrase is shorter; Chinese ones are looked up by so many characters."""
_WORD = re.compile(r"[^\W_]+")
_ENDINGS = ("", "s", "es")
_MOTHERS = (13, 56)
"""Women of this age may be the mother of whom an infant's words are told."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row. sex: whom its words fit; years: from or up to which age they do; silences: questions
    of which kind its words answer ("sex", "age", "any"; "mother": of the age of a woman who may
    be one)."""

    kind: Kind
    sex: str | None = None
    years: float = 0.0
    silences: str = ""

    def answers(self, kind: str, patient: Patient) -> bool:
        """True where the row's words hold what a question of that kind would be about."""
        if self.silences == "mother":
            return kind == "age" and may_be_mother(patient)
        return self.silences in (kind, "any")

    def rules_out(self, patient: Patient) -> Literal["sex", "age"] | None:
        """What of the patient does not fit the row's words; None where they may be the patient's,
        or it is not known."""
        if self.kind == "sex":
            return "sex" if patient.sex is not None and patient.sex != self.sex else None
        age = patient.age_years
        if age is None or self.kind == "not":
            return None
        if self.kind in ("age_min", "job_min"):
            return "age" if age < self.years else None
        if self.kind == "baby_max" and may_be_mother(patient):
            return None
        return "age" if age > self.years else None


def may_be_mother(patient: Patient) -> bool:
    """True for a woman, or somebody of unknown sex, of the age to be an infant's mother."""
    age = patient.age_years
    return patient.sex != "male" and age is not None and _MOTHERS[0] <= age < _MOTHERS[1]


@dataclass(frozen=True, slots=True)
class Said:
    """Characters start..end of a text that are one of a row's phrases."""

    rule: Rule
    start: int
    end: int


_COUNT = re.compile(r"\b(?:two|three|four|five|six|seven|eight|nine)\b")
_Index = Mapping[str, tuple[tuple[str, Rule], ...]]
"""Phrases by how they begin, the longest first."""


def listed(text: str, language: Language) -> Iterator[Said]:
    """All phrases of the lists in a text, of those that begin together the longest of each kind.

    Raises ResourceError.
    """
    text = _plain(text, language)
    index = phrases(language)
    for start, key in _places(text, language):
        known: set[str] = set()
        for phrase, rule in index.get(key, ()):
            if rule.kind in known or not text.startswith(phrase, start):
                continue
            end = _end(text, start + len(phrase), language)
            if end is not None:
                known.add(rule.kind)
                yield Said(rule, start, end)


def _places(text: str, language: Language) -> Iterator[tuple[int, str]]:
    """Where a phrase may begin, and what it is looked up by there."""
    if language == "en":
        return ((word.start(), word[0]) for word in _WORD.finditer(text))
    return ((at, text[at : at + _SHORT]) for at in range(len(text) - 1))


def _plain(text: str, language: Language) -> str:
    """A text or phrase as they are compared; as long as it was."""
    text = "".join(one if len(one.lower()) > 1 else one.lower() for one in text)
    return text.replace("-", " ").replace("’", "'") if language == "en" else text


def _end(text: str, end: int, language: Language) -> int | None:
    """Where the phrase ends with its English ending, or None where the word goes on."""
    if language == "zh":
        return end
    for ending in _ENDINGS:
        stop = end + len(ending)
        if text.startswith(ending, end) and not text[stop : stop + 1].isalnum():
            return stop
    return None


@lru_cache(maxsize=4)
def phrases(language: Language, folder: Path = FOLDER) -> _Index:
    """The lists of a language. Raises ResourceError, which names the file and the row."""
    path = folder / f"rules_out_{language}.tsv"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ResourceError(f"{path}: not a readable list; install it again") from error
    found: dict[str, list[tuple[str, Rule]]] = {}
    for number, line in enumerate(lines, 1):
        if not line or line.startswith("#"):
            continue
        rule, words = _row(line, f"{path}: row {number}")
        plain = dict.fromkeys(_plain(one, language) for one in words)
        for phrase in dict.fromkeys(way for one in plain for way in (one, _in_digits(one))):
            for key in _keys(phrase, language):
                found.setdefault(key, []).append((phrase, rule))
    return {key: tuple(sorted(of, key=lambda one: -len(one[0]))) for key, of in found.items()}


def _in_digits(phrase: str) -> str:
    """The phrase as it reads where its number words are written as values: mother of 2."""
    return _COUNT.sub(lambda word: str(DIGITS[word[0]]), phrase)


def _keys(phrase: str, language: Language) -> Iterator[str]:
    """What the phrase is looked up by; a single English word by its plural, too."""
    if language == "zh":
        yield phrase[:_SHORT]
        return
    first = _WORD.match(phrase)
    if first is not None:
        yield first[0]
        if first[0] == phrase:
            yield from (phrase + ending for ending in ("s", "es"))


def _row(line: str, where: str) -> tuple[Rule, list[str]]:
    columns = line.split("\t")
    if len(columns) != _COLUMNS:
        raise ResourceError(f"{where}: expected kind, limit and phrases, parted by tabs")
    kind, limit, words = columns
    if kind not in _KINDS:
        raise ResourceError(f"{where}: '{kind}' is none of {', '.join(_KINDS)}")
    phrases_of = words.split("|")
    if any(len(one) < _SHORT or one != one.strip() for one in phrases_of):
        raise ResourceError(f"{where}: a phrase is empty, too short or has spaces around it")
    return _rule(cast("Kind", kind), limit, where), phrases_of


def _rule(kind: Kind, limit: str, where: str) -> Rule:
    if kind == "not":
        if limit not in _SILENCES:
            raise ResourceError(f"{where}: '{limit}' is none of {', '.join(_SILENCES)}")
        return Rule(kind, silences=limit)
    if kind == "sex":
        if limit not in _SEXES:
            raise ResourceError(f"{where}: '{limit}' is neither female nor male")
        return Rule(kind, sex=limit)
    try:
        years = float(limit)
    except ValueError:
        years = 0.0
    if not 0 < years < float("inf"):
        raise ResourceError(f"{where}: '{limit}' is no number of years")
    return Rule(kind, years=years)
