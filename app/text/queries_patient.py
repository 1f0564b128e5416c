"""Words that the record's age or sex rules out, unless they are said of somebody else."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from app.domain.transcript import Language
from app.text import queries_ages
from app.text.queries_ages import GROWN, YEARS
from app.text.queries_found import CLAUSE_END, Doubt, Patient, compiled, stretch, table
from app.text.queries_listed import Said, listed
from app.text.queries_whose import edged, of_another, of_informant, of_other_sex
from app.text.tables import Table

_MOTHERS_WORDS, _PUBERTY = 2.0, 9.0
"""Of a patient so small, words of pregnancy and periods are the mother's."""
_PAST_BIRTH = 50.0
_IN_IT = re.compile(
    r"\bno (?!hx|history|sign|evidence)\w+(?: \w+)? (?:to|in|of|on|from|around) (?:the|his|her)"
    r" (?:left |right )?$"
)
_NEGATED_WITHIN = {"en": 26, "zh": 8}


def doubts(text: str, language: Language, patient: Patient) -> Iterator[Doubt]:
    """All words that do not fit the patient of the record."""
    others = table("contradictions")[language]
    if language == "zh" and patient.age_years is not None and patient.age_years < GROWN:
        text = compiled(others["small_patient"]).sub("患儿", text)
    if language == "zh" and _no_mother(patient):
        text = compiled(others["this_child"]).sub(lambda found: "这位患儿"[-len(found[0]) :], text)
    if patient.sex is None or patient.age_years is None:
        yield from _within(text, language, patient, others)
    yield from queries_ages.doubts(text, language, patient)
    if language == "en" and patient.sex is not None:
        other = of_other_sex(text, patient.sex, others)
        if other is not None:
            yield Doubt("sex", *other.span("pronoun"))
    yield from _words(text, language, patient, others)


def _no_mother(patient: Patient) -> bool:
    """True for a grown patient who speaks of no child at the breast or in the womb."""
    age = patient.age_years
    return age is not None and age >= GROWN and (patient.sex == "male" or age >= _PAST_BIRTH)


def _within(text: str, language: Language, record: Patient, others: Table) -> Iterator[Doubt]:
    """Words that the age or sex told of the patient in this very text rules out, where the record
    says nothing: `62 year old man who is pregnant`. Silent where a text introduces two people."""
    told = tuple(introductions(text, language))
    if len(told) != 1:
        return
    one = told[0]
    age = one.age_years if record.age_years is None else None
    sex = one.sex if record.sex is None else None
    asked: list[Doubt] = []  # one question about words that neither age nor sex allows: of the sex
    doubts_of_it = _words(text, language, Patient(age, sex), others)
    for doubt in sorted(doubts_of_it, key=lambda found: found.kind != "sex"):
        apart = doubt.end <= one.start or doubt.start >= one.end
        known = any(doubt.start < two.end and two.start < doubt.end for two in asked)
        if apart and not known:
            asked.append(doubt)
            yield replace(doubt, about=text[one.start : one.end])


def _words(text: str, language: Language, patient: Patient, others: Table) -> Iterator[Doubt]:
    """Words of the rows and of the lists that do not fit the patient, each place once."""
    if patient.age_years is None and patient.sex is None:
        return  # nothing is ruled out of nobody
    said = tuple(listed(text, language))
    rows = tuple(_of_rows(text, language, patient, others))
    lists = tuple(_of_lists(text, language, patient, said))
    asked: list[Doubt] = []
    for doubt in sorted((*rows, *lists), key=lambda one: one.kind != "sex"):
        idioms = [(one.start, one.end) for one in said if one.rule.answers(doubt.kind, patient)]
        clause = stretch(text, doubt.start, doubt.end, CLAUSE_END)
        alike = [(one.start, one.end) for one in asked if one.kind == doubt.kind]
        if _meet(doubt, idioms + [(one.start, one.end) for one in asked]):
            continue  # what neither age nor sex allows is asked of the sex
        if doubt in rows or not any(clause[0] <= start < clause[1] for start, _ in alike):
            asked.append(doubt)
            yield doubt


def _meet(doubt: Doubt, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start < doubt.end and doubt.start < end for start, end in spans)


def _of_rows(text: str, language: Language, patient: Patient, others: Table) -> Iterator[Doubt]:
    for kind, row, pattern in _ruled_out(language, patient):
        said = list(pattern.finditer(text))
        if said and not _silent(row, kind, text, others):
            spans = [match.span() for match in said]
            if row.get("child"):
                spans = [one for one in spans if not _of_the_past(text, *one, others)]
            stated = bool(row.get("stated"))
            yield from _of_patient(text, spans, kind, language, patient, stated=stated)


