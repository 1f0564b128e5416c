"""Reads Chinese numerals into values without asking yet what they are values of."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from app.text.numbers_digits_zh import digit_string, for_meals, listed, plus, thread
from app.text.numbers_line_zh import (
    A_DAY,
    DIGITS,
    NUMERALS,
    Said,
    decimal,
    label_led,
    labelled,
    rising,
    whole_number,
)
from app.text.numbers_lone_zh import single
from app.text.numbers_measured_zh import (
    BODY,
    VAGUE_TIME,
    angle,
    measured,
    sachet,
)
from app.text.numbers_packed_zh import led, packed
from app.text.numbers_pairs_zh import pair, partings, pressure
from app.text.numbers_ranges_zh import adjacent, span_of
from app.text.numbers_rates_zh import rated
from app.text.numbers_said import Raw, Shape
from app.text.numbers_strengths_zh import solutions
from app.text.numbers_table import NumberTable, number_table
from app.text.numbers_times_zh import hour_of_row, timed
from app.text.numbers_zh import cardinal

_MIN_STRING, _PAIR = 3, 2
_WEEKS = re.compile(r"(周)?加([零一二三四五六])(周)?(?![天日个度点十])")
_PREGNANT = re.compile("(?:孕|妊娠|胎龄|早产|出生|纠正)周?(?:已经?|是|现在?|到|大概|约)?$")
_GESTATION, _EARLY, _WEEK = range(20, 46), range(4, 20), 7
_ENDED = re.compile("([^点]*[十零][一二三四五六七八九])[一二三四五六七八九]")
_A_DAY = re.compile(f"[天日][{NUMERALS}]+[次片粒支包袋顿回遍口杯趟喷滴餐针]")
_AND = re.compile("有([一二三四五六七八九])(?=[了的腿耳身还仍，。]|高龄|$)")
_OPEN = re.compile(rf"好几|几[二三]十|大几|点几|又[{NUMERALS}]+分之")
"""Behind a number they leave it open: 三十好几, 三点几."""
_MIXED = re.compile("([一二两三四五六七八九])又([二四])分之([一三])")
_QUARTERS = {"二一": "5", "四一": "25", "四三": "75"}
_SCORED = re.compile("点[一二三四五六七八九]分$")
_SCORES = frozenset({"other", "pain_score", "gcs"})
_OF_MANY = {"千": "1000", "万": "10000"}
_TENS_AND_HOUR = re.compile("[十百][一二三四五六七八九]$")
_HOUR_SAID = re.compile(f"点(?![几多来{NUMERALS}幺儿])")
_MINUS = re.compile("负|零下")
_STARTERS = frozenset("零〇一二三四五六七八九十百千万两幺俩仨半负差每")


def read(line: str, table: NumberTable) -> list[Raw]:
    """All values in order, not overlapping."""
    said = Said(line, table)
    found: list[Raw] = []
    at = 0
    while at < len(line):
        if line[at] not in _STARTERS:
            at += 1
            continue
        raw = next((raw for rule in _RULES if (raw := rule(said, at)) is not None), None)
        if raw is not None and raw.shape != "approximate":
            found.append(raw)
        at = raw.last + 1 if raw is not None else max(at + 1, said.numeral(at))
        if raw is not None and raw.shape == "pair" and raw.last + 1 == raw.end:
            behind = packed(said, at)
            found += [one for one in behind if one.shape != "approximate"]
            at = behind[-1].end if behind else at
    return found


def numerals(line: str, raw: Raw) -> list[tuple[int, int]]:
    """The whole numerals of a value, without what stands behind a point: start and end."""
    spans = []
    for match in re.finditer(rf"[{NUMERALS}]+", line[raw.first : raw.end]):
        start, end = raw.first + match.start(), raw.first + match.end()
        tenth = line[start - 1 : start] == "度" and raw.begin < start
        if not tenth and (line[start - 1 : start] != "点" or raw.shape == "clock"):
            spans += _halves(line, (start, end), raw)
    return spans


def _halves(line: str, span: tuple[int, int], raw: Raw) -> list[tuple[int, int]]:
    """Both numbers of a pressure that was said in one breath: 一百三八十."""
    if raw.shape != "pair" or cardinal(line[slice(*span)]) is not None:
        return [span]
    for cut in range(span[0] + 1, span[1]):
        if pair(line[span[0] : cut], line[cut : span[1]]) == raw.number:
            return [(span[0], cut), (cut, span[1])]
    return [span]


def read_number(line: str, raw: Raw, span: tuple[int, int], other: str) -> str | None:
    """The number of the value once `other` stands in place of the numerals at `span`."""
    changed = line[: span[0]] + other + line[span[1] :]
    if raw.shape == "pair" and raw.begin <= span[0] and span[1] <= raw.end:
        joint = raw.begin < span[0] and line[span[0] - 1] not in NUMERALS
        if not joint and (span[0] > raw.begin or line[span[1] : span[1] + 1] in {*NUMERALS}):
            cut = len(other) if span[0] == raw.begin else span[0] - raw.begin
            said = changed[raw.begin : raw.end + len(other) - (span[1] - span[0])]
            return pair(said[:cut], said[cut:])  # the other half stays as it was said
    if other == "十" and raw.number == "4" and changed.startswith("十分", span[0]):
        return "10"  # no idiom where a number was said
    again = read(changed, number_table("zh"))
    return next((one.number for one in again if one.first == raw.first), None)


def _timed(said: Said, at: int) -> Raw | None:
    found = timed(said.line, at, said.numeral)
    if found is not None and found.shape == "clock" and found.number.rpartition(":")[2][:1] == "0":
        padded = said.line[said.numeral(at) + 1 : found.last + 1][:1] in {"零", "〇"}
        if padded and (labelled(said, at) or said.unit(found.last + 1)):
            return None  # 乳酸九点零五
        if _SCORED.search(said.line[at : found.last + 1]) and label_led(said, at) in _SCORES:
            return None  # Wells四点五分
        if said.line[found.last : found.last + 2] in {"点多", "点来"} and label_led(said, at):
            return replace(found, shape="approximate")  # 钾五点多
    if found is not None and found.shape == "clock" and said.line[found.last] in NUMERALS:
        if said.line[found.last + 1 : found.last + 2] == "点":
            return None  # 血糖十一点二|十二点
        dosed = said.unit(found.last + 1)
        if dosed is not None and dosed[0].kind in {"dose", "temperature"}:
            return _hour_alone(said, at, found)
    return found if found is not None and said.free(found.first, found.last + 1) else None


def _hours(said: Said, at: int) -> Raw | None:
    """三点|四点都醒."""
    return None if labelled(said, at) else hour_of_row(said.line, at)


def _hour_alone(said: Said, at: int, clock: Raw) -> Raw:
    """十二点|五十克: what a dose unit stands behind is a dose, no minutes."""
    end = said.numeral(at) + 1
    hour = clock.number.partition(":")[0]
    return replace(clock, last=end - 1, end=end, number=f"{hour}:00")


def _percent(said: Said, at: int) -> Raw | None:
    if not said.line.startswith("百分之", at):
        return None
    start = at + len("百分之")
    end = said.numeral(start)
    parted = solutions(said, start, end)
    end = parted[0] if parted else end
    whole = "100" if said.line[start:end] == "百" else whole_number(said.line[start:end])
    if whole is None and (both := span_of(said.line[start:end])) is not None:
        return Raw(at, end - 1, start, end, both, "%", "%", "range", "", "")
    if whole is None:
        return None
    if not parted:
        whole, end = rising(said, *decimal(said, whole, end), allowed="百分之")
    return Raw(at, end - 1, start, end, whole, "%", "%", "plain", "", "")


def _share(said: Said, at: int) -> Raw | None:
    """三分之二."""
    end = said.numeral(at)
    if end == at or not said.line.startswith("分之", end):
        return None
    start = end + 2
    stop = said.numeral(start)
    whole = said.line[at:end]
    below, above = _OF_MANY.get(whole) or whole_number(whole), whole_number(said.line[start:stop])
    if below is None or above is None:
        return None
    text, unit = f"{above}/{below}", said.unit(stop) or sachet(said, at, stop)
    if unit is None or unit[0].kind != "dose" or unit[0].written:
        return Raw(at, stop - 1, at, stop, text, "", "", "fraction", "ratio")
    word = said.line[stop : stop + unit[1]]  # 三分之一袋
    return Raw(at, stop + unit[1] - 1, at, stop, text, word, unit[0].ucum, "fraction", "dose")


def _gestation(said: Said, at: int) -> Raw | None:
    """三十六加三周, 三十六周加三: weeks and days."""
    end = said.numeral(at)
    match = _WEEKS.match(said.line, end) if end > at else None
    if match is None or (match[1] and match[3]):
        return None
    said_weeks = bool(match[1] or match[3])
    if not said_weeks and _PREGNANT.search(said.line[:at]) is None:
        return None
    weeks, days = whole_number(said.line[at:end]), whole_number(match[2])
    if weeks is None or days is None or int(days) >= _WEEK:
        return None
    if int(weeks) not in _GESTATION and not (match[3] and int(weeks) in _EARLY):  # 六加三周
        return None
    return Raw(
        at,
        match.end() - 1,
        at,
        end,
        f"{weeks}+{days}",
        *(("周", "wk") if said_weeks else ("", "")),
        "plain",
        "duration",
    )


def _temperature(said: Said, at: int) -> Raw | None:
    """三十八度五."""
    end = said.numeral(at)
    whole = whole_number(said.line[at:end]) if end > at else None
    if whole is None or said.line[end : end + 1] != "度" or int(whole) not in BODY:
        return None
    if angle(said.line[:at]):
        return None
    if said.line[end + 1 : end + 2] == "几":  # 三十六度几
        return Raw(at, end + 1, at, end, whole, "", "", "approximate")
    stop = said.numeral(end + 1)
    tenth = said.line[end + 1 : stop]
    two = len(tenth) == _PAIR and {*tenth} <= {*DIGITS} and span_of(tenth) is None
    if two and (said.line[stop : stop + 1] == "点" or said.unit(stop) is not None):
        tenth, stop = tenth[0], stop - 1  # 三十七度二|八点, 三十八度五|五小时前
    if len(tenth) == 1 and tenth in DIGITS and said.unit(stop) is None:
        return Raw(at, stop - 1, at, stop, f"{whole}.{DIGITS[tenth]}", "℃", "Cel", "plain",
                   "temperature")  # fmt: skip
    both = span_of(tenth) if len(tenth) == _PAIR and said.unit(stop) is None else None
    if both is not None:  # 三十七度七八
        text = "-".join(f"{whole}.{one}" for one in both.split("-"))
        return Raw(at, stop - 1, at, stop, text, "℃", "Cel", "range", "temperature")
    half = said.line[end + 1 : end + 2] == "半"
    text, last = (f"{whole}.5", end + 1) if half else (whole, end)
    return Raw(at, last, at, last + 1, text, "℃", "Cel", "plain", "temperature")


def _size(said: Said, at: int) -> Raw | None:
    """三乘四厘米."""
    numbers, start = [], at
    while (end := said.numeral(start)) > start:
        whole = whole_number(said.line[start:end])
        if whole is None:
            return None
        text, end = decimal(said, whole, end)
        numbers.append(text)
        unit = said.unit(end)
        lengths = unit is not None and unit[0].ucum in {"mm", "cm", "m"}
        if lengths and unit is not None and said.line.startswith("乘", end + unit[1]):
            end += unit[1]  # 八公分乘六公分
        if said.line[end : end + 1] not in {"乘", "x", "×"}:
            return measured(said, at, end, "x".join(numbers)) if len(numbers) > 1 else None
        start = end + 1
    return None


def _metres(said: Said, at: int) -> Raw | None:
    """一米七二: metres with their parts behind the unit."""
    end = said.numeral(at)
    whole = whole_number(said.line[at:end]) if end > at else None
    stop = said.numeral(end + 1)
    parts = said.line[end + 1 : stop]
    weighed = said.unit(stop)
    if len(parts) > _PAIR and weighed is not None and weighed[0].ucum in {"kg", "{jin}"}:
        both = whole_number(parts[_PAIR:]) is not None and parts[_PAIR] != "十"
        cut = end + 1 + (_PAIR if both or parts[0] in "零〇" else 1)
        parts, stop = said.line[end + 1 : cut], cut  # 一米七五|八十公斤, 一米七|八十公斤
    if whole is None or said.line[end : end + 1] != "米" or not 0 < len(parts) <= _PAIR:
        return None
    if any(one not in DIGITS for one in parts) or said.unit(stop) is not None:
        return None
    digits = "".join(DIGITS[one] for one in parts)
    shape: Shape = "approximate" if said.line[stop : stop + 1] == "几" else "plain"
    return Raw(at, stop - 1, at, stop, f"{whole}.{digits}", "m", "m", shape)


def _half(said: Said, at: int) -> Raw | None:
    """半片, 半小时, 半天; 一刻钟."""
    if said.line.startswith("一刻钟", at) or said.line.startswith("三刻钟", at):
        minutes = "15" if said.line[at] == "一" else "45"
        return Raw(at, at + 2, at, at + 2, minutes, "分钟", "min", "plain", "duration")
    if said.line[at] != "半" or not said.free(at, at + 1):
        return None
    behind = said.unit(at + 1)
    if said.numeral(at - 1) == at > 0 and (behind is None or behind[0].kind != "duration"):
        return None  # but 血红蛋白九十|半年前
    if behind is not None or sachet(said, at, at + 1) is not None:
        return measured(said, at, at + 1, "0.5")
    more = VAGUE_TIME.match(said.line, at + 1)
    if more is not None and more[1]:  # 半个多小时
        unit = said.table.units[f"个{more[1]}"]
        last = more.end() - 1
        return Raw(at, last, at, at + 1, "0.5", more[0], unit.ucum, "plain", unit.kind)
    counted = said.line[at + 1 : at + 2] in said.table.lists["measures"]
    return Raw(at, at, at, at + 1, "0.5", "", "", "plain", "count") if counted else None


def _minus(said: Said, at: int) -> Raw | None:
    sign = _MINUS.match(said.line, at)
    if sign is None:
        return None
    start = sign.end()
    end = said.numeral(start)
    whole = whole_number(said.line[start:end])
    if whole is None:
        return None
    text, stop = decimal(said, whole, end)
    return replace(measured(said, at, stop, f"-{text}"), begin=start)


def _plain(said: Said, at: int) -> Raw | None:
    """Any other number, with its unit where one follows."""
    end = said.numeral(at)
    rank = said.line[at - 1 : at] in said.table.lists["never_after"] and said.unit(end) is None
    if end == at or rank:
        return None
    text = said.line[at:end]
    if text[0] in "零〇" and len(text) > 1 and said.line[at - 1 : at] in {"岁", "年", "周", "月"}:
        return _plain(said, at + 1)  # 两岁零三个月
    if text.endswith("一") and len(text) > 1 and _A_DAY.match(said.line, end):
        end, text = end - 1, text[:-1]  # 二十|一天两次
    if text.endswith(f"百{A_DAY}") and said.line.startswith("小时", end) and label_led(said, at):
        end, text = end - len(A_DAY), text[: -len(A_DAY)]  # 尿量三百|二十四小时
    if _TENS_AND_HOUR.search(text) and _HOUR_SAID.match(said.line, end) and labelled(said, at):
        end, text = end - 1, text[:-1]  # 血氧九十|八点钟的
    whole = whole_number(text)
    if whole is None:
        return _split(said, at, end)
    return _open_ended(said, at, end) or _with_fraction(said, at, end, whole)


def _open_ended(said: Said, at: int, end: int) -> Raw | None:
    """三十好几, 三点几, 一百零: no value; 一又二分之一."""
    mixed = _MIXED.match(said.line, at)
    if mixed is not None and mixed[2] + mixed[3] in _QUARTERS:
        number = f"{whole_number(mixed[1])}.{_QUARTERS[mixed[2] + mixed[3]]}"
        return measured(said, at, mixed.end(), number)
    aged = _AND.match(said.line, end) if said.line[end - 1] == "十" else None
    if aged is not None:  # 八十有三
        number = whole_number(said.line[at:end] + aged[1]) or ""
        return Raw(at, aged.end() - 1, at, aged.end(), number, "", "", "plain", "age")
    opened = _OPEN.match(said.line, end)
    unfinished = end - at > 1 and said.line[end - 1] in "零〇"
    if opened is None and not unfinished:
        return None
    last = said.numeral(opened.end()) if opened and opened[0].endswith("之") else end
    last = opened.end() if opened and opened[0].endswith("十") else last  # 十几二十天
    return Raw(at, last - 1, at, end, "", "", "", "approximate")


def _with_fraction(said: Said, at: int, end: int, whole: str) -> Raw | None:
    """A whole number at..end with what stands behind the point, as a range, with its unit."""
    alone = end - at == 1
    number, end = decimal(said, whole, end)
    moved = said.line[at - 1 : at] in {"从", "由"}  # 肌酐由九十到三百七: two values
    number, stop = (number, end) if moved else rising(said, number, end)
    if stop != end:
        return measured(said, at, stop, number, shape="range")
    if alone and "." not in number and not single(said, at, end):
        return None
    return measured(said, at, end, number)


def _split(said: Said, at: int, end: int) -> Raw | None:
    """Numerals that are no one number: the longest beginning with a unit's last digit (三两)."""
    for cut in range(end - 1, at, -1):
        whole = whole_number(said.line[at:cut])
        unit = said.unit(cut)
        if whole is not None and unit is not None:
            return measured(said, at, cut, whole)
    row = [way for way in partings(said.line[at:end]) if all("百" in one for one in way)]
    if len(row) == 1 and len(row[0]) > 1 and label_led(said, at) != "blood_pressure":
        stop = at + len(row[0][0])  # 三百|一百五
        return measured(said, at, stop, whole_number(row[0][0]) or "")
    first = _ENDED.match(said.line[at:end])
    whole = whole_number(first[1]) if first else None
    if first is not None and first.end() == end - at and label_led(said, at) == "temperature":
        tenth = DIGITS[said.line[end - 1]]  # 烧到三十九二
        return Raw(at, end - 1, at, end, f"{whole}.{tenth}", "", "", "plain", "temperature")
    lasts = said.unit(end)
    if lasts is not None and lasts[0].kind in {"duration", "dose"} and labelled(said, at):
        ways = [cut for cut in range(at + 1, end) if _two(said.line[at:cut], said.line[cut:end])]
        if len(ways) == 1:  # 硫酸镁四|二十分钟
            number = whole_number(said.line[at : ways[0]]) or ""
            return Raw(at, ways[0] - 1, at, ways[0], number, "", "")
    counts = said.unit(end) or said.line[end : end + 1] in said.table.lists["measures"]
    if first is not None and whole is not None and counts:  # 八十六|一分钟
        return Raw(at, at + first.end(1) - 1, at, at + first.end(1), whole, "", "")
    return Raw(at, end - 1, at, end, "", "", "", "approximate")


def _two(first: str, second: str) -> bool:
    return (
        first[-1] not in "零〇"
        and whole_number(first) is not None
        and whole_number(second) is not None
    )


_RULES: Sequence[Callable[[Said, int], Raw | None]] = (
    _hours, _timed, _percent, _share, rated, _minus, _half, _gestation, plus, thread, _size,
    _metres, for_meals, listed, digit_string, _temperature, led, pressure, adjacent, _plain,
)  # fmt: skip
