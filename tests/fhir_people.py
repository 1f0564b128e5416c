"""Patients and visits as FHIR servers answer them, and looking them up."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from app.domain.admissions import Admission, PatientSearch, PatientsFound
from app.domain.errors import ExportError
from app.export.ways.fhir_lookup import PatientLookup
from tests.fake_fhir import Asked, FakeFhir, Says, server
from tests.fake_peers import peer

ZHANG = {
    "resourceType": "Patient",
    "id": "p1",
    "identifier": [
        {"system": "https://id.example", "value": "110101196201020011"},
        {"type": {"coding": [{"code": "MR"}]}, "value": "P77"},
    ],
    "name": [
        {"use": "old", "text": "张三丰"},
        {"use": "official", "text": "张三", "family": "张", "given": ["三"]},
        {"use": "usual", "family": "Zhang", "given": ["San"]},
    ],
    "gender": "male",
    "birthDate": "1962-01-02",
}
SMITH = {
    "resourceType": "Patient",
    "id": "p2",
    "identifier": [{"value": "P78"}],
    "name": [{"family": "Smith", "given": ["Jane", None, "Ann"], "_given": [None, {"id": "x"}]}],
    "gender": "other",
    "birthDate": "1962",
}
VISIT = {
    "resourceType": "Encounter",
    "id": "e1",
    "status": "in-progress",
    "identifier": [{"value": "other"}, {"type": {"coding": [{"code": "VN"}]}, "value": "V9"}],
    "subject": {"reference": "Patient/p1"},
    "serviceProvider": {"display": "急诊科"},
    "location": [
        {"location": {"display": "Triage"}, "status": "completed"},
        {"location": {"display": "4 床"}, "status": "active"},
    ],
    "period": {"start": "2026-11-22T14:03:22+08:00"},
}
FOUND = Admission(
    "V9", "P77", "张三", "M", "1962-01-02", "急诊科", "4 床",
    datetime(2026, 11, 22, 6, 3, 22, tzinfo=UTC), "fhir",
)  # fmt: skip


def page(*resources: Any, **more: Any) -> Says:
    entries = [{"resource": one, "search": {"mode": "match"}} for one in resources]
    return Says(200, {"resourceType": "Bundle", "type": "searchset", "entry": entries, **more})


def holding(*resources: Any) -> Callable[[Asked], Says]:
    """A server with these resources; it finds all of a kind, whatever is asked."""
    return lambda asked: page(
        *(one for one in resources if f"/{one['resourceType']}" in asked.path)
    )


def find(fhir: FakeFhir, search: PatientSearch, **how: Any) -> PatientsFound:
    with peer(fhir.talk) as line:
        return PatientLookup(server(line.connect, **how)).find(search)


def refused(fhir: FakeFhir, search: PatientSearch) -> str:
    with peer(fhir.talk) as line, pytest.raises(ExportError) as caught:
        PatientLookup(server(line.connect)).find(search)
    return str(caught.value)
