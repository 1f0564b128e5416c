"""Chinese numerals of one character: whether 三 is a number or the beginning of a word."""

import re

from app.text.numbers_line_zh import NUMERALS, Said, label_before, labelled
from app.text.numbers_measured_zh import SECONDS, VAGUE, VAGUE_TIME, tube, vague_counts

_LINK = re.compile(
    r"[是为到至约有给用打推还剩只在才了加产孕:：于升降的按长宽深高由从达走开过]|维持|静推|静滴|肌注|皮下"
)
_BARE_AFTER = re.compile(
    r"$|[，。；、左右了加降升涨蹿窜飙冲掉跌滑落不哦还再先没现又才但复]|上[到调]|下[到调]|静|肌|皮|口服|泵|舌|推|打|每|雾化|入壶|壶入|qd|bid|tid|q\d|po|iv|im"
)
_SIDED = re.compile(
    r"(?:瞳孔|肌力)[^，。]{0,8}[左右](?:[侧边]|[上下]肢?|[手脚腿臂])?(?:[只才就还是到剩有])?$"
)
_BORNE = re.compile(
    "(?:孕[零〇一二两三四五六七八九]产|产[零〇一二两三四五六七八九]流|(?<![a-z])g[一二两三四五六七八九]p)$"
)
_POURED = re.compile(
    "(?:毫升|泵|微克|升|单位)[^，。零〇一二两三四五六七八九十百千万]{0,3}(?<!能)(?<!要)[走跑开]$"
)
"""The speed of a pump without its unit: 硝酸甘油五毫克稀到五十毫升走四."""
_WORDS = re.compile("间[隔断隙歇质接羟期苯氨]|类[似风型别固癌]")
"""They begin as what is counted does."""
_FROM = re.compile("(?<![头])[从由]$")
_GRAVID = re.compile("(?<![a-z])g$")
_MENDED = re.compile("不[是对]|[啊哦呃]?不[啊哦]|说错|错了")
_NEVER_SINGLE = "一"
_STEPPED = re.compile("[加减调降升]到$")
_HEDGES = (
    "别[升降]?超过|不能?超过?|不少于|最多|至多|顶多|最少|至少|大概|大约|差不多|平均|总共|基本|一共"
    "|[约要得只才共就能]"
)
_MEALS = re.compile("[早中午晚][上餐饭]?前?$")
MEAL_DRUG = re.compile("胰岛素|门冬|甘精|诺和|优泌|赖脯|地特|德谷|来得时|预混")
_MEAL_NEXT = re.compile(f"(?:片|粒|个?单位)?[中午晚][上餐饭]?前?[{NUMERALS}半](?!点)")
_MEAL_LAST = re.compile(
    f"[早中午][上餐饭]?前?[{NUMERALS}半]{{1,3}}(?:片|粒|个?单位)?[中午晚][上餐饭]?前?$"
)
"""What is taken at the next meal, and what was at the last one: 早二晚一."""
_SIZES = frozenset("大小满整")
_ONES = "次针路包床级杯碗根瓶听胎剂轮组袋楼层号管服付帖丸贴"
_ONE_OF = re.compile(
    r"枚支架|[盒箱碗杯圈]半|个(?:[^，。]{0,2}支架|孩子|加|治疗量|成人[份量]|疗程|循环)|人份"
)
_OFTEN = "次下滴片包支回趟顿喷针粒遍"
"""What is counted per time: 一周三次, 一分钟六十下."""
_PER_ONE = re.compile(
    rf"(?:[天日](?!一夜)|次(?![推打给用]了|[一总]?共|总|最[大多]))(?:{_HEDGES})*(?=[{NUMERALS}]+(?![{NUMERALS}]|个?小时|个?钟头|分钟|天|周|个月)|半[片支粒包袋瓶斤杯碗两颗]|[^，。半]{{1,2}}[{NUMERALS}半][^天])"
    rf"|(?:分钟?|个?小时|个?钟头|周|个?星期|个?礼拜|个?月|年)[^，。前后内里以了]{{0,3}}[{NUMERALS}]+(?:[{_OFTEN}]|个(?![半月小钟星礼多来]))"
)


