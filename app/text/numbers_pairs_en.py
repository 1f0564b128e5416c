"""English pairs of numbers: pressures, visual acuity, grades and ventilator settings."""

from app.text.numbers_line_en import Num, Said
from app.text.numbers_said import Raw
from app.text.numbers_table import SaidUnit
from app.text.numbers_unit_en import with_unit
from app.text.numbers_words_en import parse

_PRESSURE = (range(30, 301), range(10, 201))
_VISION = frozenset({10, 13, 15, 20, 25, 30, 40, 50, 60, 70, 80, 100, 200, 400, 800})
_SIDES_OF_A_SCORE = 15
_CLIPPED_ROOM = 4
_ROUNDED = 12
_SEEN_ROOM, _EYE_ROOM = 9, 4
_VENTILATED = frozenset({"bipap", "settings", "setting", "support", "cpap", "bilevel", "ipap"})
_PRESSED = frozenset({"pressure", "bp", "p", "pressures"})
_LEAST = 20
_LARGEST_SCORE = 25
_WARM = frozenset({*range(35, 43), *range(96, 107)})
_PASSED = (("on", "room", "air"), ("room", "air"), ("on", "air"), (",",))
_LARGE = frozenset(
    tuple(words.split())
    for words in ("ck", "c k", "cpk", "p k", "bnp", "n p", "dimer", "hcg", "c g", "quant", "lipase",
                  "troponin", "trop", "ferritin", "ast", "s t", "alt", "l t", "amylase")
)  # fmt: skip
"""Results that reach the thousands, by their last words."""
_DRUGS = frozenset({"drug"})
_UNSAID, _LAST_TWO = range(11, 100), range(10, 100)
_BEFORE, _PAIR = 2, 2
_Sign = tuple[str, tuple[str, ...], float, float]
_ROW: tuple[_Sign, ...] = (
    ("heart_rate", ("", "/min"), 20, 260),
    ("respiratory_rate", ("", "/min"), 4, 70),
    ("oxygen_saturation", ("", "%"), 40, 100),
    ("temperature", ("", "Cel", "[degF]", "deg"), 30, 108),
)
"""Vital signs as they are told in a row: name, units, lowest and highest of each."""


def over(said: Said, first: int) -> Raw | None:
    """Pressures, visual acuity, grades and ventilator pairs: N over M."""
    upper = said.number(first)
    if upper is None or said.at(upper.end) not in {"over", "on", "slash", "by", "upon"}:
        return None
    lower = said.number(upper.end + 1)
    if lower is None or "." in upper.text + lower.text:
        return None
    lower = _before_unit(said, upper, lower)
    after = said.unit(lower.end)
    measured = after is not None and after[0].ucum != "mm[Hg]"
    behind = said.number(lower.end)
    own = behind is not None and (
        said.at(behind.end) in {"percent", "%"} or said.unit(behind.end) is not None
    )
    if measured or (behind and not own and not _pulse_follows(said, upper, lower)):
        return None
    if _no_pressure(said, upper, lower):
        return None
    hint = _pair_kind(said, upper, lower)
    joint = said.at(upper.end)
    pressed = joint != "by" or _PRESSED & said.near(first, _CLIPPED_ROOM)
    if hint is None or not pressed or (joint in {"on", "by"} and hint != "vital"):
        return None
    last = lower.end - 1 + (after[1] if after else 0)
    shown, unit = f"{upper.text}/{lower.text}", ("mmHg", "mm[Hg]") if after else ("", "")
    return Raw(first, last, first, lower.end, shown, *unit, "pair", hint)


def _before_unit(said: Said, upper: Num, lower: Num) -> Num:
    """The eighty of "one thirty over eighty, two liters": its last digit has a unit of its own."""
    unit = said.unit(lower.end)
    tens = parse(said.texts[: lower.first + 1], lower.first)
    if unit is None or tens is None or unit[0].ucum in {"mm[Hg]", "%"} or len(lower.text) != _PAIR:
        return lower
    timed = unit[0].kind == "duration"
    pressed = _PRESSED & said.near(upper.first, _CLIPPED_ROOM)
    if lower.end - lower.first != _PAIR or (timed and not pressed):
        return lower
    shorter = Num(lower.first, lower.first + 1, tens.text)
    return shorter if _pair_kind(said, upper, shorter) == "vital" else lower


def _no_pressure(said: Said, upper: Num, lower: Num) -> bool:
    """ "amiodarone one fifty over ten", "a map of fifty five on ten of levo"."""
    pressed = _PRESSED & said.near(upper.first, _CLIPPED_ROOM)
    if lower.value < _LEAST <= upper.value and (_given(said, upper.first) or not pressed):
        return upper.value > _LARGEST_SCORE
    on = said.at(upper.end) == "on"
    return on and (lower.value < _LEAST or said.at(lower.end) == "of")


def _given(said: Said, first: int) -> bool:
    """True right behind a drug, a pause between or not."""
    at = first - (said.at(first - 1) == ",")
    return said.labelled(at, _DRUGS)


def _pulse_follows(said: Said, upper: Num, lower: Num) -> bool:
    """True for a pressure with other vital signs right behind: "one ten over seventy eighty"."""
    pulse = said.number(lower.end)
    pressed = _pair_kind(said, upper, lower) == "vital"
    return pressed and pulse is not None and pulse.value >= _LEAST and len(lower.text) > 1


