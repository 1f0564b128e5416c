"""The way back: a document of ours out of its FHIR.

What is read is written again and must say the same, to the last value; so nothing is read half.
The findings come back as far as they left: with what was confirmed, without the place in the words
that were heard.
"""

import base64
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final, get_args

from app.domain.documents import (
    ClinicalDocument,
    DocumentAct,
    DocumentId,
    DocumentPatient,
    DocumentSection,
    DocumentSignature,
    Person,
    Site,
    Visit,
)
from app.domain.errors import ExportError
from app.domain.result import ModelUsed
from app.domain.transcript import Language
from app.export.fhir import codes
from app.export.fhir.canon import Resource, parse, to_bytes
from app.export.fhir.checking import check
from app.export.fhir.document import assembled, model_check
from app.export.fhir.names import one_line
from app.export.fhir.narrative import said
from app.export.fhir.people import GENDERS
from app.export.fhir.provenance import PARENTS, SIGNED_AS
from app.export.fhir.read_values import confirmed

_LANGUAGES: Final[dict[str, Language]] = {code: name for name, code in codes.LANGUAGES.items()}
_ACTS: Final[tuple[DocumentAct, ...]] = get_args(DocumentAct)
_VERSION: Final = re.compile(r"[1-9]\d{0,8}", re.ASCII)
_SIGNED_FOR: Final = {code: kind for kind, (code, _) in SIGNED_AS.items()}


class _Source:
    """The resources of a document, by what refers to them and by type."""

    def __init__(self, bundle: Resource) -> None:
        self.bundle = bundle
        self.all: list[Resource] = [one["resource"] for one in bundle["entry"]]
        self._by_url = {one["fullUrl"]: one["resource"] for one in bundle["entry"]}

    def one(self, kind: str) -> Resource:
        return next(one for one in self.all if one["resourceType"] == kind)

    def person(self, reference: Resource) -> Person:
        found = self._by_url[reference["reference"]]
        name = found.get("name", [{"text": ""}])[0]["text"]
        return Person(found["identifier"][0]["value"], name)


def read(data: bytes) -> tuple[ClinicalDocument, Site]:
    """The document in the bytes of a document Bundle, and who sent it.

    Raises ExportError: it is broken, or another program's.
    """
    check(data)
    bundle = parse(data)
    if bundle["type"] != "document":
        raise ExportError("this FHIR file is no document; choose one that ERScribe exported")
    model_check(bundle)
    try:
        source = _Source(bundle)
        site = _site(source)
        document = _document(source)
        same = to_bytes(assembled(document, site)) == to_bytes(bundle)
    except (KeyError, IndexError, TypeError, AttributeError, ValueError, StopIteration):
        same = False
    if not same:
        raise ExportError(
            "this FHIR file says what ERScribe does not write; choose one that it exported"
        )
    return document, site


def _site(source: _Source) -> Site:
    hospital = source.one("Organization")
    return Site(hospital["name"], hospital["identifier"][0]["value"])


def _document(source: _Source) -> ClinicalDocument:
    head = source.one("Composition")
    origin = source.one("Provenance")
    tags = _tags(head)
    act = next(one for one in _ACTS if one in tags[codes.DOCUMENT_KINDS])
    id_ = _own_id(head, act)
    entities = {(one["role"], one["what"].get("display")): one["what"] for one in origin["entity"]}
    sound = next(what for (role, _), what in entities.items() if role == "source")
    sections, places = _sections(head)
    return ClinicalDocument(
        id=id_,
        act=act,
        language=_LANGUAGES[head["language"]],
        template=tags[codes.TEMPLATES][0],
        profile=tags[codes.STORE_PROFILES][0],
        patient=_patient(source.one("Patient")),
        visit=_visit(source.one("Encounter")),
        author=source.person(head["author"][0]),
        at=_time(head["date"]),
        recorded_at=_time(head["event"][0]["period"]["start"]),
        recording_id=sound["display"],
        recording_sha256=_digits(sound.get("identifier")),
        content_sha256=_digits(entities["derivation", "signed content"]["identifier"]),
        software=source.one("Device").get("version", [{"value": ""}])[0]["value"],
        sections=sections,
        confirmed=confirmed(source.all, places, source.person),
        signatures=tuple(_signature(one, source) for one in origin.get("signature", ())),
        models=_models(source.one("Device")),
        parent=_parent(origin, act),
        reason=origin.get("reason", [{"text": ""}])[0]["text"],
        late="late" in tags[codes.DOCUMENT_KINDS],
    )


