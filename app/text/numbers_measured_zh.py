"""What stands behind a Chinese number: its unit and denominators, halves, 多 and 来."""

import re
from dataclasses import replace

from app.text.numbers_line_zh import DIGITS, NUMERALS, Said, decimal, labelled
from app.text.numbers_said import Raw, Shape
from app.text.numbers_table import SaidUnit

TUBE_AFTER = re.compile(
    r"(?:号|g|fr?)的?(?:导[管尿]|尿管|留置|穿刺|套管|手套|刀片|气[管切]|吸[痰引]|胃管|胸管|引流|鼻[咽饲]|口咽|面罩"
    r"|[跟和或、到][^，。]{1,4}(?:号半?)?的?(?:管|针|鞘|导尿)|喉|镜片|叶片|丝线|缝线|针|管|球囊|三腔|双腔|静脉|通路|外周|[^，。]{0,2}鞘)"
)
TUBE_BEFORE = re.compile(
    r"(?:导管|插管|气管|套管|尿管|胃管|胸管|引流管|管子|颈托|手套|弹力袜|通气道|喉罩|面罩|喉镜|镜片|叶片|针头|丝线|刀片|留置针|吸痰管|鼻[胃饲]管|空肠管|造瘘管?|T管|双腔管|骨[髓穿]针|腰穿针|穿刺针|活检针|根管)"
    r"[^，。]{0,3}$|(?:管|鞘|喉罩|面罩|通气道|针|镜)[^，。]{0,8}[换改用选上插下置放拿要]$"
    r"|(?:静脉|通路|留置|[一另]路)(?:一路|一根|一条)?[是打开走上留]?$"
)
_DEVICE = re.compile(
    "号的?(?:[一两三]路|[两三]根|打[上好进牢到通]|扎[上好进]|[一两三]针|[蓝粉绿黄白]针|回血|通畅|on上|带囊|无囊|igel|塞|进去|没进去?|落位|插[好上进]|拿来|开满|打水)"
    "|号进了?(?=$|，|侧|深|有)|号深度"
)
_DEVICE_SAID = re.compile(
    "(?:(?:打|扎|穿|置|插)[上好进牢到成通]了?(?:一?[根个路条])?|插[管喉](?:给我?)?|左手|右手|[手脚足]背|颈外|[前上]臂|[肘腕踝脚]|静脉|[塞放置]进去?了?|通了)$"
)
"""What a line, a tube or a mask is told by, before and behind its size: 左手打好了十八号."""
_LIMB = re.compile("(?:[左右](?:侧|边)?[手臂脚肘腕腿]|臂弯|手背|肘窝|足背|颈外)[上的是留]?$")
_LINE = re.compile("号(?=.*(?:通|漏|针|路|液|渗))")
"""右臂弯十八号左手二十号都通着: gauges of lines, no dates."""
_TUBE_SAID = re.compile(r"号的?[^，。]{0,3}[管针鞘镜].*$")
"""Behind it the next gauge needs no such word: 十八号针在左手，二十二号的在右手."""

