"""Vital signs that nobody can have: named, with a number outside the window."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.domain.transcript import Language
from app.text.drugs_named import drugs_named
from app.text.numbers_words_en import DIGITS
from app.text.queries_found import Doubt, compiled, table
from app.text.tables import Table

_DIGIT = re.compile(r"\d")
_NUMBER = r"(?P<number>\d+(?:\.\d+)?)"
_GAP = {
    "en": r"(?P<gap>(?:[^\d.;?!\n]{0,34}?(?<![A-Za-z]))?)",
    "zh": r"(?P<gap>[^\d。；？！，,]{0,10}?)",
}
_FAHRENHEIT_SAID = re.compile(r"\s*(?:°?\s?f\b|degrees f|华氏)", re.IGNORECASE)
_CELSIUS_SAID = re.compile(r"\s*(?:°?\s?c\b|℃|degrees c|度)", re.IGNORECASE)
_FAHRENHEIT = (77.0, 113.0)
_NO_VALUE = re.compile(
    r"\s*(?:hours?|minutes?|min\b|days?|weeks?|months?|years?|mg|mcg|ml|l\b|cc\b|an hour"
    r"|per hour|/h\b|times|am\b|pm\b|points?\b|cm\b"
    r"|/4\b|plus\b|readings?|beats higher|other|more\b|小时|分钟|天|周|年|个|片|岁|mmol"
    r"|单位|µg|g\b|支|级|期|种|月|号|倍|粒|回|遍|点钟|\+|[-–]\d+ (?:days|hours)|to \d"
    r"|th\b|st\b|nd\b|rd\b)",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"(?:\bfor\b|\bover\b|\bin\b(?! the (?:$|ear|mouth|rectum|armpit|axilla|field|rig)| triage)"
    r"|\bsince\b|\bafter\b|\bper\b|\bevery\b|\bby\b|\bwithin\b"
    r"|differ|change|chart|times|cuff up|medic|pill|drug|ulcer|sore|药|病史|第|下降了?|降了|升了"
    r"|上升|涨了|掉了|相差|差|增加|加快|减慢|每|测不出|胆固醇|血糖|糖化|尿酸|"
    r"未触及|触不到|目标|设|心率|脉搏|呼吸|血压|血氧|体温)",
    re.IGNORECASE,
)
_WHOLE = frozenset({"heart_rate", "respiratory_rate", "blood_pressure", "gcs"})
"""Signs that are whole numbers: a fraction beside their name is something else."""
_COUNTED = frozenset({"heart_rate", "respiratory_rate"})
_HOW_OFTEN = re.compile(r"\s*次(?![/每])")
_MOST_BEATS = 300
_BEATS = re.compile(
    r"(?<![\d.,-])(?P<rate>\d{1,2},\d{3}|\d{3,5}) ?(?:bpm|beats (?:per|a|each) min\w*)", re.I
)
"""What only a pulse is counted in."""
_PRESSURE_PAIR = re.compile(
    r"(?<![\d./-])(?P<upper>\d{3,4})\s*(?:/|over|比)\s*(?P<lower>\d{2,3})(?![\d./])"
)
_MEASURED = re.compile(
    r"\bcuff\b|\btriage\b|\bvitals?\b|hypertens|pressure|\breads?\b|\breading\b|量|测|血压|汞柱",
    re.IGNORECASE,
)
_LOW_PAIR = re.compile(
    r"(?<![\d./-])(?P<upper>[1-2]?\d)\s*/\s*(?P<lower>[4-9]\d|1[0-3]\d)(?![\d./])"
)
"""An upper number that lost its last digit. No date: no month has forty days."""
_VITALS = re.compile(r"\bvitals?\b|\bv/?s\b|生命体征|mmhg|毫米汞柱", re.IGNORECASE)
_PAIRED = re.compile(r"\s*(?:/|over|[比:：])\s*(\d+)")
_HIGH, _COUNTS = ("three", "four", "five", "six", "seven", "eight", "nine"), 200
_HUNDREDS = re.compile(r"\s*hundreds\b")
_LOWEST_DIASTOLIC, _BESIDE = 20, 12
_TAIL = re.compile(r"\s*(?:%|percent|°?\s?[cf]\b|℃|次/分|次|degrees celsius|度|分)?", re.IGNORECASE)


def doubts(text: str, language: Language) -> Iterator[Doubt]:
    """Every value outside its window. A pressure is judged by its upper number, and by both when
    the lower is not below it."""
    if _DIGIT.search(text) is None and "hundreds" not in text:
        return
    found = [one for window in _windows(language) for one in _named(text, window)]
    yield from found
    yield from _in_beats(text, found)
    yield from _in_hundreds(text, language)
    highest = float(table("windows")["blood_pressure"]["high"])
    if _MEASURED.search(text):
        for pair in _PRESSURE_PAIR.finditer(text):
            known = any(one.start == pair.start() for one in found)
            if not known and _beyond(pair, highest, text):
                yield Doubt("implausible", pair.start(), pair.end())
    if _VITALS.search(text):
        for pair in _LOW_PAIR.finditer(text):
            if not any(one.start == pair.start() for one in found):
                yield Doubt("implausible", pair.start(), pair.end())


@dataclass(frozen=True, slots=True)
class _Window:
    """What a vital sign can be. pattern: its name with a number behind it."""

    name: str
    named: str
    pattern: re.Pattern[str]
    low: float
    high: float


@lru_cache(maxsize=2)
def _windows(language: Language) -> tuple[_Window, ...]:
    return tuple(
        _Window(
            name,
            _named_by(row, language),
            _pattern(row, language),
            float(row["low"]),
            float(row["high"]),
        )
        for name, row in table("windows").items()
    )


def _named_by(row: Table, language: Language) -> str:
    more = row.get(f"{language}_more")
    named = f"{row[language]}|{more}" if more else row[language]
    return str(named.replace("{result}", table("results")[language]))


def _pattern(row: Table, language: Language) -> re.Pattern[str]:
    return compiled(f"(?:{_named_by(row, language)}){_GAP[language]}{_NUMBER}")


def _in_beats(text: str, found: Sequence[Doubt]) -> Iterator[Doubt]:
    """`1,150 bpm`, whatever stands before it; found: what is asked about already."""
    for match in _BEATS.finditer(text):
        known = any(one.start <= match.start() < one.end for one in found)
        if float(match["rate"].replace(",", "")) > _MOST_BEATS and not known:
            yield Doubt("implausible", match.start("rate"), match.end())


def _in_hundreds(text: str, language: Language) -> Iterator[Doubt]:
    """`pressure in the four hundreds`, which the reader of numbers leaves in words."""
    if language != "en" or "hundreds" not in text:
        return
    for window in _windows(language):
        pattern = compiled(
            rf"(?:{window.named}) (?:\w+ ){{0,3}}(?P<said>{'|'.join(_HIGH)}) hundreds"
        )
        for match in pattern.finditer(text):
            if DIGITS[match["said"].lower()] * 100 > window.high >= _COUNTS:
                yield Doubt("implausible", match.start("said"), match.end())


def _named(text: str, window: _Window) -> Iterator[Doubt]:
    name = window.name
    for match in window.pattern.finditer(text):
        if _NO_VALUE.match(text, match.end()) or _OTHERS.search(match["gap"]):
            continue
        if name in _WHOLE and "." in match["number"]:
            continue
        if name not in _COUNTED and _HOW_OFTEN.match(text, match.end()):
            continue
        if not _fits(window, text, match):
            yield Doubt("implausible", *_span(name, text, match))


def _beyond(pair: re.Match[str], highest: float, text: str) -> bool:
    """True for a pressure without its name whose upper number nobody has; not for a tablet."""
    tablet = re.match(r"\s*(?:mg|tab|毫克|片)", text[pair.end() :]) is not None
    lower = float(pair["lower"])
    drug = any(0 <= pair.start() - end <= _BESIDE for _, end, _ in drugs_named(text))
    return (
        not (tablet or drug)
        and float(pair["upper"]) > highest
        and _LOWEST_DIASTOLIC <= lower <= highest
    )


def _fits(window: _Window, text: str, match: re.Match[str]) -> bool:
    name, low, high = window.name, window.low, window.high
    value = float(match["number"])
    if _HUNDREDS.match(text, match.end("number")):
        value *= 100
    paired = _PAIRED.match(text, match.end("number"))
    if name == "temperature":
        return _bodily(value, low, high, text, match.end("number"))
    if name == "blood_pressure":
        return low <= value <= high and (paired is None or float(paired[1]) < value)
    return paired is not None or low <= value <= high


def _bodily(value: float, low: float, high: float, text: str, end: int) -> bool:
    if _CELSIUS_SAID.match(text, end):
        return low <= value <= high
    if _FAHRENHEIT_SAID.match(text, end):
        return _FAHRENHEIT[0] <= value <= _FAHRENHEIT[1]
    return low <= value <= high or _FAHRENHEIT[0] <= value <= _FAHRENHEIT[1]


def _span(name: str, text: str, match: re.Match[str]) -> tuple[int, int]:
    start, end = match.span("number")
    if name == "blood_pressure":
        lower = _PAIRED.match(text, end)
        return start, lower.end() if lower else end
    tail = _TAIL.match(text, end)
    return (match.start() if name == "gcs" else start), tail.end() if tail else end
