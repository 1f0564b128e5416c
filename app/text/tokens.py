"""Heard words as plain text: splitting a typed line, and the form that rules compare."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from app.domain.transcript import Language, Word

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002ebef"
_EDGE = re.compile(r"^[^\w%+°℃]+|[^\w%+°℃]+$")
_STOPS = "，。；：？！、"
_MIXED = re.compile(rf" ?[{HAN}][^\s\w]*| ?[^\s{HAN}{_STOPS}]+[{_STOPS}]*| ?[{_STOPS}]+")
_MARKS = re.compile(r"(?<![\d])[.,:](?!\S)|[.,:](?!\d)|[;!?()\[\]\"“”。，；：！？（）、…—–]|->")
_HAS_HAN = re.compile(rf"[{HAN}]")
_ALL_HAN = re.compile("[\u3400-\u9fff]+")


def is_han(text: str) -> bool:
    """True when the text holds a Chinese character."""
    return _HAS_HAN.search(text) is not None


def all_han(text: str) -> bool:
    """True when the text is nothing but Chinese characters, and not empty."""
    return _ALL_HAN.fullmatch(text) is not None


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """A heard word without case, surrounding punctuation or full-width forms."""
    return _EDGE.sub("", unicodedata.normalize("NFKC", text).casefold().replace("’", "'"))


def letters(text: str) -> str:
    """The letters of a text alone, in small ones."""
    return "".join(filter(str.isalpha, text.casefold()))


@lru_cache(maxsize=65536)
def edges(text: str) -> tuple[str, str]:
    """The punctuation before and after a heard word, which a correction keeps in place."""
    core = _EDGE.sub("", text)
    if not core:
        return "", ""
    before, _, after = text.partition(core)
    return before, after


def tokenize(line: str, probability: float = 1.0) -> tuple[Word, ...]:
    """A typed line as heard words without times.

    English splits at spaces. Around Chinese every character is a word and so is every run of
    other letters or digits; punctuation stays with the word before it, and a space that stood
    inside Chinese text is kept at the front of the word after it, so that nothing is lost.
    """
    parts = line.split()
    pieces = _MIXED.findall(" ".join(parts)) if is_han(line) else parts
    return tuple(Word(piece, 0.0, 0.0, probability) for piece in pieces)


def language_of(words: Sequence[Word]) -> Language:
    """`zh` when any heard word is a Chinese character."""
    return "zh" if any(is_han(word.text) for word in words) else "en"


def joined(texts: Sequence[str], language: Language) -> str:
    """Heard words as one line: English with spaces, Chinese without.

    In Chinese a space appears only where the source had one, or between two runs of letters
    or digits, which would otherwise melt into one.
    """
    if language == "en":
        return " ".join(map(str.strip, texts))
    line = ""
    for text in texts:
        if line and _latin(line[-1]) and _latin(text[:1]):
            line += " "
        line += text
    return line.strip()


def _latin(character: str) -> bool:
    return character.isalnum() and not is_han(character)


def without_marks(text: str, language: Language) -> str:
    """Small letters without marks; what is inside numbers and words ("14:02", "s/p") stays."""
    text = _MARKS.sub(" ", text.lower().replace("-", " "))
    text = re.sub(r"\s+", " ", text)
    return re.sub(r"(?<=[一-鿿]) | (?=[一-鿿])", "", text) if language == "zh" else text
