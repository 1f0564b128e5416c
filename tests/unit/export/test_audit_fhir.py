"""Audit rows as FHIR AuditEvents: accepted by a validator, and by our own assertions only whole."""

import copy
import json
from collections import Counter
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
from tests.audit_event_faults import DISCLOSURE_FAULTS, FAULTS, QUERY_FAULTS, Fault
from tests.audit_log import NOON
from tests.fhir_gate import TOOLS

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


SENT = replace(
    ROW,
    code="EXP-SEND",
    object_type="export",
    object_id="M17",
    detail_json='{"destination":"fhir","form":"fhir","sha256":"' + "ab" * 32 + '"}',
)


@pytest.mark.parametrize("action", ["R", "E", "C"])
@pytest.mark.parametrize("destination", ["fhir", "hl7", "folder"])
def test_what_the_outbox_sent_is_a_disclosure(destination: str, action: str) -> None:
    detail = SENT.detail_json.replace('"destination":"fhir"', f'"destination":"{destination}"')
    made = event(replace(SENT, action=action, detail_json=detail), ORIGIN)
    AuditEvent.model_validate(made)
    assert made["meta"]["profile"] == [PROFILES["PrivacyDisclosure.Source"]]
    assert made["action"] == "R"
    source, receiver, _ = made["agent"]
    assert source["who"] == made["source"]["observer"]
    assert receiver["who"]["identifier"]["value"] == destination
    assert receiver["network"]["address"].endswith(destination)
    data, patient = made["entity"]
    assert data["role"]["code"] == "3"
    assert data["what"]["identifier"] == {"system": "urn:erscribe:export", "value": "M17"}
    details = {one["type"]: one["valueString"] for one in data["detail"]}
    assert (details["form"], details["sha256"]) == ("fhir", "ab" * 32)
    assert patient["what"]["identifier"]["value"] == ROW.patient_key


def test_what_was_refused_is_no_disclosure() -> None:
    made = event(replace(SENT, outcome=4, reason="rejected"), ORIGIN)
    assert "profile" not in made["meta"]
    assert made["outcome"] == "4"


EVENTS = {
    "read": (event(ROW, ORIGIN), FAULTS),
    "query": (event(replace(ROW, code="NOTE-LIST"), ORIGIN), QUERY_FAULTS),
    "disclosure": (event(SENT, ORIGIN), DISCLOSURE_FAULTS),
}


def test_the_gate_catches_every_fault_and_no_check_is_enough_but_ours() -> None:
    caught = Counter[str]()
    for right, faults in EVENTS.values():
        assert seen(right) == set()
        for fault in faults.values():
            wrong = copy.deepcopy(right)
            fault(wrong)
            found = seen(wrong)
            assert found
            caught.update(found)
    assert caught == {"model": 5, "schema": 5, "invariants": 1, "ours": 43}
    assert sum(len(faults) for _, faults in EVENTS.values()) == 43


def seen(resource: Resource) -> set[str]:
    """Which of the four checks refuse an event; ours is that of events."""
    data = json.dumps(resource).encode()
    found = {name for name in ("model", "schema", "invariants") if not TOOLS[name](data)}
    try:
        check(resource)
    except ExportError:
        found.add("ours")
    return found
