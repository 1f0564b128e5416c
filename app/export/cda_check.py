"""Our own assertions on WS/T 500 documents: what CDA R2 and the two parts ask of ours.

They run on every document that leaves, over its bytes. They are no replacement for the schema and
the Schematron of a hospital's platform, which were not at hand.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from app.domain.documents import ClinicalDocument
from app.domain.errors import ExportError
from app.export import cda_codes as codes
from app.export.cda_xml import HL7, XSI, shown

if TYPE_CHECKING:
    from lxml.etree import _Element

_NAMES: Final = {"h": HL7}
_HEADER: Final = (
    *("realmCode", "typeId", "templateId", "id", "code", "title", "effectiveTime"),
    *("confidentialityCode", "languageCode", "setId", "versionNumber", "recordTarget", "author"),
    *("custodian", "legalAuthenticator", "authenticator", "relatedDocument", "componentOf"),
    "component",
)
"""In CDA R2's order (POCD_MT000040.ClinicalDocument)."""
_MAYBE: Final = frozenset({"legalAuthenticator", "authenticator", "relatedDocument"})
_TIME: Final = re.compile(r"\d{14}([+-]\d{4})?", re.ASCII)
_DAY: Final = re.compile(r"\d{8}", re.ASCII)
_NUMBER: Final = re.compile(r"\d+(\.\d+)?", re.ASCII)
_ELEMENT: Final = re.compile(r"DE\d\d\.\d\d\.\d{3}\.\d\d", re.ASCII)
_LOINC: Final = re.compile(r"\d{1,7}-\d", re.ASCII)


def check(data: bytes, document: ClinicalDocument) -> None:
    """Raises ExportError naming what is wrong, never what a value is."""
    wrong = next(_found(data, document), None)
    if wrong is not None:
        raise ExportError(f"the CDA document cannot leave: {wrong}; use another form")


def _found(data: bytes, document: ClinicalDocument) -> Iterator[str]:
    from lxml import etree  # noqa: PLC0415 - slow to load, and few sites send this form

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        made = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        yield "it is no well-formed XML"
        return
    if made.getroottree().docinfo.doctype:
        yield "it has a DTD"
    yield from _wrongs(made, document)


def _wrongs(made: "_Element", document: ClinicalDocument) -> Iterator[str]:
    if made.tag != f"{{{HL7}}}ClinicalDocument":
        yield "it is no ClinicalDocument of HL7's namespace"
    yield from _order(made)
    yield from _activity(made)
    yield from _patient(made)
    yield from _people(made, document)
    yield from _related(made, document)
    yield from _body(made, document)


def _order(made: "_Element") -> Iterator[str]:
    names = [one.tag.removeprefix(f"{{{HL7}}}") for one in made]
    if any(name not in _HEADER for name in names):
        yield "its header has an element that CDA does not know"
    elif names != sorted(names, key=_HEADER.index):
        yield "its header is not in CDA's order"
    for name in _HEADER:
        most = len(names) if name == "authenticator" else 1
        if not (name in _MAYBE or name in names) or names.count(name) > most:
            yield f"{name} is missing or stands twice"


def _activity(made: "_Element") -> Iterator[str]:
    kinds = {(one.template, one.code) for one in codes.KINDS.values()}
    kind = (_get(made, "h:templateId/@root"), _get(made, "h:code/@code"))
    wanted = {
        "its realm is not CN": _get(made, "h:realmCode/@code") == "CN",
        "its type is not CDA's": _get(made, "h:typeId/@extension") == "POCD_MT000040",
        "its template and its code are of no known document": kind in kinds,
        "its code system is not WS/T 500's": _get(made, "h:code/@codeSystem") == codes.SHARED[0],
        "it has no number": _get(made, "h:id/@root") == codes.SERIAL
        and bool(_get(made, "h:id/@extension")),
        "it has no title": bool(_get(made, "h:title/text()")),
        "its time is none": bool(_TIME.fullmatch(_get(made, "h:effectiveTime/@value"))),
        "its confidentiality is none": _get(made, "h:confidentialityCode/@code") == "N",
        "its language is none": _get(made, "h:languageCode/@code") in {"zh-CN", "en"},
        "it belongs to no series": bool(_get(made, "h:setId/@extension")),
        "its version is no number": _get(made, "h:versionNumber/@value").isdecimal(),
    }
    yield from (what for what, right in wanted.items() if not right)


def _patient(made: "_Element") -> Iterator[str]:
    role = "h:recordTarget/h:patientRole"
    person = f"{role}/h:patient"
    born = _get(made, f"{person}/h:birthTime/@value")
    no_birth = _get(made, f"{person}/h:birthTime/@nullFlavor")
    name = _get(made, f"{person}/h:name/text()")
    sexes = {code for code, _ in codes.SEX.values()}
    wanted = {
        "its patient has no number": _get(made, f"{role}/h:id/@extension") != "",
        "its patient has no name": bool(name) != bool(_get(made, f"{person}/h:name/@nullFlavor")),
        "its patient's sex is none": _get(made, f"{person}/h:administrativeGenderCode/@code")
        in sexes,
        "its patient's birthday is none": bool(_DAY.fullmatch(born)) != bool(no_birth),
        "its encounter has no number": _get(made, "h:componentOf/*/h:id/@extension") != "",
    }
    yield from (what for what, right in wanted.items() if not right)


