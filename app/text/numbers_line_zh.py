"""A Chinese line of numerals: names that only look like numbers, numerals, units and halves."""

import re
from dataclasses import dataclass, replace
from functools import cached_property

from app.text.numbers_said import Raw, Shape
from app.text.numbers_table import NumberTable, SaidUnit
from app.text.numbers_zh import cardinal

DIGITS = {"零": "0", "〇": "0", "幺": "1", "一": "1", "二": "2", "两": "2", "俩": "2", "三": "3",
           "仨": "3", "四": "4", "五": "5", "六": "6", "七": "7", "八": "8", "九": "9"}  # fmt: skip
_D = "零〇一二三四五六七八九"
NUMERALS = "零〇一二三四五六七八九十百千万两"
_NUMERAL = re.compile(rf"[{NUMERALS}幺](?:(?<![二三四五六七八九十])两|[{NUMERALS[:-1]}幺])*|[俩仨]")
"""No number goes on with 两 behind a digit or 十: 三|两 is a weight, 八十|两肺 begins a word."""
_DIALLED = re.compile(r"[零〇幺一二三四五六七八九]{7,}")
_FRACTION = re.compile(rf"点([{_D}幺]+)")
TUBE_AFTER = re.compile(
    r"(?:号|g|fr?)的?(?:导[管尿]|尿管|留置|穿刺|套管|手套|刀片|气[管切]|吸[痰引]|胃管|胸管|引流|鼻[咽饲]|口咽|面罩"
    r"|喉|镜片|叶片|丝线|缝线|针|管|球囊|三腔|双腔)"
)
TUBE_BEFORE = re.compile(
    r"(?:导管|插管|气管|套管|尿管|胃管|胸管|引流管|管子|颈托|手套|弹力袜|通气道|喉罩|面罩|喉镜|镜片|叶片|针头|丝线|刀片|留置针|根管)"
    r"[^，。]{0,3}$|(?:管|喉罩|面罩|通气道|针|镜)[^，。]{0,8}[换改用选上插下置放拿要]$"
)
VAGUE_TIME = re.compile(r"个[多来](小时|钟头|月|星期|礼拜)|分[多来]钟")
VAGUE = re.compile(r"[多来余几]")
_PER = re.compile(
    rf"(?:每|/)(公斤|千克|平方米|毫升|分升|升|微升|分钟|分|秒|小时|[天日次](?=$|[，。泵静口维分]))"
    r"|(?<=每公斤|每千克)(分钟|小时)"  # 微克每公斤分钟
)
PER_WRITTEN = {
    "公斤": ("kg", "kg"), "千克": ("kg", "kg"), "平方米": ("m²", "m2"), "毫升": ("mL", "mL"),
    "分升": ("dL", "dL"), "升": ("L", "L"), "微升": ("µL", "uL"), "分钟": ("min", "min"),
    "分": ("分", "min"), "秒": ("s", "s"), "小时": ("h", "h"), "天": ("天", "d"), "日": ("日", "d"),
    "次": ("次", "{times}"),
}  # fmt: skip
_ABOUT = re.compile(
    r"[多余](?![多余次喝吃休测给补观久加打]|功能)|来(?=$|[，。])|几(?!乎|次三番|经|近|何)"
)
_ANGLE = re.compile(
    r"(?:床头|抬高|摇高|垫高|屈曲?|伸直?|外翻|内翻|外展|内收|外旋|内旋|旋前|旋后|成角|倾斜|角度?|背伸|前倾|头高|头低"
    r"|翘|[向朝]?[左右前后]倾|侧弯)[到至成了约在只能大概]*$"
)
_HEAT = re.compile(r"(?:温|热|烫|冷|冰|水|油|汤|锅|室内|库|外头|外面|屋里)[^，。]{0,4}$")
_AROUND = re.compile(r"(?:[水油汤锅室气]温?|烫|冰|热|冷|库|室内|外头|外面|屋里)[^，。]{0,4}$")
_FORMS = {"包": "{sachet}", "瓶": "{vial}"}
_POWDER = re.compile(r"散|颗粒|冲剂|补液盐|补盐液?|乳果糖|思密达|益生菌|整肠生|蒙脱石|冲服")
_DRUG_REACH = 8
_BEATS = re.compile(r"次(?:(?:每|/)分钟?)?")
_BEAT_CUE = re.compile(
    r"(?:心率|心律|脉搏|脉|心跳|心室率|呼吸频率|呼吸|[每一]分钟?|窦[性速缓律]|房颤|房扑|室速|室上速)[^，。；]{0,8}$"
    rf"|[{NUMERALS}]$"  # in one breath with a pressure
)
BODY = range(25, 46)
_LONGEST_LABEL = 14
_TIMED_AFTER = ("小时", "天", "分钟", "次", "片", "支", "周", "个")
_PLACES = frozenset("床楼级分房号期指")
_OTHER_WORDS = frozenset(
    {
        "升高", "升到", "升至", "升压", "克服", "日常", "年级", "周围", "周边", "米汤",
        "米饭", "支架", "支气", "支援", "片状", "片子", "吸入", "吸氧", "吸痰", "两侧",
        "两边", "两下", "两次", "两天", "滴定", "滴注", "年支", "度过", "袋鼠", "喷雾",
        "日期", "两个", "两片", "两支", "两毫",
    }
)  # fmt: skip
_COUNTED = frozenset("度名位条块道层份把根套张件辆遍顿趟声圈种只双对页")
"""Behind 十 they count: 二十一名 is no 一名, while 九十一直 ends before 一直."""
_AFTER_NUMBERS = frozenset({"四肢", "五官", "四处", "四周", "十分"})


