"""Whether what somebody types may mean a name: how it begins, a part of it, or its pinyin."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from app.text.lexicon.phonetics_zh import readings

_HAN: Final = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_LETTERS: Final = re.compile(r"[a-z]{2,}", re.ASCII)


def name_matches(word: str, name: str) -> bool:
    """`smi`, `三`, `zs`, `zhangs`. word: one, without spaces."""
    typed, whole = folded(word), folded(name)
    if not typed:
        return False
    if _HAN.search(typed):
        return typed in whole.replace(" ", "")
    parts = re.split(r"[\s,;.'’-]+", whole)
    if any(part.startswith(typed) for part in parts) or whole.startswith(typed):
        return True
    han = "".join(_HAN.findall(whole))
    return bool(han and _LETTERS.fullmatch(typed)) and _spells(typed.replace("v", "u"), han)


def folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _spells(typed: str, han: str) -> bool:
    """Initials or whole syllables, in turn as one likes, the last one begun at least."""
    if not typed:
        return True
    if not han:
        return False
    for syllable in _syllables(han[0]):
        for length in {1, len(syllable)}:
            if typed.startswith(syllable[:length]) and _spells(typed[length:], han[1:]):
                return True
        if syllable.startswith(typed):
            return True
    return False


@lru_cache(maxsize=4096)
def _syllables(character: str) -> frozenset[str]:
    """Of one character: nothing here remembers a name. ü is u, as where it is typed v."""
    return frozenset(one.bare.replace("v", "u") for one in readings(character))
