"""A document as a FHIR R4 document Bundle (SAFETY 1.3)."""

from typing import Any

from app.domain.documents import ClinicalDocument, Site
from app.domain.errors import ExportError
from app.export.fhir import codes
from app.export.fhir.canon import Resource, to_bytes
from app.export.fhir.checking import check
from app.export.fhir.codes import coding
from app.export.fhir.composition import composition
from app.export.fhir.names import Names, time
from app.export.fhir.people import device, encounter, organization, patient, practitioners
from app.export.fhir.provenance import of_ai, of_document
from app.export.fhir.values import values

REAL = "clinical"
"""The profile of a store whose documents are about patients; all else is a test."""


def bundle(document: ClinicalDocument, site: Site) -> bytes:
    """The document, checked. Raises ExportError naming what is wrong with it, never a value."""
    plain = assembled(document, site)
    model_check(plain)
    made = to_bytes(plain)
    check(made)
    return made


def assembled(document: ClinicalDocument, site: Site) -> Resource:
    """The document as it is written, before it is checked. Raises ExportError."""
    names = Names(document, site)
    placed = values(document, names)
    resources = [
        composition(document, names, placed),
        patient(document, names),
        *practitioners(document, names, placed),
        organization(site, names),
        device(document, names),
        encounter(document, names),
        *(one.resource for one in placed),
        of_document(document, names, placed),
        *of_ai(document, names, placed),
    ]
    number = names.bundle(names.target)
    return {
        "resourceType": "Bundle",
        "id": number,
        "meta": {"security": security(document)},
        "language": codes.LANGUAGES[document.language],
        "identifier": {"system": codes.URIS, "value": f"urn:uuid:{number}"},
        "type": "document",
        "timestamp": time(document.at),
        "entry": [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in resources],
    }


def security(document: ClinicalDocument) -> list[dict[str, Any]]:
    """Normal confidentiality; what is no patient's is marked as a test."""
    confidentiality = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
    labels = [coding(confidentiality, "N", "normal")]
    if document.profile != REAL:
        labels.append(coding(codes.REASONS, "HTEST", "test health data"))
    return labels


def model_check(plain: Resource) -> None:
    """Whether the object model of R4 accepts a resource. Raises ExportError naming the place."""
    from fhir.resources.R4B import get_fhir_model_class  # noqa: PLC0415 - 0.8 s, and for few
    from pydantic import ValidationError  # noqa: PLC0415

    try:
        get_fhir_model_class(plain["resourceType"]).model_validate(plain)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ExportError(f"the FHIR document cannot leave: {place} is not as R4 asks") from None
    except (KeyError, LookupError, TypeError, ValueError, AttributeError):
        raise ExportError("the FHIR document cannot leave: it is not as R4 asks") from None
