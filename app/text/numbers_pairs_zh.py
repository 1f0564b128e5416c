"""Chinese pairs of numbers: pressures in one breath or with 比, and ratios."""

import re
from collections.abc import Iterator

from app.text.numbers_line_zh import DIGITS, Said, decimal, whole_number
from app.text.numbers_ranges_zh import span_of
from app.text.numbers_said import Raw

_SYSTOLIC, _DIASTOLIC = range(40, 301), range(20, 201)
PRESSURE_CUE = re.compile(
    r"(?:血压|有创压|动脉压|袖带压|压力|复测|[左右](?:侧|上肢|臂|边)|[高上]压|收缩压)[^，。]{0,10}$"
)
_DIGIT = "[一二三四五六七八九]"
_TWO_NUMBERS = re.compile(rf"[一二两]百.+|[六七八九]十{_DIGIT}?[三四五六七八]十{_DIGIT}?")
"""What may be two numbers in one breath without a cue, where it is no range: 一百一十八八十."""
_STRENGTH = re.compile("[一二两五]?十?[千万]")
_ONE_SIDE = re.compile("(?:[高低上下]压|收缩压|舒张压)[是有在约到大概]*$")
_VITAL_NEXT = re.compile("(?:的)?(?:毫米汞柱|心率|脉搏|心跳|呼吸|[指末]?[脉梢]?[血氧])")
_TEN, _SHORTEST = 10, 3
LEAST, RATES = 60, range(30, 221)
GAS = re.compile(r"[六七]点[零一二三四五六七八九]{1,3}(?:[零一二三四五六七八九十百]+)?$")
_BREATHED = re.compile(r"(?:双水平|bipap|无创|ipap|呼吸机)[^，。]{0,6}$")
_IN, _OUT = range(6, 31), range(2, 16)
"""Pressures of a ventilator in cmH2O: breathing in and out."""


def fits(high: int, low: int) -> bool:
    return high in _SYSTOLIC and low in _DIASTOLIC and low < high


def pair(upper: str, lower: str) -> str | None:
    high, low = whole_number(upper), whole_number(lower)
    if high is None or low is None or not fits(int(high), int(low)):
        return None
    return f"{high}/{low}"


def pressure(said: Said, at: int) -> Raw | None:
    """血压一百二十比八十, 血压一百三八十."""
    end = said.numeral(at)
    if end == at:
        return None
    joint = said.line[end : end + 1]
    if joint in {"比", "/", "杠"}:
        return _against(said, at, end)
    apart = joint in {*"点床个"} and end - at > _SHORTEST and said.line[end - 1] in DIGITS
    end -= apart  # 一百二八十|八点
    return _down_to(said, at, end) if joint == "到" else _in_one_breath(said, at, end)


def _in_one_breath(said: Said, at: int, end: int) -> Raw | None:
    text = said.line[at:end]
    gas = GAS.search(said.line[:at]) is not None
    if whole_number(text) is not None or gas:
        told = whole_number(text) is not None and said.unit(end) is not None
        return _first_of(text, at) if gas and not told else None  # 管子七点五|二十二公分
    if _BREATHED.search(said.line[:at]) and (both := _ventilated(text)):
        return Raw(at, end - 1, at, end, both, "", "", "ratio", "ratio")
    if not _may_be_pressure(said, at, end):
        return None
    pairs = {one for cut in range(1, len(text)) if (one := pair(text[:cut], text[cut:]))}
    if not pairs:
        return _with_rate(at, text)
    if len(pairs) != 1 or span_of(text) is not None:  # 一百三四十 may be 130 to 140
        return Raw(at, end - 1, at, end, "", "", "", "approximate")
    return _with_pressure_unit(said, at, end, pairs.pop())


def _may_be_pressure(said: Said, at: int, end: int) -> bool:
    """True where words before or behind tell of a pressure, or the numerals look like one."""
    text, unit = said.line[at:end], said.unit(end)
    span = span_of(text) is not None
    if unit is not None and unit[0].ucum != "mm[Hg]":
        return False
    if PRESSURE_CUE.search(said.line[:at]):
        return not (span and _ONE_SIDE.search(said.line[:at]))  # 高压一百三四十
    alone = _TWO_NUMBERS.fullmatch(text) or _VITAL_NEXT.match(said.line, end)
    return alone is not None and not span


