"""Single faults of a document, as data: where, and what is done there.

kind: what sort of fault; place: the resource, by type and where there are several by a code in it,
then the way to the value; change: DROP, or the value that stands there instead.
"""

import copy
import json
from typing import Any, Final, NamedTuple

DROP: Final = "(drop)"
TWICE: Final = "(twice)"
LAST: Final = "(last)"


class Fault(NamedTuple):
    """One fault."""

    kind: str
    place: str
    change: Any = DROP


_HR, _BP, _TEMP, _SAT = "Observation 8867-4", "Observation 85354-9", "Observation 8310-5", (
    "Observation 2708-6"
)  # fmt: skip
_SCRIPT: Final = '<div xmlns="http://www.w3.org/1999/xhtml"><script>x()</script><p>a</p></div>'
_LINK: Final = '<div xmlns="http://www.w3.org/1999/xhtml"><p onclick="x()">a</p></div>'
_ENTITY: Final = '<!DOCTYPE d [<!ENTITY a "b">]><div xmlns="http://www.w3.org/1999/xhtml">&a;</div>'
_BROKEN: Final = '<div xmlns="http://www.w3.org/1999/xhtml"><p>a</div>'
_EMPTY: Final = '<div xmlns="http://www.w3.org/1999/xhtml"> </div>'
_NOBODY: Final = {"reference": "urn:uuid:00000000-0000-4000-8000-000000000000"}
_NILKNOWN: Final = {
    "coding": [
        {"system": "http://terminology.hl7.org/CodeSystem/list-empty-reason", "code": "nilknown"}
    ]
}
_WRONG: Final = "entered-in-error"
_ERROR_CONDITION: Final = {
    "coding": [
        {"system": "http://terminology.hl7.org/CodeSystem/condition-ver-status", "code": _WRONG}
    ]
}
_ERROR_ALLERGY: Final = {
    "coding": [
        {
            "system": "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification",
            "code": _WRONG,
        }
    ]
}
_QUANTITY: Final = {
    "value": 1, "unit": "mmHg", "system": "http://unitsofmeasure.org", "code": "mm[Hg]",
}  # fmt: skip

