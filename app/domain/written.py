"""Which heard words stand behind each stretch of an utterance's written text."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from app.domain.findings import Correction
from app.domain.transcript import Utterance

Numbered = tuple[int, Correction]
"""A correction with its number in the result."""
_AROUND = 4  # so much punctuation may stand before a word that was written


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` of the text, for heard words `first`..`last`, both included.

    correction: the number of the one that is written here, if any.
    """

    start: int
    end: int
    first: int
    last: int
    correction: int | None = None


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    first: int
    last: int
    correction: int | None = None


def spans(utterance: Utterance, corrections: Iterable[Numbered]) -> tuple[Span, ...]:
    """The whole text, cut where one heard word or one applied correction ends.

    The text is what the words say with the applied corrections laid over them, but for capitals,
    script and a closing mark. Where somebody edited it further, words are taken in proportion.
    """
    text = utterance.text
    if not text or not utterance.words:
        return ()
    pieces = list(_pieces(utterance, corrections))
    starts = _starts(text, pieces)
    if starts is None:
        pieces = [replace(piece, correction=None) for piece in pieces]
        starts = [len(text) * number // len(pieces) for number in range(len(pieces))]
    ends = [*starts[1:], len(text)]
    return tuple(
        Span(start, end, piece.first, piece.last, piece.correction)
        for start, end, piece in zip(starts, ends, pieces, strict=True)
        if end > start
    )


def _pieces(utterance: Utterance, corrections: Iterable[Numbered]) -> Iterator[_Piece]:
    applied = {
        one.first: (number, one)
        for number, one in corrections
        if one.state == "applied" and one.kind != "command"  # which says nothing in the text
    }
    at = 0
    while at < len(utterance.words):
        number, correction = applied.get(at, (None, None))
        if correction is None:
            yield _Piece(utterance.words[at].text.strip(), at, at)
            at += 1
        else:
            last = min(correction.last, len(utterance.words) - 1)
            yield _Piece(correction.text, at, last, number)
            at = last + 1


def _starts(text: str, pieces: Sequence[_Piece]) -> list[int] | None:
    """Where each piece begins; None when the text is not made of them."""
    low = _lowered(text)
    starts: list[int] = []
    cursor = 0
    for piece in pieces:
        needle = _lowered(piece.text)
        at = low.find(needle, cursor, cursor + len(needle) + _AROUND)
        if at < 0 and not needle.isascii():  # in the other script
            at = cursor + (low[cursor : cursor + 1] == " ")
        if at < 0:
            return None
        starts.append(at if starts else 0)
        cursor = at + len(needle)
    return starts if 0 <= len(text) - cursor <= _AROUND else None


def _lowered(text: str) -> str:
    """In small letters, as long as it was."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(low if len(low := one.lower()) == 1 else one for one in text)
