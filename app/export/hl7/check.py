"""Our own assertions on HL7 v2.5.1 messages of ours, run on each before it is kept to be sent.

They cover what general validators pass: values of tables, times that are none, fields that need
one another. Sources: v2.5.1 chapters 2, 3, 7, 9 and the tables of appendix A.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Final

from app.domain.errors import ExportError
from app.export.hl7.codes import TABLES, UNITS
from app.export.hl7.text import LONGEST_TEXT
from app.export.hl7.vitals import LONGEST_NUMBER, NUMBER

LONGEST_ID: Final = 20
"""HL7 v2.5.1, 2.15.9.10: characters of MSH-10."""

_REQUIRED: Final[Mapping[str, tuple[int, ...]]] = {
    "MSH": (1, 2, 3, 4, 7, 9, 10, 11, 12, 18),
    "EVN": (1, 2),
    "PID": (3, 5),
    "PV1": (2, 19),
    "TXA": (1, 2, 3, 5, 9, 12, 17, 19),
    "OBR": (1, 3, 4, 7, 22, 25),
    "OBX": (1, 3, 11, 14),
}
_CODED: Final = (
    ("MSH", 11, "0103"), ("MSH", 15, "0155"), ("MSH", 16, "0155"), ("PID", 8, "0001"),
    ("PID", 32, "0445"), ("PV1", 2, "0004"), ("TXA", 2, "0270"), ("TXA", 3, "0191"),
    ("TXA", 17, "0271"), ("TXA", 18, "0272"), ("TXA", 19, "0273"), ("OBR", 25, "0123"),
    ("OBX", 2, "0125"), ("OBX", 11, "0085"),
)  # fmt: skip
_TIMES: Final = (
    ("MSH", 7), ("EVN", 2), ("PV1", 44), ("TXA", 4), ("TXA", 6), ("TXA", 7), ("OBR", 7),
    ("OBR", 22), ("OBX", 14),
)  # fmt: skip
_ORDERS: Final[Mapping[str, str]] = {
    "MDM_T02": r"MSH EVN PID PV1 TXA( OBX)+",
    "MDM_T01": r"MSH EVN PID PV1 TXA",
    "ORU_R01": r"MSH PID PV1 OBR( OBX)+",
}
"""By MSH-9.3: which segments stand in which order, of those that we send."""
_EVENTS: Final[Mapping[str, str]] = {
    "T02": "MDM_T02", "T04": "MDM_T02", "T06": "MDM_T02", "T10": "MDM_T02", "T11": "MDM_T01",
    "R01": "ORU_R01",
}  # fmt: skip
_OF_A_PARENT: Final = frozenset({"T06", "T10"})
_SIGNED: Final = frozenset({"LA", "AU"})
_TIME: Final = re.compile(r"\d{14}[+-]\d{4}", re.ASCII)
_FORBIDDEN: Final = re.compile(rb"[\x00-\x08\x0a-\x0c\x0e-\x1f\x7f]")
_ESCAPE: Final = re.compile(r"\\(?:[FSTRE]|\.br)\\")

_Segment = list[str]
"""Its name, then its fields, so that an index is a field's number; MSH-1 is the bar."""


def check(message: bytes) -> None:
    """Raises ExportError that names what is wrong, never what a value is."""
    wrong = next(_wrongs(message), None)
    if wrong is not None:
        raise ExportError(f"the HL7 message cannot leave: {wrong}; the note itself stays signed")


def _wrongs(message: bytes) -> Iterator[str]:
    """What is wrong, the first thing first; the later ones may rest on the earlier ones."""
    try:
        text = message.decode("utf-8")
    except UnicodeDecodeError:
        yield "it is no UTF-8"
        return
    if _FORBIDDEN.search(message.replace(b"\t", b"")) or not text.endswith("\r"):
        yield "it holds a control character, or its last segment has no end"
    segments = [_split(one) for one in text.split("\r")[:-1]]
    if not segments or segments[0][:3] != ["MSH", "|", "^~\\&"]:
        yield "it does not begin with MSH"
        return
    yield from _shape(segments)
    for one in segments:
        yield from _segment(one)
    yield from _document({one[0]: one for one in segments}, segments)


def _shape(segments: list[_Segment]) -> Iterator[str]:
    """MSH, and which segments there are."""
    header = _padded(segments[0])
    kind, event, structure = [*header[9].split("^"), "", "", ""][:3]
    if _EVENTS.get(event) != structure or kind != structure[:3]:
        yield "MSH-9 names no message of ours"
    elif not re.fullmatch(_ORDERS[structure], " ".join(one[0] for one in segments)):
        yield "a segment is missing, in excess, or out of its place"
    if not 0 < len(header[10]) <= LONGEST_ID or not header[10].isalnum():
        yield f"MSH-10 has not 1 to {LONGEST_ID} letters and digits"
    if header[12] != "2.5.1" or header[18] != "UNICODE UTF-8":
        yield "its version is not 2.5.1 or its characters are not UTF-8"
    if bool(header[15]) != bool(header[16]):
        yield "only one of MSH-15 and MSH-16 is valued, which is no mode"


