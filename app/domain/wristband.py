"""What a barcode on a wristband says: a plain number, GS1 elements, or fields between bars.

GS1 General Specifications: AI 8018 is the number of who receives a service (GSRN, 18 digits with a
check digit), 8019 tells that person's services apart (SRIN), 90 to 99 are for whoever prints them;
8017 is a member of staff. An element of open length ends with FNC1, which scanners type as the
control character GS or as `~`.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

from app.domain.admissions import Admission, is_partial_date

ScanFault = Literal["check_digit", "staff", "not_a_patient", "unreadable"]
"""A digit was misread; the badge of somebody who works here; something else has this code, such as
a medicine; it begins like a wristband and does not go on like one."""

GS: Final = "\x1d"
_SYMBOLOGY: Final = re.compile(r"\](?:[A-Za-z])[0-9A-Za-z]")
"""ISO/IEC 15424: what a scanner may put first, to say which kind of barcode it was."""
_PRINTED: Final = re.compile(r"\((\d{2,4})\)([^()]+)")
_PLAIN: Final = re.compile(r"(?=(?:[^0-9]*[0-9]){4})[A-Za-z0-9][A-Za-z0-9._/-]{3,63}", re.ASCII)
_OPEN: Final = re.compile(r"9[0-9]", re.ASCII)
_GS1_PART: Final = re.compile(r"[!-z]{1,90}", re.ASCII)
_FIXED: Final = {"8018": 18, "8017": 18}
_LONGEST_SRIN: Final = 10
_LONGEST: Final = 512
_THINGS: Final = {"00": 18, "01": 14, "02": 14}
"""AIs of goods: logistic units and trade items, such as medicines."""
_BARS: Final = 2
_SEXES: Final = {"m": "M", "male": "M", "男": "M", "1": "M", "f": "F", "female": "F", "女": "F",
                 "2": "F"}  # fmt: skip
_DAY: Final = re.compile(r"(\d{4})[-/.年]?(\d{2})[-/.月]?(\d{2})日?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Scan:
    """What was read. numbers: to look for, the likeliest first; each a patient's or a visit's.

    printed: what the wristband itself says of the patient, where it says more than numbers.
    """

    numbers: tuple[str, ...]
    printed: Admission | None = None


def read_scan(text: str) -> Scan | ScanFault | None:
    """None for what is no barcode of a wristband, such as words that somebody typed."""
    text = text.strip(" \r\n\t")
    if len(text) > _LONGEST:
        return "unreadable"
    if "|" not in text:  # a name is left as it is written; rare characters have other forms
        text = unicodedata.normalize("NFKC", text)
    bare = _SYMBOLOGY.sub("", text, count=1) if text.startswith("]") else text
    if text.startswith(("]C1", "]d2", "]Q3", "]e0")):  # GS1-128, DataMatrix, QR Code, DataBar
        return _gs1(bare)
    if _PRINTED.match(bare):
        return _printed(bare)
    if bare.count("|") >= _BARS:
        return _bars(bare)
    if bare.startswith((GS, "~")) or _begins_as_gs1(bare):
        return _gs1(bare)
    return Scan((bare,)) if _PLAIN.fullmatch(bare) else None


def check_digit(digits: str) -> str:
    """The GS1 check digit of the digits before it: weights 3 and 1 in turn from the right."""
    weighed = sum(int(digit) * (3, 1)[place % 2] for place, digit in enumerate(reversed(digits)))
    return str(-weighed % 10)


def _begins_as_gs1(text: str) -> bool:
    """A GSRN is long enough not to be taken for a number that a hospital made up."""
    return bool(re.match(r"801[78]\d{18}(?:$|[\x1d~]|80|9\d)", text, re.ASCII))


def _printed(text: str) -> Scan | ScanFault | None:
    """Elements as they stand below the bars: (8018)…(90)…."""
    parts = _PRINTED.findall(text)
    if "".join(f"({ai}){value}" for ai, value in parts) != text:
        return "unreadable"
    return _told([(ai, value.strip()) for ai, value in parts])


def _gs1(text: str) -> Scan | ScanFault:
    parts: list[tuple[str, str]] = []
    rest = text.replace("~", GS).strip(GS)
    while rest:
        ai = _identifier(rest)
        if not ai:
            return "unreadable"
        fixed = _FIXED.get(ai) or _THINGS.get(ai)
        body = rest[len(ai) :]
        value = body[:fixed] if fixed else body.partition(GS)[0]
        rest = body[len(value) :].lstrip(GS)
        parts.append((ai, value))
    return _told(parts)


def _identifier(text: str) -> str:
    for ai in ("8018", "8017", "8019", *_THINGS):
        if text.startswith(ai):
            return ai
    return text[:2] if _OPEN.match(text) else ""


def _told(parts: list[tuple[str, str]]) -> Scan | ScanFault:
    """Numbers of the hospital's own come first: they are what its systems look patients up by."""
    for ai, value in parts:
        fault = _fault(ai, value)
        if fault is not None:
            return fault
    own = [value for ai, value in parts if _OPEN.fullmatch(ai)]
    visits = [value for ai, value in parts if ai == "8019"]
    persons = [value for ai, value in parts if ai == "8018"]
    numbers = tuple(dict.fromkeys((*own, *persons, *visits)))
    return Scan(numbers) if numbers else "unreadable"


def _fault(ai: str, value: str) -> ScanFault | None:
    if not _GS1_PART.fullmatch(value):
        return "unreadable"
    if ai in _FIXED or ai in _THINGS:
        if len(value) != (_FIXED | _THINGS)[ai] or not value.isdecimal():
            return "unreadable"
        if check_digit(value[:-1]) != value[-1]:
            return "check_digit"
        if ai in _THINGS:
            return "not_a_patient"
        return "staff" if ai == "8017" else None
    short = value.isdecimal() and len(value) <= _LONGEST_SRIN
    return None if short or ai != "8019" else "unreadable"


def _bars(text: str) -> Scan | ScanFault:
    """`number|name|birth date|sex`, with a visit number behind if there is one."""
    number, name, born, sex, visit, *_ = (
        *(part.strip() for part in text.split("|")), *("",) * 4
    )  # fmt: skip
    if not number or len(number) > 64 or any(ord(sign) < ord(" ") for sign in text):  # noqa: PLR2004
        return "unreadable"
    admission = Admission(
        visit,
        number,
        " ".join(part for part in name.replace("^", " ").split() if part),
        _SEXES.get(sex.casefold(), ""),
        _birth_date(born),
        source="wristband",
    )
    return Scan(tuple(filter(None, (visit, number))), admission)


def _birth_date(text: str) -> str:
    """ "" for what is no day of the calendar: none is better than a wrong one."""
    found = _DAY.fullmatch(text)
    day = "-".join(found.groups()) if found else text
    return day if is_partial_date(day) else ""
