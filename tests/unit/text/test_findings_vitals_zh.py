"""Vital signs as people say and write them in Chinese, from made-up lines."""

import pytest

from app.text.correction import overlay
from app.text.findings_digits import in_digits
from app.text.findings_vitals import vitals
from app.text.line import line_of
from tests.understood import understander
from tests.utterances import said


def values(line: str) -> list[tuple[str, str, str]]:
    """Name, number and unit of each value; of a pressure the upper half first."""
    knows = understander()
    written, corrections = overlay(said(line, "zh"), knows.resources.lexicon)
    found = vitals(line_of(written, corrections, knows.warm("zh")))
    return [
        (
            one.concept.removeprefix("vital."),
            one.value.number if one.value else "/".join(part.number for part in one.parts),
            one.value.unit if one.value else one.parts[0].unit,
        )
        for one in found
    ]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("高压一百四低压九十", "140/90"),
        ("低压80，高压120", "120/80"),
        ("上压150，下压90", "150/90"),
        ("收缩压150，舒张压100毫米汞柱", "150/100"),
        ("血压高160低100", "160/100"),
        ("血压150／95", "150/95"),
        ("血压为130-85mmHg", "130/85"),
        ("血压150mmHg-95mmHg", "150/95"),
        ("血压是160，100", "160/100"),
        ("血压180", "180"),
        ("低压有点高，98", "98"),
        ("血压90-140", "140/90"),
        ("100-160高血压吃什么药", "160/100"),
        ("血压180120高吗", "180/120"),
        ("血压在180-100之间", "180/100"),
        ("高血压140低血压100", "140/100"),
        ("低血压100高血压140", "140/100"),
        ("测了血压，157，高吗", "157"),
        ("血压攀升到160", "160"),
        ("血压偏高，150左右", "150"),
        ("血压是160和100", "160/100"),
        ("血压128低98", "128/98"),
        ("血压不稳，高到92-145", "145/92"),
        ("刚才给他量的是150/95", "150/95"),
        ("血压多少？家属：130/80", "130/80"),
        ("目前血压控制在130/80左右", "130/80"),
        ("测血压就去验了一下是15090", "150/90"),
        ("收缩压175张压110", "175/110"),
        ("血压106，低压64", "106/64"),
        ("今早158的高压，低压92", "158/92"),
        ("160的高压，95的低压", "160/95"),
        ("我今天135，低压88", "135/88"),
        ("量了血压，一百六十五九十八", "165/98"),
    ],
)
def test_a_pressure_is_one_value_with_the_upper_half_first(line: str, wanted: str) -> None:
    assert values(line) == [("blood_pressure", wanted, "mm[Hg]")]


@pytest.mark.parametrize(
    ("line", "concept", "number", "unit"),
    [
        ("发烧39度5", "temperature", "39.5", "Cel"),
        ("烧到三十九度二", "temperature", "39.2", "Cel"),
        ("量体温是37．8", "temperature", "37.8", "Cel"),
        ("晚上最高烧到40度", "temperature", "40", "Cel"),
        ("血糖12点5", "glucose", "12.5", "mmol/L"),
        ("血糖是八点，高吗", "glucose", "8", "mmol/L"),
        ("血糖8，5", "glucose", "8.5", "mmol/L"),
        ("血糖8，5天前查的", "glucose", "8", "mmol/L"),
        ("血糖高达350", "glucose", "350", "mg/dL"),
        ("体重一百二十斤", "weight", "120", "{jin}"),
        ("瘦了20斤，现在110斤", "weight", "110", "{jin}"),
        ("孩子12公斤", "weight", "12", "kg"),
        ("身高一米七二", "height", "1.72", "m"),
        ("个子176", "height", "176", "cm"),
        ("心跳一分钟110下", "heart_rate", "110", "/min"),
        ("心律147", "heart_rate", "147", "/min"),
        ("孩子38度2", "temperature", "38.2", "Cel"),
        ("血糖13·2", "glucose", "13.2", "mmol/L"),
        ("随机血糖:14.3", "glucose", "14.3", "mmol/L"),
        ("葡萄糖值6.26", "glucose", "6.26", "mmol/L"),
        ("一米六的个子", "height", "1.6", "m"),
        ("一百斤的体重", "weight", "100", "{jin}"),
    ],
)
def test_a_value_is_read_as_it_is_said(line: str, concept: str, number: str, unit: str) -> None:
    assert values(line) == [(concept, number, unit)]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("空腹血糖7.8，餐后两小时11.2", ["7.8", "11.2"]),
        ("我168cm，55kg", ["168", "55"]),
        ("身高1.73米，体重75公斤", ["1.73", "75"]),
        ("体重由65公斤降到55公斤", ["65", "55"]),
        ("我1米6，90斤", ["1.6", "90"]),
    ],
)
def test_values_beside_each_other_are_each_found_once(line: str, wanted: list[str]) -> None:
    assert [number for _, number, _ in values(line)] == wanted


