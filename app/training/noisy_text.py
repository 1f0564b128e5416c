"""Sentences as a recogniser may deliver them: without marks, small words lost or misheard.

The noise touches what carries no meaning of its own (articles, copulas, measure words) and words
that sound alike. A lost "no" is another sentence, not a noisy one, so cues and the mention that a
case is about stay as they are.
"""

import random
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from app.domain.transcript import Language
from app.text.tokens import plain, tokenize, without_marks

Form = Literal["as given", "small letters", "no marks", "noise"]
FORMS: Final[tuple[Form, ...]] = ("as given", "small letters", "no marks", "noise")

_LOST: Final = 0.15
_MISHEARD: Final = 0.25
_ADDED: Final = 0.03
_SMALL: Final[dict[Language, frozenset[str]]] = {
    "en": frozenset(
        [
            "a",
            "an",
            "the",
            "of",
            "to",
            "is",
            "was",
            "are",
            "were",
            "that",
            "this",
            "it",
            "his",
            "her",
            "in",
            "on",
            "at",
            "for",
            "with",
            "and",
            "so",
            "just",
            "there",
        ]
    ),
    "zh": frozenset("的了地得在着就都把被给又还也呢啊吧个一"),
}
_ALIKE: Final[dict[Language, dict[str, str]]] = {
    "en": {
        "the": "a", "a": "the", "an": "and", "and": "an", "his": "is", "her": "a", "their": "there",
        "there": "their", "it's": "its", "to": "two", "for": "four", "in": "and", "is": "his",
        "here": "hear", "we": "he", "he": "she", "she": "he", "this": "the", "are": "our",
        "was": "is", "were": "where", "has": "had", "right": "write", "new": "knew",
        "site": "sight", "by": "buy", "one": "won", "weak": "week", "week": "weak", "eight": "ate",
    },
    "zh": {
        "的": "得", "得": "的", "地": "的", "他": "她", "她": "他", "它": "他", "在": "再",
        "再": "在", "做": "作", "作": "做", "是": "事", "和": "合", "像": "象", "带": "戴",
        "那": "哪", "哪": "那", "坐": "座", "以": "已", "已": "以", "位": "为", "到": "道",
        "症": "证", "查": "察", "按": "安", "叫": "教", "这": "着",
    },
}  # fmt: skip
_FILLERS: Final[dict[Language, tuple[str, ...]]] = {"en": ("uh", "um", "er"), "zh": ("嗯", "呃")}


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence with one stretch of characters in it, which noise leaves alone. end: excluded."""

    text: str
    start: int
    end: int


def heard_as(sentence: Marked, form: Form, language: Language) -> Marked:
    """The sentence in one of the forms, always the same for the same sentence."""
    if form == "as given":
        return sentence
    if form == "small letters":
        return Marked(sentence.text.lower(), sentence.start, sentence.end)
    bare = _in_parts(sentence, lambda text: without_marks(text, language))
    if form == "no marks":
        return bare
    chance = random.Random(zlib.crc32(sentence.text.encode()))
    return _in_parts(
        Marked(bare.text, bare.start, bare.end),
        lambda text: noisy(text, language, chance),
        term=False,
    )


def _in_parts(sentence: Marked, change: Callable[[str], str], *, term: bool = True) -> Marked:
    """Change what lies before, in (`term`) and after the stretch, each by itself."""
    before = change(sentence.text[: sentence.start])
    stretch = sentence.text[sentence.start : sentence.end]
    stretch = change(stretch).strip() if term else stretch
    after = change(sentence.text[sentence.end :])
    return Marked(before + stretch + after, len(before), len(before) + len(stretch))


def noisy(text: str, language: Language, chance: random.Random) -> str:
    """A piece of a sentence without marks, some of its small words lost or misheard."""
    if language == "zh":
        return "".join(_misheard([word.text for word in tokenize(text)], language, chance))
    heard = " ".join(_misheard(text.split(), language, chance))
    front, back = (" " if text[:1] == " " else ""), (" " if text[-1:] == " " else "")
    return f"{front}{heard}{back}" if heard else front or back


def _misheard(parts: list[str], language: Language, chance: random.Random) -> Iterator[str]:
    small, alike = _SMALL[language], _ALIKE[language]
    for part in parts:
        word = plain(part)
        drawn = chance.random()
        if word in small and drawn < _LOST:
            continue
        if word in alike and drawn > 1 - _MISHEARD:
            yield part.replace(word, alike[word])
        else:
            yield part
        if chance.random() < _ADDED:
            yield chance.choice(_FILLERS[language])
