"""Words that the record's age or sex rules out, unless they are said of somebody else."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.transcript import Language
from app.text.queries_found import SENTENCE_END, Doubt, Patient, compiled, table
from app.text.tables import Table

_CLAUSE = re.compile(r"[,;!?，。；！？\n]|\.(?=\s|$)")
_WORDS = {
    word: at
    for at, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"), 1
    )
}
_AGE_EN = re.compile(
    r"(?<![\d.])(?P<age>\d+(?:\.\d+)?|"
    + "|".join(_WORDS)
    + r")[- ]?(?P<unit>year|yr|month|week|day)s?[- ]?old\b",
    re.I,
)
_AGE_ZH = re.compile(
    r"(?<![\d.])(?P<age>\d+(?:\.\d+)?)\s*(?P<unit>岁|个月大|月龄)(?!以?[前后时起]|的时候|那年|开始|得|发现|确诊|诊断|患|感染|传染|结婚|手术|去)"
)
_YEARS = {"year": 1.0, "yr": 1.0, "month": 1 / 12, "week": 1 / 52, "day": 1 / 365, "岁": 1.0,
          "个月大": 1 / 12, "月龄": 1 / 12}  # fmt: skip
_AFTER, _BEFORE = 30, {"en": 90, "zh": 30}
_LEAST_YEARS, _SHARE = 1.5, 0.12
_NEGATED_WITHIN = {"en": 22, "zh": 8}
_AFTER_ME = re.compile(r"\b(?:she|he) (?:herself|himself)\b|她自己|他自己|本人")
_DECADES = {
    "teens": 10, "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60,
    "seventies": 70, "eighties": 80, "nineties": 90, "septuagenarian": 70, "octogenarian": 80,
    "nonagenarian": 90, "centenarian": 100, "五旬": 50, "六旬": 60, "七旬": 70, "八旬": 80,
    "九旬": 90, "花甲": 60, "古稀": 70, "耄耋": 80, "期颐": 100,
}  # fmt: skip
_DECADE_MARGIN = 3.0


def doubts(text: str, language: Language, patient: Patient) -> Iterator[Doubt]:
    """All words that do not fit the patient of the record."""
    others = table("contradictions")[language]
    if patient.age_years is not None:
        yield from _ages(text, language, patient.age_years, others)
        yield from _decades(text, language, patient.age_years, others)
        yield from _longer_than_life(text, language, patient.age_years, others)
    for row in table("contradictions")["word"]:
        kind = _rules_out(row, patient)
        pattern = row.get(language)
        if kind is None or not pattern:
            continue
        said = list(_edged(pattern, language).finditer(text))
        if said and _silent(row, kind, text, others):
            continue
        for match in said:
            another = _of_another(text, match.start(), match.end(), language, others)
            if not another and not _negated(text, match.start(), language, others):
                yield Doubt(kind, match.start(), match.end())


def _silent(row: Table, kind: str, text: str, others: Table) -> bool:
    """True where the row's words may tell of something else: a job, the past, a change of sex."""
    if "unless" in row and compiled(row["unless"]).search(text):
        return True
    if kind == "sex":
        return compiled(others["other_sex"]).search(text) is not None
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


def _ages(text: str, language: Language, age: float, others: Table) -> Iterator[Doubt]:
    """Ages that are told of the patient and far from the record's."""
    pattern = _AGE_ZH if language == "zh" else _AGE_EN
    found = [(match, _YEARS[match["unit"].lower()]) for match in pattern.finditer(text)]
    for more in others["ages"]:
        found += [(match, 1.0) for match in compiled(more).finditer(text)]
    for match, scale in found:
        if compiled(others["things"]).match(text, match.end()) or compiled(others["thing"]).search(
            text[: match.start()]
        ):
            continue
        said = match["age"].lower()
        years = (_WORDS[said] if said in _WORDS else float(said)) * scale
        if far(years, age) and not _of_another(text, match.start(), match.end(), language, others):
            yield Doubt("age", match.start(), match.end())


def _decades(text: str, language: Language, age: float, others: Table) -> Iterator[Doubt]:
    """`in her eighties`, 八旬: ten years of which the record's age is none."""
    for match in compiled(others["decades"]).finditer(text):
        said = next(one for one in match.groups() if one).lower()
        begins = _DECADES[said] if said in _DECADES else int(said[:2])
        fits = begins - _DECADE_MARGIN <= age < begins + 10 + _DECADE_MARGIN
        if not fits and not _of_another(text, match.start(), match.end(), language, others):
            yield Doubt("age", match.start(), match.end())


def _longer_than_life(text: str, language: Language, age: float, others: Table) -> Iterator[Doubt]:
    """Years that something has lasted, or an age at which it was, beyond the patient's age."""
    for name, least in (("duration", 1.0), ("at_age", _LEAST_YEARS)):
        for match in compiled(others[name]).finditer(text):
            years = float(next(one for one in match.groups() if one))
            if years < age + least:
                continue
            if not _of_another(text, match.start(), match.end(), language, others):
                yield Doubt("age", match.start(), match.end())


def far(years: float, age: float) -> bool:
    """Whether an age that was said is not one that is known, rounded."""
    return abs(years - age) > max(_LEAST_YEARS, _SHARE * age)


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
            if not _of_another(text, match.start(), match.start(), language, others):
                years = float(match["age"]) * _YEARS[match["unit"].lower()]
                sex = "male" if match["man"] else "female"
                yield Introduction(years, sex, match.start(), match.end())


def _of_another(text: str, start: int, end: int, language: Language, others: Table) -> bool:
    """True when a relative or another person stands in the sentence before the words, or in
    their own clause after them, and does not only tell of the patient or come along."""
    begin = max((mark.end() for mark in SENTENCE_END.finditer(text, 0, start)), default=0)
    begin = max(begin, start - _BEFORE[language])
    clause = _CLAUSE.search(text, end)
    stop = min(clause.start() if clause else len(text), end + _AFTER)
    relatives = _edged(others["relatives"], language)
    own = [match.end() for match in _AFTER_ME.finditer(text, begin, start)]
    told = [
        match.span()
        for match in (*relatives.finditer(text, begin, start), *relatives.finditer(text, end, stop))
        if not own or match.start() > own[-1]
    ]
    if not told:
        return False
    informs = compiled(others["informs"].replace("{relatives}", others["relatives"]))
    only = [match.span() for match in informs.finditer(text, begin, stop)]
    return any(not any(first <= a and b <= last for first, last in only) for a, b in told)


def _edged(pattern: str, language: Language) -> re.Pattern[str]:
    return compiled(rf"\b(?:{pattern})" if language == "en" else f"(?:{pattern})")


def _negated(text: str, start: int, language: Language, others: Table) -> bool:
    near = text[max(0, start - _NEGATED_WITHIN[language]) : start]
    clause = _CLAUSE.split(near)[-1]
    return compiled(others["negated"]).search(clause) is not None
