"""Confirmed vital signs as OBX values: what a person confirmed, and nothing else (SAFETY 1.5)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.domain.documents import ClinicalDocument, ConfirmedFinding, Person
from app.export.hl7.codes import GLUCOSE, VITALS

LONGEST_NUMBER: Final = 16
"""HL7 v2.5.1, 2.A.46: characters of an NM."""
NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
_ONE: Final = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?:\s*(?P<unit>\S+))?", re.ASCII)
_TWO: Final = re.compile(
    r"(?P<systolic>\d+(?:\.\d+)?)\s*/\s*(?P<diastolic>\d+(?:\.\d+)?)(?:\s*mm\[Hg\])?", re.ASCII
)
_NAMED: Final = re.compile(
    r"(?P<name>systolic|diastolic) (?P<number>\d+(?:\.\d+)?) mm\[Hg\]", re.ASCII
)
_PRESSURE: Final = "vital.blood_pressure"


@dataclass(frozen=True, slots=True)
class VitalValue:
    """A number with LOINC code, its name and UCUM unit. reading: which of the document's values
    it is part of, from 1. by: who confirmed it."""

    code: str
    name: str
    number: str
    unit: str
    reading: int
    by: Person
    at: datetime


def values(document: ClinicalDocument) -> Iterator[VitalValue]:
    """The document's vital signs that are there and were confirmed as a number, digits as said.

    What was confirmed as another text, or in a unit that its profile does not have, stands in the
    sections only: nothing is read into it and nothing is converted.
    """
    reading = 0
    for one in document.confirmed:
        if one.finding.kind != "vital" or one.finding.assertion != "present":
            continue
        found = tuple(_values(one))
        reading += bool(found)
        for key, number, unit in found:
            code, name = GLUCOSE[unit] if key == "vital.glucose" else VITALS[key][:2]
            yield VitalValue(code, name, number, unit, reading, one.by, one.at)


def _values(one: ConfirmedFinding) -> Iterator[tuple[str, str, str]]:
    """Key of VITALS (or glucose), number, unit."""
    said, concept = one.value.strip(), one.finding.concept
    if concept == _PRESSURE:
        pairs = _pressures(said)
    else:
        found = _ONE.fullmatch(said)
        heard = one.finding.value.unit if one.finding.value else ""
        pairs = [(concept, found["number"], found["unit"] or heard)] if found else []
    for key, number, unit in pairs:
        units = GLUCOSE if key == "vital.glucose" else VITALS.get(key, ("", "", ()))[2]
        if unit in units and len(number) <= LONGEST_NUMBER:
            yield key, number, unit


def _pressures(said: str) -> list[tuple[str, str, str]]:
    if found := _TWO.fullmatch(said):
        return [(name, found[name], "mm[Hg]") for name in ("systolic", "diastolic")]
    named = [_NAMED.fullmatch(part.strip()) for part in said.split(";")]
    parts = [(one["name"], one["number"], "mm[Hg]") for one in named if one]
    once = len({name for name, _, _ in parts}) == len(parts) == len(named)
    return parts if once else []
