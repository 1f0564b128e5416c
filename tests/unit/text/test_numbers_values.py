"""Spoken values: number, unit and doubt beside words that stay as they were heard."""

from pathlib import Path

import pytest

from app.bench.understanding_numbers import figures
from app.domain.errors import ResourceError
from app.domain.transcript import Language
from app.text.numbers_said import SpokenValue
from app.text.numbers_table import read_table
from app.text.numbers_values import spoken_numbers
from app.text.tokens import tokenize

CASES = Path(__file__).parents[2] / "data" / "numbers"


def values(line: str, language: Language = "en") -> tuple[SpokenValue, ...]:
    return spoken_numbers([word.text for word in tokenize(line)], language).values


def shown(line: str, language: Language = "en") -> list[tuple[str, str | None]]:
    return [(one.written, one.unit) for one in values(line, language)]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("her sugar is three twenty", [("320", None)]),
        ("pressure one thirty eight over seventy six pulse ninety two",
         [("138/76", "mm[Hg]"), ("92", "/min")]),
        ("temp ninety eight six sat ninety seven", [("98.6", "[degF]"), ("97", "%")]),
        ("alteplase point nine milligrams per kilogram", [("0.9 mg/kg", "mg/kg")]),
        ("the accident was at seven oh five this morning", [("7:05", None)]),
        ("three fifteen this afternoon", [("3:15", None)]),
        ("about ten minutes to six", [("5:50", None)]),
        ("the wound is three by four centimeters", [("3x4 cm", "cm")]),
        ("a quarter of a milligram of ativan", [("0.25 mg", "mg")]),
        ("last tetanus in two thousand and fourteen", [("2014", None)]),
        ("a hundred milligrams", [("100 mg", "mg")]),
        ("one point two million units", [("1200000 units", "U")]),
        ("dopamine five mics per kilo per minute", [("5 mcg/kg/min", "ug/kg/min")]),
        ("six hundred three times a day", [("600", None), ("3", None)]),
        ("from eleven point three to seven point nine", [("11.3", None), ("7.9", None)]),
    ],
)  # fmt: skip
def test_english_values(line: str, wanted: list[tuple[str, str | None]]) -> None:
    assert shown(line) == wanted


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("血压一百二十五比七十八呼吸十八", [("125/78", "mm[Hg]"), ("18", "/min")]),
        ("体温三十八点七度", [("38.7 ℃", "Cel")]),
        ("肌酐二百三十微摩尔每升", [("230 µmol/L", "umol/L")]),
        ("二零一五年诊断糖尿病", [("2015 年", None)]),
        ("身高一米七二", [("1.72 m", "m")]),
        ("伤口三乘四厘米", [("3x4 cm", "cm")]),
        ("三分之一", [("1/3", None)]),
        ("血小板八万", [("80000", None)]),
        ("白细胞一万八", [("18000", None)]),
        ("他四十五六岁", [("45-46 岁", "a")]),
        ("高血压十余年", [("10 余年", "a")]),
        ("下午两点十五", [("2:15", None)]),
        ("现在是三点零五", [("3:05", None)]),
        ("血压一百六十九十", [("160/90", "mm[Hg]")]),
    ],
)
def test_chinese_values(line: str, wanted: list[tuple[str, str | None]]) -> None:
    assert shown(line, "zh") == wanted


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("no one in the family has had this", "en"),
        ("vitamin b twelve level is low", "en"),
        ("c five c six tender", "en"),
        ("thirty thirty", "en"),
        ("one more thing on three one two roll", "en"),
        ("患者一直说头疼万一再抽就叫我", "zh"),
        ("第五肋间二尖瓣听诊区有杂音", "zh"),
        ("二级医院转来的夫妻俩", "zh"),
        ("有一次晕倒", "zh"),
    ],
)
def test_names_and_idioms_are_no_values(line: str, language: Language) -> None:
    assert values(line, language) == ()


@pytest.mark.parametrize(
    ("line", "language", "alike"),
    [
        ("give fifteen milligrams", "en", "50"),
        ("two fifty joules", "en", "215"),
        ("systolic of seventy", "en", None),
        ("since twenty seventeen", "en", None),
        ("an eighteen gauge", "en", None),
        ("地塞米松十毫克", "zh", "4"),
        ("心率一百五", "zh", "105"),
        ("脉搏四十", "zh", None),
        ("高血压十余年", "zh", None),
        ("烧了四五天", "zh", "15"),
        ("十到十五分钟", "zh", "4-15"),
        ("四到六毫克", "zh", None),
    ],
)
def test_a_value_is_doubted_when_its_partner_in_sound_is_possible(
    line: str, language: Language, alike: str | None
) -> None:
    assert values(line, language)[0].alike == alike