def _first_of(text: str, at: int) -> Raw | None:
    """The first of several numbers of two digits or more, where they are parted in one way only:
    of a blood gas, 六十八|五十五|二十二."""
    ways = list(partings(text))
    if len(ways) != 1:
        return None
    first = ways[0][0]
    end = at + len(first)
    return Raw(at, end - 1, at, end, whole_number(first) or "", "", "", "plain", "lab")


def partings(text: str) -> Iterator[tuple[str, ...]]:
    """All partings of numerals into numbers from ten on."""
    if not text:
        yield ()
    for cut in range(1, len(text) + 1):
        head = whole_number(text[:cut])
        if head is not None and int(head) >= _TEN:
            yield from ((text[:cut], *rest) for rest in partings(text[cut:]))


def _ventilated(text: str) -> str | None:
    """无创十六六: the pressures of breathing in and out."""
    found = {
        f"{high}/{low}"
        for cut in range(1, len(text))
        if (high := whole_number(text[:cut])) and (low := whole_number(text[cut:]))
        if int(high) in _IN and int(low) in _OUT and int(low) < int(high)
    }
    return found.pop() if len(found) == 1 else None


def _with_rate(at: int, text: str) -> Raw | None:
    """一百四八十七十二次: the pressure, with the heart rate in the same breath."""
    found = {
        (one, second)
        for second in range(2, len(text))
        if (rate := whole_number(text[second:])) is not None and int(rate) in RATES
        for first in range(1, second)
        if (one := pair(text[:first], text[first:second])) is not None
        and int(one.partition("/")[0]) >= LEAST
    }
    if len(found) != 1:
        return None
    one, second = found.pop()
    return Raw(at, at + second - 1, at, at + second, one, "", "", "pair", "vital")


def _with_pressure_unit(said: Said, at: int, end: int, text: str) -> Raw:
    unit = said.unit(end)
    if unit is not None and unit[0].ucum == "mm[Hg]":
        last = end + unit[1] - 1
        return Raw(at, last, at, end, text, "mmHg", "mm[Hg]", "pair", "vital")
    return Raw(at, end - 1, at, end, text, "", "", "pair", "vital")


def _down_to(said: Said, at: int, end: int) -> Raw | None:
    """血压八十五到五十."""
    cue = PRESSURE_CUE.search(said.line[:at])
    stop = said.numeral(end + 1)
    text = pair(said.line[at:end], said.line[end + 1 : stop])
    if cue is None or text is None or re.search("[从由压]$|[高低上下]压", cue[0][2:]):
        return None
    return _with_pressure_unit(said, at, stop, text)


def _against(said: Said, at: int, end: int) -> Raw | None:
    """A比B: a pressure, or a ratio."""
    stop = said.numeral(end + 1)
    if stop == end + 1 and said.line[stop : stop + 1] in DIGITS:
        stop += 1  # 二比一下传: the idiom 一下 does not part a ratio
    strength = _STRENGTH.match(said.line, end + 1) if said.line[at:end] == "一" else None
    behind = decimal(said, "", stop)[1]  # 一比一万|一点二毫升
    counted = strength is not None and strength.end() < stop and said.unit(behind) is not None
    if strength is not None and counted and said.line[strength.end()] not in "零〇":
        stop = strength.end()  # 一比一万|十毫升
    upper, lower = whole_number(said.line[at:end]), whole_number(said.line[end + 1 : stop])
    if upper is None or lower is None:
        return None
    if fits(int(upper), int(lower)) and not re.search(r"按压|通气|配", said.line[:at][-8:]):
        return _with_pressure_unit(said, at, stop, f"{upper}/{lower}")
    lower, stop = decimal(said, lower, stop)
    third = said.numeral(stop + 1) if said.line[stop : stop + 1] == "比" else stop
    last = whole_number(said.line[stop + 1 : third])
    if last is not None:  # 红细胞血浆血小板一比一比一
        return Raw(at, third - 1, at, third, f"{upper}:{lower}:{last}", "", "", "ratio", "ratio")
    breathed = _BREATHED.search(said.line, 0, at) and int(upper) in _IN and lower.isdigit()
    breathed = breathed and int(lower) in _OUT and int(lower) < int(upper)
    paired = breathed or re.search(r"双水平|bipap|压力$", said.line[:at][-8:])
    joint = "/" if paired else ":"
    return Raw(at, stop - 1, at, stop, f"{upper}{joint}{lower}", "", "", "ratio", "ratio")
