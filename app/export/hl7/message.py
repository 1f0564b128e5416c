"""A document for the chart as an HL7 v2.5.1 message: MDM, or ORU^R01 where MDM is not taken.

The same document gives the same bytes for ever: every time in a message is the document's.

MDM holds the note's text and nothing else. Its receivers put OBX-5 of all OBX together as what a
person reads, and a number of its own in there would be read twice; numbers as NM with their UCUM
units go with ORU, whose receivers file each OBX by its code.

Lengths: an FT value has at most 65536 characters, so a longer section is several OBX with one code
and OBX-4 counting; joined they are the section. Lengths of other fields may be agreed otherwise
(2.5.3.2), and nothing is cut to fit one: a reason of more than TXA-21's 30 characters stands there
whole, and in an OBX of its own as well, for a receiver that cuts.
"""

import logging
from collections.abc import Iterator, Mapping
from typing import Final

from app.domain.documents import ClinicalDocument, DocumentSection, Site
from app.domain.note_versions import UNPLACED
from app.domain.transcript import Language
from app.export.emr_text import joined, title
from app.export.hl7.check import check
from app.export.hl7.codes import NOTE, OWN, SECTIONS, TRIGGERS
from app.export.hl7.parties import (
    document_number,
    number,
    patient_names,
    patient_numbers,
    person,
    person_at,
    place,
)
from app.export.hl7.text import components, escaped, pieces, time, unsendable
from app.export.hl7.vitals import VitalValue, values
from app.settings import Hl7Acks, Hl7Form

LONGEST_REASON: Final = 30
"""HL7 v2.5.1, 9.6.1: characters of TXA-21."""
_LATE: Final[Mapping[Language, str]] = {
    "en": "Late entry: written up more than 6 h after the resuscitation ended.",
    "zh": "补记：抢救结束超过6小时后补写。",
}
_EMPTY: Final[Mapping[Language, str]] = {"en": "Not recorded", "zh": "未记录"}

_log = logging.getLogger(__name__)

Fields = Mapping[int, str]
"""Position of a field -> its content."""
Row = tuple[str, str]
"""OBX-3 and the text, not yet escaped."""


def message(
    document: ClinicalDocument,
    site: Site,
    receiver: str,
    form: Hl7Form,
    id: str,
    *,
    test: bool = False,
    acks: Hl7Acks = "enhanced",
) -> bytes:
    """The message, checked; to be kept and sent as it is.

    receiver: APPLICATION^FACILITY, or "". id: MSH-10, at most 20 characters. test: it is of no
    real patient. acks: which answers are asked for. Raises ExportError when it must not leave.
    """
    segments = [
        _header(document, site, receiver, form, id, test=test, acks=acks),
        *(_documents(document, site) if form == "mdm" else _observations(document, site)),
    ]
    made = "".join(f"{segment}\r" for segment in segments).encode("utf-8")
    check(made)
    if lost := sum(map(unsendable, _said(document))):
        _log.warning("%d control characters were left out of HL7 message %s", lost, id)
    return made


def _said(document: ClinicalDocument) -> Iterator[str]:
    yield from (document.patient.name, document.reason)
    for section in document.sections:
        yield from section.sentences


def _header(
    document: ClinicalDocument,
    site: Site,
    receiver: str,
    form: Hl7Form,
    id: str,
    *,
    test: bool,
    acks: Hl7Acks,
) -> str:
    trigger = TRIGGERS[document.act]
    kind = f"MDM^{trigger.event}^{trigger.structure}" if form == "mdm" else "ORU^R01^ORU_R01"
    application, _, facility = receiver.partition("^")
    wanted = "AL" if acks == "enhanced" else ""  # both empty: original mode (2.9.2)
    fields = {
        3: "ERSCRIBE",
        4: escaped(site.name),
        5: escaped(application),
        6: escaped(facility),
        7: time(document.at),
        9: kind,
        10: escaped(id),
        11: "T" if test else "P",
        12: "2.5.1",
        15: wanted,
        16: wanted,
        18: "UNICODE UTF-8",
    }
    return "MSH|^~\\&" + _segment("", {at - 1: field for at, field in fields.items()})[1:]


def _documents(document: ClinicalDocument, site: Site) -> Iterator[str]:
    trigger = TRIGGERS[document.act]
    yield _segment("EVN", {1: trigger.event, 2: time(document.at)})
    yield _patient(document, site)
    yield _visit(document, site)
    yield _transcription(document, site)
    if document.act != "error":  # of another patient: what it says is not told again
        yield from _texts(document, 1)


