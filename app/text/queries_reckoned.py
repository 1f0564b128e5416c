"""A dose that is told with its reckoning: `80 kg at 0.25 mg/kg so 200 mg` is ten times too much.

It needs no table of doses: weight, dose per kilogram and dose stand in one text. English.
"""

import re
from collections.abc import Iterator

from app.text.queries_found import Doubt

_UNIT = r"(?P<{0}>mcg|µg|ug|micrograms?|mg|milligrams?|g|grams?|units?)"
_KG = r"(?:kg|kilos?|kilograms?)\b"
_WEIGHT = re.compile(rf"(?<![\d./])(\d+(?:\.\d+)?)[ -]?{_KG}", re.I)
_RECKONED = re.compile(
    rf"(?<![\d.])(?P<per>\d*\.?\d+) ?{_UNIT.format('of')} ?(?:/|per |a ) ?{_KG}[^.;\d]{{0,24}}?"
    r"(?:\bso\b|=|\bequals\b|\bmakes?\b|\bcom(?:es|ing) (?:out )?to\b|\bthat.?s\b|\bis\b|\bmeans\b)"
    rf"[^.;\d]{{0,28}}?(?P<dose>(?<![\d.])\d[\d,]*(?:\.\d+)?) ?{_UNIT.format('unit')}\b(?! ?/)",
    re.I,
)
_TENFOLD, _THOUSANDFOLD = (8.0, 12.5), (300.0, 3000.0)


def doubts(text: str) -> Iterator[Doubt]:
    """A dose ten or a thousand times what its own reckoning gives."""
    if "kg" not in text and "kilo" not in text:
        return
    weights = [float(match[1]) for match in _WEIGHT.finditer(text)]
    if len(set(weights)) != 1:
        return
    for match in _RECKONED.finditer(text):
        per, given = _scale(match["of"]), _scale(match["unit"])
        wanted = float(match["per"]) * weights[0] * per
        told = float(match["dose"].replace(",", "")) * given
        if not wanted or (per < 0) != (given < 0):
            continue
        times = told / wanted
        if _TENFOLD[0] <= times <= _TENFOLD[1]:
            yield Doubt("tenfold", match.start("dose"), match.end())
        elif _THOUSANDFOLD[0] <= times <= _THOUSANDFOLD[1]:
            yield Doubt("mg_mcg", match.start("dose"), match.end())


def _scale(unit: str) -> float:
    """Milligrams of the unit; negative for units, which are no mass."""
    unit = unit.lower()
    if unit.startswith("unit"):
        return -1.0
    if unit in {"mcg", "µg", "ug"} or unit.startswith("micro"):
        return 1e-3
    return 1.0 if unit.startswith("m") else 1e3
