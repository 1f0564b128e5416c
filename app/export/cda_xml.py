"""Elements of a CDA document."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from app.export.characters import in_xml, visible

if TYPE_CHECKING:
    from lxml.etree import _Element

HL7: Final = "urn:hl7-org:v3"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_CHINA: Final = timedelta(hours=8)


def start() -> "_Element":
    from lxml import etree  # noqa: PLC0415 - slow to load, and few sites send this form

    return etree.Element(f"{{{HL7}}}ClinicalDocument", nsmap={None: HL7, "xsi": XSI})


def add(parent: "_Element", name: str, text: str | None = None, **attributes: str) -> "_Element":
    """A new last child, its text and attributes as `shown`. type: of HL7's data types (xsi:type);
    underscores end names that Python has for itself."""
    from lxml import etree  # noqa: PLC0415

    child = etree.SubElement(parent, f"{{{HL7}}}{name}")
    for key, value in attributes.items():
        child.set(f"{{{XSI}}}type" if key == "type" else key, shown(value))
    if text is not None:
        child.text = shown(text)
    return child


def shown(text: str) -> str:
    """The text, with the code points of what no XML document may hold."""
    return visible(text, in_xml)


def system(of: tuple[str, str]) -> dict[str, str]:
    """A code system's attributes: its OID and its name."""
    return {"codeSystem": of[0], "codeSystemName": of[1]}


def moment(at: datetime) -> str:
    """To the second, as HL7's TS: without offset on China's clock."""
    text = f"{at:%Y%m%d%H%M%S}"
    return text if at.utcoffset() == _CHINA else f"{text}{at:%z}"[: len(text) + 5]


def day(at: date) -> str:
    return f"{at:%Y%m%d}"


def written(made: "_Element") -> bytes:
    from lxml import etree  # noqa: PLC0415

    data: Any = etree.tostring(made, xml_declaration=True, encoding="UTF-8")
    return bytes(data)