def _tags(head: Resource) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in head["meta"]["tag"]:
        found.setdefault(one["system"], []).append(one["code"])
    return found


def _own_id(head: Resource, act: DocumentAct) -> DocumentId:
    version = next(
        one["valueString"] for one in head["extension"] if one["url"] == codes.VERSION_NUMBER
    )
    if not _VERSION.fullmatch(version):
        raise ValueError("no version")
    value = head["identifier"]["value"]
    note = value.removesuffix(f".{version}") if act == "addendum" else value
    return DocumentId(note, int(version))


def _parent(origin: Resource, act: DocumentAct) -> DocumentId | None:
    role = PARENTS.get(act)
    for one in origin["entity"]:
        number = one["what"].get("identifier", {})
        if one["role"] == role and number.get("system", "").endswith("document"):
            note, _, version = number["value"].rpartition(".")
            if not _VERSION.fullmatch(version):
                raise ValueError("no version")
            return DocumentId(note, int(version))
    return None


def _patient(one: Resource) -> DocumentPatient:
    number = one["identifier"][0]
    counted = number["type"]["coding"][0]["code"] == "MR"
    names = one.get("name", [])
    unknown = bool(names) and names[0].get("use") == "anonymous"
    called = names[1:] if unknown else names
    sexes = {gender: sex for sex, gender in GENDERS.items()}
    return DocumentPatient(
        number["value"] if counted else "",
        called[0]["text"] if called else "",
        sexes.get(one.get("gender", ""), ""),
        date.fromisoformat(one["birthDate"]) if "birthDate" in one else None,
        unknown,
    )


def _visit(one: Resource) -> Visit:
    number = one["identifier"][0]
    counted = number["system"].endswith("visit")
    places = one.get("location", [{"location": {"display": ""}}])
    return Visit(
        number["value"] if counted else "",
        one.get("serviceType", {}).get("text", ""),
        places[0]["location"]["display"],
        _time(one["period"]["start"]) if "period" in one else None,
    )


def _sections(head: Resource) -> tuple[tuple[DocumentSection, ...], dict[str, str]]:
    """The sections of the note, and by reference of an entry the key of the one it stands in;
    sections that were added for values are none of the note."""
    sections, places = [], {}
    for one in head.get("section", ()):
        found = {c["system"]: c["code"] for c in one.get("code", {}).get("coding", ())}
        key = found.get(codes.SECTIONS, "")
        if key or "code" not in one:
            sections.append(DocumentSection(key, found.get(codes.LOINC, ""), said(one["text"])))
        for entry in one.get("entry", ()):
            places[entry["reference"]] = key
    return tuple(sections), places


def _signature(one: Resource, source: _Source) -> DocumentSignature:
    public = one.get("extension", [{"valueString": ""}])[0]["valueString"]
    jws = base64.b64decode(one.get("data", ""), validate=True).decode()
    kind: Any = _SIGNED_FOR[one["type"][0]["code"]]
    return DocumentSignature(kind, source.person(one["who"]), _time(one["when"]), public, jws)


def _models(device: Resource) -> Mapping[str, ModelUsed]:
    found = {}
    for one in device.get("property", ()):
        value = one["valueCode"][0]
        sha256 = value["coding"][0]["code"]
        found[one["type"]["coding"][0]["code"]] = ModelUsed(one_line(value["text"]), sha256)
    return found


def _digits(number: Resource | None) -> str:
    """The hexadecimal digits of a hash by its name (RFC 6920); "" for none."""
    if number is None:
        return ""
    name = str(number["value"]).removeprefix("ni:///sha-256;")
    return base64.b64decode(name.replace("-", "+").replace("_", "/") + "=", validate=True).hex()


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
