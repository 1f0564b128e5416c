"""Medicines: dose, route and frequency beside the drug they were said of."""

import pytest

from app.domain.findings import Finding, Value
from app.domain.transcript import Language, Utterance
from app.text.correction import overlay
from app.text.findings import findings
from app.text.line import line_of
from app.text.understanding import Understander
from tests.utterances import said


def given(understander: Understander, utterance: Utterance) -> list[Finding]:
    written, corrections = overlay(utterance, understander.resources.lexicon)
    line = line_of(written, corrections, understander.warm(utterance.language))
    return [one for one in findings(line) if one.kind == "medication"]


@pytest.mark.parametrize(
    ("line", "language", "dose", "route", "frequency"),
    [
        ("give 0.5 mg of epinephrine IM", "en", ("0.5", "mg"), "IM", None),
        ("push one milligram of epinephrine i v", "en", ("1", "mg"), "IV", None),
        ("amiodarone 300 mg IV", "en", ("300", "mg"), "IV", None),
        ("norepinephrine at 5 mcg/min", "en", ("5", "ug/min"), None, None),
        ("levetiracetam 60 mg/kg over 10 minutes", "en", ("60", "mg/kg"), None, None),
        ("ten units of regular insulin", "en", ("10", "[U]"), None, None),
        ("acetaminophen 1 g by mouth every 6 hours", "en", ("1", "g"), "PO", "every 6 hours"),
        ("metoprolol 25 mg twice a day", "en", ("25", "mg"), None, "twice a day"),
        ("nebulized albuterol 2.5 mg", "en", ("2.5", "mg"), "INH", None),
        ("she takes warfarin", "en", None, None, None),
        ("肾上腺素零点五毫克肌注", "zh", ("0.5", "mg"), "IM", None),
        ("胺碘酮三百毫克静脉推注", "zh", ("300", "mg"), "IV", None),
        ("硝酸甘油十微克每分钟泵入", "zh", ("10", "ug/min"), "IV", None),
        ("多巴胺每公斤每分钟五微克", "zh", ("5", "ug/kg/min"), None, None),
        ("低分子肝素四千单位皮下注射", "zh", ("4000", "[U]"), "SC", None),
        ("阿司匹林100毫克口服每天一次", "zh", ("100", "mg"), "PO", "每天一次"),
    ],
)
def test_dose_route_and_frequency_are_taken_as_said(
    line: str,
    language: Language,
    dose: tuple[str, str] | None,
    route: str | None,
    frequency: str | None,
    understander: Understander,
) -> None:
    (drug,) = given(understander, said(line, language))
    parts = {part.name: part for part in drug.parts}
    assert drug.value == (Value(*dose) if dose else None)
    assert {name for name in parts if name != "dose"} == {
        name for name, value in (("route", route), ("frequency", frequency)) if value
    }
    assert parts["route"].number == route if route else True
    assert parts["frequency"].number == frequency if frequency else True


@pytest.mark.parametrize(
    ("line", "language", "doses"),
    [
        ("heparin 5000 units aspirin 325 mg", "en", ["5000", "325"]),
        ("morphine and 4 mg of ondansetron", "en", [None, "4"]),
        ("vitamin D3 50,000 IU weekly", "en", ["50000"]),
        ("1.5 mL of 0.5% bupivacaine", "en", ["1.5"]),
        ("took 3 nitroglycerin tablets", "en", ["3"]),
        ("diabetes type 2 metformin", "en", [None]),
        ("point 125 mg of alprazolam", "en", ["0.125"]),
        ("呋塞米20毫克静推然后托拉塞米10毫克静推", "zh", ["20", "10"]),
    ],
)
def test_a_dose_belongs_to_one_medicine(
    line: str, language: Language, doses: list[str | None], understander: Understander
) -> None:
    found = given(understander, said(line, language))
    assert [one.value.number if one.value else None for one in found] == doses


@pytest.mark.parametrize(
    ("line", "language", "assertions"),
    [
        ("aspirin has been discontinued", "en", ["historical"]),
        ("we will hold the metformin", "en", ["negated"]),
        ("used to be on atenolol", "en", ["historical"]),
        ("lorazepam 1 mg as needed for anxiety", "en", ["present"]),
        ("既往服用氯吡格雷，已停用", "zh", ["historical"]),
        ("暂停二甲双胍", "zh", ["negated"]),
    ],
)
def test_what_is_stopped_or_held_is_not_taken(
    line: str, language: Language, assertions: list[str], understander: Understander
) -> None:
    assert [one.assertion for one in given(understander, said(line, language))] == assertions


@pytest.mark.parametrize("line", ["acetaminophen level is 150", "lithium 0.8", "used cocaine"])
def test_tests_and_substances_are_no_medicines(line: str, understander: Understander) -> None:
    assert given(understander, said(line)) == []


def test_an_amount_without_a_unit_is_asked_about(understander: Understander) -> None:
    (drug,) = given(understander, said("give 4 of morphine"))
    assert drug.value == Value("4", "")
    assert drug.query == '"4" was said without a unit; please check.'


def test_a_pair_shares_its_frequency(understander: Understander) -> None:
    pair = given(understander, said("promethazine and ondansetron twice a day"))
    assert [[part.number for part in one.parts] for one in pair] == [["twice a day"]] * 2


def test_parts_cite_their_own_heard_words(understander: Understander) -> None:
    (drug,) = given(understander, said("amiodarone three hundred milligrams intravenously"))
    assert [(part.name, part.first, part.last) for part in drug.parts] == [
        ("dose", 1, 3),
        ("route", 4, 4),
    ]
    assert (drug.first, drug.last) == (0, 0)


def test_each_drug_takes_its_own_dose(understander: Understander) -> None:
    aspirin, heparin = given(understander, said("aspirin 325 mg and heparin 5000 units"))
    assert aspirin.value == Value("325", "mg")
    assert heparin.value == Value("5000", "[U]")


def test_a_dose_of_the_next_sentence_is_not_taken(understander: Understander) -> None:
    (drug,) = given(understander, said("He takes warfarin. Hang 500 mL now."))
    assert drug.value is None


def test_a_duration_is_no_dose(understander: Understander) -> None:
    (drug,) = given(understander, said("warfarin for 10 years"))
    assert drug.value is None


def test_an_unclear_dose_is_asked_about_and_kept(understander: Understander) -> None:
    heard = said("ketorolac fifteen milligrams", doubts={1: 0.4})
    (drug,) = given(understander, heard)
    assert drug.value == Value("15", "mg")
    assert drug.query == "15 mg or 50 mg?"


def test_the_condition_of_an_order_is_kept(understander: Understander) -> None:
    (drug,) = given(understander, said("if he seizes lorazepam 2 mg"))
    assert drug.assertion == "hypothetical"
