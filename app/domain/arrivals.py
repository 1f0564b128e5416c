"""Who is in the emergency room by what the hospital's systems said, and where that differs from an
encounter of ours."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final, Literal

from app.domain.admissions import Admission

Part = Literal["patient", "name", "sex", "birth_date", "place"]
"""What both an admission and an encounter say of a patient."""
IDENTITY: Final[tuple[Part, ...]] = ("patient", "name", "sex", "birth_date")
"""What tells patients apart; a place changes all day."""
_TOLD: Final = ("name", "sex", "birth_date", "department", "place")

_WEEKS_UNTIL: Final = 84  # days; then months
_MONTHS_UNTIL: Final = 24


@dataclass(frozen=True, slots=True)
class Arrival:
    """An admission as it is kept. said: when each field of it was told, aware; `left_at` among
    them. left_at: None while the patient is here. contested: the visit number was told for another
    patient too, and the first one keeps it. begun: an encounter of ours has its number.
    """

    admission: Admission
    said: Mapping[str, datetime] = field(default_factory=dict)
    left_at: datetime | None = None
    contested: Admission | None = None
    begun: bool = False


@dataclass(frozen=True, slots=True)
class Differing:
    """A part in which the hospital's system says `there` and an encounter of ours says `here`.

    foreign: the two are different patients; nothing is taken over then.
    """

    part: Part
    here: str
    there: str
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Trouble:
    """What could not be asked or read, for people."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Offers:
    """Patients that a look-up found, and what could not be asked.

    more: there are others, who are not among them.
    """

    arrivals: tuple[Arrival, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    more: bool = False


def told_of(kept: Arrival, told: Admission, at: datetime) -> Arrival:
    """What is kept once a message of `at` tells of the same visit of the same patient.

    Of each field the newest message holds, in whatever order messages come; what a message leaves
    out is not forgotten, and the time of arrival is the earliest that was told.
    """
    newer = {
        name: getattr(told, name)
        for name in _TOLD
        if getattr(told, name) and at >= kept.said.get(name, at)
    }
    arrived = [one for one in (kept.admission.arrived_at, told.arrived_at) if one]
    admission = replace(kept.admission, **newer, arrived_at=min(arrived, default=None))
    return replace(kept, admission=admission, said={**kept.said, **dict.fromkeys(newer, at)})


def left(kept: Arrival, left_at: datetime | None, at: datetime) -> Arrival:
    """The same once a message of `at` says that the patient left then, or is here."""
    if at < kept.said.get("left_at", at):
        return kept
    return replace(kept, left_at=left_at, said={**kept.said, "left_at": at})


def differing(here: Mapping[Part, str], there: Admission, stands_for: str) -> tuple[Differing, ...]:
    """What an admission says otherwise than an encounter of ours does.

    stands_for: the patient number that stands for the encounter's since it was merged, or itself.
    An admission that leaves a part out says nothing of it.
    """
    number, told = here["patient"], there.patient_number
    foreign = bool(number and told) and not same_number(stands_for, told)
    found = tuple(_differing(here, there))
    if not foreign:
        return found
    return tuple(replace(one, foreign=True) for one in found if one.here)


def _differing(here: Mapping[Part, str], there: Admission) -> Iterator[Differing]:
    told = parts_of(there)
    for part in IDENTITY:
        if told[part] and _plain(here[part]) != _plain(told[part]):
            yield Differing(part, here[part], told[part])


def parts_of(admission: Admission) -> dict[Part, str]:
    """By the names that encounters have for them."""
    return {
        "patient": admission.patient_number,
        "name": admission.name,
        "sex": admission.sex,
        "birth_date": admission.birth_date,
        "place": admission.place,
    }


def same_name(one: str, other: str) -> bool:
    """Case, width, spaces and commas are how a name is written, not another name."""
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if sign.isalnum())


def same_number(one: str, other: str) -> bool:
    """In numbers the case of letters does not count, as in encounters."""
    return one.casefold() == other.casefold()


def age_on(birth_date: str, day: date) -> str:
    """As encounters have ages (`54y`, `8mo`, `3w`, `20d`); "" where no whole date is known."""
    try:
        born = date.fromisoformat(birth_date)
    except ValueError:
        return ""
    days = (day - born).days
    months = (day.year - born.year) * 12 + day.month - born.month - (day.day < born.day)
    if days < 0:
        return ""
    if days < 28:  # noqa: PLR2004 - the first four weeks are counted in days
        return f"{days}d"
    if days < _WEEKS_UNTIL:
        return f"{days // 7}w"
    return f"{months}mo" if months < _MONTHS_UNTIL else f"{months // 12}y"
