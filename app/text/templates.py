"""Note templates: data, read without the rest of the clinical resources."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Literal, get_args

from app.domain.errors import ResourceError
from app.domain.findings import FindingKind
from app.domain.reading import DEFAULT_TEMPLATE
from app.domain.transcript import Language, Role
from app.text.tables import Table, load, many, option, strings, switch, text

FOLDER: Final = "templates"
DEFAULT: Final = DEFAULT_TEMPLATE

Mode = Literal["auto", "dictation", "conversation"]
Phrases = Mapping[Language, tuple[str, ...]]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)


@dataclass(frozen=True, slots=True)
class Topic:
    """What sends a sentence to one place; findings and roles empty: any.

    A topic that names roles takes no other speaker's words, whatever they are about. brief: it
    takes nothing that does not speak for it, however near it is.
    """

    key: str
    headings: Phrases
    cues: Phrases
    findings: frozenset[str]
    roles: frozenset[str]
    brief: bool = False


@dataclass(frozen=True, slots=True)
class SectionRule:
    """A note section, by its titles, and the topics that are written in it."""

    key: str
    code: str
    titles: Mapping[Language, str]
    topics: tuple[Topic, ...]
    roles: frozenset[str]

    @property
    def brief(self) -> bool:
        return all(topic.brief for topic in self.topics)


@dataclass(frozen=True, slots=True)
class Template:
    """A note template: its sections in the order they are written.

    mode: how what was said is taken; "auto" looks at who speaks how much. asks: how questions
    begin in English, and what is in them in Chinese. parts: words before a colon that head no
    section, but a part of the one that is open.
    """

    key: str
    titles: Mapping[Language, str]
    sections: tuple[SectionRule, ...]
    mode: Mode = "auto"
    asks: Phrases = field(default_factory=lambda: dict.fromkeys(LANGUAGES, ()))
    parts: Phrases = field(default_factory=lambda: dict.fromkeys(LANGUAGES, ()))

    def section_of(self, topic: str) -> str | None:
        """The key of the section that a topic, or a section of this key, is written in."""
        for section in self.sections:
            if section.key == topic or any(one.key == topic for one in section.topics):
                return section.key
        return None


def templates_in(resources_dir: Path) -> dict[str, Path]:
    """The template files of a resources folder by their keys, sorted."""
    return {path.stem: path for path in sorted((resources_dir / FOLDER).glob("*.toml"))}


def chosen(resources_dir: Path, key: str) -> Path:
    """The file of a template, or of the default one where there is none of this name any more."""
    found = templates_in(resources_dir)
    return found.get(key) or found[DEFAULT]


def names(resources_dir: Path) -> dict[str, Mapping[Language, str]]:
    """What the templates are called, by their keys. Raises ResourceError."""
    found = templates_in(resources_dir)
    return {key: _titles(load(path), path) for key, path in found.items()}


def read_template(path: Path) -> Template:
    """A note template, with what its base says. Raises ResourceError naming file and key."""
    table = load(path)
    known: dict[str, Topic] = {}
    asks, parts = _phrases(table, "asks", path), _phrases(table, "parts", path)
    if "base" in table:
        base = path.with_name(f"{text(table, 'base', path)}.toml")
        rows = many(load(base), "section", base)
        asks = _both(_phrases(load(base), "asks", base), asks)
        parts = _both(_phrases(load(base), "parts", base), parts)
        own = [_topic(row, path) for row in many(table, "section", path)]
        known = {topic.key: _without(topic, own) for topic in (_topic(row, base) for row in rows)}
    sections = tuple(_section(row, path, known) for row in many(table, "section", path))
    if not sections:
        raise ResourceError(f"{path}: 'section' is empty; a note needs at least one")
    if text(table, "key", path) != path.stem:
        raise ResourceError(f"{path}: 'key' must be the file's name, '{path.stem}'")
    mode = option({"mode": table.get("mode", "auto")}, "mode", get_args(Mode), path)
    return Template(path.stem, _titles(table, path), sections, mode, asks, parts)


def section_keys(path: Path) -> tuple[str, ...]:
    """The sections of a note template, in their order. Raises ResourceError."""
    return tuple(one.key for one in read_template(path).sections)


def _without(topic: Topic, others: Sequence[Topic]) -> Topic:
    """A base's topic without the phrases that the template itself gives to another section."""
    others = [one for one in others if one.key != topic.key]

    def left(field: str) -> dict[Language, tuple[str, ...]]:
        given = {
            code: {p for one in others for p in getattr(one, field)[code]} for code in LANGUAGES
        }
        phrases: Phrases = getattr(topic, field)
        return {c: tuple(p for p in phrases[c] if p not in given[c]) for c in LANGUAGES}

    return replace(topic, headings=left("headings"), cues=left("cues"))


def _section(row: Table, path: Path, known: Mapping[str, Topic]) -> SectionRule:
    own = _topic(row, path)
    names = strings(row, "topics", path, optional=True) or ((own.key,) if own.key in known else ())
    _known(names, tuple(known), "topics", path)
    topics = _merged(own, [known[name] for name in names])
    roles = topics[0].roles
    if any(topic.roles != roles for topic in topics):
        raise ResourceError(
            f"{path}: section '{own.key}' would mix what anybody says with what is kept for "
            f"clinicians; give all its topics the same 'roles'"
        )
    return SectionRule(own.key, text(row, "code", path), _titles(row, path), topics, roles)


def _merged(own: Topic, taken: list[Topic]) -> tuple[Topic, ...]:
    """The taken topics, and the section's own one, which is joined to the one of its key."""
    if not taken:
        return (own,)
    roles = own.roles or taken[0].roles
    own = replace(own, roles=roles, brief=all(one.brief for one in taken))
    same = next((one for one in taken if one.key == own.key), None)
    if same is None:
        return (*taken, own)
    joined = Topic(
        own.key,
        _both(same.headings, own.headings),
        _both(same.cues, own.cues),
        same.findings | own.findings,
        roles,
        same.brief,
    )
    return tuple(joined if one is same else one for one in taken)


def _both(one: Phrases, other: Phrases) -> Phrases:
    return {code: (*one[code], *other[code]) for code in LANGUAGES}


def _topic(row: Table, path: Path) -> Topic:
    roles = strings(row, "roles", path, optional=True)
    kinds = strings(row, "findings", path, optional=True)
    _known(roles, get_args(Role), "roles", path)
    _known(kinds, get_args(FindingKind), "findings", path)
    return Topic(
        text(row, "key", path),
        _phrases(row, "headings", path),
        _phrases(row, "cues", path),
        frozenset(kinds),
        frozenset(roles),
        switch(row, "brief", path),
    )


def _phrases(row: Table, field: str, path: Path) -> Phrases:
    return {code: strings(row, f"{field}_{code}", path, optional=True) for code in LANGUAGES}


def _titles(table: Mapping[str, Any], path: Path) -> dict[Language, str]:
    return {code: text(table, f"title_{code}", path) for code in LANGUAGES}


def _known(values: tuple[str, ...], allowed: tuple[str, ...], key: str, path: Path) -> None:
    for value in values:
        if value not in allowed:
            raise ResourceError(f"{path}: '{key}' has '{value}', expected one of {allowed}")
