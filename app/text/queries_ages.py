"""Ages, years and spans of time that do not fit the age in the record."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from app.domain.transcript import Language
from app.text.numbers_dates_en import ORDINALS
from app.text.numbers_words_en import SPELLED, TEN
from app.text.queries_found import Doubt, Patient, compiled, stretch, table
from app.text.queries_whose import of_another
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
    "{spelled}": _any_of(SPELLED),
    "{n}": rf"\d{{1,3}}|{_any_of(SPELLED)}",
    "{nth}": _any_of(_NTH),
    "{ten}": _any_of(ten for ten in SPELLED if ten.endswith("ty")) + r"|[2-9]0",
    "{year}": rf"(?:19|20)\d\d|(?:nineteen|twenty)[ -](?:(?:oh|o) )?(?:{_any_of(SPELLED)})",
}
YEARS = {"year": 1.0, "yr": 1.0, "month": 1 / 12, "week": 1 / 52, "day": 1 / 365, "岁": 1.0,
         "个月大": 1 / 12, "月龄": 1 / 12, "个月": 1 / 12}  # fmt: skip
_LEAST_YEARS, _SHARE = 1.5, 0.12
_YEARS_OFF = 2
_A_YEAR = re.compile(r"\b(?:(?:19|20)\d\d|nineteen|twenty)\b", re.I)
_DECADE_MARGIN = 3.0
_NUMERALS = {"零": "0", "五": "5", "六": "6", "七": "7", "八": "8", "九": "9"}
GROWN = 15
_CHILD_KG, _INFANT_KG = 18.0, 20.0
"""No grown person weighs less, no infant more."""


def doubts(text: str, language: Language, patient: Patient) -> Iterator[Doubt]:
    """All ages and times in a text that the record's age does not fit; none where it has none."""
    age = patient.age_years
    if age is None:
        return
    others = table("contradictions")[language]
    found = (
        *_ages(text, age, others),
        *_decades(text, language, age, others),
        *_longer_than_life(text, age, others),
        *_calendar(text, patient, age, others),
        *_born(text, patient, age, others),
        *_lasting(text, age, others),
        *_weighed(text, age, others),
    )
    for match in found:
        if not of_another(text, match.start(), match.end(), language, others):
            yield Doubt("age", match.start(), match.end())


def _ages(text: str, age: float, others: Table) -> Iterator[re.Match[str]]:
    """Ages that are told of the patient and far from the record's."""
    for pattern in others["ages"]:
        for match in _with_numbers(pattern).finditer(text):
            unit = match.groupdict().get("unit") or ""
            said = match["age"].lower()
            years = (_WORDS[said] if said in _WORDS else float(said)) * YEARS.get(unit.lower(), 1.0)
            if far(years, age) and not _of_a_thing(text, match, others):
                yield match


def _of_a_thing(text: str, match: re.Match[str], others: Table) -> bool:
    """True for the age of a thing, and for what somebody is only compared with."""
    before = [others[name] for name in ("thing", "simile") if name in others]
    if "kin" in others and compiled(others["kin"]).match(text, match.end()):
        return True  # "the sixty five year old son confirms it"
    return compiled(others["things"]).match(text, match.end()) is not None or any(
        compiled(one).search(text, 0, match.start()) for one in before
    )


@lru_cache(maxsize=64)
def _with_numbers(pattern: str) -> re.Pattern[str]:
    for name, words in _PLACES.items():
        pattern = pattern.replace(name, words)
    return compiled(pattern)


def _calendar(text: str, patient: Patient, age: float, others: Table) -> Iterator[re.Match[str]]:
    """A year of birth that the age does not fit, and a year before the patient's birth."""
    if "born_in" not in others or _A_YEAR.search(text) is None:
        return
    years: set[int] = set()  # a year of birth is no other one as well
    for name in ("born_in", "happened_in"):
        for match in _with_numbers(others[name]).finditer(text):
            if match.start("year") in years:
                continue
            years.add(match.start("year"))
            lived = patient.year - _year(match["year"].lower())
            fits = abs(lived - age) <= _YEARS_OFF + _SHARE * age
            if name == "happened_in":
                fits = lived <= age + _YEARS_OFF or _sentence_tells(text, match, others)
            if not fits:
                yield match


def _year(said: str) -> int:
    if said.isdigit():
        return int(said)
    century, _, rest = said.replace("-", " ").partition(" ")
    return SPELLED[century] * 100 + SPELLED[rest.removeprefix("oh ").removeprefix("o ")]


def _sentence_tells(text: str, match: re.Match[str], others: Table) -> bool:
    """True where the year may be that of a thing: a house, a car, a guideline."""
    sentence = stretch(text, match.start(), match.end())
    return compiled(others["inanimate"]).search(text, *sentence) is not None


def _decades(text: str, language: Language, age: float, others: Table) -> Iterator[re.Match[str]]:
    """`in her eighties`, 八旬: ten years of which the record's age is none."""
    names = others["decade_names"]
    for match in compiled(others["decades"]).finditer(text):
        said = next(one for one in match.groups() if one).lower()
        begins = names.get(said)
        begins = int(said[:2]) if begins is None and said[:2].isdigit() else begins
        if begins is None:
            continue
        fits = begins - _DECADE_MARGIN <= age < begins + 10 + _DECADE_MARGIN
        past = language == "en" and compiled(others["still"]).search(text[: match.start()]) is None
        if not fits and not (past and begins < age):
            yield match


def _longer_than_life(text: str, age: float, others: Table) -> Iterator[re.Match[str]]:
    """Years that something has lasted, or an age at which it was, beyond the patient's age."""
    for name, least in (("duration", 1.0), ("at_age", _LEAST_YEARS)):
        for match in _with_numbers(others[name]).finditer(text):
            said = next(one for one in match.groups() if one).lower()
            if float(_WORDS.get(said, 0) or said) >= age + least:
                yield match


def _born(text: str, patient: Patient, age: float, others: Table) -> Iterator[re.Match[str]]:
    """A year of birth, or a generation (九五后), that is not the patient's."""
    if "born" not in others:
        return
    for match in compiled(others["born"]).finditer(text):
        if far(patient.year - float(match["year"] or match["year2"]), age):
            yield match
    for match in compiled(others["generation"]).finditer(text):
        tens, ones = (int(_NUMERALS.get(one, one)) for one in (match["tens"], match["ones"]))
        year = tens * 10 + ones + (1900 if tens else 2000)
        oldest = patient.year - year
        if not oldest - 10 - _DECADE_MARGIN <= age <= oldest + _DECADE_MARGIN:
            yield match


def _weighed(text: str, age: float, others: Table) -> Iterator[re.Match[str]]:
    """A newborn's weight of a grown person, a grown person's of a small child."""
    if "weight" not in others:
        return
    for match in compiled(others["weight"]).finditer(text):
        kilograms = float(match["kg"])
        if (age >= GROWN and kilograms < _CHILD_KG) or (age < 1 and kilograms > _INFANT_KG):
            yield match


def _lasting(text: str, age: float, others: Table) -> Iterator[re.Match[str]]:
    """What has lasted since before it can begin: 绝经20年 at 29."""
    for row in others.get("lasting", ()):
        if "unless" in row and compiled(row["unless"]).search(text):
            continue
        for match in compiled(others["lasts"].replace("{words}", row["words"])).finditer(text):
            if age - float(match["years"] or match["years2"]) < row["from"] - 1:
                yield match


def far(years: float, age: float) -> bool:
    """Whether an age that was said is not one that is known, rounded."""
    return abs(years - age) > max(_LEAST_YEARS, _SHARE * age)
