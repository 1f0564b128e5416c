"""What is asked of values: the vital-signs profiles of R4, and the invariants that bite."""

from collections.abc import Iterator
from typing import Final

from app.export.fhir import codes
from app.export.fhir.canon import Resource

_PARTS: Final = [code for code, _ in codes.PANEL_PARTS.values()]
_VITALS: Final = {one.code: one for one in codes.VITAL_SIGNS.values()}
_OVER: Final = frozenset({"resolved", "remission", "inactive"})


def value(resource: Resource) -> Iterator[str]:
    """What is wrong with a value; nothing with a resource that is none."""
    match resource["resourceType"]:
        case "Observation":
            yield from _observation(resource)
        case "Condition":
            yield from _condition(resource)
        case "AllergyIntolerance":
            yield from _allergy(resource)
        case "MedicationStatement":
            yield from _medicine(resource)
        case _:
            pass


def _observation(one: Resource) -> Iterator[str]:
    codings = one["code"]["coding"]
    if any(coding["system"] != codes.LOINC for coding in codings):
        yield "an Observation is not coded in LOINC"
    code = codings[0]["code"]
    if "dataAbsentReason" in one and "valueQuantity" in one:
        yield "an Observation has a value and says why it has none (obs-6)"
    parts = [c["code"] for part in one.get("component", ()) for c in part["code"]["coding"]]
    if "valueQuantity" in one and set(parts) & {coding["code"] for coding in codings}:
        yield "a component has the code of the Observation (obs-7)"
    if code == codes.PANEL[0]:
        yield from _panel(one, parts)
    elif code in _VITALS:
        yield from _vital(one, _VITALS[code])
    else:
        yield "an Observation is no vital sign that we know"


def _vital(one: Resource, vital: codes.Vital) -> Iterator[str]:
    profiles = one["meta"]["profile"]
    general = profiles == [codes.PROFILES + codes.GENERAL]
    if not general and profiles != [codes.PROFILES + vital.profile]:
        yield "a vital sign claims another profile than its own"
    if "valueQuantity" not in one or "component" in one:
        yield "a vital sign has no value, or parts"
        return
    unit = one["valueQuantity"]["code"]
    if unit not in (vital.more if general and vital.profile != codes.GENERAL else vital.units):
        yield "a vital sign has a unit that its profile does not permit"
    if vital.profile == "oxygensat":
        found = [coding["code"] for coding in one["code"]["coding"]]
        if found != [vital.code, codes.PULSE_OXIMETRY[0]]:
            yield "an oxygen saturation has not both codes"


def _panel(one: Resource, parts: list[str]) -> Iterator[str]:
    """The bp profile: no value of its own, and both components, each with a value or a reason."""
    if one["meta"]["profile"] != [codes.PROFILES + "bp"]:
        yield "a blood pressure claims another profile than its own"
    if "valueQuantity" in one or parts != _PARTS:
        yield "a blood pressure has not just its two parts"
    for part in one.get("component", ()):
        quantity, absent = part.get("valueQuantity"), part.get("dataAbsentReason")
        if bool(quantity) == bool(absent):
            yield "a part of a blood pressure has neither value nor reason, or both"
        if quantity and quantity["code"] != codes.MMHG:
            yield "a blood pressure has a unit that its profile does not permit"
    if all("dataAbsentReason" in part for part in one.get("component", ())):
        yield "a blood pressure has no value at all"


def _condition(one: Resource) -> Iterator[str]:
    status = {coding["code"] for coding in one.get("clinicalStatus", {}).get("coding", ())}
    sure = {coding["code"] for coding in one["verificationStatus"]["coding"]}
    if any(key.startswith("abatement") for key in one) and not status & _OVER:
        yield "a Condition that is over is not called so (con-4)"
    if "entered-in-error" in sure and status:
        yield "a Condition in error has a clinical status (con-5)"
    if not one["code"].get("text"):
        yield "a Condition does not say what was said"


def _allergy(one: Resource) -> Iterator[str]:
    sure = {coding["code"] for coding in one["verificationStatus"]["coding"]}
    wrong = "entered-in-error" in sure
    if not wrong and "clinicalStatus" not in one:
        yield "an AllergyIntolerance has no clinical status (ait-1)"
    if wrong and "clinicalStatus" in one:
        yield "an AllergyIntolerance in error has a clinical status (ait-2)"
    if not one["code"].get("text"):
        yield "an AllergyIntolerance does not say what was said"


def _medicine(one: Resource) -> Iterator[str]:
    if not one["medicationCodeableConcept"].get("text"):
        yield "a MedicationStatement does not say what was said"
    for dosage in one.get("dosage", ()):
        if not dosage.get("text"):
            yield "a dosage does not say what was said"
        for rate in dosage.get("doseAndRate", ()):
            if rate["doseQuantity"]["code"] not in codes.DOSES:
                yield "a dose has a unit that is none"
