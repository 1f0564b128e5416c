"""A signed note as CDA R2 document after WS/T 500: part 2 门(急)诊病历, part 3 急诊留观病历.

Made from what is publicly known of these parts (cda_codes): header, chapters and data elements.
The standard's text, its XML schema and its Schematron were not at hand: whether a hospital's
platform takes the document is for its XSD and Schematron to say. What they may ask for and this
cannot give: the hospital's organisation code (医疗机构组织机构代码), the department's code,
identity card numbers, whether it is a first visit, and orders. Beyond the two parts stand vital
signs, sections that they have no chapter for, and the encounter.

All text is in `text`, a paragraph for each sentence, and again in the entry that the standard has
for it. Characters that XML 1.0 forbids are shown by their code points, and a last section says so.
Times at UTC+08:00 are written without offset, as in all samples; others with it.
"""

from datetime import date
from typing import TYPE_CHECKING, Final

from app.domain.documents import ClinicalDocument, DocumentId, DocumentSignature, Site
from app.domain.errors import ExportError
from app.export import cda_codes as codes
from app.export.cda_body import chapters, part_of
from app.export.cda_check import check
from app.export.cda_xml import add, day, moment, start, system, written
from app.export.paper_words import ACTS

if TYPE_CHECKING:
    from lxml.etree import _Element

_MONTHS: Final = 12


def cda(document: ClinicalDocument, site: Site) -> bytes:
    """UTF-8, without DTD; the same bytes for the same document. Raises ExportError."""
    if not site.name:
        raise ExportError(
            "no hospital is named; set emr_site and emr_identifiers, then export again"
        )
    made = start()
    _activity(made, document)
    _patient(made, document, site)
    _people(made, document, site)
    _related(made, document)
    _encounter(made, document)
    chapters(add(add(made, "component"), "structuredBody"), document)
    data = written(made)
    check(data, document)
    return data


def _activity(made: "_Element", document: ClinicalDocument) -> None:
    """What the document is: 文档活动类."""
    kind = codes.KINDS[part_of(document)]
    add(made, "realmCode", code="CN")
    add(made, "typeId", root="2.16.840.1.113883.1.3", extension="POCD_MT000040")
    add(made, "templateId", root=kind.template)
    add(made, "id", root=codes.SERIAL, extension=_serial(document))
    add(made, "code", code=kind.code, **system(codes.SHARED))
    add(made, "title", _title(document, kind.title))
    add(made, "effectiveTime", value=moment(document.at))
    add(
        made,
        "confidentialityCode",
        code="N",
        **system(codes.CONFIDENTIAL),
        displayName="正常访问保密级别",
    )
    add(made, "languageCode", code="zh-CN" if document.language == "zh" else "en")
    add(made, "setId", root=codes.SERIAL, extension=_series(document))
    add(made, "versionNumber", value=str(document.id.version))


def _title(document: ClinicalDocument, title: str) -> str:
    """The standard's, in Chinese for every note, and what is unusual about it."""
    unusual = {"addendum": "补充记录", "error": ACTS["error"]["zh"]}.get(document.act)
    return f"{title}（{unusual}）" if unusual else title


def _serial(document: ClinicalDocument) -> str:
    """One for each document: what does not sign a version of its own adds its act."""
    name = _version(document.id)
    return f"{name}.{document.act}" if document.act in {"cosign", "error"} else name


def _version(one: DocumentId) -> str:
    return f"{one.note_id}.{one.version}"


def _series(document: ClinicalDocument) -> str:
    """Versions of one note share it; an addendum is a document of its own (CDA R2, 4.2.3.1)."""
    return _version(document.id) if document.act == "addendum" else document.id.note_id