VAGUE_TIME = re.compile(r"个[多来](小时|钟头|月|星期|礼拜)|分[多来]钟")
VAGUE = re.compile(r"[多来余几]")
PER = re.compile(
    r"(?:每|/)(公斤|千克|kg|平方米|毫升|分升|升|微升|分钟|分|秒|小时|[天日次](?=$|[，。泵静口维分]))"
    r"|(?<=每公斤|每千克)(分钟|分|小时)"  # 微克每公斤分钟
)
PER_WRITTEN = {
    "公斤": ("kg", "kg"), "kg": ("kg", "kg"), "千克": ("kg", "kg"),
    "平方米": ("m²", "m2"), "毫升": ("mL", "mL"),
    "分升": ("dL", "dL"), "升": ("L", "L"), "微升": ("µL", "uL"), "分钟": ("min", "min"),
    "分": ("分", "min"), "秒": ("s", "s"), "小时": ("h", "h"), "天": ("天", "d"), "日": ("日", "d"),
    "次": ("次", "{times}"),
}  # fmt: skip
_FRENCH = re.compile(r"fr?(?![a-z])")
_ABOUT = re.compile(
    r"[多余](?![多余次喝吃休测给补观久加打]|功能)|来(?=$|[，。])|几(?!乎|次三番|经|近|何)"
)
_ANGLE = re.compile(
    r"(?:床头[摇抬垫升]?高?|抬高|摇高|垫高|抬头|头抬|屈[膝肘髋腕踝颈]|伸[膝肘腕]|抬腿|外旋|屈曲?|伸直?|外翻|内翻|外展|内收|外旋|内旋|旋前|旋后|成角|倾斜|角度?|背伸|前倾|头高|头低"
    r"|打?弯曲?|活动度?|[抬举]起?|翘|[向朝]?[左右前后]倾|侧弯|电轴[左右]?偏?)[到至成了约在只能大概]*$"
)
_RISEN = re.compile(
    "(?:体|肛|中心|核心)温[^，。]{0,6}(?:[升降高低涨退差]|相差)了?(?:有|大?约|大概)?$"
)
"""Degrees by which a temperature rose or fell: 体温升一度就停."""
_HEAT = re.compile(
    r"(?:温|箱|炉|烤|灭菌|消毒|保存|冷藏|蒸|煮|热|烫|冷|冰|水(?![肿泡疱])|油|汤|锅|室内|库|外头|外面|屋里)[^，。]{0,4}$"
)
_AROUND = re.compile(
    r"(?:(?:水(?![肿泡疱])|[油汤锅室气箱炉])温?|灭菌|消毒|保存|冷藏|[烤蒸煮]|烫|冰|热|冷|库|室内|外头|外面|屋里)[^，。]{0,4}$"
)
SECONDS = re.compile(f"分零?[{NUMERALS}]+秒")
_FORMS = {"包": "{sachet}", "瓶": "{vial}"}
_POWDER = re.compile(r"散|颗粒|冲剂|补液盐|补盐液?|乳果糖|思密达|益生菌|整肠生|蒙脱石|冲服")
_POWDER_BEHIND = re.compile(
    "[^，。零〇一二两三四五六七八九十半包]{0,9}?(?:散(?!步)|颗粒|冲剂|补液盐|感冒灵|思密达|益生菌|板蓝根|双歧|乳果糖)"
)
_DRUG_REACH = 8
_DRINKS = re.compile(
    "的?[小大]?(?:[啤白红黄米洋药烧]?酒|[汽矿泉纯净凉白开冰]{0,3}水(?!合)|饮料|可乐|雪碧|[牛酸羊]?奶|果汁|醋|红牛|茶|烟|方便面|泡面|薯片|辣条|零食|瓜子|饼干)"
)
"""What is in it is no drug: 头孢吃完喝了三瓶啤酒."""
_BEATS = re.compile(
    r"次(?![日要全])(?:(?:每|/)分钟?|分(?=$|[，。律心血呼氧窦房室宫电早无有呈搏指体]))?"
)
_BEAT_CUE = re.compile(
    r"(?:心率|心律|脉搏|脉|心跳|心室率|呼吸频率|呼吸|[每一]分钟?|窦[性速缓律]|房颤|房扑|室速|室上速)[^，。；]{0,8}$"
    rf"|[{NUMERALS}]$"  # in one breath with a pressure
)
_RHYTHM = re.compile("的?(?:窦|房颤|房扑|律齐|律不齐)")
BODY = range(25, 46)
_COLDEST = -90
_PUFFS = 20
_WOUND = re.compile("(?:绕[颈体足身肢]|缠绕?)了?$")
_SLOWEST = 20
_PARTED = frozenset({"g", "kg", "L", "{jin}", "s", "cm"})
_TENTHS = frozenset("一二三四五六七八九")
_PLACES = frozenset("床楼级分房号期指加")
_HALF = re.compile("分半钟?|号半|个半月(?!板)|个?半|[包瓶杯碗勺盒根圈倍层]半")
_HALVED: dict[str, tuple[str, str, Shape, str]] = {
    "分半": ("分钟", "min", "plain", "duration"),
    "分半钟": ("分钟", "min", "plain", "duration"),
    "号半": ("号", "", "plain", "gauge"),
    "个半月": ("个月", "mo", "plain", "duration"),
}