@dataclass(frozen=True)
class Said:
    """A line of Chinese characters, and which of them are part of a name or an idiom."""

    line: str
    table: NumberTable

    @cached_property
    def named(self) -> frozenset[int]:
        dialled = [match.span() for match in _DIALLED.finditer(self.line)]
        return frozenset(
            at
            for match in self.table.names.finditer(self.line)
            if not self._in_number(match)
            and not any(start <= match.start() and match.end() <= end for start, end in dialled)
            for at in range(*match.span())
        )

    def _in_number(self, match: re.Match[str]) -> bool:
        """True where what looks like a name goes on with a number: 十|三高, 零点二|三七, 八点零一."""
        before, text = self.line[: match.start()], match[0]
        if before.endswith("分之"):
            return True
        if text[0] == "一":
            counted = self.line[match.start() + 1 : match.start() + 2] in _COUNTED
            return before.endswith(("零", "零点")) or (counted and before[-1:] in {*"十百"})
        if len(text) == 1:
            return text in _D[3:] and before[-1:] in {*"十百千零"}
        if len(text) != len("三七") or text[0] not in NUMERALS or text in _AFTER_NUMBERS:
            return False
        if text[0] in "十百千万":
            return before[-1:] in {*_D[1:]}
        if text[1] in NUMERALS:
            return re.search(rf"点[{_D}]+$", before) is not None
        return before[-1:] in {*"十百千万点零"}

    def free(self, start: int, end: int) -> bool:
        return self.named.isdisjoint(range(start, end))

    @cached_property
    def _ends(self) -> dict[int, int]:
        return {}

    def numeral(self, start: int) -> int:
        """Where the run of numerals that starts here ends; `start` where there is none."""
        end = self._ends.get(start)
        if end is None:
            match = _NUMERAL.match(self.line, start)
            end = match.end() if match else start
            end = next((at for at in range(start, end) if at in self.named), end)
            self._ends[start] = end
        return end

    def unit(self, start: int) -> tuple[SaidUnit, int] | None:
        """The longest unit that starts here, and how many characters it has."""
        for length in range(self.table.longest, 0, -1):
            text = self.line[start : start + length]
            unit = self.table.units.get(text)
            if unit is not None and len(text) == length and not self._is_word(start, length):
                return unit, length
        return self._loosely(start)

    def _loosely(self, start: int) -> tuple[SaidUnit, int] | None:
        """五个毫克: a written unit counted with 个."""
        found = self.unit(start + 1) if self.line[start : start + 1] == "个" else None
        return (found[0], found[1] + 1) if found is not None and found[0].written else None

    def _is_word(self, start: int, length: int) -> bool:
        """True when the unit begins another word: 升高, 克服, 两侧, 日常, 年级, 分型."""
        if length > 1:
            return False
        if self.line[start] == "两":
            return not self.free(start, start + 1) or self._counts(start + 1)
        return self.line[start : start + 2] in _OTHER_WORDS

    def _counts(self, start: int) -> bool:
        """True when 两 before this place is the number two: 两小时, 两百, 两处."""
        after = self.line[start : start + 1]
        return (
            after in {*"十百千万到至点"}
            or after in self.table.lists["measures"]
            or self.unit(start) is not None
        )


