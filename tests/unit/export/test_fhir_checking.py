"""Our own assertions, one by one: each says what is wrong, in its own words."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from app.domain.errors import ExportError
from app.export.fhir.checking import check
from app.export.fhir.document import bundle, model_check
from app.export.fhir.sending import message
from tests.documents import SITE, example
from tests.fhir_faults import Fault, broken

EN = bundle(example("en"), SITE)
ERROR = bundle(example("en", "error"), SITE)
_HR, _BP = "Observation 8867-4", "Observation 85354-9"
_ABSENT = {"coding": [{"system": "urn:x", "code": "unknown"}]}
_NO_COMPONENT: dict[str, Any] = {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]}

WRONG = [
    (f"{_HR} code.coding.0.system", "urn:x", "is not coded in LOINC"),
    (f"{_HR} code.coding.0.code", "2339-1", "no vital sign that we know"),
    (f"{_HR} component", [{"code": _NO_COMPONENT}], "obs-7"),
    (f"{_HR} component", [{"code": {"coding": [{"code": "1", "system": "urn:x"}]}}], "or parts"),
    (f"{_HR} valueQuantity.comparator", "<", "is a bound"),
    (f"{_HR} id", "1", "no UUID|named by its resource"),
    (f"{_HR} category.0.coding.0.system", "urn:x", "no code that we use"),
    (f"{_HR} text.status", "extensions", "not called generated"),
    (f"{_BP} meta.profile.0", "http://hl7.org/fhir/StructureDefinition/x", "another profile"),
    (f"{_BP} component.0.dataAbsentReason", _ABSENT, "neither value nor reason, or both"),
    ("Condition code", {"coding": [{"system": "urn:x", "code": "1"}]}, "what was said"),
    ("AllergyIntolerance code", {"coding": [{"system": "urn:x", "code": "1"}]}, "what was said"),
    (
        "MedicationStatement medicationCodeableConcept",
        {"coding": [{"system": "urn:x", "code": "1"}]},
        "what was said",
    ),
    ("MedicationStatement dosage.0", {"sequence": 1}, "a dosage does not say"),
    ("Patient identifier.0.type.coding.0.code", "XX", "of no kind that we use"),
    ("Composition section.0.title", "(drop)", "no title, or sections of its own"),
    ("Composition section.0.code.coding.0.system", "urn:x", "code of another system"),
    ("Provenance agent.0.type.coding.0.code", "boss", "no role or is nobody"),
    ("Provenance signature.0.sigFormat", "application/pdf", "of no kind that we use"),
    ("Provenance signature.0.when", "(drop)", "nobody's or has no time"),
    ("Provenance target.0", {"reference": ""}, "is empty"),
    ("Bundle resourceType", "Patient", "it is no Bundle"),
    ("Bundle type", "collection", "neither a document nor a transaction"),
    ("Bundle entry.1", "(twice)", "stands twice"),
    ("Bundle entry.2.resource.name", [], "is empty"),
    ("Bundle meta.security", [{"code": "R", "system": "urn:x"}], "not labelled"),
    ("Bundle entry", 7, "not of the kind that R4 asks for"),
]


@pytest.mark.parametrize(("place", "change", "says"), WRONG, ids=[one[0] for one in WRONG])
def test_each_fault_is_named(place: str, change: Any, says: str) -> None:
    with pytest.raises(ExportError, match=says):
        check(broken(EN, Fault("", place, change)))


def of_type(whole: Any, kind: str) -> list[Any]:
    return [one["resource"] for one in whole["entry"] if one["resource"]["resourceType"] == kind]


def without(kind: str) -> Callable[[Any], None]:
    def change(whole: Any) -> None:
        whole["entry"] = [one for one in whole["entry"] if one["resource"]["resourceType"] != kind]

    return change


def no_pressure(whole: Any) -> None:
    panel = next(one for one in of_type(whole, "Observation") if "component" in one)
    for part in panel["component"]:
        del part["valueQuantity"]
        part["dataAbsentReason"] = _ABSENT


def of_the_patient(whole: Any) -> None:
    patient = of_type(whole, "Patient")[0]["id"]
    of_type(whole, "Provenance")[0]["target"] = [{"reference": f"urn:uuid:{patient}"}]


def no_reason(whole: Any) -> None:
    of_type(whole, "Provenance")[1]["reason"] = [{"text": "why"}]


def no_machine(whole: Any) -> None:
    del of_type(whole, "Provenance")[1]["agent"][0]


CHANGES: dict[str, Callable[[Any], None]] = {
    "not just one Device": without("Device"),
    "no Provenance is there": without("Provenance"),
    "has no value at all": no_pressure,
    "is not of the Composition": of_the_patient,
    "does not say so": no_reason,
    "names no machine": no_machine,
}


@pytest.mark.parametrize(("says", "change"), CHANGES.items(), ids=CHANGES)
def test_each_lack_is_named(says: str, change: Callable[[Any], None]) -> None:
    whole = json.loads(EN)
    change(whole)
    with pytest.raises(ExportError, match=says):
        check(json.dumps(whole).encode())


def test_a_document_in_error_holds_no_values() -> None:
    whole, right = json.loads(ERROR), json.loads(EN)
    entry = next(e for e in right["entry"] if e["resource"]["resourceType"] == "Condition")
    whole["entry"].append(entry)
    for reference in ("subject", "encounter", "recorder"):
        assert entry["resource"][reference]["reference"] in {e["fullUrl"] for e in whole["entry"]}
    whole["entry"][0]["resource"]["section"] = [
        {"title": "x", "text": whole["entry"][0]["resource"]["text"],
         "entry": [{"reference": entry["fullUrl"]}]}
    ]  # fmt: skip
    with pytest.raises(ExportError, match="a document in error has values"):
        check(json.dumps(whole).encode())


def test_a_transaction_holds_documents_only() -> None:
    whole = json.loads(message(example("en"), SITE))
    patient = of_type(whole["entry"][0]["resource"], "Patient")[0]
    whole["entry"].append(
        {
            "resource": patient,
            "request": {"method": "PUT", "url": f"Patient/{patient['id']}"},
        }
    )
    with pytest.raises(ExportError, match="something else than documents"):
        check(json.dumps(whole).encode())


def test_an_id_is_a_uuid() -> None:
    whole = json.loads(message(example("en"), SITE))
    entry = whole["entry"][1]
    entry["resource"]["id"] = "1"
    entry["request"]["url"] = "DocumentReference/1"
    with pytest.raises(ExportError, match="the id of DocumentReference is no UUID"):
        check(json.dumps(whole).encode())


@pytest.mark.parametrize("kind", ["Nonsense", None, "bundle.entry"])
def test_a_type_that_r4_has_not_is_refused_by_the_model(kind: Any) -> None:
    with pytest.raises(ExportError, match="not as R4 asks"):
        model_check({"resourceType": kind})
