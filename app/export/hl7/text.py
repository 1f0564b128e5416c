"""Text as HL7 v2 writes it: delimiters escaped, and nothing in it that could end a frame.

HL7 v2.5.1, 2.7 (escape sequences) and 2.A.31 (FT).
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from typing import Final

LONGEST_TEXT: Final = 65536
"""HL7 v2.5.1, 2.A.31 and 2.A.79: characters of an FT or TX value, escapes included."""
BREAK: Final = "\\.br\\"

_ESCAPES: Final = str.maketrans(
    {"\\": "\\E\\", "|": "\\F\\", "^": "\\S\\", "&": "\\T\\", "~": "\\R\\"}
)
_BREAKS: Final = re.compile(r"\r\n|\r|\n")
_WHOLE: Final = re.compile(r"\\[^\\]*\\|[^\\]", re.DOTALL)


def escaped(text: str, *, breaks: bool = False) -> str:
    """Text as field content. breaks: line breaks stay, as `\\.br\\`, which only FT knows.

    Left out: control characters but tabs (no byte 0x0B, 0x1C, 0x0D leaves), halves of characters.
    """
    lines = _BREAKS.split(text) if breaks else [text]
    plain = ("".join(sign for sign in one if _leaves(sign)) for one in lines)
    return BREAK.join(one.translate(_ESCAPES) for one in plain)


def unsendable(text: str) -> int:
    """How many characters `escaped` leaves out, where line breaks stay."""
    return sum(not _leaves(sign) for sign in _BREAKS.sub("", text))


def components(*parts: str) -> str:
    """Parts of one field, each escaped; empty ones at the end are left out."""
    return "^".join(escaped(part) for part in parts).rstrip("^")


def pieces(text: str, most: int = LONGEST_TEXT) -> Iterator[str]:
    """Escaped text in pieces that one value may hold; joined, they are the text again.

    A piece ends behind a line break or a space where there is one in its last tenth, and never
    within an escape sequence.
    """
    held: list[str] = []
    length = 0
    for sign in _WHOLE.findall(text):
        if length + len(sign) > most:
            cut = _cut(held)
            yield "".join(held[:cut])
            held = held[cut:]
            length = sum(map(len, held))
        held.append(sign)
        length += len(sign)
    if held:
        yield "".join(held)


def _cut(held: list[str]) -> int:
    least = len(held) - len(held) // 10
    for at in range(len(held), least, -1):
        if held[at - 1] == BREAK or held[at - 1].isspace():
            return at
    return len(held)


def time(at: datetime) -> str:
    """TS with its zone, to the second (2.A.77): `20261122140322+0800`."""
    return f"{at:%Y%m%d%H%M%S%z}"[:19]


def _leaves(sign: str) -> bool:
    return sign == "\t" or unicodedata.category(sign) not in {"Cc", "Cs"}