def _people(made: "_Element", document: ClinicalDocument) -> Iterator[str]:
    if not _TIME.fullmatch(_get(made, "h:author/h:time/@value")):
        yield "its author has no time"
    if not _get(made, "h:author/h:assignedAuthor/h:id/@extension"):
        yield "its author has no number"
    if not _get(made, "h:author//h:name/text()"):
        yield "its author has no name"
    if not _get(made, "h:custodian//h:name/text()"):
        yield "nobody keeps it"
    signed = made.xpath("h:legalAuthenticator | h:authenticator", namespaces=_NAMES)
    if len(signed) != len(document.signatures) or not signed:
        yield "its signatures are not those of the note"
    for one in signed:
        if not (
            _TIME.fullmatch(_get(one, "h:time/@value"))
            and _get(one, "h:signatureCode/@code") == "S"
            and _get(one, "h:assignedEntity/h:id/@extension")
            and _get(one, ".//h:name/text()")
        ):
            yield "a signature lacks its time, its mark or its signer"


def _related(made: "_Element", document: ClinicalDocument) -> Iterator[str]:
    kinds = {"sign": "", "addendum": "APND"}
    kind = _get(made, "h:relatedDocument/@typeCode")
    if kind != kinds.get(document.act, "RPLC"):
        yield "what it replaces or adds to is not said, or of another kind"
    before = _get(made, "h:relatedDocument/h:parentDocument/h:id/@extension")
    if kind and before in {"", _get(made, "h:id/@extension")}:
        yield "it builds on no other document"


def _body(made: "_Element", document: ClinicalDocument) -> Iterator[str]:
    sections = made.xpath("h:component/h:structuredBody/h:component/h:section", namespaces=_NAMES)
    if not sections:
        yield "it has no chapter"
    found = {_get(one, "h:code/@code") for one in sections}
    needed = {codes.CHAPTERS[key].code for key in codes.ALWAYS}
    if document.act not in {"addendum", "error"} and not needed <= found:
        yield "a chapter that every document has is missing"
    for section in sections:
        yield from _section(section)
    yield from _text(made, document)


def _section(section: "_Element") -> Iterator[str]:
    code = _get(section, "h:code/@code")
    if code:
        system = _get(section, "h:code/@codeSystem")
        if not _LOINC.fullmatch(code) or system != codes.LOINC[0]:
            yield "a chapter's code is not LOINC's"
    elif not _get(section, "h:code/@displayName"):
        yield "a chapter has neither code nor name"
    if not _get(section, "h:title/text()"):
        yield "a chapter has no title"
    if not section.xpath("h:text/h:paragraph", namespaces=_NAMES):
        yield "a chapter has no text"
    for one in section.xpath(".//h:observation", namespaces=_NAMES):
        yield from _observation(one)


def _observation(one: "_Element") -> Iterator[str]:
    code, system = _get(one, "h:code/@code"), _get(one, "h:code/@codeSystem")
    shapes = {codes.ELEMENTS[0]: _ELEMENT, codes.LOINC[0]: _LOINC}
    if system not in shapes or not shapes[system].fullmatch(code):
        yield "an entry's code is of no known system"
    value = one.find("h:value", _NAMES)
    if value is None:
        yield "an entry has no value"
    elif not _typed(value):
        yield "an entry's value is not of its type"


def _typed(value: "_Element") -> bool:
    kind: str | None = value.get(f"{{{XSI}}}type")
    if kind == "ST":
        return bool((value.text or "").strip())
    if kind == "PQ":
        return bool(_NUMBER.fullmatch(value.get("value", "")) and value.get("unit"))
    if kind == "CD":
        return bool(value.get("code") and value.get("codeSystem"))
    known, unknown = value.get("value") == "true", value.get("nullFlavor") == "NI"
    return kind == "BL" and bool(known != unknown)


def _text(made: "_Element", document: ClinicalDocument) -> Iterator[str]:
    """Every sentence is there, letter for letter, in its section and in its order."""
    if document.act == "error":
        return
    path = "h:component/h:structuredBody/h:component/h:section[not(@nullFlavor)]/h:text"
    said = [
        tuple(one.text or "" for one in text.findall("h:paragraph", _NAMES))
        for text in made.xpath(path, namespaces=_NAMES)
    ]
    for section in document.sections:
        wanted = tuple(map(shown, section.sentences))
        if wanted and wanted not in said:
            yield "a sentence of the note is missing or altered"


def _get(element: "_Element", path: str) -> str:
    """The first that is found, "" for none."""
    found = element.xpath(path, namespaces=_NAMES)
    return str(found[0]) if found else ""
