"""A signed note as a Word document: what its PDF says, with its letters embedded."""

import io
from collections.abc import Iterable, Sequence
from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

from app.domain.documents import ClinicalDocument, Site
from app.domain.note_history import Piece
from app.export.characters import NOTICE, in_xml, visible
from app.export.fonts import FAMILY, drawable
from app.export.paper import Paper, paper
from app.export.paper_blocks import Block, Heading, Line, Look, Table
from app.export.paper_words import page_of
from app.export.word_fonts import embedded

if TYPE_CHECKING:
    from docx.document import Document as DocumentObject
    from docx.text.paragraph import Paragraph

_STYLES: Final = ("Normal", "Title", "Heading 1", "Heading 2", "Header", "Footer")
_LOOKS: Final[dict[Look, tuple[float, str]]] = {  # size in points, colour
    "text": (10.5, "000000"),
    "small": (8.5, "5F5F5F"),
    "warning": (11.5, "AA0000"),
    "step": (9.5, "000000"),
    "change": (9.5, "000000"),
}
_INDENT_CM: Final = 0.5
_WIDE_CM: Final = 17.4


def docx(document: ClinicalDocument, site: Site, addenda: Sequence[ClinicalDocument] = ()) -> bytes:
    """addenda: as `paper.paper` takes them."""
    return render(paper(document, site, addenda))


def load() -> None:
    """What the first file would wait for."""
    import docx as _  # noqa: F401, PLC0415

    drawable(" ")


def render(said: Paper) -> bytes:
    """The whole file."""
    file = _Written(said)
    file.blocks(said.blocks)
    if said.history:
        file.document.add_page_break()
        file.blocks(said.history)
    file.edges()
    buffer = io.BytesIO()
    file.document.save(buffer)
    return embedded(buffer.getvalue(), file.letters)


