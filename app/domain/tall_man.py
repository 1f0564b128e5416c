"""Names that look alike, written so that what differs stands out: hydrOXYzine, hydrALAzine.

Source of the idea: the FDA Name Differentiation Project ("tall man" lettering). Its list is short
and fixed; here any two names are told apart by the letters between their common ends.
"""

from typing import Final

_LEAST_SHARED: Final = 3
"""Names that share less at their ends do not look alike."""


def tall_man(one: str, other: str) -> tuple[str, str]:
    """Both names with the letters that differ as capitals, and as they are where they share little.

    Names of other than Latin letters have no capitals and stay as they are.
    """
    low, lower = one.casefold(), other.casefold()
    latin = one.isascii() and other.isascii() and len(low) == len(one)
    begin = _shared(low, lower)
    end = _shared(low[begin:][::-1], lower[begin:][::-1])
    if not latin or low == lower or begin + end < _LEAST_SHARED:
        return one, other
    end = min(end, len(low) - begin - 1, len(lower) - begin - 1)
    return _raised(low, begin, max(end, 0)), _raised(lower, begin, max(end, 0))


def _shared(one: str, other: str) -> int:
    """How many letters both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _raised(name: str, begin: int, end: int) -> str:
    last = len(name) - end
    return name[:begin] + name[begin:last].upper() + name[last:]
