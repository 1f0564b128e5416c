"""The generated xhtml of a document: made of paragraphs, and read back out of them.

What was said stands in a paragraph; what we say ourselves ("Not recorded") in one in italics.
"""

from collections.abc import Iterable
from typing import Any, Final
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from app.domain.errors import ExportError
from app.export.fhir.canon import Resource
from app.export.fhir.names import plain

_XHTML: Final = "http://www.w3.org/1999/xhtml"
_OPEN: Final = f'<div xmlns="{_XHTML}">'
_ALLOWED: Final = frozenset(
    {"div", "p", "br", "b", "i", "em", "strong", "span", "ul", "ol", "li", "table", "tbody",
     "thead", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "sub", "sup"}
)  # fmt: skip
"""Of what R4 allows (narrative), what can neither load nor run anything."""


def narrative(said: Iterable[str] = (), ours: Iterable[str] = ()) -> Resource:
    """A Narrative. said: what a person said or typed. ours: what is true without being said."""
    paragraphs = [f"<p>{_lines(one)}</p>" for one in said]
    paragraphs += [f"<p><i>{_lines(one)}</i></p>" for one in ours]
    return {"status": "generated", "div": f"{_OPEN}{''.join(paragraphs)}</div>"}


def said(text: Resource) -> tuple[str, ...]:
    """What was said, out of a narrative of ours. Raises ExportError when it is none."""
    div = parsed(text.get("div"))
    return tuple(
        "".join([one.text or "", *("\n" + (line.tail or "") for line in one)])
        for one in div
        if not (len(one) and _name(one[0]) == "i")
    )


def parsed(div: Any) -> ElementTree.Element:
    """The element of a div that is safe to show. Raises ExportError when it is not."""
    if not isinstance(div, str) or "<!" in div or "<?" in div:
        raise ExportError("the FHIR document cannot leave: a narrative is no plain xhtml")
    try:
        root = ElementTree.fromstring(div)  # noqa: S314 - without "<!" there are no entities
    except (ElementTree.ParseError, ValueError) as error:
        raise ExportError(
            "the FHIR document cannot leave: a narrative is no plain xhtml"
        ) from error
    _safe(root)
    return root


def _safe(root: ElementTree.Element) -> None:
    """Nothing but words and their arrangement, and words at all (txt-1, txt-2)."""
    for one in root.iter():
        known = isinstance(one.tag, str) and one.tag == f"{{{_XHTML}}}{_name(one)}"
        if not known or _name(one) not in _ALLOWED or one.attrib:
            raise ExportError("the FHIR document cannot leave: a narrative is not safe to show")
    if _name(root) != "div" or not "".join(root.itertext()).strip():
        raise ExportError("the FHIR document cannot leave: a narrative is empty")


def _name(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _lines(text: str) -> str:
    """Text in a paragraph; a carriage return would be read back as a line feed (XML 1.0, 2.11)."""
    return escape(plain(text), {"\r": "&#13;", "\n": "<br/>"})
