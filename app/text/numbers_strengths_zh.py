"""A strength and the volume of it in one breath: 百分之五十|二十毫升."""

from app.text.numbers_line_zh import Said, decimal, whole_number
from app.text.numbers_ranges_zh import span_of

_USUAL = frozenset({1, 2, 3, 4, 5, 8, 10, 15, 20, 25, 30, 33, 40, 50, 75, 95})
"""Percent that solutions are made in."""
_ALL = 100
_OF_SOLUTION = frozenset({"mL", "L", "g"})


def solutions(said: Said, start: int, end: int) -> list[int]:
    """Where the strength may end whose numerals start..end go on to an amount, the likeliest first.

    Empty where no amount stands behind: nothing is given in percent of millilitres.
    """
    if end - start < len("十五"):
        return []
    stop = decimal(said, "0", end)[1]
    unit = said.unit(stop)
    if unit is None or unit[0].ucum not in _OF_SOLUTION:
        return []
    found = {
        cut: percent
        for cut in range(end - 1, start, -1)
        if (percent := _strength(said, start, cut, end))
    }
    usual = [cut for cut, percent in found.items() if percent in _USUAL]
    return usual or list(found)


def _strength(said: Said, start: int, cut: int, end: int) -> int | None:
    """The percent of start..cut, None where it is none or no number stands behind it."""
    head, tail = said.line[start:cut], said.line[cut:end]
    percent = None if head[-1] in "零〇" else whole_number(head)
    amount = whole_number(tail) or span_of(tail)
    if percent is None or amount is None or tail[0] in "零〇":
        return None
    return int(percent) if 0 < int(percent) < _ALL else None


def other_amount(said: Said, start: int, cut: int) -> str | None:
    """The strength and the amount where the numerals start.. can be parted elsewhere than at
    `cut`: 百分之二|十五毫升 beside 百分之二十|五毫升."""
    end = said.numeral(start)
    found = solutions(said, start, end)
    others = [one for one in found if one != cut]
    if not others or cut not in found:
        return None
    first, behind = said.line[start : others[0]], said.line[others[0] : end]
    amount, stop = decimal(said, whole_number(behind) or span_of(behind) or "", end)
    unit = said.unit(stop)
    return f"{whole_number(first)}%, {amount} {unit[0].written if unit else ''}"
