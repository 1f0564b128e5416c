"""A vital sign that a person confirmed, read as numbers with UCUM units: one reading for all forms.

What was confirmed as anything but a number with a unit that fits stays text.
"""

import re
from typing import Final

from app.domain.documents import ConfirmedFinding
from app.export.fhir.codes import MMHG

_NUMBER: Final = r"(?:0|[1-9]\d{0,6})(?:\.\d{1,6})?"
_MEASURED: Final = re.compile(rf"({_NUMBER})\s*(\S*)", re.ASCII)
_PAIR: Final = re.compile(
    rf"({_NUMBER})\s*/\s*({_NUMBER})\s*(?:mm ?\[?[Hh]g\]?|毫米汞柱)?", re.ASCII
)
_PART: Final = re.compile(rf"(systolic|diastolic) ({_NUMBER}) mm\[Hg\]", re.ASCII)
_SPELLINGS: Final = {
    "°C": "Cel", "℃": "Cel", "C": "Cel", "度": "Cel", "°F": "[degF]", "℉": "[degF]",
    "F": "[degF]", "bpm": "/min", "次": "/min", "次/分": "/min", "mmHg": MMHG,
    "毫米汞柱": MMHG, "lb": "[lb_av]", "lbs": "[lb_av]", "公斤": "kg", "千克": "kg",
    "分": "{score}", "in": "[in_i]", "厘米": "cm", "毫克": "mg", "微克": "ug", "毫升": "mL",
}  # fmt: skip
"""How people type a unit."""


def quantity(text: str) -> tuple[str, str] | None:
    """Number and unit of `88 bpm`, digits as written; the unit is "" where none stands."""
    found = _MEASURED.fullmatch(text.strip())
    return (found[1], _SPELLINGS.get(found[2], found[2])) if found else None


def vital_quantity(one: ConfirmedFinding) -> tuple[str, str] | None:
    """As `quantity`; where the person gave no unit, it is the one that was heard."""
    found = quantity(one.value)
    if found is None or found[1] or one.finding.value is None:
        return found
    return found[0], one.finding.value.unit


def pressures(one: ConfirmedFinding) -> dict[str, str]:
    """Systolic, diastolic or both of a blood pressure in mm[Hg]; {} where it is neither."""
    text = one.value.strip()
    if pair := _PAIR.fullmatch(text):
        return {"systolic": pair[1], "diastolic": pair[2]}
    parts = [_PART.fullmatch(part.strip()) for part in text.split(";")]
    if all(parts):
        named = {part[1]: part[2] for part in parts if part}
        return named if len(named) == len(parts) else {}
    alone = quantity(text)
    if alone and len(one.finding.parts) == 1 and alone[1] in {"", MMHG}:
        return {one.finding.parts[0].name: alone[0]}
    return {}
