"""Chinese values on the lines of a third set of examiners (tests/data/numbers)."""

from pathlib import Path

import pytest

from app.bench.understanding_numbers import figures
from app.text.numbers_said import SpokenNumbers
from app.text.numbers_values import spoken_numbers
from app.text.tokens import tokenize

CASES = Path(__file__).parents[2] / "data" / "numbers"


def said(line: str) -> SpokenNumbers:
    return spoken_numbers([word.text for word in tokenize(line)], "zh")


def shown(line: str) -> list[tuple[str, str | None]]:
    return [(one.written, one.unit) for one in said(line).values]


def test_values_of_the_third_file_are_right_and_none_is_silently_wrong() -> None:
    found = {one.measure: one for one in figures({"zh": CASES / "values_hard3_zh.txt"}, {})}
    assert found["values right (span, written, unit)"].value >= 99
    assert found["sound-alikes flagged"].value >= 99
    assert found["flagged without need"].value <= 1
    assert found["lines without value left alone"].value >= 99
    assert found["silently wrong numbers"].value == 0


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("钠一百二十一百分之三的盐水", [("121", None), ("3%", "%")]),
        ("宫口开六指", [("6", None)]),
        ("牙掉了两颗", [("2", None)]),
        ("体温升一度就停", [("1 ℃", "Cel")]),
        ("收缩压从六十八回到一百", [("68", "mm[Hg]"), ("100", "mm[Hg]")]),
        ("孕囊相当于六加三周", [("6+3 周", "wk")]),
        ("左肘窝一路右手背一路", [("1", None), ("1", None)]),
        ("无创十二比五", [("12/5", None)]),
        ("血氧八十二探头夹回去九十七", [("82", "%"), ("97", "%")]),
        ("血压一百三十八的八十六", [("138", "mm[Hg]"), ("86", "mm[Hg]")]),
        ("一百四十的高压", [("140", "mm[Hg]")]),
        ("硝酸甘油五毫克稀到五十毫升走三", [("5 mg", "mg"), ("50 mL", "mL"), ("3", None)]),
        ("膝盖打弯到九十度", [("90 度", "deg")]),
        ("红细胞血浆血小板一比一比一", [("1:1:1", None)]),
        ("频率十四吸呼比一比二", [("14", None), ("1:2", None)]),
        ("头孢吃完喝了三瓶啤酒", [("3", None)]),
        ("推进三号抢救间", [("3", None)]),
        ("备七号跟七号半的管", [("7", None), ("7.5 号", None)]),
        ("膀胱造瘘二十号的换下来", [("20", None)]),
        ("g三p一孕三十八周加二", [("3", None), ("1", None), ("38+2 周", "wk")]),
        ("支持八", [("8", None)]),
        ("左手腕十四号打进去了", [("14", None)]),
        ("右手虎口打牢了二十二号", [("22", None)]),
        ("二十号打的疫苗", [("20 号", None)]),
        ("稀释一比一万一点二毫升走静脉", [("1:10000", None), ("1.2 mL", "mL")]),
        ("氧合一百五", [("150", None)]),
        ("发热最高三十九五", [("39.5", "Cel")]),
        ("每五分钟一次总量五毫克", [("5 分钟", "min"), ("1", None), ("5 mg", "mg")]),
        ("冰箱四度保存", [("4 ℃", "Cel")]),
        ("呼末从九蹿到三十八", [("9", None), ("38", None)]),
        ("泵速度五", [("5", None)]),
        ("吃了两板头孢", [("2", None)]),
        ("心率最快一百五最慢八十", [("150", "/min"), ("80", "/min")]),
        ("尾号一二三四", [("1234", None)]),
        (
            "四点三十七度二八点三十八度",
            [("4:00", None), ("37.2 ℃", "Cel"), ("8:00", None), ("38 ℃", "Cel")],
        ),
        ("三十八度五五小时前吃的", [("38.5 ℃", "Cel"), ("5 小时", "h")]),
        ("现在七点四个小时了", [("7:00", None), ("4 个小时", "h")]),
        ("从五到八再到十二微克每分钟", [("5", None), ("8", None), ("12 µg/min", "ug/min")]),
        ("深二度四十三度二十", [("40", None), ("20", None)]),
        ("白细胞一万五六", [("15000-16000", None)]),
        ("管子七点五二十二公分固定", [("7.5", None), ("22 cm", "cm")]),
        ("去甲零点一零点二往上加", [("0.1", None), ("0.2", None)]),
        ("潮气量四百五十六次", [("450", None), ("16", None)]),
        ("血糖十一点二十二点的九点八", [("11.2", None), ("12:00", None), ("9.8", None)]),
        ("血压一百二八十八点又量", [("120/80", "mm[Hg]"), ("8:00", None)]),
        ("孕三产一流二", [("3", None), ("1", None), ("2", None)]),
        ("心率九十天亮", [("90", "/min")]),
        ("咳了三天气促", [("3 天", "d")]),
        ("体温三十八度冷汗", [("38 ℃", "Cel")]),
        ("乳酸三点二分级", [("3.2", None)]),
        ("镁一点零五周围", [("1.05", None)]),
        ("血氧八十三两下肢", [("83", "%")]),
        ("三十八度五一直不退", [("38.5 ℃", "Cel")]),
        ("乳酸三点二十分钟前测的", [("3.2", None), ("10 分钟", "min")]),
        ("下午三点二十分钟后复查", [("3:00", None), ("20 分钟", "min")]),
        ("心率一百一过性掉", [("100", "/min")]),
        ("心率九十二级护理", [("90", "/min")]),
        ("血压九十比五十一样低", [("90/50", "mm[Hg]")]),
        ("走了二里地就喘", [("2", None)]),
        ("尿布湿了五六片", [("5-6", None)]),
        ("运动四总分七", [("4", None), ("7", None)]),
        ("电了两百三百三百六", [("200", None), ("300", None), ("360", None)]),
        ("胺碘酮三百一百五", [("300", None), ("150", None)]),
        ("q六h", [("6 h", "h")]),
        ("三床八十六十五床九十五", [("3", None), ("80/60", "mm[Hg]"), ("5", None), ("95", None)]),
        ("心率八十八点血压九十六十", [("80", "/min"), ("8:00", None), ("90/60", "mm[Hg]")]),
        ("血氧九十八点钟的", [("90", "%"), ("8:00", None)]),
        ("三点四点都醒", [("3:00", None), ("4:00", None)]),
        ("一米六一百二十斤", [("1.6 m", "m"), ("120 斤", "{jin}")]),
        ("两点血糖三点五", [("2:00", None), ("3.5", None)]),
        ("手背二十二号", [("22", None)]),
        ("早二晚一", [("2", None), ("1", None)]),
        ("早八晚六单位", [("8", None), ("6 单位", "U")]),
    ],
)
def test_what_is_said_is_read(line: str, wanted: list[tuple[str, str | None]]) -> None:
    assert shown(line) == wanted


