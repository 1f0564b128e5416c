"""Vital signs: values as said, units, windows, and numbers that sound alike."""

import pytest

from app.domain.findings import Finding, Value
from app.domain.transcript import Language, Utterance
from app.text.correction import overlay
from app.text.findings_vitals import vitals
from app.text.line import line_of
from app.text.understanding import Understander
from tests.utterances import said


def measured(understander: Understander, utterance: Utterance) -> tuple[Finding, ...]:
    written, corrections = overlay(utterance, understander.resources.lexicon)
    return vitals(line_of(written, corrections, understander.warm(utterance.language)))


def only(understander: Understander, line: str, language: Language = "en") -> Finding:
    (finding,) = measured(understander, said(line, language))
    return finding


@pytest.mark.parametrize(
    ("line", "language", "concept", "number", "unit"),
    [
        ("heart rate one ten", "en", "heart_rate", "110", "/min"),
        ("Pulse 96, regular.", "en", "heart_rate", "96", "/min"),
        ("respiratory rate twenty two", "en", "respiratory_rate", "22", "/min"),
        ("his sats are eighty eight percent", "en", "oxygen_saturation", "88", "%"),
        ("SpO2 97% on room air", "en", "oxygen_saturation", "97", "%"),
        ("temperature thirty six point eight", "en", "temperature", "36.8", "Cel"),
        ("temp 101.2 F", "en", "temperature", "101.2", "[degF]"),
        ("Temperature 36.80 °C", "en", "temperature", "36.80", "Cel"),
        ("g c s is fourteen", "en", "glasgow_coma_scale", "14", "{score}"),
        ("she weighs seventy two kilograms", "en", "weight", "72", "kg"),
        ("weight 160 pounds", "en", "weight", "160", "[lb_av]"),
        ("glucose is 2.6 mmol/L", "en", "glucose", "2.6", "mmol/L"),
        ("fingerstick 480", "en", "glucose", "480", "mg/dL"),
        ("pain is seven out of ten", "en", "pain_score", "7", "{score}"),
        ("heart rate came down from 140 to 92", "en", "heart_rate", "92", "/min"),
        ("心率一百四十次", "zh", "heart_rate", "140", "/min"),
        ("呼吸二十八次每分钟", "zh", "respiratory_rate", "28", "/min"),
        ("血氧饱和度百分之八十九", "zh", "oxygen_saturation", "89", "%"),
        ("体温三十九度二", "zh", "temperature", "39.2", "Cel"),
        ("格拉斯哥评分十四分", "zh", "glasgow_coma_scale", "14", "{score}"),
        ("体重七十二公斤", "zh", "weight", "72", "kg"),
        ("随机血糖二十六点五", "zh", "glucose", "26.5", "mmol/L"),
    ],
)
def test_a_value_is_taken_as_said_with_its_unit(
    line: str,
    language: Language,
    concept: str,
    number: str,
    unit: str,
    understander: Understander,
) -> None:
    finding = only(understander, line, language)
    assert finding.kind == "vital"
    assert finding.concept == f"vital.{concept}"
    assert finding.value == Value(number, unit)
    assert finding.query is None


def test_a_pressure_has_two_parts_with_their_own_words(understander: Understander) -> None:
    finding = only(understander, "blood pressure one fifty over ninety")
    assert finding.value is None
    upper, lower = finding.parts
    assert (upper.name, upper.number, upper.unit, upper.first, upper.last) == (
        "systolic",
        "150",
        "mm[Hg]",
        2,
        3,
    )
    assert (lower.name, lower.number, lower.first, lower.last) == ("diastolic", "90", 5, 5)


def test_a_chinese_pressure_has_two_parts_with_their_own_words(understander: Understander) -> None:
    upper, lower = only(understander, "血压一百一十七十", "zh").parts
    assert (upper.number, upper.first, upper.last) == ("110", 2, 5)
    assert (lower.number, lower.first, lower.last) == ("70", 6, 7)


def test_two_pressures_after_one_name_are_two_findings(understander: Understander) -> None:
    line = "orthostatic pressures are 130/80 lying and 90/60 standing"
    found = measured(understander, said(line))
    assert [finding.parts[0].number for finding in found] == ["130", "90"]


def test_each_name_takes_only_its_own_value(understander: Understander) -> None:
    found = measured(understander, said("blood pressure is low heart rate 120 temp 38.5"))
    assert [finding.concept for finding in found] == ["vital.heart_rate", "vital.temperature"]


@pytest.mark.parametrize(
    ("line", "inside"),
    [
        ("heart rate 20", True),
        ("heart rate 19", False),
        ("heart rate 300", True),
        ("heart rate 301", False),
        ("spo2 30%", True),
        ("spo2 29%", False),
        ("spo2 101%", False),
        ("temperature 25 c", True),
        ("temperature 24.9 c", False),
        ("temperature 45 c", True),
        ("temperature 45.1 c", False),
        ("gcs 3", True),
        ("gcs 2", False),
        ("gcs 15", True),
        ("gcs 16", False),
        ("blood pressure 300/20", True),
        ("blood pressure 301/90", False),
        ("blood pressure 30/20", True),
        ("blood pressure 29/20", False),
        ("blood pressure 80/120", False),
    ],
)
def test_a_value_nobody_can_have_is_asked_about_and_kept(
    line: str, inside: bool, understander: Understander
) -> None:
    finding = only(understander, line)
    assert (finding.query is None) is inside
    numbers = [finding.value.number] if finding.value else [part.number for part in finding.parts]
    assert all(number in line for number in numbers)


@pytest.mark.parametrize("line", ["temperature 12.9", "weight 72", "glucose 7.2"])
def test_a_unit_that_was_not_said_is_asked_for(line: str, understander: Understander) -> None:
    finding = only(understander, line)
    assert finding.value is not None
    assert finding.value.unit == ""
    assert finding.query is not None


def test_numbers_that_sound_alike_are_asked_about_when_unclear(understander: Understander) -> None:
    clear = only(understander, "heart rate fifty")
    (unclear,) = measured(understander, said("heart rate fifty", doubts={2: 0.4}))
    assert clear.query is None
    assert unclear.query == "50 /min or 15 /min?"
    assert unclear.value == Value("50", "/min")


def test_any_unclear_number_is_asked_about(understander: Understander) -> None:
    (english,) = measured(understander, said("heart rate one ten", doubts={2: 0.4}))
    assert english.query == '"one ten" was heard unclearly; please check.'
    (chinese,) = measured(understander, said("心率一百四十", "zh", doubts={4: 0.4}))
    assert chinese.query == "“一百四十”听得不清楚（四还是十？），请核对。"


def test_numbers_without_a_name_are_no_vitals(understander: Understander) -> None:
    assert measured(understander, said("give 500 mL at 14:30 to the 64 year old")) == ()
