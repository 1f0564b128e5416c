"""Our HL7 messages taken apart, as plainly as can be."""

from typing import Any

from app.domain.documents import ClinicalDocument
from app.export.hl7.message import message
from tests.documents import SITE

Segments = dict[str, list[list[str]]]


def sent(document: ClinicalDocument, form: Any = "mdm", **more: Any) -> Segments:
    """Fields by segment, each kind in order; MSH counts as HL7 does, MSH-1 being the bar."""
    text = message(document, more.pop("site", SITE), "EMR^HOSP", form, "id1", **more).decode()
    found: Segments = {}
    for line in text.split("\r")[:-1]:
        fields = [*line.split("|"), *[""] * 50]
        found.setdefault(line[:3], []).append(["MSH", *fields] if line[:3] == "MSH" else fields)
    found["MSH"][0][1] = "|"
    return found
