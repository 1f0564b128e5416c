"""Words that the record's age or sex rules out, unless they are said of somebody else."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache

from app.domain.transcript import Language
from app.text.numbers_times_en import ORDINALS
from app.text.numbers_words_en import SPELLED, TEN
from app.text.queries_found import CLAUSE_END, Doubt, Patient, compiled, stretch, table
from app.text.queries_whose import edged, of_another, of_informant, of_other_sex
from app.text.tables import Table

_TENTHS = {
    f"{ten.removesuffix('y')}ieth": value for ten, value in SPELLED.items() if ten.endswith("ty")
}
_NTH = (
    ORDINALS
    | _TENTHS
    | {
        f"{ten}{mark}{nth}": value + one
        for ten, value in SPELLED.items()
        if ten.endswith("ty")
        for nth, one in ORDINALS.items()
        if one < TEN
        for mark in " -"
    }
    | {"hundredth": 100}
)
_WORDS = SPELLED | _NTH
"""Ages in words: `sixteen-year-old`, `ninth birthday`, `eighty-first`."""


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_PLACES = {
    "{n}": rf"\d{{1,3}}|{_any_of(SPELLED)}",
    "{nth}": _any_of(_NTH),
    "{ten}": _any_of(ten for ten in SPELLED if ten.endswith("ty")) + r"|[2-9]0",
    "{year}": rf"(?:19|20)\d\d|(?:nineteen|twenty)[ -](?:(?:oh|o) )?(?:{_any_of(SPELLED)})",
}
_AGE_EN = re.compile(
    r"(?<![\d./])(?<![a-z])(?P<age>\d+(?:\.\d+)?|"
    + _any_of(SPELLED)
    + r")[- ]?(?P<unit>year|yr|month|week|day)s?(?:[- ]?old|[- ]of[- ]age)\b",
    re.I,
)
_AGE_ZH = re.compile(
    r"(?<![\d.])(?P<age>\d+(?:\.\d+)?)\s*(?P<unit>岁|个月大|月龄|个月(?=[男女]?婴|患儿|宝宝|幼儿|[男女]童))(?!以?[前后时起]|的时候|那年|开始|得|发现|确诊|诊断|患|感染|传染|结婚|手术|去)"
)
_YEARS = {"year": 1.0, "yr": 1.0, "month": 1 / 12, "week": 1 / 52, "day": 1 / 365, "岁": 1.0,
          "个月大": 1 / 12, "月龄": 1 / 12, "个月": 1 / 12}  # fmt: skip
_LEAST_YEARS, _SHARE = 1.5, 0.12
_YEARS_OFF = 2
_CONTRASTS = re.compile(r"\b(?:but|however|except|although)\b|但|而是", re.I)
_NEGATED_WITHIN = {"en": 22, "zh": 8}
_KIN = re.compile(
    r" (?:son|daughter|wife|husband|mother|father|brother|sister|partner|girlfriend|boyfriend|aunt"
    r"|uncle|cousin|niece|nephew|grand\w+|neighbou?r|friend)\b",
    re.I,
)
_STILL = re.compile(
    r"(?:^|[,.;:] ?|\b(?:is|was|she's|he's|woman|man|male|female|lady|gentleman|patient|pt|girl|boy"
    r"|guy|person|somebody|someone|now|currently|still) )$",
    re.I,
)
"""Before `in her twenties`, where that is no past: of a person, or what he or she is."""
_A_YEAR = re.compile(r"\b(?:(?:19|20)\d\d|nineteen|twenty)\b", re.I)
_LIKENED = re.compile(r"[- ](?:shaped|like|looking)\b")
_DECADES = {
    "teens": 10, "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60,
    "seventies": 70, "eighties": 80, "nineties": 90, "septuagenarian": 70, "octogenarian": 80,
    "nonagenarian": 90, "centenarian": 100, "五旬": 50, "六旬": 60, "七旬": 70, "八旬": 80,
    "九旬": 90, "花甲": 60, "古稀": 70, "耄耋": 80, "期颐": 100,
}  # fmt: skip
_DECADE_MARGIN = 3.0
_NUMERALS = {"零": "0", "五": "5", "六": "6", "七": "7", "八": "8", "九": "9"}
_LASTS = (
    r"(?:{words})(?:已经?|了|后|约|有|近|快|大概|差不多|史|达)*\s?(?P<years>\d{1,2})\s*(?:余|多|来)?\s*年"
    r"|(?<![\d.])(?P<years2>\d{1,2})\s*(?:余|多|来)?\s*年(?:前|的)?(?:就|即|已)?(?:{words})"
)
_GROWN = 15
_CHILD_KG, _INFANT_KG = 18.0, 20.0
"""No grown person weighs less, no infant more."""
_CHILD = re.compile("(?<![个俩两三的])孩子(?![的他她]|[爸妈父母奶爷])")
"""Of a small patient 孩子 is the patient, no relative."""


def doubts(text: str, language: Language, patient: Patient) -> Iterator[Doubt]:
    """All words that do not fit the patient of the record."""
    others = table("contradictions")[language]
    if language == "zh" and patient.age_years is not None and patient.age_years < _GROWN:
        text = _CHILD.sub("患儿", text)
    if patient.sex is None or patient.age_years is None:
        yield from _within(text, language, patient, others)
    if patient.age_years is not None:
        yield from _ages(text, language, patient.age_years, others)
        yield from _decades(text, language, patient.age_years, others)
        yield from _longer_than_life(text, language, patient.age_years, others)
        if language == "en":
            yield from _calendar(text, patient.age_years, others)
    if language == "en" and patient.sex is not None:
        other = of_other_sex(text, patient.sex, others)
        if other is not None:
            yield Doubt("sex", *other.span("pronoun"))
    yield from _words(text, language, patient, others)


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
    for kind, row, pattern in _ruled_out(language, patient):
        said = list(pattern.finditer(text))
        if said and _silent(row, kind, text, others):
            continue
        others_words: set[str] = set()  # once told of somebody else, they are: 给婴儿洗澡，婴儿没事
        for match in said:
            if _LIKENED.match(text, match.end()):
                continue
            another = (
                match[0] in others_words
                or of_another(text, match.start(), match.end(), language, others)
                or of_informant(text, match.start(), patient.sex, language, others)
            )
            if another:
                others_words.add(match[0])
            denied = not row.get("stated") and _negated(text, match.start(), language, others)
            if not another and not denied:
                yield Doubt(kind, match.start(), match.end())


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


def _ages(text: str, language: Language, age: float, others: Table) -> Iterator[Doubt]:
    """Ages that are told of the patient and far from the record's."""
    pattern = _AGE_ZH if language == "zh" else _AGE_EN
    found = [(match, _YEARS[match["unit"].lower()]) for match in pattern.finditer(text)]
    for more in others["ages"]:
        for match in _with_numbers(more).finditer(text):
            unit = match.groupdict().get("unit") or ""
            found.append((match, _YEARS.get(unit.lower(), 1.0)))
    for match, scale in found:
        if _of_a_thing(text, match, others):
            continue
        said = match["age"].lower()
        years = (_WORDS[said] if said in _WORDS else float(said)) * scale
        if far(years, age) and not of_another(text, match.start(), match.end(), language, others):
            yield Doubt("age", match.start(), match.end())


