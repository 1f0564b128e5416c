"""Contradictions between the utterances of one recording: another side for the same complaint, and
words that the sex or age told of the patient before rules out.

Each kind is asked about once a recording, at its later words. Within one utterance others ask.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.domain.transcript import Language
from app.text import queries_ages, queries_patient, queries_sides
from app.text.line import Line
from app.text.queries import Patient, Query, query_of
from app.text.queries_found import Doubt, compiled, table
from app.text.queries_patient import Introduction
from app.text.queries_place import Place

_PRONOUNS = 3
_SENTENCE = re.compile(r"[.;!?。；！？\n]")
_CLAUSE = re.compile(r"[,.;!?，。；！？\n]")


@dataclass(frozen=True, slots=True)
class _Complaint:
    """A complaint at one side of a place. group: of the place; kind: of the complaint."""

    line: int
    side: str
    group: int
    kind: int
    start: int
    end: int
    text: str


def across(lines: Sequence[Line], patient: Patient) -> Mapping[str, tuple[Query, ...]]:
    """The questions by utterance. patient: from the record; what it says is asked about within
    each utterance, and not here."""
    found: dict[str, list[Query]] = {}
    for at, doubt in (*_sides(lines), *_told(lines, patient)):
        line = lines[at]
        query = query_of(line.utterance, line.written, doubt)
        found.setdefault(line.utterance.id, []).append(query)
    return {utterance: tuple(asked) for utterance, asked in found.items()}


# --- sides


def _sides(lines: Sequence[Line]) -> Iterator[tuple[int, Doubt]]:
    """The one complaint told at the other side, once, of a place that nobody says has two."""
    told: list[_Complaint] = []
    both: set[int] = set()
    for at, line in enumerate(lines):
        language, text = line.utterance.language, line.written.text
        if language == "en":
            text = text.lower()
        places = queries_sides.places_of(text, language)
        for group in {one.group for one in places}:
            if len({one.side for one in places if one.group == group}) > 1:
                both.add(group)
        told += _complaints(at, text, language, places)
    for later in told:
        before = [one for one in told if one.line < later.line and _same(one, later)]
        others = [one for one in before if one.side != later.side]
        alone = sum(_same(one, later) and one.side == later.side for one in told) == 1
        if others and len(others) == len(before) and alone and later.group not in both:
            about = others[-1].text
            yield later.line, Doubt("side", later.start, later.end, about)
            return


def _same(one: _Complaint, other: _Complaint) -> bool:
    return (one.group, one.kind) == (other.group, other.kind)


def _complaints(
    at: int, text: str, language: Language, places: Sequence[Place]
) -> Iterator[_Complaint]:
    """Places with a complaint in their own clause, that is neither asked about nor denied."""
    rules = table("sides")[language]
    for place in places:
        start, end = _clause(text, place.start, place.end)
        clause = text[start:end]
        if any(compiled(rules[name]).search(clause) for name in ("apart", "elsewhere")):
            continue
        if _asked_or_denied(text, start, end, language):
            continue
        for kind, pattern in enumerate(rules["complaints"]):
            if compiled(pattern).search(clause):
                words = text[place.start : place.end]
                yield _Complaint(at, place.side, place.group, kind, place.start, place.end, words)
                break


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    begin = max((mark.end() for mark in _CLAUSE.finditer(text, 0, start)), default=0)
    stop = _CLAUSE.search(text, end)
    return begin, stop.end() if stop else len(text)


def _asked_or_denied(text: str, start: int, end: int, language: Language) -> bool:
    """A question may close a later clause of the sentence; a denial opens it or an earlier one."""
    stop = _SENTENCE.search(text, end - 1)
    begin = max((mark.end() for mark in _SENTENCE.finditer(text, 0, start)), default=0)
    if stop is not None and stop[0] in "?？":
        return True
    sentence = text[begin:end]
    negated = table("contradictions")[language]["negated"]
    asks = table("sides")[language]["asks"]
    return any(compiled(pattern).search(sentence) for pattern in (negated, asks))


# --- sex and age


@dataclass(slots=True)
class _Told:
    """What was told of the patient so far. he, she: how often each was said, by their place."""

    age_years: float | None = None
    age_words: str = ""
    sex: str = ""
    sex_words: str = ""
    he: int = 0
    she: int = 0

    def hear(self, text: str, language: Language, introduced: Sequence[Introduction]) -> None:
        for one in introduced:
            words = text[one.start : one.end]
            if self.age_years is None:
                self.age_years, self.age_words = one.age_years, words
            if not self.sex:
                self.sex, self.sex_words = one.sex, words
        if language == "en" and not self.sex:
            rules = table("contradictions")[language]
            self.he += len(compiled(rules["he"]).findall(text))
            self.she += len(compiled(rules["she"]).findall(text))

    @property
    def told_sex(self) -> tuple[str, str]:
        """The sex and the words for it; by he or she alone only where it is always the same."""
        if self.sex:
            return self.sex, self.sex_words
        if min(self.he, self.she) == 0 and max(self.he, self.she) >= _PRONOUNS:
            return ("male", "he") if self.he else ("female", "she")
        return "", ""


def _told(lines: Sequence[Line], patient: Patient) -> Iterator[tuple[int, Doubt]]:
    """The first words that do not fit the sex, and the first that do not fit the age, that an
    earlier utterance tells of the patient."""
    told = _Told()
    asks_sex, asks_age = patient.sex is None, patient.age_years is None
    for at, line in enumerate(lines):
        text, language = line.written.text, line.utterance.language
        doubt = _other_sex(text, language, told) if asks_sex else None
        if doubt is not None:
            asks_sex = False
            yield at, doubt
        introduced = tuple(queries_patient.introductions(text, language))
        doubt = _other_age(introduced, told) if asks_age else None
        if doubt is not None:
            asks_age = False
            yield at, doubt
        told.hear(text, language, introduced)


def _other_sex(text: str, language: Language, told: _Told) -> Doubt | None:
    sex, words = told.told_sex
    birth = compiled(table("contradictions")[language]["birth"])
    if not sex or birth.search(text):
        return None
    one = next(queries_patient.doubts(text, language, Patient(None, sex)), None)
    return one and Doubt("sex_before", one.start, one.end, words)


def _other_age(introduced: Sequence[Introduction], told: _Told) -> Doubt | None:
    for one in introduced:
        if told.age_years is not None and queries_ages.far(one.age_years, told.age_years):
            return Doubt("age_before", one.start, one.end, told.age_words)
    return None
