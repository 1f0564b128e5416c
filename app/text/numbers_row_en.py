"""English vital signs told in a row behind a pressure, without their names.

"one thirty over eighty one oh four sixteen ninety nine" is 80 and 104, not 81 and 04: the words
are cut where the whole row fits what each sign can be.
"""

from collections.abc import Iterator

from app.text.numbers_line_en import Num, Said
from app.text.numbers_said import Raw
from app.text.numbers_unit_en import with_unit
from app.text.numbers_words_en import NUMBER_WORDS, OH, parse

_OVER = frozenset({"over", "slash"})
_SYSTOLIC, _DIASTOLIC = range(50, 261), range(20, 151)
_SIGNS = (
    ("heart_rate", 30, 230),
    ("respiratory_rate", 6, 60),
    ("oxygen_saturation", 60, 100),
    ("temperature", 34, 107),
)
"""Vital signs as they are told in a row, with what is likely of each."""
_WARM, _HOT = 42.5, 94.0
_LONGEST = 16
_LEAST = 2
_Row = tuple[Num, ...]


def row(said: Said, first: int) -> list[Raw]:
    """The pressure that starts here and the signs behind it, or nothing where they have two
    readings or none."""
    upper = said.number(first)
    if upper is None or "." in upper.text or said.at(upper.end) not in _OVER:
        return []
    if int(upper.text) not in _SYSTOLIC:
        return []
    start = upper.end + 1
    end = _run_end(said, start)
    if end - start > _LONGEST or said.number(start) is None or said.at(end) in _OVER:
        return []
    rows = [one for one in _cuts(said, start, end, 0, float(upper.text)) if len(one) >= _LEAST]
    if len(rows) != 1 or _unit_follows(said, end, len(rows[0])):
        return []
    lower, *signs = rows[0]
    shown = f"{upper.text}/{lower.text}"
    pressure = Raw(first, lower.end - 1, first, lower.end, shown, "", "", "pair", "vital")
    return [pressure, *(_sign(said, one, at) for at, one in enumerate(signs))]


def _sign(said: Said, number: Num, at: int) -> Raw:
    return with_unit(said, number, hint=_SIGNS[at][0])


def _unit_follows(said: Said, end: int, count: int) -> bool:
    """True where a unit stands behind the row that is not of its last sign."""
    unit = said.unit(end)
    own = {"oxygen_saturation": "%", "temperature": "Cel"}
    return unit is not None and unit[0].ucum != own.get(_SIGNS[count - 2][0])


def _run_end(said: Said, start: int) -> int:
    """Where the number words end that begin here."""
    end = start
    while end not in said.named and (
        said.at(end) in NUMBER_WORDS or said.at(end) in OH or said.at(end) == "point"
    ):
        end += 1
    return end


def _cuts(said: Said, start: int, end: int, slot: int, upper: float) -> Iterator[_Row]:
    """All ways to read start..end as the lower pressure (slot 0) and the signs in their order."""
    if start == end:
        yield ()
        return
    if slot > len(_SIGNS):
        return
    for stop in range(start + 1, end + 1):
        number = _number(said, start, stop, warm=slot == len(_SIGNS))
        if number is not None and _fits(number, slot, upper):
            for rest in _cuts(said, stop, end, slot + 1, upper):
                yield (number, *rest)


def _number(said: Said, start: int, stop: int, *, warm: bool) -> Num | None:
    """The number that takes all words of start..stop; a temperature may leave its point unsaid."""
    words = said.texts[:stop]
    found = parse(words, start)
    if found is None:
        return None
    if found.end == stop:
        return Num(start, stop, found.text)
    tenth = parse(words, found.end) if warm else None
    if tenth is None or tenth.end != stop or len(tenth.text) > 1 or "." in found.text:
        return None
    return Num(start, stop, f"{found.text}.{tenth.text}")


def _fits(number: Num, slot: int, upper: float) -> bool:
    if slot == 0:
        return number.text.isdigit() and int(number.text) in _DIASTOLIC and number.value < upper
    name, low, high = _SIGNS[slot - 1]
    if name == "temperature":
        return low <= number.value <= _WARM or _HOT <= number.value <= high
    return number.text.isdigit() and low <= number.value <= high