def _of_a_thing(text: str, match: re.Match[str], others: Table) -> bool:
    """True for the age of a thing, and for what somebody is only compared with."""
    before = [others[name] for name in ("thing", "simile") if name in others]
    if _KIN.match(text, match.end()):
        return True  # "the sixty five year old son confirms it"
    return compiled(others["things"]).match(text, match.end()) is not None or any(
        compiled(one).search(text, 0, match.start()) for one in before
    )


@lru_cache(maxsize=64)
def _with_numbers(pattern: str) -> re.Pattern[str]:
    for name, words in _PLACES.items():
        pattern = pattern.replace(name, words)
    return compiled(pattern)


def _calendar(text: str, age: float, others: Table) -> Iterator[Doubt]:
    """A year of birth that the age does not fit, and a year before the patient's birth."""
    if _A_YEAR.search(text) is None:
        return
    for name in ("born_in", "happened_in"):
        for match in _with_numbers(others[name]).finditer(text):
            lived = datetime.now(tz=UTC).year - _year(match["year"].lower())
            fits = abs(lived - age) <= _YEARS_OFF + _SHARE * age
            if name == "happened_in":
                fits = lived <= age + _YEARS_OFF or _sentence_tells(text, match, others)
            if not fits and not of_another(text, match.start(), match.end(), "en", others):
                yield Doubt("age", match.start(), match.end())


