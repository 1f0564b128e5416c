"""The four checks that FHIR of ours must pass before a release (SAFETY 1.1), each by itself.

No one of them sees everything: how many faults each catches alone is counted by the tests.
"""

import gzip
import json
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

import fhirpathpy
from fhir.resources.R4B import get_fhir_model_class
from fhirpathpy.engine.nodes import ResourceNode
from fhirpathpy.models import models
from jsonschema import Draft6Validator
from pydantic import ValidationError

from app.domain.errors import ExportError
from app.export.fhir.checking import check

DEFINITIONS: Final = Path(__file__).parent / "data" / "fhir" / "definitions.json.gz"
_VITALS: Final = ("vitalsigns", "heartrate", "resprate", "bodytemp", "oxygensat", "bodyweight",
                  "bodyheight", "bp")  # fmt: skip
_UNKNOWN: Final = ("htmlChecks", "rootResource")
"""What fhirpathpy cannot evaluate: xhtml, and references to what is contained, which ours lack."""
Json = Any


@cache
def _definitions() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(gzip.decompress(DEFINITIONS.read_bytes()))
    return found


def accepted_by_model(data: bytes) -> bool:
    """fhir.resources R4B, which is pydantic."""
    resource = json.loads(data)
    try:
        get_fhir_model_class(str(resource.get("resourceType"))).model_validate(resource)
    except (ValidationError, KeyError, LookupError, TypeError, ValueError, AttributeError):
        return False
    return True


def accepted_by_schema(data: bytes) -> bool:
    """The official JSON schema, each resource by the definition of its type."""
    return all(_valid(one) for one in _resources(json.loads(data)))


def accepted_by_invariants(data: bytes) -> bool:
    """The invariants of the official StructureDefinitions that are errors, in FHIRPath."""
    return all(_holds(one) for one in _resources(json.loads(data)))


def accepted_by_us(data: bytes) -> bool:
    """Our own assertions, which also run before anything leaves."""
    try:
        check(data)
    except ExportError:
        return False
    return True


TOOLS: Final[dict[str, Callable[[bytes], bool]]] = {
    "model": accepted_by_model,
    "schema": accepted_by_schema,
    "invariants": accepted_by_invariants,
    "ours": accepted_by_us,
}


def caught_by(data: bytes) -> frozenset[str]:
    """The tools that refuse it; nobody does where it is right."""
    return frozenset(name for name, accepts in TOOLS.items() if not accepts(data))


def _resources(resource: Json) -> Iterator[str]:
    """A resource and those in its entries, at any depth, each as JSON: most are alike in many
    documents, and are looked at once."""
    yield json.dumps(resource)
    for entry in resource.get("entry", ()) if isinstance(resource, dict) else ():
        if isinstance(entry, dict) and isinstance(entry.get("resource"), dict):
            yield from _resources(entry["resource"])


@lru_cache(maxsize=2048)
def _valid(text: str) -> bool:
    resource = json.loads(text)
    return bool(_validator(str(resource.get("resourceType"))).is_valid(resource))


@cache
def _validator(kind: str) -> Draft6Validator:
    """A type that no document of ours has is refused."""
    definitions = _definitions()["schema"]
    wanted: Json = {"$ref": f"#/definitions/{kind}"} if kind in definitions else {"not": {}}
    return Draft6Validator({**wanted, "definitions": definitions})


@lru_cache(maxsize=2048)
def _holds(text: str) -> bool:
    resource = json.loads(text)
    kind = str(resource.get("resourceType"))
    if not all(_rules_hold(kind, resource, resource)):
        return False
    profiles = resource.get("meta", {}).get("profile", ())
    if kind == "Observation" and any(str(one).rpartition("/")[2] in _VITALS for one in profiles):
        return all(_rules_hold("vitalsigns", resource, resource, "Observation"))
    return True


def _rules_hold(kind: str, value: Json, resource: Json, base: str = "") -> Iterator[bool]:
    """Of a value of a type: its own rules, those of its elements, and those of their types."""
    known = _definitions()["types"].get(kind)
    if known is None or not isinstance(value, dict):
        return
    for path, key, rule in known["rules"]:
        if key.startswith("dom-") and "contained" not in value:
            continue
        for one in _at(value, path):
            yield _true(rule, f"{base or kind}{'.' + path if path else ''}", one, resource)
    for path, types in known["types"].items() if not base else ():
        for one, type_ in _typed(value, path, types):
            yield from _rules_hold(type_, one, resource)


def _at(value: Json, path: str) -> list[Json]:
    """What stands at a path; [x] stands for any type."""
    found = [value]
    for name in path.split(".") if path else ():
        found = [part for one in found for _, part in _named(one, name)]
    return found


def _typed(value: Json, path: str, types: list[str]) -> Iterator[tuple[Json, str]]:
    before, _, last = path.rpartition(".")
    for parent in _at(value, before):
        for suffix, one in _named(parent, last):
            type_ = next((t for t in types if t.lower() == suffix.lower()), types[0])
            if type_[0].isupper() and type_ not in {"Resource", "BackboneElement", "Element"}:
                yield one, type_


def _named(value: Json, name: str) -> Iterator[tuple[str, Json]]:
    if not isinstance(value, dict):
        return
    stem = name.removesuffix("[x]")
    for key, one in value.items():
        if key == name or (stem != name and key.startswith(stem)):
            for part in one if isinstance(one, list) else [one]:
                yield key.removeprefix(stem), part


@cache
def _compiled(rule: str) -> Any:
    options = {"userInvocationTable": {"hasValue": {"fn": _has_value, "arity": {0: []}}}}
    return fhirpathpy.compile(rule, models["r4"], options)


def _has_value(found: list[Any]) -> list[bool]:
    """R4's own function, which fhirpathpy lacks: one primitive value."""
    values = [getattr(one, "data", one) for one in found]
    return [len(values) == 1 and isinstance(values[0], str | int | float | bool)]


def _true(rule: str, base: str, value: Json, resource: Json) -> bool:
    if any(word in rule for word in _UNKNOWN) or not isinstance(value, dict):
        return True
    typed = value if "resourceType" in value else ResourceNode.create_node(value, base)
    found = _compiled(rule)(typed, {"resource": resource})
    return found in ([True], [])
