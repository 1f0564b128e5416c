"""What is asked of every resource we write: its parts, codes, numbers, times, references, texts."""

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from app.export.fhir import codes
from app.export.fhir.canon import Resource
from app.export.fhir.narrative import parsed

_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_URI: Final = re.compile(r"(https?://|urn:)\S+")
_CODE: Final = re.compile(r"\S+( \S+)*")
_REFERENCE: Final = re.compile(r"urn:uuid:\S+|DocumentReference/\S+")
_TIMES: Final = frozenset(
    {"date", "time", "when", "start", "end", "recorded", "issued", "timestamp", "creation",
     "effectiveDateTime", "occurredDateTime", "recordedDate", "dateAsserted"}
)  # fmt: skip
_REQUIRED: Final[dict[str, tuple[str, ...]]] = {  # SAFETY 1.2, 1.3
    "Bundle": ("id", "type", "meta"),
    "Composition": (
        "status", "type", "date", "author", "title", "subject", "encounter", "custodian",
        "identifier", "meta", "text", "confidentiality", "event",
    ),
    "DocumentReference": (
        "status", "content", "type", "category", "subject", "identifier", "masterIdentifier",
        "custodian", "context",
    ),
    "Patient": ("identifier",),
    "Practitioner": ("identifier",),
    "Organization": ("identifier", "name"),
    "Device": ("deviceName",),
    "Encounter": ("identifier", "status", "class", "subject", "serviceProvider"),
    "Observation": (
        "status", "category", "code", "subject", "effectiveDateTime", "issued", "performer",
    ),
    "Condition": ("verificationStatus", "code", "subject", "recordedDate", "recorder"),
    "AllergyIntolerance": ("verificationStatus", "code", "patient", "recordedDate", "recorder"),
    "MedicationStatement": (
        "status", "medicationCodeableConcept", "subject", "dateAsserted", "informationSource",
    ),
    "Provenance": ("target", "recorded", "agent", "entity"),
}  # fmt: skip
_CODES: Final[dict[tuple[str, str], frozenset[str]]] = {
    ("Bundle", "type"): frozenset({"document", "transaction"}),
    ("Composition", "status"): frozenset(codes.STATUS.values()),
    ("Composition", "confidentiality"): frozenset({"N"}),
    ("DocumentReference", "status"): frozenset({"current", "superseded", "entered-in-error"}),
    ("DocumentReference", "docStatus"): frozenset(codes.STATUS.values()),
    ("Patient", "gender"): frozenset({"male", "female"}),
    ("Device", "status"): frozenset({"active"}),
    ("Encounter", "status"): frozenset({"in-progress", "finished"}),
    ("Observation", "status"): frozenset({"final"}),
    ("MedicationStatement", "status"): frozenset({"active"}),
}
_CONCEPTS: Final[dict[tuple[str, str], tuple[str, frozenset[str]]]] = {
    ("Encounter", "class"): (codes.ENCOUNTER_CLASSES, frozenset({"EMER"})),
    ("Condition", "clinicalStatus"): (codes.CONDITION_STATUS, frozenset({"active"})),
    ("Condition", "verificationStatus"): (
        codes.CONDITION_SURENESS, frozenset({"provisional", "confirmed"}),
    ),
    ("Condition", "category"): (codes.CONDITION_KINDS, frozenset({"encounter-diagnosis"})),
    ("AllergyIntolerance", "clinicalStatus"): (codes.ALLERGY_STATUS, frozenset({"active"})),
    ("AllergyIntolerance", "verificationStatus"): (
        codes.ALLERGY_SURENESS, frozenset({"unconfirmed", "confirmed"}),
    ),
    ("Observation", "category"): (codes.OBSERVATIONS, frozenset({"vital-signs"})),
    ("Provenance", "activity"): (codes.COMPLETION, frozenset({"LA", "NU"})),
}  # fmt: skip
_ROLES: Final = frozenset({"source", "revision", "removal", "derivation"})
_AGENTS: Final = frozenset({"author", "assembler", "verifier", "enterer"})
_NUMBER_TYPES: Final = frozenset({"MR", "MRT"})
_EXTENSIONS: Final = frozenset({codes.VERSION_NUMBER, codes.AI_KIND, codes.PUBLIC_KEY})


def parts(resource: Resource, here: set[str]) -> Iterator[str]:
    """What is wrong with a resource by itself. here: what it may refer to."""
    kind = resource["resourceType"]
    yield from (f"{kind} has no {name}" for name in _REQUIRED[kind] if not resource.get(name))
    if not _ID.fullmatch(resource["id"]):
        yield f"the id of {kind} is no UUID"
    yield from _enumerated(resource, kind)
    for path, key, value in _walk(resource, kind):
        yield from _part(path, key, value)
        if key == "reference":
            yield from _reference(path, value, here)
    if kind == "Provenance":
        yield from _provenance(resource)


