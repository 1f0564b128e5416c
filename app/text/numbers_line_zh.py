"""A Chinese line of numerals: names that only look like numbers, numerals, labels and units."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from app.text.numbers_table import NumberTable, SaidUnit
from app.text.numbers_zh import cardinal

DIGITS = {"零": "0", "〇": "0", "幺": "1", "一": "1", "二": "2", "两": "2", "俩": "2", "三": "3",
           "仨": "3", "四": "4", "五": "5", "六": "6", "七": "7", "八": "8", "九": "9"}  # fmt: skip
A_DAY = "二十四"
"""Hours that numbers of the day before them are of: 尿量三百|二十四小时."""
_D = "零〇一二三四五六七八九"
NUMERALS = "零〇一二三四五六七八九十百千万两"
_NUMERAL = re.compile(
    rf"(?:[幺{_D}][幺{_D}俩仨]*幺[幺{_D}俩仨]*|幺[幺{_D}俩仨]+"  # digit by digit
    rf"|[{_D}]{{2,}}[俩仨][{_D}俩仨]*)(?![十百千])"
    rf"|[{NUMERALS}幺](?:(?<![二三四五六七八九十])两|[{NUMERALS[:-1]}幺])*|[俩仨]"
)
"""No number goes on with 两 behind a digit or 十: 三|两 is a weight, 八十|两肺 begins a word."""
_DIALLED = re.compile(r"[零〇幺一二三四五六七八九]{5,}")
_FRACTION = re.compile(rf"点([{_D}幺]+)")
_BEGUN = re.compile(rf"[{NUMERALS}]*(?:[{NUMERALS}]点|[十百千])$")
_OWN_WORD = re.compile(
    "面[色部容颊]|手[脚足心术指]|身[上体高]|心[率跳电]|律[齐不整]|路上|带状|家[属里]|时间|味[觉道]|系统"
)
"""Words that begin with a character that makes an idiom with 一: 心率九十一|面色苍白."""
_IDIOM = re.compile(
    "[直般样起旦些]|会儿|下子|过性|阵|身[冷大虚]*汗|头[冷大]*汗|口气|家人|脸|侧(?![卧躺身])"
)
"""They begin no word, so that 一 before them is theirs: 心率一百|一过性黑蒙."""
_LEADS = re.compile(
    r"(?:现在|目前|这会儿?|刚才|居然|竟然?|已经?|只|仅|才|就|还|都|又|高[达到]|低[到至]|[降掉升涨飙冲窜跌落]"
    r"[到至]|剩下?|不到|大概|大约|约|差不多|最[高低快慢差多少大小好]|快|将近|接近|超过|[大小]于|[是为有到达在得至了]|回报|报|结果|显示)+$"
)
"""Between the name of a value and its number."""
_THOUSANDS = {"千": 1000, "万": 10_000}
_LONGEST_LABEL = 14
_TIMED_AFTER = ("小时", "天", "分钟", "次", "片", "支", "周", "个")
_NO_COUNT = re.compile("次[日要全]|个[别体人]|天[亮气然]")
_THINGS = re.compile(
    r"[片颗粒支袋包瓶](?:大|小|新|旧|干|湿|厚|薄|碎|生|熟|整)?(?:尿|纸|卫生巾|护垫|饼|馒头|[西哈黄]?瓜|苹果|肉|鱼|树?叶|玻璃(?!酸)|瓦|布|纱|面|姜|蒜|火腿|培根"
    r"|雪糕|口香糖|[糖枣](?!浆|皮质|盐|水)|葡萄(?!糖)|花生|瓜子|豆|樱桃|草莓|[坚水]?果(?!导|糖)|珠|[纽扣]扣?子?|电池|螺[丝钉母]|[图铁钢]?钉|[铁木]?[屑渣砂]|铁锈|磁|弹|子弹|[门磨乳大小断]?牙|智?齿|痣|痘|水泡|疱|结石"
    r"|香烟|香蕉|蜡烛|[铅钢毛粉水]?笔|冰|雪茄|枪|箭|队伍|体温计|温度计|零食|薯|辣条|方便面|垃圾|洗衣|水泥|沙|树|草坪|农田|菜|云|地|淤|瘀|红(?=[肿斑疹])|阴影|高密|低密|狼藉|空白)"
)
"""Things that dose forms count, too: 两片尿布 are no tablets."""
_THINGS_BEFORE = re.compile(
    "(?:玻璃|尿布|尿不湿|卫生巾|姜|面包|苹果|钢?钉子?|子弹|弹片|纽扣|电池|香?烟|结石|牙齿?|息肉|碎片|磁珠|木刺|花生米?|瓜子|樱桃|葡萄|枣|饼干?)"
    rf"(?:[掉断缺脱落松崩碎裂拔吞咽插湿换垫]|大概|大约|约|共|有|了|[一每][天日]){{0,2}}(?:[{NUMERALS}]+[到至])?[{NUMERALS}半]+[多来几]?$"
)
"""烟二十支, 碎玻璃三片: what is counted stands before its number."""
_NO_WORD = re.compile(
    "天气[促短喘急紧管]|天黑[便蒙]|日间断|日夜间|日期间|周末次|年初[次诊]|升温[盐开热水]|吸高流|滴眼[药液]|天花[了费掉光]|升高[流渗糖浓]|克服[下用了完]|周期间"
)
"""After all a unit and what is next: 一滴眼药水, 十升高流量, 两克服下."""
_COUNTED_TOO = re.compile("时(?![而不]|间断)|下(?![子就])|[路家项头样面](?![色容])")
"""They count behind 十 where no value was named: 按了三十一下, 二十一时; 心率九十一时快时慢."""
_TWO_IN_ONE = re.compile("[千万][一二三四五六七八九]?十")
"""No number has 十 right behind 千: 肝素五千|十八单位."""
_DRANK = re.compile(f"(?:喝|酒|饮)[^，。]{{0,6}}[{NUMERALS}半]$")
_COUNTED = frozenset("个度名位条块道层份把根套张件辆遍顿趟声圈种只双对页")
"""Behind 十 they count: 二十一名 is no 一名, while 九十一直 ends before 一直."""
_AFTER_NUMBERS = frozenset({"四肢", "五官", "四处", "四周", "十分"})
_GRADED = re.compile(
    "(?<=二度[一二三四五六七八九]十)三度|(?<=二度[十百])三度|(?<=分之[一二三四五六七八九]十)三度|(?<=分之十)三度|[一二三]级(?:医院|查房|护理|亲属|甲等|预防)|[二两]便失禁|三通(?=接|打|装|没)|[一二三]线(?:来|医|值|班|听)|[一二三四]代(?:头孢|喹诺|起搏)|[一二三四]度(?:房室|[一二ⅠⅡ]型|传导|窦房|阻滞|烧伤|烫伤|冻伤|压疮|脱垂|撕裂|[肿增]大)|[二三四]联(?![体组])|三高(?=[都史病人症的，。])|千万(?=别|不|要|小|记)"
    "|一(?:[脱推停碰动按翻吃喝掉走用打拔摘松冲给抬躺站坐咳喘拉降量测查摸听问哭闹跑爬吸吐进压撤关]|[上放加](?![午肢]))[^，。零〇一二两三四五六七八九十百千万]{0,2}就"
    "|万一(?=再|要是|不行|掉|出[事现血]|真|又|抽|没|发生|休克|晕|病情|加重|复发|心跳|停|[她他]|下降|上升)"
    "|一(?:夜|宿|[上下]午|晚上|整天|白天|晌)|一天比一天|一年比一年|一次比一次"
)
"""Names that no number goes on with: 心率六十|二度房室传导阻滞."""
_OVER = re.compile("分升(?=[级高到至为上温])")
"""No decilitre: 八分|升到十分."""


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
        """True where what looks like a name goes on with a number: 十|三高, 零点二|三七."""
        before, text = self.line[: match.start()], match[0]
        if before.endswith("分之"):
            return True
        if text == "十分" or _GRADED.match(self.line, match.start()):
            return text == "十分" and self._scored(before)
        if text[0] == "一":
            return self._ends_in_one(before, match.start() + 1)
        if len(text) == 1:
            return text in _D[3:] and before[-1:] in {*"十百千零"}
        if len(text) != len("三七") or text[0] not in NUMERALS or text in _AFTER_NUMBERS:
            return False
        return _goes_on(before, text)

    def _scored(self, before: str) -> bool:
        """True for 十分 of a score: 格拉斯哥十分."""
        key = label_before(self, len(before))
        return key in {"gcs", "apgar"} or before.endswith(("评分", "总分"))

    def _ends_in_one(self, before: str, end: int) -> bool:
        """True where 一 before `end` ends a number and begins no idiom, as in that of a label:
        血钾居然七点|一心电图."""
        after, whole = self.line[end : end + 1], _BEGUN.search(before)
        tens = before[-1:] == "十" and not _OWN_WORD.match(self.line, end)
        if whole is not None and not tens and not _IDIOM.match(self.line, end):
            return labelled(self, whole.start()) or before.endswith(("零", "零点"))
        counted = after in _COUNTED and before[-1:] in {*"十百"}
        if tens and whole is not None and _COUNTED_TOO.match(self.line, end):
            paired = before[: whole.start()].endswith(("比", "到", "至"))
            counted = not (paired or labelled(self, whole.start()))
        return counted or before.endswith(("零", "零点"))

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
            if (
                end - start > 1
                and self.line[end - 1] in "零〇"
                and self.line[end : end + 1] == "点"
            ):
                end -= 1  # 一比一万|零点一毫升
            if end - start > 1 and self.line[end - 1] == "百" and self.line.startswith("分之", end):
                end -= 1  # 钠一百二十一|百分之三
            end = next((at for at in range(start, end) if at in self.named), end)
            self._ends[start] = end
        return end

    def unit(self, start: int) -> tuple[SaidUnit, int] | None:
        """The longest unit that starts here, and how many characters it has."""
        for length in range(self.table.longest, 0, -1):
            text = self.line[start : start + length]
            unit = self.table.units.get(text)
            if unit is None or len(text) != length or _OVER.match(self.line, start):
                continue
            if not self._is_word(start, length):
                return unit, length
        return self._loosely(start)

    def _loosely(self, start: int) -> tuple[SaidUnit, int] | None:
        """五个毫克: a written unit counted with 个."""
        found = self.unit(start + 1) if self.line[start : start + 1] == "个" else None
        return (found[0], found[1] + 1) if found is not None and found[0].written else None

    def _is_word(self, start: int, length: int) -> bool:
        """True when the unit begins another word: 升高, 克服, 两侧, 日常, 年级, 分型; LED."""
        last, after = self.line[start + length - 1], self.line[start + length : start + length + 1]
        if last.isascii() and last.isalpha() and after.isascii() and after.isalpha():
            return True
        if length > 1:
            return False
        if self.line[start] == "两" and _DRANK.search(self.line, 0, start) is None:
            return not self.free(start, start + 1) or self._counts(start + 1)
        if self.line[start : start + 2] in self.table.lists["unit_words"]:
            return _NO_WORD.match(self.line, start) is None
        counts = self.line[start] in {*"片颗粒支袋"}
        return bool(
            _THINGS.match(self.line, start)
            or (counts and _THINGS_BEFORE.search(self.line, max(0, start - _LONGEST_LABEL), start))
        )

    def _counts(self, start: int) -> bool:
        """True when 两 before this place is the number two: 两小时, 两百, 两处."""
        after = self.line[start : start + 1]
        return (
            after in {*"十百千万到至点"}
            or after in self.table.lists["measures"]
            or self.unit(start) is not None
        )


def _goes_on(before: str, text: str) -> bool:
    """True where a name of two characters is the end of the number before it."""
    if text[0] in "十百千万":
        return before[-1:] in {*_D[1:], *"两十百千"}
    if text[1] in NUMERALS:
        return re.search(rf"点[{_D}]+$", before) is not None
    return before[-1:] in {*"十百千万点零"}


def decimal(said: Said, whole: str, end: int) -> tuple[str, int]:
    match = _FRACTION.match(said.line, end)
    if match is None:
        return whole, end
    stop = _fraction_end(said, match.start(1), match.end(1))
    digits = "".join(DIGITS[one] for one in said.line[match.start(1) : stop])
    if digits and said.line[stop : stop + 1] in _THOUSANDS and said.numeral(stop) == stop + 1:
        times = _THOUSANDS[said.line[stop]]  # 一点二万
        return f"{Decimal(f'{whole}.{digits}') * times:f}".rstrip("0").rstrip("."), stop + 1
    return (f"{whole}.{digits}", stop) if digits else (whole, end)


def _fraction_end(said: Said, start: int, stop: int) -> int:
    """Where the digits behind the point end: not in a name, not in the next number (三小时后)."""
    while stop > start and not said.free(stop - 1, stop):
        stop -= 1
    after = said.line[stop : stop + 2]
    if stop - start > 1 and said.line[stop - 1] in "零〇" and after[:1] == "点":
        return stop - 1  # 零点一|零点二
    if stop - start > 1 and after[:1] in {*"十百千"}:
        return stop - 1  # 七点零九|六十八
    if stop - start == 1 and after[:1] == "百":
        return start  # 三点|一百毫升
    if (
        stop - start > 1
        and after.startswith(_TIMED_AFTER)
        and "零" not in said.line[stop - 1 :][:1]
        and not _NO_COUNT.match(said.line, stop)
        and after not in said.table.lists["unit_words"]
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


def whole_number(text: str) -> str | None:
    if text in {"零", "〇"}:
        return "0"
    if len(text) == 1 and text in DIGITS:
        return DIGITS[text]
    value = cardinal(text) if text and not _TWO_IN_ONE.search(text) else None
    return None if value is None else str(value)


def labelled(said: Said, at: int) -> bool:
    """True behind the name of a drug, a vital sign or a laboratory value, and words that lead on
    from it to its number."""
    return _ends(said.table.drugs, said.line, at) or bool(label_led(said, at))


def label_led(said: Said, at: int) -> str:
    """The key of the label before a place, or before the words that lead on from it to here."""
    leads = _LEADS.search(said.line, max(0, at - _LONGEST_LABEL), at)
    return label_before(said, at) or (label_before(said, leads.start()) if leads else "")


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
