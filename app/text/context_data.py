"""Context cues as data: reading `resources/context/*.toml` into phrases and what they do."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import get_args

from app.domain.errors import ResourceError
from app.domain.findings import Assertion
from app.domain.transcript import Language, Role
from app.text.context import ORDER, Cue, Direction, Glue
from app.text.tables import Table, load, many, option, part, strings, switch, whole

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
class ContextData:
    """One language's context phrases with their effects, list words, and role phrases."""

    language: Language
    effects: Mapping[str, Effect]
    glue: Glue
    roles: Mapping[Role, tuple[str, ...]]


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
        Glue(
            frozenset(strings(lists, "joins", path)), frozenset(strings(lists, "predicates", path))
        ),
        {
            option({"role": role}, "role", get_args(Role), path): strings(row, "cues", path)
            for role, row in part(table, "roles", path).items()
        },
    )


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
        cue = Cue(
            option(row, "assertion", ORDER, path),
            option(row, "direction", get_args(Direction), path),
            whole(row, "scope", path, default),
            switch(row, "through", path),
            switch(row, "final", path),
        )
        for phrase in strings(row, "phrases", path):
            yield phrase, Effect((cue,))
    for row in many(table, "stop", path):
        ended = strings(row, "ends", path)
        stops = frozenset(option({"ends": one}, "ends", ORDER, path) for one in ended)
        for phrase in strings(row, "phrases", path):
            yield phrase, Effect((), stops)


def _spelled(phrase: str, words: Mapping[str, tuple[str, ...]], path: Path) -> Iterator[str]:
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
        return one
    return Cue(one.assertion, "pre_or_post", max(one.scope, other.scope))
