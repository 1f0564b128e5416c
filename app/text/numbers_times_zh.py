"""Chinese clock times, years, months and days out of numerals."""

import re
from collections.abc import Callable

from app.text.numbers_measured_zh import tube
from app.text.numbers_said import Raw
from app.text.numbers_zh import cardinal

Numeral = Callable[[int], int]
_DIGITS = {one: str(at) for at, one in enumerate("零一二三四五六七八九")} | {"〇": "0", "幺": "1"}
_DAY_PART = re.compile(
    r"(?:上午|下午|晚上|早上|凌晨|中午|今早|今晚|昨晚|早晨|傍晚|半夜|夜里|清晨|昨天|今天|昨夜|夜间|午后|明早|明天)"
    r"(?:大概|大约|约|差不多|是)?$"
)
_CUE = re.compile(r"(?:时间[是为]?|现在是?|这会儿|在|于|从|到|自|约|大概|大约)$")
_AFTER_CLOCK = re.compile(
    r"左右|血糖|血压|体温|心率|血气|多|来|钟|整|半|一刻|三刻|差|的时候|那会|到|出|入|吃|送|发|开|起|给|打|前|后|做|、|，|$|就|醒|还|突|又|得回|得去|回|用的|吃的|喝的|走|睡|起床|离|下班|上班|交班|接班|换班"
)
_NO_CLOCK = re.compile(
    r"滴|名|评|击|头(?![晕痛疼孢])|几|意见|要求|原因|注意|建议|需要|要(?!走|去|来)|区别|不同|说明|好处|疑问|体会|压痛|步态|固定|支撑|接触|水|钱|积分|理由|症状|诊断|考虑"
    r"|表现|问题|经验|事|[呃嗯额零〇一二两三四五六七八九十百千万]"
)
_NO_CLOCK_BEFORE = re.compile(r"(?:[第这那有说讲提记列共几各少多]|以下|补充|强调|总结)$")
_ACID = 7
"""Up to this hour a bare 七点零八 is more often a result."""
_LATE = 3
"""From this hour on a bare 三点 is a time; 一点, 两点 may be a bit or two points."""
_ROOM = re.compile(
    r"号(?:家属|说(?!的)|输液|液|头皮|[粗细]针|救护|椎|切口|孔|[红黄绿]区|法式|抢救|留观|隔离|清创|分诊|单元|院区|公路|国道|线|病人|患者|舱|仓|岗|镜|监护|呼吸机|除颤|针|球囊|支架|牙|手环|厅|路口|站台|桶|箱|CT|ct|DR|dr|[推平]车|担架|位|间|台|泵|库|仪|诊|通道|出口|[床房机楼线诊桌台柜车院门窗窑样袋瓶组码]|病[房区]|手术[室间台房]|血袋|电[梯话]|液)"
)
_CALLED = re.compile(
    "[红黄绿]区$|留观$|(?:[把让叫问抬搬]|[给接看](?=..?号.*(?:[换抽打量上]|输|先)))$|(?:窗口|诊室|通道|病房|机房|手术间|房间)[是在]?$|挂的?是?$|[叫喊排]到?了?$|排队$"
)
_ACT = re.compile(
    r"分|左右|出|入|吃|送|发|开|起|打|做|就|醒|还|突|又|回|走|睡|离|下班|上班|交班|接班|换班|的时候|那会|进|到|推|抢|宣|停|来|接|呼|死|复|过的?"
)
_CLOCK_SAID = re.compile(
    "(?:时间|娩出?|宣布|点[一二三四五]?十[一二三四五六七八九]?分?)[^，。点]{0,6}点[^点]{2}$"
)
"""Times of an act, one behind the other: 分娩两点五十七，胎盘两点零九."""
_HOUR_ACT = re.compile("时(?:许|左右|整|开始|发[病作现]|入院|到院|来院|出现|突[发然])")
_HOUR_CUE = re.compile(r"(?:[日号晨早晚午于至]|昨夜|夜间|凌晨|今天|昨天)$")
_MINUTE = re.compile("分(?!钟|[级型娩离布流别诊泌析叶支])")
_HOUR_WORD = "[一二两三四五六七八九十]{1,3}点"
_ROW = re.compile(
    f"([一二两三四五六七八九十]{{1,3}})点(?={_HOUR_WORD}(?![几零一二三四五六七八九十]))"
)
_LASTS = re.compile("个[多半]?(?:小时|钟头)|小时")
"""现在七点|四个小时了; half an hour alone is said behind a point."""
_HOURS, _MINUTES = range(25), range(60)
_YEARS = range(1900, 2100)
_YEAR_DIGITS = 4
_MONTHS, _DAYS = range(1, 13), range(1, 32)


