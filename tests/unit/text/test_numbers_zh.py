"""Chinese numerals: what was said, and how it is written."""

import pytest

from app.text.numbers_zh import cardinal, number_forms
from app.text.tokens import tokenize

PAIRS = """
血压一百二十八十 -> 血压120/80
血压一百二十比八十 -> 血压120/80
血压一百三比九十 -> 血压130/90
右上肢血压一百八十五一百零五 -> 右上肢血压185/105
血压一百六九十五 -> 血压160/95
血压降到七十八四十了 -> 血压降到78/40了
复测血压一百一十七十 -> 复测血压110/70
血压九十六十 -> 血压90/60
血压一百二 -> 血压120
收缩压九十 -> 收缩压90
心率一百四十次律不齐 -> 心率140次律不齐
心率一百零二 -> 心率102
心率九十一直在升 -> 心率90一直在升
脉搏七十四次每分 -> 脉搏74次每分
每分钟九十六次 -> 每分钟96次
呼吸二十八次每分钟 -> 呼吸28次每分钟
血氧百分之九十六 -> 血氧96%
百分之九十九点五 -> 99.5%
百分之百 -> 100%
百分之五 -> 5%
百分之零点九氯化钠 -> 0.9%氯化钠
体温三十八度二 -> 体温38.2℃
三十六度八 -> 36.8℃
三十九度 -> 39℃
三十六点八度 -> 36.8℃
三十七点五度 -> 37.5℃
三十八度一直不退 -> 38℃一直不退
肛温三十一度四 -> 肛温31.4℃
烧到四十度 -> 烧到40℃
零点五毫克 -> 0.5毫克
零点零五毫克 -> 0.05毫克
一点五毫克 -> 1.5毫克
一点零毫克 -> 1.0毫克
二点六毫摩尔每升 -> 2.6毫摩尔每升
二十六点五 -> 26.5
乳酸五点一 -> 乳酸5.1
乳酸四点一直升高 -> 乳酸四点一直升高
一毫克 -> 1毫克
十毫克 -> 10毫克
四毫克 -> 4毫克
三百毫克嚼服 -> 300毫克嚼服
一百毫克 -> 100毫克
两克 -> 2克
一克十分钟滴完 -> 1克10分钟滴完
五百毫升 -> 500毫升
一千毫升 -> 1000毫升
一千二百毫升 -> 1200毫升
一千五毫升 -> 1500毫升
两升 -> 2升
吸氧八升每分钟 -> 吸氧8升每分钟
四千单位 -> 4000单位
六个单位 -> 6个单位
两百焦耳 -> 200焦耳
七十二公斤 -> 72公斤
四厘米裂伤 -> 4厘米裂伤
十微克每分钟 -> 10微克每分钟
每公斤每分钟五微克 -> 每公斤每分钟5微克
两百五 -> 250
二百五十 -> 250
给二百五毫升 -> 给250毫升
血糖二百五 -> 血糖250
一百五 -> 150
一百零五 -> 105
一百五十 -> 150
一百一十五 -> 115
一百一十 -> 110
一百一 -> 110
两千零五 -> 2005
一万二千 -> 12000
一万 -> 10000
一千二 -> 1200
十四分 -> 14分
四十分钟 -> 40分钟
十分钟 -> 10分钟
二十四小时 -> 24小时
三十二周 -> 32周
五十岁 -> 50岁
六十五岁 -> 65岁
二十多岁 -> 20多岁
二十片 -> 20片
十年前 -> 10年前
十二导联 -> 12导联
幺六零 -> 160
幺二零 -> 120
从五十二升到八十八 -> 从52升到88
只有八十四 -> 只有84
胎心六十次 -> 胎心60次
血压一百二十比八十心率九十六次 -> 血压120/80心率96次
硫酸镁两克二十分钟滴完 -> 硫酸镁2克20分钟滴完
"""