class _Written:
    """The document so far. letters: all that it says. replaced: whether one could not be said."""

    def __init__(self, said: Paper) -> None:
        from docx import Document  # noqa: PLC0415 - 8 MiB with lxml, and few notes leave like this

        self.said = said
        self.document: DocumentObject = Document()
        self.letters: set[str] = set("0123456789")  # page numbers
        self.replaced = False
        self._set_up()
        if said.watermark:
            self._text(self.document.add_paragraph(), said.watermark, 28, "AA0000")
        self._text(self.document.add_paragraph(style="Title"), said.title, 16)

    def blocks(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            if isinstance(block, Heading):
                style = "Heading 2" if block.minor else "Heading 1"
                self._text(self.document.add_paragraph(style=style), block.text)
            elif isinstance(block, Line):
                self._line(block)
            else:
                self._table(block)

    def edges(self) -> None:
        """Header and footer, last: by then it is known whether a character was replaced."""
        section = self.document.sections[0]
        head = section.header.paragraphs[0]
        lines = (self.said.hospital, *self.said.running, self.said.watermark)
        self._text(head, "\n".join(one for one in lines if one), 8.5, "5F5F5F")
        foot = section.footer.paragraphs[0]
        if self.replaced:
            self._text(foot, NOTICE[self.said.language] + "\n", 8, "AA0000")
        self._page_number(foot)

    def _page_number(self, foot: "Paragraph") -> None:
        """Words with the two numbers as fields, which Word fills in."""
        mark = "\x00"
        pattern = page_of(0, 1, self.said.language).replace("0", mark).replace("1", mark)
        before, between, after = pattern.split(mark)
        self._text(foot, before, 8)
        self._field(foot, "PAGE")
        self._text(foot, between, 8)
        self._field(foot, "NUMPAGES")
        self._text(foot, after, 8)

    def _field(self, paragraph: "Paragraph", code: str) -> None:
        from docx.oxml.ns import qn  # noqa: PLC0415
        from docx.oxml.parser import OxmlElement  # noqa: PLC0415

        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), code)
        run = paragraph.add_run("1")
        _sized(run, 8)
        field.append(run._r)
        paragraph._p.append(field)

    def _line(self, block: Line) -> None:
        size, colour = _LOOKS[block.look]
        paragraph = self.document.add_paragraph()
        if block.look == "change":
            from docx.shared import Cm  # noqa: PLC0415

            paragraph.paragraph_format.left_indent = Cm(_INDENT_CM)
        self._pieces(paragraph, block.pieces, size, colour)

    def _table(self, block: Table) -> None:
        from docx.shared import Cm  # noqa: PLC0415

        rows = (block.head, *block.rows) if block.head else block.rows
        table = self.document.add_table(0, len(block.widths), style="Table Grid")
        table.autofit = False
        for row in rows:
            for cell, text, share in zip(table.add_row().cells, row, block.widths, strict=True):
                cell.width = Cm(share * _WIDE_CM)
                self._text(cell.paragraphs[0], text, 9.5)
        if block.head:
            _repeated(table.rows[0])
        self.document.add_paragraph()

    def _text(
        self, paragraph: "Paragraph", text: str, size: float | None = None, colour: str = "000000"
    ) -> None:
        self._pieces(paragraph, (Piece("kept", text),), size, colour)

    def _pieces(
        self, paragraph: "Paragraph", pieces: Sequence[Piece], size: float | None, colour: str
    ) -> None:
        """Twice struck, or underlined; python-docx writes line breaks and tabs as such."""
        from docx.shared import RGBColor  # noqa: PLC0415

        for one in pieces:
            text = one.text.replace("\r\n", "\n").replace("\r", "\n")
            shown = visible(text, in_xml)
            self.replaced |= shown != text
            self.letters.update(shown)
            run = paragraph.add_run(shown)
            _sized(run, size)
            run.font.color.rgb = RGBColor.from_string("AA0000" if one.mark == "struck" else colour)
            run.font.double_strike = one.mark == "struck" or None
            run.font.underline = one.mark == "added" or None

    def _set_up(self) -> None:
        from docx.shared import Cm, Pt  # noqa: PLC0415

        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21.0), Cm(29.7)
        section.left_margin = section.right_margin = Cm(1.8)
        section.top_margin, section.bottom_margin = Cm(2.4), Cm(1.8)
        styles = self.document.styles
        for name in _STYLES:
            _letters_of(styles[name], "zh-CN" if self.said.language == "zh" else "en-US")
        styles["Normal"].paragraph_format.space_after = Pt(4)
        styles["Heading 1"].paragraph_format.space_before = Pt(8)
        styles["Heading 2"].paragraph_format.space_before = Pt(4)
        about = self.document.core_properties
        about.title, about.author, about.comments = self.said.name, "ERScribe", ""
        about.language = "zh-CN" if self.said.language == "zh" else "en"
        about.created = about.modified = self.said.at.astimezone(UTC).replace(tzinfo=None)
        about.last_modified_by, about.revision = "ERScribe", 1


def _letters_of(style: Any, language: str) -> None:
    """Our letters in every script, black, in place of the theme's."""
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.oxml.parser import OxmlElement  # noqa: PLC0415
    from docx.shared import RGBColor  # noqa: PLC0415

    style.font.name = FAMILY
    style.font.color.rgb = RGBColor(0, 0, 0)
    properties = style.element.get_or_add_rPr()
    fonts = properties.rFonts
    for name in tuple(fonts.attrib):
        del fonts.attrib[name]
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FAMILY)
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), language)
    spoken.set(qn("w:eastAsia"), "zh-CN")
    properties.append(spoken)


def _sized(run: Any, size: float | None) -> None:
    from docx.shared import Pt  # noqa: PLC0415

    if size is not None:
        run.font.size = Pt(size)


def _repeated(row: Any) -> None:
    """The row stands again on each page of its table."""
    from docx.oxml.parser import OxmlElement  # noqa: PLC0415

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