def _year(said: str) -> int:
    if said.isdigit():
        return int(said)
    century, _, rest = said.replace("-", " ").partition(" ")
    return SPELLED[century] * 100 + SPELLED[rest.removeprefix("oh ").removeprefix("o ")]


def _sentence_tells(text: str, match: re.Match[str], others: Table) -> bool:
    """True where the year may be that of a thing: a house, a car, a guideline."""
    sentence = stretch(text, match.start(), match.end())
    return compiled(others["inanimate"]).search(text, *sentence) is not None


def _decades(text: str, language: Language, age: float, others: Table) -> Iterator[Doubt]:
    """`in her eighties`, 八旬: ten years of which the record's age is none."""
    for match in compiled(others["decades"]).finditer(text):
        said = next(one for one in match.groups() if one).lower()
        begins = _DECADES[said] if said in _DECADES else int(said[:2])
        fits = begins - _DECADE_MARGIN <= age < begins + 10 + _DECADE_MARGIN
        before = text[: match.start()]
        fits |= language == "en" and begins < age and _STILL.search(before) is None
        if not fits and not of_another(text, match.start(), match.end(), language, others):
            yield Doubt("age", match.start(), match.end())


def _longer_than_life(text: str, language: Language, age: float, others: Table) -> Iterator[Doubt]:
    """Years that something has lasted, or an age at which it was, beyond the patient's age."""
    for name, least in (("duration", 1.0), ("at_age", _LEAST_YEARS)):
        for match in _with_numbers(others[name]).finditer(text):
            said = next(one for one in match.groups() if one).lower()
            years = float(_WORDS.get(said, 0) or said)
            if years < age + least:
                continue
            if not of_another(text, match.start(), match.end(), language, others):
                yield Doubt("age", match.start(), match.end())
    yield from _since(text, language, age, others)


def _since(text: str, language: Language, age: float, others: Table) -> Iterator[Doubt]:
    """A year of birth that is not the patient's, and what has lasted since before it can begin:
    绝经20年 at 29."""
    found = (*_born(text, age, others), *_lasting(text, age, others), *_weighed(text, age, others))
    for match in found:
        if not of_another(text, match.start(), match.end(), language, others):
            yield Doubt("age", match.start(), match.end())


def _born(text: str, age: float, others: Table) -> Iterator[re.Match[str]]:
    if "born" not in others:
        return
    for match in compiled(others["born"]).finditer(text):
        if far(datetime.now(UTC).year - float(match["year"] or match["year2"]), age):
            yield match
    for match in compiled(others["generation"]).finditer(text):
        tens, ones = (int(_NUMERALS.get(one, one)) for one in (match["tens"], match["ones"]))
        year = tens * 10 + ones + (1900 if tens else 2000)
        oldest = datetime.now(UTC).year - year
        if not oldest - 10 - _DECADE_MARGIN <= age <= oldest + _DECADE_MARGIN:
            yield match


def _weighed(text: str, age: float, others: Table) -> Iterator[re.Match[str]]:
    """A newborn's weight of a grown person, a grown person's of a small child."""
    if "weight" not in others:
        return
    for match in compiled(others["weight"]).finditer(text):
        kilograms = float(match["kg"])
        if (age >= _GROWN and kilograms < _CHILD_KG) or (age < 1 and kilograms > _INFANT_KG):
            yield match


def _lasting(text: str, age: float, others: Table) -> Iterator[re.Match[str]]:
    for row in others.get("lasting", ()):
        if "unless" in row and compiled(row["unless"]).search(text):
            continue
        for match in compiled(_LASTS.replace("{words}", row["words"])).finditer(text):
            if age - float(match["years"] or match["years2"]) < row["from"] - 1:
                yield match


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
            if not of_another(text, match.start(), match.start(), language, others):
                years = float(match["age"]) * _YEARS[match["unit"].lower()]
                sex = "male" if match["man"] else "female"
                yield Introduction(years, sex, match.start(), match.end())


def _negated(text: str, start: int, language: Language, others: Table) -> bool:
    near = text[max(0, start - _NEGATED_WITHIN[language]) : start]
    clause = _CONTRASTS.split(CLAUSE_END.split(near)[-1])[-1]
    denial = others["negated_near"] if "negated_near" in others else others["negated"]
    return compiled(denial).search(clause) is not None
