"""English digits said one by one: phone and room numbers, a pH, and what only counts off."""

from itertools import pairwise

from app.text.numbers_line_en import Num, Said
from app.text.numbers_said import Raw
from app.text.numbers_unit_en import with_unit
from app.text.numbers_words_en import below_hundred, parse

_MIN_DIGITS, _PAIR = 4, 2
_REPEATED = {"double": 2, "triple": 3}
_ACID = frozenset({"6", "7"})
_ROOM = 4
_GASES = frozenset({"ph", "h", "gas", "abg", "vbg"})
_CALLED = frozenset(
    {"extension", "ext", "pager", "room", "bed", "locker", "code", "badge", "dial", "dialed"}
)
_DRUG = frozenset({"drug"})
_FREE = "18"
"""As a number begins that costs the caller nothing: one eight hundred."""
_ASKED, _NEAR_GAS = 3, 3
_ACIDS = range(650, 790)
_REACHED = frozenset(
    (how, who, "at")
    for how in ("page", "call", "reach", "dial", "text")
    for who in ("me", "us", "him", "her", "them")
)
_NUMBERED_BY = frozenset(
    {("ends", "in"), ("ending", "in"), ("badge", "number"), ("room", "number"), ("case", "number"),
     ("record", "number"), ("bed", "number"), ("unit", "number"), ("badge", "is")}
)  # fmt: skip
_PHONED = frozenset(
    {"phone", "cell", "number", "call", "callback", "reach", "dial", "fax", "mobile"}
)
_EXTENSIONS = frozenset({"extension", "ext", "pager"})
_PHONE_ROOM, _TWO_DIGITS, _GAS_ROOM = 5, 10, 8


def digits(said: Said, first: int) -> Raw | None:
    """Phone spelled, 911, and the pH that is said "seven one five"."""
    if said.texts[first : first + 3] == ("nine", "one", "one") and not said.number(first + 3):
        return Raw(first, first + 2, first, first + 3, "911", "", "", "digits", "other")
    spelled, end = _spelled(said, first)
    if len(spelled) < _PAIR + 1 or said.at(end) == "point" or said.at(first) in {"oh", "o"}:
        return None
    labelled = _GASES & said.near(first, _ROOM) or _gas(said, first)
    if len(spelled) == _PAIR + 1 and spelled[0] in _ACID and labelled:
        return with_unit(said, Num(first, end, f"{spelled[0]}.{spelled[1:]}"), hint="lab")
    if said.labelled(first, _DRUG):
        return Raw(first, end - 1, first, end, spelled, "", "", "approximate")  # zosyn 3.375
    if len(spelled) >= _MIN_DIGITS or spelled == "911":
        return Raw(first, end - 1, first, end, spelled, "", "", "digits", "other")
    return _bare_digits(said, first, end, spelled)


def _numbered(said: Said, first: int) -> bool:
    """True behind "room", "page me at", "ends in" and "dial"."""
    told = said.at(first - 1) in _CALLED or said.before(first, _ASKED) in _REACHED
    return told or said.before(first, _PAIR) in _NUMBERED_BY


def acid(said: Said, first: int) -> Raw | None:
    """ "ph seven twenty two", "gas seven ten fifty": the point of a pH is left unsaid."""
    whole = said.number(first) if said.at(first) in {"six", "seven"} else None
    if whole is None or not whole.text.isdigit() or int(whole.text) not in _ACIDS:
        return None
    if not _GASES & said.near(first, _NEAR_GAS):
        return None
    if "hundred" in said.texts[first : whole.end] or said.unit(whole.end) is not None:
        return None
    shown = f"{whole.text[0]}.{whole.text[1:]}"
    return with_unit(said, Num(first, whole.end, shown), hint="lab")


def _gas(said: Said, first: int) -> bool:
    """True for "a b g on fifty percent is"."""
    before = " ".join(said.before(first, _GAS_ROOM))
    return any(name in before for name in ("b g", "abg", "vbg", "gas"))


def _spelled(said: Said, first: int) -> tuple[str, int]:
    """The digits from here on, and where they end; a phone number may end in pairs."""
    found, end = "", first
    phone = bool(_PHONED & set(said.before(first, _PHONE_ROOM)))
    while True:
        times = said.at(end) in _REPEATED
        digit = digit_at(said, end + times, free=len(found) > _PAIR)
        pairs = (phone and len(found) > _PAIR) or said.at(first - 1) in _EXTENSIONS
        pair, after = below_hundred(said.texts, end) if pairs else (0, end)
        if digit is not None and not (pairs and pair >= _TWO_DIGITS):
            found += digit * max(1, _REPEATED.get(said.at(end), 0))
            end += 1 + times
        elif found == _FREE and said.at(end) == "hundred" and digit_at(said, end + 1) is not None:
            found, end = f"{found}00", end + 1
        elif pair >= _TWO_DIGITS and said.unit(after) is None:
            found, end = f"{found}{pair}", after
        else:
            return found, end


def _bare_digits(said: Said, first: int, end: int, digits: str) -> Raw | None:
    """Three digits in a row count something in or out, or are one number ("six five oh")."""
    whole = said.number(first)
    if whole is not None and whole.end >= end:
        return None
    if _numbered(said, first):
        return Raw(first, end - 1, first, end, digits, "", "", "digits", "other")
    steps = {int(after) - int(one) for one, after in pairwise(digits)}
    if len(steps) == 1 or said.unit(end) is None or digits[0] == "0":
        return Raw(first, end - 1, first, end, digits, "", "", "approximate")
    return with_unit(said, Num(first, end, digits))


def digit_at(said: Said, at: int, *, free: bool = False) -> str | None:
    """The digit that is said here; free: behind other digits, where no name begins."""
    if at in said.named and not free:
        return None
    text = said.at(at)
    if text in {"oh", "o"}:
        return "0"
    found = parse([text], 0) if text else None
    return found.text if found and len(found.text) == 1 and text.isalpha() else None