def _observations(document: ClinicalDocument, site: Site) -> Iterator[str]:
    """A correction goes under the number of the note itself, so that it takes the place of what
    was sent; an addendum has its own, and names its parent."""
    trigger, own = TRIGGERS[document.act], document.id.note_id
    beside = document.act == "addendum"
    parent = f"^{escaped(own)}&ERSCRIBE" if beside else ""
    yield _patient(document, site)
    yield _visit(document, site)
    yield _segment(
        "OBR",
        {
            1: "1",
            3: document_number(document.id) if beside else components(own, "ERSCRIBE"),
            4: components(*NOTE, "LN"),
            7: time(document.recorded_at),
            16: person(document.author, site, document.language),
            22: time(document.at),
            25: trigger.order,
            29: parent,
        },
    )
    texts = list(_texts(document, 1))
    yield from texts
    yield from _values(document, site, len(texts) + 1)


def _patient(document: ClinicalDocument, site: Site) -> str:
    patient = document.patient
    return _segment(
        "PID",
        {
            1: "1",
            3: patient_numbers(patient, document.visit, site),
            5: patient_names(patient, document.language),
            7: patient.birth_date.isoformat().replace("-", "") if patient.birth_date else "",
            8: patient.sex,
            32: "AL" if patient.unknown else "",
        },
    )


def _visit(document: ClinicalDocument, site: Site) -> str:
    visit = document.visit
    seniors = [one.by for one in document.signatures if one.kind == "professional"]
    return _segment(
        "PV1",
        {
            1: "1",
            2: "E",
            3: place(visit),
            7: person((seniors or [document.author])[-1], site, document.language),
            19: number(visit.id, site, "VN"),
            44: time(visit.arrived_at) if visit.arrived_at else "",
        },
    )


def _transcription(document: ClinicalDocument, site: Site) -> str:
    """TXA. A document that is cancelled is named itself: TXA-12 is its number."""
    author = person(document.author, site, document.language)
    cancelled = document.act == "error" and document.parent is not None
    itself = document.parent if cancelled and document.parent else document.id
    parent = document.parent if not cancelled else None
    signed = [person_at(one.by, site, document.language, one.at) for one in document.signatures]
    return _segment(
        "TXA",
        {
            1: "1",
            2: "ED",
            3: "FT",
            4: time(document.recorded_at),
            5: author,
            6: time(document.recorded_at),
            7: time(document.at),
            9: author,
            12: document_number(itself),
            13: document_number(parent) if parent else "",
            17: "LA" if signed else "DO",
            18: "U",
            19: TRIGGERS[document.act].availability,
            21: escaped(document.reason),
            22: "~".join(signed),
        },
    )


def _texts(document: ClinicalDocument, first: int) -> Iterator[str]:
    """The note's text as OBX, a section each; of a withdrawn one only which sections it had."""
    withdrawn = document.act == "error"
    place_, status = first, TRIGGERS[document.act].status
    for code, text in _rows(document):
        parts = [""] if withdrawn else list(pieces(escaped(text, breaks=True)))
        for part, piece in enumerate(parts, 1):
            yield _segment(
                "OBX",
                {
                    1: str(place_),
                    2: "" if withdrawn else "FT",
                    3: code,
                    4: str(part) if len(parts) > 1 else "",
                    5: piece,
                    11: status,
                    14: time(document.recorded_at),
                },
            )
            place_ += 1


def _rows(document: ClinicalDocument) -> list[Row]:
    language = document.language
    rows: list[Row] = []
    if document.late:
        rows.append((components("late-entry", "Late entry", OWN), _LATE[language]))
    if document.act == "amendment" and len(document.reason) > LONGEST_REASON:
        rows.append((components("change-reason", "Reason for change", OWN), document.reason))
    for section in document.sections:
        text = joined(section.sentences, language)
        if escaped(text, breaks=True).strip():
            rows.append((_section(section, language), text))
    return rows or [(components(*NOTE, "LN"), _EMPTY[language])]


def _section(section: DocumentSection, language: Language) -> str:
    own = (section.key or "unplaced", title(section.key or UNPLACED, language), OWN)
    if not section.code:
        return components(*own)
    return components(section.code, SECTIONS.get(section.code, own[1]), "LN", *own)


def _values(document: ClinicalDocument, site: Site, first: int) -> Iterator[str]:
    withdrawn = document.act == "error"
    for place_, one in enumerate(values(document), first):
        yield _segment("OBX", _value(one, document, site, place_, withdrawn=withdrawn))


def _value(
    one: VitalValue, document: ClinicalDocument, site: Site, place_: int, *, withdrawn: bool
) -> Fields:
    return {
        1: str(place_),
        2: "" if withdrawn else "NM",
        3: components(one.code, one.name, "LN"),
        4: str(one.reading),
        5: "" if withdrawn else one.number,
        6: "" if withdrawn else f"{escaped(one.unit)}^^UCUM",
        11: TRIGGERS[document.act].status,
        14: time(document.recorded_at),
        16: person(one.by, site, document.language),
    }


def _segment(name: str, fields: Fields) -> str:
    last = max((at for at, field in fields.items() if field), default=0)
    return "|".join([name, *(fields.get(at, "") for at in range(1, last + 1))])
