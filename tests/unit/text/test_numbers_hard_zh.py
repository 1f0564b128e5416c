"""Chinese values and queries on lines that were written to be hard (tests/data/numbers)."""

from pathlib import Path

import pytest

from app.bench.understanding_numbers import figures
from app.domain.transcript import Utterance
from app.text.doses import dose_version, signed_table
from app.text.numbers_values import spoken_numbers
from app.text.queries import NOBODY, Patient, queries
from app.text.tokens import tokenize

CASES = Path(__file__).parents[2] / "data" / "numbers"
MAN, WOMAN, CHILD, OLD = (
    Patient(45, "male"), Patient(29, "female"), Patient(5, "male"), Patient(72, "male"),
)  # fmt: skip


def shown(line: str) -> list[tuple[str, str | None]]:
    values = spoken_numbers([word.text for word in tokenize(line)], "zh").values
    return [(one.written, one.unit) for one in values]


def asked(line: str, patient: Patient = NOBODY) -> set[str]:
    table = signed_table(dose_version())
    utterance = Utterance("u1", "S1", "zh", tokenize(line))
    return {one.kind for one in queries(utterance, patient, table)}


def test_hard_values_are_right_and_none_is_silently_wrong() -> None:
    found = {one.measure: one for one in figures({"zh": CASES / "values_hard_zh.txt"}, {})}
    assert found["values right (span, written, unit)"].value >= 99
    assert found["sound-alikes flagged"].value >= 99
    assert found["lines without value left alone"].value >= 99
    assert found["silently wrong numbers"].value == 0


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("白细胞一点二万", [("12000", None)]),
        ("白细胞两万一千三", [("21300", None)]),
        ("血气七点零九六十八五十五", [("7.09", None), ("68", None), ("55", None)]),
        ("血钾居然七点一心电图", [("7.1", None)]),
        ("心率一百一律齐", [("110", "/min")]),
        ("心率九十一面色苍白", [("91", "/min")]),
        ("烧到三十九二", [("39.2", "Cel")]),
        ("血红蛋白六克八", [("6.8 g", "g")]),
        ("一比一万十毫升", [("1:10000", None), ("10 mL", "mL")]),
        ("无创给的十六六", [("16/6", None)]),
        ("高压一百三四十", [("130-140", "mm[Hg]")]),
        ("最差五十八三十一心率快", [("58/31", "mm[Hg]")]),
        ("孕三十九加五", [("39+5", None)]),
        ("孕二产零停经", [("2", None), ("0", None)]),
        ("六个零的线", [("6-0", None)]),
        ("右侧股动脉鞘六F", [("6", None)]),
        ("八点过五分", [("8:05", None)]),
        ("半个多小时", [("0.5 个多小时", "h")]),
        ("蒙脱石散半包", [("0.5 包", "{sachet}")]),
        ("一又二分之一片", [("1.5 片", "{tablet}")]),
        ("只换了两片尿布", [("2", None)]),
        ("五十毫升每小时四毫升", [("50 mL", "mL"), ("4 mL/h", "mL/h")]),
        ("门冬胰岛素早八中六晚八", [("8", None), ("6", None), ("8", None)]),
        ("一天不超过四次", [("4", None)]),
        ("评分E两V一M五", [("2", None), ("1", None), ("5", None)]),
        ("GCS三四五", [("3", None), ("4", None), ("5", None)]),
        ("尾号幺七俩零九", [("17209", None)]),
        ("硫酸镁四二十分钟推完", [("4", None), ("20 分钟", "min")]),
        ("格拉斯哥十分比来时差", [("10", None)]),
        ("每公斤一毫克半", [("1.5 mg/kg", "mg/kg")]),
        ("频率十四支持压八", [("14", None), ("8", None)]),
        ("去甲从零点零五加到零点一五", [("0.05", None), ("0.15", None)]),
        ("体温三十七度四", [("37.4 ℃", "Cel")]),
        ("血压幺三五八十五", [("135/85", "mm[Hg]")]),
        ("血压幺四零比九零", [("140/90", "mm[Hg]")]),
        ("心率九零律齐", [("90", "/min")]),
        ("血氧九五六", [("95-96", "%")]),
        ("老太太八十有三腿脚好", [("83", None)]),
        ("蒙脱石三分之一包", [("1/3 包", "{sachet}")]),
        ("G二P一三十九周", [("2", None), ("1", None), ("39 周", "wk")]),
        ("百分之五十二十毫升", [("50%", "%"), ("20 mL", "mL")]),
        ("百分之十五百毫升", [("10%", "%"), ("500 mL", "mL")]),
        ("美罗培南一袋一克", [("1 袋", "{bag}"), ("1 g", "g")]),
        ("心率四十三度房室传导阻滞", [("40", "/min")]),
        ("心率七十六十二导联没问题", [("76", "/min")]),
        ("七十一岁一直独居", [("71 岁", "a")]),
        ("血糖二十八万一再高就上泵", [("28", None)]),
        ("肌酐三百一天比一天少尿", [("300", None)]),
        ("疼痛八分半小时后再评", [("8", None), ("0.5 小时", "h")]),
        ("血红蛋白九十半年前正常", [("90", None), ("0.5 年", "a")]),
        ("血氧九十四吸两升", [("94", "%"), ("2 L", "L")]),
        ("评分八分升到十一分", [("8", None), ("11", None)]),
        ("内线八零幺七催一下", [("8017", None)]),
        ("头皮三零的丝线脸上六零", [("3-0", None), ("6-0", None)]),
        ("十八号针在左手二十二号的在右手", [("18", None), ("22", None)]),
        ("喂了两包蒙脱石散", [("2 包", "{sachet}")]),
        ("碎玻璃三片", [("3", None)]),
        ("心跳停过三次", [("3", None)]),
        ("血压量了三次", [("3", None)]),
        ("多巴胺从三加到五", [("3", None), ("5", None)]),
        ("每小时五到十五毫克", [("5-15 mg/h", "mg/h")]),
        ("绕颈两周", [("2", None)]),
        ("Wells四点五分", [("4.5", None)]),
        ("分娩时间两点五十七胎盘两点零九", [("2:57", None), ("2:09", None)]),
        ("两小时十分才到", [("2 小时", "h"), ("10 分", "min")]),
        ("门冬六六八三餐前", [("6", None), ("6", None), ("8", None)]),
        ("尾号六六八二三仨", [("668233", None)]),
        ("电轴负六十度", [("-60 度", "deg")]),
        ("千分之九", [("9/1000", None)]),
        ("电话幺三八零呃零零幺", [("1380001", None)]),
        ("十一个娃一块吐", [("11", None)]),
        ("按了三十一下", [("31", None)]),
        ("今日二十一时入院", [("21:00", None)]),
        ("心率九十一时快时慢", [("90", "/min")]),
        ("三日间断发热", [("3 日", "d")]),
        ("两月前", [("2 月", "mo")]),
        ("一分四十秒", [("1 分", "min"), ("40 秒", "s")]),
        ("身高一米零五十七公斤", [("1.05 m", "m"), ("17 kg", "kg")]),
        ("肝素五千十八单位每公斤", [("5000", None), ("18 单位/kg", "U/kg")]),
        ("氨氯地平五一天一次", [("5", None), ("1", None)]),
        ("心率一百六一百七", [("160-170", "/min")]),
        ("喝了六两夜里起来", [("6 两", "{liang}")]),
        ("输了两瓶白蛋白", [("2 瓶", "{vial}")]),
        ("取药窗口九号", [("9", None)]),
        ("氧气瓶压力六兆帕", [("6 MPa", "MPa")]),
        ("早晚各半片", [("0.5 片", "{tablet}")]),
        ("体温三十八到三十九度五", [("38-39.5 ℃", "Cel")]),
        ("疼痛从十分降到三分", [("10", None), ("3", None)]),
        ("一分钟早搏八九个", [("8-9", None)]),
        ("双下肢水肿二度", []),
    ],
)
def test_what_is_said_is_read(line: str, wanted: list[tuple[str, str | None]]) -> None:
    assert [(written, unit) for written, unit in shown(line)] == wanted


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("九十六六十二一百一十八二十六九十三", ["96/62", "118", "26", "93"]),
        ("一百三十五八十二九十六二十三十七度八", ["135/82", "96", "20", "37.8 ℃"]),
        ("血压九十比六十一百三十五", ["90/60", "135"]),
        ("血压一百一十比七十八十六二十二九十七", ["110/70", "86", "22", "97"]),
        ("血压一百二十比七十六八十二十八九十八", ["120/76"]),  # 82 and 18, or 80 and 28
        ("血压一百七十一百一十五", ["170/115"]),
    ],
)
def test_signs_behind_a_pressure_need_no_names(line: str, wanted: list[str]) -> None:
    assert [written for written, _ in shown(line)] == wanted


