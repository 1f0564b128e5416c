"""Changed words for reading: what went is struck through, what came is underlined."""

from collections.abc import Iterable
from html import escape

from app.domain.note_history import Piece

_SIGNS = {"kept": ("", ""), "struck": ("<s>", "</s>"), "added": ("<u>", "</u>")}


def marked_html(found: Iterable[Piece]) -> str:
    return "".join(f"{_SIGNS[one.mark][0]}{escape(one.text)}{_SIGNS[one.mark][1]}" for one in found)
