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
    resources: list[dict[str, Any]] = [
        {
            "resourceType": "Patient",
            "id": patient,
            "identifier": [{"system": "https://hospital.example/mrn", "value": f"P{number}"}],
            "name": [{"use": "official", "text": name}],
        },
        {
            "resourceType": "Encounter",
            "id": encounter,
            "status": "in-progress",
            "class": {"code": "EMER"},
            "subject": {"reference": f"Patient/{patient}"},
            "identifier": [{"system": "https://hospital.example/visit", "value": f"V{number}"}],
        },
        {
            "resourceType": "Observation",
            "id": observation,
            "status": "final",
            "code": {"coding": [{"system": "http://loinc.org", "code": "8310-5"}]},
            "subject": {"reference": f"Patient/{patient}"},
            "valueQuantity": {"value": "DIGITS", "unit": "Cel"},
        },
        {
            "resourceType": "DocumentReference",
            "id": document,
            "status": "current",
            "description": complaint,
            "subject": {"reference": f"Patient/{patient}"},
            "content": [{"attachment": {"contentType": "application/fhir+json", "url": "x"}}],
        },
    ]
    bundle = {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [_put(one) for one in resources],
    }
    return json.dumps(bundle, ensure_ascii=False).replace('"DIGITS"', "36.80").encode()


def _put(resource: dict[str, Any]) -> dict[str, Any]:
    url = f"{resource['resourceType']}/{resource['id']}"
    return {"resource": resource, "request": {"method": "PUT", "url": url}}