FAULTS: Final = (
    Fault("missing", "Bundle type"),
    Fault("missing", "Bundle identifier"),
    Fault("missing", "Bundle identifier.system"),
    Fault("missing", "Bundle timestamp"),
    Fault("missing", "Bundle entry.0.fullUrl"),
    Fault("missing", "Composition status"),
    Fault("missing", "Composition type"),
    Fault("missing", "Composition date"),
    Fault("missing", "Composition author"),
    Fault("missing", "Composition title"),
    Fault("missing", "Composition subject"),
    Fault("missing", "Composition attester.0.mode"),
    Fault("missing", "Composition section.0.text"),
    Fault("missing", "Patient identifier.0.value"),
    Fault("missing", "Encounter status"),
    Fault("missing", "Encounter class"),
    Fault("missing", f"{_HR} status"),
    Fault("missing", f"{_HR} code"),
    Fault("missing", "Condition subject"),
    Fault("missing", "AllergyIntolerance patient"),
    Fault("missing", "AllergyIntolerance clinicalStatus"),
    Fault("missing", "MedicationStatement medicationCodeableConcept"),
    Fault("missing", "Provenance target"),
    Fault("missing", "Provenance recorded"),
    Fault("missing", "Provenance agent"),
    Fault("missing", "Provenance agent.0.who"),
    Fault("missing", "Provenance entity.0.role"),
    Fault("missing", "Provenance signature.0.who"),
    Fault("wrong code", "Bundle type", "collection"),
    Fault("wrong code", "Composition status", "signed"),
    Fault("wrong code", "Composition status", "preliminary"),
    Fault("wrong code", "Composition type.coding.0.code", "11506-3"),
    Fault("wrong code", "Composition attester.0.mode", "boss"),
    Fault("wrong code", "Composition confidentiality", "X"),
    Fault("wrong code", "Patient gender", "woman"),
    Fault("wrong code", "Encounter class.code", "AMB"),
    Fault("wrong code", f"{_HR} status", "done"),
    Fault("wrong code", "Condition verificationStatus.coding.0.code", "sure"),
    Fault("wrong code", "MedicationStatement status", "taken"),
    Fault("wrong code", "Provenance entity.0.role", "sound"),
    Fault("wrong type", "Composition title", 7),
    Fault("wrong type", "Composition author", {"reference": "x"}),
    Fault("wrong type", "Patient name", "Mary"),
    Fault("wrong type", "Patient birthDate", 1960),
    Fault("wrong type", f"{_HR} valueQuantity.value", "96"),
    Fault("wrong type", f"{_HR} valueQuantity.value", True),
    Fault("wrong type", f"{_HR} valueQuantity", 96),
    Fault("wrong type", "Device deviceName.0.type", "brand"),
    Fault("unknown", "Composition sections", []),
    Fault("unknown", f"{_HR} valueNumber", 96),
    Fault("unknown", "Practitioner resourceType", "Doctor"),
    Fault("dangling", "Composition subject", _NOBODY),
    Fault("dangling", "Composition section.4.entry.0", _NOBODY),
    Fault("dangling", f"{_HR} performer.0", _NOBODY),
    Fault("dangling", "Composition custodian.reference", "Organization/1"),
    Fault("dangling", "Provenance agent.0.who", _NOBODY),
    Fault("order", "Bundle entry.0", LAST),
    Fault("order", "Bundle timestamp", "2026-11-22T14:03:21+08:00"),
    Fault("zone", "Composition date", "2026-11-22T14:03:22"),
    Fault("zone", f"{_HR} effectiveDateTime", "2026-11-22T14:03:22"),
    Fault("zone", "Bundle timestamp", "2026-11-22T14:03:22"),
    Fault("zone", "Provenance recorded", "2026-11-22"),
    Fault("zone", "Encounter period.start", "2026-13-22T14:03:22+08:00"),
    Fault("UCUM", f"{_HR} valueQuantity.code", "bpm"),
    Fault("UCUM", f"{_HR} valueQuantity.code"),
    Fault("UCUM", f"{_HR} valueQuantity.system", "http://example.org/units"),
    Fault("UCUM", f"{_TEMP} valueQuantity.code", "K"),
    Fault("UCUM", f"{_BP} component.0.valueQuantity.code", "kPa"),
    Fault("UCUM", "MedicationStatement dosage.0.doseAndRate.0.doseQuantity.code", "pill"),
    Fault("duplicate", "Bundle entry.1", TWICE),
    Fault("duplicate", "Composition section.4.entry.0", TWICE),
    Fault("duplicate", f"{_BP} component.0", TWICE),
    Fault("profile", f"{_HR} category"),
    Fault("profile", f"{_HR} subject"),
    Fault("profile", f"{_HR} effectiveDateTime"),
    Fault("profile", f"{_HR} valueQuantity"),
    Fault("profile", f"{_HR} category.0.coding.0.code", "laboratory"),
    Fault("profile", f"{_HR} meta.profile.0", "http://hl7.org/fhir/StructureDefinition/bodytemp"),
    Fault("profile", f"{_SAT} code.coding.1"),
    Fault("profile", f"{_BP} valueQuantity", _QUANTITY),
    Fault("profile", f"{_BP} component.1"),
    Fault("profile", f"{_BP} component.1.valueQuantity"),
    Fault("profile", "Device type.coding.0.code", "Toaster"),
    Fault("invariant", f"{_HR} dataAbsentReason", {"text": "unknown"}),
    Fault("invariant", "Composition section.4.emptyReason", {"text": "none"}),
    Fault("invariant", "Bundle entry.0.request", {"method": "PUT", "url": "Composition/1"}),
    Fault("invariant", "Bundle total", 3),
    Fault("invariant", "Condition verificationStatus", _ERROR_CONDITION),
    Fault("invariant", "Condition abatementString", "gone"),
    Fault("invariant", "AllergyIntolerance verificationStatus", _ERROR_ALLERGY),
    Fault("invariant", "Composition extension.0.extension", [{"url": "urn:x", "valueCode": "a"}]),
    Fault("claim", "Composition section.5.emptyReason", _NILKNOWN),
    Fault("claim", f"{_HR} performer"),
    Fault("claim", f"{_HR} issued"),
    Fault("claim", f"{_HR} identifier"),
    Fault("claim", "Condition recorder"),
    Fault("claim", "AllergyIntolerance recorder"),
    Fault("claim", "MedicationStatement informationSource"),
    Fault("claim", "Composition section.4.entry.0"),
    Fault("claim", "Composition meta.security"),
    Fault("text", "Composition text.div", _SCRIPT),
    Fault("text", "Composition section.0.text.div", _LINK),
    Fault("text", "Composition section.0.text.div", _ENTITY),
    Fault("text", "Composition section.0.text.div", _BROKEN),
    Fault("text", "Composition section.0.text.div", _EMPTY),
    Fault("text", "Composition section.0.title", ""),
)