AS_SPOKEN = """
一样
十分
十分疼痛
一些
三七
三七粉
万一
两侧
一直
一直疼
统一
唯一
一次
一下
听一下肺
九十一下
一起
一般
一阵一阵疼
一定
两天
这两天一直说胡话
三天
一天
一周后
四天
五年
两小时
三次
两片
两条静脉
一口气
一站起来就头晕
第二条
第三天
第十二肋
三度房室传导阻滞
二级
肌力四级
七分
晚上六点
九点一刻
下午三点二十
下午三点一直疼
三点二十
八点半
上午十点
十几天
二十几
四五十
七八十
三五天
千万别动
十二指肠溃疡
二尖瓣
二甲双胍
三叉神经
四肢
五官
百日咳
百草枯
二氧化碳
二百五
一五一十
七上八下
一半
半小时
一个半
克服困难
一升高就头晕
周一
星期三
初三
三点
一点
有点
一点都不
"""


def shown(line: str) -> str:
    words = [word.text for word in tokenize(line)]
    for form in reversed(number_forms(words)):
        mark = "" if form.state == "applied" else "?"
        words[form.first : form.last + 1] = [form.text + mark]
    return "".join(words)


def pairs() -> list[tuple[str, str]]:
    rows = (row.partition(" -> ") for row in PAIRS.strip().splitlines())
    return [(heard, written) for heard, _, written in rows]


@pytest.mark.parametrize(("heard", "written"), pairs())
def test_a_certain_number_is_written_in_digits(heard: str, written: str) -> None:
    assert shown(heard) == written


@pytest.mark.parametrize("heard", AS_SPOKEN.strip().splitlines())
def test_idioms_times_and_lone_numerals_stay_as_spoken(heard: str) -> None:
    assert shown(heard) == heard


def test_there_are_a_hundred_pairs() -> None:
    assert len(pairs()) + len(AS_SPOKEN.strip().splitlines()) >= 150


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("两百五", 250), ("二百五", 250), ("一百零五", 105), ("一百五", 150), ("一百五十", 150),
        ("十", 10), ("十四", 14), ("四十", 40), ("四十四", 44), ("一千零四十", 1040),
        ("一千零四", 1004), ("一千四", 1400), ("一万零五百", 10500), ("十二万", 120000),
    ],
)  # fmt: skip
def test_clipped_and_full_numbers_have_their_value(said: str, value: int) -> None:
    assert cardinal(said) == value


@pytest.mark.parametrize(
    "said", ["", "百", "千", "万", "一一", "四五十", "一百二一", "八四十", "百五"]
)
def test_what_is_not_one_number_has_no_value(said: str) -> None:
    assert cardinal(said) is None


@pytest.mark.parametrize(
    "value", [*range(10, 130), 150, 199, 205, 250, 999, 1000, 1004, 1040, 1234]
)
def test_every_whole_number_reads_back_as_itself(value: int) -> None:
    assert cardinal(spoken(value)) == value


def spoken(value: int) -> str:
    digits = "零一二三四五六七八九"
    if value < 10:
        return digits[value]
    if value < 20:
        return "十" + spoken(value - 10).replace("零", "")
    scale, name = next((s, n) for s, n in ((1000, "千"), (100, "百"), (10, "十")) if value >= s)
    head, rest = divmod(value, scale)
    text = digits[head] + name
    if not rest:
        return text
    if rest * 10 < scale:
        return text + "零" + spoken(rest)
    return text + ("一" if 10 <= rest < 20 else "") + spoken(rest)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("十毫克", "四毫克"),
        ("十四毫克", "四十毫克"),
        ("一百五毫克", "一百零五毫克"),
        ("零点五毫克", "五毫克"),
    ],
)
def test_numbers_that_sound_alike_are_never_written_alike(first: str, second: str) -> None:
    assert shown(first) != shown(second)


def test_no_number_crosses_punctuation() -> None:
    forms = number_forms([word.text for word in tokenize("血压一百二十，八十次")])
    assert [form.text for form in forms] == ["120", "80"]


@pytest.mark.parametrize("heard", ["血压一百二十十", "血压二十八", "血压十二十"])
def test_a_pressure_that_no_body_has_is_not_split(heard: str) -> None:
    assert "/" not in shown(heard)
