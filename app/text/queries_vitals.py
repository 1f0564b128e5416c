"""Vital signs that nobody can have: named, with a number outside the window."""

import re
from collections.abc import Iterator

from app.domain.transcript import Language
from app.text.queries_found import Doubt, compiled, table

_NUMBER = r"(?P<number>\d+(?:\.\d+)?)"
_GAP = {
    "en": r"(?P<gap>[^\d.;?!\n]{0,34}?)",
    "zh": r"(?P<gap>[^\d。；？！，]{0,10}?)",
}
_FAHRENHEIT_SAID = re.compile(r"\s*(?:°?\s?f\b|degrees f|华氏)", re.IGNORECASE)
_CELSIUS_SAID = re.compile(r"\s*(?:°?\s?c\b|℃|degrees c|度)", re.IGNORECASE)
_FAHRENHEIT = (77.0, 113.0)
_NO_VALUE = re.compile(
    r"\s*(?:hours?|minutes?|min\b|days?|weeks?|years?|mg|mcg|ml|l\b|times|am\b|pm\b|小时|分钟|天|周|年|个|片|岁|mmol"
    r"|to \d|th\b)",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"(?:\bfor\b|\bover\b|\bin\b|\bsince\b|\bafter\b|\bper\b|\bevery\b|medic|pill|drug|ulcer|sore|药|病史)",
    re.IGNORECASE,
)
_TAIL = re.compile(r"\s*(?:%|percent|°?\s?[cf]\b|℃|次/分|次|degrees celsius|度|分)?", re.IGNORECASE)


def doubts(text: str, language: Language) -> Iterator[Doubt]:
    """Every value outside its window. A pressure is judged by its upper number, and by both when
    the lower is not below it."""
    windows = table("windows")
    for name, row in windows.items():
        pattern = compiled(f"(?:{row[language]}){_GAP[language]}{_NUMBER}")
        for match in pattern.finditer(text):
            if _NO_VALUE.match(text, match.end()) or _OTHERS.search(match["gap"]):
                continue
            if not _fits(name, float(row["low"]), float(row["high"]), text, match):
                start, end = _span(name, text, match)
                yield Doubt("implausible", start, end)


def _fits(name: str, low: float, high: float, text: str, match: re.Match[str]) -> bool:
    value = float(match["number"])
    paired = re.match(r"\s*(?:/|over|比)\s*(\d+)", text[match.end("number") :])
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
        lower = re.match(r"\s*(?:/|over|比)\s*\d+", text[end:])
        return start, end + (lower.end() if lower else 0)
    tail = _TAIL.match(text, end)
    return (match.start() if name == "gcs" else start), tail.end() if tail else end
