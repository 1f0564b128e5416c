"""Names as people say them, out of names as vocabularies write them."""

import re
from typing import Final

from app.domain.transcript import Language
from app.text.tokens import is_han
from app.text.writing import simplified

LONGEST: Final = {"en": 80, "zh": 24}  # characters
MOST_WORDS: Final = 8
_TAG: Final = re.compile(r"\s*[\[(（【][^\])）】]*[\])）】]\s*$")
_VAGUE: Final = re.compile(
    r",?\s*(?:\b(?:nos|nec|nfq|unspecified|not otherwise specified|not elsewhere classified)\b"
    r"|,?不可归类在他处者?$|,?未特指的?$)",
    re.IGNORECASE,
)
_SPACES: Final = re.compile(r"\s+")
_UNSAID: Final = re.compile(
    r"[\[\]{}<>=|\\^~*_#@;:\"]|\d+\s*(?:mg|mcg|ml|unt|meq|%)\b", re.IGNORECASE
)
_INVERTED: Final = re.compile(r"([^,]+), ([^,]+)")


class UnsaidError(ValueError):
    """Nobody says this name; the text says why, and never repeats it."""


def sayable(name: str, language: Language) -> str:
    """The name without what is only written: tags at its end, "NOS", doubled spaces.

    "Diabetes Mellitus, Type 2" is turned round. Raises UnsaidError.
    """
    text = _SPACES.sub(" ", name).strip()
    text = _VAGUE.sub("", _TAG.sub("", text)).strip(" ,;.-")
    if language == "zh":
        text = "".join(map(simplified, text))
        if not any(map(is_han, text)):
            raise UnsaidError("no Chinese character")
    else:
        text = _turned(text)
        if not text.isascii() or not any(map(str.isalpha, text)):
            raise UnsaidError("no English letter")
    if len(text) > LONGEST[language] or text.count(" ") >= MOST_WORDS:
        raise UnsaidError("too long to be said")
    if len(text) < len("ab"):
        raise UnsaidError("a single letter")
    if _UNSAID.search(text):
        raise UnsaidError("signs that nobody says")
    return text


def _turned(text: str) -> str:
    found = _INVERTED.fullmatch(text)
    return f"{found[2]} {found[1]}" if found else text
