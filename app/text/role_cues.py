"""Kinds of things people say in an emergency room: reading `resources/roles/*.toml`, finding them.

A cue is a row of tokens. Cues of a language make one tree that is walked from each token, so
that the price of a turn depends on its length and hardly on the number of cues.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Final, Literal, get_args

from app.domain.errors import ResourceError
from app.domain.transcript import Language, Role
from app.text.reading import split
from app.text.tables import Table, load, option, part, strings

Side = Literal["before", "after"]
BORDER: Final = "|"
NUMBER: Final = "#"
CLASS: Final = "<"  # how the name of a class begins; no token does
_GAP: Final = "*"
_GAPS: Final[Mapping[Language, int]] = {"en": 3, "zh": 5}
_MARKS: Final[Mapping[Language, str]] = {"en": ".!?;:", "zh": ".!?;:,。！？；：，、/"}
_NUMBERS: Final = frozenset(
    [
        "zero",
        "nought",
        "oh",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "sixty",
        "seventy",
        "eighty",
        "ninety",
        "hundred",
        "thousand",
        "point",
        "一",
        "二",
        "三",
        "四",
        "五",
        "六",
        "七",
        "八",
        "九",
        "十",
        "百",
        "千",
        "零",
        "两",
        "点",
        "半",
        "幺",
    ]
)
_SHORT: Final = re.compile(r"(.+)('(?:s|ve|ll|d|re|m))")
_LOST: Final = {
    "im": "i'm", "ive": "i've", "hes": "he's", "shes": "she's", "theyre": "they're",
    "youre": "you're", "weve": "we've", "youve": "you've", "theyve": "they've", "dont": "don't",
    "cant": "can't", "didnt": "didn't", "doesnt": "doesn't", "wont": "won't", "hasnt": "hasn't",
    "havent": "haven't", "isnt": "isn't", "wouldnt": "wouldn't", "couldnt": "couldn't",
    "whats": "what's", "thats": "that's", "lets": "let's", "hows": "how's", "wheres": "where's",
}  # fmt: skip
_PIECE: Final = re.compile(r"<(\w+)>|([|#*])|([^\s<|#*]+)")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of saying. roles: whom it speaks for; context: whose neighbours it is counted for."""

    name: str
    roles: frozenset[Role]
    context: frozenset[Side]


@dataclass(slots=True)
class _Node:
    after: dict[str, "_Node"] = field(default_factory=dict)
    ends: list[tuple[str, str]] = field(default_factory=list)


class Cues:
    """One language's kinds and the tree of their cues; read-only once built."""

    def __init__(
        self,
        language: Language,
        kinds: Sequence[Kind],
        counts: Mapping[str, frozenset[str]] | None = None,
        classes: Mapping[tuple[str, ...], str] | None = None,
    ) -> None:
        self.language = language
        self.kinds = tuple(kinds)
        self.counts = dict(counts or {})
        self.words: set[str] = set()
        self._classes = dict(classes or {})
        self._longest = max(map(len, self._classes), default=0)
        self._root = _Node()

    def add(self, kind: str, cue: str, tokens: Sequence[str]) -> None:
        node = self._root
        for token in tokens:
            node = node.after.setdefault(token, _Node())
        node.ends.append((kind, cue))
        self.words.update(tokens)

    def found(self, tokens: Sequence[str]) -> set[tuple[str, str]]:
        """The cues in a turn's tokens, as (kind, cue), each once."""
        hits: set[tuple[str, str]] = set()
        for start in range(len(tokens)):
            self._walk(self._root, tokens, start, hits)
        return hits

    def classed(self, tokens: Sequence[str]) -> tuple[str, ...]:
        """The tokens with the name of its class for the longest known thing at each place."""
        found: list[str] = []
        at = 0
        while at < len(tokens):
            for length in range(min(self._longest, len(tokens) - at), 0, -1):
                name = self._classes.get(tuple(tokens[at : at + length]))
                if name is not None:
                    found.append(name)
                    at += length
                    break
            else:
                found.append(tokens[at])
                at += 1
        return tuple(found)

    def _walk(
        self, node: _Node, tokens: Sequence[str], at: int, hits: set[tuple[str, str]]
    ) -> None:
        hits.update(node.ends)
        gap = node.after.get(_GAP)
        if gap is not None:
            for skipped in range(_GAPS[self.language] + 1):
                self._walk(gap, tokens, at + skipped, hits)
                if at + skipped >= len(tokens) or tokens[at + skipped] == BORDER:
                    break
        if at >= len(tokens):
            return
        following = node.after.get(tokens[at])
        if following is not None:
            self._walk(following, tokens, at + 1, hits)
        number = node.after.get(NUMBER)
        if number is not None and is_number(tokens[at]):
            last = at
            while last < len(tokens) and is_number(tokens[last]):
                last += 1
            self._walk(number, tokens, last, hits)


