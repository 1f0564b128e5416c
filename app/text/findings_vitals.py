"""Vital signs out of written text: value, UCUM unit, and a query when it cannot be right.

Units and names follow the FHIR R4 vital-signs profiles; the windows are those a person can have
(SAFETY R13). A value is never changed: outside its window it gets a query for the clinician.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from app.domain.findings import Assertion, Finding, Part, Value
from app.domain.transcript import Language
from app.text.findings_data import Pattern, VitalData, VitalRule, vital_data
from app.text.line import Line
from app.text.numbers_heard import doubtful_number
from app.text.numbers_zh import cardinal

_NUMBER = r"\d+(?:\.\d+)?"
_SINGLE = re.compile(rf"(?<![\d.,/:-])(?P<number>{_NUMBER})(?![\d:]|\.\d|,\d{{3}})")
_PAIR = re.compile(rf"(?<![\d./-])({_NUMBER})\s*/\s*({_NUMBER})(?![\d/])")
_FEET = re.compile(
    r"(?<![\d.])(\d)\s*(?:feet|foot|ft\.?|')(?:\s*(?:and\s*)?(\d{1,2})\s*(?:inch(?:es)?|in\b\.?|\"|'')?)?",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[;?!。；？！]|\.(?=\s|$|,)")
_OF_ANOTHER = re.compile(r"\s*/\s*\d")
_GAP = 46
_WORDS_BEFORE_DOUBT = 3
_BETWEEN_PAIRS = 40
_BESIDE = 45
_INCHES = 12
_SYSTOLIC = (30.0, 300.0)
_DIASTOLIC = (10.0, 200.0)
_LETTER_WINDOWS = {
    "heart_rate": (30.0, 250.0),
    "respiratory_rate": (6.0, 80.0),
    "temperature": (34.0, 110.0),
}
_DIVIDERS = frozenset({"over", "on", "slash", "/", "比", "和"})
_PRESSURE, _SYSTOLIC_ONLY = "blood_pressure", "systolic"


class _Label(NamedTuple):
    """Where a vital sign is named: characters start to end, end not included, and its id."""

    start: int
    end: int
    vital: str


class _Reading(NamedTuple):
    """A number with its unit: characters from start to end, of which `number` is the number."""

    number: str
    unit: str
    place: tuple[int, int]
    end: int
    fits: bool


def vitals(line: Line) -> tuple[Finding, ...]:
    """All vital signs of a line, in order of their words."""
    if not any(map(str.isdigit, line.written.text)):
        return ()
    text, data = line.written.text, vital_data(line.utterance.language)
    labels = _labels(text, line.utterance.language)
    found: list[Finding] = []
    for label in labels:
        field = _field(text, label.end, labels)
        if label.vital == _PRESSURE:
            found += _pressures(line, label, field)
        elif label.vital == _SYSTOLIC_ONLY:
            found += _systolic(line, label, field, data)
        else:
            found += _named(line, data.rule(label.vital), label, field, data)
    found += _unnamed(line, found, bool(labels), data)
    return tuple(sorted(found, key=lambda one: (one.first, one.last)))


@lru_cache(maxsize=2)
def _names(language: Language) -> tuple[tuple[str, Pattern, Pattern | None], ...]:
    """Of each vital sign: how it is named, and the letters that name it beside others."""
    data = vital_data(language)
    rows = [(rule.id, rule.names, rule.letters) for rule in data.vitals]
    rows.append((_PRESSURE, data.pressure, ()))
    rows.append((_SYSTOLIC_ONLY, data.systolic, ()))
    latin = r"(?<![a-z0-9])", r"(?![a-z])"
    return tuple(
        (
            vital,
            _either(names, *(latin if language == "en" else ("", ""))),
            _either(letters, latin[0], r"(?=\s*[:=：]?\s*\d)") if letters else None,
        )
        for vital, names, letters in rows
    )


def _either(names: Sequence[str], before: str, after: str) -> Pattern:
    return re.compile(f"{before}(?:{'|'.join(names)}){after}", re.IGNORECASE)


def _labels(text: str, language: Language) -> list[_Label]:
    """Where each vital sign is named, longest name first, not overlapping."""
    spans = [
        _Label(match.start(), match.end(), vital)
        for vital, names, _ in _names(language)
        for match in names.finditer(text)
    ]
    kept: list[_Label] = []
    for span in sorted(spans, key=lambda one: (one.start - one.end, one.start)):
        if _free(span, kept):
            kept.append(span)
    letters = [
        _Label(match.start(), match.end(), vital)
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


def _free(span: _Label, kept: Sequence[_Label]) -> bool:
    return all(span.end <= other.start or span.start >= other.end for other in kept)


def _fits_letter(text: str, at: int, vital: str) -> bool:
    """True when the number behind a lone letter is one that this vital sign can have."""
    match = re.compile(rf"\s*[:=：]?\s*({_NUMBER})(?!\s*/)").match(text, at)
    low, high = _LETTER_WINDOWS[vital]
    return match is not None and low <= float(match[1]) <= high


def _field(text: str, end: int, labels: Sequence[_Label]) -> tuple[int, int]:
    """The stretch after a name that may hold its values: up to the next name or sentence."""
    stop = min((label.start for label in labels if label.start >= end), default=len(text))
    mark = _BREAK.search(text, end, stop)
    return end, mark.start() if mark else stop


def _named(
    line: Line, rule: VitalRule, label: _Label, field: tuple[int, int], data: VitalData
) -> Iterator[Finding]:
    """The values behind one name: the first number that can be one, and further readings."""
    text = line.written.text
    if rule.not_after is not None and rule.not_after.search(text, 0, label.start):
        return
    assertion = _condition(text, label.start, data)
    start = label.start
    for reading in _readings(line, rule, field, data):
        yield _single(line, rule, start, reading, assertion)
        start = reading.place[0]


def _condition(text: str, at: int, data: VitalData) -> Assertion:
    start = max(0, at - _GAP)
    return "hypothetical" if data.conditions.search(text, start, at) else "present"


def _readings(
    line: Line, rule: VitalRule, field: tuple[int, int], data: VitalData
) -> Iterator[_Reading]:
    text = line.written.text
    if rule.id == "height" and (feet := _FEET.search(text, *field)):
        inches = _INCHES * int(feet[1]) + int(feet[2] or 0)
        yield _Reading(str(inches), "[in_i]", feet.span(), feet.end(), fits=True)
        return
    at, seen = field[0], False
    for match in _SINGLE.finditer(text, *field):
        if match.start() < at or (not seen and match.start() - at > _GAP):
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
    text = line.written.text
    number, place = match["number"], match.span("number")
    gap = text[at : match.start()]
    if data.not_values.search(gap):
        return None
    rising = re.compile(rf"{data.rising.pattern}({_NUMBER})", re.IGNORECASE).match(text, place[1])
    if rising and data.from_.search(gap):
        number, place = rising[1], rising.span(1)
    elif re.compile(rf"{data.span.pattern}\d", re.IGNORECASE).match(text, place[1]):
        return None
    unit, end, fits = _unit(text, rule, place[1], float(number))
    if end == place[1] and (
        data.foreign.match(text, end)
        or _OF_ANOTHER.match(text, end)
        or rule.id == "pain_score"
        or (not fits and len(gap.split()) > _WORDS_BEFORE_DOUBT)
    ):
        return None
    return _Reading(number, unit, place, end, fits)


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
    first, last = _words(line, start, reading.end)
    query = None if reading.fits else _query(line, said)
    return Finding(
        line.utterance.id or None,
        first,
        last,
        "vital",
        f"vital.{rule.id}",
        said,
        assertion,
        value=Value(reading.number, reading.unit),
        query=query or doubtful_number(line, *_words(line, *reading.place), reading.unit),
    )


def _unnamed(
    line: Line, found: Sequence[Finding], beside: bool, data: VitalData
) -> Iterator[Finding]:
    """Values that say by themselves what they are: "98% on room air", "36.8 ℃"."""
    text = line.written.text
    taken = {at for one in found for at in range(one.first, one.last + 1)}
    for match in _SINGLE.finditer(text):
        for vital in ("oxygen_saturation", "temperature"):
            behind = data.unnamed[vital].match(text, match.end())
            if behind is None or not (beside or vital == "oxygen_saturation"):
                continue
            rule, number = data.rule(vital), match["number"]
            unit, end, fits = _unit(text, rule, match.end(), float(number))
            words = _words(line, match.start(), end)
            if fits and taken.isdisjoint(range(words[0], words[1] + 1)):
                reading = _Reading(number, unit, match.span("number"), end, fits=True)
                yield _single(line, rule, match.start(), reading, "present")
    for match in _PAIR.finditer(text):
        if data.unnamed[_PRESSURE].match(text, match.end()):
            finding = _pressure(line, match.start(), match, "present")
            if taken.isdisjoint(range(finding.first, finding.last + 1)):
                yield finding


def _pressures(line: Line, label: _Label, field: tuple[int, int]) -> Iterator[Finding]:
    text, data = line.written.text, vital_data(line.utterance.language)
    assertion, at = _condition(text, label.start, data), label.end
    for match in _PAIR.finditer(text, *field):
        gap = text[at : match.start()]
        if len(gap) > _BETWEEN_PAIRS + (_GAP if at == label.end else 0) or data.not_values.search(
            gap
        ):
            break
        yield _pressure(line, label.start if at == label.end else match.start(), match, assertion)
        at = match.end()
    if at == label.end:
        for match in _SINGLE.finditer(text, *field):
            if match.start() - at <= _GAP and data.palpated.match(text, match.end()):
                yield _upper_only(line, label.start, match, assertion)


def _systolic(
    line: Line, label: _Label, field: tuple[int, int], data: VitalData
) -> Iterator[Finding]:
    """A systolic value said alone."""
    text = line.written.text
    if pair := _PAIR.search(text, *field):
        yield _pressure(line, label.start, pair, _condition(text, label.start, data))
        return
    match = _SINGLE.search(text, *field)
    if match and match.start() - label.end <= _GAP:
        gap = text[label.end : match.start()]
        other = data.foreign.match(text, match.end()) or data.not_values.search(gap)
        ranged = re.compile(rf"{data.span.pattern}\d", re.IGNORECASE).match(text, match.end())
        if not other and not ranged:
            yield _upper_only(line, label.start, match, _condition(text, label.start, data))


def _upper_only(line: Line, start: int, match: re.Match[str], assertion: Assertion) -> Finding:
    number = match["number"]
    systolic = Part("systolic", number, "mm[Hg]", *_words(line, *match.span("number")))
    fits = _SYSTOLIC[0] <= float(number) <= _SYSTOLIC[1]
    return _blood_pressure(line, (start, match.end()), assertion, (systolic,), fits=fits)


def _pressure(line: Line, start: int, match: re.Match[str], assertion: Assertion) -> Finding:
    upper, lower = _halves(line, match)
    systolic = Part("systolic", match[1], "mm[Hg]", *upper)
    diastolic = Part("diastolic", match[2], "mm[Hg]", *lower)
    fits = (
        _SYSTOLIC[0] <= float(match[1]) <= _SYSTOLIC[1]
        and _DIASTOLIC[0] <= float(match[2]) <= _DIASTOLIC[1]
        and float(match[2]) < float(match[1])
    )
    return _blood_pressure(line, (start, match.end()), assertion, (systolic, diastolic), fits=fits)


def _blood_pressure(
    line: Line,
    span: tuple[int, int],
    assertion: Assertion,
    parts: tuple[Part, ...],
    *,
    fits: bool,
) -> Finding:
    """span: its characters. fits: whether a person can have it; else it is asked about."""
    said = line.written.text[span[0] : span[1]]
    unsure = (doubtful_number(line, one.first, one.last, "mm[Hg]") for one in parts)
    query = next(filter(None, unsure), None) if fits else _query(line, said)
    return Finding(
        line.utterance.id or None,
        *_words(line, *span),
        "vital",
        "vital.blood_pressure",
        said,
        assertion,
        parts=parts,
        query=query,
    )


def _halves(line: Line, match: re.Match[str]) -> tuple[tuple[int, int], tuple[int, int]]:
    """The heard words of both numbers; both get all words where nothing heard parts them."""
    upper, lower = _words(line, *match.span(1)), _words(line, *match.span(2))
    if upper != lower:
        return upper, lower
    first, last = upper
    words = [word.text.lower() for word in line.utterance.words]
    for at in range(first + 1, last):
        if words[at] in _DIVIDERS:
            return (first, at - 1), (at + 1, last)
    for at in range(first + 1, last + 1):
        said = (cardinal("".join(words[first:at])), cardinal("".join(words[at : last + 1])))
        if said == (_whole(match[1]), _whole(match[2])):
            return (first, at - 1), (at, last)
    return upper, lower


def _whole(number: str) -> int | None:
    return int(number) if number.isdigit() else None


def _words(line: Line, start: int, end: int) -> tuple[int, int]:
    return line.written.heard(*line.written.tokens_at(start, end))


def _query(line: Line, said: str) -> str:
    if line.utterance.language == "zh":
        return f"“{said}”超出常见范围或缺少单位，请核对。"
    return f'"{said}" is out of range or lacks a unit; please check.'