def measured(said: Said, at: int, end: int, number: str, shape: str = "plain") -> Raw:
    """The number with 多, 来 or 半, its unit and its denominators."""
    counted = VAGUE_TIME.match(said.line, end)
    if counted is not None and shape == "plain" and number.isdigit():
        unit = said.table.units[f"个{counted[1]}" if counted[1] else "分钟"]
        word, last = counted[0], counted.end() - 1
        return Raw(at, last, at, end, number, word, unit.ucum, "plain", unit.kind)
    vague = VAGUE.match(said.line, end)
    if vague is not None and shape == "plain" and _vague(said, at, end):
        raw = _with_unit(said, at, end + 1, number, shape)
        return replace(raw, end=end, vague=vague[0])
    return _half_more(said, _with_unit(said, at, end, number, shape))


def _vague(said: Said, at: int, end: int) -> bool:
    """十几天; and behind a round number where nothing is counted: 八万多, 剩三百来。"""
    alone = said.line[end - 1] in "十百千万" and (end - at > 1 or labelled(said, at))
    return vague_counts(said, end) or bool(alone and _ABOUT.match(said.line, end))


def vague_counts(said: Said, end: int) -> bool:
    after = said.line[end + 1 : end + 2]
    return said.unit(end + 1) is not None or after in said.table.lists["measures"]


def _with_unit(said: Said, at: int, end: int, number: str, shape: str) -> Raw:
    beats = _BEATS.match(said.line, end)
    told = beats and (_beating(said.line[:at], number) or _RHYTHM.match(said.line, beats.end()))
    if beats and (len(beats[0]) > 1 or told):
        unit = "次/分" if len(beats[0]) > 1 else "次"
        return Raw(at, beats.end() - 1, at, end, number, unit, "/min")
    if said.line[at:end] in {"俩", "仨", "两"} and said.line.startswith("月", end):
        word = "月" if said.line[at] == "两" else "个月"  # February is 二月
        return Raw(at, end, at, end, number, word, "mo", "plain", "duration")
    half = _half_between(said, at, end, number) if number.isdigit() else None
    return half or _unit_follows(said, at, end, number, shape)


def _beating(before: str, number: str) -> bool:
    """True behind the name of a heart or breathing rate; 心跳停过两次 counts how often."""
    cue = _BEAT_CUE.search(before)
    return (
        cue is not None and "停" not in cue[0] and ("呼吸" in cue[0] or _last(number) >= _SLOWEST)
    )


def _last(number: str) -> float:
    """The last number of "8x6", "3-4", "1/3"."""
    found = re.search(r"\d+(?:\.\d+)?$", number)
    return float(found[0]) if found else 0.0


