"""Context cues as data: reading `resources/context/*.toml` into phrases and what they do."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import get_args

from app.domain.errors import ResourceError
from app.domain.findings import Assertion
from app.domain.transcript import Language
from app.text.context import ORDER, Cue, Direction, Glue
from app.text.reading import spellings
from app.text.tables import Table, load, many, option, strings, switch, whole

Words = Mapping[str, tuple[str, ...]]
_NAMES = ("family_names", "given_names", "titles", "surnames", "kin", "staff", "statements")
_CLASS = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Effect:
    """What a phrase does: start scopes (`cues`), end some (`stops`), or nothing (pseudo-cue)."""

    cues: tuple[Cue, ...] = ()
    stops: frozenset[Assertion] = frozenset()

    def with_other(self, other: "Effect") -> "Effect":
        """Both effects. Two cues of one assertion become one that looks ahead, then behind."""
        if self == Effect():
            return self
        cues = list(self.cues)
        for cue in other.cues:
            for at, before in enumerate(cues):
                if before.assertion == cue.assertion and not (before.final or cue.final):
                    cues[at] = _joined(before, cue)
                    break
            else:
                cues.append(cue)
        return Effect(tuple(cues), self.stops | other.stops)


@dataclass(frozen=True, slots=True)
class Pair:
    """A cue in two parts ("the letter ... says"): the second has the effect after the first.

    gap: how many tokens may lie between the two; at_first: the effect is where the first stands
    ("was considered ... has been ruled out").
    """

    first: tuple[str, ...]
    second: tuple[str, ...]
    gap: int
    effect: Effect
    at_first: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """Cues that persons are called by as well, as a family name or within a given one.

    titles: beside names; kin: relatives' words by which others are called, behind one of the
    surnames; staff: whom one calls at a line's beginning; statements: what opens one behind
    whoever is addressed.
    """

    family: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()
    surnames: frozenset[str] = frozenset()
    kin: frozenset[str] = frozenset()
    staff: frozenset[str] = frozenset()
    statements: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ContextData:
    """One language's context phrases with their effects, and list words.

    whole_words: ordinary words that no mention may cut; company: words near a phrase that give it
    another meaning; fillers: sounds that are skipped; alike: small words and what they are taken
    for, so that cues are found in either spelling ("risk four").
    """

    language: Language
    effects: Mapping[str, Effect]
    glue: Glue
    pairs: tuple[Pair, ...] = ()
    whole_words: tuple[str, ...] = ()
    company: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fillers: frozenset[str] = frozenset()
    alike: Mapping[str, str] = field(default_factory=dict)
    names: Names = Names()


def read_context(path: Path) -> ContextData:
    """Read one language's cues. Raises ResourceError naming file and key."""
    table = load(path)
    words = {
        key: strings(part_of(table, "words", path), key, path) for key in table.get("words", {})
    }
    lists = part_of(table, "lists", path)
    effects: dict[str, Effect] = {}
    for phrase, effect in _effects(table, path):
        for spelled in _spelled(phrase, words, path):
            before = effects.get(spelled)
            effects[spelled] = effect if before is None else before.with_other(effect)
    return ContextData(
        option(table, "language", get_args(Language), path),
        effects,
        _glue(lists, path),
        tuple(_pairs(table, words, path)),
        strings(lists, "whole_words", path, optional=True),
        dict(_company(table, words, path)),
        frozenset(strings(lists, "fillers", path, optional=True)),
        dict(pair.split("=") for pair in strings(lists, "alike", path, optional=True)),
        Names(*(frozenset(strings(lists, key, path, optional=True)) for key in _NAMES)),
    )


def _glue(lists: Table, path: Path) -> Glue:
    denials, selves = (
        frozenset(
            tokens
            for phrase in strings(lists, key, path, optional=True)
            for tokens in spellings(phrase)
        )
        for key in ("denials", "selves")
    )
    return Glue(
        frozenset(strings(lists, "joins", path)),
        frozenset(strings(lists, "predicates", path)),
        frozenset(strings(lists, "alternatives", path, optional=True)),
        denials,
        selves,
        frozenset(strings(lists, "subjects", path, optional=True)),
        frozenset(strings(lists, "own", path, optional=True)),
    )


def _pairs(table: Table, words: Words, path: Path) -> Iterator[Pair]:
    for row in many(table, "pair", path):
        first, second = (
            tuple(
                one for phrase in strings(row, key, path) for one in _spelled(phrase, words, path)
            )
            for key in ("first", "second")
        )
        stops = strings(row, "ends", path, optional=True)
        cues = () if stops else (_cue(row, whole(table, "scope", path, 6), path),)
        effect = Effect(
            cues, frozenset(option({"ends": one}, "ends", ORDER, path) for one in stops)
        )
        yield Pair(first, second, whole(row, "gap", path, 8), effect, switch(row, "at_first", path))


def _company(table: Table, words: Words, path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    for row in many(table, "company", path):
        near = strings(row, "near", path)
        spelled = tuple(one for phrase in near for one in _spelled(phrase, words, path))
        for term in strings(row, "terms", path):
            yield term, spelled


def part_of(table: Table, key: str, path: Path) -> Table:
    value = table.get(key)
    if not isinstance(value, dict):
        raise ResourceError(f"{path}: '{key}' must be a table")
    return value


def _effects(table: Table, path: Path) -> Iterator[tuple[str, Effect]]:
    """Phrases with one effect each; pseudo-cues first, since they silence the others."""
    default = whole(table, "scope", path, 6)
    for phrase in strings(part_of(table, "pseudo", path), "phrases", path):
        yield phrase, Effect()
    for row in many(table, "cue", path):
        cue = _cue(row, default, path)
        for phrase in strings(row, "phrases", path):
            yield phrase, Effect((cue,))
    for row in many(table, "stop", path):
        ended = strings(row, "ends", path)
        stops = frozenset(option({"ends": one}, "ends", ORDER, path) for one in ended)
        for phrase in strings(row, "phrases", path):
            yield phrase, Effect((), stops)


def _cue(row: Table, scope: int, path: Path) -> Cue:
    return Cue(
        option(row, "assertion", ORDER, path),
        option(row, "direction", get_args(Direction), path),
        whole(row, "scope", path, scope),
        switch(row, "through", path),
        switch(row, "final", path),
        switch(row, "far", path),
        switch(row, "across", path),
        switch(row, "passing", path),
    )


def _spelled(phrase: str, words: Words, path: Path) -> Iterator[str]:
    names = _CLASS.findall(phrase)
    for name in names:
        if name not in words:
            raise ResourceError(f"{path}: '{phrase}' names the unknown word list '{name}'")
    parts = _CLASS.split(phrase)[::2]
    for chosen in product(*(words[name] for name in names)):
        yield "".join(a + b for a, b in zip(parts, (*chosen, ""), strict=True))


def _joined(one: Cue, other: Cue) -> Cue:
    if other.direction not in {"pre", "post"}:
        return other
    if one.direction not in {"pre", "post", other.direction}:
        return one
    if one.direction == other.direction:
        return one if one.scope >= other.scope else other
    return Cue(one.assertion, "pre_or_post", max(one.scope, other.scope))
