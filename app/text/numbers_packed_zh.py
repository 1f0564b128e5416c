"""Vital signs in one breath and without their names: 九十六六十二一百一十八二十六九十三."""

import re
from itertools import pairwise

from app.text.numbers_line_zh import Said, whole_number
from app.text.numbers_pairs_zh import GAS, LEAST, RATES, fits, pair, partings
from app.text.numbers_said import Raw

_SIGNS = (
    ("heart_rate", RATES),
    ("respiratory_rate", range(8, 61)),
    ("oxygen_saturation", range(60, 101)),
)
"""What stands behind a pressure, in this order; at the end there may be degrees."""
_TIDAL = re.compile("潮气量[是到在给设为]*$")
_VOLUMES, _BREATHS = range(100, 1000), range(8, 41)
_WARMTH = range(33, 43)
_LOWEST = 20
_FOUR_NUMBERS = 8
"""So many characters have a pressure, a pulse and breaths at least."""


def led(said: Said, at: int) -> Raw | None:
    """The pressure that leads other signs; `packed` reads on behind it."""
    end = said.numeral(at)
    if end == at or GAS.search(said.line, 0, at):
        return None
    if said.line[end : end + 1] in {"比", "/", "杠"}:
        return _against(said, at, end)
    if said.line[end : end + 1] == "次" and _TIDAL.search(said.line, 0, at):
        return _volume(said.line[at:end], at)
    return _in_one_breath(said, at, end)


def _volume(text: str, at: int) -> Raw | None:
    """潮气量四百五|十六次: a volume, and the breaths behind it."""
    cuts = [
        cut
        for cut in range(1, len(text))
        if int(whole_number(text[:cut]) or 0) in _VOLUMES
        and int(whole_number(text[cut:]) or 0) in _BREATHS
    ]
    if len(cuts) != 1:
        return None
    number = whole_number(text[: cuts[0]]) or ""
    return Raw(at, at + cuts[0] - 1, at, at + cuts[0], number, "", "", "plain")


def packed(said: Said, start: int) -> list[Raw]:
    """What stands right behind a pressure in its breath: pulse, breaths, saturation.

    No value where it can be parted in two ways, nothing where a unit tells of what it is.
    """
    end = said.numeral(start)
    if end == start or _has_unit(said, end):
        return []
    warm = _warm(said, end)
    found = _as_signs(said.line[start:end], warm=warm)
    if len(found) > 1:
        return [Raw(start, end - 1, start, end, "", "", "", "approximate")]
    own_unit = warm or said.line[end : end + 1] == "次"  # the last one is read with its unit
    numbers = found[0][: len(found[0]) - own_unit] if found else ()
    raws: list[Raw] = []
    for text, (key, _) in zip(numbers, _SIGNS, strict=False):
        stop = start + len(text)
        number = whole_number(text) or ""
        raws.append(Raw(start, stop - 1, start, stop, number, "", "", "plain", key))
        start = stop
    return raws


def _against(said: Said, at: int, end: int) -> Raw | None:
    """一百二十比七十六|八十二|十八: the pair, where all partings have the same; no value where
    they have not."""
    upper, last = whole_number(said.line[at:end]), said.numeral(end + 1)
    text = said.line[end + 1 : last]
    if upper is None or not text or whole_number(text) is not None or not fits(int(upper), _LOWEST):
        return None
    warm = _warm(said, last)
    lowest = {
        way[0]
        for way in partings(text)
        if fits(int(upper), int(whole_number(way[0]) or 0)) and _are_signs(way[1:], warm=warm)
    }
    if len(lowest) != 1:
        return Raw(at, last - 1, at, last, "", "", "", "approximate")
    lower = lowest.pop()
    stop = end + 1 + len(lower)
    return Raw(at, stop - 1, at, stop, f"{upper}/{whole_number(lower)}", "", "", "pair", "vital")


def _in_one_breath(said: Said, at: int, end: int) -> Raw | None:
    """A pressure with the pulse, the breaths and more: it needs no cue."""
    text, warm = said.line[at:end], _warm(said, end)
    if len(text) < _FOUR_NUMBERS or _has_unit(said, end) or whole_number(text) is not None:
        return None
    found = {
        way[:2]
        for way in _apart(text)
        if len(way) > len(_SIGNS) - warm and _are_signs(way[2:], warm=warm)
        if (one := pair(*way[:2])) is not None and int(one.partition("/")[0]) >= LEAST
    }
    if len(found) != 1:
        return None
    upper, lower = found.pop()
    stop = at + len(upper) + len(lower)
    return Raw(at, stop - 1, at, stop, pair(upper, lower) or "", "", "", "pair", "vital")


def _warm(said: Said, end: int) -> bool:
    return said.line[end : end + 1] == "度"


def _has_unit(said: Said, end: int) -> bool:
    return said.unit(end) is not None and not _warm(said, end)


def _as_signs(text: str, *, warm: bool) -> list[tuple[str, ...]]:
    """How the numerals can be signs in their order; one number in one way only."""
    found = [way for way in _apart(text) if _are_signs(way, warm=warm)]
    return [way for way in found if way == (text,)] or found


def _apart(text: str) -> list[tuple[str, ...]]:
    """The partings in which no two neighbours make one number (一百|七十)."""
    return [
        way
        for way in partings(text)
        if all(whole_number(one + two) is None for one, two in pairwise(way))
    ]


def _are_signs(way: tuple[str, ...], *, warm: bool) -> bool:
    """True where the numbers can be those of the signs, the last one a temperature if `warm`."""
    numbers = [int(whole_number(one) or 0) for one in way]
    if warm and (not numbers or numbers.pop() not in _WARMTH):
        return False
    pairs = zip(numbers, _SIGNS, strict=False)
    return len(numbers) <= len(_SIGNS) and all(one in window for one, (_, window) in pairs)