def decimal(said: Said, whole: str, end: int) -> tuple[str, int]:
    match = _FRACTION.match(said.line, end)
    if match is None:
        return whole, end
    stop = _fraction_end(said, match.start(1), match.end(1))
    digits = "".join(DIGITS[one] for one in said.line[match.start(1) : stop])
    return (f"{whole}.{digits}", stop) if digits else (whole, end)


def _fraction_end(said: Said, start: int, stop: int) -> int:
    """Where the digits behind the point end: not in a name, not in the next number (三小时后)."""
    while stop > start and not said.free(stop - 1, stop):
        stop -= 1
    after = said.line[stop : stop + 2]
    if (
        stop - start > 1
        and after.startswith(_TIMED_AFTER)
        and "零" not in said.line[stop - 1 :][:1]
    ):
        return stop - 1
    return stop


def rising(said: Said, low: str, end: int, allowed: str = "") -> tuple[str, int]:
    """The second half of a range 三到五; unchanged where there is none."""
    match = re.match(rf"[到至](?:{allowed})?", said.line[end:])
    if match is None:
        return low, end
    start = end + match.end()
    stop = said.numeral(start)
    high = whole_number(said.line[start:stop])
    if high is None:
        return low, end
    high, stop = decimal(said, high, stop)
    return (f"{low}-{high}", stop) if float(high) > float(low) else (low, end)


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
    alone = said.line[end - 1] in "十百千万" and end - at > 1
    return vague_counts(said, end) or bool(alone and _ABOUT.match(said.line, end))


def vague_counts(said: Said, end: int) -> bool:
    after = said.line[end + 1 : end + 2]
    return said.unit(end + 1) is not None or after in said.table.lists["measures"]


def _with_unit(said: Said, at: int, end: int, number: str, shape: str) -> Raw:
    beats = _BEATS.match(said.line, end)
    if beats and (len(beats[0]) > 1 or _BEAT_CUE.search(said.line[:at])):
        unit = "次/分" if len(beats[0]) > 1 else "次"
        return Raw(at, beats.end() - 1, at, end, number, unit, "/min")
    if number.isdigit() and said.line.startswith("分半", end):
        last = end + 1 + (said.line[end + 2 : end + 3] == "钟")
        return Raw(at, last, at, end, f"{number}.5", "分钟", "min", "plain", "duration")
    if said.line.startswith("号半", end) and number.isdigit() and said.free(end, end + 2):
        return Raw(at, end + 1, at, end, f"{number}.5", "号", "", "plain", "gauge")
    if said.line[at:end] in {"俩", "仨"} and said.line.startswith("月", end):
        return Raw(at, end, at, end, number, "个月", "mo", "plain", "duration")
    half = re.match(r"(个?)半", said.line[end:])
    if number.isdigit() and said.line.startswith("个半月", end):
        return Raw(at, end + 2, at, end, f"{number}.5", "个月", "mo", "plain", "duration")
    unit_ = said.unit(end + half.end()) if half and number.isdigit() else None
    if (
        half is not None
        and half[1]
        and unit_ is None
        and number.isdigit()
        and said.free(end, end + 2)
    ):
        return Raw(at, end + 1, at, end, f"{number}.5", "个", "", "plain", "count")  # 三个半粽子
    if half is None or unit_ is None:
        return _unit_follows(said, at, end, number, shape)
    start = end + half.end()
    word = unit_[0].written or half[1] + said.line[start : start + unit_[1]]
    last = start + unit_[1] - 1
    return Raw(at, last, at, end, f"{number}.5", word, unit_[0].ucum, "plain", unit_[0].kind)


