"""What stands on paper, block by block.

A line of the history is a line of `Piece`s, so that words once struck stay legible.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from app.domain.note_history import Piece

Look = Literal["text", "small", "warning", "step", "change"]


@dataclass(frozen=True, slots=True)
class Heading:
    """Over a section; `minor` over a part of one."""

    text: str
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph."""

    pieces: tuple[Piece, ...]
    look: Look = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """head: "" for none. widths: of the columns, shares of the whole."""

    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    head: tuple[str, ...] = ()


Block = Heading | Line | Table


def plain(text: str, look: Look = "text") -> Line:
    """A paragraph in which nothing is struck."""
    return Line((Piece("kept", text),), look)


def texts(blocks: Iterable[Block]) -> Iterator[str]:
    """All that they say."""
    for block in blocks:
        if isinstance(block, Heading):
            yield block.text
        elif isinstance(block, Line):
            yield from (one.text for one in block.pieces)
        else:
            yield from (cell for row in (block.head, *block.rows) for cell in row)
