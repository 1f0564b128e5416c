"""Events of a resuscitation in Chinese: what is meant by the state, and talk."""

import pytest

from app.bench.understanding_timeline import cases, outcome
from app.text.timeline import spoken_events
from tests.unit.text.test_timeline import CASES, told, transcript

QUIET = (
    "胸痛三小时了",
    "有高血压糖尿病",
    "脉搏八十",
    "脉很快",
    "有脉",
    "摸得到脉",
    "有搏动的",
    "脉有力",
    "血压有了",
    "窄的很快",
    "心率一百九",
    "嘴唇发黑",
    "痛了多久",
    "吃了什么药",
    "平时吃阿司匹林",
    "硝酸甘油含了没有",
    "你叫什么名字",
    "压这里疼不疼",
    "按这里疼吗",
    "肚子按着疼不疼",
    "把手抬起来",
    "手放下来",
    "手松开",
    "把嘴张开",
    "深呼吸",
    "停一下别动",
)
"""At a bedside where nobody is arrested."""


def test_a_bare_word_for_pressing_is_about_the_chest_only_in_an_arrest() -> None:
    assert told("A: 肚子疼", "B: 我按一下") == []
    assert told("A: 他没反应也没呼吸", "B: 我按了") == ["cpr_start"]


@pytest.mark.parametrize("way", QUIET)
def test_hands_and_pulses_are_no_events_where_nobody_is_arrested(way: str) -> None:
    assert told("A: 有点喘", "B: 测血压", f"A: {way}") == []


NO_EVENTS = (
    ("谁记录一下时间", "第一次除颤九点零三", "肾上腺素九点零五"),
    ("等会儿两分钟到了先看心律再决定电不电",),
    ("如果还是颤就直接二百再电一次",),
    ("来之前在救护车上电过两次推过一支肾上",),
    ("按压的换一下人不要停",),
    ("深度不够再往下压一点",),
    ("大夫我爸他怎么样了", "正在给他做心肺复苏"),
    ("血气回来了钾七点二",),
    ("床旁超声心脏没有搏动",),
    ("我觉得好像摸到一点不太确定",),
)


@pytest.mark.parametrize("lines", NO_EVENTS)
def test_what_is_planned_remembered_or_about_something_else_is_no_event(
    lines: tuple[str, ...],
) -> None:
    spoken = [f"{'BC'[at % 2]}: {line}" for at, line in enumerate(lines)]
    assert told("A: 开始按压", "B: 那个本子给我", *spoken) == ["cpr_start"]


def test_a_route_may_stand_before_the_medicine() -> None:
    assert told("A: 开始按压", "A: 从骨髓推肾上一毫克", "B: 推进去了")[1:] == [
        "drug epinephrine 1 mg io"
    ]


def test_a_dose_of_epinephrine_is_not_the_last_one() -> None:
    """肾上一支 has 上一支 in it."""
    assert told("A: 开始按压", "A: 肾上一支", "B: 给了")[1:] == ["drug epinephrine 1 amp"]


def test_a_time_of_day_is_no_dose() -> None:
    assert told("A: 开始按压", "A: 推一支肾上", "B: 推毕十点零五")[1:] == ["drug epinephrine 1 amp"]


def test_one_more_asks_for_the_medicine_that_was_given_last() -> None:
    lines = ("A: 开始按压", "A: 腺苷六毫克静推", "B: 推完了", "A: 再来十二毫克", "B: 推完了")
    assert told(*lines)[1:] == ["drug adenosine 6 mg iv", "drug adenosine 12 mg"]


def test_calcium_is_the_salt_that_was_given_before() -> None:
    lines = ("A: 开始按压", "A: 葡萄糖酸钙推完了", "A: 再推一支钙", "B: 钙推完了")
    assert [one.split()[1] for one in told(*lines)[1:]] == ["calcium_gluconate"] * 2


def test_a_bag_on_a_tube_is_no_mask() -> None:
    assert told("A: 开始按压", "A: 插管", "B: 管子进去了", "B: 球囊接上捏着") == [
        "cpr_start",
        "airway endotracheal_tube",
    ]


def test_an_act_that_goes_on_is_no_question() -> None:
    assert told("A: 开始按压", "A: 停", "B: 压着呢")[2:] == ["cpr_start"]
    assert told("A: 开始按压", "A: 停", "B: 谁压呢")[2:] == []


def test_heard_cantonese_is_read_as_the_words_of_the_rules() -> None:
    assert told("A: 开始按压", "A: 停一停", "B: 冇脉")[2:] == ["pulse_check"]


def test_a_rhythm_without_output_ends_a_return_of_circulation() -> None:
    lines = ("A: 开始按压", "A: 停，摸脉", "B: 颈动脉有了", "B: 又颤了", "A: 压")
    assert [one.split()[0] for one in told(*lines)[3:]] == ["rosc", "rhythm", "cpr_start"]


def details_of(*lines: str) -> list[dict[str, str]]:
    return [dict(one.details) for one in spoken_events(transcript(*lines))]


@pytest.mark.parametrize("way", ["左大腿扎完了", "右大腿也扎上了"])
def test_the_needle_of_an_injection_is_the_medicine_and_no_line(way: str) -> None:
    found = details_of("A: 肾上腺素零点五毫克肌注", f"B: {way}")
    assert found == [{"drug": "epinephrine", "dose": "0.5", "unit": "mg", "route": "im"}]


