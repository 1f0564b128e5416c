"""What an ADT message says: HL7 v2.3 to v2.8, whose PID, MRG, EVN and PV1 fields are read alike.

A01 and A04 tell that somebody came, A02 and A08 what is known by now, A31 the same of a person
without a visit, A03 and A11 that they left or never came, A13 that they did not leave after all,
A34 and A40 that two patient numbers are one patient.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final

import hl7

from app.domain.admissions import Admission, AdmissionEvent, AdmissionKind, is_partial_date
from app.export.hl7_in.header import Header, read_header, text_of
from app.export.hl7_in.refusals import RefusedError, refused

KINDS: Final[dict[str, AdmissionKind]] = {
    "A01": "admitted",
    "A02": "updated",
    "A03": "left",
    "A04": "admitted",
    "A08": "updated",
    "A11": "left",
    "A13": "admitted",
    "A31": "updated",
    "A34": "merged",
    "A40": "merged",
}
_VERSION: Final = re.compile(r"2\.[3-8](\.\d)?")
_TIME: Final = re.compile(
    r"(\d{4})(\d{2})?(\d{2})?(?:(\d{2})(\d{2})(\d{2})?)?(?:\.\d+)?([+-]\d{4})?"
)
_VISIT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,63}", re.ASCII)
_SEXES: Final = {"M": "M", "F": "F", "1": "M", "2": "F", "男": "M", "女": "F"}
_ESCAPE: Final = {"F": 0, "S": 1, "R": 2, "E": 3, "T": 4}
_LONGEST: Final = 200
_LONGEST_NUMBER: Final = 64
_HAN: Final = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")

Segment = Any
"""A list of fields of the package `hl7`, of which nothing is typed."""


def read_message(frame: bytes, now: datetime) -> tuple[Header, tuple[AdmissionEvent, ...]]:
    """What happened, in the order it was told. now: aware, for a message without a time.

    Raises RefusedError, with what to answer.
    """
    header = read_header(frame)
    try:
        _check(header)
        return header, tuple(_events(header, _parsed(text_of(frame, header)), now))
    except RefusedError as refusal:
        refusal.header = header
        raise


def _check(header: Header) -> None:
    if header.kind != "ADT":
        raise refused("AR", "200", "MSH^1^9", "only ADT messages are taken")
    if header.event not in KINDS:
        raise refused("AR", "201", "MSH^1^9", f"taken are {', '.join(KINDS)}")
    if header.processing not in {"P", ""}:
        raise refused("AR", "202", "MSH^1^11", "only production messages are taken")
    if not _VERSION.fullmatch(header.version):
        raise refused("AR", "203", "MSH^1^12", "versions 2.3 to 2.8 are taken")
    if not header.control_id:
        raise refused("AE", "101", "MSH^1^10", "the message has no control id")


def _parsed(text: str) -> Segment:
    """By the package; whatever it makes of a broken message is one refusal."""
    plain = text.replace("\r\n", "\r").replace("\n", "\r").strip("\r\x00 ")
    try:
        return hl7.parse(plain)
    except (hl7.HL7Exception, ValueError, LookupError, AssertionError, RecursionError) as error:
        raise refused("AR", "100", "MSH", "the message cannot be taken apart") from error


def _events(header: Header, message: Segment, now: datetime) -> Iterator[AdmissionEvent]:
    kind = KINDS[header.event]
    by_name: dict[str, list[Segment]] = {}
    for one in message:
        by_name.setdefault(_called(one), []).append(one)
    evn, pv1 = (by_name.get(name, [None])[0] for name in ("EVN", "PV1"))
    at = _time(_first(evn, 2)) or _time(header.said_at) or now
    identity = f"{header.application}^{header.facility}|{header.control_id}"
    if kind == "merged":
        for patient, gone in _merges(message, header.delimiters):
            yield AdmissionEvent(kind, identity, at, patient, gone)
        return
    pid = by_name.get("PID", [None])[0]
    patient = _patient(pid, header.delimiters)
    visit = _visit(pv1, pid, needed=header.event not in {"A08", "A31"})
    arrived = _time(_first(pv1, 44)) or (
        at if kind == "admitted" and header.event != "A13" else None
    )
    place, department = _place(pv1, header.delimiters)
    yield AdmissionEvent(
        kind,
        identity,
        at,
        Admission(
            visit if header.event != "A31" else "",
            *(patient.patient_number, patient.name, patient.sex, patient.birth_date),
            department,
            place,
            arrived if visit else None,
            "hl7",
        ),
    )


def _called(segment: Segment) -> str:
    return str(segment[0]) if len(segment) else ""


def _merges(message: Segment, delimiters: str) -> Iterator[tuple[Admission, str]]:
    """Each MRG belongs to the PID before it."""
    pid: Segment = None
    found = 0
    for one in message:
        if _called(one) == "PID":
            pid = one
        elif _called(one) == "MRG":
            gone = _number(_repetitions(one, 1))
            if not gone:
                raise refused("AE", "101", "MRG^1^1", "the number that is gone is missing")
            found += 1
            yield _patient(pid, delimiters), gone
    if not found:
        raise refused("AE", "101", "MRG^1^1", "a merge needs MRG behind its PID")


def _patient(pid: Segment, delimiters: str) -> Admission:
    number = _number(_repetitions(pid, 3))
    if not number:
        raise refused("AE", "101", "PID^1^3", "the patient number is missing")
    if len(number) > _LONGEST_NUMBER:
        raise refused("AE", "103", "PID^1^3", "a patient number has up to 64 characters")
    born = _text(_first(pid, 7), delimiters)
    return Admission(
        "",
        number,
        _name(_repetitions(pid, 5), delimiters),
        _SEXES.get(_text(_first(pid, 8), delimiters).upper(), ""),
        _day(born),
        source="hl7",
    )


def _visit(pv1: Segment, pid: Segment, *, needed: bool) -> str:
    """PV1-19, or the account number of PID-18 where a sender has no other."""
    found = _plain(_part(_repetitions(pv1, 19), 0)) or _plain(_part(_repetitions(pid, 18), 0))
    if not found and needed:
        raise refused("AE", "101", "PV1^1^19", "the visit number is missing")
    if found and not _VISIT.fullmatch(found):
        raise refused(
            "AE", "103", "PV1^1^19", "a visit number is up to 64 letters, digits, dots or dashes"
        )
    return found


def _place(pv1: Segment, delimiters: str) -> tuple[str, str]:
    """PL: point of care, room, bed; the department is the point of care or the hospital service."""
    first = (_repetitions(pv1, 3) or [[]])[0]
    unit, room, bed = (_text(_part([first], place), delimiters) for place in range(3))
    place = " ".join(dict.fromkeys(filter(None, (room, bed)))) or unit
    return place, _text(_first(pv1, 10), delimiters) or unit


def _number(repetitions: list[Segment]) -> str:
    """The medical record number, among several of different kinds (table 0203)."""
    several = [(_plain(_part([one], 4)).upper(), _plain(_part([one], 0))) for one in repetitions]
    numbers = [(kind, number) for kind, number in several if number]
    for wanted in ("MR", "PI", "PT", ""):
        for kind, number in numbers:
            if kind == wanted:
                return number
    return numbers[0][1] if numbers else ""


def _name(repetitions: list[Segment], delimiters: str) -> str:
    """As it is written in the hospital: ideographs before letters (XPN-8, table 0465)."""
    named = [
        (_plain(_part([one], 7)), *(_text(_part([one], place), delimiters) for place in range(3)))
        for one in repetitions
    ]
    named = [one for one in named if any(one[1:])]
    named.sort(key=lambda one: not (one[0] == "I" or _HAN.search("".join(one[1:]))))
    if not named:
        return ""
    _, family, given, second = named[0]
    if _HAN.search(family + given):
        return family + given + second
    return ", ".join(filter(None, (family, " ".join(filter(None, (given, second))))))


def _repetitions(segment: Segment, place: int) -> list[Segment]:
    if segment is None or len(segment) <= place:
        return []
    return list(segment[place])


def _part(repetitions: list[Segment], place: int) -> str:
    """A component of the first repetition; its first subcomponent."""
    if not repetitions:
        return ""
    first = repetitions[0]
    if isinstance(first, str):
        return first if place == 0 else ""
    if len(first) <= place:
        return ""
    component = first[place]
    while not isinstance(component, str):
        component = component[0] if len(component) else ""
    return component


def _first(segment: Segment, place: int) -> str:
    return _part(_repetitions(segment, place), 0)


def _text(text: str, delimiters: str) -> str:
    """Without escapes; `""`, which deletes, says nothing here."""
    return "" if text.strip() == '""' else _plain(_unescaped(text, delimiters))


def _unescaped(text: str, delimiters: str) -> str:
    """Highlighting and what one site alone knows is left out; line breaks become spaces."""
    escape, signs = delimiters[3], delimiters[:4] + (delimiters[4:] or "&")

    def meant(found: re.Match[str]) -> str:
        code = found[1]
        return signs[_ESCAPE[code]] if code in _ESCAPE else " "

    mark = re.escape(escape)
    return re.sub(f"{mark}([^{mark}]{{1,64}}){mark}", meant, text)


def _plain(text: str) -> str:
    """One line without control characters, of bounded length."""
    signs = (sign if sign.isprintable() else " " for sign in text[: 4 * _LONGEST])
    joined = " ".join("".join(signs).split())[:_LONGEST]
    return "" if joined == '""' else joined


def _day(text: str) -> str:
    """As much of a birth date as is known; "" for what is no day of the calendar."""
    found = _TIME.fullmatch(text.strip())
    day = "-".join(filter(None, found.groups()[:3])) if found else ""
    return day if is_partial_date(day) else ""


def _time(text: str) -> datetime | None:
    """Aware; a time without zone is of this machine's."""
    found = _TIME.fullmatch(text.strip())
    if found is None or not found[4]:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    try:
        at = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=_zone(found[7]))
        return (at if found[7] else at.replace(tzinfo=None).astimezone()).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _zone(text: str | None) -> timezone:
    if not text:
        return UTC
    away = timedelta(hours=int(text[1:3]), minutes=int(text[3:5]))
    return timezone(-away if text[0] == "-" else away)
