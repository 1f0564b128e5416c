"""Cues of a resuscitation as data: reading `resources/timeline/*.toml` into compiled phrases."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, get_args

from app.domain.errors import ResourceError
from app.domain.transcript import Language
from app.paths import RESOURCES
from app.text.tables import Table, load, many, option, part, strings, switch, text, whole
from app.text.timeline_phrases import Gate, Index, Phrases, needs_of

Where = Literal["before", "after", "near", "sentence", "mark"]
_NAME: Final = re.compile(r"\{(\w+)\}")
_FAR: Final = 99
_GROUPS: Final = {
    "rhythms": "rhythms",
    "weak_rhythms": "rhythms",
    "airways": "devices",
    "accesses": "devices",
}
_EDGES: Final[dict[Language, tuple[str, str]]] = {
    "en": (r"(?<![\w'])(?:", r")(?!\w)"),
    "zh": ("(?:", ")"),
}


@dataclass(frozen=True, slots=True)
class Veto:
    """Words that make a phrase no event. where: of the phrase they are looked for.

    reach: how many words (English) or characters (Chinese) away; clause: not over a comma; unless:
    words of the phrase's own clause that tell it is now; cut: words that begin something else, so
    that nothing before them speaks against it (heard speech has no marks).
    """

    where: Where
    reach: int
    clause: bool
    phrases: Phrases
    unless: Phrases | None = None
    cut: Phrases | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """Phrases that tell of one kind. patterns: each with the rhythm or device it names, or "".

    whole: only when a clause says nothing else.
    """

    kind: str
    sense: str
    whole: bool
    vetoes: tuple[str, ...]
    patterns: tuple[tuple[str, Phrases], ...]


@dataclass(frozen=True, slots=True)
class Cues:
    """All of one language. lead, tail: a word that says nothing, before or after others.

    patterns: those of all rules, and an index of them; one of the drugs.
    units: how each is written, with its words, the longest first; classes: what kind of word
    a word is.
    """

    language: Language
    letters: frozenset[str]
    lead: re.Pattern[str]
    tail: re.Pattern[str]
    vetoes: Mapping[str, Veto]
    rules: tuple[Rule, ...]
    patterns: tuple[tuple[Rule, str, Phrases], ...]
    pattern_index: Index
    drug_index: Index
    drugs: tuple[tuple[str, Phrases], ...]
    airways: tuple[tuple[str, Phrases], ...]
    accesses: tuple[tuple[str, Phrases], ...]
    doses: re.Pattern[str]
    energies: re.Pattern[str]
    units: tuple[tuple[str, re.Pattern[str]], ...]
    not_dose_before: re.Pattern[str]
    not_dose_after: re.Pattern[str]
    routes: tuple[tuple[str, Phrases], ...]
    drug_cues: Mapping[str, Phrases]
    classes: Mapping[str, str]


@lru_cache(maxsize=2)
def cues_of(language: Language) -> Cues:
    """The shipped cues. Raises ResourceError when the file is missing or malformed."""
    return read_cues(RESOURCES / "timeline" / f"{language}.toml")


def read_cues(path: Path) -> Cues:
    """Read one language's cues. Raises ResourceError naming file and key."""
    table = load(path)
    language = option(table, "language", get_args(Language), path)
    build = _Build(path, language, table)
    numbers, units = text(table, "number", path), _units(table, path)
    counted = build.either("drug_cues", "ordinal_amp")
    every_unit = "|".join(phrase for _, phrases in units for phrase in phrases)
    rules = tuple(build.rule(row) for row in many(table, "rule", path))
    patterns = tuple((rule, name, phrases) for rule in rules for name, phrases in rule.patterns)
    drugs = build.names("drugs")
    edge = r"(?!\w)" if language == "en" else ""
    return Cues(
        language,
        frozenset(strings(table, "letters", path)),
        build.bare(f"{{fillers}}{' ' if language == 'en' else ''}"),
        build.bare(f"{' ' if language == 'en' else ''}{{fillers}}$"),
        {text(row, "name", path): build.veto(row) for row in many(table, "veto", path)},
        rules,
        patterns,
        Index(phrases for _, _, phrases in patterns),
        Index(phrases for _, phrases in drugs),
        drugs,
        build.names("airways"),
        build.names("accesses"),
        build.bare(
            rf"(?P<number>{_ONE[language]}(?= ?(?:{every_unit}){edge})|{counted}|{numbers})"
            rf"(?: ?(?:of an? )?(?P<unit>{every_unit}){edge})?"
        ),
        build.bare(rf"(?P<number>{numbers})(?P<unit> ?(?:joules?|j(?!\w)|焦耳?))?"),
        tuple((written, build.bare("|".join(phrases))) for written, phrases in units),
        build.bare(f"(?:{build.either('not_dose', 'before')})$"),
        build.bare(f" ?(?:{build.either('not_dose', 'after')}){edge}"),
        build.names("routes"),
        {
            key: build.compiled(strings(_table(table, "drug_cues", path), key, path))
            for key in _table(table, "drug_cues", path)
        },
        _classes(table, path),
    )