SENDING_FAULTS: Final = (
    Fault("missing", "Bundle entry.1.resource.status"),
    Fault("missing", "Bundle entry.1.resource.content"),
    Fault("missing", "Bundle entry.1.resource.content.0.attachment"),
    Fault("missing", "Bundle entry.1.resource.masterIdentifier"),
    Fault("missing", "Bundle entry.1.resource.subject.identifier"),
    Fault("missing", "Bundle entry.1.resource.content.0.attachment.hash"),
    Fault("missing", "Bundle entry.1.resource.relatesTo.0.code"),
    Fault("missing", "Bundle entry.0.request"),
    Fault("missing", "Bundle entry.0.resource.entry.0.resource.title"),
    Fault("wrong code", "Bundle entry.1.resource.status", "final"),
    Fault("wrong code", "Bundle entry.1.resource.docStatus", "signed"),
    Fault("wrong code", "Bundle entry.1.resource.relatesTo.0.code", "improves"),
    Fault("wrong code", "Bundle entry.0.request.method", "POST"),
    Fault("wrong code", "Bundle type", "batch-response"),
    Fault("wrong type", "Bundle entry.1.resource.content.0.attachment.size", "many"),
    Fault("wrong type", "Bundle entry.1.resource.content.0.attachment.hash", "no hash"),
    Fault("wrong type", "Bundle entry.1.resource.resourceType", "Patient"),
    Fault("zone", "Bundle entry.1.resource.date", "2026-11-22T14:03:22"),
    Fault("dangling", "Bundle entry.2", DROP),
    Fault("dangling", "Bundle entry.0.request.url", "Bundle/1"),
    Fault("dangling", "Bundle entry.1.fullUrl", "urn:uuid:1"),
    Fault("dangling", "Bundle entry.1.resource.content.0.attachment.url", "https://elsewhere"),
    Fault("duplicate", "Bundle entry.1", TWICE),
)
"""Of the transaction that a correction sends: the document, its entry, the old document's entry."""


def broken(document: bytes, fault: Fault) -> bytes:
    """The document with that fault. Raises KeyError where it has no such place."""
    bundle = copy.deepcopy(json.loads(document))
    *names, way = fault.place.split(" ")
    parent = _resource(bundle, names)
    *steps, last = way.split(".")
    for step in steps:
        parent = parent[int(step) if step.isdecimal() else step]
    _change(parent, int(last) if last.isdecimal() else last, fault.change)
    return json.dumps(bundle, ensure_ascii=False).encode()


def _change(parent: Any, key: Any, change: Any) -> None:
    if change == DROP:
        del parent[key]
    elif change == TWICE:
        parent.append(parent[key])
    elif change == LAST:
        parent.append(parent.pop(key))
    else:
        parent[key] = change


def _resource(bundle: Any, names: list[str]) -> Any:
    kind, *code = names
    if kind == "Bundle":
        return bundle
    for entry in bundle["entry"]:
        one = entry["resource"]
        if one["resourceType"] == kind and all(text in json.dumps(one["code"]) for text in code):
            return one
    raise KeyError(kind)
