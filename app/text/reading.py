"""Heard words as one line of text and its tokens, each token knowing its heard words."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.domain.findings import Correction
from app.domain.transcript import Language, Word
from app.text.writing import simplified

_TOKEN = re.compile(
    r"[A-Za-z](?:/[A-Za-z])+(?![A-Za-z])"  # h/o, s/p, r/o
    r"|(?:[A-Za-z]\.){2,}"  # p.o., i.v.
    r"|[A-Za-zµμ]+(?:['’][A-Za-z]+)*"
    r"|\d+(?:[.,:]\d+)*"
    r"|[一-鿿]"
    r"|(?:(?<=[一-鿿])|(?<=[一-鿿] ))[α-ωΑ-Ω]"  # 干扰素β is another medicine than 干扰素
    r"|\?(?=\w)"  # "?PE" asks about what follows
    r"|[^\s\w]"
)
_ACRONYM = re.compile(r"(?<![A-Za-z])[A-Z]{2,6}(?![A-Za-z])")
_LATIN = re.compile(r"[A-Za-z0-9]")
_HYPHENS = {"-", "‐", "‑"}
_DASHES = {"–", "—"}
_ABBREVIATED = {"pt", "dr", "hx", "approx", "vs", "mr", "mrs", "ms", "st", "neg", "pos", "temp"}
ASKS_AHEAD = "¿"


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number, Chinese character or mark.

    text: lower-cased; start, end: characters of the line; first, last: heard words it is from.
    """

    text: str
    start: int
    end: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read an utterance: the line and its tokens in order."""

    text: str
    tokens: tuple[Token, ...]

    def heard(self, start: int, end: int) -> tuple[int, int]:
        """First and last heard word of the tokens `start` to `end` (end not included)."""
        return self.tokens[start].first, self.tokens[end - 1].last

    def tokens_at(self, start: int, end: int) -> tuple[int, int]:
        """The token range that covers the characters `start` to `end` (end not included)."""
        starts = [token.start for token in self.tokens]
        return max(0, bisect_right(starts, start) - 1), bisect_right(starts, end - 1)

    def written(self, start: int, end: int) -> str:
        """The line's text from token `start` to token `end` (end not included)."""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end]


@lru_cache(maxsize=1024)  # an encounter's utterances: roles, mentions and the note ask for them
def split(text: str) -> tuple[tuple[str, int, int], ...]:
    """Tokens of a text with their character spans, lower-cased.

    Hyphens inside words vanish, so that `v-fib` reads as `v fib`; a dash between spaces pauses
    like a comma; the full stop of a common abbreviation ends no sentence.
    """
    tokens: list[tuple[str, int, int]] = []
    for match in _TOKEN.finditer(text):
        piece, start, end = match[0], match.start(), match.end()
        spaced = text[start - 1 : start] in {"", " "} and text[end : end + 1] in {"", " "}
        if (piece in _HYPHENS and not spaced) or _abbreviates(piece, tokens, start):
            continue
        if piece in _HYPHENS or piece in _DASHES:
            piece = ","
        elif piece == "?" and text[end : end + 1].strip():
            piece = ASKS_AHEAD if spaced_before(text, start) else "?"
        tokens.append((piece.lower().replace("’", "'"), start, end))
    return tuple(tokens)


def spaced_before(text: str, start: int) -> bool:
    return start == 0 or not _LATIN.match(text[start - 1])


def _abbreviates(piece: str, tokens: Sequence[tuple[str, int, int]], start: int) -> bool:
    return (
        piece == "."
        and bool(tokens)
        and tokens[-1][2] == start
        and (tokens[-1][0] in _ABBREVIATED or "/" in tokens[-1][0])
    )


def read(words: Sequence[Word], corrections: Sequence[Correction], language: Language) -> Reading:
    """The line that heard words make once the given corrections replace what they cover.

    Corrections are taken in order; one that overlaps an earlier one is left out.
    """
    pieces = _pieces(words, corrections)
    line, starts = "", []
    for heard, _, _ in pieces:
        text = "".join(map(simplified, heard)).strip() if language == "zh" else heard
        if line and (language == "en" or (_LATIN.match(text) and _LATIN.match(line[-1]))):
            line += " "
        starts.append(len(line))
        line += text
    tokens = []
    for text, start, end in split(line):
        first = pieces[bisect_right(starts, start) - 1][1]
        last = pieces[bisect_right(starts, end - 1) - 1][2]
        tokens.append(Token(text, start, end, first, last))
    return Reading(line, tuple(tokens))


def _pieces(words: Sequence[Word], corrections: Sequence[Correction]) -> list[tuple[str, int, int]]:
    pieces: list[tuple[str, int, int]] = []
    following = 0
    for correction in sorted(corrections, key=lambda one: one.first):
        if correction.first < following:
            continue
        pieces += [(words[at].text, at, at) for at in range(following, correction.first)]
        pieces.append((correction.text, correction.first, correction.last))
        following = correction.last + 1
    pieces += [(words[at].text, at, at) for at in range(following, len(words))]
    return [piece for piece in pieces if piece[0]]


def spellings(phrase: str) -> frozenset[tuple[str, ...]]:
    """Token sequences a phrase is found as: as written, acronyms spelled out, no apostrophes."""
    found = {_tokens(phrase)}
    if _ACRONYM.search(phrase):
        found.add(_tokens(_ACRONYM.sub(lambda letters: " ".join(letters[0]), phrase)))
    for tokens in tuple(found):
        if any("'" in token for token in tokens):
            found.add(tuple(filter(None, (token.replace("'", "") for token in tokens))))
    return frozenset(found - {()})


@lru_cache(maxsize=1024)
def flat(text: str, language: Language) -> str:
    """Tokens in a row, so that a phrase's flat form lies in a text's where its tokens do."""
    tokens = _tokens(text)
    return "".join(tokens) if language == "zh" else f" {' '.join(tokens)} "


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(token for token, _, _ in split(text))