def _half_between(said: Said, at: int, end: int, number: str) -> Raw | None:
    """两个半小时, 三分半, 一片半, 六号半, 三个半粽子."""
    match = _HALF.match(said.line, end)
    if match is None:
        return None
    text, half = match[0], f"{number}.5"
    known = _HALVED.get(text)
    after_half = said.unit(match.end())
    if text == "分半" and (after_half is not None or labelled(said, at)):
        score = Raw(at, end - 1 + len(text), at, end, half, "", "", "plain", "count")
        return score if after_half is None else None  # 疼痛八分|半小时后
    if known is not None and (text != "号半" or said.free(end, end + 2)):
        return Raw(at, match.end() - 1, at, end, half, *known)
    unit = after_half if text == "个半" or (text == "半" and end - at == 1) else None
    if unit is not None:
        counted = text.removesuffix("半")
        word = unit[0].written or counted + said.line[match.end() : match.end() + unit[1]]
        last = match.end() + unit[1] - 1
        return Raw(at, last, at, end, half, word, unit[0].ucum, "plain", unit[0].kind)
    if len(text) > 1 and said.free(end, end + 2) and sachet(said, at, end) is None:
        return Raw(at, end + 1, at, end, half, text[0], "", "plain", "count")
    return None


def _unit_follows(said: Said, at: int, end: int, number: str, shape: str) -> Raw:
    kept: Shape = "range" if shape == "range" else "plain"
    found = said.unit(end) or sachet(said, at, end) or _minutes(said, at, end)
    if found is not None and (said.line[at - 1 : at] == "第" or _WOUND.search(said.line[:at])):
        return Raw(at, end - 1, at, end, number, "", "", kept, "count")  # 第二支, 绕颈两周
    if found is not None and found[0].ucum == "Cel":
        return _degrees(said, at, end, number, kept)
    drawn = found is not None and said.line[end] == "吸" and _last(number) > _PUFFS
    drawn = drawn or (found is not None and "." in number and said.line[end] == "日")
    if found is None or drawn:
        return _bare(said, at, end, number, kept)  # 血氧九十四|吸两升, 黄疸十六点二|日龄四天
    unit, length = found
    word = unit.written or said.line[end : end + length]
    ucum, last = unit.ucum, end + length
    while (below := PER.match(said.line, last)) is not None and unit.kind != "duration":
        if _next_rate(said, below):
            break
        per = PER_WRITTEN[below[1] or below[2]]
        word, ucum = f"{word}/{written_per(unit, per[0])}", f"{ucum}/{per[1]}"
        last = below.end()
    return Raw(at, last - 1, at, end, number, word, ucum, kept, unit.kind)


def _next_rate(said: Said, below: re.Match[str]) -> bool:
    """True where the denominator is of the amount behind it: 五十毫升|每小时四毫升."""
    end = said.numeral(below.end())
    stop = decimal(said, "0", end)[1]
    unit = said.unit(stop) if end > below.end() else None
    rated = below[0].startswith("每") and unit is not None and unit[0].kind == "dose"
    return rated and unit is not None and not said.line.startswith("每", stop + unit[1])


def _degrees(said: Said, at: int, end: int, number: str, kept: Shape) -> Raw:
    unit = said.unit(end)
    before = said.line[:at]
    if unit is not None and angle(before):
        return Raw(at, end, at, end, number, "度", "deg", kept, "")
    if unit is None or not (_warm(before, number) or _RISEN.search(before)):
        graded = said.line[at:end] in {*"一二三四"}  # 喉梗阻二度
        bare = _bare(said, at, end, number, kept)
        return replace(bare, shape="approximate") if graded else bare
    stop = said.numeral(end + unit[1])
    tenth = DIGITS.get(said.line[end + unit[1] : stop], "")
    if kept == "range" and tenth and "." not in number and said.unit(stop) is None:
        number, end = f"{number}.{tenth}", end + 1  # 三十八到三十九度五
    around = number.startswith("-") or _AROUND.search(before)
    hint = "" if around else unit[0].kind
    return Raw(at, end + unit[1] - 1, at, end, number, "℃", "Cel", kept, hint)


def _bare(said: Said, at: int, end: int, number: str, kept: Shape) -> Raw:
    counted = any(said.line.startswith(one, end) for one in said.table.lists["measures"])
    hint = "count" if counted and said.line[end : end + 1] not in _PLACES else ""
    hint = "gauge" if tube(said.line, at, end) else hint
    return Raw(at, end - 1, at, end, number, "", "", kept, hint)


