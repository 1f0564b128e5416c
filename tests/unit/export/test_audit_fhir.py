"""Audit rows as FHIR AuditEvents: accepted by a validator, and by our own assertions only whole."""

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from fhir.resources.R4B.auditevent import AuditEvent
from fhir.resources.R4B.bundle import Bundle

from app.domain.audit import GENESIS, AuditRow
from app.domain.errors import ExportError
from app.export.audit_codes import PROFILES
from app.export.audit_fhir import ENCOUNTER_KEYS, Origin, Resource, bundle, event, ndjson
from app.export.audit_fhir_check import check
from app.services.permissions import ACTIONS
from tests.audit_log import NOON

ORIGIN = Origin("store-1", "ED")
ROW = AuditRow(
    seq=7,
    utc_ms=round(NOON.timestamp() * 1000) + 123,
    mono_ns=5,
    boot_id="b",
    tz="+08:00",
    clock_state="synced",
    user_id="u7",
    role="physician",
    workstation="ER-WS-07",
    session_id="s1",
    patient_key="ab" * 32,
    encounter_key="cd" * 32,
    object_type="note",
    object_id="n1",
    version=2,
    code="NOTE-READ",
    action="R",
    outcome=0,
    reason="",
    detail_json='{"words":12}',
    prev_hash=GENESIS,
    hash="ef" * 32,
)

SHAPES = {
    "NOTE-CREATE": "PatientCreate",
    "NOTE-READ": "PatientRead",
    "NOTE-EDIT": "PatientUpdate",
    "NOTE-SIGN": "PatientUpdate",
    "ENC-LIST": "PatientQuery",
    "EXP-SEND": "PrivacyDisclosure.Source",
    "EXP-DISCLOSE": "PrivacyDisclosure.Source",
}


def rows_of_every_act() -> list[AuditRow]:
    return [
        replace(ROW, code=one.code, action=one.deed, object_type=one.kind)
        for one in ACTIONS.values()
    ]


def codes(resource: Resource, part: str) -> list[str]:
    return [one["code"] for one in resource[part]]


@pytest.mark.parametrize("row", rows_of_every_act(), ids=lambda row: row.code)
@pytest.mark.parametrize("outcome", [0, 4, 8, 12])
def test_every_act_is_an_audit_event_that_a_validator_accepts(row: AuditRow, outcome: int) -> None:
    made = event(replace(row, outcome=outcome, reason="AccessError" if outcome else ""), ORIGIN)
    AuditEvent.model_validate(made)
    assert made["outcome"] == str(outcome)
    assert made["recorded"] == "2026-11-22T20:00:00.123+08:00"
    assert made["subtype"][-1]["code"] == row.code


@pytest.mark.parametrize(("code", "shape"), SHAPES.items())
def test_an_act_on_a_patient_keeps_to_its_profile(code: str, shape: str) -> None:
    (row,) = [one for one in rows_of_every_act() if one.code == code][:1]
    assert event(row, ORIGIN)["meta"]["profile"] == [PROFILES[shape]]


def test_what_did_not_succeed_keeps_to_no_profile_and_says_why() -> None:
    made = event(replace(ROW, outcome=8, reason="AccessError"), ORIGIN)
    assert "profile" not in made["meta"]
    assert made["contained"][0]["issue"][0]["code"] == "forbidden"
    assert made["entity"][-1]["what"] == {"reference": "#outcome"}


def patients(resource: Resource) -> list[dict[str, Any]]:
    return [one for one in resource["entity"] if one["type"]["code"] == "1"]


@pytest.mark.parametrize("row", rows_of_every_act(), ids=lambda row: row.code)
def test_every_act_on_a_patient_names_one_by_a_keyed_hash(row: AuditRow) -> None:
    if row.object_type not in {"note", "recording", "encounter", "alert", "export"}:
        return
    (found,) = patients(event(row, ORIGIN))
    assert found["what"]["identifier"]["value"] == ROW.patient_key


def test_who_is_not_known_yet_is_told_from_others_by_the_encounter() -> None:
    (found,) = patients(event(replace(ROW, patient_key=""), ORIGIN))
    assert found["what"]["identifier"]["system"] == ENCOUNTER_KEYS
    (nobody,) = patients(event(replace(ROW, patient_key="", encounter_key=""), ORIGIN))
    assert nobody["what"]["identifier"]["value"] == "unknown"


def test_a_list_of_nobody_in_particular_is_a_plain_query() -> None:
    made = event(replace(ROW, code="NOTE-LIST", patient_key="", encounter_key=""), ORIGIN)
    assert made["meta"]["profile"] == [PROFILES["Query"]]
    assert made["action"] == "E"
    assert patients(made) == []


@pytest.mark.parametrize(("code", "number"), [("BTG-START", "110127"), ("BTG-END", "110138")])
def test_breaking_the_glass_is_an_emergency_override(code: str, number: str) -> None:
    made = event(
        replace(ROW, code=code, action="E", object_type="encounter", reason="cover"), ORIGIN
    )
    assert made["type"]["code"] == "110113"
    assert codes(made, "subtype") == [number, code]
    assert made["agent"][-1]["purposeOfUse"][0]["coding"][0]["code"] == "BTG"


def test_reading_by_a_grant_says_that_the_glass_was_broken() -> None:
    for reason, purpose in (("BTG", "BTG"), ("", "ETREAT")):
        made = event(replace(ROW, reason=reason), ORIGIN)
        assert made["agent"][-1]["purposeOfUse"][0]["coding"][0]["code"] == purpose