def test_without_an_injection_ordered_a_needle_in_a_limb_is_a_line() -> None:
    assert told("A: 打个留置针", "B: 右上臂扎上了") == ["access iv"]


def test_the_strength_of_a_solution_is_no_part_of_its_dose() -> None:
    found = details_of("A: 肾上腺素万分之一零点六毫升静推", "B: 推完了")
    assert found == [{"drug": "epinephrine", "dose": "0.6", "unit": "mL", "route": "iv"}]


def test_counting_aloud_is_no_dose() -> None:
    found = details_of("A: 腺苷六毫克静推", "B: 三二一弹进去了")
    assert found == [{"drug": "adenosine", "dose": "6", "unit": "mg", "route": "iv"}]


def test_a_rate_said_short_is_the_rate_that_was_ordered() -> None:
    found = details_of("A: 静脉泵肾上腺素四微克每分", "B: 泵转起来了四微克")
    assert [one["unit"] for one in found] == ["mcg/min"]


@pytest.mark.parametrize(
    "way", ["中间停过没有", "下午打过哌替啶", "没有脉一直在", "路上再停我还压啊"]
)
def test_what_only_sounds_like_an_act(way: str) -> None:
    assert told("A: 开始按压", "B: 肾上腺素一毫克", f"B: {way}") == ["cpr_start"]


@pytest.mark.parametrize(
    ("way", "kind"),
    [
        ("摁上", "cpr_start"),
        ("莫得脉", "pulse_check"),
        ("脉儿没有了", "pulse_check"),
        ("P、E、A，快的", "rhythm"),
        ("还是一条线", "rhythm"),
    ],
)
def test_regional_words_and_spelt_letters_are_read_as_those_of_the_rules(
    way: str, kind: str
) -> None:
    assert [one.split()[0] for one in told("A: 开始按压", "A: 停", f"B: {way}")[2:]] == [kind]


def test_a_child_keeps_its_ending() -> None:
    assert told("A: 新生儿没哭", "A: 小儿面罩扣上捏着") == ["airway bag_mask"]


def test_an_energy_after_a_rhythm_that_is_shocked_is_a_charge() -> None:
    lines = ("A: 开始按压", "A: 停", "B: 室颤", "A: 三百", "A: 电他")
    assert told(*lines)[3:] == ["shock 300 J"]
    assert told(*lines[:2], "B: 直线", *lines[3:])[3:] == []


def test_with_a_charge_ready_and_all_off_it_is_the_button_that_is_pressed() -> None:
    lines = ("A: 开始按压", "A: 停", "B: 室颤", "A: 充电200", "A: 充好了", "A: 都闪开，我按了")
    assert told(*lines)[3:] == ["shock 200 J"]


def test_a_medicine_goes_in_by_weak_words_only_after_an_order() -> None:
    assert told("A: 开始按压", "A: 肾上腺素一毫克骨髓腔给上")[1:] == []
    assert told("A: 开始按压", "A: 肾上腺素一毫克", "B: 肾上腺素静脉打进去")[1:] == [
        "drug epinephrine 1 mg iv"
    ]


def test_medicines_of_the_list_of_drugs_are_known_but_no_fluids() -> None:
    assert told("A: 劳拉西泮两毫克推完了") == ["drug lorazepam 2 mg"]
    assert told("A: 白蛋白推完了") == []


@pytest.mark.parametrize("way", ["推完了再去领", "肾上用光了", "医嘱我录进去了", "孩子打了疫苗"])
def test_what_goes_in_elsewhere_or_runs_out_is_no_medicine(way: str) -> None:
    assert told("A: 开始按压", "A: 肾上腺素一毫克", f"B: {way}") == ["cpr_start"]


def test_a_sign_tells_of_the_tube_that_was_tried() -> None:
    assert told("A: 开始按压", "A: 我来插管", "A: 呼末有数了")[1:] == ["airway endotracheal_tube"]
    assert told("A: 开始按压", "A: 呼末有数了")[1:] == []


def test_a_size_alone_is_of_the_airway_that_was_asked_for() -> None:
    assert told("A: 开始按压", "A: 上喉罩", "B: 二号半的放进去了")[1:] == ["airway lma"]


def test_a_guide_wire_that_is_out_takes_no_tube_back() -> None:
    assert told("A: 开始按压", "A: 插管", "B: 管子过了声门导丝拔了")[1:] == [
        "airway endotracheal_tube"
    ]


def test_a_vein_needs_no_name_and_a_priority_lane_is_none() -> None:
    assert told("A: 粉色的打上了") == ["access iv"]
    assert told("A: 针上了") == ["access iv"]
    assert told("A: 绿色通道开了") == []


def test_a_rhythm_that_is_still_there_was_looked_for_anew() -> None:
    lines = ("A: 室上速", "B: 三通接好没有", "B: 接好了预备", "B: 快", "B: 稳住", "A: 照旧室上速")
    assert told(*lines) == ["rhythm svt", "rhythm svt"]
    assert told(*lines[:-1], "A: 室上速") == ["rhythm svt"]


@pytest.mark.parametrize("name", ["zh_j", "zh_k"])
def test_the_later_writers_recordings_keep_their_figures(name: str) -> None:
    found = [outcome(one) for one in cases(CASES / f"{name}.txt")]
    right = sum(len(one.right) for one in found)
    missed, false = (sum(len(getattr(one, part)) for one in found) for part in ("missed", "false"))
    assert right / (right + missed) >= 0.9
    assert right / (right + false) >= 0.94
