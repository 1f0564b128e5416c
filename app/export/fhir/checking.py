"""Our own assertions on the FHIR we write, run on everything before it leaves.

They cover what the object model does not: invariants, profiles, required codes, references, zones,
and that no value leaves that nobody confirmed. Sources: FHIR R4 4.0.1 (bdl, cmp, obs, con, ait),
its vital-signs profiles, HL7 "FHIR Clinical Documents" 1.0, SAFETY 1.2 to 1.6.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from app.domain.errors import ExportError
from app.export.fhir import codes
from app.export.fhir.canon import Resource, parse
from app.export.fhir.check_parts import parts
from app.export.fhir.check_values import value
from app.export.fhir.codes import AI_PROVENANCE, URIS

_IN_DOCUMENTS: Final = frozenset(
    {"Composition", "Patient", "Practitioner", "Organization", "Device", "Encounter",
     "Observation", "Condition", "AllergyIntolerance", "MedicationStatement", "Provenance"}
)  # fmt: skip
_ONCE: Final = ("Composition", "Patient", "Organization", "Device", "Encounter")
_VALUES: Final = frozenset(
    {"Observation", "Condition", "AllergyIntolerance", "MedicationStatement"}
)
_RELATIONS: Final = frozenset({"replaces", "appends"})
_NAME: Final = "urn:uuid:"


def check(data: bytes) -> None:
    """Raises ExportError naming what is wrong with a document or a transaction, never a value."""
    resource = parse(data)
    try:
        wrong = next(_wrongs(resource), None)
    except (KeyError, IndexError, TypeError, AttributeError, ValueError, RecursionError):
        wrong = "something in it is not of the kind that R4 asks for"
    if wrong is not None:
        raise ExportError(f"the FHIR document cannot leave: {wrong}")


def _wrongs(bundle: Resource) -> Iterator[str]:
    if bundle["resourceType"] != "Bundle":
        yield "it is no Bundle"
    elif bundle.get("type") == "transaction":
        yield from _transaction(bundle)
    elif bundle.get("type") == "document":
        yield from _document(bundle)
    else:
        yield "it is neither a document nor a transaction"


def _transaction(bundle: Resource) -> Iterator[str]:
    """All are PUTs under the ids that the resources have; each document in it is checked."""
    found = [one["resource"] for one in bundle["entry"]]
    here = {f"{one['resourceType']}/{one['id']}" for one in found}
    if len(here) != len(found):
        yield "a resource is put twice"
    for entry, resource in zip(bundle["entry"], found, strict=True):
        put = f"{resource['resourceType']}/{resource['id']}"
        if entry["request"] != {"method": "PUT", "url": put}:
            yield "a resource is not put under its id"
        if entry["fullUrl"] != _NAME + resource["id"] or "response" in entry:
            yield "an entry is not named by its resource"
        if resource["resourceType"] == "Bundle":
            yield from _document(resource)
        elif resource["resourceType"] == "DocumentReference":
            yield from _index_entry(resource, here)
        else:
            yield "a transaction holds something else than documents"


def _index_entry(resource: Resource, here: set[str]) -> Iterator[str]:
    yield from parts(resource, here)
    for one in resource["content"]:
        attachment = one["attachment"]
        local = attachment.get("url", "").startswith("Bundle/")
        if not local and "data" not in attachment and resource["status"] != "entered-in-error":
            yield "a DocumentReference leads nowhere"
        if ("size" in attachment) != ("hash" in attachment):
            yield "a DocumentReference has size or hash alone"
    for one in resource.get("relatesTo", ()):
        if one["code"] not in _RELATIONS or not one["target"].get("identifier"):
            yield "a DocumentReference's relation is none"
    if not (resource["subject"].get("identifier") and resource["custodian"].get("identifier")):
        yield "a DocumentReference names somebody without a number"


def _document(bundle: Resource) -> Iterator[str]:
    entries = bundle.get("entry", ())
    urls = [one["fullUrl"] for one in entries]
    resources = [one["resource"] for one in entries]
    yield from _frame(bundle, entries, urls)
    kinds = [one["resourceType"] for one in resources]
    if not resources or kinds[0] != "Composition":
        yield "the Composition is not first (bdl-11)"
        return
    for kind in _ONCE:
        if kinds.count(kind) != 1:
            yield f"not just one {kind} is there"
    if not _IN_DOCUMENTS.issuperset(kinds):
        yield "a resource is of a type that our documents have not"
    here = set(urls)
    for resource in resources:
        yield from parts(resource, here)
        yield from value(resource)
    yield from _composition(resources[0], bundle)
    yield from _confirmed(resources)
    yield from _provenances(resources, _NAME + resources[0]["id"])


def _frame(bundle: Resource, entries: Any, urls: list[str]) -> Iterator[str]:
    own = {"system": URIS, "value": _NAME + bundle["id"]}
    labels = {one.get("code") for one in bundle["meta"]["security"]}
    used = {key for one in entries for key in one}
    wanted = {
        "its identifier is not its own (bdl-9)": bundle.get("identifier") == own,
        "it has no timestamp (bdl-10)": "timestamp" in bundle,
        "it has parts that a document has not (bdl-1)": not {"total", "link"} & bundle.keys(),
        "an entry has parts that a document's have not (bdl-2, bdl-3, bdl-4)": used
        <= {"fullUrl", "resource"},
        "an entry stands twice (bdl-7)": len(set(urls)) == len(urls),
        "an entry is not named by its resource (bdl-8)": all(
            one["fullUrl"] == _NAME + one["resource"]["id"] for one in entries
        ),
        "it is not labelled as confidential or as a test": labels in ({"N"}, {"N", "HTEST"}),
    }
    yield from (wrong for wrong, holds in wanted.items() if not holds)
    yield from parts({key: one for key, one in bundle.items() if key != "entry"}, set())


def _composition(one: Resource, bundle: Resource) -> Iterator[str]:
    type_ = one["type"]["coding"][0]
    tags = {tag["code"] for tag in one["meta"]["tag"] if tag["system"] == codes.DOCUMENT_KINDS}
    wanted = {
        "the Composition is no emergency note": type_["system"] == codes.LOINC
        and type_["code"] == codes.NOTE,
        "the timestamp is before the Composition's date": _instant(bundle["timestamp"])
        >= _instant(one["date"]),
        "the Composition's status is not that of its act": [one["status"]]
        == [status for act, status in codes.STATUS.items() if act in tags],
        "the Composition's relation is none": all(
            relation["code"] in _RELATIONS and relation.get("targetIdentifier")
            for relation in one.get("relatesTo", ())
        ),
        "an attester has no mode or no time": all(
            attester["mode"] in {"legal", "professional"} and attester.get("time")
            for attester in one.get("attester", ())
        ),
    }
    yield from (wrong for wrong, holds in wanted.items() if not holds)
    for section in one.get("section", ()):
        yield from _section(section)


def _section(one: Resource) -> Iterator[str]:
    if not ({"text", "entry", "section"} & one.keys()):
        yield "a section is empty (cmp-1)"
    if "emptyReason" in one and "entry" in one:
        yield "a section has entries and says why it has none (cmp-2)"
    if "section" in one or not one.get("title"):
        yield "a section has no title, or sections of its own"
    for coded in one.get("emptyReason", {}).get("coding", ()):
        if coded != codes.coding(codes.EMPTY, "notasked", "Not Asked"):
            yield "a section claims that there is nothing"
    systems = [coded["system"] for coded in one.get("code", {}).get("coding", ())]
    if len(set(systems)) != len(systems) or set(systems) - {codes.LOINC, codes.SECTIONS}:
        yield "a section has a code of another system"


def _confirmed(resources: list[Resource]) -> Iterator[str]:
    """No value but by somebody, at some time, in some section, under a finding's number."""
    cited = [
        entry["reference"]
        for section in resources[0].get("section", ())
        for entry in section.get("entry", ())
    ]
    found = [one for one in resources if one["resourceType"] in _VALUES]
    if sorted(cited) != sorted(_NAME + one["id"] for one in found):
        yield "a value does not stand in just one section"
    if found and resources[0]["status"] == "entered-in-error":
        yield "a document in error has values"
    people = {_NAME + p["id"] for p in resources if p["resourceType"] == "Practitioner"}
    for one in found:
        by = one.get("performer") or [one.get("recorder") or one.get("informationSource")]
        at = one.get("issued") or one.get("recordedDate") or one.get("dateAsserted")
        numbers = [number["system"] for number in one.get("identifier", ())]
        signed = by and by[0] and by[0].get("reference") in people
        if not (signed and at and len(numbers) == 1 and numbers[0].endswith("finding")):
            yield "a value was confirmed by nobody"