def _patient(made: "_Element", document: ClinicalDocument, site: Site) -> None:
    """Nobody's name or birthday is made up: what is not known has a null flavour."""
    target = add(made, "recordTarget", typeCode="RCT", contextControlCode="OP")
    role = add(target, "patientRole", classCode="PAT")
    add(role, "id", root=codes.VISIT, extension=document.visit.id)
    known = document.patient
    if known.number:
        add(role, "id", root=codes.PATIENT, extension=known.number)
    person = add(role, "patient", classCode="PSN", determinerCode="INSTANCE")
    if known.unknown or not known.name:
        add(person, "name", nullFlavor="UNK")
    else:
        add(person, "name", known.name)
    code, name = codes.SEX[known.sex]
    add(person, "administrativeGenderCode", code=code, **system(codes.SEXES), displayName=name)
    if known.birth_date is None or known.unknown:
        add(person, "birthTime", nullFlavor="UNK")
    else:
        add(person, "birthTime", value=day(known.birth_date))
        visited = (document.visit.arrived_at or document.recorded_at).date()
        number, unit = _age(known.birth_date, visited)
        add(person, "age", value=str(number), unit=unit)
    provider = add(role, "providerOrganization", classCode="ORG", determinerCode="INSTANCE")
    if document.visit.department:
        add(provider, "name", document.visit.department)
        part = add(provider, "asOrganizationPartOf", classCode="PART")
        provider = add(part, "wholeOrganization", classCode="ORG", determinerCode="INSTANCE")
    add(provider, "name", site.name)


def _age(born: date, at: date) -> tuple[int, str]:
    """Whole years, and months before the first of them."""
    months = (at.year - born.year) * _MONTHS + at.month - born.month - (at.day < born.day)
    months = max(months, 0)
    return (months // _MONTHS, "岁") if months >= _MONTHS else (months, "月")


def _people(made: "_Element", document: ClinicalDocument, site: Site) -> None:
    """Who wrote it, who keeps it, who signed it: 参与者类."""
    author = add(made, "author", typeCode="AUT", contextControlCode="OP")
    add(author, "time", value=moment(document.recorded_at))
    assigned = add(author, "assignedAuthor", classCode="ASSIGNED")
    add(assigned, "id", root=codes.AUTHOR, extension=document.author.id)
    add(add(assigned, "assignedPerson"), "name", document.author.name)
    keeper = add(add(made, "custodian", typeCode="CST"), "assignedCustodian", classCode="ASSIGNED")
    names = {"classCode": "ORG", "determinerCode": "INSTANCE"}
    hospital = add(keeper, "representedCustodianOrganization", **names)
    add(hospital, "id", nullFlavor="NI")
    add(hospital, "name", site.name)
    by_kind = sorted(document.signatures, key=lambda one: one.kind != "legal")
    for number, signed in enumerate(by_kind):
        legal = signed.kind == "legal" and number == 0
        _signed(add(made, "legalAuthenticator" if legal else "authenticator"), signed)


def _signed(parent: "_Element", signed: DocumentSignature) -> None:
    add(parent, "time", value=moment(signed.at))
    add(parent, "signatureCode", code="S")
    entity = add(parent, "assignedEntity")
    add(entity, "id", root=codes.STAFF, extension=signed.by.id)
    add(entity, "code", displayName="责任医生" if signed.kind == "legal" else "上级医师")
    add(add(entity, "assignedPerson"), "name", signed.by.name)


def _related(made: "_Element", document: ClinicalDocument) -> None:
    """What it replaces, retracts or adds to: 关联活动类. A co-signed document replaces the one
    that its author alone had signed."""
    parent = document.id if document.act == "cosign" else document.parent
    if document.act == "sign" or parent is None:
        return
    kind = "APND" if document.act == "addendum" else "RPLC"
    before = add(add(made, "relatedDocument", typeCode=kind), "parentDocument")
    add(before, "id", root=codes.SERIAL, extension=_version(parent))
    add(before, "setId", root=codes.SERIAL, extension=parent.note_id)
    add(before, "versionNumber", value=str(parent.version))


def _encounter(made: "_Element", document: ClinicalDocument) -> None:
    visit = document.visit
    part = add(made, "componentOf", typeCode="COMP")
    met = add(part, "encompassingEncounter", classCode="ENC", moodCode="EVN")
    add(met, "id", root=codes.VISIT, extension=visit.id)
    add(met, "code", code="EMER", **system(codes.ENCOUNTERS), displayName="急诊")
    if visit.arrived_at is None:
        add(met, "effectiveTime", nullFlavor="UNK")
    else:
        add(add(met, "effectiveTime"), "low", value=moment(visit.arrived_at))
    if visit.place:
        where = add(add(met, "location", typeCode="LOC"), "healthCareFacility", classCode="SDLOC")
        add(add(where, "location"), "name", visit.place)