_ONE: Final[dict[Language, str]] = {
    "en": r"(?:\b(?:a|an|another) ?|(?<![\d.] )(?<!half )\b(?=(?:milligram|gram|amp|ampoule)\b))",
    "zh": "(?!)",
}


class _Build:
    """Compiles what a file says; every complaint names the file."""

    def __init__(self, path: Path, language: Language, table: Table) -> None:
        self._path, self._language, self._table = path, language, table
        self._gates: dict[str, Gate] = {}
        self._words = {
            **{key: str(value) for key, value in _table(table, "words", path).items()},
            "number": text(table, "number", path),
            "fillers": text(table, "fillers", path),
        }

    def either(self, group: str, key: str) -> str:
        """One list of a table as alternatives."""
        return "|".join(strings(_table(self._table, group, self._path), key, self._path))

    def bare(self, pattern: str) -> re.Pattern[str]:
        try:
            return re.compile(self._filled(pattern, {}))
        except re.error as error:
            raise ResourceError(f"{self._path}: '{pattern[:60]}' is no pattern: {error}") from error

    def compiled(
        self,
        phrases: Iterable[str],
        more: Mapping[str, str] | None = None,
        gate: Gate | None = None,
    ) -> Phrases:
        before, after = _EDGES[self._language]
        filled = [self._filled(phrase, more or {}) for phrase in phrases]
        joined = "|".join(filled)
        try:
            return Phrases(re.compile(f"{before}{joined}{after}"), needs_of(filled), gate)
        except re.error as error:
            raise ResourceError(f"{self._path}: '{joined[:60]}' is no pattern: {error}") from error

    def veto(self, row: Table) -> Veto:
        where = option(row, "where", get_args(Where), self._path)
        reach = whole(row, "reach", self._path, _FAR)
        phrases = strings(row, "phrases", self._path)
        made = self.compiled(phrases)
        freed = strings(row, "unless", self._path, optional=True)
        unless = self.compiled(freed) if freed else None
        begins = strings(row, "cut", self._path, optional=True)
        cut = self.compiled(begins) if begins else None
        return Veto(where, reach, switch(row, "clause", self._path), made, unless, cut)

    def rule(self, row: Table) -> Rule:
        phrases = strings(row, "phrases", self._path)
        group = row.get("named")
        if group is None:
            patterns: tuple[tuple[str, Phrases], ...] = (("", self.compiled(phrases)),)
        else:
            patterns = tuple(
                (name, self.compiled(phrases, {_GROUPS[group]: _either(words)}, gate))
                for name, words, gate in self._gated(group, phrases)
            )
        vetoes = strings(row, "vetoes", self._path, optional=True)
        unknown = set(vetoes) - {one.get("name") for one in many(self._table, "veto", self._path)}
        if unknown:
            raise ResourceError(f"{self._path}: a rule names the unknown veto {min(unknown)!r}")
        return Rule(
            text(row, "kind", self._path),
            str(row.get("sense", "")),
            switch(row, "whole", self._path),
            vetoes,
            patterns,
        )

    def _gated(
        self, group: str, phrases: Sequence[str]
    ) -> Iterator[tuple[str, tuple[str, ...], Gate | None]]:
        """Where every phrase has the name of a device in it, that is looked for first."""
        inside = all("{devices}" in phrase for phrase in phrases)
        for name, words in self._named(group):
            yield name, words, self._gate(_either(words)) if inside else None

    def _gate(self, pattern: str) -> Gate:
        if pattern not in self._gates:
            self._gates[pattern] = Gate(self.bare(pattern))
        return self._gates[pattern]

    def names(self, group: str) -> tuple[tuple[str, Phrases], ...]:
        return tuple((name, self.compiled(words)) for name, words in self._named(group))

    def _named(self, group: str) -> Iterable[tuple[str, tuple[str, ...]]]:
        table = _table(self._table, group, self._path)
        return [(name, strings(table, name, self._path)) for name in table]

    def _filled(self, phrase: str, more: Mapping[str, str]) -> str:
        def word(match: re.Match[str]) -> str:
            found = more.get(match[1]) or self._words.get(match[1])
            if found is None:
                raise ResourceError(f"{self._path}: '{phrase[:60]}' names no list '{match[1]}'")
            return found

        while _NAME.search(phrase):
            phrase = _NAME.sub(word, phrase)
        return phrase


def _either(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(words)})"


def _table(table: Table, key: str, path: Path) -> Table:
    found = table.get(key)
    if not isinstance(found, dict):
        raise ResourceError(f"{path}: '{key}' must be a table")
    return found


def _classes(table: Table, path: Path) -> dict[str, str]:
    """The kind of each word that has one; {} where the file has no kinds."""
    kinds = _table(table, "classes", path) if "classes" in table else {}
    return {word: kind for kind in kinds for word in text(kinds, kind, path).split()}


def _units(table: Table, path: Path) -> list[tuple[str, tuple[str, ...]]]:
    return [
        (text(row, "write", path), strings(row, "phrases", path))
        for row in part(table, "units", path).values()
    ]
