"""What a Whisper model wrote, cut into heard words.

A heard word is one English token between spaces, one Chinese character, or one run of digits
or Latin letters; punctuation is not heard.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.audio import SpeechRegion
from app.domain.transcript import Word

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3007\U00020000-\U0002fa1f"
_BREAK = (
    r"[\s!?;\"()\[\]{}♪。，、！？；：“”（）《》〈〉【】「」『』…—～·]"
    r"|(?<!\d)[,:]|[,:](?!\d)|\.{2,}"
)
_TOKEN = re.compile(rf"[{HAN}]|(?:(?![{HAN}]|{_BREAK}).)+")
# ".5 mg" and "-5" keep their first sign: without it they are other numbers
_LEADING = re.compile(r"^(?:[^\w%°℃℉+/<>=≥≤.-]|_|[.-](?!\d))+")
_TRAILING = re.compile(r"(?:[^\w%°℃℉+/<>=≥≤]|_)+$")
_HAN_WORD = re.compile(rf"[{HAN}]")


@dataclass(frozen=True, slots=True)
class _Letter:
    start_s: float
    end_s: float
    probability: float


def is_han(text: str) -> bool:
    return _HAN_WORD.match(text) is not None


def heard_words(written: Sequence[Word], region: SpeechRegion) -> tuple[Word, ...]:
    """Cut the model's pieces (their spaces included) into heard words.

    Times inside a piece are spread evenly over its letters; a word made of several pieces is as
    probable as the least probable of them. Times never decrease and stay inside the region.
    """
    text = "".join(piece.text for piece in written)
    letters = [letter for piece in written for letter in _spread(piece)]
    words: list[Word] = []
    reached_s = region.start_s
    for match in _TOKEN.finditer(text):
        first, last = _trimmed(match)
        if first < last:
            word = _word(text[first:last], letters[first:last], reached_s, region.end_s)
            reached_s = word.end_s
            words.append(word)
    return tuple(words)


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    """Where the token begins and ends without the punctuation around it."""
    token = match.group()
    lead, trail = _LEADING.match(token), _TRAILING.search(token)
    first = match.start() + (lead.end() if lead else 0)
    return first, match.start() + (trail.start() if trail else len(token))


def _word(text: str, letters: Sequence[_Letter], earliest_s: float, latest_s: float) -> Word:
    start_s = min(max(letters[0].start_s, earliest_s), latest_s)
    end_s = min(max(letters[-1].end_s, start_s), latest_s)
    return Word(text, start_s, end_s, min(letter.probability for letter in letters))


def _spread(piece: Word) -> list[_Letter]:
    """One entry per character; spaces take no time."""
    sounding = len("".join(piece.text.split()))
    each_s = max(0.0, piece.end_s - piece.start_s) / max(1, sounding)
    letters: list[_Letter] = []
    at_s = piece.start_s
    for character in piece.text:
        end_s = at_s if character.isspace() else at_s + each_s
        letters.append(_Letter(at_s, end_s, piece.probability))
        at_s = end_s
    return letters


def units(text: str) -> list[str]:
    """A line as error rates and language models count it: small words, and Hanzi one by one."""
    places = [_trimmed(match) for match in _TOKEN.finditer(text.lower())]
    return [text[first:last].lower() for first, last in places if first < last]
