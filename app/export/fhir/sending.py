"""What a FHIR server is sent: one transaction of PUTs, the same however often it is sent.

Its resources have ids of ours (SAFETY 1.7), so a server that gets it twice has everything once.
The document refers to nothing outside itself; the DocumentReferences name patient, visit and people
by the hospital's numbers (logical references), for the server knows those by ids of its own.
"""

import base64
import hashlib
from typing import Final

from app.domain.documents import ClinicalDocument, DocumentId, Person, Site
from app.export.fhir import codes
from app.export.fhir.canon import Resource, parse, to_bytes
from app.export.fhir.checking import check
from app.export.fhir.codes import coding, concept
from app.export.fhir.composition import note_category, note_type, title
from app.export.fhir.document import assembled, model_check, security
from app.export.fhir.names import Names, one_line, plain, time

_FORMAT: Final = coding(
    codes.FORMATS, "urn:ihe:iti:xds:2017:mimeTypeSufficient", "mimeType Sufficient"
)
_TRANSCRIPT: Final = "transcript"


def message(document: ClinicalDocument, site: Site) -> bytes:
    """The transaction of a document: its Bundle, its DocumentReference, and what else its act
    changes. Raises ExportError naming what is wrong, never a value."""
    names = Names(document, site)
    bundle = assembled(document, site)
    resources = [bundle, _current(document, names, to_bytes(bundle))]
    if document.act == "amendment" and document.parent is not None:
        resources.append(_superseded(document, names, document.parent))
    if document.transcript:
        resources.append(_transcript(document, names))
    plain_: Resource = {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [_put(one) for one in resources],
    }
    model_check(plain_)
    made = to_bytes(plain_)
    check(made)
    return made


def parts(sent: bytes) -> tuple[bytes, bytes]:
    """The document Bundle and its DocumentReference, out of what `message` made."""
    document, reference = (one["resource"] for one in parse(sent)["entry"][:2])
    return to_bytes(document), to_bytes(reference)


def _put(resource: Resource) -> Resource:
    """No fullUrl: wherever it stood in the document, as in its identifier, a server would write the
    resource's address in its place (R4, http.html#trules)."""
    return {
        "resource": resource,
        "request": {"method": "PUT", "url": f"{resource['resourceType']}/{resource['id']}"},
    }


def _current(document: ClinicalDocument, names: Names, bundle: bytes) -> Resource:
    """The entry of the document in the index of documents, for the version it is about."""
    number = names.bundle(names.target)
    wrong = document.act == "error"
    resource = _reference(document, names, names.target)
    resource |= {
        "status": "entered-in-error" if wrong else "current",
        "docStatus": codes.STATUS[document.act],
        "date": time(document.at),
        "author": [_person(document.author, names)],
        "description": title(document),
        "content": [
            {
                "attachment": {
                    "contentType": "application/fhir+json",
                    "language": codes.LANGUAGES[document.language],
                    "url": f"Bundle/{number}",
                    "size": len(bundle),
                    "hash": _sha1(bundle),
                    "title": title(document),
                    "creation": time(document.at),
                },
                "format": _FORMAT,
            }
        ],
    }
    if document.signatures:
        resource["authenticator"] = _person(document.signatures[-1].by, names)
    resource |= _relations(document, names)
    return resource


def _superseded(document: ClinicalDocument, names: Names, old: DocumentId) -> Resource:
    """The entry of the version that a correction replaced: what we know of it here."""
    attachment = {
        "contentType": "application/fhir+json",
        "language": codes.LANGUAGES[document.language],
        "url": f"Bundle/{names.bundle(old)}",
    }
    return _reference(document, names, old) | {
        "status": "superseded",
        "content": [{"attachment": attachment, "format": _FORMAT}],
    }


def _transcript(document: ClinicalDocument, names: Names) -> Resource:
    """Who said what, as a document of its own: one for a note, whichever version sent it."""
    wrong = document.act == "error"
    number = names.id(_TRANSCRIPT, one_line(document.id.note_id))
    attachment: Resource = {"contentType": "text/plain; charset=utf-8", "title": "Transcript"}
    if not wrong:
        text = plain(document.transcript).encode()
        attachment |= {
            "data": base64.b64encode(text).decode(),
            "size": len(text),
            "hash": _sha1(text),
        }
    resource = _reference(document, names, names.target) | {
        "id": number,
        "masterIdentifier": {"system": codes.URIS, "value": f"urn:uuid:{number}"},
        "identifier": [
            {"system": names.system(_TRANSCRIPT), "value": one_line(document.id.note_id)}
        ],
        "status": "entered-in-error" if wrong else "current",
        "category": [concept(coding(codes.DOCUMENT_KINDS, _TRANSCRIPT))],
        "author": [_person(document.author, names)],
        "date": time(document.recorded_at),
        "content": [{"attachment": attachment}],
    }
    resource["context"]["related"] = [{"identifier": names.note_number()}]
    return resource


def _reference(document: ClinicalDocument, names: Names, one: DocumentId) -> Resource:
    """What all DocumentReferences about this note say."""
    visit = document.visit.arrived_at or document.recorded_at
    hospital = {"type": "Organization", "identifier": names.hospital_number()}
    return {
        "resourceType": "DocumentReference",
        "id": names.id("DocumentReference", one_line(one.note_id), one.version),
        "meta": {"security": security(document)},
        "language": codes.LANGUAGES[document.language],
        "masterIdentifier": {"system": codes.URIS, "value": f"urn:uuid:{names.bundle(one)}"},
        "identifier": [names.note_number(), names.document_number(one)],
        "type": note_type(),
        "category": [note_category()],
        "subject": {"type": "Patient", "identifier": names.patient_number()},
        "custodian": hospital,
        "context": {
            "encounter": [{"type": "Encounter", "identifier": names.visit_number()}],
            "period": {"start": time(visit)},
        },
    }


def _relations(document: ClinicalDocument, names: Names) -> Resource:
    """A correction refers to the old entry, which the same transaction puts; an addendum to the
    first document by its number, since the server may never have got it."""
    if document.parent is None or document.act not in {"amendment", "addendum"}:
        return {}
    number = {"system": codes.URIS, "value": f"urn:uuid:{names.bundle(document.parent)}"}
    target: Resource = {"type": "DocumentReference", "identifier": number}
    if document.act == "amendment":
        old = document.parent
        id_ = names.id("DocumentReference", one_line(old.note_id), old.version)
        target["reference"] = f"DocumentReference/{id_}"
    code = "replaces" if document.act == "amendment" else "appends"
    return {"relatesTo": [{"code": code, "target": target}]}


def _person(one: Person, names: Names) -> Resource:
    name = one_line(one.name)
    return {
        "type": "Practitioner",
        "identifier": names.staff_number(one),
        **({"display": name} if name else {}),
    }


def _sha1(data: bytes) -> str:
    """R4 defines Attachment.hash as SHA-1 in base64; it proves nothing, and is no secret."""
    return base64.b64encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()
