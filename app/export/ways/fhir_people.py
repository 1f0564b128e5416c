"""Patients and encounters of a FHIR R4 server as admissions; what is odd about one raises.

Only what is read here is kept of a resource. Every text is cut to one printable line.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final, Literal, TypeVar

import msgspec

from app.domain.admissions import Admission, is_partial_date

LONGEST: Final = 200
"""A longer name, number or place is nobody's."""

_SEXES: Final = {"male": "M", "female": "F"}
_NAME_USES: Final = ("official", "usual", "", "temp", "nickname", "anonymous", "maiden", "old")
_NUMBER_USES: Final = ("official", "usual", "", "secondary", "temp", "old")
_HAN: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_REFERENCE: Final = re.compile(r"(?:.*/)?Patient/([A-Za-z0-9.-]{1,64})(?:/_history/.*)?", re.ASCII)


class _Coding(msgspec.Struct):
    code: str = ""
    display: str = ""


class _Concept(msgspec.Struct):
    coding: list[_Coding] = []
    text: str = ""


class _Identifier(msgspec.Struct):
    value: str = ""
    use: str = ""
    type: _Concept = msgspec.field(default_factory=_Concept)


class _Name(msgspec.Struct):
    use: str = ""
    text: str = ""
    family: str = ""
    given: list[str | None] = []


class _Reference(msgspec.Struct):
    reference: str = ""
    display: str = ""


class _Place(msgspec.Struct):
    location: _Reference = msgspec.field(default_factory=_Reference)
    status: str = ""


class _Period(msgspec.Struct):
    start: str = ""


class Patient(msgspec.Struct, rename="camel"):
    """R4 Patient."""

    resource_type: Literal["Patient"]
    id: str
    identifier: list[_Identifier] = []
    name: list[_Name] = []
    gender: str = ""
    birth_date: str = ""
    active: bool = True


class Encounter(msgspec.Struct, rename="camel"):
    """R4 Encounter."""

    resource_type: Literal["Encounter"]
    id: str
    status: str = ""
    identifier: list[_Identifier] = []
    subject: _Reference = msgspec.field(default_factory=_Reference)
    service_provider: _Reference = msgspec.field(default_factory=_Reference)
    service_type: _Concept = msgspec.field(default_factory=_Concept)
    location: list[_Place] = []
    period: _Period = msgspec.field(default_factory=_Period)


_Used = TypeVar("_Used", _Name, _Identifier)


def patient_id(encounter: Encounter) -> str:
    """The id of the patient an encounter is of; "" where it refers to none of this server."""
    found = _REFERENCE.fullmatch(encounter.subject.reference)
    return found[1] if found else ""


def admission(patient: Patient, encounter: Encounter | None = None) -> Admission:
    """Both as one. Raises ValueError when the patient has neither name nor number, or a text is
    no name's."""
    name, number = _name(patient.name), _number(patient.identifier, "MR")
    if not name and not number:
        raise ValueError
    known = Admission(
        visit="",
        patient_number=number,
        name=name,
        sex=_SEXES.get(patient.gender, ""),
        birth_date=patient.birth_date if is_partial_date(patient.birth_date) else "",
        source="fhir",
    )
    return known if encounter is None else _with_visit(known, encounter)


def _with_visit(known: Admission, encounter: Encounter) -> Admission:
    department = encounter.service_provider.display or _words(encounter.service_type)
    return Admission(
        visit=_number(encounter.identifier, "VN"),
        patient_number=known.patient_number,
        name=known.name,
        sex=known.sex,
        birth_date=known.birth_date,
        department=_line(department),
        place=_line(_place(encounter.location)),
        arrived_at=_instant(encounter.period.start),
        source=known.source,
    )


def _name(names: Iterable[_Name]) -> str:
    """The official name before others; as text, else put together in its language's order."""
    spoken = (_line(one.text) or _composed(one) for one in _ranked(names, _NAME_USES))
    return next((one for one in spoken if one), "")


def _composed(name: _Name) -> str:
    """`张三`, `John Adam Smith`: family first and no spaces where both are Chinese."""
    family, given = _line(name.family), [_line(one or "") for one in name.given]
    if _HAN.search(family) and _HAN.search("".join(given)):
        return _line(family + "".join(given))
    return _line(" ".join((*given, family)))


def _number(identifiers: Iterable[_Identifier], kind: str) -> str:
    """The number of one kind of HL7 v2 table 0203, else the first that is in use."""
    ranked = _ranked(identifiers, _NUMBER_USES)
    typed = [one for one in ranked if any(coding.code == kind for coding in one.type.coding)]
    return next((line for one in (*typed, *ranked) if (line := _line(one.value))), "")


def _ranked(values: Iterable[_Used], uses: tuple[str, ...]) -> list[_Used]:
    return sorted(values, key=lambda one: uses.index(one.use) if one.use in uses else len(uses))


def _place(places: list[_Place]) -> str:
    """Where the patient is now; where nothing says so, the place that was told last."""
    active = [one for one in places if one.status == "active"]
    return next((one.location.display for one in reversed(active or places)), "")


def _words(concept: _Concept) -> str:
    return concept.text or next((one.display for one in concept.coding if one.display), "")


def _instant(text: str) -> datetime | None:
    """A time with its zone; a day alone, or no time at all, is None."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def _line(text: str) -> str:
    """One printable line. Raises ValueError when it is longer than any name."""
    if len(text) > LONGEST:
        raise ValueError
    plain = (one if one.isprintable() else " " * one.isspace() for one in text)
    return " ".join("".join(plain).split())