def _of_lists(
    text: str, language: Language, patient: Patient, said: Sequence[Said]
) -> Iterator[Doubt]:
    others = table("contradictions")[language]
    for one in said:
        kind = one.rule.rules_out(patient)
        if kind is not None and not _list_silent(text, one, kind, patient, others):
            yield from _of_patient(text, [(one.start, one.end)], kind, language, patient)


def _list_silent(text: str, said: Said, kind: str, patient: Patient, others: Table) -> bool:
    """True where the phrase may tell of something else: the past, a birth, another's work."""
    rules, rule = others["listed"], said.rule
    child = rule.kind in ("age_max", "baby_max")
    if _silent({"child": child}, kind, text, others):
        return True
    if child:
        return _of_the_past(text, said.start, said.end, others)
    if rule.kind == "job_min":
        return compiled(rules["does"]).search(text, 0, said.start) is None
    age = GROWN if patient.age_years is None else patient.age_years
    womens = rule.sex == "female" or 0 < rule.years <= _PUBERTY
    if womens and age < _MOTHERS_WORDS:
        return True
    return age < GROWN and compiled(rules["birth"]).search(text) is not None


def _of_the_past(text: str, start: int, end: int, others: Table) -> bool:
    """True where the sentence tells, up to the words, of what has been."""
    begin, _ = stretch(text, start, end)
    return compiled(others["listed"]["past"]).search(text, begin, end) is not None


def _of_patient(
    text: str,
    spans: Iterable[tuple[int, int]],
    kind: str,
    language: Language,
    patient: Patient,
    *,
    stated: bool = False,
) -> Iterator[Doubt]:
    """The words at the spans that are the patient's own, and not denied. stated: a denial of
    them tells of the patient, too."""
    others = table("contradictions")[language]
    others_words: set[str] = set()  # once told of somebody else, they are: 给婴儿洗澡，婴儿没事
    for start, end in spans:
        if "likened" in others and compiled(others["likened"]).match(text, end):
            continue
        said = text[start:end]
        another = (
            said in others_words
            or of_another(text, start, end, language, others)
            or of_informant(text, start, patient.sex, language, others)
        )
        if another:
            others_words.add(said)
        denied = not stated and _negated(text, start, language, others)
        if not another and not denied:
            yield Doubt(kind, start, end)


@lru_cache(maxsize=64)
def _ruled_out(
    language: Language, patient: Patient
) -> tuple[tuple[str, Table, re.Pattern[str]], ...]:
    """The rows that do not fit a patient, each with what they do not fit."""
    return tuple(
        (kind, row, edged(row[language], language))
        for row in table("contradictions")["word"]
        if row.get(language) and (kind := _rules_out(row, patient)) is not None
    )


def _silent(row: Table, kind: str, text: str, others: Table) -> bool:
    """True where the row's words may tell of something else: a job, the past, a change of sex."""
    if "unless" in row and compiled(row["unless"]).search(text):
        return True
    if kind == "sex":
        silent = (
            (others["other_sex"], others["professional"])
            if "professional" in others
            else (others["other_sex"],)
        )
        return any(compiled(one).search(text) for one in silent)
    return bool(row.get("child")) and compiled(others["grown"]).search(text) is not None


def _rules_out(row: Table, patient: Patient) -> str | None:
    if patient.age_years is not None and patient.age_years < row.get("from_age", 0):
        return None
    if "sex" in row:
        return "sex" if patient.sex is not None and patient.sex != row["sex"] else None
    age = patient.age_years
    if age is None:
        return None
    return "age" if age < row.get("min_age", 0) or age > row.get("max_age", 200) else None


@dataclass(frozen=True, slots=True)
class Introduction:
    """Characters start..end of a text that tell a patient's age and sex."""

    age_years: float
    sex: str
    start: int
    end: int


def introductions(text: str, language: Language) -> Iterator[Introduction]:
    """`54 year old man`, 患者女，54岁: as patients are introduced, others left out."""
    others = table("contradictions")[language]
    for pattern in others["introduces"]:
        for match in compiled(pattern).finditer(text):
            if not of_another(text, match.start(), match.start(), language, others):
                years = float(match["age"]) * YEARS[match["unit"].lower()]
                sex = "male" if match["man"] else "female"
                yield Introduction(years, sex, match.start(), match.end())


def _negated(text: str, start: int, language: Language, others: Table) -> bool:
    near = text[max(0, start - _NEGATED_WITHIN[language]) : start]
    clause = compiled(others["contrasts"]).split(CLAUSE_END.split(near)[-1])[-1]
    if language == "en" and _IN_IT.search(clause):
        return False  # "no flow to the right ovary"
    denial = others["negated_near"] if "negated_near" in others else others["negated"]
    return compiled(denial).search(clause) is not None
