"""Vital signs out of written text: value, UCUM unit, and a query when it cannot be right.

Units and names follow the FHIR R4 vital-signs profiles; the windows are those a person can have
(SAFETY R13). A value is never changed: outside its window it gets a query for the clinician.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.findings import Finding, Part, Value
from app.domain.transcript import Language
from app.text.line import Line
from app.text.numbers_heard import doubtful_number
from app.text.numbers_zh import cardinal

_NUMBER = r"\d+(?:\.\d+)?"


@dataclass(frozen=True, slots=True)
class Vital:
    """One vital sign: its names by language, and the units it may be said in.

    units: (pattern after the number, UCUM unit, lowest and highest value a person can have);
    the first unit whose pattern matches is taken, and the empty pattern stands for none said.
    """

    id: str
    names: dict[Language, str]
    units: tuple[tuple[str, str, float, float], ...]


_PER_MINUTE = r"(?:beats|breaths|次|/min|bpm|per minute)?"
_VITALS = (
    Vital(
        "heart_rate",
        {"en": r"heart rate|pulse rate|pulse|hr|h r|rate of", "zh": "心率|脉搏|心跳|脉率"},
        ((_PER_MINUTE, "/min", 20, 300),),
    ),
    Vital(
        "respiratory_rate",
        {
            "en": r"respiratory rate|resp rate|respirations?|breathing rate|breathing at|rr|r r",
            "zh": "呼吸频率|呼吸次数|呼吸",
        },
        ((_PER_MINUTE, "/min", 4, 80),),
    ),
    Vital(
        "oxygen_saturation",
        {
            "en": r"oxygen saturations?|o2 saturation|saturations?|o2 sats?|sats?|satting|spo2"
            r"|s p o 2|pulse ox|saturating",
            "zh": "血氧饱和度|氧饱和度|指脉氧|血氧|氧饱|SpO2|spo2",
        },
        (("(?:%|percent)?", "%", 30, 100),),
    ),
    Vital(
        "temperature",
        {
            "en": r"temperature|temp|febrile (?:to|at)|t max|fever of",
            "zh": "体温|肛温|耳温|口温|腋温|烧到|热到",
        },
        (
            (r"(?:°\s?f|degrees fahrenheit|fahrenheit|华氏度?|f\b)", "[degF]", 77, 113),
            (r"(?:°\s?c|℃|degrees celsius|celsius|摄氏度|度|c\b)", "Cel", 25, 45),
            ("", "", 0, 0),
        ),
    ),
    Vital(
        "glasgow_coma_scale",
        {
            "en": r"glasgow coma (?:scale|score)|glasgow|gcs|g c s",
            "zh": "格拉斯哥昏迷评分|格拉斯哥评分|格拉斯哥|GCS评分|GCS|gcs",
        },
        (("分?", "{score}", 3, 15),),
    ),
    Vital(
        "weight",
        {"en": r"weight|weighs|weighing", "zh": "体重"},
        (
            (r"(?:kg\b|kilos?|kilograms?|公斤|千克)", "kg", 0.3, 400),
            (r"(?:lbs?\b|pounds?|磅)", "[lb_av]", 0.6, 900),
            (r"(?:g\b|grams?|克)", "g", 300, 9999),
            ("", "", 0, 0),
        ),
    ),
    Vital(
        "glucose",
        {
            "en": r"(?:blood |finger ?stick |serum )?glucose|blood sugar|finger ?stick"
            r"|accu ?check|sugar",
            "zh": "随机血糖|指尖血糖|末梢血糖|血糖",
        },
        (
            (r"(?:mg/dl|milligrams per deciliter)", "mg/dL", 10, 2000),
            (r"(?:mmol/l|毫摩尔每升|毫摩每升|毫摩尔/升|mmol)", "mmol/L", 0.5, 111),
            ("", "", 0, 0),
        ),
    ),
    Vital(
        "pain_score",
        {"en": r"pain (?:score|scale)|pain", "zh": "疼痛评分|疼痛"},
        ((r"(?:/\s?10|out of (?:10|ten))", "{score}", 0, 10),),
    ),
    Vital(
        "mean_arterial_pressure",
        {"en": r"mean arterial pressure|m a p|map", "zh": "平均动脉压"},
        (("(?:mmhg|毫米汞柱)?", "mm[Hg]", 15, 250),),
    ),
)
_PRESSURE: dict[Language, str] = {
    "en": r"blood pressures?|bps?|b p|pressures?|manual",
    "zh": "血压|收缩压|压力|复测",
}
_PAIR = re.compile(rf"(?<![\d./])({_NUMBER})\s*/\s*({_NUMBER})(?![\d/])")
_BETWEEN_PAIRS = 40
_SYSTOLIC = (30.0, 300.0)
_DIASTOLIC = (10.0, 200.0)
_BY_SIZE: dict[tuple[str, Language], tuple[tuple[float, float, str], ...]] = {
    ("temperature", "en"): ((25.0, 45.0, "Cel"), (77.0, 113.0, "[degF]")),
    ("temperature", "zh"): ((25.0, 45.0, "Cel"),),
    ("glucose", "en"): ((33.4, 2000.0, "mg/dL"),),
    ("glucose", "zh"): ((0.5, 111.0, "mmol/L"),),
}
"""Units that the size of a value leaves no doubt of, or that the country has only one of."""
_DIVIDERS = frozenset({"over", "on", "slash", "/", "比", "和"})
_GAP = r"(?P<gap>[^\d.;?!。；？！]{0,32}?)"
_RISING = re.compile(rf"\s*(?:to|升到|升至|降到|降至|到)\s*({_NUMBER})", re.IGNORECASE)


def vitals(line: Line) -> tuple[Finding, ...]:
    """All vital signs of a line, in order of their words."""
    text, language = line.written.text, line.utterance.language
    labels = _labels(text, language)
    found = [*_pressures(line, labels)]
    for vital in _VITALS:
        for start, end, name in labels:
            if name == vital.id:
                finding = _single(line, vital, start, _field(text, end, labels))
                if finding is not None:
                    found.append(finding)
    return tuple(sorted(found, key=lambda one: one.first))


def _labels(text: str, language: Language) -> list[tuple[int, int, str]]:
    """Where each vital sign is named: start, end and id, longest name first, not overlapping."""
    named = [(vital.id, vital.names[language]) for vital in _VITALS]
    named.append(("blood_pressure", _PRESSURE[language]))
    edge = r"\b" if language == "en" else ""
    spans = [
        (match.start(), match.end(), key)
        for key, pattern in named
        for match in re.finditer(f"{edge}(?:{pattern}){edge}", text, re.IGNORECASE)
    ]
    kept: list[tuple[int, int, str]] = []
    for span in sorted(spans, key=lambda one: (one[0] - one[1], one[0])):
        if all(span[1] <= other[0] or span[0] >= other[1] for other in kept):
            kept.append(span)
    return sorted(kept)


def _field(text: str, end: int, labels: list[tuple[int, int, str]]) -> tuple[int, int]:
    """The stretch after a name that may hold its value: up to the next name."""
    return end, min((start for start, _, _ in labels if start >= end), default=len(text))


def _single(line: Line, vital: Vital, start: int, field: tuple[int, int]) -> Finding | None:
    text = line.written.text
    match = re.compile(_GAP + rf"(?P<number>{_NUMBER})(?!\s*/\s*\d)").match(text, *field)
    if vital.id == "pain_score":
        match = re.compile(_GAP + rf"(?P<number>{_NUMBER})(?=\s*(?:/|out of|分))").match(
            text, *field
        )
    if match is None:
        return None
    number, place = match["number"], match.span("number")
    rising = _RISING.match(text, place[1])
    if rising and re.search(r"(?:from|从)\s*$", match["gap"], re.IGNORECASE):
        number, place = rising[1], rising.span(1)
    unit, end, fits = _unit(line, vital, place[1], float(number))
    first, last = _words(line, start, end)
    query = None if fits else _query(line, text[start:end])
    return Finding(
        line.utterance.id or None,
        first,
        last,
        "vital",
        f"vital.{vital.id}",
        text[start:end],
        "present",
        value=Value(number, unit),
        query=query or doubtful_number(line, *_words(line, *place), unit),
    )


def _unit(line: Line, vital: Vital, at: int, number: float) -> tuple[str, int, bool]:
    """The unit after a number, where it ends, and whether the value is one a person can have."""
    for pattern, unit, low, high in vital.units:
        match = re.compile(rf"\s*{pattern}", re.IGNORECASE).match(line.written.text, at)
        if match and unit:
            end = match.end() if match[0].strip() else at
            return unit, end, low <= number <= high
    for low, high, unit in _BY_SIZE.get((vital.id, line.utterance.language), ()):
        if low <= number <= high:
            return unit, at, True
    return "", at, False


def _pressures(line: Line, labels: list[tuple[int, int, str]]) -> Iterator[Finding]:
    text = line.written.text
    for start, end, name in labels:
        if name != "blood_pressure":
            continue
        field = _field(text, end, labels)
        at = end
        for match in _PAIR.finditer(text, *field):
            if match.start() - at > _BETWEEN_PAIRS or re.search(
                r"[;!。；！]", text[at : match.start()]
            ):
                break
            yield _pressure(line, start if at == end else match.start(), match)
            at = match.end()


def _pressure(line: Line, start: int, match: re.Match[str]) -> Finding:
    systolic, diastolic = match[1], match[2]
    fits = (
        _SYSTOLIC[0] <= float(systolic) <= _SYSTOLIC[1]
        and _DIASTOLIC[0] <= float(diastolic) <= _DIASTOLIC[1]
        and float(diastolic) < float(systolic)
    )
    first, last = _words(line, start, match.end())
    upper, lower = _halves(line, match)
    said = line.written.text[start : match.end()]
    return Finding(
        line.utterance.id or None,
        first,
        last,
        "vital",
        "vital.blood_pressure",
        said,
        "present",
        parts=(
            Part("systolic", systolic, "mm[Hg]", *upper),
            Part("diastolic", diastolic, "mm[Hg]", *lower),
        ),
        query=(None if fits else _query(line, said))
        or doubtful_number(line, *upper, "mm[Hg]")
        or doubtful_number(line, *lower, "mm[Hg]"),
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
