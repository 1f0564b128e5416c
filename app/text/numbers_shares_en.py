"""English shares: a third of something, half a unit, seven eighths of an inch."""

from app.text.numbers_line_en import Num, Said
from app.text.numbers_said import Raw
from app.text.numbers_unit_en import with_unit

_PARTS = {"half": ".5", "quarter": ".25"}
_PARTS_OF_ONE = frozenset("123456789")
"""What stands above a fraction: "the twenty third" is a day."""
_PER_A = frozenset({"a", "an"})
_SHARES = {
    "thirds": 3, "third": 3, "quarters": 4, "fifths": 5, "fifth": 5, "eighths": 8, "tenths": 10,
}  # fmt: skip


def share(said: Said, first: int) -> Raw | None:
    """A third of something, three quarters of a litre."""
    if said.at(first) in {"a", "one"} and said.texts[first + 1 : first + 3] == ("third", "of"):
        return Raw(first, first + 1, first, first + 2, "1/3", "", "", "fraction", "ratio")
    quarters = said.texts[first : first + 3] == ("three", "quarters", "of")
    if not quarters or said.at(first + 3) not in _PER_A or said.unit(first + 4) is None:
        return None
    return with_unit(said, Num(first, first + 4, "0.75"))


def fraction(said: Said, first: int) -> Raw | None:
    """Half and quarter of a unit, and thirds of a whole."""
    if first in said.named:
        return None
    start = first + 1 if said.at(first) in {"a", "one"} and said.at(first + 1) in _PARTS else first
    if "and" in {said.at(first - 1), said.at(start - 2)}:
        return None  # of what was said before: a pack and a half a day
    if said.at(start) in _PARTS:
        at = start + 1
        at += said.texts[at : at + 1] == ("of",)
        at += said.at(at) in {"a", "an"}
        if said.unit(at) and not (said.at(start) == "quarter" and said.at(at) == "pounder"):
            number = Num(first, at, f"0{_PARTS[said.at(start)]}")
            hourly = said.at(start) == "quarter" and said.at(at).startswith("hour")
            return _quarter_hour(first, at) if hourly else with_unit(said, number)
        return None
    number_ = said.number(first)
    total = _SHARES.get(said.at(number_.end)) if number_ else None
    if number_ is None or total is None or number_.text not in _PARTS_OF_ONE:
        return None
    shown = f"{number_.text}/{total}"
    return Raw(first, number_.end, first, number_.end + 1, shown, "", "", "fraction", "ratio")


def half_range(said: Said, first: int) -> Raw | None:
    """ "a half to one tablet", "half to three quarters of an inch", "a quarter to a half"."""
    if said.words.isdisjoint(_PARTS):
        return None
    start = first + 1 if said.at(first) in {"a", "one"} and said.at(first + 1) in _PARTS else first
    low = _PARTS.get(said.at(start))
    if low is None or said.at(start + 1) not in {"to", "or"} or first in said.named:
        return None
    at = start + 2 + (said.at(start + 2) in {"a", "one"} and said.at(start + 3) in _PARTS)
    number = said.number(at)
    if said.at(at) in _PARTS:
        number = Num(at, at + 1, f"0{_PARTS[said.at(at)]}")
    elif said.texts[at : at + 2] == ("three", "quarters"):
        number = Num(at, at + 2, "0.75")
    elif said.at(start) == "quarter":
        return None  # of an hour
    if number is None:
        return None
    end = number.end
    end += said.at(end) == "of"
    end += said.at(end) in _PER_A and said.at(end - 1) == "of"
    if said.unit(end) is None:
        return None
    return with_unit(said, Num(first, end, f"0{low}-{number.text}"), shape="range")


def _quarter_hour(first: int, at: int) -> Raw:
    return Raw(first, at, first, at, "15", "minutes", "min", "plain", "duration")
