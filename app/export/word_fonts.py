"""A Word file with the letters that it uses inside of it, and the same bytes for the same text.

Word takes fonts with TrueType outlines only, each obfuscated with a key that stands beside it
(ECMA-376 part 1, 17.8.1): it keeps no secret and marks the font as the document's.
"""

import io
import zipfile
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid5

from app.export.fonts import FAMILY, subset

if TYPE_CHECKING:
    from lxml.etree import _Element

_NAMES: Final = UUID("2f0ad3cf-2f55-4f0b-9c5e-6a1d4f8f9b1e")
_PART: Final = "word/fonts/font1.odttf"
_TABLE: Final = "word/fontTable.xml"
_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
_LINKS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_OBFUSCATED: Final = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
_HIDDEN: Final = 32
"""Bytes at a font's beginning that the key is laid over."""
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def obfuscated(font: bytes, key: UUID) -> bytes:
    """The same again undoes it. The key's bytes run backwards, as it is written."""
    mask = key.bytes[::-1]
    head = bytes(one ^ mask[at % len(mask)] for at, one in enumerate(font[:_HIDDEN]))
    return head + font[_HIDDEN:]


def embedded(document: bytes, letters: Iterable[str]) -> bytes:
    """A .docx of python-docx, with the letters in it."""
    font = subset(letters)
    key = uuid5(_NAMES, font.hex())
    with zipfile.ZipFile(io.BytesIO(document)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    parts[_PART] = obfuscated(font, key)
    parts[_TABLE] = _in_table(parts[_TABLE], key)
    parts["word/_rels/fontTable.xml.rels"] = _link()
    parts["word/settings.xml"] = _in_settings(parts["word/settings.xml"])
    parts["[Content_Types].xml"] = _in_types(parts["[Content_Types].xml"])
    parts.pop("docProps/thumbnail.jpeg", None)  # of python-docx's template
    parts["_rels/.rels"] = _without_thumbnail(parts["_rels/.rels"])
    return _packed(parts)


def _packed(parts: dict[str, bytes]) -> bytes:
    """What says of which type each part is stands first, as it has to."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name in sorted(parts, key=lambda one: (one != "[Content_Types].xml", one)):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(entry, parts[name])
    return buffer.getvalue()


def _in_table(table: bytes, key: UUID) -> bytes:
    root, etree = _read(table)
    font = etree.SubElement(root, f"{{{_W}}}font", {f"{{{_W}}}name": FAMILY})
    for name, value in (("charset", "86"), ("family", "auto"), ("pitch", "variable")):
        etree.SubElement(font, f"{{{_W}}}{name}", {f"{{{_W}}}val": value})
    names = {f"{{{_R}}}id": "rId1", f"{{{_W}}}fontKey": f"{{{str(key).upper()}}}"}
    names[f"{{{_W}}}subsetted"] = "1"
    etree.SubElement(font, f"{{{_W}}}embedRegular", names)
    return _written(root)


def _in_settings(settings: bytes) -> bytes:
    """Behind `zoom`, where the schema has them (CT_Settings)."""
    root, etree = _read(settings)
    zoom = root.find(f"{{{_W}}}zoom")
    at = 0 if zoom is None else root.index(zoom) + 1
    for name in ("saveSubsetFonts", "embedTrueTypeFonts"):
        root.insert(at, etree.Element(f"{{{_W}}}{name}"))
    return _written(root)


def _in_types(types: bytes) -> bytes:
    root, etree = _read(types)
    kind = {"Extension": "odttf", "ContentType": _OBFUSCATED}
    root.insert(0, etree.Element(f"{{{_TYPES}}}Default", kind))
    return _written(root)


def _link() -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Relationships xmlns="{_LINKS}"><Relationship Id="rId1" Type="{_R}/font"'
        ' Target="fonts/font1.odttf"/></Relationships>'
    ).encode()


def _without_thumbnail(links: bytes) -> bytes:
    root, _ = _read(links)
    for one in root.findall(f"{{{_LINKS}}}Relationship"):
        if one.get("Type", "").endswith("/thumbnail"):
            root.remove(one)
    return _written(root)


def _read(part: bytes) -> "tuple[_Element, Any]":
    from lxml import etree  # noqa: PLC0415 - python-docx loaded it

    return etree.fromstring(part), etree


def _written(root: "_Element") -> bytes:
    from lxml import etree  # noqa: PLC0415

    text = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return bytes(text)