def timed(line: str, at: int, numeral: Numeral) -> Raw | None:
    """A time that starts at `at`, or None. numeral: where a run of numerals ends."""
    if line[at] == "差":
        return _before_hour(line, at, numeral)
    end = numeral(at)
    if end == at:
        return None
    return (
        _year(line, at, end)
        or _month_or_day(line, at, end)
        or _running_day(line, at, end)
        or _clock(line, at, end, numeral)
    )


def hour_of_row(line: str, at: int) -> Raw | None:
    """The hour before another one: 三点|四点都醒."""
    match = _ROW.match(line, at)
    hour = _hour(match[1]) if match else None
    return _raw(at, match.end(), f"{hour}:00") if match and hour is not None else None


def _raw(first: int, end: int, number: str, unit: str = "", shape: str = "clock") -> Raw:
    return Raw(first, end - 1, first, end, number, unit, "", shape, "time")  # type: ignore[arg-type]


def _year(line: str, at: int, end: int) -> Raw | None:
    text = line[at:end]
    if line[end : end + 1] != "年" or not all(one in _DIGITS for one in text):
        return None
    digits = "".join(_DIGITS[one] for one in text)
    full = len(digits) == _YEAR_DIGITS and int(digits) in _YEARS
    short = len(digits) == len("98") and line[end + 1 : end + 2] not in {"前", "后", "来", "多"}
    if not full and not (short and text not in {"三五", "四五", "七八", "五六", "两三", "一二"}):
        return None
    return _raw(at, end + 1, digits, "年", "year")


def _month_or_day(line: str, at: int, end: int) -> Raw | None:
    value = cardinal(line[at:end])
    after = line[end : end + 2]
    if value is None:
        return None
    month = value in _MONTHS and line[at] != "两"
    if after[:1] == "月" and month and after not in {"月大", "月龄"}:
        return _raw(at, end + 1, str(value), "月", "date")
    before = line[:at]
    room = _ROOM.match(line[end:]) or tube(line, at, end) or before[-1:] in {*"床房室区"}
    called = _CALLED.search(before) is not None or after == "号半"
    room = (room and before[-1:] != "月") or called
    if after[:1] == "号" and value in _DAYS and not room:
        return _raw(at, end + 1, str(value), "号", "date")
    if after[:1] == "日" and value in _DAYS and line[at - 1 : at] == "月":
        return _raw(at, end + 1, str(value), "日", "date")
    return None


def _running_day(line: str, at: int, end: int) -> Raw | None:
    """第三天."""
    value = cardinal(line[at:end])
    if value is None or line[at - 1 : at] != "第" or line[end : end + 1] not in {"天", "日"}:
        return None
    return _raw(at, end, str(value), shape="date")


def _before_hour(line: str, at: int, numeral: Numeral) -> Raw | None:
    """差五分三点, 差一刻两点."""
    minutes, end = _minutes(line, at + 1, numeral)
    end += len("钟") if line[end - 1 : end + 1] == "分钟" else 0
    end += len("分钟") if line.startswith("分钟", end) else 0
    stop = numeral(end)
    hour = _hour(line[end:stop])
    if minutes is None or hour is None or line[stop : stop + 1] != "点":
        return None
    return _raw(at, stop + 1, f"{(hour - 1) % 24 or 12}:{60 - minutes:02}")


