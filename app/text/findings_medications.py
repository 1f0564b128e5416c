"""Medicines out of written text: dose, route and frequency beside each drug that is named.

Nothing is computed or completed: a part is there only when its words were said.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from app.domain.findings import Finding, Part, Value
from app.domain.transcript import Language
from app.text.line import Line
from app.text.numbers_heard import doubtful_number

_UNITS: dict[Language, tuple[tuple[str, str], ...]] = {
    "en": (
        (r"mg\b|milligrams?\b", "mg"),
        (r"mcg\b|µg\b|μg\b|ug\b|micrograms?\b", "ug"),
        (r"ng\b|nanograms?\b", "ng"),
        (r"kg\b", "kg"),
        (r"g\b|grams?\b", "g"),
        (r"ml\b|milliliters?\b|millilitres?\b|cc\b", "mL"),
        (r"l\b|liters?\b|litres?\b", "L"),
        (r"meq\b|milliequivalents?\b", "meq"),
        (r"mmol\b|millimoles?\b", "mmol"),
        (r"international units?\b|iu\b", "[iU]"),
        (r"units?\b", "[U]"),
        (r"tablets?\b|tabs?\b|pills?\b", "{tbl}"),
        (r"puffs?\b", "{puff}"),
        (r"drops?\b", "[drp]"),
        (r"amp(?:s|oules?)?\b", "{ampule}"),
        (r"%|percent\b", "%"),
    ),
    "zh": (
        ("毫克|mg", "mg"),
        ("微克|mcg|ug", "ug"),
        ("毫升|ml", "mL"),
        ("毫当量", "meq"),
        ("毫摩尔|mmol", "mmol"),
        ("国际单位", "[iU]"),
        ("个?单位", "[U]"),
        ("千克|公斤", "kg"),
        ("克(?!拉)|g(?![a-z])", "g"),
        ("升", "L"),
        ("片", "{tbl}"),
        ("粒", "{capsule}"),
        ("支", "{ampule}"),
        ("滴", "[drp]"),
        ("喷|揿", "{puff}"),
        ("%", "%"),
    ),
}
_PER: dict[Language, tuple[tuple[str, str], ...]] = {
    "en": (
        (r"\s*(?:/|per)\s*(?:kg|kilograms?|kilo)\b", "/kg"),
        (r"\s*(?:/|per|a)\s*min(?:ute)?\b", "/min"),
        (r"\s*(?:/|per|an)\s*(?:h|hr|hour)\b", "/h"),
    ),
    "zh": (
        ("(?:每|/)(?:公斤|千克|kg)", "/kg"),
        ("(?:每|/)(?:分钟?|min)", "/min"),
        ("(?:每|/)(?:小时|h)", "/h"),
    ),
}
_ROUTES: dict[Language, tuple[tuple[str, str], ...]] = {
    "en": (
        (r"\b(?:iv|i v|i\.v\.|intravenous(?:ly)?)\b", "IV"),
        (r"\b(?:im|i m|i\.m\.|intramuscular(?:ly)?)\b", "IM"),
        (r"\b(?:io|i o|intraosseous(?:ly)?)\b", "IO"),
        (r"\b(?:po|p o|p\.o\.|by mouth|oral(?:ly)?|chewed|chew)\b", "PO"),
        (r"\b(?:sc|sq|subq|sub q|subcut|subcutaneous(?:ly)?)\b", "SC"),
        (r"\b(?:sl|sublingual(?:ly)?|under the tongue)\b", "SL"),
        (r"\b(?:intranasal(?:ly)?|nasal(?:ly)?)\b", "NASAL"),
        (r"\b(?:rectal(?:ly)?|per rectum)\b", "PR"),
        (r"\b(?:neb|nebs|nebulized|nebulizer|inhaled|inhaler|puffs?)\b", "INH"),
    ),
    "zh": (
        (
            "静推|静脉推注|静脉慢推|静注|静脉注射|推注|静滴|静脉滴注|静点|静脉点滴|静脉|泵入|微泵|入壶",
            "IV",
        ),
        ("肌注|肌肉注射", "IM"),
        ("骨髓腔|骨内", "IO"),
        ("口服|嚼服|顿服", "PO"),
        ("皮下", "SC"),
        ("舌下|含服", "SL"),
        ("鼻腔|滴鼻", "NASAL"),
        ("直肠|灌肠", "PR"),
        ("雾化|吸入|喷", "INH"),
    ),
}
_FREQUENCY: dict[Language, str] = {
    "en": r"\b(?:every (?:\d+|other|two|three|four|six|eight|twelve) (?:hours?|minutes?|days?)"
    r"|every (?:day|morning|night|evening)|q ?\d+ ?h"
    r"|(?:once|twice|three times|four times) (?:a day|daily)"
    r"|daily|nightly|at bedtime|bid|b i d|tid|t i d|qid|q i d|as needed|prn|p r n|once|stat)\b",
    "zh": r"(?:每[天日](?:\d+|[一两二三四])次|[一每][天日][一两二三四\d]次"
    r"|每[一两二三四六八\d]+个?小时(?:一次)?|每晚|每日|每天|睡前|必要时)",
}
_AHEAD = 70
_BACK = 60
_SENTENCE = re.compile(r"[;!?。；！？]|\.(?=\s|$)")
_JOINED_BACK = {
    "en": r"\s*(?:of\s+)?(?:the\s+|iv\s+|i v\s+|regular\s+|oral\s+|po\s+)?$",
    "zh": r"的?$",
}


class _Place(NamedTuple):
    """A stretch of the written line: characters start to end, end not included."""

    start: int
    end: int


def with_doses(line: Line, drugs: Sequence[tuple[Finding, _Place]]) -> tuple[Finding, ...]:
    """Each drug finding with the dose, route and frequency that were said of it.

    drugs: in order, each with the characters of the written line that name it.
    """
    dosed = []
    for index, (finding, place) in enumerate(drugs):
        before = drugs[index - 1][1].end if index else 0
        after = drugs[index + 1][1].start if index + 1 < len(drugs) else len(line.written.text)
        dosed.append(_dosed(line, finding, place, _Place(before, after)))
    return tuple(dosed)


place = _Place


def _dosed(line: Line, finding: Finding, name: _Place, room: _Place) -> Finding:
    text, language = line.written.text, line.utterance.language
    ahead = _Place(name.end, _cut(text, name.end, min(room.end, name.end + _AHEAD)))
    back = _Place(_cut_back(text, max(room.start, name.start - _BACK), name.start), name.start)
    parts: list[Part] = []
    dose = _dose_before(line, back) or _dose_in(line, ahead)
    if dose is not None:
        parts.append(dose)
    route = _coded(line, _ROUTES[language], (ahead, back))
    if route is not None:
        parts.append(route)
    often = re.compile(_FREQUENCY[language], re.IGNORECASE).search(text, *ahead)
    if often:
        parts.append(Part("frequency", often[0], "", *_words(line, *often.span())))
    query = doubtful_number(line, dose.first, dose.last, dose.unit) if dose else None
    value = Value(dose.number, dose.unit) if dose else None
    return replace(finding, value=value, parts=tuple(parts), query=finding.query or query)


def _dose_before(line: Line, back: _Place) -> Part | None:
    """The dose that ends right before the name: "0.5 mg of epinephrine"."""
    language = line.utterance.language
    found = None
    for match in _doses(language).finditer(line.written.text, *back):
        found = match
    if found is None:
        return None
    rest = line.written.text[found.end() : back.end]
    joined = re.fullmatch(_JOINED_BACK[language], rest, re.IGNORECASE)
    return _dose(line, found) if joined else None


def _dose_in(line: Line, ahead: _Place) -> Part | None:
    """The first dose after the name, unless another clause puts it before the next name."""
    match = _doses(line.utterance.language).search(line.written.text, *ahead)
    return _dose(line, match) if match else None


def _dose(line: Line, match: re.Match[str]) -> Part:
    language = line.utterance.language
    unit = next(
        ucum
        for pattern, ucum in _UNITS[language]
        if re.fullmatch(pattern, match["unit"], re.IGNORECASE)
    )
    for pattern, ucum in _PER[language]:
        if re.search(pattern, match["rate"] + match["per"], re.IGNORECASE):
            unit += ucum
    return Part("dose", match["number"], unit, *_words(line, *match.span()))


def _doses(language: Language) -> re.Pattern[str]:
    units = "|".join(pattern for pattern, _ in _UNITS[language])
    per = "|".join(pattern for pattern, _ in _PER[language])
    return re.compile(
        rf"(?P<rate>(?:{per})*)(?<![\d.])(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>{units})(?P<per>(?:{per})*)",
        re.IGNORECASE,
    )


def _coded(line: Line, codes: Sequence[tuple[str, str]], places: Sequence[_Place]) -> Part | None:
    for where in places:
        for pattern, code in codes:
            match = re.compile(pattern, re.IGNORECASE).search(line.written.text, *where)
            if match:
                return Part("route", code, "", *_words(line, *match.span()))
    return None


def _cut(text: str, start: int, end: int) -> int:
    mark = _SENTENCE.search(text, start, end)
    return mark.start() if mark else end


def _cut_back(text: str, start: int, end: int) -> int:
    return max((mark.end() for mark in _SENTENCE.finditer(text, start, end)), default=start)


def _words(line: Line, start: int, end: int) -> tuple[int, int]:
    return line.written.heard(*line.written.tokens_at(start, end))