def single(said: Said, at: int, end: int) -> bool:
    """True when one lone numeral is a number: with a unit, a measure word, or after a label."""
    after, text = said.line[end:], said.line[at:end]
    if text == _NEVER_SINGLE and _says_per(said, at, after):
        return False
    if (text == "两" and after[:1] == "月") or SECONDS.match(after):
        return True  # 两月前, for February is 二月; 一分四十秒
    if text in "俩仨":
        return bool(after) and after[:1] not in "都也是说人一去来了"
    if _unit_after(said, end, after) or tube(said.line, at, end) or _led(said.line, at):
        return True
    sized = 1 if text != _NEVER_SINGLE and after[:1] in _SIZES else 0  # 三大碗
    counted = any(after.startswith(one, sized) for one in said.table.lists["measures"])
    if counted and not _WORDS.match(after):
        return text != _NEVER_SINGLE or _counts_one(said, at, after)
    return _named(said, at, end)


def _led(line: str, at: int) -> bool:
    """True behind what a number must follow: 孕二产零, 稀到五十毫升走四."""
    if _BORNE.search(line, 0, at) or _POURED.search(line, 0, at):
        return True
    return _MEALS.search(line, 0, at) is not None and (
        _MEAL_NEXT.match(line, at + 1) is not None or _MEAL_LAST.search(line, 0, at) is not None
    )


def _named(said: Said, at: int, end: int) -> bool:
    """True for a bare numeral that what stands before it names, or leads up to."""
    text, after = said.line[at:end], said.line[end:]
    gravid = _GRAVID.search(said.line[:at]) is not None and after[:1] == "p"
    if gravid:
        return True  # G二P一
    if text == "两" and _MENDED.match(after):
        return True  # 两不是给了三毫克
    if text in {_NEVER_SINGLE, "两"}:
        part = label_before(said, at) in {"gcs_part", "strength", "apgar"}
        part = part or _SIDED.search(said.line[:at]) is not None
        part = part or (_STEPPED.search(said.line[:at]) is not None and after[:1] in {*"，。", ""})
        return part or (text == _NEVER_SINGLE and said.line[at - 1 : at] in {"产", "孕"})
    mealed = _MEALS.search(said.line[:at]) and MEAL_DRUG.search(said.line[max(0, at - 16) : at])
    if mealed or labelled(said, at) or _SIDED.search(said.line[:at]):
        return True  # 门冬早八中六晚八
    if _FROM.search(said.line, 0, at) and after[:1] in {*"到至"} and text != "零":
        return said.numeral(end + 1) > end + 1  # 从五到八再到十二
    linked = _LINK.search(said.line[max(0, at - 2) : at])
    return bool(linked) and (_BARE_AFTER.match(after) is not None or _label_starts(said, end))


def _says_per(said: Said, at: int, after: str) -> bool:
    """一天三次, 一次两片, 每一, 第一: the numeral only says "per", or ranks."""
    before = said.line[at - 1 : at]
    if before == "每" and re.match("个?小时|个?钟头|分钟", after):
        return False  # 每一个小时
    if _PER_ONE.match(after):
        return True
    return before in {"每", "第"} and after[:1] not in "次针剂胎轮组袋瓶支顿管枪服"


def _unit_after(said: Said, end: int, after: str) -> bool:
    if after.startswith("个半") and said.free(end, end + 2):
        return True
    halved = re.match(r"个?[多来](?=小时|钟头|月|星期|礼拜)|[个分]?半", after)
    measured_ = said.unit(end) or (halved and said.unit(end + halved.end()))
    vague = VAGUE_TIME.match(after) or (VAGUE.match(after) and vague_counts(said, end))
    return measured_ is not None or after.startswith("分半") or bool(vague) or _shares(said, end)


def _shares(said: Said, end: int) -> bool:
    """零和三小时: the unit is said once, behind the second."""
    stop = said.numeral(end + 1) if said.line[end : end + 1] in {"和", "与", "跟", "、"} else end
    return stop > end + 1 and said.unit(stop) is not None


def _label_starts(said: Said, end: int) -> bool:
    return any(pattern.match(said.line, end) for _, pattern in said.table.labels)


def _counts_one(said: Said, at: int, after: str) -> bool:
    if after[0] == "分":
        return bool(label_before(said, at))
    if after[0] == "指":
        return said.line[at - 1 : at] in {*"上下开"}  # 宫底脐上一指
    if after[0] == "口":
        return said.line[at - 1 : at] in {*"了过去喝吐咳喂"} and after[1:2] not in {*"眼腔唇角"}
    if after[0] in "回趟":
        return said.line[at - 1 : at] in {*"了过吐拉抽犯各每做测查量换喂吸拍洗翻评"}
    return after[0] in _ONES or _ONE_OF.match(after) is not None
