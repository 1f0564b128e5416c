"""An English number with the unit that follows it, and what that is divided by."""

from app.text.numbers_line_en import Num, Said
from app.text.numbers_said import Raw
from app.text.numbers_table import SaidUnit

_PER_A = frozenset({"a", "an", "each"})
_PARTED = frozenset({"[drp]", "[iU]"})
"""Units that stay as said and yet are given by the minute or the kilo."""


def with_unit(said: Said, number: Num, shape: str = "plain", hint: str = "") -> Raw:
    """The number with the unit and denominators that follow it, and "odd" or "or so" between."""
    vague = said.vague(number.end)
    at = number.end + len(vague)
    found = said.unit(at)
    if found is None:
        return Raw(number.first, number.end - 1, number.first, number.end, number.text, "", "",
                   shape, hint)  # type: ignore[arg-type]  # fmt: skip
    unit, length = found
    written = unit.written or " ".join(said.texts[at : at + length])
    if number.text == "1" and written == "units":
        written = said.at(at)  # one unit
    ucum, end = unit.ucum, at + length
    while (below := denominator(said, end, unit)) is not None:
        written, ucum = f"{written}/{below[0].per}", f"{ucum}/{below[0].ucum}"
        end = below[1]
    if unit.kind == "duration" and said.at(end) == "old":
        hint = "age"
    return Raw(number.first, end - 1, number.first, number.end, number.text, written, ucum,
               shape, hint or unit.kind, vague=" ".join(vague))  # type: ignore[arg-type]  # fmt: skip


def denominator(said: Said, at: int, unit: SaidUnit) -> tuple[SaidUnit, int] | None:
    """ "per kilo", "a minute", "an hour"; a day is one only where a dose is divided."""
    parted = unit.written or unit.ucum in _PARTED
    if said.at(at) not in {"per", *_PER_A} or not parted or unit.kind == "duration":
        return None
    below = said.unit(at + 1)
    if not unit.written and below is not None and below[0].ucum == "d":
        return None
    if below is None or not below[0].per:
        return None
    if said.at(at) != "per" and below[0].ucum not in {"min", "h", "d", "kg"}:
        return None
    return below[0], at + 1 + below[1]
