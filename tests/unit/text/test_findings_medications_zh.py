"""Medicines as people say and write them in Chinese, from made-up lines."""

import pytest

from app.domain.findings import Finding, Value
from app.text.correction import overlay
from app.text.drug_shapes import UNLISTED
from app.text.findings import findings
from app.text.line import line_of
from tests.understood import understander
from tests.utterances import said


def given(line: str) -> list[Finding]:
    knows = understander()
    written, corrections = overlay(said(line, "zh"), knows.resources.lexicon)
    found = findings(line_of(written, corrections, knows.warm("zh")))
    return [one for one in found if one.kind == "medication"]


def parts(finding: Finding) -> dict[str, str]:
    return {part.name: part.number for part in finding.parts}


@pytest.mark.parametrize(
    ("line", "number", "unit"),
    [
        ("布洛芬一次一片一天三次", "1", "{tbl}"),
        ("每晚睡前吃半片安定", "0.5", "{tbl}"),
        ("护肝片每次一片半", "1.5", "{tbl}"),
        ("十二粒护肝片", "12", "{capsule}"),
        ("蒙脱石散一次1袋", "1", "{sachet}"),
        ("乳酶生每次1.5一3.0克", "1.5-3.0", "g"),
        ("左氧氟沙星滴眼液一次一到两滴", "1-2", "[drp]"),
        ("卡马西平片一天2次/2粒", "2", "{capsule}"),
        ("奥美拉唑40mgpobid", "40", "mg"),
        ("静脉滴注青霉素800万单位", "800", "10*4.[U]"),
        ("每天服食十粒护肝片每天分两次，每次五粒！", "5", "{capsule}"),
    ],
)
def test_an_amount_of_one_time_is_the_dose(line: str, number: str, unit: str) -> None:
    (drug,) = given(line)
    assert drug.value == Value(number, unit)


@pytest.mark.parametrize("line", ["阿莫西林每日服用量要超过2克", "阿莫西林总量3克"])
def test_an_amount_of_a_day_or_of_all_is_no_dose(line: str) -> None:
    (drug,) = given(line)
    assert drug.value is None


@pytest.mark.parametrize(
    ("line", "frequency"),
    [
        ("耐信一天只吃一次", "一天只吃一次"),
        ("雷贝拉唑10mg饭前服，一日1次", "一日1次"),
        ("丙戊酸钠0.2克，日三次", "日三次"),
        ("铝镁加一袋，每天3～4次", "每天3～4次"),
        ("二甲双胍0.5g 3次/日", "3次/日"),
        ("阿莫西林1.0gpobid", "bid"),
        ("每天晚上吃一粒恩替卡韦", "每天晚上"),
        ("每天吃一片阿司匹林", "每天"),
    ],
)
def test_a_frequency_is_taken_as_said(line: str, frequency: str) -> None:
    (drug,) = given(line)
    assert parts(drug)["frequency"] == frequency


def test_a_route_before_a_list_holds_for_all_of_it() -> None:
    found = given("口服抗癫痫药物，丙戊酸钠0.2克，日三次，卡马西平0.2克，日三次")
    assert [parts(one)["route"] for one in found] == ["PO", "PO"]


def test_a_route_behind_a_medicine_is_not_that_of_the_next() -> None:
    found = given("雷贝拉唑片，每次1片，餐前口服，铝镁加每次一袋")
    assert ["route" in parts(one) for one in found] == [True, False]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("以前吃过卡托普利，现在换成氨氯地平", ["historical", "present"]),
        ("之前一直吃雷尼替丁，效果不好", ["historical"]),
        ("因胃病不能服阿司匹林", ["negated"]),
        ("若出现腹痛可改成卡那霉素，每次0.5克", ["hypothetical"]),
        ("抑酸药如奥美拉唑40mg每日两次", ["present"]),
    ],
)
def test_what_is_said_of_taking_decides(line: str, wanted: list[str]) -> None:
    assert [one.assertion for one in given(line)] == wanted


@pytest.mark.parametrize("line", ["服用胃苏冲剂", "吃的是肝复乐片", "医生开了康艾扶正胶囊"])
def test_a_name_in_no_list_is_asked_about_by_its_dosage_form(line: str) -> None:
    (drug,) = given(line)
    assert (drug.concept, drug.assertion) == (UNLISTED, "uncertain")
    assert drug.query is not None


@pytest.mark.parametrize(
    "line", ["做了腹部立位片", "吃止痛片，消炎片", "用青霉素类的液体", "开了配方颗粒", "头孢和激素"]
)
def test_forms_classes_and_pictures_are_no_medicines(line: str) -> None:
    assert given(line) == []


def test_a_form_behind_a_known_name_is_no_second_medicine() -> None:
    assert [one.concept for one in given("阿司匹林肠溶胶囊")] == ["drug.aspirin"]


def test_interferon_beta_is_another_medicine_than_interferon() -> None:
    assert [one.concept for one in given("打干扰素三个月")] == ["drug.interferon_alfa"]
    assert [one.concept for one in given("打干扰素β三个月")] == ["drug.interferon_beta"]
