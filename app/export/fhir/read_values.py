"""Confirmed findings out of a document: what was confirmed, not where it was heard."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from app.domain.documents import ConfirmedFinding, Person
from app.domain.findings import Assertion, Code, Finding, FindingKind, Part, Value
from app.export.fhir import codes
from app.export.fhir.canon import Resource
from app.export.fhir.values import heard

_BY_CODE: Final = {one.code: name for name, one in codes.VITAL_SIGNS.items()}
_SYSTEMS: Final = {uri: name for name, uri in codes.CODE_SYSTEMS.items()}
_PART_NAMES: Final = {code: name for name, (code, _) in codes.PANEL_PARTS.items()}
_Person = Callable[[Resource], Person]


def confirmed(
    resources: Sequence[Resource], places: Mapping[str, str], person: _Person
) -> tuple[ConfirmedFinding, ...]:
    """places: the key of the section that refers to a value, by reference. person: whom a
    reference names."""
    return tuple(
        _confirmed(one, places, person) for one in resources if one["resourceType"] in _FINDINGS
    )


def _confirmed(one: Resource, places: Mapping[str, str], person: _Person) -> ConfirmedFinding:
    finding, value = _FINDINGS[one["resourceType"]](one)
    by = one.get("recorder") or one.get("informationSource") or one["performer"][0]
    at = one.get("recordedDate") or one.get("dateAsserted") or one["issued"]
    return ConfirmedFinding(
        int(one["identifier"][0]["value"].rpartition(".")[2]),
        finding,
        value,
        person(by),
        datetime.fromisoformat(at),
        places[f"urn:uuid:{one['id']}"],
    )


def _observation(one: Resource) -> tuple[Finding, str]:
    code = one["code"]["coding"][0]["code"]
    if code == codes.PANEL[0]:
        parts = tuple(
            Part(_PART_NAMES[c["code"]["coding"][0]["code"]], *_amount(c["valueQuantity"]), 0, 0)
            for c in one["component"]
            if "valueQuantity" in c
        )
        finding = _finding("vital", codes.PRESSURE, parts=parts)
    else:
        concept = _BY_CODE[code].removesuffix("_molar")
        finding = _finding("vital", concept, value=Value(*_amount(one["valueQuantity"])))
    return finding, heard(finding)


def _condition(one: Resource) -> tuple[Finding, str]:
    kind: FindingKind = "diagnosis" if "category" in one else "history"
    if one["verificationStatus"]["coding"][0]["code"] == "provisional":
        assertion: Assertion = "uncertain"
    else:
        assertion = "present" if "clinicalStatus" in one else "historical"
    return _named(kind, one["code"], assertion)


def _allergy(one: Resource) -> tuple[Finding, str]:
    sure = one["verificationStatus"]["coding"][0]["code"] == "confirmed"
    return _named("allergy", one["code"], "present" if sure else "uncertain")


def _medicine(one: Resource) -> tuple[Finding, str]:
    dosage = one.get("dosage", [None])[0]
    if dosage is None:
        return _named("medication", one["medicationCodeableConcept"], "present")
    rate = dosage.get("doseAndRate", [None])[0]
    value = Value(*_amount(rate["doseQuantity"])) if rate else Value("", "")
    finding, _ = _named("medication", one["medicationCodeableConcept"], "present", value)
    return finding, dosage["text"]


_FINDINGS: Final[dict[str, Callable[[Resource], tuple[Finding, str]]]] = {
    "Observation": _observation,
    "Condition": _condition,
    "AllergyIntolerance": _allergy,
    "MedicationStatement": _medicine,
}


def _named(
    kind: FindingKind, concept: Resource, assertion: Assertion, value: Value | None = None
) -> tuple[Finding, str]:
    """A finding by the codes and the words of what it is."""
    found = {one["system"]: one["code"] for one in concept.get("coding", ())}
    published = [Code(_SYSTEMS[uri], code) for uri, code in found.items() if uri in _SYSTEMS]
    code = published[0] if published else None
    finding = _finding(kind, found.get(codes.CONCEPTS, ""), concept["text"], assertion, code, value)
    return finding, concept["text"]


def _finding(
    kind: FindingKind,
    concept: str,
    text: str = "",
    assertion: Assertion = "present",
    code: Code | None = None,
    value: Value | None = None,
    parts: tuple[Part, ...] = (),
) -> Finding:
    return Finding(None, 0, 0, kind, concept, text, assertion, code, value, parts)


def _amount(quantity: Resource) -> tuple[str, str]:
    return str(quantity["value"]), quantity["code"]
