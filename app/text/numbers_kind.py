"""What a number that was said is of: the words before it and its unit tell.

A label counts only where nothing but joining words and values of its own stand between.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.domain.transcript import Language
from app.text.numbers_said import Raw, ValueKind
from app.text.numbers_table import NumberTable

_REACH: dict[Language, int] = {"en": 48, "zh": 24}
_DRUG_REACH: dict[Language, int] = {"en": 48, "zh": 14}
_NEAR: dict[Language, int] = {"en": 30, "zh": 10}
_VITALS = frozenset(
    {
        "blood_pressure", "mean_pressure", "heart_rate", "respiratory_rate", "oxygen_saturation",
        "temperature", "gcs", "pain_score", "weight", "height", "end_tidal_co2",
    }
)  # fmt: skip
_IMPLIED = {
    "blood_pressure": "mm[Hg]",
    "mean_pressure": "mm[Hg]",
    "heart_rate": "/min",
    "respiratory_rate": "/min",
    "oxygen_saturation": "%",
}
_OWN_UNITS = {
    "blood_pressure": {"", "mm[Hg]"}, "mean_pressure": {"", "mm[Hg]"},
    "heart_rate": {"", "/min", "{times}"}, "respiratory_rate": {"", "/min", "{times}"},
    "oxygen_saturation": {"", "%"}, "temperature": {"", "Cel", "[degF]", "deg"},
    "gcs": {"", "{score}"}, "pain_score": {"", "{score}"}, "end_tidal_co2": {"", "mm[Hg]"},
    "weight": {"kg", "g", "[lb_av]", "{jin}", ""}, "height": {"cm", "m", "[ft_i]", "[in_i]", ""},
}  # fmt: skip
_MEASURES = frozenset({*"次遍回趟个根只条"})
_LEAST_SIGN = 20
_NUMBERED = frozenset("零一二两三四五六七八九十百幺是有")
_NOT_MEASURED = re.compile(
    "回[到升落降来去报复应]|只[有是剩能会要]|根[据本]|条件|个[体别]|次[日要]"
)
"""Words that begin as what is counted does: 六十八|回到一百一."""
_SLOWEST = {"heart_rate": 20, "respiratory_rate": 4}
_VITAL_SHAPES = frozenset({"plain", "range", "approximate"})
_CELSIUS, _FAHRENHEIT = (25.0, 45.0), 45.0
_CONTINUES: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\s*(?:(?:to|now|then|down|up|from|a|an|and|repeat|is|was|were|of|at|it's|dropped|went|came"
        r"|back|with|or|on|another|again|after|the|in|but|not|first|left|right|arm|over"
        r"|no|wait|sorry|make|that|correction|i|mean|actually|rather|scratch|lying|sitting|standing"
        r"|hang|hold|on|miscounted|misread|miscalled|recounted|misspoke|it|he|she|has|been|say|said|read|reads|reading|he's|she's|they|got|looks|like|just|still|more"
        r"|uh|um|er|well|arrival|triage|scene|recheck|retake|here|regular|irregular|irregularly|narrow|wide|complex|shallow|deep|steady|still|thready|bounding"
        r"|weak|strong|sinus|paced|prone|proned|fast|slow|maybe|barely|only|just|up|about|around"
        r"|supine|flat|upright|bolt|awake|asleep|resting|rest|home|walking|ambulating|later|before)\s+)*"
    ),
    "zh": re.compile(
        r"(?:[降升到至从再又后现在复测是为给还左右侧上下肢，加减接着以和、眼推哦啊不对错呃嗯说改成看边级手脚腿臂起飙掉窜冲跌爬回涨滑落跳退撑在硬才只就稳骤]"
        r"|说?错了|应该|那个|这个|一会儿|直接|一?下子|很快|慢慢|逐[渐步]|渐渐|突然|忽然|骤然|随后|然后|马上|立[刻马]"
        r"|迅速|瞬间|最[后终高低多快慢]|目前|刚才|维持|波动|[重复再又]新?[数测量]|[数测量]得?)*"
    ),
}
_OXYGEN = {
    "en": re.compile(r"(?:cannula|nasal|mask|nonrebreather|non rebreather|oxygen|o two|flow)\b"),
    "zh": re.compile(r"鼻导管|面罩|吸氧|氧气|给氧|储氧|高流量"),
}
_BREATHES = {
    "en": re.compile(
        r" room air\b| (?:on|with|off) (?:(?:a|his|her|the|home|just|only) )*(?:room air|r ?a\b"
        r"|nasal|cannula|non ?rebreather|n ?r ?b|(?:\w+ )?mask|high flow|bi ?pap|c ?pap|oxygen"
        r"|o two|\w+(?: \w+)? liters?\b)"
    ),
    "zh": re.compile(r"[，左右]*(?:不吸氧|未吸氧|没吸氧|脱氧状态)"),
}
_BREATHING = re.compile(
    r"\b(?:on|with|off) (?:(?:a|the|his|her|just|only|about) )*(?:\w+ )?(?:\w+ liters?|room air"
    r"|oxygen|cannula|non ?rebreather|high flow|bi ?pap|c ?pap) (?:(?:she's|he's|it's|now"
    r"|she is|he is|it is|still|only|up to|at|gets|got|to|reads|and|comes up to) )+$"
)
_AGAIN = re.compile(
    r"(?:以后|之后|[上下回]去|上来|夹好|过来|换了?个?(?:手指|探头)|擦干净|复位)(?:[是就才还又能都到有成]|升到|变成)*$"
)
"""Before a saturation that is read once more: 血氧八十二，探头夹回去九十七."""
_RHYTHM = re.compile(
    r" (?:and )?in (?:a ?fib|a ?flutter|sinus|v ?tach|s ?v ?t|a junctional|complete heart)\b"
    r"| (?:and |but |it's )?(?:narrow|wide|irregular(?:ly)?)(?: complex)?\b"
)
_TAKEN_AT = re.compile(r" (?:by mouth|oral(?:ly)?|rectal(?:ly)?|core|tympanic|axillary|temporal)\b")
_SLOW_PULSE = 40
_LABORED = re.compile(r"\b(?:bi ?pap|c ?pap|breath\w*|wheez\w*|tachypn\w*|retract\w*)\b")
"""Beside these a slow "rate" is of breaths."""
_LOWERS = re.compile(
    r"\b(?:nicardipine|cardene|labetalol|esmolol|clevi\w+|hydralazine|nitroprusside|systolic"
    r"|pressures?|b ?p)\b"
)
_CARRIED = 48
_ON_LITERS = re.compile(
    r" on (?:just )?(?:one|two|three|four|five|six|eight|ten|twelve|fifteen)(?= |$)(?! more)"
)
_CAME_UP = re.compile(r" (?:on|with) .*\b(?:up|back|down|now|only) (?:to|at )?\s*$")
_COUNTED_RATE = (20, 300)
_OF_BREATH = frozenset({"", "oxygen_saturation", "drug"})
_PALPATED = re.compile(r" (?:(?:over|on|by) )?(?:palp\w*|systolic|diastolic)\b")
_OXYGEN_MOST = 15
_SATURATION = (50.0, 100.0)
_OWNED_RATE = {
    "en": re.compile(
        r"\b(?:vent|ventilator|paced|pacer|pacing|pacemaker|fetal|f h r|fhr|f h t|compressions?"
        r"|set)\b"
    ),
    "zh": re.compile(r"呼吸机|起搏(?!器?(?:的|植|术|后|装|了))|按压|胎心|机控"),
}


@dataclass(frozen=True, slots=True)
class Named:
    """Kind, name and unit of a value; label: what was said to name it, "" for none."""

    kind: ValueKind
    name: str | None
    unit: str | None
    label: str = ""


@dataclass(frozen=True, slots=True)
class _Label:
    key: str
    start: int
    end: int
    text: str


class Labels:
    """The words of a line that say what numbers are of."""

    def __init__(self, line: str, table: NumberTable, language: Language) -> None:
        self.line, self.language = line, language
        found = [
            _Label(key, match.start(), match.end(), match[0])
            for key, pattern in (*table.labels, ("drug", table.drugs))
            for match in pattern.finditer(line)
        ]
        kept: list[_Label] = []
        for one in sorted(found, key=lambda label: (label.start - label.end, label.start)):
            if all(one.end <= other.start or one.start >= other.end for other in kept):
                kept.append(one)
        self._labels = sorted(kept, key=lambda label: label.start)

    def before(self, start: int) -> _Label | None:
        """The label nearest before a place, if it reaches there."""
        near = [one for one in self._labels if one.end <= start]
        if not near or start - near[-1].end > _REACH[self.language]:
            return None
        if near[-1].key == "drug" and start - near[-1].end > _DRUG_REACH[self.language]:
            return None
        return near[-1]

    def given(self, end: int) -> _Label | None:
        """The drug that a number is "of": "eight of levophed"."""
        drugs = (one for one in self._labels if one.key == "drug")
        joined = (one for one in drugs if self.line[end : one.start] == " of ")
        return next(joined, None)

    def owned(self, raw: Raw, end: int) -> _Label | None:
        """The vital sign that a bare number is of, said behind it: 一百四的高压."""
        low = raw.shape != "plain" or _first(raw.number) < _LEAST_SIGN
        if low or raw.ucum or self.line[end : end + 1] != "的":
            return None
        signs = (one for one in self._labels if one.start == end + 1 and one.key in _VITALS)
        found = next(signs, None)
        return found if found and self.line[found.end : found.end + 1] not in _NUMBERED else None

    def near(self, start: int, end: int, words: re.Pattern[str]) -> bool:
        room = _NEAR[self.language]
        return words.search(self.line[max(0, start - room) : end + room]) is not None


def named(raws: Sequence[Raw], spans: Sequence[tuple[int, int]], labels: Labels) -> list[Named]:
    """Kind, name and unit of each value; spans: their characters of the line."""
    found: list[Named] = []
    for at, raw in enumerate(raws):
        start, end = spans[at]
        label = labels.before(start)
        if label is not None and not _reaches(labels, label, spans[:at], start):
            label = None
        if label is not None and _oxygen_flow(raw, label, labels.line[:start]):
            label = None
        label = labels.owned(raw, end) or _goal(label, labels.line)
        given = labels.given(end)
        if given is not None and raw.shape in _VITAL_SHAPES and raw.hint in {"", "dose"}:
            label = given
        what = _named(raw, label, labels, (start, end))
        again = _saturates if labels.language == "en" else _saturates_zh
        if what.kind in {"count", "other"} and again(raw, found, spans, labels.line, at):
            what = Named("vital", "oxygen_saturation", "%")
        found.append(replace(what, label=label.key if label else ""))
    return found


def _saturates_zh(
    raw: Raw, found: Sequence[Named], spans: Sequence[tuple[int, int]], line: str, at: int
) -> bool:
    """True for a bare number that tells a saturation again, where no other sign was told."""
    between = line[spans[at - 1][1] : spans[at][0]] if at else ""
    bare = raw.shape == "plain" and not (raw.ucum or raw.hint) and raw.number.isdigit()
    if not bare or not _AGAIN.search(between):
        return False
    signs = {one.name for one in found if one.kind == "vital"}
    low, high = _SATURATION
    return signs == {"oxygen_saturation"} and low <= float(raw.number) <= high


def _saturates(
    raw: Raw, found: Sequence[Named], spans: Sequence[tuple[int, int]], line: str, at: int
) -> bool:
    """True for the ninety five of "sats eighty eight on two liters, ninety five on four"."""
    told = [one for one in range(at) if found[one].name == "oxygen_saturation"]
    low, high = _SATURATION
    if not told or raw.ucum not in {"", "%"} or raw.shape != "plain" or raw.hint:
        return False
    start, end = spans[at]
    between = line[spans[told[-1]][1] : start]
    near = len(between) <= _CARRIED and low <= _first(raw.number) <= high
    again = _ON_LITERS.match(line, end) or _CAME_UP.search(between)
    return near and "." not in raw.number and again is not None


def _goal(label: _Label | None, line: str) -> _Label | None:
    """The pressure of "cardene till he's under one eighty": a goal only beside such a drug."""
    if label is None or label.key != "goal":
        return label
    return replace(label, key="blood_pressure") if _LOWERS.search(line) else None


def _reaches(labels: Labels, label: _Label, before: Sequence[tuple[int, int]], start: int) -> bool:
    """True when only joining words part the label, or the last value it owns, from here."""
    owned = [span for span in before if span[0] >= label.end]
    if not owned:
        return start - label.end <= _NEAR[labels.language] or label.key == "drug"
    between = labels.line[owned[-1][1] : start]
    joined = _CONTINUES[labels.language].fullmatch(between) is not None
    joined = joined or (between == "的" and label.key == "blood_pressure")  # 一百三十八的八十六
    return joined or label.key == "drug"


def _named(raw: Raw, label: _Label | None, labels: Labels, span: tuple[int, int]) -> Named:
    key = label.key if label else ""
    unitary = label is not None and label.text == "percent"  # a unit, it names no value
    told = raw.hint if raw.hint in _VITALS else _palpated(raw, labels.line[span[1] :])
    said = label.text if label else ""
    vital = told or _vital(raw, "" if unitary else key, labels, span, said)
    if vital:
        return Named("vital", vital, _unit_of(vital, raw))
    if raw.shape in {"clock", "date", "ordinal", "year"}:
        return Named("time", None, raw.ucum or None)
    if raw.hint in {"age", "duration", "time", "ratio", "count"}:
        kind: ValueKind = raw.hint  # type: ignore[assignment]
        return Named("age" if key == "age" else kind, None, _ucum(raw))
    if raw.shape == "digits":
        return Named("other", None, None)
    if key == "age":
        return Named("age", None, raw.ucum or None)
    return _lab_or_dose(raw, label, labels, span)


def _breathes(raw: Raw, before: str) -> bool:
    """True for the saturation of "on six liters she's ninety three"."""
    if raw.ucum not in {"", "%"} or raw.shape != "plain" or not raw.number.isdigit():
        return False
    low, high = _SATURATION
    return low <= float(raw.number) <= high and _BREATHING.search(before) is not None


def _lab_or_dose(raw: Raw, label: _Label | None, labels: Labels, span: tuple[int, int]) -> Named:
    key = label.key if label else ""
    concentration = raw.ucum.endswith(("/L", "/dL", "/uL"))
    if (
        raw.hint == "lab"
        or concentration
        or (key == "lab" and raw.ucum in {"", "%", "s", "mm[Hg]"})
    ):
        name = label.text if label and key == "lab" else None
        return Named("lab", name, raw.ucum or None)
    oxygen = raw.ucum in {"L", "L/min"} and labels.near(*span, _OXYGEN[labels.language])
    if oxygen:
        return Named("dose", "oxygen", raw.ucum)
    drug = label.text if label and key == "drug" else None
    if raw.hint == "dose" or (drug and raw.ucum in {"", "{tablet}", "{ampule}"}):
        return Named("dose", drug, raw.ucum or None)
    if raw.hint == "weight":
        return Named("vital", "weight", raw.ucum)
    free = raw.shape == "plain" and raw.hint not in {"gauge", "setting"}
    counts = raw.ucum == "" and key == "" and free
    return Named("count" if counts else "other", None, _ucum(raw))


def _vital(raw: Raw, key: str, labels: Labels, span: tuple[int, int], told: str = "") -> str | None:
    """The vital sign a value is of, or None."""
    if raw.shape in {"pair", "score"}:
        pressure = "blood_pressure" if raw.hint == "vital" else None
        return pressure if raw.shape == "pair" else _scored(raw, key)
    breathed = key != "drug" and _breathed(raw, labels, span[1])
    if key in _OF_BREATH and (breathed or _breathes(raw, labels.line[: span[0]])):
        return "oxygen_saturation"
    if raw.ucum == "/min" and key not in _VITALS:
        return None if _foreign(labels, span) else "heart_rate"
    if raw.hint == "temperature" and raw.ucum in {"Cel", "[degF]"}:
        return "temperature"
    if key not in _VITALS or raw.shape not in _VITAL_SHAPES or _counts(raw, key, labels, span[1]):
        return None
    beyond = told.startswith("氧合") and _first(raw.number) > _SATURATION[1]  # 氧合一百五
    own = raw.ucum in _OWN_UNITS[key] and not (beyond or _foreign(labels, span))
    return _pulse_or_breaths(raw, key, told, labels.line) if own else None


def _pulse_or_breaths(raw: Raw, key: str, told: str, line: str) -> str:
    """A slow "rate" beside bipap or wheezing is of breaths."""
    slow = key == "heart_rate" and _first(raw.number) < _SLOW_PULSE
    breaths = slow and told.startswith("rate") and _LABORED.search(line) is not None
    return "respiratory_rate" if breaths else key


def _counts(raw: Raw, key: str, labels: Labels, end: int) -> bool:
    """True where something else than a rate is counted: 血压量了三次, 血氧夹了两个手指."""
    if raw.hint != "count" or labels.line[end : end + 1] not in _MEASURES:
        return False
    if _NOT_MEASURED.match(labels.line, end):
        return False
    slowest = _SLOWEST.get(key)
    return slowest is None or _first(raw.number) < slowest


def _palpated(raw: Raw, after: str) -> str | None:
    """A pressure or a pulse by the words behind it: "eighty over palp", "ninety in a fib"."""
    bare = raw.ucum in {"", "mm[Hg]"} and raw.shape in _VITAL_SHAPES
    if bare and _PALPATED.match(after):
        return "blood_pressure"
    plain = not raw.ucum and raw.shape == "plain" and raw.number.isdigit()
    low, high = _COUNTED_RATE
    warm = raw.ucum in {"", "deg"} and (raw.ucum or "." in raw.number) and raw.shape == "plain"
    if warm and _TAKEN_AT.match(after):
        return "temperature"
    rhythm = plain and low <= int(raw.number) <= high and _RHYTHM.match(after)
    return "heart_rate" if rhythm else None


def _oxygen_flow(raw: Raw, label: _Label, before: str) -> bool:
    """True for the litres of "satting ninety six on two", and "a map of sixty on two pressors"."""
    if label.key not in _VITALS or raw.shape != "plain" or raw.ucum:
        return False
    small = _first(raw.number) <= _OXYGEN_MOST
    breathes = label.key == "oxygen_saturation" and before.endswith(" at ")
    return small and (breathes or before.endswith(" on "))


def _breathed(raw: Raw, labels: Labels, end: int) -> bool:
    """True for a bare number that oxygen or room air follows: "ninety one on four liters"."""
    if raw.ucum not in {"", "%"} or raw.shape != "plain" or raw.hint or "." in raw.number:
        return False
    low, high = _SATURATION
    follows = _BREATHES[labels.language].match(labels.line, end) is not None
    return follows and low <= _first(raw.number) <= high


def _scored(raw: Raw, key: str) -> str | None:
    total = raw.number.partition("/")[2]
    if key == "gcs" or (total == "15" and key != "other"):
        return "gcs"
    pain = total == "10" and key not in {"other", "lab"}
    return "pain_score" if key == "pain_score" or pain else None


def _foreign(labels: Labels, span: tuple[int, int]) -> bool:
    """True for rates of a machine or of an unborn child."""
    return labels.near(span[0], span[0], _OWNED_RATE[labels.language])


def _unit_of(vital: str, raw: Raw) -> str | None:
    if vital == "temperature" and raw.ucum in {"", "deg"}:
        size = _first(raw.number)
        if _CELSIUS[0] <= size <= _CELSIUS[1]:
            return "Cel"
        return "[degF]" if size > _FAHRENHEIT else None
    return _IMPLIED.get(vital) or _ucum(raw)


def _first(number: str) -> float:
    """The first number of "-8", "38-39", "96/62"."""
    found = re.match(r"-?\d+(?:\.\d+)?", number)
    return float(found[0]) if found else 0.0


def _ucum(raw: Raw) -> str | None:
    return raw.ucum if raw.ucum and raw.ucum not in {"{times}", "{score}"} else None
