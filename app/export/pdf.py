"""A signed note as PDF: A4, letters embedded, the same bytes for the same document.

Made as PDF/A-2u asks (letters embedded and readable as text, a colour profile, metadata, nothing
that runs), which no validator here has confirmed. The patient's name is on the pages and not in
the metadata.
"""

import io
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from app.domain.documents import ClinicalDocument, Site
from app.domain.note_history import Piece
from app.export.characters import NOTICE, SIGN, visible
from app.export.fonts import drawable, subset, width_mm
from app.export.paper import Paper, paper
from app.export.paper_blocks import texts
from app.export.paper_words import page_of
from app.export.pdf_layout import (
    BOTTOM_MM,
    LEFT_MM,
    RIGHT_MM,
    RUNNING_MM,
    RUNNING_PT,
    Drawn,
    Sheets,
    lay_out,
)

if TYPE_CHECKING:
    from fpdf import FPDF

_FAMILY: Final = "erscribe"
_INKS: Final = {"black": (0, 0, 0), "grey": (95, 95, 95), "red": (170, 0, 0)}
_FAINT: Final = (243, 205, 205)
_STRUCK_MM: Final = (0.5, 1.0)
"""How far below the middle of the letters each of the two lines through them lies."""
_SMALL_PT: Final = 8.0


def pdf(document: ClinicalDocument, site: Site, addenda: Sequence[ClinicalDocument] = ()) -> bytes:
    """addenda: as `paper.paper` takes them."""
    return render(paper(document, site, addenda))


def load() -> None:
    """What the first file would wait for."""
    import fpdf  # noqa: F401, PLC0415

    drawable(" ")


def render(said: Paper) -> bytes:
    """The whole file."""
    replaced: set[str] = set()

    def known(letter: str) -> bool:
        if not drawable(letter):
            replaced.add(letter)
        return letter not in replaced

    def shown(text: str) -> str:
        return visible(text, known)

    file = _file(said, subset(_letters(said)))

    running = tuple(shown(one) for one in (said.hospital, *said.running))
    sheets = lay_out(said, width_mm, shown)
    notice = NOTICE[said.language] if replaced else ""
    for number, drawn in enumerate(sheets.pages, 1):
        file.add_page()
        if said.watermark:
            _watermark(file, said.watermark)
        _edges(file, sheets, running, (notice, page_of(number, len(sheets.pages), said.language)))
        for one in drawn:
            _draw(file, one)
    return bytes(file.output())


def _file(said: Paper, font: bytes) -> "FPDF":
    """Empty, with its letters and what it says of itself."""
    from fpdf import FPDF  # noqa: PLC0415 - slow to load, and few notes leave like this
    from fpdf.fonts import TTFFont  # noqa: PLC0415

    file = FPDF(unit="mm", format="A4", enforce_compliance="PDF/A-2U")
    # add_font takes only a file, and a patient's letters go into none that lies about
    file.fonts[_FAMILY] = TTFFont(file, cast(Path, io.BytesIO(font)), _FAMILY, "")
    file.set_font(_FAMILY, size=_SMALL_PT)
    file.set_auto_page_break(False)
    file.set_creation_date(said.at)
    file.set_title(said.name)
    file.set_lang("zh-CN" if said.language == "zh" else "en")
    file.set_xmp_metadata(_metadata(said))
    return file


def _letters(said: Paper) -> set[str]:
    """All that may have to be drawn."""
    said_by = (said.title, said.hospital, said.watermark, *said.running, NOTICE[said.language])
    letters = set(" 0123456789ABCDEF[U+]" + SIGN + page_of(1, 1, said.language))
    for text in (*said_by, *texts((*said.blocks, *said.history))):
        letters.update(text)
    return letters


def _metadata(said: Paper) -> str:
    """XMP without a time of its own, so that the same note is the same file."""
    at, maker = said.at.isoformat(timespec="seconds"), f"ERScribe {said.software}"
    language = "zh-CN" if said.language == "zh" else "en"
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF'
        ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
        ' xmlns:pdf="http://ns.adobe.com/pdf/1.3/"'
        ' xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">'
        f'<rdf:Description rdf:about="" xmp:CreateDate="{at}" xmp:ModifyDate="{at}"'
        f' xmp:MetadataDate="{at}" xmp:CreatorTool="{escape(maker)}"'
        f' pdf:Producer="{escape(maker)}">'
        "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>"
        f"<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>"
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(said.name)}</rdf:li></rdf:Alt>'
        "</dc:title></rdf:Description></rdf:RDF></x:xmpmeta>"
    )


def _edges(file: "FPDF", sheets: Sheets, running: tuple[str, ...], below: tuple[str, str]) -> None:
    """What stands at the top and at the bottom of each page."""
    hospital, whom, which = running
    y = 10.0
    _put(file, LEFT_MM, y, hospital)
    _put(file, RIGHT_MM - width_mm(which, _SMALL_PT), y, which)
    lines = sheets.lines((Piece("kept", whom),), RIGHT_MM - LEFT_MM, RUNNING_PT)
    for line in lines:
        y += RUNNING_MM
        _put(file, LEFT_MM, y, "".join(one.text for one in line), RUNNING_PT, "black")
    _rule(file, LEFT_MM, RIGHT_MM, y + 2)
    _rule(file, LEFT_MM, RIGHT_MM, BOTTOM_MM + 3)
    notice, page = below
    _put(file, LEFT_MM, BOTTOM_MM + 7, notice, ink="red")
    _put(file, RIGHT_MM - width_mm(page, _SMALL_PT), BOTTOM_MM + 7, page)


def _put(
    file: "FPDF", x: float, y: float, text: str, size: float = _SMALL_PT, ink: str = "grey"
) -> None:
    if text:
        file.set_font_size(size)
        file.set_text_color(*_INKS[ink])
        file.text(x, y, text)


def _rule(file: "FPDF", left: float, right: float, y: float) -> None:
    file.set_draw_color(150, 150, 150)
    file.set_line_width(0.2)
    file.line(left, y, right, y)


def _watermark(file: "FPDF", text: str) -> None:
    file.set_font_size(54)
    file.set_text_color(*_FAINT)
    width = width_mm(text, 54)
    with file.rotation(50, file.w / 2, file.h / 2):
        file.text((file.w - width) / 2, file.h / 2, text)


def _draw(file: "FPDF", one: Drawn) -> None:
    if not one.text:
        _rule(file, one.x_mm, one.x_mm + one.width_mm, one.y_mm)
        return
    if one.heading:
        file.set_y(one.y_mm)
        file.start_section(one.text)
    _put(file, one.x_mm, one.y_mm, one.text, one.size_pt, one.ink)
    if one.mark == "kept":
        return
    file.set_draw_color(*_INKS[one.ink])
    file.set_line_width(0.18)
    middle = one.y_mm - one.size_pt * 0.15
    rows = [middle + gap - 0.6 for gap in _STRUCK_MM] if one.mark == "struck" else [one.y_mm + 0.8]
    for y in rows:
        file.line(one.x_mm, y, one.x_mm + one.width_mm, y)
