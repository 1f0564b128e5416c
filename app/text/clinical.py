"""Clinical resources as one read-only thing: keywords, context cues, note templates, lexicon."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from app.domain.errors import ResourceError
from app.domain.findings import Code, FindingKind, Severity
from app.domain.transcript import Language
from app.paths import MODELS
from app.text import context_model
from app.text.commands_data import FILES, Commands, read_commands
from app.text.context_data import ContextData, read_context
from app.text.lexicon.loading import LANGUAGES, Lexicon
from app.text.reading import spellings
from app.text.role_model import WEIGHTS, RoleModel, read_role_model
from app.text.role_words import WORDS
from app.text.tables import load, option, part, strings, switch
from app.text.templates import Template, read_template, templates_in

MeaningRole = Literal["term", "opposite", "near_miss", "misheard"]

LEXICON_KINDS: dict[str, FindingKind] = {
    "drug": "medication",
    "diagnosis": "diagnosis",
    "symptom": "symptom",
    "procedure": "procedure",
}
_PHRASES: tuple[tuple[str, MeaningRole], ...] = (
    ("terms", "term"),
    ("opposites", "opposite"),
    ("near_misses", "near_miss"),
    ("misheard", "misheard"),
)


@dataclass(frozen=True, slots=True)
class Concept:
    """Something a phrase can name. severity: set for alert keywords only.

    told: what others say of it counts as said now ("his wife says he is not breathing");
    treated: with a drug it is about the treatment ("not responding to ondansetron").
    """

    id: str
    kind: FindingKind
    severity: Severity | None = None
    code: Code | None = None
    told: bool = False
    treated: bool = False


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one phrase says about a concept: names it, denies it, or only looks like it.

    code: of the phrase itself, where the lexicon has a closer one than the concept's.
    """

    concept: str
    role: MeaningRole
    code: Code | None = None


@dataclass(frozen=True, slots=True)
class Keywords:
    """One language's concepts by id, and its phrases with all their meanings."""

    language: Language
    concepts: Mapping[str, Concept]
    phrases: Mapping[str, tuple[Meaning, ...]]


@dataclass(frozen=True, slots=True)
class ClinicalResources:
    """All data that understanding needs.

    templates: by key. sha256: hex digest over keyword, context, command, template and role files,
    the context model and the lexicon's version. reconsidered: the context model has a say.
    """

    keywords: Mapping[Language, Keywords]
    context: Mapping[Language, ContextData]
    templates: Mapping[str, Template]
    commands: Commands
    lexicon: Lexicon
    roles: RoleModel
    sha256: str
    reconsidered: bool = True


def load_resources(resources_dir: Path, lexicon: Lexicon | None = None) -> ClinicalResources:
    """Read keywords, context, commands, templates and lexicon below `resources_dir`.

    lexicon: one already loaded from there, to save its time. Raises ResourceError naming file
    and key.
    """
    lexicon = lexicon or Lexicon.load(resources_dir / "lexicon")
    files = [
        resources_dir / kind / f"{code}.toml"
        for kind in ("keywords", "context")
        for code in LANGUAGES
    ]
    files += [resources_dir / name for name in FILES]
    templates = templates_in(resources_dir)
    files += templates.values()
    files += [resources_dir / "roles" / name for name in ("en.toml", "zh.toml", WEIGHTS, WORDS)]
    files += [MODELS / context_model.FOLDER / f"{code}.npz" for code in LANGUAGES]
    digest = hashlib.sha256(lexicon.version.encode())
    for path in files:
        try:
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        except OSError as error:
            raise ResourceError(f"{path}: cannot be read; install the resources again") from error
    return ClinicalResources(
        {
            code: read_keywords(resources_dir / "keywords" / f"{code}.toml", lexicon)
            for code in LANGUAGES
        },
        {code: read_context(resources_dir / "context" / f"{code}.toml") for code in LANGUAGES},
        {key: read_template(path) for key, path in templates.items()},
        read_commands(resources_dir),
        lexicon,
        read_role_model(resources_dir / "roles"),
        digest.hexdigest(),
    )


def read_keywords(path: Path, lexicon: Lexicon) -> Keywords:
    """One language's keywords joined with its lexicon. Raises ResourceError naming file and key."""
    table = load(path)
    language = option(table, "language", get_args(Language), path)
    concepts: dict[str, Concept] = {}
    phrases: dict[str, list[Meaning]] = {}
    for group in ("alerts", "findings"):
        for key, row in part(table, group, path).items():
            concepts[key] = _concept(key, row, group, path, lexicon, language)
            for field, role in _PHRASES:
                for phrase in strings(row, field, path, optional=field != "terms"):
                    code = next(_codes(lexicon, language, (phrase,)), None)
                    phrases.setdefault(phrase, []).append(Meaning(key, role, code))
    _add_lexicon(lexicon, language, concepts, phrases)
    return Keywords(language, concepts, {phrase: tuple(found) for phrase, found in phrases.items()})


def _concept(
    key: str, row: Mapping[str, Any], group: str, path: Path, lexicon: Lexicon, language: Language
) -> Concept:
    kind = option(row, "kind", get_args(FindingKind), path)
    severity = option(row, "severity", get_args(Severity), path) if group == "alerts" else None
    code = next(_codes(lexicon, language, strings(row, "terms", path)), None)
    return Concept(
        key, kind, severity, code, switch(row, "told", path), switch(row, "treated", path)
    )


def _codes(lexicon: Lexicon, language: Language, names: Iterable[str]) -> Iterator[Code]:
    for name in names:
        for entry in lexicon.named(language, name):
            if entry.code:
                yield Code(entry.code_system, entry.code)


def _add_lexicon(
    lexicon: Lexicon,
    language: Language,
    concepts: dict[str, Concept],
    phrases: dict[str, list[Meaning]],
) -> None:
    """Add what the keyword file does not name; its own phrases keep their meaning alone.

    A drug keeps its name where that is only a keyword's near miss ("codeine" is no "code").
    """
    own = {tokens for phrase in phrases for tokens in spellings(phrase)}
    missed = {phrase for phrase, found in phrases.items() if only_missed(found)}
    for entry in lexicon.entries:
        kind = LEXICON_KINDS.get(entry.kind)
        if entry.language != language or kind is None:
            continue
        code = Code(entry.code_system, entry.code) if entry.code else None
        concepts[entry.id] = Concept(entry.id, kind, None, code)
        for name in entry.names:
            drug = kind == "medication" and name in missed
            if drug or own.isdisjoint(spellings(name)):
                phrases.setdefault(name, []).append(Meaning(entry.id, "term"))


def only_missed(meanings: Iterable[Meaning]) -> bool:
    """Whether a phrase only looks like what it is about."""
    return all(meaning.role == "near_miss" for meaning in meanings)