def _minutes(line: str, start: int, numeral: Numeral) -> tuple[int | None, int]:
    end = numeral(start)
    if line.startswith("一刻", start) or line.startswith("三刻", start):
        return (15 if line[start] == "一" else 45), start + 2
    value = cardinal(line[start:end].removeprefix("零"))
    if value is None or value not in _MINUTES:
        return None, start
    return value, end + (_MINUTE.match(line, end) is not None)


def _clock(line: str, at: int, end: int, numeral: Numeral) -> Raw | None:
    """两点半, 十点四十, 二十二点十二分, 六点一刻, 下午三点."""
    hour = _hour(line[at:end])
    if hour is None or line[end : end + 1] not in {"点", "时"}:
        return None
    if line[end : end + 1] == "时" and not re.match(r"时[零一二三四五六七八九十]+分", line[end:]):
        cued = _HOUR_CUE.search(line[:at]) or _HOUR_ACT.match(line, end)
        alone = cued and line[end + 1 : end + 2] not in {*"间候常而期刻段"}
        return _raw(at, end + 1, f"{hour}:00") if alone else None
    start = end + 1
    fixed = {"半": (30, 1), "整": (0, 1), "钟": (0, 1)}.get(line[start : start + 1])
    if fixed:
        return _raw(at, start + fixed[1], f"{hour}:{fixed[0]:02}")
    if line.startswith("过", start):
        minutes, stop = _minutes(line, start + 1, numeral)
        if minutes and line[stop - 1 : stop] in {*"分刻十"}:  # 八点过五分
            return _raw(at, stop, f"{hour}:{minutes:02}")
    if line.startswith(("差", "欠"), start):
        minutes, stop = _minutes(line, start + 1, numeral)
        if minutes:
            return _raw(at, stop, f"{(hour - 1) % 24 or 12}:{60 - minutes:02}")
    return _with_minutes(line, at, start, hour, numeral)


def _with_minutes(line: str, at: int, start: int, hour: int, numeral: Numeral) -> Raw | None:
    minutes, stop = _minutes(line, start, numeral)
    text = line[start : numeral(start)]
    lasting = bool(text) and line.startswith("分钟", stop)  # 乳酸三点二|十分钟前
    told = (
        stop > start
        and not lasting
        and (line[stop - 1] in "分刻" or "十" in text or _padded(hour, text, line, stop))
    )
    cued = _DAY_PART.search(line[:at]) or (hour and _CUE.search(line[:at]))
    if minutes is not None and not lasting and (told or (cued and len(text) > 1)):
        return _raw(at, stop, f"{hour}:{minutes:02}")
    beyond = minutes is None and text[1:2] == "百"  # 下午三点|一百毫升
    beyond = beyond or (len(text) == 1 and text != "五" and bool(_LASTS.match(line, stop)))
    whole = (not text or ((beyond or lasting) and cued)) and (
        cued or _full_hour(line, at, start, hour)
    )
    return _raw(at, start, f"{hour}:00") if whole else None


def _full_hour(line: str, at: int, start: int, hour: int) -> bool:
    """True for 三点 without minutes; 舒服一点 is a bit, 两点注意 are two points."""
    after, before = line[start:], line[:at]
    a_bit = line[at : start - 1] == "一" and before[-1:] not in {"", *"，、"}
    a_bit = a_bit and re.match("来钟|左右", after) is None
    if _AFTER_CLOCK.match(after) and not a_bit:
        return True
    other = _NO_CLOCK.match(after) or _NO_CLOCK_BEFORE.search(before)
    return hour >= _LATE and not other


def _padded(hour: int, text: str, line: str, stop: int) -> bool:
    """九点零五走的: minutes below ten; early in the day a decimal where no act follows."""
    padded = len(text) == len("零五") and text[0] in "零〇"
    acted = _ACT.match(line, stop) or _CLOCK_SAID.search(line, 0, stop)
    return padded and hour > 0 and (hour > _ACID or acted is not None)


def _hour(text: str) -> int | None:
    value = 0 if text in {"零", "〇"} else cardinal(text) if text else None
    return value if value is not None and value in _HOURS else None