def packed(said: Said, first: int) -> list[Raw]:
    """Pulse, breaths, saturation and temperature right behind a pressure, without their names."""
    found: list[tuple[Num, str]] = []
    at, slot = first, 0
    while (number := _next(said, at)) is not None:
        unit = said.unit(number.end)
        place = next((i for i in range(slot, len(_ROW)) if _fits(number, unit, _ROW[i])), None)
        if place is None or said.at(number.end) in {"over", "to", "out", "by"}:
            break
        found.append((number, _ROW[place][0]))
        at, slot = number.end + (unit[1] if unit else 0), place + 1
    return [with_unit(said, number, hint=name) for number, name in found]


def _next(said: Said, at: int) -> Num | None:
    """The number here or behind "on room air"; a temperature may leave its point unsaid."""
    skipped = next((len(one) for one in _PASSED if said.texts[at : at + len(one)] == one), 0)
    number = said.number(at + skipped)
    tenth = said.number(number.end) if number else None
    if number is None or tenth is None or len(tenth.text) > 1 or int(number.value) not in _WARM:
        return number
    if "." in number.text or said.number(tenth.end) or said.unit(tenth.end):
        return number
    return Num(number.first, tenth.end, f"{number.text}.{tenth.text}")


def _fits(number: Num, unit: tuple[SaidUnit, int] | None, row: _Sign) -> bool:
    _, units, low, high = row
    told = unit[0].ucum if unit else ""
    if "." in number.text and row[0] != "temperature":
        return False
    return told in units and low <= number.value <= high


def _pair_kind(said: Said, upper: Num, lower: Num) -> str | None:
    high, low = int(upper.text), int(lower.text)
    near = said.near(upper.first, _CLIPPED_ROOM)
    if high in {20, 6} and low in _VISION | {5, 6, 9, 12, 18, 24, 36, 60}:
        return "ratio"
    if near & _VENTILATED or (high <= low <= _SIDES_OF_A_SCORE):
        return "ratio"
    pressure = high in _PRESSURE[0] and low in _PRESSURE[1] and low < high
    return "vital" if pressure else None


def acuity_beside(said: Said, first: int) -> Raw | None:
    """ "left eye twenty forty": only behind a word for seeing."""
    if said.at(first) != "twenty":
        return None
    lower = said.number(first + 1)
    near = set(said.before(first, _SEEN_ROOM)) | _eye_behind(said, lower)
    seen = {"vision", "acuity", "eye", "eyes", "sees", "reads", "snellen", "pinhole"} & near
    if lower is None or not seen or int(float(lower.text)) not in _VISION:
        return None
    if said.number(lower.end) or said.unit(lower.end):
        return None
    shown = f"20/{lower.text}"
    return Raw(first, lower.end - 1, first, lower.end, shown, "", "", "pair", "ratio")


def _eye_behind(said: Said, lower: Num | None) -> set[str]:
    """ "eye" where one is told right behind: "twenty fifty in the left eye"."""
    after = said.texts[lower.end : lower.end + _EYE_ROOM] if lower else ()
    letters = after[:1] == ("o",) and after[1:2] in {("d",), ("s",), ("u",)}
    return {"eye"} if letters or "eye" in after else set()


def pressure_beside(said: Said, first: int) -> Raw | None:
    """ "pressure one twenty eighty": only right behind a word for pressure."""
    upper = said.number(first)
    cued = {"pressure", "bp", "p"} & said.near(first, 3)
    lower = said.number(upper.end) if upper else None
    if upper is None or lower is None or not cued or said.number(lower.end):
        return None
    if "." in upper.text + lower.text or said.unit(lower.end):
        return None
    if _pair_kind(said, upper, lower) != "vital":
        return None
    shown = f"{upper.text}/{lower.text}"
    return Raw(first, lower.end - 1, first, lower.end, shown, "", "", "pair", "vital")


def _rounded(said: Said, first: int) -> bool:
    """True for the dose of "rounded down to seventeen fifty", where a drug is told of before."""
    to = said.before(first, _BEFORE) in {("down", "to"), ("up", "to"), ("off", "to")}
    return to and any(said.drug(at) for at in range(max(0, first - _ROUNDED), first))


def hundreds_unsaid(said: Said, first: int) -> Raw | None:
    """ "vanc seventeen fifty", "d dimer twenty four sixty": only right behind what it is of."""
    hundreds = said.number(first)
    rest = said.number(hundreds.end) if hundreds else None
    if hundreds is None or rest is None or said.number(rest.end) or said.unit(hundreds.end):
        return None
    if not (hundreds.text + rest.text).isdigit() or int(hundreds.text) not in _UNSAID:
        return None
    if int(hundreds.text) % 10 == 0 or int(rest.text) not in _LAST_TWO:
        return None
    beside = said.before(first - (said.at(first - 1) in {"of", "is", "was"}), _BEFORE)
    large = beside[-1:] in _LARGE or beside in _LARGE
    told = said.labelled(first, _DRUGS) or _rounded(said, first)
    dosed = rest.text in {"15", "25", "50", "75"} and told
    if not (large or dosed):
        return None
    return with_unit(said, Num(first, rest.end, hundreds.text + rest.text))