def _unit_follows(said: Said, at: int, end: int, number: str, shape: str) -> Raw:
    kept: Shape = "range" if shape == "range" else "plain"
    found = said.unit(end) or _sachet(said, at, end) or _minutes(said, at, end)
    if found is not None and said.line[at - 1 : at] == "第":
        return Raw(at, end - 1, at, end, number, "", "", kept, "count")  # 第二支: no dose
    if found is not None and found[0].ucum == "Cel" and angle(said.line[:at]):
        return Raw(at, end, at, end, number, "度", "deg", kept, "")
    if found is None or (found[0].ucum == "Cel" and not _warm(said.line[:at], number)):
        counted = any(said.line.startswith(one, end) for one in said.table.lists["measures"])
        hint = "count" if counted and said.line[end : end + 1] not in _PLACES else ""
        hint = "gauge" if tube(said.line, at, end) else hint
        return Raw(at, end - 1, at, end, number, "", "", kept, hint)
    unit, length = found
    word = unit.written or said.line[end : end + length]
    ucum, last, hint = unit.ucum, end + length, unit.kind
    if ucum == "Cel" and (number.startswith("-") or _AROUND.search(said.line[:at])):
        hint = ""
    while (below := _PER.match(said.line, last)) is not None and unit.kind != "duration":
        per = PER_WRITTEN[below[1] or below[2]]
        word, ucum = f"{word}/{written_per(unit, per[0])}", f"{ucum}/{per[1]}"
        last = below.end()
    return Raw(at, last - 1, at, end, number, word, ucum, kept, hint)


def _minutes(said: Said, at: int, end: int) -> tuple[SaidUnit, int] | None:
    """三个小时四十分."""
    if said.line[end : end + 1] != "分" or not said.line[:at].endswith(("小时", "钟头")):
        return None
    return SaidUnit((), "", "min", "", "duration", False), 1


def _sachet(said: Said, at: int, end: int) -> tuple[SaidUnit, int] | None:
    """三包: of a drug; cigarettes are counted."""
    form = _FORMS.get(said.line[end : end + 1])
    near = said.line[max(0, at - _DRUG_REACH) : at]
    drug = form is not None and (_POWDER.search(near) or said.table.drugs.search(near))
    return (SaidUnit((), "", form, "", "dose", False), 1) if form is not None and drug else None


def written_per(unit: SaidUnit, per: str) -> str:
    """Drops are written 滴/分, as beats are 次/分."""
    return "分" if unit.ucum == "[drp]" and per == "min" else per


def tube(line: str, at: int, end: int) -> bool:
    """True for the gauge of a tube: 十四号导尿管, 换十二号, 十六G."""
    gauge = line[end : end + 1] in {"号", "g", "f"} or line.startswith("fr", end)
    return gauge and bool(TUBE_AFTER.match(line, end) or TUBE_BEFORE.search(line[:at]))


def angle(before: str) -> bool:
    """True when degrees behind these words are of an angle: 床头抬高三十度."""
    return _ANGLE.search(before) is not None


def _warm(before: str, shown: str) -> bool:
    """True for degrees of a temperature: of a body, below zero, or told to be warm or cold."""
    number = re.match(r"-?\d+(?:\.\d+)?", shown)
    bodily = number is not None and BODY.start <= float(number[0]) <= BODY.stop
    return bodily or shown.startswith("-") or _HEAT.search(before) is not None


def _half_more(said: Said, raw: Raw) -> Raw:
    """三天半, 一岁半: the half behind the unit."""
    after = said.line[raw.last + 1 : raw.last + 2]
    counts = raw.ucum != "" and raw.ucum not in {"Cel", "%", "/min", "mm[Hg]"}
    plain = raw.number.isdigit() and raw.shape == "plain" and not said.unit(raw.last + 2)
    if after != "半" or not counts or not plain or raw.last + 1 in said.named:
        return raw
    return replace(raw, last=raw.last + 1, number=f"{raw.number}.5")


def whole_number(text: str) -> str | None:
    if text in {"零", "〇"}:
        return "0"
    if len(text) == 1 and text in DIGITS:
        return DIGITS[text]
    value = cardinal(text) if text else None
    return None if value is None else str(value)


def labelled(said: Said, at: int) -> bool:
    """True right behind the name of a drug, a vital sign or a laboratory value."""
    return _ends(said.table.drugs, said.line, at) or bool(label_before(said, at))


def label_before(said: Said, at: int) -> str:
    """The key of the label right before a place, "" where none is."""
    labels = said.table.labels
    return next((key for key, pattern in labels if _ends(pattern, said.line, at)), "")


def _ends(pattern: re.Pattern[str], line: str, at: int) -> bool:
    """True when a match ends at a place; what looks ahead sees the whole line."""
    for match in pattern.finditer(line, max(0, at - _LONGEST_LABEL)):
        if match.end() >= at:
            return match.end() == at
    return False
