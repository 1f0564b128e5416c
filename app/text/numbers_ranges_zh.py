"""Two Chinese numbers said as about that many: 七八天, 十七八岁, 二三十个, 一百五六十毫升."""

import re

from app.text.numbers_line_zh import DIGITS, Said, label_led, labelled, whole_number
from app.text.numbers_measured_zh import measured
from app.text.numbers_said import Raw

_ONE, _NEXT = "([一二两三四五六七八九])", "([二两三四五六七八九])"
_TWO = re.compile(_ONE + _NEXT)
_SCALED = re.compile(f"(.*[百千万])?{_ONE}{_NEXT}([十百千万])")
_BEHIND = re.compile(f"(.*)([十百千万]){_ONE}{_NEXT}")
_DIGIT = "[一二两三四五六七八九]"
_ROUND = f"{_DIGIT}[十百千]{_DIGIT}?十?"
_TWICE = re.compile(f"({_ROUND})({_ROUND})")
"""一百六一百七, 八十九十."""
_SCALES = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10_000}
_PAIR = 2
_NO_RESULT = frozenset({"", "other", "temperature", "pain_score", "height", "weight", "age"})
"""Labels behind which a time may stand at once: 发烧十七八天."""
_WAN = _SCALES["万"]


def adjacent(said: Said, at: int) -> Raw | None:
    """The range that starts at `at`. 一百五六十 alone may be a pressure, too: no value."""
    end = said.numeral(at)
    text = said.line[at:end]
    found = span_of(text)
    if found is None:
        return None
    after = said.line[end : end + 1]
    if after == "点" and said.numeral(end + 1) == end + 1:
        last = end + (said.line[end + 1 : end + 2] == "钟")
        return Raw(at, last, at, end, found, said.line[end : last + 1], "", "clock", "time")
    told = said.unit(end) or after in said.table.lists["measures"] or labelled(said, at)
    if re.match("[一两二]百.*十$", text) and not told:
        return Raw(at, end - 1, at, end, "", "", "", "approximate")
    if of_result(said, at, end) and (cut := _cut(text)):
        first = whole_number(text[:cut]) or ""  # 血糖十二|三天没打胰岛素, 心率一百一|二十分钟
        return Raw(at, at + cut - 1, at, at + cut, first, "", "", "plain")
    return measured(said, at, end, found, shape="range")


def _cut(text: str) -> int:
    """Where numerals can be parted into two numbers, the first the longer; 0 where nowhere."""
    cuts = range(len(text) - 1, 0, -1)
    return next((cut for cut in cuts if whole_number(text[:cut]) and whole_number(text[cut:])), 0)


def of_result(said: Said, at: int, end: int) -> bool:
    """True where numerals with a time behind them stand behind the name of a result or a sign,
    whose own number they must hold."""
    unit = said.unit(end)
    return (
        unit is not None
        and unit[0].kind == "duration"
        and end - at > _PAIR
        and label_led(said, at) not in _NO_RESULT
    )


def span_of(text: str) -> str | None:
    """What the numerals say as a range, "7-8"; None where they are none."""
    if text.endswith("万") and (below := span_of(text[:-1])) is not None:
        low, high = (int(one) for one in below.split("-"))
        return f"{low * _WAN}-{high * _WAN}"
    if match := _TWO.fullmatch(text):
        return _rising(0, 1, *match.groups()) if _next(*match.groups()) else None
    if match := _SCALED.fullmatch(text):
        base = _base(match[1] or "", match[4])
        if base is None or not _next(match[2], match[3]):
            return None
        return _rising(base, _SCALES[match[4]], match[2], match[3])
    if match := _TWICE.fullmatch(text):
        first, second = whole_number(match[1]) or "0", whole_number(match[2]) or "0"
        return f"{first}-{second}" if _one_step(int(first), int(second)) else None
    return _clipped(text)


def _one_step(low: int, high: int) -> bool:
    """True for 160 and 170, 80 and 90: round, and no pressure, which falls."""
    step = high - low
    return step in {10, 100, 1000} and low % step == 0 < low


def _clipped(text: str) -> str | None:
    """十七八, 一百五六."""
    match = _BEHIND.fullmatch(text)
    base = whole_number(match[1] + match[2]) if match else None
    if match is None or base is None or not _next(match[3], match[4]):
        return None
    return _rising(int(base), max(1, _SCALES[match[2]] // 10), match[3], match[4])


def _next(first: str, second: str) -> bool:
    """True for two numbers that are said for about that many: 七八, 三五, not 一三."""
    return int(DIGITS[second]) == int(DIGITS[first]) + 1 or first + second == "三五"


def _base(text: str, scale: str) -> int | None:
    """The part before the range; None where its scale does not follow: 三百五六百."""
    if not text:
        return 0
    whole = whole_number(text)
    return int(whole) if whole is not None and _SCALES[text[-1]] == _SCALES[scale] * 10 else None


def _rising(base: int, step: int, first: str, second: str) -> str | None:
    low, high = int(DIGITS[first]), int(DIGITS[second])
    return f"{base + low * step}-{base + high * step}" if low < high else None
