"""English pairs of numbers: pressures, visual acuity, grades and ventilator settings."""

from app.text.numbers_line_en import Num, Said
from app.text.numbers_said import Raw

_PRESSURE = (range(30, 301), range(10, 201))
_VISION = frozenset({10, 13, 15, 20, 25, 30, 40, 50, 60, 70, 80, 100, 200, 400, 800})
_SIDES_OF_A_SCORE = 15
_CLIPPED_ROOM = 4


def over(said: Said, first: int) -> Raw | None:
    """Pressures, visual acuity, grades and ventilator pairs: N over M."""
    upper = said.number(first)
    if upper is None or said.at(upper.end) not in {"over", "on", "slash"}:
        return None
    lower = said.number(upper.end + 1)
    if lower is None or said.number(lower.end) or "." in upper.text + lower.text:
        return None
    after = said.unit(lower.end)
    if after is not None and after[0].ucum != "mm[Hg]":
        return None
    hint = _pair_kind(said, upper, lower)
    if hint is None or (said.at(upper.end) == "on" and hint != "vital"):
        return None
    last = lower.end - 1 + (after[1] if after else 0)
    shown, unit = f"{upper.text}/{lower.text}", ("mmHg", "mm[Hg]") if after else ("", "")
    return Raw(first, last, first, lower.end, shown, *unit, "pair", hint)


def _pair_kind(said: Said, upper: Num, lower: Num) -> str | None:
    high, low = int(upper.text), int(lower.text)
    near = set(said.before(upper.first, _CLIPPED_ROOM))
    if high in {20, 6} and low in _VISION | {5, 6, 9, 12, 18, 24, 36, 60}:
        return "ratio"
    if near & {"bipap", "settings", "setting"} or (high <= low <= _SIDES_OF_A_SCORE):
        return "ratio"
    pressure = high in _PRESSURE[0] and low in _PRESSURE[1] and low < high
    return "vital" if pressure else None


def acuity_beside(said: Said, first: int) -> Raw | None:
    """ "left eye twenty forty": only behind a word for seeing."""
    ten, lower = said.at(first), said.number(first + 1)
    seen = {"vision", "acuity", "eye", "eyes", "sees"} & set(said.before(first, _CLIPPED_ROOM))
    if ten != "twenty" or lower is None or not seen or int(float(lower.text)) not in _VISION:
        return None
    if said.number(lower.end) or said.unit(lower.end):
        return None
    shown = f"20/{lower.text}"
    return Raw(first, lower.end - 1, first, lower.end, shown, "", "", "pair", "ratio")


def pressure_beside(said: Said, first: int) -> Raw | None:
    """ "pressure one twenty eighty": only right behind a word for pressure."""
    upper = said.number(first)
    cued = {"pressure", "bp", "p", "pressure's"} & set(said.before(first, 3))
    lower = said.number(upper.end) if upper else None
    if upper is None or lower is None or not cued or said.number(lower.end):
        return None
    if "." in upper.text + lower.text or said.unit(lower.end):
        return None
    if _pair_kind(said, upper, lower) != "vital":
        return None
    shown = f"{upper.text}/{lower.text}"
    return Raw(first, lower.end - 1, first, lower.end, shown, "", "", "pair", "vital")
