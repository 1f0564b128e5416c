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


@pytest.mark.parametrize(
    ("line", "language", "wanted"),
    [
        ("BP 102/60 P 70 RR 20 T 98.2", "en", ["102/60", "70", "20", "98.2"]),
        ("98% on room air", "en", ["98"]),
        ("pulse 37 per minute but later 66 per minute", "en", ["37", "66"]),
        ("sats 88% on 2 L", "en", ["88"]),
        ("height 5 feet 7 inches", "en", ["67"]),
        ("blood pressure 90 over palp", "en", ["90"]),
        ("pain 4 on a scale of 1-10", "en", ["4"]),
        ("T36.5℃，P80次/分，R20次/分，BP120/80mmHg", "zh", ["36.5", "80", "20", "120/80"]),
        ("身高170厘米", "zh", ["170"]),
        ("血氧饱和度未吸氧时92%，吸氧后98%", "zh", ["92", "98"]),
    ],
)
def test_values_are_found_however_they_are_written(
    line: str, language: Language, wanted: list[str], understander: Understander
) -> None:
    found = measured(understander, said(line, language))
    numbers = [
        one.value.number if one.value else "/".join(part.number for part in one.parts)
        for one in found
    ]
    assert numbers == wanted


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("respiratory rate ranged between 36 and 44", "en"),
        ("heart rate 110-120", "en"),
        ("pressures in the 50s", "en"),
        ("blood pressure goal systolic under 140", "en"),
        ("heart rate over 180", "en"),
        ("pain is 7-8/10", "en"),
        ("T 12 fracture", "en"),
        ("CSF glucose 60", "en"),
        ("疼痛3分钟后缓解", "zh"),
        ("心率波动于80到100", "zh"),
        ("心率目标控制在80以下", "zh"),
    ],
)
def test_ranges_bounds_and_targets_are_no_values(
    line: str, language: Language, understander: Understander
) -> None:
    assert measured(understander, said(line, language)) == ()


def test_a_value_in_a_condition_is_hypothetical(understander: Understander) -> None:
    assert only(understander, "if the heart rate is 150 call me").assertion == "hypothetical"


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
