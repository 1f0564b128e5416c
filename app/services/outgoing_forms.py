"""The forms in which a document leaves, by name; each is loaded when it is first asked for."""

# every import in here waits: what writes a form takes a second to load
# ruff: noqa: PLC0415

from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

from app.domain.documents import ClinicalDocument
from app.domain.errors import ExportError
from app.services.outgoing import Envelope, Writer

_RESOURCES: Final = (
    *("Bundle", "Composition", "Patient", "Practitioner", "Organization", "Device", "Encounter"),
    *("Observation", "Condition", "AllergyIntolerance", "MedicationStatement", "Provenance"),
    "DocumentReference",
)
"""What documents are made of."""


@cache
def writer(form: str) -> Writer:
    """Raises ExportError for a form that there is not."""
    if form not in _FORMS:
        raise ExportError(f"there is no form of the name '{form}'")
    return _FORMS[form]()


def _fhir() -> Writer:
    from fhir.resources.R4B import get_fhir_model_class

    from app.export.fhir.sending import message

    for name in _RESOURCES:  # most of the second that the first document would take
        get_fhir_model_class(name)
    return lambda document, sealed: message(document, sealed.site)


def fhir_parts(message: bytes) -> tuple[bytes, bytes]:
    """The document Bundle and its DocumentReference, out of what a server is sent."""
    from app.export.fhir.sending import parts

    return parts(message)


def _hl7() -> Writer:
    from app.export.hl7.message import message

    def write(document: ClinicalDocument, sealed: Envelope) -> bytes:
        return message(
            document,
            sealed.site,
            sealed.receiver,
            sealed.hl7_form,
            sealed.message,
            test=sealed.test,
            acks=sealed.acks,
        )

    return write


def _cda() -> Writer:
    from app.export.cda_zh import cda

    return lambda document, sealed: cda(document, sealed.site)


def _pdf() -> Writer:
    from app.export.pdf import load, pdf

    load()
    return lambda document, sealed: pdf(document, sealed.site)


def _docx() -> Writer:
    from app.export.word_note import docx, load

    load()
    return lambda document, sealed: docx(document, sealed.site)


_FORMS: Final[Mapping[str, Callable[[], Writer]]] = {
    "fhir": _fhir,
    "hl7": _hl7,
    "cda": _cda,
    "pdf": _pdf,
    "docx": _docx,
}
