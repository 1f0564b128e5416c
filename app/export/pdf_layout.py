"""Where each piece of a paper's text lies on A4: lines, tables and pages.

Lines are broken here and not by the library that draws them, which breaks at spaces only: Chinese
has none. A line begins with no closing mark and ends with no opening one (GB/T 15834).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from app.domain.note_history import Mark, Piece
from app.export.paper import Paper
from app.export.paper_blocks import Block, Heading, Line, Look, Table

Width = Callable[[str, float], float]
"""How wide a text is in mm, at a size in points."""
Shown = Callable[[str], str]
"""A text with what no letter is known for made visible."""
Ink = Literal["black", "grey", "red"]

LEFT_MM: Final = 18.0
RIGHT_MM: Final = 192.0
BOTTOM_MM: Final = 278.0
_TOP_MM: Final = 22.0
_BODY_PT: Final = 10.5
_LOOKS: Final[dict[Look, tuple[float, Ink, float]]] = {  # size in points, ink, indent in mm
    "text": (_BODY_PT, "black", 0),
    "small": (8.5, "grey", 0),
    "warning": (11.5, "red", 0),
    "step": (9.5, "black", 0),
    "change": (9.5, "black", 5),
}
LEADING_MM: Final = 0.52
"""Height of a line for each point of its letters' size."""
RUNNING_PT, RUNNING_MM = 9.0, 4.2
"""The line at the top of each page that says whose it is: its letters and its height."""
_GAP_MM, _BETWEEN_MM, _CELL_PT = 1.6, 3.0, 9.5
_HAN: Final = (
    "\u2e80-\u2fff\u3003-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
    "\U00020000-\U0003ffff"
)
_CLOSING: Final = "、。，．：；？！”’）〕】》〉」』…%℃"
_OPENING: Final = "“‘（〔【《〈「『"
_WORD: Final = rf"[^\s{_HAN}{_OPENING}{_CLOSING}]"
_QUANTITY: Final = rf"{_WORD}*\d (?=[A-Za-zµ°%/]{{1,6}}(?:[^A-Za-z]|$))"
"""A number before its unit: they stay on one line."""
_UNITS: Final = re.compile(
    rf"[ \u3000]|[{_OPENING}]*(?:[{_HAN}]|(?:{_QUANTITY})?{_WORD}+)[{_CLOSING}]*|.", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A text on one line, or a rule when there is none. y_mm: of its base line."""

    x_mm: float
    y_mm: float
    width_mm: float
    text: str = ""
    size_pt: float = _BODY_PT
    ink: Ink = "black"
    mark: Mark = "kept"
    heading: bool = False


@dataclass(slots=True)
class Sheets:
    """The pages so far, and where the next line goes."""

    width: Width
    shown: Shown
    top_mm: float = _TOP_MM
    y_mm: float = _TOP_MM
    pages: list[list[Drawn]] = field(default_factory=lambda: [[]])

    def turn(self) -> None:
        """A new page."""
        self.pages.append([])
        self.y_mm = self.top_mm

    def room(self, height_mm: float) -> None:
        """A new page unless so much fits on this one."""
        if self.y_mm + height_mm > BOTTOM_MM and self.pages[-1]:
            self.turn()

    def put(self, *drawn: Drawn) -> None:
        self.pages[-1].extend(drawn)

    def lines(
        self, pieces: Iterable[Piece], width_mm: float, size_pt: float
    ) -> list[tuple[Piece, ...]]:
        """What stands on each line; none is wider than that."""
        return list(_broken(pieces, width_mm / size_pt, lambda text: self.width(text, 1.0)))


def lay_out(said: Paper, width: Width, shown: Shown) -> Sheets:
    """All pages; the history begins on one of its own."""
    sheets = Sheets(width, shown)
    whom = sheets.lines((Piece("kept", shown(said.running[0])),), RIGHT_MM - LEFT_MM, RUNNING_PT)
    sheets.top_mm += RUNNING_MM * (len(whom) - 1)
    sheets.y_mm = sheets.top_mm
    _text(sheets, (Piece("kept", said.title),), (16, "black", 0))
    _blocks(sheets, said.blocks)
    if said.history:
        sheets.turn()
        _blocks(sheets, said.history)
    return sheets


def _blocks(sheets: Sheets, blocks: Iterable[Block]) -> None:
    for block in blocks:
        if isinstance(block, Heading):
            _heading(sheets, block)
        elif isinstance(block, Line):
            _text(sheets, block.pieces, _LOOKS[block.look])
        else:
            _table(sheets, block)


def _heading(sheets: Sheets, block: Heading) -> None:
    """Never alone at the foot of a page."""
    size: float = 10.5 if block.minor else 12.0
    sheets.y_mm += 1 if block.minor else 2.4
    sheets.room(size * LEADING_MM + 3 * _BODY_PT * LEADING_MM)
    ink: Ink = "grey" if block.minor else "black"
    _text(sheets, (Piece("kept", block.text),), (size, ink, 0), heading=True, after_mm=0.8)
    if not block.minor:
        sheets.put(Drawn(LEFT_MM, sheets.y_mm + 0.6, RIGHT_MM - LEFT_MM))
        sheets.y_mm += 1.4


def _text(
    sheets: Sheets,
    pieces: Sequence[Piece],
    look: tuple[float, Ink, float],
    *,
    heading: bool = False,
    after_mm: float = _GAP_MM,
) -> None:
    size, ink, indent = look
    left = LEFT_MM + indent
    shown = [Piece(one.mark, _plain(sheets, one.text)) for one in pieces]
    for number, line in enumerate(sheets.lines(shown, RIGHT_MM - left, size)):
        sheets.room(size * LEADING_MM)
        sheets.y_mm += size * LEADING_MM
        sheets.put(*_line(sheets, line, left, size, ink, heading=heading and not number))
    sheets.y_mm += after_mm


def _table(sheets: Sheets, table: Table) -> None:
    """Rows stay whole where a page can hold them; the head stands again on each page."""
    widths = [share * (RIGHT_MM - LEFT_MM) for share in table.widths]
    page = len(sheets.pages)
    if table.head:
        _row(sheets, table.head, widths, "grey")
    for row in table.rows:
        cells = _cells(sheets, row, widths)
        height = max(map(len, cells)) * _CELL_PT * LEADING_MM + 1.2
        sheets.room(height if height < (BOTTOM_MM - sheets.top_mm) / 2 else 0)
        if table.head and len(sheets.pages) > page:
            _row(sheets, table.head, widths, "grey")
        _row(sheets, row, widths, "black")
        page = len(sheets.pages)
    sheets.y_mm += _GAP_MM


def _row(sheets: Sheets, row: Sequence[str], widths: Sequence[float], ink: Ink) -> None:
    """In a table without head every other column is a label."""
    cells = _cells(sheets, row, widths)
    for number in range(max(map(len, cells))):
        sheets.room(_CELL_PT * LEADING_MM)
        sheets.y_mm += _CELL_PT * LEADING_MM
        left = LEFT_MM
        for cell, width in zip(cells, widths, strict=True):
            if number < len(cell):
                sheets.put(*_line(sheets, cell[number], left, _CELL_PT, ink))
            left += width
    sheets.y_mm += 1.2
    sheets.put(Drawn(LEFT_MM, sheets.y_mm, RIGHT_MM - LEFT_MM))


def _cells(
    sheets: Sheets, row: Sequence[str], widths: Sequence[float]
) -> list[list[tuple[Piece, ...]]]:
    """The lines of each cell."""
    return [
        sheets.lines((Piece("kept", _plain(sheets, text)),), width - _BETWEEN_MM, _CELL_PT)
        for text, width in zip(row, widths, strict=True)
    ]


def _plain(sheets: Sheets, text: str) -> str:
    """Line breaks of every system as one, and a tab as the four spaces that it takes."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ").split("\n")
    return "\n".join(sheets.shown(line) for line in lines)


