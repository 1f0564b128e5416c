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
        ("阿莫西林0。75g一天3次", "0.75", "g"),
        ("阿奇霉素0.5,qd", "0.5", ""),
        ("予50%葡萄糖40ml静推", "40", "mL"),
        ("铝碳酸镁用于胃炎，胃痛。口服。一次1-2片，一日3次", "1-2", "{tbl}"),
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
        ("干扰素打了半年，一周一次", "一周一次"),
        ("奥美拉唑早饭前半小时一片，一天一次", "一天一次"),
    ],
)
def test_a_frequency_is_taken_as_said(line: str, frequency: str) -> None:
    (drug,) = given(line)
    assert parts(drug)["frequency"] == frequency


def test_a_time_of_day_far_behind_is_not_that_of_the_medicine() -> None:
    far = "要是哪一次忘记了胃口就会痛得睡不着觉，只好坐起来，每天晚上都忍着"
    (drug,) = given(f"平时每天必须吃奥美拉唑，{far}")
    assert parts(drug)["frequency"] == "每天"


def test_a_route_before_a_list_holds_for_all_of_it() -> None:
    found = given("口服抗癫痫药物，丙戊酸钠0.2克，日三次，卡马西平0.2克，日三次")
    assert [parts(one)["route"] for one in found] == ["PO", "PO"]


def test_what_is_said_once_of_a_list_holds_for_all_of_it() -> None:
    found = given("口服枸橼酸铋钾0.3g＋克拉霉素500mg＋甲硝唑0.4g，每日二次")
    assert [parts(one)["frequency"] for one in found] == ["每日二次"] * 3
    found = given("当归30克，白芍、柴胡、炙甘草各10克，每日一剂")
    assert [one.value.number for one in found if one.value] == ["30", "10", "10", "10"]
    assert {parts(one)["frequency"] for one in found} == {"每日"}


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
        ("胃胀可以吃多潘立酮吗？", ["hypothetical"]),
        ("现在吃着氨氯地平，可以同时吃阿司匹林和辛伐他汀吗", ["present"] + ["hypothetical"] * 2),
        ("吃的药有卡马西平、丙戊酸钠行吗", ["present", "present"]),
        ("可不可以吃多潘立酮？", ["hypothetical"]),
        ("阿司匹林和氯吡格雷可以一起吃吗", ["hypothetical", "hypothetical"]),
        ("是不是该吃利巴韦林", ["hypothetical"]),
        ("我妈吃寿比山好多年了，能换成络活喜吗？", ["present", "hypothetical"]),
        ("患者母亲吃华法林", ["family"]),
        ("停药前吃的是拉米夫定", ["historical"]),
        ("加用多潘立酮或莫沙必利", ["hypothetical", "hypothetical"]),
        ("症状严重者，加服雷尼替丁", ["hypothetical"]),
        ("想快点降压的话可以吃卡托普利", ["hypothetical"]),
        ("上个星期吃奥硝唑不难受", ["historical"]),
        ("吃过阿莫西林和牛黄解毒片，没见好", ["historical", "historical"]),
        ("吃阿奇霉素胃难受，改吃克拉霉素", ["historical", "present"]),
        ("吃了奥美拉唑好些，停药后又痛", ["historical"]),
        ("医生开的果胶铋忘吃了", ["negated"]),
        ("买了氨基葡萄糖，这药也没敢吃", ["negated"]),
        ("为预防血栓长期口服阿司匹林", ["present"]),
        ("抑酸药如奥美拉唑40mg每日两次", ["present"]),
    ],
)
def test_what_is_said_of_taking_decides(line: str, wanted: list[str]) -> None:
    assert [one.assertion for one in given(line)] == wanted


@pytest.mark.parametrize("line", ["服用胃苏冲剂", "吃的是肝复乐片", "医生开了康艾扶正胶囊"])
def test_a_name_in_no_list_is_asked_about_by_its_dosage_form(line: str) -> None:
    (drug,) = given(line)
    assert (drug.concept, drug.assertion) == (UNLISTED, "present")
    assert drug.query is not None


