"""Note templates: data, read without the rest of the clinical resources."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, get_args

from app.domain.errors import ResourceError
from app.domain.findings import FindingKind
from app.domain.transcript import Language, Role
from app.text.tables import load, many, strings, text

TEMPLATE: Final = "templates/ed_default.toml"


@dataclass(frozen=True, slots=True)
class SectionRule:
    """A note section and what sends a sentence there; findings and roles empty: any."""

    key: str
    code: str
    headings: Mapping[Language, tuple[str, ...]]
    cues: Mapping[Language, tuple[str, ...]]
    findings: frozenset[str]
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Template:
    """A note template: its sections in the order they are written."""

    key: str
    title: str
    sections: tuple[SectionRule, ...]


def read_template(path: Path) -> Template:
    """A note template. Raises ResourceError naming file and key."""
    table = load(path)
    sections = tuple(_section(row, path) for row in many(table, "section", path))
    if not sections:
        raise ResourceError(f"{path}: 'section' is empty; a note needs at least one")
    return Template(text(table, "key", path), text(table, "title", path), sections)


def section_keys(path: Path) -> tuple[str, ...]:
    """The sections of a note template, in their order. Raises ResourceError."""
    return tuple(one.key for one in read_template(path).sections)


def _section(row: Mapping[str, Any], path: Path) -> SectionRule:
    def phrases(field: str) -> dict[Language, tuple[str, ...]]:
        return {
            code: strings(row, f"{field}_{code}", path, optional=True)
            for code in get_args(Language)
        }

    roles = strings(row, "roles", path, optional=True)
    kinds = strings(row, "findings", path, optional=True)
    _known(roles, get_args(Role), "roles", path)
    _known(kinds, get_args(FindingKind), "findings", path)
    return SectionRule(
        text(row, "key", path),
        text(row, "code", path),
        phrases("headings"),
        phrases("cues"),
        frozenset(kinds),
        frozenset(roles),
    )


def _known(values: tuple[str, ...], allowed: tuple[str, ...], key: str, path: Path) -> None:
    for value in values:
        if value not in allowed:
            raise ResourceError(f"{path}: '{key}' has '{value}', expected one of {allowed}")
