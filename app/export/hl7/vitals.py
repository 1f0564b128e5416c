"""Confirmed vital signs as OBX values: what a person confirmed, and nothing else (SAFETY 1.5)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.domain.documents import ClinicalDocument, ConfirmedFinding, Person
from app.export.fhir.codes import MMHG, PANEL_PARTS, PRESSURE, PULSE_OXIMETRY, VITAL_SIGNS
from app.export.measured import pressures, vital_quantity

LONGEST_NUMBER: Final = 16
"""HL7 v2.5.1, 2.A.46: characters of an NM."""
NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
UNITS: Final = frozenset(
    unit for one in VITAL_SIGNS.values() for unit in (*one.units, *one.more)
) | {MMHG}
_SATURATION: Final = VITAL_SIGNS["vital.oxygen_saturation"]
SECOND_CODES: Final = {PULSE_OXIMETRY[0]: (_SATURATION.code, _SATURATION.name, "LN")}
"""What a value is coded as too: the saturation as FHIR's profile fixes it (SAFETY 1.5)."""
_Found = tuple[tuple[str, str], str, str]
"""LOINC code and name, number, unit."""


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

    The same numbers with the same codes as in FHIR. What was confirmed as another text, or in a
    unit that it does not have, stands in the sections only, and nothing is converted.
    """
    reading = 0
    for one in {one.number: one for one in document.confirmed}.values():
        if one.finding.kind != "vital" or one.finding.assertion != "present":
            continue
        found = tuple(_pressure(one) if one.finding.concept == PRESSURE else _single(one))
        reading += bool(found)
        for (code, name), number, unit in found:
            yield VitalValue(code, name, number, unit, reading, one.by, one.at)


def _pressure(one: ConfirmedFinding) -> Iterator[_Found]:
    for part, number in pressures(one).items():
        yield PANEL_PARTS[part], number, MMHG


def _single(one: ConfirmedFinding) -> Iterator[_Found]:
    measured, concept = vital_quantity(one), one.finding.concept
    if measured is None:
        return
    number, unit = measured
    if concept == "vital.glucose" and unit == "mmol/L":
        concept = "vital.glucose_molar"  # LOINC counts it apart
    vital = VITAL_SIGNS.get(concept)
    if vital is not None and unit in (*vital.units, *vital.more):
        code = PULSE_OXIMETRY if vital == _SATURATION else (vital.code, vital.name)
        yield code, number, unit
