"""Chinese numerals as clinicians write them: a display rule over characters that stay as heard.

Only measurements and unmistakable figures become digits; units stay in Chinese. Idioms, ordinals
in names and single numerals before ordinary words (一样, 十分, 三七, 两侧) are never touched.
"""

import re
from collections.abc import Sequence

from app.text.forms import NumberForm
from app.text.tokens import edges, plain
from app.text.units import units_of

_DIGIT = {character: value for value, character in enumerate("零一二三四五六七八九")}
_DIGIT |= {"〇": 0, "两": 2, "幺": 1}
_TENS = {"十": 10, "百": 100, "千": 1000}
_NUMERAL = re.compile(r"[零〇一二三四五六七八九十百千万两幺]+")
_CARDINAL = re.compile(
    r"(?:[一二两三四五六七八九]千零?)?(?:[一二两三四五六七八九]百(?:零(?!.?十))?)?"
    r"(?:[一二三四五六七八九]?十)?[一二两三四五六七八九]?"
)
_FRACTION = re.compile(r"点([零〇一二三四五六七八九]+)")
_AFTER_ONE = frozenset("直般样起些定旦共边切阵旁致律")
_UNCLEAR_AFTER_ONE = frozenset("下会")
_NOT_AFTER = frozenset("统唯同单万专周期拜初老第")
_SHORTEST_STRING = 3
_VAGUE = frozenset("几半多数来余")
_TIME_OF_DAY = re.compile(
    r"(?:上午|下午|晚上|早上|凌晨|中午|今早|今晚|昨晚|早晨|傍晚|半夜|夜里)"
    r"(?:大概|大约|约)?$"
)
_CLOCK_HOUR = re.compile(r"[一二两三四五六七八九十]点$")
_CLOCK_AFTER = ("分", "刻", "钟", "半", "整")
_PERCENT = "百分之"
_PRESSURE_CUE = re.compile(r"(?:血压|压力|复测)[^，。]{0,8}$")
_WHOLE_CUE = re.compile(
    r"(?:血压|心率|脉搏|呼吸|血氧|饱和度|体温|血糖|评分|血钾|肌酐|血红蛋白|压)"
    r"[是为有到约高达降升测]*$"
)
_TEMPERATURE = range(34, 44)
_COLD_OR_HOT = range(20, 46)
_TEMPERATURE_CUE = re.compile(r"(?:温度?|烧到?|热到?)[是为有到约高达降升测]*$")
_SYSTOLIC, _DIASTOLIC = range(60, 301), range(30, 181)
_NAMES = (
    "十二指肠", "三七", "五官", "六味", "百日咳", "二尖瓣", "三尖瓣", "四肢", "八珍", "百草枯",
    "十字", "千金", "二十四节气", "三十六计", "十全", "万古霉素", "三叉", "四环素", "十二生肖",
    "二氧化碳", "二甲双胍", "三磷酸", "五味子", "六神丸", "八角", "双十一", "一二三", "一五一十",
)  # fmt: skip


def number_forms(words: Sequence[str]) -> tuple[NumberForm, ...]:
    """The written forms of all certain numbers in heard words, in order, not overlapping."""
    texts = [(plain(word) or " ") + ("，" if edges(word)[1] else "") for word in words]
    line = "".join(texts)
    owners = [index for index, text in enumerate(texts) for _ in text]
    forms: list[NumberForm] = []
    end = 0
    for match in _NUMERAL.finditer(line):
        if match.start() < end or _named(line, match.start(), match.end()):
            continue
        form = _form(line, match.start(), match.end())
        if form is not None:
            end = form.last + 1
            forms.append(
                NumberForm(owners[form.first], owners[form.last], form.text, form.rule, form.state)
            )
    return tuple(forms)


