"""What everything in a document is called: ids that never change, references, numbers, times."""

import json
import re
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from app.domain.documents import ClinicalDocument, DocumentId, Person, Site
from app.domain.errors import ExportError
from app.export.fhir.canon import Resource
from app.export.fhir.codes import URIS, coding, concept

_SPACE: Final = UUID("6b6d2a40-6a4b-5f3e-9d6b-2f1c0c9f6f11")
"""Under which our ids are made (RFC 4122, version 5)."""
_FURTHEST: Final = timedelta(hours=14)
_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What neither XML 1.0 (2.2) nor a FHIR string may hold."""


class Names:
    """The names of one document of one site.

    An id depends on nothing but the site and what it is the id of, so that a resend has the same
    bytes and a patient, a person and a visit are the same in all documents.
    """

    def __init__(self, document: ClinicalDocument, site: Site) -> None:
        if not (one_line(site.name) and one_line(site.identifiers)):
            raise ExportError(
                "no hospital is named; set emr_site and emr_identifiers, then export again"
            )
        if not one_line(document.id.note_id):
            raise ExportError("this note has no number; export the note again")
        self._site = site
        self._document = document

    @property
    def target(self) -> DocumentId:
        """The document whose place this one takes: of a retraction, the one it retracts."""
        if self._document.act == "error" and self._document.parent is not None:
            return self._document.parent
        return self._document.id

    def system(self, kind: str) -> str:
        """A URI under which the hospital's numbers of this kind are unique."""
        base = one_line(self._site.identifiers).rstrip("/")
        return f"{base}{':' if base.startswith('urn:') else '/'}{kind}"

    def id(self, kind: str, *local: str | int) -> str:
        """local: what tells it from others of its kind at this site."""
        return str(uuid5(_SPACE, json.dumps([one_line(self._site.identifiers), kind, *local])))

    def reference(self, kind: str, *local: str | int) -> Resource:
        return {"reference": f"urn:uuid:{self.id(kind, *local)}"}

    def bundle(self, one: DocumentId) -> str:
        """The id of a document's Bundle."""
        return self.id("Bundle", one_line(one.note_id), one.version)

    def composition(self) -> Resource:
        one = self.target
        return self.reference("Composition", one_line(one.note_id), one.version)

    def document_number(self, one: DocumentId) -> Resource:
        """The identifier of one version."""
        return {
            "system": self.system("document"),
            "value": f"{one_line(one.note_id)}.{one.version}",
        }

    def note_number(self) -> Resource:
        """The identifier that a note keeps in all its versions. An addendum is a note beside it."""
        one = self._document.id
        value = one_line(one.note_id)
        if self._document.act == "addendum":
            value = f"{value}.{one.version}"
        return {"system": self.system("note"), "value": value}

    def finding_number(self, number: int) -> Resource:
        version = self.document_number(self._document.id)["value"]
        return {"system": self.system("finding"), "value": f"{version}.{number}"}

    def patient(self) -> Resource:
        return self.reference("Patient", *self._patient_key())

    def patient_number(self) -> Resource:
        """As the hospital counts patients; of whom it has not counted yet, the visit's number."""
        kind, value = self._patient_key()
        code = ("MR", "Medical record number") if kind == "patient" else (
            "MRT", "Temporary Medical Record Number"
        )  # fmt: skip
        system = "http://terminology.hl7.org/CodeSystem/v2-0203"
        type_ = concept(coding(system, *code))
        return {"type": type_, "system": self.system(kind), "value": value}

    def _patient_key(self) -> tuple[str, str]:
        number = one_line(self._document.patient.number)
        if number:
            return "patient", number
        return "temporary-patient", self._visit_key()[1]

    def visit(self) -> Resource:
        return self.reference("Encounter", *self._visit_key())

    def visit_number(self) -> Resource:
        kind, value = self._visit_key()
        return {"system": self.system(kind), "value": value}

    def _visit_key(self) -> tuple[str, str]:
        number = one_line(self._document.visit.id)
        if number:
            return "visit", number
        return "visit-of-note", one_line(self._document.id.note_id)

    def person(self, one: Person) -> Resource:
        return self.reference("Practitioner", one_line(one.id))

    def staff_number(self, one: Person) -> Resource:
        if not one_line(one.id):
            raise ExportError("somebody in this note has no staff number; export the note again")
        return {"system": self.system("staff"), "value": one_line(one.id)}

    def hospital(self) -> Resource:
        return self.reference("Organization")

    def hospital_number(self) -> Resource:
        return {"system": URIS, "value": one_line(self._site.identifiers)}

    def device(self) -> Resource:
        return self.reference("Device", *self.device_key())

    def device_key(self) -> tuple[str, ...]:
        models = sorted(self._document.models.items())
        parts = [part for name, one in models for part in (name, one_line(one.name), one.sha256)]
        return (one_line(self._document.software), *parts)


def plain(text: str) -> str:
    """A text as FHIR may hold it: a character that it may not hold is shown as one unknown."""
    return _NO_XML.sub("\ufffd", text)


def one_line(text: str) -> str:
    """A text for where FHIR or its readers have one line."""
    return " ".join(plain(text).split())


def time(at: datetime) -> str:
    """A dateTime with its zone. A zone that FHIR cannot write (seconds, over 14 h) becomes UTC."""
    offset = at.utcoffset()
    if offset is None:
        raise ExportError("a time in this note has no zone; export the note again")
    if offset.total_seconds() % 60 or abs(offset) > _FURTHEST:
        at = at.astimezone(UTC)
    return at.isoformat()


def is_chinese(name: str) -> bool:
    return bool(name) and all(unicodedata.name(one, "").startswith("CJK UNIFIED") for one in name)
