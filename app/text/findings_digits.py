"""Chinese values as people write and say them, in digits at the same places: 39度2, 148-90, 八点五.

Only what reads vital signs sees this reading. Every character keeps its place, so that whatever
is found there is shown and cited as it was written. What is no value is blotted out: ranges,
bounds ("90多", "140以上"), times of day and what is normally so.
"""

import re
from functools import lru_cache
from typing import Final

from app.domain.transcript import Language
from app.text.numbers_zh import cardinal

BLOT: Final = "#"
"""What stands for a digit that is of no value."""
_WIDE = {
    ord(wide): plain
    for wide, plain in zip("０１２３４５６７８９．／％", "0123456789./%", strict=True)
}
_DIGITS = {one: str(at) for at, one in enumerate("零一二三四五六七八九")} | {"两": "2", "〇": "0"}
_N = r"\d+(?:\.\d+)?"
_UNIT = r"(?:\s*(?:mm ?Hg|毫米汞柱|mmol/?L?|℃|度|次/?分?|公斤|斤|千克|kg|cm|厘米|%))?"
_COUNTED = r"(?![\d.]|个?(?:天|年|月|日|岁|小时|次|片|粒|支|周|分钟|点|号))"
_GLUCOSE = r"(?:血糖|空腹|[餐饭]后)[^，。；\d一二两三四五六七八九十]{0,6}"
_CLOCK = re.compile(
    r"(?:早上|早晨|上午|中午|下午|傍晚|晚上|夜里|凌晨|今早|今晚|昨晚)(?:大概|大约|约)?\d{1,2}[点:：](?:\d{1,2}分?)?"
)
_SPOKEN = re.compile(
    rf"(?P<before>{_GLUCOSE})(?P<said>[二两三四五六七八九])(?=点|[，。；？！、\s]|$)"
)
_SCORED = re.compile(
    "[疼痛].*[几评打]分|[疼痛][^。；！？]{0,6}[一二三四五六七八九]分(?![钟之])|分的?[疼痛]"
)
_SPOKEN_SCORE = re.compile(
    r"(?<![零一二三四五六七八九十百至])(?<![零一二三四五六七八九十]到)[零一二三四五六七八九](?=分(?![钟之]))"
)
_TEENS = re.compile(rf"(?:{_GLUCOSE}|小时后?)十[一二三四五六七八九](?=[，。；！？点、\s]|$)")
_SPOKEN_METRES = re.compile(r"[一两]米[一二三四五六七八九]{1,2}(?![一二三四五六七八九十米])")
_SUBSCRIPT = re.compile(r"(?<=O)2(?=(?:[2-9]\d|100)(?:\.\d)?(?!\d))", re.IGNORECASE)
"""Of SpO296%: where the name ends and the value begins."""
_COMA = re.compile(r"E[1-4]V[1-5T]M[1-6]|(?<![\d+])[1-4]\+[1-5]\+[1-6](?=\s*[=＝])", re.IGNORECASE)
"""Parts of a coma score, which are not the score."""
_TENS = "[一二三四五六七八九]"
_SPOKEN_PAIR = re.compile(
    rf"(?P<one>[一二]百(?:{_TENS}十{_TENS}?|零{_TENS}|{_TENS}(?!十)))(?P<other>[四五六七八九]十{_TENS}?)(?![一二三四五六七八九十百])"
)
_TABLE = re.compile(r"(?<=[℃度])/\d{2,3}次(?:/分)?/\d{1,2}次(?:/分)?/(?=\d{2,3}[-/]\d{2,3})")
"""Of a row of triage without names: 38.2℃/110次/24次/136-84mmHg."""
_COLON = re.compile(r"(?<=[一-鿿A-Za-z]):(?=\s*\d)")
_POINTS = tuple(
    re.compile(source)
    for source in (
        r"(?<![\d.])(?:3[3-9]|4[0-3])(?P<point>[度点])\d(?!\d|个?(?:天|年|月|日|小时|次))",
        rf"(?<![\d.:])\d{{1,3}}(?P<point>点)\d{{1,2}}{_COUNTED}",
        rf"(?<![\d.])[12](?P<point>米)\d{{1,2}}{_COUNTED}",
        r"(?<![\d.])(?:3[3-9]|4[0-3])(?P<point>[度点℃])半",
        rf"{_GLUCOSE}\d{{1,2}}(?P<point>[，,])\d{_COUNTED}",
        rf"(?<![\d.·])\d{{1,2}}(?P<point>[·•])\d{{1,2}}(?![·•]){_COUNTED}",
    )
)
_JOINED = re.compile(
    rf"(?P<since>从\s*)?(?<![\d.])(?P<one>{_N})(?P<unit>{_UNIT})\s*(?P<joint>[-~～—–至到比低\\]{{1,2}})\s*"
    rf"(?P<other>{_N})(?![\d.])"
)
_SIDE_BY_SIDE = re.compile(
    r"(?P<since>)(?:(?<=压)(?:[^，。；\d]{0,6}，)?|(?<=[左右][边侧臂手])|[早晚]上|[上中下]午|有时候?|最[高低])"
    rf"[^，。；\d]{{0,6}}(?P<one>\d{{2,3}})(?P<unit>)(?P<joint>[，,、和\s])(?P<other>\d{{2,3}}){_COUNTED}"
)
_NO_VALUES = tuple(
    re.compile(source, re.IGNORECASE)
    for source in (
        rf"{_N}(?:\s*/\s*{_N})?{_UNIT}(?:[多几余]|以上|以下|以内)",
        rf"(?<![/\d.]){_N}{_UNIT}之间",
        rf"{_N}(?:[多几余]?点[多几]|个多)",
        r"(?<=[：:。；，])\s?\d[、.．)）](?=[一-鿿])",
        rf"(?:[水油气室箱]温|天气|加热|理疗|热敷|水浴|擦浴|温箱|暖箱|[冰变控]温毯|(?:如果?|要是|若|万一|再|又)过|(?:超过|超出|高于|低于|大于|小于|不到|不足|至少))[^，。；\d]{{0,3}}{_N}\s*(?:度|℃)",
        r"(?:正常|标准|理想|最佳)的?(?:最佳|理想|人|的|空腹|[餐饭]后|静息){0,3}(?:血压|[高低]压|收缩压|舒张压|血糖|体温|心率|心跳|体重|呼吸)?(?:值|范围)?(?:应该?|一般|通常)?[是为在][^，。；]{0,24}",
    )
)
_OTHERS = re.compile(
    r"(?:[我他她]|孩子)(?:妈妈?|爸爸?|母亲|父亲|爷爷|奶奶|外[公婆]|姥[姥爷]|[哥姐弟妹]{1,2}|老[公婆]|爱人)[^，。；！？\d]{0,8}也[^。；！？]{0,24}"
    r"|(?:(?:[室病]友|邻床|隔壁床|邻居|同事|同学|工友)(?![给帮替说发反代拨打叫送转])(?=[^，。；！？\d]{0,8}\d)"
    r"|(?:我自己|[我其]?(?:老伴|爱人|妻子|丈夫|妈妈|爸爸|母亲|父亲|家属|哥哥|姐姐|弟弟|妹妹))(?:[^。；！？\d，：:]{0,4}，)?[昨今前]?[日天]?(?:也|亦|随车|跟车|同日|自测))[^。；！？]*"
    r"|(?<![^。；！？])[^。；！？您你我他她]*(?:才能?|就|即|便)(?:可以?|能够?)?(?:确诊|诊断)"
    r"|(?:如果|若|只要|当)[^。；！？您你]{0,60}(?:确诊|诊断)|正常人(?!吃|用|服)[^。；！？你您我他她]{0,60}"
)
"""Of people besides the patient, and of everybody."""
_UPPER, _LOWER = (60.0, 260.0), (30.0, 160.0)
_TURNED = re.compile(
    r"(?<!正常)(?<!正常的)血压(?:(?!正常|标准|范围|理想|控制|应|要|大概)[^。；\d]){0,14}$"
)
_NAMED_BEHIND = re.compile(r"\s*(?:mm ?Hg|毫米汞柱)?的?高?血压", re.IGNORECASE)
_APART, _DASHES = 30.0, frozenset("-–—")


