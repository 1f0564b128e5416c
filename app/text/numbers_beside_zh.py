"""Chinese numbers that may be two, or another kind of value: what nothing in the line decides.

No pause is heard between numerals: 泼尼松六十五天 is 65 days, or 60 for 5 days.
"""

import re

from app.text.numbers_kind import Named
from app.text.numbers_line_zh import (
    A_DAY,
    DIGITS,
    NUMERALS,
    Said,
    label_led,
    labelled,
    whole_number,
)
from app.text.numbers_ranges_zh import of_result, span_of
from app.text.numbers_said import Raw
from app.text.numbers_strengths_zh import other_amount

_LASTING = frozenset({"min", "h", "d", "wk"})
_PAIR = 2
_DISSOLVED = re.compile(
    f"(?:毫升|升|[袋瓶])(?:百分之[{NUMERALS}点]+)?的?(?:生理|葡萄|百分之[五十]的?)?"
    "(?:盐水|糖盐?水?|林格液?|平衡液?|注射用水|高渗盐?)$"
)
"""The fluid that has its amount: 加一百毫升糖水|二十分钟滴完."""
_SET = re.compile(
    "(?:氧浓度|fio2|peep|支持|(?<![低高])流量|频率|[泵滴流]速度?|速度)[是到在给开调为才还降升加减]*$"
)
"""Settings, whose own number stands before a time: 氧浓度四十|五小时后."""
_ZEROS = ("零", "〇")
_HOUR = re.compile(rf"(?<![{NUMERALS}午晚上早晨夜])([二三四五六七八九])点$")
"""Unless the part of the day is told, or the hour has two digits: no dose is 12.50."""


def other_reading(said: Said, raw: Raw, what: Named) -> str | None:
    """How the value would be written, were the other reading meant; None where there is one only.

    what: kind and unit of the value as it is read.
    """
    numerals = said.line[raw.begin : raw.end]
    if raw.shape == "plain" and raw.ucum == "%" and said.line.startswith("百分之", raw.first):
        return other_amount(said, raw.begin, raw.end)
    if raw.shape == "plain" and not raw.unit and raw.end == raw.last + 1:
        return _range(said, raw)
    if raw.ucum == "Cel" and raw.shape == "plain" and said.line[raw.last] == "度":
        return _tenth(said, raw)
    if raw.shape == "plain" and raw.ucum in _LASTING:
        return _two_numbers(said, raw, numerals)
    if raw.shape == "plain" and what.kind == "dose" and raw.unit:
        return _behind_hour(said, raw)
    years = raw.shape in {"year", "range"} and said.line[raw.last] == "年"
    return _years(numerals.removesuffix("年"), raw) if years else _dosed(said, raw, numerals)


def _dosed(said: Said, raw: Raw, numerals: str) -> str | None:
    """利多卡因一|二十分钟: one, in twenty minutes, or ten to twenty minutes."""
    if raw.shape != "range" or raw.ucum not in _LASTING or not labelled(said, raw.begin):
        return None
    first, second = whole_number(numerals[:1]), whole_number(numerals[1:])
    scaled = numerals.endswith("十") and len(numerals) == len("一二十")
    return f"{first}, {second}{raw.glue}{raw.unit}" if scaled and second else None


def _range(said: Said, raw: Raw) -> str | None:
    """血糖十二|三天: a result three days ago, or twelve to thirteen days."""
    end = said.numeral(raw.end)
    if said.line[raw.end : end] == A_DAY and said.line.startswith("小时", end):
        return f"{int(raw.number) + 20}, 4 小时" if raw.number.isdigit() else None  # 320 in 4 hours
    if end == raw.end or not of_result(said, raw.begin, end):
        return None
    found, unit = span_of(said.line[raw.begin : end]), said.unit(end)
    word = said.line[end : end + unit[1]] if unit else ""
    return f"{found}{raw.glue}{word}" if found else None


def _tenth(said: Said, raw: Raw) -> str | None:
    """三十八度|五十分钟前: 38, or 38.5 ten minutes ago."""
    start, end = raw.last + 1, said.numeral(raw.last + 1)
    rest, unit = whole_number(said.line[start + 1 : end]), said.unit(end)
    digit = DIGITS.get(said.line[start : start + 1])
    apart = unit is not None and unit[0].kind in {"duration", "dose"}
    if not digit or rest is None or unit is None or not apart or "." in raw.number:
        return None
    word = unit[0].written or said.line[end : end + unit[1]]
    return f"{raw.number}.{digit} ℃, {rest} {word}"


def _two_numbers(said: Said, raw: Raw, numerals: str) -> str | None:
    """硝普钠|二十|五分钟: behind a name, a dose or a result may stand before the time."""
    if len(numerals) < _PAIR or not raw.number.isdigit() or (raw.number, raw.ucum) == ("24", "h"):
        return None
    if not labelled(said, raw.begin):
        return None
    if label_led(said, raw.begin) == "other" and not _SET.search(said.line, 0, raw.begin):
        return None  # 等床十一个钟头
    if _DISSOLVED.search(said.line, 0, raw.begin):
        return None
    for cut in range(len(numerals) - 1, 0, -1):
        first, second = whole_number(numerals[:cut]), whole_number(numerals[cut:])
        if first is not None and second is not None and not numerals[:cut].endswith(_ZEROS):
            return f"{first}, {second}{raw.glue}{raw.unit}"
    return None


def _behind_hour(said: Said, raw: Raw) -> str | None:
    """八点|二十五毫克: the dose at eight, or 8.25."""
    match = _HOUR.search(said.line, 0, raw.begin)
    return f"{DIGITS[match[1]]}.{raw.number}{raw.glue}{raw.unit}" if match else None


def _years(numerals: str, raw: Raw) -> str | None:
    """六七年: 1967, or six to seven years."""
    digits = "".join(DIGITS.get(one, "") for one in numerals)
    if len(numerals) != _PAIR or len(digits) != _PAIR or int(digits[1]) - int(digits[0]) != 1:
        return None
    return f"{digits[0]}-{digits[1]} 年" if raw.shape == "year" else f"{digits} 年"