def _enumerated(resource: Resource, kind: str) -> Iterator[str]:
    for (owner, name), allowed in _CODES.items():
        if owner == kind and name in resource and resource[name] not in allowed:
            yield f"{kind}.{name} is no code that we use"
    for (owner, name), (system, allowed) in _CONCEPTS.items():
        if owner == kind and name in resource:
            yield from _concept(resource[name], f"{kind}.{name}", system, allowed)


def _walk(value: Any, path: str, key: str = "") -> Iterator[tuple[str, str, Any]]:
    """Everything in a resource, with where it stands and what it is called."""
    yield path, key, value
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _walk(one, f"{path}.{name}", name)
    elif isinstance(value, list):
        for one in value:
            yield from _walk(one, path, key)


def _part(path: str, key: str, value: Any) -> Iterator[str]:
    """What is wrong with one value, told by the name it has."""
    if value is None or value in ({}, []) or (isinstance(value, str) and not value.strip()):
        yield f"{path} is empty"
    elif isinstance(value, dict):
        yield from _object(path, key, value)
    elif key == "div":
        parsed(value)
    elif not isinstance(value, list) and not path.endswith("attachment.url"):
        right, what = _KINDS.get(key, (_anything, ""))
        if not right(value):
            yield f"{path} is {what}"


def _object(path: str, key: str, value: Resource) -> Iterator[str]:
    if key in {"identifier", "masterIdentifier", "targetIdentifier"}:
        if not (value.get("system") and value.get("value")):
            yield f"{path} has no system or no value"
        kinds = {one.get("code") for one in value.get("type", {}).get("coding", ())}
        if kinds - _NUMBER_TYPES:
            yield f"{path} is of no kind that we use"
    if key == "coding" and not (value.get("system") and value.get("code")):
        yield f"{path} has no system or no code"
    if key.endswith("Quantity"):
        yield from _quantity(path, value)
    if key == "extension" and value.get("url") not in _EXTENSIONS:
        yield f"{path} is none of ours"
    if key == "text" and "div" in value and value.get("status") != "generated":
        yield f"{path} is not called generated"


def _quantity(path: str, value: Resource) -> Iterator[str]:
    number = value.get("value")
    if isinstance(number, bool) or not isinstance(number, int | Decimal):
        yield f"{path} has no number"
    if value.get("system") != codes.UCUM or not value.get("code") or not value.get("unit"):
        yield f"{path} has no UCUM unit"
    if "comparator" in value:
        yield f"{path} is a bound"


def _concept(value: Any, path: str, system: str, allowed: frozenset[str]) -> Iterator[str]:
    """A required code: of this system, and one of these."""
    for one in value if isinstance(value, list) else [value]:
        codings = [one] if "code" in one else one["coding"]
        if not any((c["system"], c["code"]) == (system, code) for c in codings for code in allowed):
            yield f"{path} is no code that we use"


def _reference(path: str, value: Any, here: set[str]) -> Iterator[str]:
    if not isinstance(value, str) or not _REFERENCE.fullmatch(value):
        yield f"{path} is no reference"
    elif value not in here:
        yield f"{path} leads to nothing in the document"


def _provenance(one: Resource) -> Iterator[str]:
    for entity in one["entity"]:
        if entity["role"] not in _ROLES or not entity["what"]:
            yield "an entity of Provenance has no role or is nothing"
    for agent in one["agent"]:
        roles = {c["code"] for c in agent["type"]["coding"] if c["system"] == codes.PARTICIPANTS}
        if not roles or roles - _AGENTS or not agent["who"].get("reference"):
            yield "an agent of Provenance has no role or is nobody"
    for signed in one.get("signature", ()):
        kinds = {c["system"] for c in signed["type"]}
        if kinds != {codes.SIGNATURES} or signed["sigFormat"] != "application/jose":
            yield "a signature is of no kind that we use"
        if not signed["who"].get("reference") or "when" not in signed:
            yield "a signature is nobody's or has no time"


def _anything(_: Any) -> bool:
    return True


def _is_base64(value: Any) -> bool:
    try:
        return bool(base64.b64decode(value, validate=True))
    except (binascii.Error, TypeError, ValueError):
        return False


def _is_uri(value: Any) -> bool:
    return isinstance(value, str) and bool(_URI.fullmatch(value))


def _is_code(value: Any) -> bool:
    return isinstance(value, str) and bool(_CODE.fullmatch(value))


def _is_time(value: Any) -> bool:
    try:
        return bool(_TIME.fullmatch(value) and datetime.fromisoformat(value))
    except (TypeError, ValueError):
        return False


def _is_date(value: Any) -> bool:
    try:
        return bool(date.fromisoformat(value))
    except (TypeError, ValueError):
        return False


_KINDS: Final[dict[str, tuple[Callable[[Any], bool], str]]] = {
    **dict.fromkeys(_TIMES, (_is_time, "no time with a zone")),
    **dict.fromkeys(("system", "url"), (_is_uri, "no URI")),
    **dict.fromkeys(("data", "hash"), (_is_base64, "no base64")),
    "code": (_is_code, "no code"),
    "birthDate": (_is_date, "no date"),
}
"""By the name of a value: whether it is right, and what it is else."""
