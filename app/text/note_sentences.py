"""The written text of an utterance as sentences, each with the heard words behind it."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.note import NoteSentence
from app.domain.transcript import Utterance
from app.text.context import sentence_ends
from app.text.line import Line
from app.text.reading import split


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an utterance's written text. first..last: its heard words.

    fresh: somebody said that a paragraph begins here.
    """

    text: str
    utterance: Utterance
    first: int
    last: int
    fresh: bool = False

    @property
    def start_s(self) -> float:
        return self.utterance.words[self.first].start_s


def sentences(line: Line) -> Iterator[Sentence]:
    """The written text of a line, cut behind sentence marks; together they are all of it."""
    utterance = line.utterance
    text = utterance.text or line.written.text
    tokens = split(text)
    owners = _owners(line, len(tokens))
    begin = 0
    for at, (mark, _, end) in enumerate(tokens):
        closes = sentence_ends(mark) and (not mark.isascii() or not text[end : end + 1].isalnum())
        if closes or at == len(tokens) - 1:
            start = tokens[begin][1] if begin else 0
            stop = end if at < len(tokens) - 1 else len(text)
            first, last = owners[begin][0], owners[at][1]
            if text[start:stop].strip():
                yield Sentence(text[start:stop].strip(), utterance, first, max(first, last))
            begin = at + 1
    if not tokens and text.strip():
        yield Sentence(text.strip(), utterance, 0, len(utterance.words) - 1)


def _owners(line: Line, count: int) -> list[tuple[int, int]]:
    """The heard words behind each token of the shown text.

    Shown and read text differ by a closing mark or by script only; where somebody edited the
    text further, words are taken in proportion.
    """
    read = [(token.first, token.last) for token in line.written.tokens]
    if not read:
        return [(0, len(line.utterance.words) - 1)] * count
    if 0 <= count - len(read) <= 1:
        return [read[min(at, len(read) - 1)] for at in range(count)]
    return [read[min(len(read) - 1, at * len(read) // max(count, 1))] for at in range(count)]


def cited(sentence: Sentence) -> NoteSentence:
    words = sentence.utterance.words[sentence.first : sentence.last + 1]
    return NoteSentence(sentence.text, (sentence.utterance.id,), words[0].start_s, words[-1].end_s)
