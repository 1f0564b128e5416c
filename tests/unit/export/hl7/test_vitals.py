"""Values leave as they were confirmed, with their units, or not at all."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from app.domain.documents import ConfirmedFinding
from app.domain.transcript import Language
from app.export.fhir.names import Names
from app.export.fhir.values import values as fhir_values
from app.export.hl7.vitals import values
from tests.documents import (
    LANGUAGES,
    NURSE,
    SIGNED_AT,
    SITE,
    confirm,
    example,
    pressure,
    random_document,
    vital,
)
from tests.hl7_messages import sent


def test_confirmed_vital_signs_are_numbers_in_the_fallback_and_only_there() -> None:
    numbers = [
        (one[3].split("^")[0], one[5], one[6])
        for one in sent(example(), "oru")["OBX"]
        if one[2] == "NM"
    ]
    assert numbers == [
        ("8480-6", "120", "mm[Hg]^^UCUM"),
        ("8462-4", "80", "mm[Hg]^^UCUM"),
        ("8867-4", "96", "/min^^UCUM"),
        ("8310-5", "36.80", "Cel^^UCUM"),
        ("59408-5", "97", "%^^UCUM"),
        ("9279-1", "18", "/min^^UCUM"),
        ("9269-2", "15", "{score}^^UCUM"),
        ("29463-7", "150", "[lb_av]^^UCUM"),
    ]
    assert {one[2] for one in sent(example())["OBX"]} == {"FT"}


def confirmed(finding: Any, value: str) -> list[tuple[str, str, str]]:
    one = ConfirmedFinding(0, finding, value, NURSE, SIGNED_AT)
    found = sent(replace(example(), confirmed=(one,)), "oru")["OBX"]
    return [(x[3].split("^")[0], x[5], x[6].split("^")[0]) for x in found if x[2] == "NM"]


@pytest.mark.parametrize(
    ("value", "numbers"),
    [
        ("96 /min", [("8867-4", "96", "/min")]),
        ("88", [("8867-4", "88", "/min")]),
        ("88 bpm", [("8867-4", "88", "/min")]),
        ("88次/分", [("8867-4", "88", "/min")]),
        ("88 mm[Hg]", []),
        ("不清楚", []),
        ("about 90", []),
        ("9" * 17, []),
        ("", []),
    ],
)
def test_a_value_is_what_was_confirmed_and_else_text(
    value: str, numbers: list[tuple[str, str, str]]
) -> None:
    assert confirmed(vital("heart_rate", "heart rate 96", "96", "/min"), value) == numbers


@pytest.mark.parametrize(
    ("value", "numbers"),
    [
        ("130/70", [("8480-6", "130", "mm[Hg]"), ("8462-4", "70", "mm[Hg]")]),
        ("systolic 120 mm[Hg]; diastolic 80 mm[Hg]",
         [("8480-6", "120", "mm[Hg]"), ("8462-4", "80", "mm[Hg]")]),
        ("systolic 90 mm[Hg]", [("8480-6", "90", "mm[Hg]")]),
        ("systolic 90 mm[Hg]; palpated", []),
        ("systolic 90 mm[Hg]; systolic 91 mm[Hg]", []),
        ("90", []),
    ],
)  # fmt: skip
def test_a_blood_pressure_is_two_numbers_of_one_reading(
    value: str, numbers: list[tuple[str, str, str]]
) -> None:
    assert confirmed(pressure("120", "80"), value) == numbers


def test_what_was_negated_or_asked_is_no_value() -> None:
    finding = vital("heart_rate", "no heart rate of 96", "96", "/min")
    assert confirmed(replace(finding, assertion="negated"), "96 /min") == []
    assert confirmed(replace(finding, kind="result"), "96 /min") == []


@pytest.mark.parametrize(("unit", "code"), [("mg/dL", "2339-0"), ("mmol/L", "15074-8")])
def test_the_unit_of_glucose_decides_on_its_code(unit: str, code: str) -> None:
    finding = vital("glucose", "sugar", "5.6", unit)
    assert confirmed(finding, f"5.6 {unit}") == [(code, "5.6", unit)]


def test_every_confirmed_number_says_who_confirmed_it() -> None:
    document = replace(example(), confirmed=confirm([(pressure("120", "80"), "vitals")], NURSE))
    found = sent(document, "oru")["OBX"]
    assert {one[16].split("^")[0] for one in found if one[2] == "NM"} == {"N1"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_fhir_and_hl7_say_the_same_numbers(language: Language) -> None:
    """Of one note: every number with its code and unit, in one order."""
    said = 0
    for seed in range(200):
        note = random_document(seed, "sign", language)
        names = Names(note, SITE)
        theirs: list[tuple[str, Decimal, str]] = []
        for one in fhir_values(note, names):
            if one.resource["resourceType"] != "Observation":
                continue
            for part in one.resource.get("component", [one.resource]):
                if "valueQuantity" in part:
                    amount = part["valueQuantity"]
                    code = part["code"]["coding"][-1]["code"]
                    theirs.append((code, Decimal(str(amount["value"])), amount["code"]))
        ours = [(one.code, Decimal(one.number), one.unit) for one in values(note)]
        assert ours == theirs
        said += len(ours)
    assert said > 100


def test_a_saturation_has_both_codes() -> None:
    (found,) = (one for one in sent(example(), "oru")["OBX"] if one[3].startswith("59408-5"))
    assert found[3].split("^")[3:] == ["2708-6", "Oxygen saturation in Arterial blood", "LN"]
