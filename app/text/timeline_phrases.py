"""Phrases as one pattern, and what must stand in a line before it is worth looking for them.

Hundreds of patterns are looked for in every line and few are there: a plain text that every match
must contain tells that much faster than the pattern does.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

_OPTIONAL: Final = frozenset("?*{")
_SPECIAL: Final = frozenset("\\.^$[")
_SHORTEST: Final = {True: 1, False: 2}
"""Letters that a needed text must have: in Chinese one says much, elsewhere two."""


class Gate:
    """A small pattern that many others share: a text is searched once for all of them."""

    __slots__ = ("_last", "_pattern")

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern
        self._last = ("", pattern.search("") is not None)

    def opens(self, text: str) -> bool:
        last, found = self._last
        if last is not text:
            found = self._pattern.search(text) is not None
            self._last = (text, found)
        return found


@dataclass(frozen=True, slots=True)
class Phrases:
    """A compiled pattern. needs: one of them is in every line that it matches; none: any line.

    gate: a smaller pattern that is also in every such line.
    """

    pattern: re.Pattern[str]
    needs: tuple[str, ...] = ()
    gate: Gate | None = None

    def search(self, text: str) -> re.Match[str] | None:
        return self.pattern.search(text) if self.may_be_in(text) else None

    def match(self, text: str) -> re.Match[str] | None:
        return self.pattern.match(text) if self.may_be_in(text) else None

    def fullmatch(self, text: str) -> re.Match[str] | None:
        return self.pattern.fullmatch(text) if self.may_be_in(text) else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        return self.pattern.finditer(text) if self.may_be_in(text) else iter(())

    def without(self, text: str) -> str:
        """The text with every match taken out."""
        return self.pattern.sub("", text)

    def may_be_in(self, text: str) -> bool:
        for one in self.needs:
            if one in text:
                break
        else:
            if self.needs:
                return False
        return self.gate is None or self.gate.opens(text)


class Index:
    """Which of many phrases may be in a line, by what they need, in one walk over the line."""

    def __init__(self, phrases: Iterable[Phrases]) -> None:
        found: dict[str, dict[str, list[int]]] = {}
        always = []
        for at, one in enumerate(phrases):
            if not one.needs:
                always.append(at)
            for need in one.needs:
                found.setdefault(need[:2], {}).setdefault(need, []).append(at)
        self._always = tuple(always)
        self._starts = {
            start: tuple((need, tuple(places)) for need, places in needs.items())
            for start, needs in found.items()
        }

    def possible(self, text: str) -> list[int]:
        """Their places, rising."""
        found = set(self._always)
        starts = {text[at : at + 2] for at in range(len(text))}
        for start in (starts | set(text)) & self._starts.keys():
            for need, places in self._starts[start]:
                if need in text:
                    found.update(places)
        return sorted(found)


def needs_of(phrases: Iterable[str]) -> tuple[str, ...]:
    """For phrases as regular expressions: texts of which every match contains one; () for none."""
    found: set[str] = set()
    for phrase in phrases:
        needed = _needed(phrase)
        if needed is None:
            return ()
        found |= needed
    return tuple(sorted(found, key=len))


def _needed(phrase: str) -> frozenset[str] | None:
    """The best choice of texts of which one is in every match; None when none is certain."""
    branches = _split(phrase)
    if len(branches) > 1:
        return _union([_needed(one) for one in branches])
    choices = [
        frozenset({text}) if not group else _needed(text) for text, group in _certain(phrase)
    ]
    good = [one for one in choices if one]
    return max(good, key=lambda one: min(map(len, one)), default=None)


def _union(parts: Sequence[frozenset[str] | None]) -> frozenset[str] | None:
    known = [one for one in parts if one is not None]
    return frozenset().union(*known) if len(known) == len(parts) else None


def _certain(phrase: str) -> Iterator[tuple[str, bool]]:
    """The parts of one branch that every match has: plain texts, and groups (True)."""
    run, at = "", 0
    while at < len(phrase):
        end = _atom_end(phrase, at)
        atom, optional = phrase[at:end], phrase[end : end + 1] in _OPTIONAL
        plain = len(atom) == 1 and atom not in _SPECIAL
        if plain and not optional and phrase[end : end + 1] != "+":
            run += atom
        else:
            if _long(run):
                yield run, False
            run = ""
            if atom.startswith("(") and not optional:
                inner = _inner(atom)
                if inner:
                    yield inner, True
        at = _after_quantifier(phrase, end)
    if _long(run):
        yield run, False


def _long(run: str) -> bool:
    text = run.strip()
    return len(text) >= _SHORTEST[not text.isascii()]


def _inner(group: str) -> str:
    """What a group that consumes text holds; "" for one that only looks around."""
    if group.startswith("(?:"):
        return group[3:-1]
    return "" if group.startswith("(?") else group[1:-1]


def _atom_end(phrase: str, at: int) -> int:
    """The end of a character, a class, an escape or a whole group."""
    if phrase[at] == "\\":
        return at + 2
    if phrase[at] == "[":
        return phrase.index("]", at + 2) + 1
    if phrase[at] != "(":
        return at + 1
    depth = 0
    while at < len(phrase):
        if phrase[at] in "\\[":
            at = _atom_end(phrase, at)
            continue
        depth += {"(": 1, ")": -1}.get(phrase[at], 0)
        at += 1
        if not depth:
            break
    return at


def _after_quantifier(phrase: str, at: int) -> int:
    if phrase[at : at + 1] == "{":
        at = phrase.index("}", at) + 1
    elif phrase[at : at + 1] in {"?", "*", "+"}:
        at += 1
    return at + 1 if phrase[at : at + 1] == "?" else at


def _split(phrase: str) -> list[str]:
    """The branches of an alternation, outside of its groups."""
    found, start, at = [], 0, 0
    while at < len(phrase):
        if phrase[at] == "|":
            found.append(phrase[start:at])
            start = at = at + 1
        else:
            at = _atom_end(phrase, at)
    return [*found, phrase[start:]]
