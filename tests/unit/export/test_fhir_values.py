"""Which values leave, and as what: only what a person confirmed, in the unit that was said."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import get_args

import pytest

from app.domain.documents import ClinicalDocument, ConfirmedFinding, DocumentSection
from app.domain.findings import Assertion, Code, Finding, Value
from app.export.fhir.document import assembled
from tests.documents import (
    ACTS,
    LANGUAGES,
    SITE,
    confirm,
    example,
    heard,
    pressure,
    random_document,
    vital,
)
from tests.fhir_parts import codes, of_code, of_type, section

NOTES = 1000
VALUES = {"Observation", "Condition", "AllergyIntolerance", "MedicationStatement"}
EN = example("en")
AFFIRMED = {
    "vital": {"present"},
    "diagnosis": {"present", "uncertain", "historical"},
    "history": {"present", "uncertain", "historical"},
    "allergy": {"present", "uncertain", "historical"},
    "medication": {"present"},
}


def with_one(finding: Finding, section: str = "", value: str | None = None) -> ClinicalDocument:
    """The example with one confirmed finding. value: what the person typed instead."""
    (one,) = confirm([(finding, section)])
    return replace(EN, confirmed=(one if value is None else replace(one, value=value),))


def entries(document: ClinicalDocument) -> Counter[str]:
    kinds = (one["resource"]["resourceType"] for one in assembled(document, SITE)["entry"])
    return Counter(kind for kind in kinds if kind in VALUES)


def test_no_value_of_a_thousand_random_documents_is_unconfirmed() -> None:
    """SAFETY 1.10: each stands for one confirmed and affirmed finding, and names who and when."""
    seen = Counter[str]()
    for seed in range(NOTES):
        note = random_document(seed, ACTS[seed % len(ACTS)], LANGUAGES[seed % 2])
        confirmed = {f"{note.id.note_id}.{note.id.version}.{n.number}": n for n in note.confirmed}
        for entry in assembled(note, SITE)["entry"]:
            one = entry["resource"]
            if one["resourceType"] not in VALUES:
                continue
            found = confirmed.pop(one["identifier"][0]["value"])  # once each, or KeyError
            assert found.finding.assertion in AFFIRMED[found.finding.kind]
            at = one.get("issued") or one.get("recordedDate") or one.get("dateAsserted")
            assert at == found.at.isoformat()
            seen[one["resourceType"]] += 1
        if seed % 20 == 0:
            assert entries(replace(note, confirmed=())) == Counter()
    assert seen.keys() == VALUES
    assert min(seen.values()) > 30


@pytest.mark.parametrize(
    ("finding", "loinc", "number", "unit", "profile"),
    [
        (vital("heart_rate", "x", "96", "/min"), "8867-4", 96, "/min", "heartrate"),
        (vital("respiratory_rate", "x", "18", "/min"), "9279-1", 18, "/min", "resprate"),
        (vital("temperature", "x", "36.80", "Cel"), "8310-5", Decimal("36.80"), "Cel", "bodytemp"),
        (vital("temperature", "x", "101.3", "[degF]"), "8310-5", Decimal("101.3"), "[degF]",
         "bodytemp"),
        (vital("oxygen_saturation", "x", "97", "%"), "2708-6", 97, "%", "oxygensat"),
        (vital("weight", "x", "150", "[lb_av]"), "29463-7", 150, "[lb_av]", "bodyweight"),
        (vital("height", "x", "172", "cm"), "8302-2", 172, "cm", "bodyheight"),
        (vital("height", "x", "1.72", "m"), "8302-2", Decimal("1.72"), "m", "vitalsigns"),
        (vital("mean_arterial_pressure", "x", "65", "mm[Hg]"), "8478-0", 65, "mm[Hg]",
         "vitalsigns"),
        (vital("glasgow_coma_scale", "x", "15", "{score}"), "9269-2", 15, "{score}", "vitalsigns"),
        (vital("pain_score", "x", "7", "{score}"), "72514-3", 7, "{score}", "vitalsigns"),
        (vital("glucose", "x", "110", "mg/dL"), "2339-0", 110, "mg/dL", "vitalsigns"),
        (vital("glucose", "x", "6.1", "mmol/L"), "15074-8", Decimal("6.1"), "mmol/L",
         "vitalsigns"),
    ],
)  # fmt: skip
def test_vital_signs_keep_to_their_profiles(
    finding: Finding, loinc: str, number: int | Decimal, unit: str, profile: str
) -> None:
    one = of_code(with_one(finding), loinc)
    assert one["valueQuantity"]["value"] == number
    assert str(one["valueQuantity"]["value"]) == str(number)
    assert one["valueQuantity"]["code"] == unit
    assert one["meta"]["profile"] == [f"http://hl7.org/fhir/StructureDefinition/{profile}"]
    assert codes(one["category"][0]) == ["vital-signs"]
    assert one["effectiveDateTime"] == EN.recorded_at.isoformat()


def test_an_oxygen_saturation_has_both_codes() -> None:
    one = of_code(with_one(vital("oxygen_saturation", "x", "97", "%")), "2708-6")
    assert codes(one["code"]) == ["2708-6", "59408-5"]


@pytest.mark.parametrize(
    ("finding", "typed", "systolic", "diastolic"),
    [
        (pressure("120", "80"), None, 120, 80),
        (pressure("90", None), None, 90, None),
        (pressure(None, "60"), None, None, 60),
        (pressure("120", "80"), "130/85", 130, 85),
        (pressure("120", "80"), "130 / 85 mmHg", 130, 85),
        (pressure("90", None), "95", 95, None),
    ],
)
def test_a_blood_pressure_is_a_panel_of_two(
    finding: Finding, typed: str | None, systolic: int | None, diastolic: int | None
) -> None:
    one = of_code(with_one(finding, "vitals", typed), "85354-9")
    assert "valueQuantity" not in one
    parts = {codes(part["code"])[0]: part for part in one["component"]}
    for code, number in (("8480-6", systolic), ("8462-4", diastolic)):
        if number is None:
            assert codes(parts[code]["dataAbsentReason"]) == ["unknown"]
        else:
            assert parts[code]["valueQuantity"]["value"] == number


@pytest.mark.parametrize(
    ("typed", "number", "unit"),
    [("88", 88, "/min"), ("88 /min", 88, "/min"), ("88 bpm", 88, "/min"), ("88次/分", 88, "/min")],
)
def test_what_leaves_is_what_the_person_confirmed(typed: str, number: int, unit: str) -> None:
    one = of_code(with_one(vital("heart_rate", "x", "96", "/min"), "vitals", typed), "8867-4")
    assert (one["valueQuantity"]["value"], one["valueQuantity"]["code"]) == (number, unit)


@pytest.mark.parametrize(
    ("finding", "typed"),
    [
        (vital("heart_rate", "x", "96", "/min"), "about ninety"),
        (vital("heart_rate", "x", "96", "/min"), "96 kg"),
        (vital("heart_rate", "x", "96", "/min"), ">90"),
        (vital("temperature", "x", "36.8", "Cel"), "310 K"),
        (vital("shoe_size", "x", "42", "cm"), None),
        (pressure("120", "80"), "120"),
        (pressure("120", "80"), "很高"),
        (replace(pressure("120", "80"), parts=()), None),
    ],
)
def test_what_is_no_number_with_a_fitting_unit_stays_text(
    finding: Finding, typed: str | None
) -> None:
    assert entries(with_one(finding, "vitals", typed)) == Counter()


@pytest.mark.parametrize("assertion", get_args(Assertion))
@pytest.mark.parametrize(
    ("kind", "section", "resource"),
    [
        ("vital", "vitals", "Observation"),
        ("diagnosis", "assessment", "Condition"),
        ("history", "pmh", "Condition"),
        ("allergy", "allergies", "AllergyIntolerance"),
        ("medication", "meds", "MedicationStatement"),
        ("symptom", "hpi", ""),
        ("procedure", "plan", ""),
    ],
)
def test_only_what_is_affirmed_leaves(
    kind: str, section: str, resource: str, assertion: Assertion
) -> None:
    base = vital("heart_rate", "heart rate 96", "96", "/min")
    finding = replace(base, kind=kind, assertion=assertion)  # type: ignore[arg-type]
    expected = {resource: 1} if assertion in AFFIRMED.get(kind, ()) else {}
    assert entries(with_one(finding, section)) == Counter(expected)


ACS = Finding(None, 0, 0, "diagnosis", "acs", "急性冠脉综合征", "uncertain",
              Code("icd-10-cm", "I24.9"))  # fmt: skip


def test_a_suspicion_is_provisional_and_history_claims_nothing_of_today() -> None:
    (one,) = of_type(with_one(ACS, "assessment"), "Condition")
    assert codes(one["verificationStatus"]) == ["provisional"]
    assert codes(one["clinicalStatus"]) == ["active"]
    assert codes(one["code"]) == ["I24.9", "acs"]
    assert one["code"]["text"] == "急性冠脉综合征"
    (past,) = of_type(with_one(replace(ACS, kind="history", assertion="historical")), "Condition")
    assert "clinicalStatus" not in past
    assert "category" not in past


def test_a_name_that_the_person_changed_has_no_code_of_what_was_heard() -> None:
    (one,) = of_type(with_one(ACS, "assessment", "NSTEMI"), "Condition")
    assert one["code"] == {"text": "NSTEMI"}


def test_a_code_of_a_system_that_nobody_knows_stays_here() -> None:
    (one,) = of_type(with_one(replace(ACS, code=Code("house", "7"))), "Condition")
    assert codes(one["code"]) == ["acs"]


def test_an_allergy_is_told_in_the_words_that_were_said() -> None:
    (one,) = of_type(EN, "AllergyIntolerance")
    assert one["code"]["text"] == "Allergic to penicillin"
    assert codes(one["code"]) == ["drug.penicillin"]  # T78.40XA is no code of a substance


def test_a_medicine_is_a_statement_with_the_dose_that_was_confirmed() -> None:
    (one,) = of_type(EN, "MedicationStatement")
    assert one["dosage"][0]["text"] == "25 mg"
    assert one["dosage"][0]["doseAndRate"][0]["doseQuantity"]["code"] == "mg"


METOPROLOL = Finding(None, 0, 0, "medication", "drug.metoprolol", "metoprolol", "present",
                     value=Value("25", "mg"))  # fmt: skip


@pytest.mark.parametrize(("typed", "dose"), [("half a tablet", False), ("50毫克", True)])
def test_a_dose_in_words_stays_in_words(typed: str, dose: bool) -> None:
    (one,) = of_type(with_one(METOPROLOL, "meds", typed), "MedicationStatement")
    assert one["dosage"][0]["text"] == typed
    assert ("doseAndRate" in one["dosage"][0]) == dose


@pytest.mark.parametrize("place", ["plan", "ed_course", "hpi", "", "none"])
def test_a_drug_that_is_given_here_is_no_medicine_taken_at_home(place: str) -> None:
    note = replace(EN, sections=(*EN.sections, DocumentSection("plan", "18776-5", ("x",))))
    (one,) = confirm([(METOPROLOL, place)])
    assert entries(replace(note, confirmed=(one,))) == Counter()


def test_values_stand_in_their_sections() -> None:
    assert len(section(EN, "Vital signs")["entry"]) == 7
    assert len(section(EN, "Allergies")["entry"]) == 1
    assert len(section(EN, "Assessment")["entry"]) == 1


def test_values_without_a_section_of_their_own_get_one() -> None:
    note = replace(with_one(vital("heart_rate", "x", "96", "/min")), sections=())
    added = section(note, "Vital signs")
    assert "Heart rate: 96 /min" in added["text"]["div"]
    assert codes(added["code"]) == ["8716-3"]
    assert len(added["entry"]) == 1


def test_the_last_confirmation_of_a_finding_holds() -> None:
    (one,) = with_one(vital("heart_rate", "x", "96", "/min")).confirmed
    twice: tuple[ConfirmedFinding, ...] = (one, replace(one, value="88"))
    value = of_code(replace(EN, confirmed=twice), "8867-4")["valueQuantity"]["value"]
    assert value == 88
    assert heard(one.finding) == one.value
