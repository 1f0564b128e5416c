"""What a person confirmed, as values: vital signs, conditions, allergies, medicines at home.

Only confirmed and affirmed findings come here; what was denied, is about the family, might be, or
was quoted stays in the text (SAFETY 1.3). What leaves is what the person confirmed, not what was
heard: where that is no number with a unit that fits, the value stays in the text too.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.domain.documents import ClinicalDocument, ConfirmedFinding, DocumentSection, Person
from app.domain.findings import Finding
from app.export.fhir import codes
from app.export.fhir.canon import Resource
from app.export.fhir.codes import coding, concept
from app.export.fhir.names import Names, one_line, time
from app.export.fhir.narrative import narrative

_NUMBER: Final = r"(?:0|[1-9]\d{0,6})(?:\.\d{1,6})?"
_MEASURED: Final = re.compile(rf"({_NUMBER})\s*(\S*)", re.ASCII)
_PAIR: Final = re.compile(
    rf"({_NUMBER})\s*/\s*({_NUMBER})\s*(?:mm ?\[?[Hh]g\]?|毫米汞柱)?", re.ASCII
)
_PART: Final = re.compile(rf"(systolic|diastolic) ({_NUMBER}) mm\[Hg\]", re.ASCII)
_SPELLINGS: Final = {
    "°C": "Cel", "℃": "Cel", "C": "Cel", "度": "Cel", "°F": "[degF]", "℉": "[degF]",
    "F": "[degF]", "bpm": "/min", "次": "/min", "次/分": "/min", "mmHg": codes.MMHG,
    "毫米汞柱": codes.MMHG, "lb": "[lb_av]", "lbs": "[lb_av]", "公斤": "kg", "千克": "kg",
    "分": "{score}", "in": "[in_i]", "厘米": "cm", "毫克": "mg", "微克": "ug", "毫升": "mL",
}  # fmt: skip
"""How people type a unit."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A resource, who confirmed it, and the section it stands in: its place in the note, or the
    LOINC code of one that is added for it."""

    resource: Resource
    by: Person
    section: int | str


def values(document: ClinicalDocument, names: Names) -> tuple[Placed, ...]:
    """All that leaves as a value, in the order of the note; nothing of a document in error."""
    if document.act == "error":
        return ()
    by_number = {one.number: one for one in document.confirmed}
    made = (_made(one, document, names) for one in by_number.values())
    return tuple(one for one in made if one is not None)


def _made(one: ConfirmedFinding, document: ClinicalDocument, names: Names) -> Placed | None:
    match one.finding.kind:
        case "vital":
            return _observation(one, document, names)
        case "diagnosis" | "history":
            return _condition(one, document, names)
        case "allergy":
            return _allergy(one, document, names)
        case "medication":
            return _medicine(one, document, names)
        case _:
            return None


def _observation(one: ConfirmedFinding, document: ClinicalDocument, names: Names) -> Placed | None:
    if one.finding.assertion != "present":
        return None
    measured = _pressure(one) if one.finding.concept == codes.PRESSURE else _measured(one)
    if measured is None:
        return None
    resource: Resource = {
        **_common("Observation", one, document, names),
        "status": "final",
        "category": [concept(coding(codes.OBSERVATIONS, "vital-signs", "Vital Signs"))],
        "subject": names.patient(),
        "encounter": names.visit(),
        "effectiveDateTime": time(document.recorded_at),
        "issued": time(one.at),
        "performer": [names.person(one.by)],
        **measured,
    }
    profile = resource.pop("profile")
    resource["meta"] = {"profile": [codes.PROFILES + profile], **resource.get("meta", {})}
    resource["text"] = narrative(ours=[_shown(resource, document)])
    return Placed(resource, one.by, _place(one, document, {codes.VITALS}, codes.VITALS))


def _measured(one: ConfirmedFinding) -> Resource | None:
    """Code, profile and value of a vital sign with one number."""
    heard = one.finding.value
    match = _MEASURED.fullmatch(one.value.strip())
    if match is None:
        return None
    unit = _unit(match[2]) or (heard.unit if heard else "")
    name = one.finding.concept
    if name == "vital.glucose" and unit == "mmol/L":
        name = "vital.glucose_molar"
    vital = codes.VITAL_SIGNS.get(name)
    if vital is None or unit not in (*vital.units, *vital.more):
        return None
    codings = [coding(codes.LOINC, vital.code, vital.name)]
    if vital.profile == "oxygensat":
        codings.append(coding(codes.LOINC, *codes.PULSE_OXIMETRY))
    return {
        "profile": vital.profile if unit in vital.units else codes.GENERAL,
        "code": concept(*codings),
        "valueQuantity": _quantity(match[1], unit),
    }


def _pressure(one: ConfirmedFinding) -> Resource | None:
    """A panel of two; of the part that nobody said, it says that it is not known."""
    numbers = _pressures(one)
    if not numbers:
        return None
    components = []
    for name, (number, display) in codes.PANEL_PARTS.items():
        component: Resource = {"code": concept(coding(codes.LOINC, number, display))}
        if name in numbers:
            component["valueQuantity"] = _quantity(numbers[name], codes.MMHG)
        else:
            component["dataAbsentReason"] = concept(coding(codes.ABSENT, "unknown", "Unknown"))
        components.append(component)
    code = concept(coding(codes.LOINC, *codes.PANEL))
    return {"profile": "bp", "code": code, "component": components}


def _pressures(one: ConfirmedFinding) -> Mapping[str, str]:
    text = one.value.strip()
    pair = _PAIR.fullmatch(text)
    if pair is not None:
        return {"systolic": pair[1], "diastolic": pair[2]}
    parts = [_PART.fullmatch(part.strip()) for part in text.split(";")]
    if all(parts):
        return {part[1]: part[2] for part in parts if part}
    alone = _MEASURED.fullmatch(text)
    if alone and len(one.finding.parts) == 1 and _unit(alone[2]) in {"", codes.MMHG}:
        return {one.finding.parts[0].name: alone[1]}
    return {}


def _condition(one: ConfirmedFinding, document: ClinicalDocument, names: Names) -> Placed | None:
    """clinicalStatus and category are not claimed of what is told as history: whether it is over
    was not said."""
    finding = one.finding
    if finding.assertion not in {"present", "uncertain", "historical"}:
        return None
    sure = ("provisional", "Provisional") if finding.assertion == "uncertain" else (
        "confirmed", "Confirmed"
    )  # fmt: skip
    resource: Resource = {
        **_common("Condition", one, document, names),
        "verificationStatus": concept(coding(codes.CONDITION_SURENESS, *sure)),
        "code": _coded(one),
        "subject": names.patient(),
        "encounter": names.visit(),
        "recordedDate": time(one.at),
        "recorder": names.person(one.by),
    }
    if finding.assertion != "historical":
        resource["clinicalStatus"] = concept(coding(codes.CONDITION_STATUS, "active", "Active"))
        if finding.kind == "diagnosis":
            kind = coding(codes.CONDITION_KINDS, "encounter-diagnosis", "Encounter Diagnosis")
            resource["category"] = [concept(kind)]
    resource["text"] = narrative(ours=[resource["code"]["text"]])
    added = codes.ASSESSMENT if "category" in resource else codes.PAST
    return Placed(resource, one.by, _place(one, document, {codes.ASSESSMENT, codes.PAST}, added))


def _allergy(one: ConfirmedFinding, document: ClinicalDocument, names: Names) -> Placed | None:
    if one.finding.assertion not in {"present", "uncertain", "historical"}:
        return None
    sure = ("unconfirmed", "Unconfirmed") if one.finding.assertion == "uncertain" else (
        "confirmed", "Confirmed"
    )  # fmt: skip
    resource: Resource = {
        **_common("AllergyIntolerance", one, document, names),
        "clinicalStatus": concept(coding(codes.ALLERGY_STATUS, "active", "Active")),
        "verificationStatus": concept(coding(codes.ALLERGY_SURENESS, *sure)),
        "code": _coded(one),
        "patient": names.patient(),
        "encounter": names.visit(),
        "recordedDate": time(one.at),
        "recorder": names.person(one.by),
    }
    resource["text"] = narrative(ours=[resource["code"]["text"]])
    return Placed(resource, one.by, _place(one, document, {codes.ALLERGIES}, codes.ALLERGIES))


def _medicine(one: ConfirmedFinding, document: ClinicalDocument, names: Names) -> Placed | None:
    """Of medicines taken at home, which are told under medication or history; what is given or
    planned here is no statement that somebody takes it."""
    place = _own_place(one, document, {codes.MEDS, codes.PAST})
    if one.finding.assertion != "present" or place is None:
        return None
    resource: Resource = {
        **_common("MedicationStatement", one, document, names),
        "status": "active",
        "medicationCodeableConcept": _coded(one),
        "subject": names.patient(),
        "context": names.visit(),
        "dateAsserted": time(one.at),
        "informationSource": names.person(one.by),
    }
    said = [resource["medicationCodeableConcept"]["text"]]
    if one.finding.value is not None:
        resource["dosage"] = [_dosage(one)]
        said.append(resource["dosage"][0]["text"])
    resource["text"] = narrative(ours=[", ".join(said)])
    return Placed(resource, one.by, place)


def _dosage(one: ConfirmedFinding) -> Resource:
    dosage: Resource = {"text": one_line(one.value) or "?"}
    match = _MEASURED.fullmatch(dosage["text"])
    unit = _unit(match[2]) if match else ""
    if match and unit in codes.DOSES:
        dosage["doseAndRate"] = [{"doseQuantity": _quantity(match[1], unit)}]
    return dosage


def heard(finding: Finding) -> str:
    """What a person confirms who changes nothing (services.suggestions says it so)."""
    if finding.value is not None:
        return f"{finding.value.number} {finding.value.unit}"
    return "; ".join(f"{p.name} {p.number} {p.unit}" for p in finding.parts) or finding.text


def _coded(one: ConfirmedFinding) -> Resource:
    """What it is, in the words that were said; where the person said otherwise, in theirs alone,
    for our codes are of what was heard."""
    finding = one.finding
    dose = finding.kind == "medication" and finding.value is not None
    if not dose and one.value.strip() not in {heard(finding).strip(), finding.text.strip(), ""}:
        return concept(text=one_line(one.value))
    codings = []
    system = codes.CODE_SYSTEMS.get(finding.code.system) if finding.code else None
    if system and finding.code and finding.kind in {"diagnosis", "history"}:
        codings.append(coding(system, finding.code.value))
    if one_line(finding.concept):
        codings.append(coding(codes.CONCEPTS, one_line(finding.concept)))
    return concept(*codings, text=one_line(finding.text) or one_line(finding.concept) or "?")


def _common(kind: str, one: ConfirmedFinding, document: ClinicalDocument, names: Names) -> Resource:
    number = names.finding_number(one.number)
    resource: Resource = {
        "resourceType": kind,
        "id": names.id("Finding", number["value"]),
        "language": codes.LANGUAGES[document.language],
        "identifier": [number],
    }
    if document.models:
        resource["meta"] = {"security": [AI_LABEL]}
    return resource


AI_LABEL: Final = coding(codes.OBSERVED, "AIAST", "Artificial Intelligence asserted")


def _quantity(number: str, unit: str) -> Resource:
    return {
        "value": Decimal(number) if "." in number else int(number),
        "unit": codes.SHOWN.get(unit, unit),
        "system": codes.UCUM,
        "code": unit,
    }


def _unit(typed: str) -> str:
    return _SPELLINGS.get(typed, typed)


def _place(
    one: ConfirmedFinding, document: ClinicalDocument, own: set[str], code: str
) -> int | str:
    """Its own section where that may hold it, else the first of the code, else an added one."""
    place = _own_place(one, document, own)
    if place is not None:
        return place
    numbers = (n for n, section in enumerate(document.sections) if _holds(section, {code}))
    return next(numbers, code)


def _own_place(one: ConfirmedFinding, document: ClinicalDocument, own: set[str]) -> int | None:
    for number, section in enumerate(document.sections):
        if section.key and section.key == one.section and _holds(section, own):
            return number
    return None


def _holds(section: DocumentSection, own: set[str]) -> bool:
    return bool(section.key) and section.code in own


def _shown(resource: Resource, document: ClinicalDocument) -> str:
    """An Observation for people to read."""
    quantities = [resource.get("valueQuantity")]
    quantities += [part.get("valueQuantity") for part in resource.get("component", ())]
    numbers = [f"{one['value']} {one['unit']}" for one in quantities if one]
    return f"{_called(resource['code'], document)}: {' / '.join(numbers)}"


def _called(code: Resource, document: ClinicalDocument) -> str:
    first = code["coding"][0]
    english = document.language == "en"
    if first["code"] == codes.PANEL[0]:
        return "Blood pressure" if english else "血压"
    vital = next(one for one in codes.VITAL_SIGNS.values() if one.code == first["code"])
    return vital.name if english else vital.zh
