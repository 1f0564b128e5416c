"""Where a document comes from: who wrote, signed and confirmed it, which sound, which AI."""

import base64
from collections.abc import Iterator, Sequence
from typing import Final

from app.domain.documents import ClinicalDocument, DocumentSignature, Person
from app.domain.errors import ExportError
from app.export.fhir import codes
from app.export.fhir.canon import Resource
from app.export.fhir.codes import coding, concept
from app.export.fhir.names import Names, one_line, time
from app.export.fhir.values import AI_LABEL, Placed

_HASH: Final = frozenset("0123456789abcdef")
_HASH_DIGITS: Final = 64
SIGNED_AS: Final = {  # ASTM E1762: what a signature is for
    "legal": ("1.2.840.10065.1.12.1.1", "Author's Signature"),
    "professional": ("1.2.840.10065.1.12.1.5", "Verification Signature"),
}
_COMPLETIONS: Final = {"LA": "legally authenticated", "NU": "nullified document"}
PARENTS: Final = {"amendment": "revision", "addendum": "source", "error": "removal"}
"""What the parent is to a document, by act: a provenance-entity-role."""


def of_document(document: ClinicalDocument, names: Names, placed: Sequence[Placed]) -> Resource:
    """Who stands for the document, what it was made of, and the signatures over it."""
    resource: Resource = {
        "resourceType": "Provenance",
        "id": names.id("Provenance", names.document_number(document.id)["value"], document.act),
        "target": [names.composition()],
        "recorded": time(document.at),
        "agent": [*_people(document, names, placed), _agent("assembler", names.device())],
        "entity": [*_sources(document), *_parent(document, names)],
    }
    if document.signatures:
        code = "NU" if document.act == "error" else "LA"
        resource["activity"] = concept(coding(codes.COMPLETION, code, _COMPLETIONS[code]))
        resource["signature"] = [_signature(one, names) for one in document.signatures]
    if one_line(document.reason):
        resource["reason"] = [concept(text=one_line(document.reason))]
    return resource


def of_ai(document: ClinicalDocument, names: Names, placed: Sequence[Placed]) -> Iterator[Resource]:
    """That models heard, wrote and filed what a person then confirmed and signed; nothing of a
    document that no model had a part in. Shape: see `codes.AI_PROVENANCE`."""
    if not document.models:
        return
    values = [{"reference": f"urn:uuid:{one.resource['id']}"} for one in placed]
    machine = _agent("assembler", names.device())
    machine["role"] = [concept(coding(codes.AI_TYPES, "Artificial-Intelligence"))]
    yield {
        "resourceType": "Provenance",
        "id": names.id("AI", names.document_number(document.id)["value"], document.act),
        "meta": {"profile": [codes.AI_PROVENANCE]},
        "target": [names.composition(), *values],
        "occurredDateTime": time(document.recorded_at),
        "recorded": time(document.at),
        "reason": [concept(AI_LABEL)],
        "agent": [machine, *_people(document, names, placed)],
        "entity": [_sound(document)],
    }


def _people(
    document: ClinicalDocument, names: Names, placed: Sequence[Placed]
) -> Iterator[Resource]:
    """The author, who signed after them, and who confirmed values and did neither."""
    yield _agent("author", names.person(document.author))
    signed = [one.by for one in document.signatures if one.kind == "professional"]
    for one in _others(signed, [document.author]):
        yield _agent("verifier", names.person(one))
    known = [document.author, *(one.by for one in document.signatures)]
    for one in _others([one.by for one in placed], known):
        yield _agent("enterer", names.person(one))


def _others(people: Sequence[Person], known: Sequence[Person]) -> list[Person]:
    ids = {one_line(one.id) for one in known}
    found: dict[str, Person] = {}
    for one in people:
        if one_line(one.id) not in ids:
            found.setdefault(one_line(one.id), one)
    return list(found.values())


def _agent(role: str, who: Resource) -> Resource:
    code = coding(codes.PARTICIPANTS, role, role.capitalize())
    return {"type": concept(code), "who": who}


def _sources(document: ClinicalDocument) -> Iterator[Resource]:
    yield _sound(document)
    what = {"identifier": _hash(document.content_sha256), "display": "signed content"}
    yield {"role": "derivation", "what": what}


def _sound(document: ClinicalDocument) -> Resource:
    """The recording by its hash (RFC 6920) under its number; the sound itself stays here."""
    what: Resource = {"type": "Media", "display": one_line(document.recording_id) or "recording"}
    if document.recording_sha256:
        what["identifier"] = _hash(document.recording_sha256)
    return {"role": "source", "what": what}


def _parent(document: ClinicalDocument, names: Names) -> Iterator[Resource]:
    """The document before, under its number of version."""
    if document.parent is None or document.act not in PARENTS:
        return
    number = names.document_number(document.parent)
    yield {"role": PARENTS[document.act], "what": {"identifier": number}}


def _hash(digits: str) -> Resource:
    if len(digits) != _HASH_DIGITS or set(digits) - _HASH:
        raise ExportError("a hash in this note is none; export the note again")
    name = base64.urlsafe_b64encode(bytes.fromhex(digits)).decode().rstrip("=")
    return {"system": codes.HASHES, "value": f"ni:///sha-256;{name}"}


def _signature(one: DocumentSignature, names: Names) -> Resource:
    """A detached JWS (RFC 7515, appendix F) over the signed content, and the key it fits."""
    made: Resource = {
        "type": [coding(codes.SIGNATURES, *SIGNED_AS[one.kind])],
        "when": time(one.at),
        "who": names.person(one.by),
        "targetFormat": "application/json",
        "sigFormat": "application/jose",
    }
    if one.jws:
        made["data"] = base64.b64encode(one.jws.encode()).decode()
    if one_line(one.public):
        made["extension"] = [{"url": codes.PUBLIC_KEY, "valueString": one_line(one.public)}]
    return made