def is_number(token: str) -> bool:
    return token in _NUMBERS or token[0].isdigit()


def turn_tokens(text: str, language: Language) -> list[str]:
    """A turn's tokens with sentence borders, `she's` as two, and apostrophes put back."""
    tokens = [BORDER]
    for piece, _, _ in split(text):
        if piece in _MARKS[language]:
            if tokens[-1] != BORDER:
                tokens.append(BORDER)
        elif piece == "/":
            tokens.append("over")
        elif piece == "%":
            tokens.append("percent")
        elif piece[0].isalnum():
            tokens += _parted(piece)
    if tokens[-1] != BORDER:
        tokens.append(BORDER)
    return tokens


def _parted(token: str) -> Iterator[str]:
    token = _LOST.get(token, token)
    match = _SHORT.fullmatch(token)
    if match:
        yield from match.groups()
    else:
        yield token


def read_cues(path: Path) -> Cues:
    """One language's kinds and cues. Raises ResourceError naming file and key."""
    table = load(path)
    lists = table.get("words", {})
    words = {name: strings(lists, name, path) for name in lists}
    language = option(table, "language", get_args(Language), path)
    rows = part(table, "kinds", path)
    counted = table.get("counts", {})
    counts = {name: frozenset(strings(counted, name, path)) for name in counted}
    classes = _classes(strings(table, "classes", path, optional=True), words, language, path)
    cues = Cues(language, [_kind(name, row, path) for name, row in rows.items()], counts, classes)
    for name, row in rows.items():
        for cue in strings(row, "cues", path):
            for tokens in _spelled(cue, words, language, path):
                cues.add(name, cue, tokens)
    return cues


def _classes(
    names: Sequence[str], words: Mapping[str, tuple[str, ...]], language: Language, path: Path
) -> dict[tuple[str, ...], str]:
    """The tokens of each thing of these word lists, and its list's name; the first list counts."""
    classes: dict[tuple[str, ...], str] = {}
    for name in names:
        if name not in words:
            raise ResourceError(f"{path}: 'classes' names the unknown word list '{name}'")
        for word in words[name]:
            classes.setdefault(_bare(word, language), f"{CLASS}{name}>")
    return classes


def _kind(name: str, row: Table, path: Path) -> Kind:
    roles = strings(row, "roles", path)
    sides = strings(row, "context", path, optional=True)
    return Kind(
        name,
        frozenset(option({"roles": one}, "roles", get_args(Role), path) for one in roles),
        frozenset(option({"context": one}, "context", get_args(Side), path) for one in sides),
    )


def _spelled(
    cue: str, words: Mapping[str, tuple[str, ...]], language: Language, path: Path
) -> Iterator[tuple[str, ...]]:
    """All token rows that a cue stands for, its word lists written out."""
    pieces: list[list[tuple[str, ...]]] = []
    for name, sign, plain in _PIECE.findall(cue):
        if name and name not in words:
            raise ResourceError(f"{path}: '{cue}' names the unknown word list '{name}'")
        if sign:
            pieces.append([(sign,)])
        else:
            choices = words[name] if name else (plain,)
            pieces.append([_bare(choice, language) for choice in choices])
    for chosen in product(*pieces):
        yield tuple(token for tokens in chosen for token in tokens)


def _bare(text: str, language: Language) -> tuple[str, ...]:
    if text.startswith("'"):
        return (text,)
    return tuple(token for token in turn_tokens(text, language) if token != BORDER)
