"""FHIR transactions as signed notes leave in them, small: for whoever tests the way and no form."""

import json
import uuid
from typing import Any

_SPACE = uuid.UUID("6f0c9a10-5b0a-4b58-9f0d-1f6f6c1f3b5e")


def transaction(number: int = 1, name: str = "张三", complaint: str = "胸痛 2 小时 😷𠮷") -> bytes:
    """Patient, encounter, a temperature with its digits, and the document, all as PUTs."""
    patient, encounter, observation, document = (
        str(uuid.uuid5(_SPACE, f"{kind} {number}"))
        for kind in ("Patient", "Encounter", "Observation", "DocumentReference")
    )
    subject = {"subject": {"reference": f"Patient/{patient}"}}
    visit = {"system": "https://hospital.example/visit", "value": f"V{number}"}
    entries = [
        _put("Patient", patient, name=[{"use": "official", "text": name}]),
        _put("Encounter", encounter, status="in-progress", identifier=[visit], **subject),
        _put("Observation", observation, valueQuantity={"value": "DIGITS"}, **subject),
        _put("DocumentReference", document, description=complaint, **subject),
    ]
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
    return json.dumps(bundle, ensure_ascii=False).replace('"DIGITS"', "36.80").encode()


def _put(kind: str, number: str, **parts: Any) -> dict[str, Any]:
    resource = {"resourceType": kind, "id": number, **parts}
    return {"resource": resource, "request": {"method": "PUT", "url": f"{kind}/{number}"}}
