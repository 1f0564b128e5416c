"""Chinese digits said one by one: phone numbers, scores part after part, plus signs, threads."""

import re

from app.text.numbers_line_zh import DIGITS, NUMERALS, Said, label_before, label_led, whole_number
from app.text.numbers_lone_zh import MEAL_DRUG
from app.text.numbers_measured_zh import BODY, measured
from app.text.numbers_pairs_zh import PRESSURE_CUE, fits
from app.text.numbers_ranges_zh import span_of
from app.text.numbers_said import Raw, Shape

_MIN_STRING, _PAIR = 3, 2
_MEALS = re.compile("三餐|早中晚|餐前|饭前")
_MEAL_REACH = 12
_BIRTHS = re.compile("(?:孕[零〇一二两三四五六七八九]产|(?<![a-z])g[一二两三四五六七八九]p)$")
_NONE: Shape = "approximate"
_OF_TWO = {
    "heart_rate": range(40, 100),
    "blood_pressure": range(40, 100),
    "oxygen_saturation": range(70, 100),
}
_SCORES = "零一二三四五六七八九十"
_SCORED = re.compile(rf"(?:阿普加|阿氏评分|apgar)(?:评分)?[{_SCORES}]*$")
_SCORED_BEFORE = re.compile(f"[{_SCORES}]$")
_SUMMED = re.compile("([一二三四五六])加([一二三四五六])加$")
_EYES_WORDS_MOVES = re.compile("[一二三四][一二三四五][一二三四五六]")
_PARTS = re.compile("(?:格拉斯哥|gcs)(?:昏迷)?(?:评分)?([一二两三四五六]{0,2})$")

_SUTURE = re.compile(
    "([一二两三四五六七八九十])个?零号?(?=的?(?:[慢快]?可?吸收|[慕丝缝尼薇普爱单倒羊肠滑][^，。0-9]{0,5}[线林灵桥康]|线))"
    "|(?<=[慕丝缝尼薇普爱单双肠吸号合]线)([一二两三四五六七八九十])个?零(?![零〇幺一二三四五六七八九十百])"
)
_THREADS = re.compile("([二三四五六七八九])个?零(?![零〇幺一二三四五六七八九十百点])(?:号|的)?")
_THREAD_SAID = re.compile("零号?的?[^，。]{0,6}线[^，。]{0,10}$")
"""Behind it a size needs no thread: 三零的丝线，脸上换六零."""


def digit_string(said: Said, at: int) -> Raw | None:
    """Phone digits, 120, and pressures said digit by digit."""
    end = said.numeral(at)
    text = said.line[at:end]
    if len(text) == _PAIR and (two := _two_digits(said, at, text)) is not None:
        return measured(said, at, end, two) if two else Raw(at, end - 1, at, end, "", "", "", _NONE)
    spelled = ("幺" in text or {*"俩仨"} & {*text}) and len(text) > _MIN_STRING
    strange = "两" if spelled else "两俩仨"
    if len(text) < _MIN_STRING or any(one not in DIGITS or one in strange for one in text):
        return None
    digits = "".join(DIGITS[one] for one in text)
    if PRESSURE_CUE.search(said.line[:at]) and len(digits) in {4, 5, 6}:
        pairs = [
            f"{int(digits[:cut])}/{int(digits[cut:])}"
            for cut in (3, 2)
            if fits(int(digits[:cut]), int(digits[cut:])) and digits[cut] != "0"
        ]
        if len(pairs) == 1:
            return Raw(at, end - 1, at, end, pairs[0], "", "", "pair", "vital")
    lower = _lower(said, end) if PRESSURE_CUE.search(said.line[:at]) else None
    if lower is not None and fits(int(digits), int(lower[0])):
        number = f"{int(digits)}/{lower[0]}"
        return Raw(at, lower[1] - 1, at, lower[1], number, "", "", "pair", "vital")
    if said.line[end : end + 1] in {"年", "点"}:
        return None
    return _told_digits(said, at, end, digits) or Raw(
        at, end - 1, at, end, digits, "", "", "digits", "other"
    )


def _lower(said: Said, start: int) -> tuple[str, int] | None:
    """The lower number of a pressure whose upper one was said digit by digit, and where it ends:
    幺四零|比九零, 幺三五|八十五."""
    begin = start + (said.line[start : start + 1] in {"比", "/", "杠"})
    end = said.numeral(begin)
    text = said.line[begin:end]
    if len(text) == _PAIR and all(one in DIGITS and one not in "两俩仨" for one in text):
        return DIGITS[text[0]] + DIGITS[text[1]], end
    number = whole_number(text)
    return None if number is None else (number, end)