@pytest.mark.parametrize(
    "line",
    [
        "下一剂先别给",
        "三步并两步地往里跑",
        "别耽误一分一秒",
        "三天打鱼两天晒网不行的",
        "五步蛇咬的",
        "外号小五子",
        "地铁四号线站台",
        "一路小跑过来",
        "一次都没打过",
        "一针一针缝",
        "一轮又一轮",
        "白跑一次",
        "吐了几十次",
        "十几二十天",
        "我按着一二三四接上",
        "三二一放",
        "喉梗阻三度",
        "做个十二导发胸痛群",
        "昨天半夜发作",
        "l四l五突出",
        "二次评估",
        "没啥两样",
    ],
)
def test_what_is_no_value_is_left(line: str) -> None:
    assert shown(line) == []


@pytest.mark.parametrize(
    ("line", "written", "other"),
    [
        ("尿量三百二十四小时", "300", "320, 4 小时"),
        ("心率一百一二十分钟后降下来", "110", "110-120 分钟"),
        ("三十八度五十分钟前吃的", "38 ℃", "38.5 ℃, 10 分钟"),
        ("氧浓度四十五小时后", "45 小时", "40, 5 小时"),
    ],
)
def test_numbers_that_can_be_parted_in_two_ways_are_flagged(
    line: str, written: str, other: str
) -> None:
    assert (written, other) in [(one.written, one.alike) for one in said(line).values]


def test_the_other_half_of_a_pressure_stays_as_it_was_said() -> None:
    """65/40 sounds like 65/14, which is no pressure, and never like 60/54."""
    assert not said("还是六十五四十").doubtful
