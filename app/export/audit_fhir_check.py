"""Our own assertions on AuditEvents: what R4 and the BALP profiles ask of ours.

They run on every event that leaves, and cover what general validators miss: how often a part of a
slice may stand. Source: IHE ITI BALP 1.1.3.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from app.domain.errors import ExportError
from app.export.audit_codes import DCM, EVENT_TYPES, INTERACTIONS, LIFECYCLE, PROFILES

Resource = dict[str, Any]

_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_ID: Final = re.compile(r"[A-Za-z0-9\-.]{1,64}", re.ASCII)
_REST: Final = {  # profile: action, interactions, client's and server's role, types of the user
    "PatientCreate": ("C", {"create"}, "110153", "110152", {"AUT", "INF", "CST"}),
    "PatientUpdate": ("U", {"update", "patch"}, "110153", "110152", {"AUT", "INF", "CST"}),
    "PatientRead": ("R", {"read", "vread"}, "110152", "110153", {"IRCP"}),
    "PatientQuery": (
        "E", {"search", "search-type", "search-system"}, "110153", "110152", {"IRCP"}
    ),
    "Query": ("E", {"search", "search-type", "search-system"}, "110153", "110152", {"IRCP"}),
}  # fmt: skip
_QUERIES: Final = frozenset({"PatientQuery", "Query"})
_ACTIONS: Final = frozenset("CRUDE")
_OUTCOMES: Final = frozenset({"0", "4", "8", "12"})
_DATA_ROLES: Final = frozenset({"3", "4", "20"})


def check(resource: Resource) -> None:
    """Raises ExportError naming what is wrong, never what a value is."""
    wrong = next(_wrongs(resource), None)
    if wrong is not None:
        raise ExportError(f"audit event {resource.get('id', '?')} cannot leave: {wrong}")


def _wrongs(resource: Resource) -> Iterator[str]:
    yield from _plain(resource)
    names = {address: name for name, address in PROFILES.items()}
    for address in resource.get("meta", {}).get("profile", ()):
        name = names.get(address)
        if name is None:
            yield "it claims an unknown profile"
        elif name == "PrivacyDisclosure.Source":
            yield from _disclosure(resource)
        else:
            yield from _restful(resource, name)


def _plain(resource: Resource) -> Iterator[str]:
    """What R4 asks of every AuditEvent."""
    agents, entities = resource.get("agent", ()), resource.get("entity", ())
    wanted = {
        "it is no AuditEvent": resource.get("resourceType") == "AuditEvent",
        "its id is none": bool(_ID.fullmatch(str(resource.get("id", "")))),
        "it has no type": _coded(resource.get("type")),
        "its action is none of C, R, U, D, E": resource.get("action") in _ACTIONS,
        "its time is no instant with zone": bool(
            _INSTANT.fullmatch(str(resource.get("recorded", "")))
        ),
        "its outcome is none": resource.get("outcome") in _OUTCOMES,
        "nobody observed it": bool(resource.get("source", {}).get("observer")),
        "no agent is there": bool(agents),
        "of an agent it is not said whether it asked for it": all(
            isinstance(one.get("requestor"), bool) for one in agents
        ),
        "an entity has both name and query (sev-1)": not any(
            "name" in one and "query" in one for one in entities
        ),
    }
    yield from (wrong for wrong, holds in wanted.items() if not holds)


def _restful(resource: Resource, profile: str) -> Iterator[str]:
    action, verbs, client, server, users = _REST[profile]
    if _code(resource["type"], EVENT_TYPES) != "rest":
        yield "its type is not rest"
    if resource["action"] != action:
        yield "its action is not that of its profile"
    if not verbs & {_code(one, INTERACTIONS) for one in resource.get("subtype", ())}:
        yield "no subtype says which interaction it was"
    if resource["outcome"] != "0":
        yield "the profile is for what succeeded"
    yield from _machine(resource, client)
    yield from _machine(resource, server)
    yield from _user(resource, users)
    if profile in _QUERIES:
        yield from _query(resource)
    else:
        yield from _data(resource)
    if profile != "Query":
        yield from _patient(resource)


def _disclosure(resource: Resource) -> Iterator[str]:
    if _code(resource["type"], DCM) != "110106":
        yield "its type is not Export"
    if resource["action"] != "R":
        yield "its action is not that of its profile"
    if "disclose" not in {_code(one, LIFECYCLE) for one in resource.get("subtype", ())}:
        yield "no subtype says that it was a disclosure"
    if "modifierExtension" in resource:
        yield "it has a modifier"
    yield from _machine(resource, "110153")
    yield from _machine(resource, "110152")
    source = _agents(resource, {"110153"})
    if source and source[0].get("who") != resource["source"]["observer"]:
        yield "its observer is not its source"
    if len(resource.get("entity", ())) < len(("patient", "data")):
        yield "patient and data are not both there"
    yield from _patient(resource)


def _machine(resource: Resource, role: str) -> Iterator[str]:
    found = _agents(resource, {role})
    if len(found) != 1:
        yield "client and server are not there once each"
    for one in found:
        if not one.get("who") or not one.get("network", {}).get("address"):
            yield "client or server lacks who or network"
        if "media" in one:
            yield "client or server has media"


def _user(resource: Resource, types: set[str]) -> Iterator[str]:
    known = {"AUT", "INF", "CST", "IRCP"}
    for one in _agents(resource, known):
        if not _agents({"agent": [one]}, types):
            yield "the user's type is not that of its profile"
        if not one.get("who") or one.get("requestor") is not True:
            yield "the user is not named as who asked for it"
        if "network" in one or "media" in one:
            yield "a user is no machine"


def _patient(resource: Resource) -> Iterator[str]:
    found = _of_type(resource, "1")
    if len(found) != 1:
        yield "not just one patient is there"
    for one in found:
        what = one.get("what", {})
        if _of(one.get("role")) != "1" or not (what.get("identifier") or what.get("reference")):
            yield "the patient is not identified as one"
        kind = what.get("type") or str(what.get("reference", "")).partition("/")[0]
        if kind != "Patient":
            yield "the patient is not referred to as one"


def _data(resource: Resource) -> Iterator[str]:
    found = _of_type(resource, "2")
    if len(found) != 1:
        yield "not just one data entity is there"
    for one in found:
        if _of(one.get("role")) not in _DATA_ROLES or not one.get("what"):
            yield "the data entity has no role or names nothing"


def _query(resource: Resource) -> Iterator[str]:
    found = _of_type(resource, "2")
    if len(found) != 1:
        yield "not just one query is there"
    for one in found:
        if _of(one.get("role")) != "24" or not one.get("query"):
            yield "the query is not there or not called one"
        if {"what", "lifecycle", "detail"} & one.keys():
            yield "the query has parts that a query has not"


def _agents(resource: Resource, codes: set[str]) -> list[Resource]:
    return [
        one
        for one in resource.get("agent", ())
        if codes & {_of(coding) for coding in one.get("type", {}).get("coding", ())}
    ]


def _of_type(resource: Resource, code: str) -> list[Resource]:
    return [one for one in resource.get("entity", ()) if _of(one.get("type")) == code]


def _coded(coding: Any) -> bool:
    return bool(isinstance(coding, dict) and coding.get("system") and coding.get("code"))


def _code(coding: Resource, system: str) -> str:
    return str(coding["code"]) if coding.get("system") == system and "code" in coding else ""


def _of(coding: Resource | None) -> str:
    return str((coding or {}).get("code", ""))