def _two_digits(said: Said, at: int, text: str) -> str | None:
    """心率九零, 血氧九五: both digits of a sign that has two; "" for 八九: 89, or 80 to 90."""
    if any(one not in DIGITS or one in "两俩仨" for one in text):
        return None
    digits = DIGITS[text[0]] + DIGITS[text[1]]
    if int(digits) not in _OF_TWO.get(label_led(said, at), ()):
        return None
    return digits if span_of(text) is None else ""


def _told_digits(said: Said, at: int, end: int, digits: str) -> Raw | None:
    """心率幺幺八, 体温三八五: digits of a sign that was named."""
    key, text = label_before(said, at), said.line[at:end]
    if len(digits) != _MIN_STRING or key in {"", "other"}:
        return None
    if key == "oxygen_saturation":  # 血氧九五六
        both = span_of(text[1:]) is not None
        number = f"{digits[:2]}-{digits[0]}{digits[2]}" if both else ""
        shape: Shape = "range" if both else "approximate"
        return Raw(at, end - 1, at, end, number, "", "", shape)
    if key == "temperature" and int(digits[:2]) in BODY:
        return measured(said, at, end, f"{digits[:2]}.{digits[2]}")
    return measured(said, at, end, digits) if said.line[at] in "幺一" else None


def listed(said: Said, at: int) -> Raw | None:
    """Apgar八九九分, 三加四加五十二分: one score after the other."""
    parts = _SUMMED.search(said.line[:at])
    if parts is not None:
        end = said.numeral(at)
        part, total = whole_number(said.line[at]), whole_number(said.line[at + 1 : end])
        scores = [whole_number(one) for one in (*parts.groups(), said.line[at])]
        if part is not None and total == str(sum(int(one) for one in scores if one)):
            return Raw(at, at, at, at + 1, part, "", "", "plain")
        return None
    end = said.numeral(at)
    before = _PARTS.search(said.line[:at])
    three = before[1] + said.line[at:end] if before is not None else ""
    births = end > at + 1 and said.line[at] in DIGITS and _BIRTHS.search(said.line[:at])
    if births or _EYES_WORDS_MOVES.fullmatch(three):  # G二P一|三十九周
        return Raw(at, at, at, at + 1, DIGITS[said.line[at]], "", "", "plain")  # GCS三四五
    if said.line[at] not in _SCORES or not _SCORED.search(said.line[:at]):
        return None
    if end - at < _PAIR and not _SCORED_BEFORE.search(said.line[:at]):
        return None
    number = whole_number(said.line[at])
    return None if number is None else Raw(at, at, at, at + 1, number, "", "", "plain")


def for_meals(said: Said, at: int) -> Raw | None:
    """The next of three doses of insulin, one a meal: 门冬六六八三餐前."""
    start, end = at, said.numeral(at)
    while said.line[start - 1 : start] in {*DIGITS} and start > at - len("早中"):
        start -= 1
    text = said.line[start:end]
    if len(text) != len("早中晚") or any(one not in DIGITS or one in "零〇两俩仨" for one in text):
        return None
    before, behind = said.line[max(0, start - _MEAL_REACH) : start], said.line[end : end + 4]
    if not (MEAL_DRUG.search(before) and _MEALS.search(f"{before[-4:]}，{behind}")):
        return None
    return Raw(at, at, at, at + 1, DIGITS[said.line[at]], "", "", "plain", "dose")


def plus(said: Said, at: int) -> Raw | None:
    """三个加号, 两个加."""
    end = said.numeral(at)
    number = whole_number(said.line[at:end]) if end > at else None
    match = re.match(rf"个?加(?:号|(?![{NUMERALS}到至量用上入进大快回]))", said.line[end:])
    if number is None or match is None or int(number) > len("++++"):
        return None
    return Raw(at, end + match.end() - 1, at, end, f"{number}+", "", "", "plus", "lab")


def thread(said: Said, at: int) -> Raw | None:
    """三零丝线, 六个零的线: the size of a suture."""
    match = _SUTURE.match(said.line, at) or (
        _THREADS.match(said.line, at) if _THREAD_SAID.search(said.line, 0, at) else None
    )
    number = DIGITS.get(next(filter(None, match.groups()))) if match else None
    if match is None or number is None:
        return None
    return Raw(at, match.end() - 1, at, match.end(), f"{number}-0", "", "", "digits", "other")
