"""Characters that a form cannot hold: shown by their code points, never left out."""

from collections.abc import Callable
from typing import Final

from app.domain.transcript import Language

SIGN: Final = "□"
NOTICE: Final[dict[Language, str]] = {
    "en": f"{SIGN} with a code point stands for a character that cannot be written here.",
    "zh": f"“{SIGN}”连同其代码，表示此处无法书写的一个字符。",
}
_PLANES: Final = ((0x20, 0xD7FF), (0xE000, 0xFFFD), (0x10000, 0x10FFFF))


def visible(text: str, known: Callable[[str], bool]) -> str:
    """The text with `[□U+0008]` in place of each character that is not known to the form."""
    return "".join(one if known(one) else f"[{SIGN}U+{ord(one):04X}]" for one in text)


def in_xml(letter: str) -> bool:
    """Whether an XML document may hold the character (XML 1.0, fifth edition, 2.2 Char)."""
    code = ord(letter)
    return letter in "\t\n\r" or any(first <= code <= last for first, last in _PLANES)
