"""Names and heard words as symbols: letters and sounds in English, syllables in Chinese."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from app.text.lexicon import phonetics_en as en
from app.text.lexicon.compiled.near import LONGEST
from app.text.tokens import plain

_DROPPED: Final = bytes(c for c in range(128) if not chr(c).isalnum())
_SMALL: Final = bytes(range(65)) + bytes(range(97, 123)) + bytes(range(91, 256))
_ABBREVIATION: Final = 6
_SHORTEST_SOUND: Final = 5
_REPEATED: Final = re.compile(rb"(.)\1+")
_LONGEST_TEXT: Final = 4 * LONGEST


@dataclass(frozen=True, slots=True)
class Spelt:
    """letters: small ASCII letters and digits, one byte each; fine: its sound, see phonetics."""

    letters: bytes
    fine: bytes


def letters(text: str) -> bytes:
    """What is compared: no case, blanks, hyphens, accents; Greek letters by their names.

    A letter of another script is one byte above 127 by its number, so that it still differs.
    """
    if text.isascii():
        return text.encode().translate(_SMALL, _DROPPED)
    found = bytearray()
    for character in unicodedata.normalize("NFKD", text).casefold():
        if character.isascii():
            if character.isalnum():
                found += character.encode()
        elif unicodedata.name(character, "").startswith("GREEK SMALL LETTER"):
            found += unicodedata.name(character).split()[3].lower().encode()
        elif character.isalnum():
            found.append(128 + ord(character) % 128)
    return bytes(found)


@lru_cache(maxsize=65536)
def word_sound(word: str) -> bytes:
    """The fine sound of one plain word; of what is no ASCII word, none."""
    return en.word_sound(word).encode("ascii", "ignore")


def spelt(name: str) -> Spelt | None:
    """An English name as it is looked up by sound; None for what is only found as it is spelt."""
    if len(name) > _LONGEST_TEXT or not has_a_sound(name):
        return None
    own = letters(name)
    if not _SHORTEST_SOUND <= len(own) <= LONGEST:
        return None
    words = map(plain, name.replace("-", " ").replace("/", " ").split())
    return Spelt(own, joined([word_sound(word) for word in words])[:LONGEST])


def joined(sounds: Sequence[bytes]) -> bytes:
    """Sounds of words in one breath: doubled ones at the seams are one."""
    return _REPEATED.sub(rb"\1", b"".join(sounds))


def has_a_sound(name: str) -> bool:
    """False for abbreviations, which are spelt out and not misheard as words."""
    if name == name.upper() and len(name) <= _ABBREVIATION:
        return False
    return max(map(len, name.split()), default=0) > 1
