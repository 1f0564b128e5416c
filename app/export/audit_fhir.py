"""Rows of the audit log as FHIR R4 AuditEvents in the shape of IHE's Basic Audit Log Patterns.

A row holds no patient identifier but a keyed hash, and so does the event: a logical reference.
"""

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from app.domain.audit import AuditRow
from app.export.audit_codes import (
    DCM,
    PROFILES,
    Kind,
    kind_of,
    subtypes_of,
    type_of,
)
from app.export.audit_fhir_check import check

Resource = dict[str, Any]

PATIENT_KEYS: Final = "urn:erscribe:patient-key"
ENCOUNTER_KEYS: Final = "urn:erscribe:encounter-key"
STAFF: Final = "urn:erscribe:user"
_PARTICIPATION: Final = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
_REASONS: Final = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
_ENTITY: Final = "http://terminology.hl7.org/CodeSystem/audit-entity-type"
_ROLE: Final = "http://terminology.hl7.org/CodeSystem/object-role"
_SOURCE: Final = "http://terminology.hl7.org/CodeSystem/security-source-type"
DESTINATIONS: Final = "urn:erscribe:destination"
_DEEDS: Final[dict[Kind, str]] = {
    "Query": "E",
    "PatientQuery": "E",
    "PrivacyDisclosure.Source": "R",
}
"""What a profile fixes as the action, whatever the row's."""
_READING: Final = frozenset({"PatientRead"})  # data flows to the client, who is its destination


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose log it is. store: tells it from others; site: as the receiver knows it."""

    store: str
    site: str = ""


def event(row: AuditRow, origin: Origin) -> Resource:
    """One row. Raises ExportError when it does not keep to its profile, which is a bug of ours."""
    kind = kind_of(row)
    resource: Resource = {
        "resourceType": "AuditEvent",
        "id": f"audit-{row.seq}",
        "meta": {"source": f"urn:sha256:{row.hash}"},
        "type": type_of(row, kind),
        "subtype": subtypes_of(row, kind),
        "action": _DEEDS.get(kind, row.action),
        "recorded": row.local_time,
        "outcome": str(row.outcome),
        "agent": list(_agents(row, kind, origin)),
        "source": {
            **({"site": origin.site} if origin.site else {}),
            "observer": _workstation(row),
            "type": [_coding(_SOURCE, "1", "User Device")],
        },
        "entity": list(_entities(row, kind)),
    }
    if kind in PROFILES:
        resource["meta"]["profile"] = [PROFILES[kind]]
    if row.outcome:
        resource |= _failure(row)
    check(resource)
    return resource


def bundle(events: Iterable[Resource]) -> Resource:
    """All of them as one collection."""
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"fullUrl": f"urn:erscribe:{one['id']}", "resource": one} for one in events],
    }


def ndjson(events: Iterable[Resource]) -> Iterator[str]:
    """A line each."""
    for one in events:
        yield json.dumps(one, ensure_ascii=False, separators=(",", ":")) + "\n"


def _agents(row: AuditRow, kind: Kind, origin: Origin) -> Iterator[Resource]:
    here = {"address": row.workstation or "unknown", "type": "1"}
    server_who: Resource = {"identifier": {"system": "urn:erscribe:store", "value": origin.store}}
    source, destination = ("110153", "Source Role ID"), ("110152", "Destination Role ID")
    client, server = (destination, source) if kind in _READING else (source, destination)
    there = here
    if kind == "PrivacyDisclosure.Source":
        server_who, there = _receiver(row, here)
    if kind in PROFILES:
        yield _agent(client, _workstation(row), here)
        yield _agent(server, server_who, there)
    yield _user(row, kind)


def _receiver(row: AuditRow, here: Resource) -> tuple[Resource, Resource]:
    """Who got it and where: of what was sent, the way that the row's details name as its
    `destination` (`fhir`, `hl7`, `folder`); a copy or a print is taken at the workstation."""
    name = str(json.loads(row.detail_json).get("destination", "")).strip()
    if not name:
        return {"display": "the receiver that the data entity's details name"}, here
    who = {"identifier": {"system": DESTINATIONS, "value": name}}
    return who, {"address": f"{DESTINATIONS}:{name}", "type": "5"}


def _agent(role: tuple[str, str], who: Resource, network: Resource) -> Resource:
    return {
        "type": {"coding": [_coding(DCM, *role)]},
        "who": who,
        "requestor": False,
        "network": network,
    }


def _user(row: AuditRow, kind: Kind) -> Resource:
    writing = kind in {"PatientCreate", "PatientUpdate"}
    role = ("AUT", "author (originator)") if writing else ("IRCP", "information recipient")
    user: Resource = {
        "type": {"coding": [_coding(_PARTICIPATION, *role)]},
        "role": [{"coding": [_coding("urn:erscribe:role", row.role)]}],
        "who": {"identifier": {"system": STAFF, "value": row.user_id}},
        "requestor": True,
    }
    if kind in PROFILES or kind == "glass":
        glass = row.reason == "BTG" or kind == "glass"
        use = ("BTG", "break the glass") if glass else ("ETREAT", "Emergency Treatment")
        user["purposeOfUse"] = [{"coding": [_coding(_REASONS, *use)]}]
    return user


def _entities(row: AuditRow, kind: Kind) -> Iterator[Resource]:
    if kind in {"Query", "PatientQuery"}:
        asked = {"code": row.code, **json.loads(row.detail_json)}
        yield {
            "type": _coding(_ENTITY, "2", "System Object"),
            "role": _coding(_ROLE, "24", "Query"),
            "query": base64.b64encode(json.dumps(asked, sort_keys=True).encode()).decode(),
        }
    else:
        yield _data(row)
    if kind == "Query" or not (row.patient_key or row.encounter_key or kind in PROFILES):
        return
    yield {
        "what": {"type": "Patient", "identifier": _patient(row)},
        "type": _coding(_ENTITY, "1", "Person"),
        "role": _coding(_ROLE, "1", "Patient"),
    }


def _data(row: AuditRow) -> Resource:
    report = row.object_type in {"note", "export"}
    role = ("3", "Report") if report else ("4", "Domain Resource")
    object_id = row.object_id or "unknown"
    details = {"code": row.code, "seq": row.seq, "hash": row.hash, "version": row.version}
    return {
        "what": {
            "identifier": {"system": f"urn:erscribe:{row.object_type or 'row'}", "value": object_id}
        },
        "type": _coding(_ENTITY, "2", "System Object"),
        "role": _coding(_ROLE, *role),
        "detail": [
            {"type": name, "valueString": str(value)}
            for name, value in {**json.loads(row.detail_json), **details}.items()
            if str(value).strip()
        ],
    }


def _patient(row: AuditRow) -> Resource:
    """Whom it is about; who is not known yet is told from others by the encounter."""
    if row.patient_key:
        return {"system": PATIENT_KEYS, "value": row.patient_key}
    return {"system": ENCOUNTER_KEYS, "value": row.encounter_key or "unknown"}


def _workstation(row: AuditRow) -> Resource:
    value = row.workstation or "unknown"
    return {"identifier": {"system": "urn:erscribe:workstation", "value": value}}


def _failure(row: AuditRow) -> Resource:
    """What did not succeed keeps to no profile of success; why is in an OperationOutcome."""
    denied = row.outcome == 8  # noqa: PLR2004 - FHIR's serious failure, which is a refusal here
    issue = {
        "severity": "error",
        "code": "forbidden" if denied else "processing",
        "diagnostics": row.reason or "failed",
    }
    return {
        "outcomeDesc": row.reason or "failed",
        "contained": [{"resourceType": "OperationOutcome", "id": "outcome", "issue": [issue]}],
        "entity": [
            *_entities(row, "other"),
            {
                "what": {"reference": "#outcome"},
                "type": _coding(_ENTITY, "4", "Other"),
                "description": "why it did not succeed",
            },
        ],
    }


def _coding(system: str, code: str, display: str = "") -> Resource:
    return {"system": system, "code": code, **({"display": display} if display else {})}