def _minutes(said: Said, at: int, end: int) -> tuple[SaidUnit, int] | None:
    """三个小时四十分, 五分四十秒."""
    hours = said.line[:at].endswith(("小时", "钟头")) and said.line[end : end + 1] == "分"
    if not hours and not SECONDS.match(said.line, end):
        return None
    return SaidUnit((), "", "min", "", "duration", False), 1


def sachet(said: Said, at: int, end: int) -> tuple[SaidUnit, int] | None:
    """三包: of a drug; cigarettes are counted."""
    word = said.line[end : end + 2] in said.table.lists["unit_words"]
    form = None if word else _FORMS.get(said.line[end : end + 1])
    near = said.line[max(0, at - _DRUG_REACH) : at]
    drug = (
        form is not None
        and not _DRINKS.match(said.line, end + 1)
        and (
            _POWDER.search(near)
            or said.table.drugs.search(near)
            or _POWDER_BEHIND.match(said.line, end + 1)
            or said.table.drugs.match(said.line, end + 1)
        )
    )
    return (SaidUnit((), "", form, "", "dose", False), 1) if form is not None and drug else None


def written_per(unit: SaidUnit, per: str) -> str:
    """Drops are written 滴/分, as beats are 次/分."""
    return "分" if unit.ucum == "[drp]" and per == "min" else per


def tube(line: str, at: int, end: int) -> bool:
    """True for the gauge of a tube: 十四号导尿管, 换十二号, 十六G."""
    if _FRENCH.match(line, end):
        return True
    gauge = line[end : end + 1] in {"号", "g"}
    more = line.startswith("号的", end) and _TUBE_SAID.search(line, 0, at)
    more = more or (_LIMB.search(line, 0, at) and _LINE.search(line, end))
    more = more or _DEVICE.match(line, end) or _DEVICE_SAID.search(line, 0, at)
    return gauge and bool(more or TUBE_AFTER.match(line, end) or TUBE_BEFORE.search(line[:at]))


def angle(before: str) -> bool:
    """True when degrees behind these words are of an angle: 床头抬高三十度."""
    return _ANGLE.search(before) is not None


def _warm(before: str, shown: str) -> bool:
    """True for degrees of a temperature: of a body, below zero, or told to be warm or cold."""
    number = re.match(r"-?\d+(?:\.\d+)?", shown)
    bodily = number is not None and BODY.start <= float(number[0]) <= BODY.stop
    cold = number is not None and _COLDEST <= float(number[0]) < 0
    return bodily or cold or _HEAT.search(before) is not None


def _tenth_behind(said: Said, raw: Raw) -> str:
    """The digit behind the unit of 六克八, 三斤六, "" where it counts something of its own."""
    start = raw.last + 1
    end = said.numeral(start)
    after, digit = said.line[end : end + 1], said.line[start:end]
    counts = said.unit(end) or after in said.table.lists["measures"] or after in {*"点分个多到几"}
    whole = raw.number.isdigit() and raw.shape == "plain" and not raw.vague
    if raw.ucum not in _PARTED or not whole or counts or digit not in _TENTHS:
        return ""
    return DIGITS[digit] if said.free(start, end) else ""


def _half_more(said: Said, raw: Raw) -> Raw:
    """三天半, 一岁半: the half behind the unit."""
    after = said.line[raw.last + 1 : raw.last + 2]
    part = _tenth_behind(said, raw)
    if part:
        return replace(raw, last=raw.last + 1, number=f"{raw.number}.{part}")
    counts = raw.ucum != "" and raw.ucum not in {"Cel", "%", "/min", "mm[Hg]"}
    plain = raw.number.isdigit() and raw.shape == "plain" and not said.unit(raw.last + 2)
    if after != "半" or not counts or not plain or raw.last + 1 in said.named:
        return raw
    return replace(raw, last=raw.last + 1, number=f"{raw.number}.5")