@pytest.mark.parametrize(
    "line",
    [
        "做了腹部立位片",
        "吃止痛片，消炎片",
        "用青霉素类的液体",
        "开了配方颗粒",
        "头孢和激素",
        "两顿饭吃大米50克，猪肉30克",
        "晚上两粒，饭后一片",
        "血糖水平高，葡萄糖值6.2",
        "胰岛素抵抗",
    ],
)
def test_forms_classes_and_pictures_are_no_medicines(line: str) -> None:
    assert given(line) == []


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("吃兰索拉唑、荆花安、胃复春等胃药", ["兰索拉唑", "荆花安", "胃复春"]),
        ("可以服用雅士达这种药物治疗", ["雅士达"]),
        ("方剂：黄连5克，半边莲50克", ["黄连", "半边莲"]),
        ("现在吃“名正”", ["名正"]),
        ("吃着二甲双胍，早晚各一片，中午三片", ["二甲双胍"]),
        ("六味地黄丸，浓缩丸8粒", ["六味地黄丸"]),
        ("救治：胃友二粒", ["胃友"]),
        ("改吃夫定", ["夫定"]),
        ("护肝片肝太片治肝片", ["护肝片", "肝太片", "治肝片"]),
        ("妇科再造胶囊", ["妇科再造胶囊"]),
        ("吃点小儿氨酚黄那米颗粒", ["小儿氨酚黄那米颗粒"]),
    ],
)
def test_a_name_in_no_list_is_found_by_what_is_told_of_it(line: str, names: list[str]) -> None:
    assert [one.text for one in given(line)] == names


def test_a_form_behind_a_known_name_is_no_second_medicine() -> None:
    assert [one.concept for one in given("阿司匹林肠溶胶囊")] == ["drug.aspirin"]


def test_interferon_beta_is_another_medicine_than_interferon() -> None:
    assert [one.concept for one in given("打干扰素三个月")] == ["drug.interferon_alfa"]
    assert [one.concept for one in given("打干扰素β三个月")] == ["drug.interferon_beta"]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("平时服多沙唑嗪和呋塞米，今起暂停多沙唑嗪", ["present", "present", "negated"]),
        ("今日停阿奇霉素", ["negated"]),
        ("原服卡托普利因咳嗽已停", ["historical"]),
        ("一直吃着络活喜，最近自己停了一周", ["historical"]),
        ("阿司匹林暂不用", ["negated"]),
        ("他早上打了胰岛素没吃饭", ["present"]),
        ("如血压高于160/110，予硝苯地平10mg口服", ["hypothetical"]),
        ("如果没有的话，口服丙戊酸钠", ["hypothetical"]),
        ("不愿意打胰岛素", ["hypothetical"]),
        ("打算给孩子吃匹多莫德", ["hypothetical"]),
        ("可以口服依那普利、硝苯地平等降压药物", ["hypothetical", "hypothetical"]),
        ("阿莫西林能和甲硝唑一起吃吗？", ["hypothetical", "hypothetical"]),
        ("头孢克肟和阿奇霉素哪个好？", ["hypothetical", "hypothetical"]),
        ("有没有用过阿托品家属说不清", ["uncertain"]),
        ("可能吃了安定，剂量不清楚", ["uncertain"]),
        ("妈妈：吃了美林，4毫升", ["present"]),
        ("既往史：高血压，平素服硝苯地平30mg", ["present"]),
    ],
)
def test_conditions_questions_and_stops_are_said_of_one_medicine(
    line: str, wanted: list[str]
) -> None:
    assert [one.assertion for one in given(line)] == wanted


def test_what_is_given_together_shares_its_route() -> None:
    nebulised = given("予沙丁胺醇5mg+异丙托溴铵0.5mg雾化吸入")
    assert [parts(one).get("route") for one in nebulised] == ["INH", "INH"]


def test_a_medicine_that_is_named_again_is_no_item_of_a_list() -> None:
    first, second = given("目前口服二甲双胍治疗，二甲双胍可以降糖")
    assert (parts(first), parts(second)) == ({"route": "PO"}, {})


