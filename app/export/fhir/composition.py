"""The Composition: what the document says, section by section, and who stands for it."""

from collections.abc import Iterator, Sequence

from app.domain.documents import ClinicalDocument, DocumentSection
from app.domain.transcript import Language
from app.export.fhir import codes
from app.export.fhir.canon import Resource
from app.export.fhir.codes import coding, concept
from app.export.fhir.names import Names, one_line, time
from app.export.fhir.narrative import narrative
from app.export.fhir.values import AI_LABEL, Placed

_NOT_RECORDED: dict[Language, str] = {"en": "Not recorded", "zh": "未记录"}
_WITHHELD: dict[Language, str] = {
    "en": "This document was entered in error; its text is withheld.",
    "zh": "本文档系误录，正文不予显示。",
}


def composition(document: ClinicalDocument, names: Names, placed: Sequence[Placed]) -> Resource:
    """placed: the values of the document, which its sections refer to."""
    resource: Resource = {
        "resourceType": "Composition",
        "id": names.composition()["reference"].removeprefix("urn:uuid:"),
        "meta": _meta(document),
        "language": codes.LANGUAGES[document.language],
        "extension": [{"url": codes.VERSION_NUMBER, "valueString": str(document.id.version)}],
        "identifier": names.note_number(),
        "status": codes.STATUS[document.act],
        "type": note_type(),
        "category": [note_category()],
        "subject": names.patient(),
        "encounter": names.visit(),
        "date": time(document.at),
        "author": [names.person(document.author), names.device()],
        "title": title(document),
        "confidentiality": "N",
        "custodian": names.hospital(),
        "event": [{"period": {"start": time(document.recorded_at)}}],
    }
    if document.signatures:
        resource["attester"] = [
            {"mode": one.kind, "time": time(one.at), "party": names.person(one.by)}
            for one in document.signatures
        ]
    resource |= _relations(document, names)
    sections = [] if document.act == "error" else list(_sections(document, placed))
    if sections:
        resource["section"] = sections
    ours = [title(document), f"{one_line(document.author.name)} {time(document.at)}"]
    if document.act == "error":
        ours.append(_WITHHELD[document.language])
    resource["text"] = narrative(ours=ours)
    return resource


def note_type() -> Resource:
    return concept(coding(codes.LOINC, codes.NOTE, "Emergency department Note"))


def note_category() -> Resource:
    return concept(coding(codes.NOTE_KINDS, "clinical-note", "Clinical Note"))


def title(document: ClinicalDocument) -> str:
    late = codes.LATE[document.language] if document.late else ""
    return codes.TITLES[document.language][document.act] + late


def _meta(document: ClinicalDocument) -> Resource:
    tags = [
        coding(codes.DOCUMENT_KINDS, document.act),
        coding(codes.TEMPLATES, one_line(document.template) or "none"),
        coding(codes.STORE_PROFILES, one_line(document.profile) or "none"),
    ]
    if document.late:
        tags.append(coding(codes.DOCUMENT_KINDS, "late"))
    return {"tag": tags, **({"security": [AI_LABEL]} if document.models else {})}


def _relations(document: ClinicalDocument, names: Names) -> Resource:
    """What a correction replaces and an addendum is added to; the target is told by the identifier
    of its Bundle, for it is no part of this document."""
    code = {"amendment": "replaces", "addendum": "appends"}.get(document.act)
    if code is None or document.parent is None:
        return {}
    number = {"system": codes.URIS, "value": f"urn:uuid:{names.bundle(document.parent)}"}
    return {"relatesTo": [{"code": code, "targetIdentifier": number}]}


def _sections(document: ClinicalDocument, placed: Sequence[Placed]) -> Iterator[Resource]:
    for number, section in enumerate(document.sections):
        if section.key or any(one.strip() for one in section.sentences):
            yield _section(section, document.language, _in(placed, number))
    added = {one.section: None for one in placed if isinstance(one.section, str)}
    for code in added:
        yield _added(str(code), document.language, _in(placed, code))


def _in(placed: Sequence[Placed], section: int | str) -> list[Resource]:
    return [one.resource for one in placed if one.section == section]


def _section(section: DocumentSection, language: Language, entries: list[Resource]) -> Resource:
    """A section of the note. Of what nobody spoke, it says that it was not asked, never that there
    is none (SAFETY 1.3); the code tells the sections of one LOINC code apart."""
    key = one_line(section.key)
    made: Resource = {"title": _title(key, language)}
    if key:
        loinc = [coding(codes.LOINC, one_line(section.code))] if one_line(section.code) else []
        made["code"] = concept(*loinc, coding(codes.SECTIONS, key))
    if any(one.strip() for one in section.sentences):
        made["text"] = narrative(said=section.sentences)
    else:
        made["text"] = narrative(ours=[_NOT_RECORDED[language]])
        if not entries:
            reason = coding(codes.EMPTY, "notasked", "Not Asked")
            made["emptyReason"] = concept(reason)
    if entries:
        made["entry"] = [{"reference": f"urn:uuid:{one['id']}"} for one in entries]
    return made


def _added(code: str, language: Language, entries: list[Resource]) -> Resource:
    """A section for values whose own the note has not: what they say, in our words."""
    made = _section(DocumentSection(codes.ADDED_SECTIONS[code], code, ()), language, entries)
    shown = [one["text"]["div"].partition("<i>")[2].partition("</i>")[0] for one in entries]
    made["code"] = concept(coding(codes.LOINC, code))
    made["text"] = {"status": "generated", "div": _joined(shown)}
    return made


def _joined(shown: list[str]) -> str:
    paragraphs = "".join(f"<p><i>{one}</i></p>" for one in shown)
    return f'<div xmlns="http://www.w3.org/1999/xhtml">{paragraphs}</div>'


def _title(key: str, language: Language) -> str:
    english, chinese = codes.SECTION_TITLES.get(key, (key.replace("_", " ").capitalize(),) * 2)
    return english if language == "en" else chinese