def _line(
    sheets: Sheets,
    pieces: Iterable[Piece],
    left: float,
    size: float,
    ink: Ink,
    *,
    heading: bool = False,
) -> Iterator[Drawn]:
    for one in pieces:
        width = sheets.width(one.text, size)
        colour: Ink = "red" if one.mark == "struck" else ink
        yield Drawn(left, sheets.y_mm, width, one.text, size, colour, one.mark, heading)
        left += width


def _broken(
    pieces: Iterable[Piece], width: float, wide: Callable[[str], float]
) -> Iterator[tuple[Piece, ...]]:
    """Lines of at most that width; spaces may hang over its end: no line begins with one."""
    line: list[Piece] = []
    left = width
    for one in pieces:
        for number, part in enumerate(one.text.split("\n")):
            if number:
                yield tuple(line)
                line, left = [], width
            for unit in _units(part, width, wide):
                needed = wide(unit)
                if needed > left and line and not unit.isspace():
                    yield tuple(line)
                    line, left = [], width
                left -= needed
                if line and line[-1].mark == one.mark:
                    line[-1] = Piece(one.mark, line[-1].text + unit)
                else:
                    line.append(Piece(one.mark, unit))
    yield tuple(line)


def _units(text: str, width: float, wide: Callable[[str], float]) -> Iterator[str]:
    """What is not broken, but where it is wider than a whole line."""
    for unit in _UNITS.findall(text):
        part = ""
        for letter in unit if wide(unit) > width else ():
            if part and wide(part + letter) > width:
                yield part
                part = ""
            part += letter
        yield part or unit