def cardinal(text: str) -> int | None:
    """The value of a whole spoken number: 一百零五 is 105, 一百五 is 150, 两百五 is 250.

    None when the characters are not one number.
    """
    if "万" in text:
        above, _, below = text.partition("万")
        high, low = cardinal(above), cardinal(below.removeprefix("零")) if below else 0
        if below in _DIGIT and below != "零" and low is not None:
            low *= _TENS["千"]  # 一万八 is 18000, as 一千八 is 1800
        return None if high is None or low is None else high * 10_000 + low
    if not text or (text in _TENS and text != "十") or not _CARDINAL.fullmatch(text):
        return None
    value, digit, unit = 0, 0, 0
    for character in text:
        if character in _TENS:
            value += (digit or 1) * _TENS[character]
            digit, unit = 0, _TENS[character]
        else:
            digit = _DIGIT[character]
            unit = 0 if digit == 0 else unit
    clipped = unit >= _TENS["百"] and text[-1] in _DIGIT
    return value + digit * (unit // 10 if clipped else 1)


def _form(line: str, start: int, stop: int) -> NumberForm | None:
    """The written form of the numerals at start..stop, with what belongs to them."""
    if line.startswith(_PERCENT, start) or line[max(0, start - 3) : start] == _PERCENT:
        return _percent(line, start)
    stop = _without_word(line, start, stop)
    if stop <= start or line[start - 1 : start] in _NOT_AFTER:
        return None
    numerals = line[start:stop]
    if "幺" in numerals:
        return _digit_string(numerals, start, stop)
    return (
        _pressure(line, start, stop)
        or _decimal(line, start, stop)
        or _temperature(line, start, stop)
        or _whole(line, start, stop)
    )


def _percent(line: str, start: int) -> NumberForm | None:
    begin = start if line.startswith(_PERCENT, start) else start - len(_PERCENT)
    after = begin + len(_PERCENT)
    match = _NUMERAL.match(line, after)
    if match is None:
        return None
    whole = 100 if match.group() == "百" else _value(match.group())
    if whole is None:
        return None
    end, text = match.end(), str(whole)
    fraction = _FRACTION.match(line, end)
    if fraction is not None:
        end, text = fraction.end(), f"{text}.{_string(fraction.group(1))}"
    return NumberForm(begin, end - 1, f"{text}%", "number.percent")


def _digit_string(numerals: str, start: int, stop: int) -> NumberForm | None:
    if len(numerals) < _SHORTEST_STRING or any(
        character in _TENS or character == "万" for character in numerals
    ):
        return None
    return NumberForm(start, stop - 1, _string(numerals), "number.digits")


def _pressure(line: str, start: int, stop: int) -> NumberForm | None:
    """血压一百二十比八十 and 血压一百二十八十, the second only when one split is plausible."""
    joint = re.match(r"[比/]", line[stop:])
    if joint is not None:
        lower = _NUMERAL.match(line, stop + 1)
        pair = lower and _plausible(line[start:stop], lower.group())
        if lower is None or pair is None:
            return None
        return NumberForm(start, lower.end() - 1, pair, "number.pressure")
    numerals = line[start:stop]
    if not _PRESSURE_CUE.search(line[:start]) or cardinal(numerals) is not None:
        return None
    splits = [
        pair
        for cut in range(1, len(numerals))
        if (pair := _plausible(numerals[:cut], numerals[cut:])) is not None
    ]
    return NumberForm(start, stop - 1, splits[0], "number.pressure") if len(splits) == 1 else None


def _plausible(upper: str, lower: str) -> str | None:
    high, low = cardinal(upper), cardinal(lower)
    if high is None or low is None or high not in _SYSTOLIC or low not in _DIASTOLIC:
        return None
    return f"{high}/{low}" if high > low else None


def _decimal(line: str, start: int, stop: int) -> NumberForm | None:
    match = _FRACTION.match(line, stop)
    if match is None or _TIME_OF_DAY.search(line[:start]):
        return None
    end = _without_word(line, match.start(1), match.end(1))
    whole = _value(line[start:stop])
    after = line[end : end + 1]
    clock = after in _CLOCK_AFTER and not units_of("zh").starts(line[end:])
    if whole is None or end == match.start(1) or clock or (after and after in _VAGUE | {"十"}):
        return None
    text = f"{whole}.{_string(line[match.start(1) : end])}"
    if after == "度" and _bodily(line, start, whole):
        return NumberForm(start, end, f"{text}℃", "number.temperature")
    return NumberForm(start, end - 1, text, "number.decimal")


def _temperature(line: str, start: int, stop: int) -> NumberForm | None:
    """三十八度二 and 三十九度: only in the range of a body."""
    whole = cardinal(line[start:stop])
    if not _bodily(line, start, whole) or line[stop : stop + 1] != "度":
        return None
    tenth = line[stop + 1 : stop + 2]
    follows = line[stop + 2 : stop + 3]
    alone = follows not in _DIGIT and follows not in _TENS and follows not in _AFTER_ONE
    if tenth in _DIGIT and tenth and alone and not units_of("zh").starts(line[stop + 2 :]):
        return NumberForm(start, stop + 1, f"{whole}.{_DIGIT[tenth]}℃", "number.temperature")
    if tenth in _DIGIT and tenth != "一":
        return None
    return NumberForm(start, stop, f"{whole}℃", "number.temperature")


def _bodily(line: str, start: int, degrees: int | None) -> bool:
    """True for degrees of a body, or any that a word for temperature stands before."""
    return degrees in _TEMPERATURE or (
        degrees in _COLD_OR_HOT and _TEMPERATURE_CUE.search(line[:start]) is not None
    )


def _whole(line: str, start: int, stop: int) -> NumberForm | None:
    numerals, after = line[start:stop], line[stop:]
    value = cardinal(numerals)
    if value is None or _open_ended(numerals, after) or _CLOCK_HOUR.search(line[:start]):
        return None
    unit = units_of("zh").starts(after)
    if len(numerals) == 1:
        single = unit is not None and (unit.single or numerals == "十")
        if unit is None or not single or _splits_word(after, unit.length):
            return None
    if numerals == "二百五" and unit is None and not _WHOLE_CUE.search(line[:start]):
        return None
    return NumberForm(start, stop - 1, str(value), "number.cardinal")


def _open_ended(numerals: str, after: str) -> bool:
    """True when what follows leaves the value open: 十几, 三点, 九十一下."""
    if numerals[-1] == "一" and after[:1] in _UNCLEAR_AFTER_ONE:
        return True
    return after[:1] == "点" or (after[:1] in _VAGUE and after[:1] != "多")


def _splits_word(after: str, length: int) -> bool:
    """True when the unit is the start of another word: 升高, 克服, 次要."""
    return length == 1 and after[:2] in {"升高", "升到", "升至", "克服", "次要", "年级", "周围"}


def _value(numerals: str) -> int | None:
    return 0 if numerals in {"零", "〇"} else cardinal(numerals)


def _string(numerals: str) -> str:
    return "".join(str(_DIGIT[character]) for character in numerals)


def _without_word(line: str, start: int, stop: int) -> int:
    """The end without a last 一 that starts the next word: 九十|一直."""
    after_figure = stop - start > 1 or line[start - 1 : start] == "点"
    starts_word = line[stop - 1] == "一" and line[stop : stop + 1] in _AFTER_ONE
    return stop - 1 if after_figure and starts_word else stop


def _named(line: str, start: int, stop: int) -> bool:
    """True when the numerals are part of a name or an idiom."""
    return any(
        line.startswith(name, place)
        for name in _NAMES
        for place in range(max(0, start - len(name) + 1), stop)
    )
