"""English numbers told in the order that everybody knows: a panel of results, ventilator settings,
and one sign told again and again ("sats went ninety four ninety one eighty six").

The words are cut where the whole row fits what each place can be; two fitting ways are none.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from app.text.numbers_line_en import Num, Said
from app.text.numbers_said import Raw
from app.text.numbers_unit_en import with_unit
from app.text.numbers_words_en import NUMBER_WORDS, OH, parse

_LEAST, _LONGEST, _ROOM = 3, 24, 5


@dataclass(frozen=True, slots=True)
class _Place:
    """What stands in one place of a row: its limits, and whether it may have a decimal.

    tenth: the point may be left unsaid ("four one" of a potassium).
    """

    low: float
    high: float
    decimal: bool = False
    tenth: bool = False


@dataclass(frozen=True, slots=True)
class _Panel:
    cues: frozenset[str]
    places: tuple[_Place, ...]
    hint: str


_CHEMISTRY = (
    _Place(100, 180), _Place(1.5, 9.9, decimal=True, tenth=True), _Place(65, 135), _Place(3, 55),
    _Place(2, 200), _Place(0.2, 15, decimal=True, tenth=True), _Place(20, 1400),
)  # fmt: skip
_COUNTS = (
    _Place(0.1, 99, decimal=True, tenth=True), _Place(3, 20, decimal=True, tenth=True),
    _Place(10, 62, decimal=True), _Place(3, 1200),
)  # fmt: skip
_RATE, _VOLUME, _PEEP, _OXYGEN = _Place(6, 40), _Place(150, 800), _Place(0, 24), _Place(21, 100)
_VENTILATED = frozenset(
    {"vent", "a c", "ac", "simv", "prvc", "assist control", "settings", "volume control"}
)
_PANELS = (
    _Panel(frozenset({"bmp", "b m p", "chem", "chem seven", "chemistry", "lytes", "electrolytes",
                      "basic", "c m p", "cmp"}), _CHEMISTRY, "lab"),
    _Panel(frozenset({"cbc", "c b c", "counts"}), _COUNTS, "lab"),
    _Panel(_VENTILATED, (_RATE, _VOLUME, _PEEP, _OXYGEN), "setting"),
    _Panel(_VENTILATED, (_VOLUME, _RATE, _PEEP, _OXYGEN), "setting"),
)  # fmt: skip
_BETWEEN = frozenset({"is", "was", "are", "of", "back", "at", "on", "'s", "came", "shows", "looks"})
PANEL_WORDS = frozenset({"bmp", "b", "chem", "chemistry", "lytes", "electrolytes", "basic", "cmp",
                         "c", "cbc", "counts", "vent", "ac", "simv", "prvc", "assist", "settings",
                         "vent's", "control"})  # fmt: skip
_SIGNS = {
    "oxygen_saturation": (40, 100),
    "heart_rate": (30, 250),
    "respiratory_rate": (6, 60),
}
_PULSE_ROW = (_Place(30, 250), _Place(6, 60), _Place(60, 100))
_ROW_HINTS = ("heart_rate", "respiratory_rate", "oxygen_saturation")
_JOINED = frozenset({"went", "were", "are", "from", "was", "is", "of", "been", "reads", "at"})
_MANY = {
    "sugars": (20, 900), "glucoses": (20, 900), "systolics": (40, 260), "maps": (30, 150),
    "platelets": (1, 900), "creatinines": (0, 15),
}  # fmt: skip
_DAY = _Place(0, 30)
_SPREAD, _MOST = 1.8, 6
"""Two values of one sign told in a breath are not further apart."""


def panel(said: Said, first: int) -> list[Raw]:
    """The results of a panel or the settings of a ventilator, in their order."""
    cue = _cue(said, first)
    if not cue:
        return []
    end = _run_end(said, first)
    if not _LEAST <= end - first <= _LONGEST:
        return []
    for one in _PANELS:
        if cue & one.cues:
            row = _only(list(_cuts(said, first, end, one.places)), len(one.places))
            if row:
                return [with_unit(said, number, hint=one.hint) for number in row]
    return []


def _cue(said: Said, first: int) -> set[str]:
    """The words that name the row, right before it or with "is" and the like between."""
    last = first
    while said.at(last - 1) in _BETWEEN and first - last < _ROOM:
        last -= 1
    words = [word.removesuffix("'s") for word in said.before(last, _LEAST)]
    return {" ".join(words[at:]) for at in range(len(words))}


def _only(rows: list[tuple[Num, ...]], full: int) -> tuple[Num, ...]:
    """The row that all words fit, if there is but one; a whole one goes before a part."""
    rows = [row for row in rows if len(row) >= _LEAST]
    whole = [row for row in rows if len(row) == full]
    fitting = whole or rows
    return fitting[0] if len(fitting) == 1 else ()


def _run_end(said: Said, start: int) -> int:
    """Where the number words end that begin here; "and" may stand before the last."""
    end = start
    while end not in said.named and (
        said.at(end) in NUMBER_WORDS
        or said.at(end) in OH
        or said.at(end) == "point"
        or (said.at(end) == "and" and said.at(end + 1) in NUMBER_WORDS)
    ):
        end += 1
    return end


def _cuts(
    said: Said, start: int, end: int, places: tuple[_Place, ...]
) -> Iterator[tuple[Num, ...]]:
    """All ways to read start..end as the first of these places, in their order."""
    if start == end:
        yield ()
        return
    if not places:
        return
    start += said.at(start) == "and"
    for stop in range(start + 1, end + 1):
        number = _number(said, start, stop, places[0])
        if number is not None:
            for rest in _cuts(said, stop, end, places[1:]):
                yield (number, *rest)


def _number(said: Said, start: int, stop: int, place: _Place) -> Num | None:
    """The number that takes all words of start..stop and can stand in this place."""
    words = said.texts[:stop]
    found = parse(words, start)
    if found is None or "and" in words[start:stop]:
        return None
    text = found.text
    if found.end != stop:
        tenth = parse(words, found.end) if place.tenth else None
        if tenth is None or tenth.end != stop or len(tenth.text) > 1 or "." in text:
            return None
        text = f"{text}.{tenth.text}"
    fits = place.low <= float(text) <= place.high and (place.decimal or text.isdigit())
    return Num(start, stop, text) if fits else None


def days(said: Said, first: int) -> list[Raw]:
    """The days of "day zero three seven and fourteen": one after the other, each a value."""
    if said.at(first - 1) not in {"day", "days"}:
        return []
    end = _run_end(said, first)
    rows = [row for row in _cuts(said, first, end, (_DAY,) * _MOST) if _rises(row)]
    if len(rows) != 1 or said.unit(end) is not None or "and" not in said.texts[first:end]:
        return []
    return [with_unit(said, number, hint="time") for number in rows[0]]


def _rises(row: tuple[Num, ...]) -> bool:
    values = [number.value for number in row]
    return len(values) >= _LEAST and values == sorted(set(values))


def series(said: Said, first: int) -> list[Raw]:
    """One sign that is told more than once, or a pulse with breaths and saturation behind it."""
    one = said.number(first)
    if one is None or not one.text.isdigit() or said.number(one.end) is None:
        return []
    place = first
    while said.at(place - 1) in _JOINED and first - place < _LEAST:
        place -= 1
    limits = _MANY.get(said.at(place - 1))
    name = next((key for key in _SIGNS if said.labelled(place, frozenset({key}))), "")
    if not (limits or name):
        return []
    end = _run_end(said, first)
    if end - first > _LONGEST:
        return []
    if name == "heart_rate" and (row := _only(list(_cuts(said, first, end, _PULSE_ROW)), 3)):
        told = zip(row, _ROW_HINTS, strict=True)
        return [with_unit(said, number, hint=hint) for number, hint in told]
    place_ = _Place(*(limits or _SIGNS[name]))
    rows = [row for row in _cuts(said, first, end, (place_,) * _MOST) if _alike(row)]
    if len(rows) != 1 or (name and _unit_is_foreign(said, rows[0][-1])):
        return []
    return [with_unit(said, number, hint=name) for number in rows[0]]


def _alike(row: tuple[Num, ...]) -> bool:
    """True for two or more values that one sign can have within a short time."""
    values = [number.value for number in row]
    return len(values) > 1 and max(values) <= _SPREAD * min(values)


def _unit_is_foreign(said: Said, last: Num) -> bool:
    """True for the litres of "sats eighty eight two liters"."""
    unit = said.unit(last.end)
    return unit is not None and unit[0].ucum not in {"%", "/min"}