@pytest.mark.parametrize(
    ("code", "kind", "subtype"),
    [
        ("AUTH-LOGIN", "110114", "110122"),
        ("AUTH-TIMEOUT", "110114", "110123"),
        ("SEC-USER", "110113", "110137"),
        ("SEC-ROLE", "110113", "110136"),
        ("SEC-ROTATE", "110113", "110129"),
        ("APP-START", "110100", "110120"),
        ("CFG-SEC", "110100", "110131"),
        ("AUD-VIEW", "110101", "AUD-VIEW"),
        ("AUD-OFF", "110113", "110133"),
        ("AUD-ON", "110113", "110134"),
        ("CLOCK-JUMP", "110113", "110129"),
    ],
)
def test_acts_on_the_program_have_their_dicom_codes(code: str, kind: str, subtype: str) -> None:
    made = event(replace(ROW, code=code, action="E", object_type="user"), ORIGIN)
    AuditEvent.model_validate(made)
    assert made["type"]["code"] == kind
    assert made["subtype"][0]["code"] == subtype


def test_an_event_says_which_row_it_is() -> None:
    made = event(ROW, ORIGIN)
    assert made["meta"]["source"] == f"urn:sha256:{ROW.hash}"
    details = {one["type"]: one["valueString"] for one in made["entity"][0]["detail"]}
    assert (details["seq"], details["version"], details["words"]) == ("7", "2", "12")


def test_many_events_are_a_bundle_or_lines() -> None:
    events = [event(replace(ROW, seq=seq), ORIGIN) for seq in (1, 2)]
    Bundle.model_validate(bundle(events))
    assert [json.loads(line) for line in ndjson(events)] == events


Fault = Callable[[Resource], object]
FAULTS: dict[str, Fault] = {
    "no zone": lambda one: one.update(recorded="2026-11-22T20:00:00"),
    "no type": lambda one: one.pop("type"),
    "not rest": lambda one: one["type"].update(code="110100"),
    "another action": lambda one: one.update(action="U"),
    "an unknown action": lambda one: one.update(action="X"),
    "no subtype": lambda one: one.pop("subtype"),
    "another interaction": lambda one: one["subtype"][0].update(code="create"),
    "a failure": lambda one: one.update(outcome="8"),
    "no outcome": lambda one: one.pop("outcome"),
    "no client": lambda one: one["agent"].pop(0),
    "no server": lambda one: one["agent"].pop(1),
    "two clients": lambda one: one["agent"].append(one["agent"][0]),
    "a client without network": lambda one: one["agent"][0].pop("network"),
    "a server without name": lambda one: one["agent"][1].pop("who"),
    "a client with media": lambda one: one["agent"][0].update(media={"code": "x"}),
    "a user with network": lambda one: one["agent"][2].update(network={"address": "x"}),
    "a user who asked for nothing": lambda one: one["agent"][2].update(requestor=False),
    "a user of another type": lambda one: one["agent"][2]["type"]["coding"][0].update(code="AUT"),
    "an agent of whom nothing is said": lambda one: one["agent"][2].pop("requestor"),
    "no observer": lambda one: one["source"].pop("observer"),
    "no patient": lambda one: one["entity"].pop(1),
    "two patients": lambda one: one["entity"].append(one["entity"][1]),
    "a patient who is none": lambda one: one["entity"][1]["role"].update(code="4"),
    "a patient who is a group": lambda one: one["entity"][1]["what"].update(type="Group"),
    "a patient without identity": lambda one: one["entity"][1]["what"].pop("identifier"),
    "no data": lambda one: one["entity"].pop(0),
    "data of another role": lambda one: one["entity"][0]["role"].update(code="1"),
    "data that is nothing": lambda one: one["entity"][0].pop("what"),
    "name and query": lambda one: one["entity"][0].update(name="a", query="Yg=="),
    "an unknown profile": lambda one: one["meta"].update(profile=["urn:x"]),
    "another resource": lambda one: one.update(resourceType="Provenance"),
    "no id": lambda one: one.pop("id"),
}
QUERY_FAULTS: dict[str, Fault] = {
    "no query": lambda one: one["entity"][0].pop("query"),
    "a query with detail": lambda one: one["entity"][0].update(detail=[]),
    "a query of another role": lambda one: one["entity"][0]["role"].update(code="3"),
    "two queries": lambda one: one["entity"].append(one["entity"][0]),
}
DISCLOSURE_FAULTS: dict[str, Fault] = {
    "another type": lambda one: one["type"].update(code="110107"),
    "another action": lambda one: one.update(action="C"),
    "no disclosure": lambda one: one["subtype"].pop(0),
    "no receiver": lambda one: one["agent"].pop(1),
    "another observer": lambda one: one["source"].update(observer={"display": "x"}),
    "nothing disclosed": lambda one: one["entity"].pop(0),
    "a modifier": lambda one: one.update(modifierExtension=[]),
}


def refused(resource: Resource, fault: Fault) -> None:
    fault(resource)
    with pytest.raises(ExportError, match="cannot leave"):
        check(resource)


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_an_event_with_one_fault_does_not_leave(fault: Fault) -> None:
    refused(copy.deepcopy(event(ROW, ORIGIN)), fault)


@pytest.mark.parametrize("fault", QUERY_FAULTS.values(), ids=QUERY_FAULTS)
def test_a_query_with_one_fault_does_not_leave(fault: Fault) -> None:
    refused(copy.deepcopy(event(replace(ROW, code="NOTE-LIST"), ORIGIN)), fault)


@pytest.mark.parametrize("fault", DISCLOSURE_FAULTS.values(), ids=DISCLOSURE_FAULTS)
def test_a_disclosure_with_one_fault_does_not_leave(fault: Fault) -> None:
    refused(copy.deepcopy(event(replace(ROW, code="EXP-SEND"), ORIGIN)), fault)
