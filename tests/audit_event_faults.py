"""Single faults of AuditEvents: one that was read, one that asks, one of what was disclosed."""

from collections.abc import Callable

from app.export.audit_fhir import Resource

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