@pytest.mark.parametrize(
    "line", ["体温零下八", "疼痛六乘九", "血氧两乘三", "三乘四次", "呼吸八乘六吸"]
)
def test_strange_numbers_behind_a_sign_are_read_without_failing(line: str) -> None:
    assert len(shown(line)) == 1


@pytest.mark.parametrize(
    ("line", "written", "other"),
    [
        ("百分之二十五毫升", "20%", "2%, 15 mL"),
        ("血糖十二三天没打针", "12", "12-13 天"),
        ("利多卡因一二十分钟推完", "10-20 分钟", "1, 20 分钟"),
    ],
)
def test_numbers_that_can_be_parted_in_two_ways_are_flagged(
    line: str, written: str, other: str
) -> None:
    said = spoken_numbers([word.text for word in tokenize(line)], "zh")
    assert (written, other) in [(one.written, one.alike) for one in said.values]


@pytest.mark.parametrize(
    "line",
    [
        "血压一百三四十",  # 130 to 140, or 130/40
        "血糖三点几",
        "三十好几的人",
        "一米七几",
        "心率一百零在跑",
        "两又三分之一",
        "V一到V三抬高",
        "羊水三度",
        "二度二型阻滞",
        "心率十分快",
        "双十一熬夜",
        "三番五次劝他",
        "开三轮送来",
        "一滴不剩",
        "三点式安全带",
        "家住五道口",
        "一天比一天重",
        "心率八九",  # 89, or 80 to 90
        "体温三十六度几",
        "钾五点多",
        "一推尿就来",
    ],
)
def test_what_is_no_value_is_left(line: str) -> None:
    assert shown(line) == []