def test_a_time_of_day_before_the_next_medicine_is_that_of_the_next() -> None:
    first, second = given("每天早上吃一片氨氯地平，晚上吃半片阿托伐他汀。")
    assert parts(first)["frequency"] == "每天早上"
    assert parts(second) == {"dose": "0.5", "frequency": "晚上"}


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("普通胰岛素50U加入生理盐水50ml静脉泵入", ["普通胰岛素"]),
        ("多吃含有维生素C的蔬菜", []),
        ("二甲双胍抑制葡萄糖的吸收", ["二甲双胍"]),
        ("低白蛋白血症，白蛋白50g/L", []),
        ("服食胃炎颗粒", ["胃炎颗粒"]),
        ("可以暂停复可安片。", ["复可安片"]),
        ("配合夏枯草胶囊", ["夏枯草胶囊"]),
        ("高血压能喝麦片吗", []),
        ("使用头孢等抗生素", []),
    ],
)
def test_only_what_is_taken_is_named(line: str, names: list[str]) -> None:
    assert [one.text for one in given(line)] == names


@pytest.mark.parametrize("line", ["头孢呋辛皮疹，SpO2 86%", "吃了胃苏颗粒，大便一粒一粒的"])
def test_numbers_of_other_things_are_no_dose(line: str) -> None:
    (drug,) = given(line)
    assert drug.value is None


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("肝素没给。", ["negated"]),
        ("生长抑素医嘱已开，药未到，未给。", ["negated"]),
        ("利多卡因备而未用。", ["negated"]),
        ("吗啡没敢用。", ["negated"]),
        ("今停螺内酯，予呋塞米20mg。", ["negated", "present"]),
        ("停阿司匹林3天。", ["historical"]),
        ("地塞米松先不打，异丙托溴铵雾化。", ["negated", "present"]),
        ("二甲双胍0.5gtid已于1周前因腹泻停用。", ["historical"]),
        ("别嘌醇2年前因皮疹停用。", ["historical"]),
        ("呋塞米20mg静推bid用至昨日，今改托拉塞米。", ["historical", "present"]),
        ("红霉素治疗过1个星期。", ["historical"]),
        ("非布司他待急性期过后再加。", ["hypothetical"]),
        ("泮托拉唑视胃镜结果再定。", ["hypothetical"]),
        ("如体温再超过38.5℃可服布洛芬0.3g。", ["hypothetical"]),
        ("明日起加用美托洛尔25mg bid。", ["hypothetical"]),
        ("朋友送了鱼肝油，高血压可以吃鱼肝油吗？", ["hypothetical", "hypothetical"]),
        ("糖尿病能不打胰岛素吗？", ["hypothetical"]),
        ("是不是阿德福韦没效果啊？", ["present"]),
        ("华法林不记得吃没吃。", ["uncertain"]),
        ("医生：硝酸甘油吃了吗？患者：吃了一片。", ["present"]),
        ("医生：氨溴索吃过吗？患者：没吃过。", ["negated"]),
        ("我妈血压也高，她吃倍他乐克。", ["family"]),
        ("家属说平时每天地高辛半片。", ["present"]),
    ],
)
def test_what_is_done_with_a_medicine(line: str, wanted: list[str]) -> None:
    assert [one.assertion for one in given(line)] == wanted


def test_an_answer_gives_the_dose() -> None:
    (drug,) = given("医生：硝酸甘油吃了吗？患者：吃了一片。")
    assert drug.value == Value("1", "{tbl}")


def test_a_vaccination_is_history_unless_it_is_ordered_with_a_dose() -> None:
    assert given("打完乙肝疫苗五天。") == []
    assert [one.concept for one in given("乙肝疫苗10μg肌注。")] == ["drug.hepatitis_b_vaccine"]
    assert [one.concept for one in given("破伤风疫苗肌注。")] == ["drug.tetanus_diphtheria_vaccine"]