@pytest.mark.parametrize(
    "line",
    [
        "收缩压高于140毫米汞柱",
        "血压120-140",
        "体温36～37.2",
        "血压140/90以上就是高血压",
        "正常血压是120/80",
        "心跳九十多",
        "血糖八点多",
        "体重150多斤",
        "体重减轻了10斤",
        "体重上升了12公斤",
        "糖化血糖7.8",
        "早上8点测血糖",
        "个头部CT，丙戊酸钠0.2",
        "水温38度，超过39度",
        "低于180/120mmHg",
        "收缩压90-140",
        "门脉高压，病毒量是2.86",
        "血糖7.0以上，每顿只吃2两",
        "标准体重除以4.8",
        "血糖16点几，有12个多",
        "每公斤体重1.2克",
        "一般人正常最佳血压在120/80左右",
        "收缩压和舒张压都低于140/90",
    ],
)
def test_bounds_ranges_changes_and_what_is_normal_are_no_values(line: str) -> None:
    assert values(line) == []


def test_a_pressure_with_the_lower_half_first_is_asked_about() -> None:
    knows = understander()
    (found,) = vitals(line_of(said("血压90-140", "zh"), (), knows.warm("zh")))
    assert found.query is not None


def test_digits_keep_every_character_at_its_place() -> None:
    line = "从38到39，身高一米七二，１５０／９５，体温36.5～37.2，早上8点30血糖八点"
    assert in_digits(line, "zh") == "从38到39，身高1.72，150/95，体温##.#～##.#，早上#点##血糖8点"
    assert in_digits("BP １５０", "en") == "BP １５０"


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("左边152，96，右边148，90", ["152/96", "148/90"]),
        ("早上量血压130 90，晚上140 95", ["130/90", "140/95"]),
        ("体温多少？妈妈：37度9", ["37.9"]),
        ("心跳呢？患者：78", ["78"]),
        ("多重？妈妈：32斤", ["32"]),
        ("最疼时几分？昨晚有九分，打完针降到四分，现在五六分", ["9", "4"]),
        ("NRS评分7分，给药后复评3分", ["7", "3"]),
        ("T36.2 P84，NRS 2。", ["36.2", "84", "2"]),
        ("血糖：空腹7.1，早餐后11.8，午餐前9.2，睡前9.0", ["7.1", "11.8", "9.2", "9.0"]),
        ("血糖9.3，昨天是10.2", ["9.3", "10.2"]),
        ("血糖27.8mmol/L，2小时后复测21.3mmol/L", ["27.8", "21.3"]),
        ("血糖空腹九点八，吃完饭两小时十五", ["9.8", "15"]),
        ("昨天38.5，今天37.2", ["38.5", "37.2"]),
        ("一分钟喘30次，心室率110次/分", ["30", "110"]),
        ("SpO2 95%（FiO2 50%）", ["95"]),
        ("体重62.4kg，干体重60kg，透析后60.3kg", ["62.4", "60.3"]),
        ("T36.9P102R21BP145/88SpO296%", ["36.9", "102", "21", "145/88", "96"]),
        ("T/P/R/BP：38.2℃/110次/24次/136-84mmHg", ["38.2", "110", "24", "136/84"]),
        ("体温？家属：37度8，前天三十八度半", ["37.8", "38.5"]),
        ("早上空腹多少？患者：十三点六，晚饭后两小时十九点二", ["13.6", "19.2"]),
        ("喘几口？护士：数了一分钟，三十次", ["30"]),
        ("血氧八十八，换个手指九十二", ["88", "92"]),
        ("肛温34.8℃，复温1小时后36.0℃", ["34.8", "36.0"]),
        ("疼痛几分？刚来八分，现在五分", ["8", "5"]),
        ("胸痛由8分减到3分", ["8", "3"]),
        ("GCS E3V4M5=12分", ["12"]),
        ("血糖控制在7以下，我昨天测8.9", ["8.9"]),
        ("女孩5岁，18公斤，体温39", ["18", "39"]),
        ("卧位120/80，立位98/60", ["120/80", "98/60"]),
        ("体重81kg，BMI 27.4kg/m2", ["81"]),
        ("血糖28.6mmol/L，血酮5.1mmol/L", ["28.6"]),
    ],
)
def test_answers_and_further_readings_are_values(line: str, wanted: list[str]) -> None:
    assert [number for _, number, _ in values(line)] == wanted


@pytest.mark.parametrize(
    "line",
    [
        "我妈血压也高，高压180",
        "正常人空腹血糖6.1，餐后两小时血糖7.8",
        "如果收缩压达到140就可以确诊",
        "血压最好保持在140/90",
        "血糖高，是1型糖尿病",
        "一日检验血糖7次",
        "血糖仍高，加用二甲双胍0.5g",
        "体重指数24",
        "呼吸困难3",
        "应把血压控制在130/80",
        "体温单：6时",
        "室友体温38.8℃",
        "老伴也头晕，给她量了140/85",
        "要是再过38度5就吃药",
        "高压最好别过130",
        "CHA2DS2-VASc评分3分",
        "血糖要稳定：1、饮食",
        "空腹血糖达到7.1，才能确诊",
    ],
)
def test_values_of_others_of_everybody_and_of_other_things_are_none(line: str) -> None:
    assert values(line) == []
