"""The chapters of a WS/T 500 document: the note's text, and what was confirmed as entries."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Final

from app.domain.documents import ClinicalDocument, ConfirmedFinding, DocumentSection
from app.export import cda_codes as codes
from app.export import paper_words as words
from app.export.cda_codes import Chapter, Part
from app.export.cda_xml import add, moment, shown, system
from app.export.characters import NOTICE
from app.export.emr_text import joined, title
from app.export.hl7.vitals import VitalValue, values

if TYPE_CHECKING:
    from lxml.etree import _Element

_PRESSURE: Final = frozenset({"8480-6", "8462-4"})


def part_of(document: ClinicalDocument) -> Part:
    return "observation" if document.template == codes.OBSERVATION else "clinic"


def chapters(body: "_Element", document: ClinicalDocument) -> None:
    """The standard's in its order, then vital signs, then what it has no chapter for."""
    if document.act == "error":
        _retracted(body, document)
        return
    known = dict(codes.CHAPTERS)
    if part_of(document) == "observation":
        known |= codes.OBSERVATION_CHAPTERS
    said = {one.key: one for one in document.sections}
    for key, chapter in known.items():
        missing = key in codes.ALWAYS and document.act != "addendum"
        section = said.get(key, DocumentSection(key, chapter.code, ()) if missing else None)
        if section is not None:
            _chapter(body, chapter, section, document)
    measured = tuple(values(document))
    vitals = said.get("vitals", DocumentSection("vitals", "", ()))
    if "vitals" in said or measured:
        _vitals(_section(body, codes.VITALS, vitals, document), measured)
    for one in document.sections:
        if one.key not in {*known, "vitals"}:
            name = title(one.key, document.language)
            _section(body, Chapter(one.code, name, name), one, document)
    _unwritable(body, document)


def _chapter(
    body: "_Element", chapter: Chapter, section: DocumentSection, document: ClinicalDocument
) -> None:
    made = _section(body, chapter, section, document)
    text = joined(section.sentences, document.language)
    if section.key == "allergies":
        _allergies(made, chapter, text, document.confirmed)
    elif chapter.element and text.strip():
        _element(add(made, "entry"), chapter.element, chapter.element_name, text)
    if section.key == "assessment":
        for one in document.confirmed:
            if one.finding.kind == "diagnosis" and one.finding.assertion == "present":
                _diagnosis(made, one)


def _section(
    body: "_Element", chapter: Chapter, section: DocumentSection, document: ClinicalDocument
) -> "_Element":
    """A chapter without a code has its name alone, as the standard writes those."""
    made = add(add(body, "component"), "section")
    coded = {"code": chapter.code, **system(codes.LOINC)} if chapter.code else {}
    add(made, "code", **coded, displayName=chapter.name or chapter.title)
    add(made, "title", title(section.key, document.language))
    text = add(made, "text")
    if section.sentences:
        for sentence in section.sentences:
            add(text, "paragraph", sentence)
    else:
        made.set("nullFlavor", "NI")  # nothing was said; never: there is none
        add(text, "paragraph", words.word("not_recorded", document.language))
    return made


def _observation(parent: "_Element") -> "_Element":
    return add(parent, "observation", classCode="OBS", moodCode="EVN")


def _element(parent: "_Element", code: str, name: str, text: str) -> "_Element":
    """A data element that is a text."""
    made = _observation(parent)
    add(made, "code", code=code, **system(codes.ELEMENTS), displayName=name)
    add(made, "value", text, type="ST")
    return made


def _allergies(
    made: "_Element", chapter: Chapter, text: str, confirmed: Iterable[ConfirmedFinding]
) -> None:
    """The flag says yes where a person confirmed an allergy, and otherwise that it is not known:
    that somebody has none is read out of no text."""
    allergic = any(
        one.finding.kind == "allergy"
        and one.finding.assertion == "present"
        and one.finding.concept.startswith("drug.")
        for one in confirmed
    )
    if not (allergic or text.strip()):
        return
    flag = _observation(add(made, "entry"))
    code, name = codes.ALLERGIC
    add(flag, "code", code=code, **system(codes.ELEMENTS), displayName=name)
    if allergic:
        add(flag, "value", type="BL", value="true")
    else:
        add(flag, "value", type="BL", nullFlavor="NI")
    if text.strip():
        within = add(flag, "entryRelationship", typeCode="COMP")
        _element(within, chapter.element, chapter.element_name, text)


def _diagnosis(made: "_Element", one: ConfirmedFinding) -> None:
    """A diagnosis in the words that a person confirmed; its code where those are unchanged."""
    if not one.value.strip():
        return
    group = add(add(made, "entry"), "organizer", classCode="CLUSTER", moodCode="EVN")
    add(group, "statusCode", code="completed")
    _element(add(group, "component"), *codes.DIAGNOSIS, one.value)
    code = one.finding.code
    if code is None or code.system != "icd-10-cm" or one.value != one.finding.text:
        return
    coded = _observation(add(group, "component"))
    element, name = codes.DIAGNOSIS_CODE
    add(coded, "code", code=element, **system(codes.ELEMENTS), displayName=name)
    add(coded, "value", type="CD", code=code.value, **system(codes.ICD_10_CM))


def _vitals(made: "_Element", measured: Iterable[VitalValue]) -> None:
    """One entry for each value; the two of a blood pressure stand together."""
    for _, found in groupby(measured, lambda one: one.reading):
        together = tuple(found)
        if together[0].code not in _PRESSURE:
            _measured(add(made, "entry"), together[0])
            continue
        group = add(add(made, "entry"), "organizer", classCode="BATTERY", moodCode="EVN")
        add(group, "code", displayName="血压")
        add(group, "statusCode", code="completed")
        for one in together:
            _measured(add(group, "component"), one)


def _measured(parent: "_Element", one: VitalValue) -> None:
    """As the data element where there is one for the quantity in its unit."""
    made = _observation(parent)
    known = codes.MEASURES.get((one.code, one.unit))
    if known is not None:
        add(made, "code", code=known.code, **system(codes.ELEMENTS), displayName=known.name)
    else:
        add(made, "code", code=one.code, **system(codes.LOINC), displayName=one.name)
    add(made, "effectiveTime", value=moment(one.at))
    unit = known.unit if known is not None else one.unit
    add(made, "value", type="PQ", value=one.number, unit=unit)


def _retracted(body: "_Element", document: ClinicalDocument) -> None:
    made = add(add(body, "component"), "section")
    add(made, "code", displayName="作废说明")
    add(made, "title", words.VOID[document.language])
    text = add(made, "text")
    add(text, "paragraph", words.WITHHELD[document.language])
    if document.reason:
        add(text, "paragraph", words.labelled("reason", document.reason, document.language))


def _unwritable(body: "_Element", document: ClinicalDocument) -> None:
    if all(shown(one) == one for one in _texts(document)):
        return
    made = add(add(body, "component"), "section")
    add(made, "code", displayName="字符说明")
    add(made, "title", "字符说明" if document.language == "zh" else "About characters")
    add(add(made, "text"), "paragraph", NOTICE[document.language])


def _texts(document: ClinicalDocument) -> Iterator[str]:
    """All that people typed or said."""
    yield from (document.patient.name, document.author.name, document.visit.place)
    yield document.visit.department
    yield from (one.value for one in document.confirmed)
    for section in document.sections:
        yield from section.sentences