@lru_cache(maxsize=1024)
def in_digits(text: str, language: Language) -> str:
    """The text with its values in digits, as long as it was; English is read as it stands."""
    if language == "en":
        return text
    text = _SPOKEN_METRES.sub(_metres, text.translate(_WIDE))
    text = _SPOKEN.sub(lambda found: found["before"] + _DIGITS[found["said"]], text)
    text = _TEENS.sub(lambda found: f"{found[0][:-2]}1{_DIGITS[found[0][-1]]}", text)
    if _SCORED.search(text):
        text = _SPOKEN_SCORE.sub(lambda found: _DIGITS[found[0]], text)
    text = _COMA.sub(lambda found: re.sub(r"\d", "-", found[0]), text)
    if "压" in text:
        text = _SPOKEN_PAIR.sub(_said_pair, text)
    text = _TABLE.sub(lambda found: re.sub("/(?!分)", "，", found[0]), text)
    text = _COLON.sub("：", _CLOCK.sub(_blotted, _SUBSCRIPT.sub("₂", text)))
    for pattern in _POINTS:
        text = pattern.sub(_pointed, text)
    text = _JOINED.sub(_joined, _SIDE_BY_SIDE.sub(_joined, text))
    for pattern in (*_NO_VALUES, _OTHERS):
        text = pattern.sub(_blotted, text)
    return text


def _blotted(found: re.Match[str]) -> str:
    return re.sub(r"\d", BLOT, found[0])


def _pointed(found: re.Match[str]) -> str:
    at = found.start("point") - found.start()
    tail = found[0][at + 1 :].replace("半", "5")
    return f"{found[0][:at]}.{tail}"


def _said_pair(found: re.Match[str]) -> str:
    """一百六十五九十八 is 165/98, in as many characters."""
    one, other = cardinal(found["one"]), cardinal(found["other"])
    pair = f"{one}/{other}"
    fits = one is not None and other is not None and one > other and len(pair) <= len(found[0])
    return pair.ljust(len(found[0])) if fits else found[0]


def _metres(found: re.Match[str]) -> str:
    """一米七二 is 1.72."""
    return "".join(_DIGITS.get(one, ".") for one in found[0])


def _joined(found: re.Match[str]) -> str:
    """A pair of pressures where the first is the higher one (148-90), or far the lower one right
    behind the name (血压90-140), else no value: a range."""
    one, other = float(found["one"]), float(found["other"])
    turned = (
        other - one >= _APART
        and found["joint"] in _DASHES
        and (
            _TURNED.search(found.string, 0, found.start())
            or _NAMED_BEHIND.match(found.string, found.end())
        )
    )
    high, low = (other, one) if turned else (one, other)
    if high > low and _within(high, _UPPER) and _within(low, _LOWER) and not found["since"]:
        start, end = (at - found.start() for at in (found.end("one"), found.start("other")))
        return f"{found[0][:start]}{'/'.ljust(end - start)}{found[0][end:]}"
    ranged = one < other and not found["since"] and found["joint"].strip("，,、 ")
    return _blotted(found) if ranged else found[0]


def _within(number: float, window: tuple[float, float]) -> bool:
    return window[0] <= number <= window[1]
