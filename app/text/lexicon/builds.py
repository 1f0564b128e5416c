"""Lexicons that a site built from its own vocabularies: what each is made of, and which is used.

A build is a folder with a manifest, a compiled index, and words that are names of staff. It gets
its name when it is whole; what has no manifest is none.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from app.domain.errors import ResourceError
from app.domain.transcript import Language
from app.text.lexicon.records import read_words
from app.text.lexicon.sources.reading import LANGUAGES

MANIFEST: Final = "manifest.json"
FORMAT: Final = 1
AUTO, EMBEDDED = "auto", "embedded"


@dataclass(frozen=True, slots=True)
class BuiltFile:
    """A file by its own name, not by where somebody had it."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class BuiltSource:
    """passed_on: what was built from it may leave the site."""

    kind: str
    licence: str
    obliges: str
    passed_on: bool
    files: tuple[BuiltFile, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """version: hex sha256 over index and words, so equal versions correct alike.

    entries, names: by source. rejected, left_out: rows by reason.
    """

    name: str
    version: str
    built_at: datetime
    sources: tuple[BuiltSource, ...]
    languages: tuple[Language, ...]
    entries: Mapping[str, int]
    names: Mapping[str, int]
    rejected: Mapping[str, int] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)
    format: int = FORMAT


def read_manifest(folder: Path) -> Manifest:
    """Raises ResourceError."""
    try:
        found = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError) as error:
        raise ResourceError(
            f"{folder}: no lexicon that was built; build it again: erscribe lexicon build"
        ) from error
    if found.format != FORMAT:
        raise ResourceError(
            f"{folder}: is of another version of ERScribe; build it again: erscribe lexicon build"
        )
    return found


def builds_in(folder: Path) -> tuple[tuple[Path, Manifest], ...]:
    """All whole builds, the newest first; what cannot be read is left out."""
    found = []
    for one in folder.iterdir() if folder.is_dir() else ():
        if not one.name.startswith(".") and (one / MANIFEST).is_file():
            try:
                found.append((one, read_manifest(one)))
            except ResourceError:
                continue
    return tuple(sorted(found, key=lambda pair: pair[1].built_at, reverse=True))


def chosen(setting: str, folder: Path) -> Path | None:
    """The build that a setting names; None for the embedded lexicon alone.

    "auto" is the newest one, "embedded" none, all else a name in the folder or a folder itself.
    Raises ResourceError when there is none like it.
    """
    if setting == EMBEDDED:
        return None
    if setting == AUTO:
        found = builds_in(folder)
        return found[0][0] if found else None
    for one in (folder / setting, Path(setting)):
        if (one / MANIFEST).is_file():
            return one
    known = ", ".join(path.name for path, _ in builds_in(folder)) or "none"
    raise ResourceError(f"no lexicon '{setting}' was built here; there are: {known}")


def staff_file(folder: Path, language: Language) -> Path:
    return folder / f"staff_{language}.txt"


def read_staff(folder: Path) -> Mapping[Language, frozenset[str]]:
    """Words of a build that are names of people. Raises ResourceError."""
    files = {code: staff_file(folder, code) for code in LANGUAGES}
    return {code: read_words(path) for code, path in files.items() if path.is_file()}


def staff_version(staff: Mapping[Language, frozenset[str]]) -> str:
    """ "" without names."""
    if not any(staff.values()):
        return ""
    words = "\n".join(
        f"{code}\t{word}" for code in LANGUAGES for word in sorted(staff.get(code, ()))
    )
    return hashlib.sha256(words.encode()).hexdigest()


def joined_version(*versions: str) -> str:
    """One version over several; of one alone that one."""
    said = [one for one in versions if one]
    return said[0] if len(said) == 1 else hashlib.sha256("\n".join(said).encode()).hexdigest()
