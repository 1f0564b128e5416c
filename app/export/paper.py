"""A signed note as it stands on paper: what the PDF and the Word document both say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.documents import ClinicalDocument, DocumentSection, Person, Site
from app.domain.transcript import Language
from app.export import paper_words as words
from app.export.emr_text import joined
from app.export.emr_text import title as section_title
from app.export.paper_blocks import Block, Heading, Line, Table, plain
from app.export.paper_history import history
from app.export.paper_words import labelled, listed, minute, printed, word


@dataclass(frozen=True, slots=True)
class Paper:
    """running: the lines at the top of each page. watermark: across each page, "" for none.

    history: on pages of their own, behind the note. name: of the paper, without the patient's.
    """

    name: str
    title: str
    hospital: str
    language: Language
    at: datetime
    software: str
    running: tuple[str, ...]
    blocks: tuple[Block, ...]
    history: tuple[Block, ...] = ()
    watermark: str = ""


def paper(
    document: ClinicalDocument, site: Site, addenda: Sequence[ClinicalDocument] = ()
) -> Paper:
    """addenda: documents that add to this one.

    A retracted note has neither text nor history: it stands in another patient's chart.
    """
    void = document.act == "error"
    blocks = [_facts(document), *_warnings(document)]
    if not void:
        blocks += [*_said(document), *_values(document)]
        for one in addenda:
            blocks += _addendum(one, document)
    blocks += _signatures(document, addenda)
    language = document.language
    note = f"{word('note', language)} {document.id.note_id}"
    return Paper(
        name=f"{words.title(document)} {document.id.note_id} {document.id.version}",
        title=words.title(document),
        hospital=site.name,
        language=language,
        at=document.at,
        software=document.software,
        running=(
            _whom(document),
            listed((note, words.version(document.id.version, language)), language),
        ),
        blocks=tuple(blocks),
        history=() if void else history(document),
        watermark=words.VOID[language] if void else "",
    )


def _whom(document: ClinicalDocument) -> str:
    """Whose paper it is, on each page of it."""
    patient, language = document.patient, document.language
    number = patient.number or word("not_known", language)
    visit = f"{word('visit', language)} {document.visit.id}"
    return f"{_name(document)}   {word('number', language)} {number}   {visit}"


def _name(document: ClinicalDocument) -> str:
    patient = document.patient
    unknown = f" ({word('unknown', document.language)})" if patient.unknown else ""
    return patient.name + unknown


def _person(person: Person) -> str:
    return f"{person.name} ({person.id})"


def _facts(document: ClinicalDocument) -> Table:
    """Who, where and when, two to a row; what is not known is said to be."""
    language, patient, visit = document.language, document.patient, document.visit
    unknown = word("not_known", language)
    home = document.at
    sex = words.SEXES[patient.sex][language] if patient.sex else unknown
    born = patient.birth_date.isoformat() if patient.birth_date else unknown
    arrived = minute(visit.arrived_at, home) if visit.arrived_at else unknown
    said = {
        "patient": _name(document),
        "number": patient.number or unknown,
        "sex": sex,
        "born": born,
        "visit": visit.id,
        "arrived": arrived,
        "department": visit.department or unknown,
        "place": visit.place or unknown,
        "author": _person(document.author),
        "recorded": minute(document.recorded_at, home),
        "state": words.ACTS[document.act][language],
        "error_at" if document.act == "error" else "at": f"{home:%Y-%m-%d %H:%M} "
        + words.offset(home),
    }
    pairs = [(word(name, language), text) for name, text in said.items()]
    rows = tuple((*one, *two) for one, two in zip(pairs[::2], pairs[1::2], strict=True))
    return Table(rows, (0.15, 0.36, 0.17, 0.32))


def _warnings(document: ClinicalDocument) -> Iterator[Block]:
    language = document.language
    if document.profile == "sandbox":
        yield plain(words.SANDBOX[language], "warning")
    if document.late:
        yield plain(words.LATE[language], "warning")
    if document.act == "error":
        yield plain(words.WITHHELD[language], "warning")
    follows = words.follows(document)
    if follows:
        yield plain(follows)
    if document.reason:
        yield plain(labelled("reason", document.reason, language))


def _said(document: ClinicalDocument) -> Iterator[Block]:
    for section in document.sections:
        yield Heading(section_title(section.key, document.language))
        yield _sentences(section, document.language)


def _sentences(section: DocumentSection, language: Language) -> Line:
    """A section in which nothing was said says so: nobody can write into it by hand."""
    if not section.sentences:
        return plain(word("not_recorded", language), "small")
    return plain(joined(section.sentences, language))


def _values(document: ClinicalDocument) -> Iterator[Block]:
    if not document.confirmed:
        return
    language = document.language
    yield Heading(word("values", language))
    rows = []
    for one in document.confirmed:
        about = words.ASSERTIONS[one.finding.assertion][language]
        said = f"{one.finding.text} ({about})" if about else one.finding.text
        rows.append((said, printed(one.value, language), one.by.name, minute(one.at, document.at)))
    head = tuple(word(name, language) for name in ("what", "value", "by", "when"))
    yield Table(tuple(rows), (0.34, 0.28, 0.16, 0.22), head)


def _addendum(added: ClinicalDocument, to: ClinicalDocument) -> Iterator[Block]:
    who, version = _person(added.author), words.version(added.id.version, to.language)
    parts = (word("addendum", to.language), who, minute(added.at, to.at), version)
    yield Heading(listed(parts, to.language))
    if added.late:
        yield plain(words.LATE[to.language], "warning")
    for section in added.sections:
        if section.sentences:
            if section.key:
                yield Heading(section_title(section.key, to.language), minor=True)
            yield plain(joined(section.sentences, to.language))


def _signatures(document: ClinicalDocument, addenda: Sequence[ClinicalDocument]) -> Iterator[Block]:
    language = document.language
    yield Heading(word("signatures", language))
    for one in (document, *addenda):
        version = words.version(one.id.version, language)
        for signed in one.signatures:
            what = f"{words.SIGNED[signed.kind][language]} {_person(signed.by)}"
            at = minute(signed.at, document.at)
            yield plain(listed((what, at, version), language))
        yield plain(f"{words.DIGEST[language]} {one.content_sha256}", "small")
    yield plain(words.NOT_RELIABLE[language], "small")