def _segment(segment: _Segment) -> Iterator[str]:
    name, fields = segment[0], _padded(segment)
    for at in _REQUIRED.get(name, ()):
        if not fields[at]:
            yield f"{name}-{at} is missing"
    for of, at, table in _CODED:
        if of == name and fields[at] and fields[at] not in TABLES[table]:
            yield f"{name}-{at} is not of table {table}"
    for of, at in _TIMES:
        if of == name and fields[at] and not _is_time(fields[at]):
            yield f"{name}-{at} is no time with zone"
    if name != "MSH" and "\\" in _ESCAPE.sub("", "|".join(segment)):
        yield f"{name} holds an escape that is none"


def _document(of: Mapping[str, _Segment], segments: list[_Segment]) -> Iterator[str]:
    """What fields ask of one another."""
    yield from (
        _patient(_padded(of["PID"]), _padded(of["PV1"])) if {"PID", "PV1"} <= of.keys() else ()
    )
    event = _padded(of["MSH"])[9].split("^")[1]
    if "TXA" in of:
        yield from _transcription(_padded(of["TXA"]), event)
    if "EVN" in of and _padded(of["EVN"])[1] != event:
        yield "EVN-1 is another event than MSH-9"
    observations = [_padded(one) for one in segments if one[0] == "OBX"]
    if [one[1] for one in observations] != [str(at + 1) for at in range(len(observations))]:
        yield "OBX-1 does not count 1, 2, 3"
    for one in observations:
        yield from _observation(one)


def _patient(patient: _Segment, visit: _Segment) -> Iterator[str]:
    if not _is_number(patient[3]) or not _is_number(visit[19]):
        yield "a number lacks itself, its type or who gave it"
    if patient[7] and not _is_day(patient[7]):
        yield "PID-7 is no day"
    for name in patient[5].split("~"):
        parts = [*name.split("^"), *[""] * 8]
        if parts[6] not in TABLES["0200"] or parts[7] not in TABLES["0465"] | {""}:
            yield "PID-5 has a type that is not of tables 0200 and 0465"
        if not parts[0] and parts[6] != "U":
            yield "PID-5 has no family name"


def _transcription(fields: _Segment, event: str) -> Iterator[str]:
    if not fields[12].endswith("^ERSCRIBE") or fields[12].startswith("^"):
        yield "TXA-12 is no number of a document of ours"
    if (event in _OF_A_PARENT) != bool(fields[13]):
        yield "TXA-13 is there for a replacement or addendum, and for these only"
    if fields[17] in _SIGNED and not fields[22]:
        yield "TXA-17 says that it is signed, and TXA-22 not by whom"
    for one in fields[22].split("~") if fields[22] else ():
        if not _is_time([*one.split("^"), *[""] * 15][14]):
            yield "TXA-22 does not say when it was signed"
    if (fields[19] == "CA") != (event == "T11"):
        yield "TXA-19 does not fit the event"
    if event in {"T10", "T11"} and not fields[21]:
        yield "TXA-21 does not say why"


def _observation(fields: _Segment) -> Iterator[str]:
    code = [*fields[3].split("^"), "", ""]
    if not (code[0] and code[1] and code[2]):
        yield "OBX-3 lacks a code, its name or its system"
    if bool(fields[5]) != bool(fields[2]) or (not fields[5]) != (fields[11] == "W"):
        yield "OBX-5 is there without a type, or not there without being withdrawn"
    if len(fields[5]) > LONGEST_TEXT:
        yield f"OBX-5 is longer than {LONGEST_TEXT} characters"
    if fields[2] == "NM":
        unit = fields[6].split("^")
        if len(fields[5]) > LONGEST_NUMBER or not NUMBER.fullmatch(fields[5]):
            yield "OBX-5 is no number"
        if unit[0] not in UNITS or unit[1:] != ["", "UCUM"]:
            yield "OBX-6 is no UCUM unit of a vital sign"


def _split(segment: str) -> _Segment:
    fields = segment.split("|")
    return ["MSH", "|", *fields[1:]] if fields[0] == "MSH" else fields


def _padded(segment: _Segment) -> _Segment:
    return [*segment, *[""] * 46]


def _is_number(field: str) -> bool:
    """CX with number, assigning authority and type."""
    parts = [*field.split("^"), *[""] * 5]
    given_by = [*parts[3].split("&"), "", ""]
    return bool(parts[0] and given_by[1] and parts[4]) and given_by[2] in TABLES["0301"]


def _is_time(text: str) -> bool:
    if not _TIME.fullmatch(text):
        return False
    try:
        datetime.strptime(text, "%Y%m%d%H%M%S%z")
    except ValueError:
        return False
    return True


def _is_day(text: str) -> bool:
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return len(text) == 8  # noqa: PLR2004 - YYYYMMDD
