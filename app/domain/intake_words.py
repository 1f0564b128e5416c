"""What somebody types about a patient in three seconds: `Bed 4`, `M 54`, `3床`, `女 8个月`."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

_PLACE: Final = re.compile(
    r"(?:bed|bay|room|rm|resus|trauma|triage|hallway|hall|chair|cubicle|pod|zone|stretcher)"
    r"(?:\s*[-#]?\s*(?:\d{1,3}[a-z]?|[a-z]\d{0,2}))"
    r"|resus|triage|trauma room|hallway|waiting room"
    r"|[a-z]{0,2}-?\d{1,3}[a-z]?"
    r"|.{0,8}(?:床|室|号位|抢救区|留观区|走廊|大厅)\s*\d{0,3}"
    r"|[抢留加诊床]\s*\d{1,3}",
    re.IGNORECASE,
)
_SEXES: Final = {
    **dict.fromkeys(("m", "male", "man", "boy", "男", "男性", "男孩"), "M"),
    **dict.fromkeys(("f", "female", "woman", "girl", "w", "女", "女性", "女孩"), "F"),
}
_UNITS: Final = {
    **dict.fromkeys(("", "y", "yo", "yr", "yrs", "year", "years", "岁", "周岁", "歲"), "y"),
    **dict.fromkeys(("mo", "mos", "month", "months", "个月", "個月", "月", "月龄"), "mo"),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks", "周", "週"), "w"),
    **dict.fromkeys(("d", "day", "days", "天", "日"), "d"),
}
_LONG_UNITS: Final = "|".join(sorted(filter(None, _UNITS), key=len, reverse=True))
_APART: Final = re.compile(rf"(\d)\s+({_LONG_UNITS})(?![A-Za-z])", re.IGNORECASE)
_AGE: Final = re.compile(rf"(\d{{1,3}})({_LONG_UNITS})?", re.IGNORECASE)
_SEX: Final = "|".join(sorted(_SEXES, key=len, reverse=True))
_SEX_FIRST: Final = re.compile(rf"({_SEX})(\d{{1,3}})({_LONG_UNITS})?", re.IGNORECASE)
_SEX_LAST: Final = re.compile(rf"(\d{{1,3}})({_LONG_UNITS})?({_SEX})", re.IGNORECASE)
_MONTHS_OR_MALE: Final = re.compile(r"\d{1,2}[mM]", re.ASCII)
_MONTHS: Final = 24
_NOISE: Final = frozenset({"mrn", "no", "nr", "id", "old", "住院号", "门诊号", "病历号"})
_NUMBER: Final = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9._/-]{3,63}", re.ASCII)
_OLDEST: Final = 130
_SPLIT: Final = re.compile(r"[\s,;、]+")
_KEPT_AGE: Final = re.compile(r"(\d+)(y|mo|w|d)")


@dataclass(frozen=True, slots=True)
class Told:
    """Whom an encounter is about, as far as somebody said; "" for what nobody did.

    age: a number with `y`, `mo`, `w` or `d`; sex: `M` or `F`. encounter: the visit's own number.
    birth_date (`1962-01-02`), arrived_at (aware): as a system of the hospital or a wristband says.
    """

    name: str = ""
    place: str = ""
    age: str = ""
    sex: str = ""
    patient: str = ""
    encounter: str = ""
    unread: str = field(default="", compare=False)
    """What could not be told apart."""
    birth_date: str = ""
    arrived_at: datetime | None = None


def told(who: str, more: str) -> Told:
    """Two fields: a name or a place; age and sex, a patient number, or `#` and a visit number."""
    first, parts = _plain(who), dict(_parts(more))
    place = first if _PLACE.fullmatch(first) else ""
    said = Told(name="" if place else first, place=place)
    return replace(said, **parts)  # type: ignore[arg-type]  # only texts are told


def age_parts(age: str) -> tuple[int, str]:
    """A number and its unit (`y`, `mo`, `w`, `d`); (0, "") when none is told."""
    found = _KEPT_AGE.fullmatch(age)
    return (int(found[1]), found[2]) if found else (0, "")


def read_age(text: str) -> str | None:
    """An age as it is kept; "" for nothing; None for what is none."""
    plain = _APART.sub(r"\1\2", _plain(text))
    if not plain:
        return ""
    found = _AGE.fullmatch(plain)
    return _age(found[1], found[2]) if found else None


def _parts(more: str) -> Iterator[tuple[str, str]]:
    unread = []
    for token in _SPLIT.split(_APART.sub(r"\1\2", _plain(more))):
        found = dict(_token(token)) if token else {}
        if token and not found and token.casefold() not in _NOISE:
            unread.append(token)
        yield from found.items()
    yield "unread", " ".join(unread)


def _token(token: str) -> Iterator[tuple[str, str]]:
    sex = _SEXES.get(token.casefold())
    if sex:
        yield "sex", sex
    elif token.startswith("#") and len(token) > 1:
        yield "encounter", token[1:]
    elif (found := _SEX_FIRST.fullmatch(token)) and (age := _age(found[2], found[3])):
        yield from (("sex", _SEXES[found[1].casefold()]), ("age", age))
    elif _MONTHS_OR_MALE.fullmatch(token) and int(token[:-1]) <= _MONTHS:
        return  # nobody but who typed it knows
    elif (found := _SEX_LAST.fullmatch(token)) and (age := _age(found[1], found[2])):
        yield from (("sex", _SEXES[found[3].casefold()]), ("age", age))
    elif (found := _AGE.fullmatch(token)) and (age := _age(found[1], found[2])):
        yield "age", age
    elif _NUMBER.fullmatch(token) and not _AGE.fullmatch(token):
        yield "patient", token


def _age(number: str, unit: str | None) -> str | None:
    kept = _UNITS[(unit or "").casefold()]
    return f"{int(number)}{kept}" if int(number) <= _OLDEST or kept == "d" else None


def _plain(text: str) -> str:
    """Full-width letters and digits as an input method writes them mean the same."""
    return " ".join(unicodedata.normalize("NFKC", text).split())