def test_a_word_in_the_place_of_a_number_is_doubted() -> None:
    (missed,) = spoken_numbers(["ativan", "for", "milligrams"], "en").missed
    assert missed.heard == "for milligrams"
    assert spoken_numbers(list("吗啡是毫克"), "zh").doubtful
    assert not spoken_numbers(list("吗啡几毫克"), "zh").doubtful
    assert spoken_numbers(list("硝酸甘油含是片"), "zh").doubtful
    assert not spoken_numbers(list("氯化钾缓释片"), "zh").doubtful
    assert spoken_numbers(list("给是单位胰岛素"), "zh").doubtful
    assert not spoken_numbers(list("他是单位领导"), "zh").doubtful
    assert not spoken_numbers(list("开的是片剂不是针剂"), "zh").doubtful


def test_the_words_stay_and_no_number_crosses_a_pause() -> None:
    words = ["ninety", "five,", "eighty", "units"]
    found = spoken_numbers(words, "en").values
    assert [(one.first, one.last, one.written) for one in found] == [
        (0, 1, "95"),
        (2, 3, "80 units"),
    ]
    assert words == ["ninety", "five,", "eighty", "units"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_open_cases_are_right_and_none_is_silently_wrong(language: Language) -> None:
    found = {one.measure: one for one in figures({language: CASES / f"{language}_open.jsonl"}, {})}
    assert found["values right (span, written, unit)"].value >= 95
    assert found["lines without value left alone"].value == 100
    assert found["sound-alikes flagged"].value >= 95
    assert found["silently wrong numbers"].value == 0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_values_as_spoken_are_right(language: Language) -> None:
    path = CASES / f"values_spoken_{language}.txt"
    found = {one.measure: one for one in figures({language: path}, {})}
    assert found["values right (span, written, unit)"].value >= 98
    assert found["silently wrong numbers"].value == 0


@pytest.mark.parametrize("path", sorted(CASES.glob("values_hard*.txt")), ids=lambda one: one.stem)
def test_values_as_an_examiner_says_them_are_right(path: Path) -> None:
    language: Language = "zh" if path.stem.endswith("zh") else "en"
    found = {one.measure: one for one in figures({language: path}, {})}
    assert found["values right (span, written, unit)"].value >= 95
    assert found["silently wrong numbers"].value <= 1


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("she is ninety one on four liters", [("91", "%"), ("4 L", "L")]),
        ("heart rate eighty on room air", [("80", "/min")]),
        ("desatted to seventy six", [("76", "%")]),
        ("one twenty uh over eighty", [("120/80", "mm[Hg]")]),
        ("pulse eighty uh two liters", [("80", "/min"), ("2 L", "L")]),
        ("tachy at one thirty five", [("135", "/min")]),
        ("we saw her at one thirty five", [("1:35", None)]),
        ("map is seventy two on eight of levo", [("72", "mm[Hg]"), ("8", None)]),
        ("opening pressure thirty two", [("32", None)]),
        ("temp's thirty six nine", [("36.9", "Cel")]),
        ("hemoglobin is eleven nine", [("11.9", None)]),
        ("hemoglobin is eleven", [("11", None)]),
        ("time is twelve nineteen", [("12:19", None)]),
        ("time of death was fourteen twenty two", [("14:22", None)]),
        ("left eye twenty forty", [("20/40", None)]),
        ("seven oh tube at the teeth", [("7.0", None)]),
        ("i to e of one to four", [("1:4", None)]),
        ("on ten liters", [("10 L", "L")]),
        ("breathing forty four times a minute", [("44 /min", "/min")]),
        ("g three p two", [("3", None), ("2", None)]),
    ],
)
def test_english_values_as_an_ed_says_them(line: str, wanted: list[tuple[str, str | None]]) -> None:
    assert shown(line) == wanted


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("一百一十八八十", [("118/80", "mm[Hg]")]),
        ("一百五六十", []),
        ("有创压七十四十", [("70/40", "mm[Hg]")]),
        ("左上肢血压一百六十五一百", [("165/100", "mm[Hg]")]),
        ("心率幺幺八", [("118", "/min")]),
        ("上压一百九", [("190", "mm[Hg]")]),
        ("不吸氧八十八", [("88", "%")]),
        ("吸氧三升", [("3 L", "L")]),
        ("一个多小时前", [("1 个多小时", "h")]),
        ("三个半月前", [("3.5 个月", "mo")]),
        ("两岁零三个月", [("2 岁", "a"), ("3 个月", "mo")]),
        ("GCS评分三加四加五", [("3", None), ("4", None), ("5", None)]),
        ("尿糖三个加号", [("3+", None)]),
        ("瞳孔左三右五", [("3", None), ("5", None)]),
        ("阿司匹林一百毫克每天一片", [("100 mg", "mg"), ("1 片", "{tablet}")]),
        ("多巴胺五微克每公斤分钟", [("5 µg/kg/min", "ug/kg/min")]),
        ("利多卡因百分之二五毫升", [("2%", "%"), ("5 mL", "mL")]),
        ("每分钟六十滴", [("60 滴/分", "[drp]/min")]),
        ("泰诺林四毫升半", [("4.5 mL", "mL")]),
        ("去甲零点一开始走", [("0.1", None)]),
        ("我两点得回去", [("2:00", None)]),
        ("差十分八点", [("7:50", None)]),
        ("电话一三八零零一二三四五六", [("13800123456", None)]),
        ("孕三十六加三周", [("36+3 周", "wk")]),
        ("孕三十九周加五", [("39+5 周", "wk")]),
        ("一百五六十毫升", [("150-160 mL", "mL")]),
        ("百分之三四十的面积", [("30-40%", "%")]),
        ("体温三十七度七八", [("37.7-37.8 ℃", "Cel")]),
        ("夜里两三点", [("2-3 点", None)]),
        ("白细胞八万多", [("80000 多", None)]),
        ("今天剩三百来", [("300 来", None)]),
        ("心率一百来抢救室", [("100", "/min")]),
        ("吃了三个半粽子", [("3.5 个", None)]),
        ("六号半手套", [("6.5 号", None)]),
        ("十六号导尿管", [("16", None)]),
        ("十六号来过", [("16 号", None)]),
        ("床头抬高三十度", [("30 度", "deg")]),
        ("零下五度冻了一夜", [("-5 ℃", "Cel")]),
        ("五个毫克", [("5 mg", "mg")]),
        ("口服补液盐三包", [("3 包", "{sachet}")]),
        ("一天三包烟", [("3", None)]),
        ("推第二支肾上腺素", [("2", None)]),
        ("零和三小时各抽一次", [("0", None), ("3 小时", "h"), ("1", None)]),
        ("九点零五走的", [("9:05", None)]),
        ("乳酸九点零五", [("9.05", None)]),
        ("血压八十五到五十", [("85/50", "mm[Hg]")]),
        ("一百四八十七十二次", [("140/80", "mm[Hg]"), ("72 次", "/min")]),
        ("二百一一百一十五", [("210/115", "mm[Hg]")]),
        ("体温三八五", [("38.5", "Cel")]),
        ("阿氏评分八九九分", [("8", None), ("9", None), ("9", None)]),
        ("GCS给到E三V四M六", [("3", None), ("4", None), ("6", None)]),
        ("钾是五点嗯六", [("5.6", None)]),
        ("血压一百呃三十八八十二", [("138/82", "mm[Hg]")]),
        ("吗啡三呃五毫克", [("3", None), ("5 mg", "mg")]),
        ("血压一百四嗯九十", [("140/90", "mm[Hg]")]),
        ("体温三十八呃点五", [("38.5", "Cel")]),
        ("八公分乘六公分", [("8x6 cm", "cm")]),
        ("螺内酯二十一天两次", [("20", None), ("2", None)]),
        ("蒙脱石散三分之一袋", [("1/3 袋", "{bag}")]),
        ("去甲零点零八到零点一", [("0.08-0.1", None)]),
        ("屈光负六百度", [("-600", None)]),
        ("差五分钟十二点", [("11:55", None)]),
        ("吸呼比一比一点五", [("1:1.5", None)]),
        ("最初三天", [("3 天", "d")]),
        ("每一个小时测一次", [("1 个小时", "h"), ("1", None)]),
        ("一周三次透析", [("3", None)]),
        ("这周三透析", []),
        ("四周前手术", [("4 周", "wk")]),
        ("伤口四周红肿", []),
        ("氧饱和度八十四面罩给上", [("84", "%")]),
        ("伤员二十一名", [("21", None)]),
        ("心率九十一直没降", [("90", "/min")]),
        ("按下去半天弹不回来", []),
        ("说话舒服一点", []),
        ("百分之三氯化钠", [("3%", "%")]),
    ],
)
def test_chinese_values_as_an_ed_says_them(line: str, wanted: list[tuple[str, str | None]]) -> None:
    assert shown(line, "zh") == wanted


def test_a_broken_table_is_named(tmp_path: Path) -> None:
    path = tmp_path / "en.toml"
    path.write_text('names = ["("]\n[drugs]\nsaid = ["a"]\n[[unit]]\nspoken = ["mg"]\n', "utf-8")
    with pytest.raises(ResourceError, match=r"en\.toml"):
        read_table(path, "en")
