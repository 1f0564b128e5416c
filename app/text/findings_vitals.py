"""Vital signs out of written text: value, UCUM unit, and a query when it cannot be right.

Units and names follow the FHIR R4 vital-signs profiles; the windows are those a person can have
(SAFETY R13). A value is never changed: outside its window it gets a query for the clinician.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from app.domain.findings import Assertion, Finding, Value
from app.domain.transcript import Language
from app.text.findings_data import Pattern, VitalData, VitalRule, vital_data
from app.text.findings_digits import BLOT
from app.text.findings_pressure import (
    GAP,
    NUMBER,
    PAIR,
    PRESSURE,
    SINGLE,
    Label,
    condition,
    halved,
    named_pressures,
    out_of_range,
    pressure,
    read_text,
    words_at,
)
from app.text.line import Line
from app.text.numbers_heard import doubtful_number

_FEET = re.compile(
    r"(?<![\d.])(\d)\s*(?:feet|foot|ft\.?|')(?:\s*(?:and\s*)?(\d{1,2})\s*(?:inch(?:es)?|in\b\.?|\"|'')?)?",
    re.IGNORECASE,
)
# an answer goes on behind the question that names it: 体温多少？37度9
_BREAK = re.compile(r"[;!。；！]|(?<!多[少高重])(?<!几[分度])(?<!呢)[?？]|\.(?=\s|$|,)")
_ASKED = re.compile(
    r"[?？](?=\s*(?:[一-鿿]{1,4}[：:])?(?:[^，,。；！？?\d]{0,6}[，,])?[^，,。；！？?\d]{0,6}\d)"
)
"""A question right behind a name that is answered at once: 体温？37度8."""
_OF_ANOTHER = re.compile(r"\s*/\s*\d")
_WORDS_BEFORE_DOUBT = 3
_HAN_BEFORE_DOUBT = 6
_HAN = re.compile(r"[一-鿿]")
_BESIDE = 45
_BOUND = 5
_INCHES = 12
_LETTER_WINDOWS = {
    "heart_rate": (30.0, 250.0),
    "respiratory_rate": (6.0, 80.0),
    "temperature": (34.0, 110.0),
    "glucose": (1.5, 40.0),
}


class _Reading(NamedTuple):
    """A number with its unit: characters from start to end, of which `number` is the number."""

    number: str
    unit: str
    place: tuple[int, int]
    end: int
    fits: bool


def vitals(line: Line) -> tuple[Finding, ...]:
    """All vital signs of a line, in order of their words."""
    text, data = read_text(line), vital_data(line.utterance.language)
    if not any(map(str.isdigit, text)):
        return ()
    found, labels = halved(line, _labels(text, line.utterance.language), data)
    for label in labels:
        field = _field(text, label.end, labels)
        if label.vital in data.pressures:
            found += named_pressures(line, label, field, data)
        else:
            found += _named(line, data.rule(label.vital), label, field, data)
    found += _unnamed(line, found, bool(labels), data)
    return tuple(sorted(found, key=lambda one: (one.first, one.last)))


@lru_cache(maxsize=2)
def _names(language: Language) -> tuple[tuple[str, Pattern, Pattern | None], ...]:
    """Of each vital sign: how it is named, and the letters that name it beside others."""
    data = vital_data(language)
    rows = [(rule.id, rule.names, rule.letters) for rule in data.vitals]
    rows += [(vital, names, ()) for vital, names in data.pressures.items()]
    latin = r"(?<![a-z0-9])", r"(?![a-z])"
    lone = latin[0] if language == "en" else r"(?<![a-z])"  # T36.9P102R21
    return tuple(
        (
            vital,
            _either(names, *(latin if language == "en" else ("", ""))),
            _either(letters, rf"(?:{lone}|(?=[一-鿿]))", r"(?=\s*[:=：]?\s*\d)")
            if letters
            else None,
        )
        for vital, names, letters in rows
    )


def _either(names: Sequence[str], before: str, after: str) -> Pattern:
    return re.compile(f"{before}(?:{'|'.join(names)}){after}", re.IGNORECASE)


def _labels(text: str, language: Language) -> list[Label]:
    """Where each vital sign is named, longest name first, not overlapping."""
    spans = [
        Label(match.start(), match.end(), vital)
        for vital, names, _ in _names(language)
        for match in names.finditer(text)
    ]
    kept: list[Label] = []
    for span in sorted(spans, key=lambda one: (one.start - one.end, one.start)):
        if _free(span, kept):
            kept.append(span)
    letters = [
        Label(match.start(), match.end(), vital)
        for vital, _, pattern in _names(language)
        if pattern is not None
        for match in pattern.finditer(text)
        if _fits_letter(text, match.end(), vital)
    ]
    anchors = kept + letters
    for span in letters:
        beside = any(
            other is not span and abs(other.start - span.start) <= _BESIDE for other in anchors
        )
        if beside and _free(span, kept):
            kept.append(span)
    return sorted(kept)


def _free(span: Label, kept: Sequence[Label]) -> bool:
    """True where no other name is; nor, of what names nothing but its value, one right before."""
    bare = span.start == span.end
    if any(span.start < other.end and span.end > other.start for other in kept):
        return False
    return not (bare and any((one.end, one.vital) == (span.start, span.vital) for one in kept))


def _fits_letter(text: str, at: int, vital: str) -> bool:
    """True when the number behind a lone letter is one that this vital sign can have."""
    match = re.compile(rf"\s*[:=：]?\s*({NUMBER})(?!\s*/)").match(text, at)
    low, high = _LETTER_WINDOWS[vital]
    return match is not None and low <= float(match[1]) <= high


def _field(text: str, end: int, labels: Sequence[Label]) -> tuple[int, int]:
    """The stretch after a name that may hold its values: up to the next name or sentence."""
    # a label without characters (a value that is none but a weight) does not end its own stretch
    starts = (one.start for one in labels if one.start > end or one.end > one.start == end)
    stop = min(starts, default=len(text))
    mark = _BREAK.search(text, end + 1 if _ASKED.match(text, end) else end, stop)
    return end, mark.start() if mark else stop


def _named(
    line: Line, rule: VitalRule, label: Label, field: tuple[int, int], data: VitalData
) -> Iterator[Finding]:
    """The values behind one name: the first number that can be one, and further readings."""
    text = read_text(line)
    if rule.not_after is not None and rule.not_after.search(text, 0, label.start):
        return
    assertion = condition(text, label.start, data)
    start = label.start
    for reading in _readings(line, rule, field, data):
        yield _single(line, rule, start, reading, assertion)
        start = reading.place[0]


def _readings(
    line: Line, rule: VitalRule, field: tuple[int, int], data: VitalData
) -> Iterator[_Reading]:
    text = read_text(line)
    if rule.id == "height" and (feet := _FEET.search(text, *field)):
        inches = _INCHES * int(feet[1]) + int(feet[2] or 0)
        yield _Reading(str(inches), "[in_i]", feet.span(), feet.end(), fits=True)
        return
    at, seen = field[0], False
    for match in SINGLE.finditer(text, *field):
        if match.start() < at or (not seen and match.start() - at > GAP):
            continue
        reading = _reading(line, rule, match, at, data)
        if reading is None:
            continue
        if seen and not _further(text, reading, at, data):
            continue
        yield reading
        at, seen = reading.end, True


def _further(text: str, reading: _Reading, at: int, data: VitalData) -> bool:
    """True for one more reading of a name: its unit was said again, or "then", "recheck"."""
    said = text[reading.place[1] : reading.end].strip()
    again = re.search(rf"{data.again.pattern}\s*$", text[at : reading.place[0]], re.IGNORECASE)
    return bool((said or again) and reading.fits and reading.unit)


def _reading(
    line: Line, rule: VitalRule, match: re.Match[str], at: int, data: VitalData
) -> _Reading | None:
    """The value that a number is, or None where it is something else."""
    text = read_text(line)
    number, place = match["number"], match.span("number")
    gap = _gap(text[at : match.start()], data)
    if data.not_values.search(gap) or BLOT in gap:
        return None
    rising = re.compile(rf"{data.rising.pattern}({NUMBER})", re.IGNORECASE).match(text, place[1])
    if rising and data.from_.search(gap):
        number, place = rising[1], rising.span(1)
    elif re.compile(rf"{data.span.pattern}\d", re.IGNORECASE).match(text, place[1]):
        return None
    unit, end, fits = _unit(text, rule, place[1], float(number))
    if end == place[1] and (
        data.foreign.match(text, end)
        or _OF_ANOTHER.match(text, end)
        or (rule.id == "pain_score" and not unit)
        or (not fits and _far(gap))
    ):
        return None
    return _Reading(number, unit, place, end, fits)


def _gap(between: str, data: VitalData) -> str:
    """What counts of the text before a number: the last clause where that is a reading of its
    own behind what was no value (控制在7以下，昨天测)."""
    last = re.split("[，；]", between.rpartition(BLOT)[2])
    fresh = BLOT in between and len(last) > 1
    again = fresh and re.search(
        rf"^[我他她]?{data.again.pattern}$|{data.again.pattern}[测量查]", last[-1], re.IGNORECASE
    )
    return last[-1] if again else between


def _far(gap: str) -> bool:
    """True where several words stand between a name and its number."""
    return len(gap.split()) > _WORDS_BEFORE_DOUBT or len(_HAN.findall(gap)) > _HAN_BEFORE_DOUBT


def _unit(text: str, rule: VitalRule, at: int, number: float) -> tuple[str, int, bool]:
    """The unit after a number, where it ends, and whether the value is one a person can have."""
    for unit in rule.units:
        match = unit.after.match(text, at)
        if match:
            return unit.ucum, match.end(), unit.low <= number <= unit.high
    for size in rule.sizes:
        if size.low <= number <= size.high:
            return size.ucum, at, True
    if rule.bare:
        return rule.bare, at, any(unit.low <= number <= unit.high for unit in rule.units)
    return "", at, False


def _single(
    line: Line, rule: VitalRule, start: int, reading: _Reading, assertion: Assertion
) -> Finding:
    text = line.written.text
    said = text[start : reading.end]
    first, last = words_at(line, start, reading.end)
    query = None if reading.fits else out_of_range(line, said)
    return Finding(
        line.utterance.id or None,
        first,
        last,
        "vital",
        f"vital.{rule.id}",
        said,
        assertion,
        value=Value(reading.number, reading.unit),
        query=query or doubtful_number(line, *words_at(line, *reading.place), reading.unit),
    )


def _unnamed(
    line: Line, found: Sequence[Finding], beside: bool, data: VitalData
) -> Iterator[Finding]:
    """Values that say by themselves what they are: "98% on room air", "36.8 ℃"."""
    text = read_text(line)
    taken = {at for one in found for at in range(one.first, one.last + 1)}
    for match in SINGLE.finditer(text):
        for vital in ("oxygen_saturation", "temperature"):
            behind = data.unnamed[vital].match(text, match.end())
            if behind is None or not (beside or vital == "oxygen_saturation"):
                continue
            rule, number = data.rule(vital), match["number"]
            unit, end, fits = _unit(text, rule, match.end(), float(number))
            words = words_at(line, match.start(), end)
            if fits and taken.isdisjoint(range(words[0], words[1] + 1)):
                reading = _Reading(number, unit, match.span("number"), end, fits=True)
                yield _single(line, rule, match.start(), reading, "present")
    for match in PAIR.finditer(text):
        if data.unnamed[PRESSURE].match(text, match.end()) and not _bounded(text, match, data):
            finding = pressure(line, match.start(), match, "present")
            if taken.isdisjoint(range(finding.first, finding.last + 1)):
                yield finding


def _bounded(text: str, match: re.Match[str], data: VitalData) -> bool:
    """True for a Chinese value that is a bound: 低于180/120mmHg."""
    before = text[max(0, match.start() - _BOUND) : match.start()]
    return data.alone is not None and data.not_values.search(before) is not None
