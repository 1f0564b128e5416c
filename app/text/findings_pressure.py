"""Blood pressures out of written text: pairs, and halves that are named for themselves.

Also what all readers of vital signs share: names, numbers, and what is asked about a value.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from app.domain.findings import Assertion, Finding, Part
from app.domain.transcript import Language
from app.text.findings_data import Pattern, VitalData, vital_data
from app.text.findings_digits import BLOT, in_digits
from app.text.line import Line
from app.text.numbers_heard import doubtful_number
from app.text.numbers_zh import cardinal

NUMBER: Final = r"\d+(?:\.\d+)?"
SINGLE: Final = re.compile(rf"(?<![\d.,/:-])(?P<number>{NUMBER})(?![\d:]|\.\d|,\d{{3}})")
PAIR: Final = re.compile(rf"(?<![\d./-])({NUMBER})\s*/\s*({NUMBER})(?![\d/])")
_RUN: Final = re.compile(r"(?<![\d./-])(1\d\d|2[0-5]\d)([4-9]\d|1[0-5]\d)(?![\d./-])")
GAP: Final = 46
PRESSURE: Final = "blood_pressure"
_GAP_ZH = 12
_COUNTS = re.compile(r"\s*(?:[元块个人例号步万多年]|cm|mg|ml|kg|[.\d%/-])")
_BETWEEN_PAIRS = 40
_SYSTOLIC = (30.0, 300.0)
_DIASTOLIC = (10.0, 200.0)
_NAME_BEFORE = 4
_ALONE = (60.0, 260.0)
_DIVIDERS = frozenset({"over", "on", "slash", "/", "比", "和"})

Spot = tuple[str, tuple[int, int]]
"""A number and its characters, end not included."""


class Label(NamedTuple):
    """Where a vital sign is named: characters start to end, end not included, and its id."""

    start: int
    end: int
    vital: str


def read_text(line: Line) -> str:
    """The written line with its values in digits, each character at its place."""
    return in_digits(line.written.text, line.utterance.language)


def condition(text: str, at: int, data: VitalData) -> Assertion:
    """Whether a value named here is only a condition or an order."""
    start = max(0, at - GAP)
    return "hypothetical" if data.conditions.search(text, start, at) else "present"


def words_at(line: Line, start: int, end: int) -> tuple[int, int]:
    """The heard words, both included, of characters of the written line."""
    return line.written.heard(*line.written.tokens_at(start, end))


def out_of_range(line: Line, said: str) -> str:
    """The question about a value that nobody can have, or that lacks its unit."""
    if line.utterance.language == "zh":
        return f"“{said}”超出常见范围或缺少单位，请核对。"
    return f'"{said}" is out of range or lacks a unit; please check.'


def halved(
    line: Line, labels: Sequence[Label], data: VitalData
) -> tuple[list[Finding], list[Label]]:
    """Pressures of which both halves are named (低压80，高压120), and the labels left."""
    text, found, left = read_text(line), [], list(labels)
    for pattern in _both_halves(line.utterance.language):
        for match in pattern.finditer(text):
            inside = [
                one
                for one in left
                if one.vital in data.pressures
                and match.start() - _NAME_BEFORE <= one.start < match.end()
            ]
            if not inside or data.not_values.search(re.sub(r"\d", "", match[0])):
                continue
            spots = ((match[half], match.span(half)) for half in ("upper", "lower"))
            assertion = condition(text, match.start(), data)
            found.append(_of_parts(line, match.span(), assertion, *spots))
            left = [one for one in left if one not in inside]
    return found, left


@lru_cache(maxsize=2)
def _both_halves(language: Language) -> tuple[Pattern, ...]:
    data = vital_data(language)
    if data.upper is None or data.lower is None:
        return ()
    upper = rf"(?:{data.upper}){data.link}(?P<upper>{NUMBER})(?![\d.])"
    lower = rf"(?:{data.lower}){data.link}(?P<lower>{NUMBER})(?![\d.])"
    between = r"(?:\s*(?:mm ?Hg|毫米汞柱))?(?:左右|上下)?[，,、；;\s]?[一-鿿]{0,3}?"
    behind = rf"(?<![\d.])(?P<upper>{NUMBER})的(?:{data.upper})"  # 158的高压，低压92
    last = rf"(?P<lower>{NUMBER})的(?:{data.lower})"
    alone = r"(?<![\d./-])(?P<upper>9\d|1\d\d|2[0-4]\d)(?![\d.])"  # 135，低压88
    return tuple(
        re.compile(one + between + other, re.IGNORECASE)
        for one, other in (
            (upper, lower),
            (lower, upper),
            (behind, lower),
            (behind, last),
            (alone, lower),
        )
    )


def named_pressures(
    line: Line, label: Label, field: tuple[int, int], data: VitalData
) -> Iterator[Finding]:
    """The pressures behind a name: of both halves, or of the one that is named alone."""
    if label.vital == PRESSURE:
        yield from _pressures(line, label, field, data)
    else:
        yield from _half(line, label, field, data)


def _pressures(
    line: Line, label: Label, field: tuple[int, int], data: VitalData
) -> Iterator[Finding]:
    text = read_text(line)
    assertion, at = condition(text, label.start, data), label.end
    for match in PAIR.finditer(text, *field):
        gap = text[at : match.start()]
        if len(gap) > _BETWEEN_PAIRS + (GAP if at == label.end else 0) or data.not_values.search(
            gap
        ):
            break
        yield pressure(line, label.start if at == label.end else match.start(), match, assertion)
        at = match.end()
    if at == label.end and (run := _run_together(text, label, field, data)):
        yield pressure(line, label.start, run, assertion)
    elif at == label.end:
        for match in SINGLE.finditer(text, *field):
            if match.start() - at <= GAP and (
                data.palpated.match(text, match.end()) or _alone(text, at, match, data)
            ):
                yield _one_half(line, label.start, match, assertion, "systolic")


def _run_together(
    text: str, label: Label, field: tuple[int, int], data: VitalData
) -> re.Match[str] | None:
    """Both halves in one number right behind the name (血压180120), the lower one behind."""
    match = _RUN.search(text, *field) if data.alone is not None else None
    if match is None or int(match[1]) <= int(match[2]) or _COUNTS.match(text, match.end()):
        return None
    near = (
        match.start() - label.end <= _GAP_ZH and BLOT not in match.string[label.end : match.start()]
    )
    return match if near else None


def _alone(text: str, at: int, match: re.Match[str], data: VitalData) -> bool:
    """True for one value right behind the name that can only be the upper half (血压180)."""
    return (
        data.alone is not None
        and data.alone.fullmatch(text, at, match.start()) is not None
        and _ALONE[0] <= float(match["number"]) <= _ALONE[1]
        and not data.foreign.match(text, match.end())
    )


def _half(line: Line, label: Label, field: tuple[int, int], data: VitalData) -> Iterator[Finding]:
    """A half that is said alone."""
    text = read_text(line)
    if pair := PAIR.search(text, *field):
        bound = data.alone is not None and data.not_values.search(text, label.end, pair.start())
        if not bound:
            yield pressure(line, label.start, pair, condition(text, label.start, data))
        return
    match = SINGLE.search(text, *field)
    most = GAP if data.alone is None else _GAP_ZH
    if match and match.start() - label.end <= most:
        gap = text[label.end : match.start()]
        other = data.foreign.match(text, match.end()) or data.not_values.search(gap)
        ranged = re.compile(rf"{data.span.pattern}\d", re.IGNORECASE).match(text, match.end())
        if not other and not ranged:
            assertion = condition(text, label.start, data)
            yield _one_half(line, label.start, match, assertion, label.vital)


def _one_half(
    line: Line, start: int, match: re.Match[str], assertion: Assertion, half: str
) -> Finding:
    number, window = match["number"], _SYSTOLIC if half == "systolic" else _DIASTOLIC
    part = Part(half, number, "mm[Hg]", *words_at(line, *match.span("number")))
    fits = window[0] <= float(number) <= window[1]
    return _blood_pressure(line, (start, match.end()), assertion, (part,), fits=fits)


def pressure(line: Line, start: int, match: re.Match[str], assertion: Assertion) -> Finding:
    """A pair of PAIR as a finding; start: the first character of its name.

    In Chinese the lower half may be written first; it is asked whether that was meant.
    """
    upper, lower = (match[1], match.span(1)), (match[2], match.span(2))
    turned = line.utterance.language == "zh" and float(match[1]) < float(match[2])
    if turned:
        upper, lower = lower, upper
    return _of_parts(line, (start, match.end()), assertion, upper, lower, turned=turned)


def _of_parts(
    line: Line,
    span: tuple[int, int],
    assertion: Assertion,
    upper: Spot,
    lower: Spot,
    *,
    turned: bool = False,
) -> Finding:
    high, low = _halves(line, upper, lower)
    systolic = Part("systolic", upper[0], "mm[Hg]", *high)
    diastolic = Part("diastolic", lower[0], "mm[Hg]", *low)
    fits = (
        _SYSTOLIC[0] <= float(upper[0]) <= _SYSTOLIC[1]
        and _DIASTOLIC[0] <= float(lower[0]) <= _DIASTOLIC[1]
        and float(lower[0]) < float(upper[0])
        and not turned
    )
    return _blood_pressure(line, span, assertion, (systolic, diastolic), fits=fits)


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
    query = next(filter(None, unsure), None) if fits else out_of_range(line, said)
    return Finding(
        line.utterance.id or None,
        *words_at(line, *span),
        "vital",
        "vital.blood_pressure",
        said,
        assertion,
        parts=parts,
        query=query,
    )


def _halves(line: Line, one: Spot, other: Spot) -> tuple[tuple[int, int], tuple[int, int]]:
    """The heard words of both numbers; both get all words where nothing heard parts them."""
    upper, lower = words_at(line, *one[1]), words_at(line, *other[1])
    if upper != lower:
        return upper, lower
    first, last = upper
    words = [word.text.lower() for word in line.utterance.words]
    for at in range(first + 1, last):
        if words[at] in _DIVIDERS:
            return (first, at - 1), (at + 1, last)
    for at in range(first + 1, last + 1):
        said = (cardinal("".join(words[first:at])), cardinal("".join(words[at : last + 1])))
        if said == (_whole(one[0]), _whole(other[0])):
            return (first, at - 1), (at, last)
    return upper, lower


def _whole(number: str) -> int | None:
    return int(number) if number.isdigit() else None