@pytest.mark.parametrize(
    ("line", "patient", "kind"),
    [
        ("左髋脱位，牵着患侧右腿复位", NOBODY, "side"),
        ("右髋骨折，健侧右下肢活动好", NOBODY, "side"),
        ("右眼进石灰，立即冲洗对侧眼", NOBODY, "side"),
        ("左踝扭伤，X线：右踝未见骨折，左踝绷带固定", NOBODY, "side"),
        ("左侧第6、7肋骨骨折，固定右侧骨折处", NOBODY, "side"),
        ("突发右侧肢体无力，取栓后左侧肢体肌力恢复", NOBODY, "side"),
        ("左侧瞳孔散大，甘露醇后散大的右侧瞳孔缩小", NOBODY, "side"),
        ("左大腿喷血，止血带扎在另一条腿上", NOBODY, "side"),
        ("绝经20年，头晕", WOMAN, "age"),
        ("生于1950年，头晕", CHILD, "age"),
        ("这位九五后姑娘头晕", OLD, "age"),
        ("患者已九十高龄", CHILD, "age"),
        ("尚未添加辅食，吐了", OLD, "age"),
        ("三个孙女轮流陪着", WOMAN, "age"),
        ("孩子平时由孙子照顾", CHILD, "age"),
        ("支架植入10年", CHILD, "age"),
        ("尿不出来憋了一夜前列腺增生", WOMAN, "sex"),
        ("胺碘酮3000 mg 10分钟推完", OLD, "tenfold"),
        ("菌血症，万古霉素1 g口服", OLD, "wrong_route"),
        ("这孩子刚上幼儿园小班", OLD, "age"),
        ("左桡骨骨折，右前臂石膏固定，复查左腕对位好", NOBODY, "side"),
        ("阿片过量，纳洛酮400 mg静推", MAN, "mg_mcg"),
        ("比索洛尔50 mg每日晨服", OLD, "tenfold"),
        ("硫酸镁四二十分钟推完", WOMAN, "unit_missing"),
    ],
)
def test_contradictions_are_asked_about(line: str, patient: Patient, kind: str) -> None:
    assert kind in asked(line, patient)


@pytest.mark.parametrize(
    ("line", "patient"),
    [
        ("左踝扭伤，对比X线：右踝未见骨折，左踝绷带固定", NOBODY),
        ("左髋脱位，牵着患侧左腿复位", NOBODY),
        ("右腿比左腿粗，右小腿血栓", NOBODY),
        ("右手拿刀划伤左手，左手缝合", NOBODY),
        ("右侧气胸，左侧肺大疱，右侧胸管引流", NOBODY),
        ("左肺结节，右肺肺炎，右侧胸痛", NOBODY),
        ("右侧肢体无力，左侧肢体肌力正常", NOBODY),
        ("双侧卵巢切除术后绝经2年", WOMAN),
        ("孕妇摔倒他去扶，自己手掌划伤", MAN),
        ("车上还有1名8岁男孩，已送儿科", MAN),
        ("呼吸暂停两次", NOBODY),
        ("二胎刚满月，产后头晕", WOMAN),
        ("对乙酰氨基酚20 g顿服后5小时", MAN),
        ("对乙酰氨基酚一次吞服20 g", MAN),
        ("这孩子我怀了三十周", WOMAN),
        ("加巴喷丁300 mg每晚", MAN),
    ],
)
def test_what_contradicts_nothing_is_not(line: str, patient: Patient) -> None:
    assert asked(line, patient) == set()