def _provenances(resources: list[Resource], composition: str) -> Iterator[str]:
    found = [one for one in resources if one["resourceType"] == "Provenance"]
    if not found:
        yield "no Provenance is there"
    for one in found:
        if composition not in [target["reference"] for target in one["target"]]:
            yield "a Provenance is not of the Composition"
        if not one["agent"]:
            yield "a Provenance names nobody"
        if AI_PROVENANCE in one.get("meta", {}).get("profile", ()):
            yield from _of_ai(one, resources)
    labelled = "AIAST" in {c["code"] for c in resources[0]["meta"].get("security", ())}
    of_ai = sum(AI_PROVENANCE in one.get("meta", {}).get("profile", ()) for one in found)
    if labelled != (of_ai == 1):
        yield "it is not said in both places that an AI had a part"


def _of_ai(one: Resource, resources: list[Resource]) -> Iterator[str]:
    """What the AI-Provenance profile asks (see `codes.AI_PROVENANCE`)."""
    reasons = [c["code"] for reason in one.get("reason", ()) for c in reason.get("coding", ())]
    if reasons.count("AIAST") != 1:
        yield "an AI Provenance does not say so"
    devices = {_NAME + d["id"]: d for d in resources if d["resourceType"] == "Device"}
    machines = [agent for agent in one["agent"] if agent["who"]["reference"] in devices]
    if not machines or not all(agent.get("type") for agent in one["agent"]):
        yield "an AI Provenance names no machine"
    for agent in machines:
        device = devices[agent["who"]["reference"]]
        for concept in (*agent.get("role", [{}]), device.get("type", {})):
            kinds = [(c["system"], c["code"]) for c in concept.get("coding", ())]
            if kinds != [(codes.AI_TYPES, "Artificial-Intelligence")]:
                yield "an AI Provenance names a machine that is no AI"


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
