"""Which reader reads what: told, or recognised by file names and headers."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, get_args

from app.domain.errors import VocabularyError
from app.text.lexicon.records import Entry
from app.text.lexicon.sources import (
    formulary,
    icd10cm,
    icd10cm_xml,
    icd10zh,
    loinc,
    plain_table,
    rxnorm,
    snomed,
    staff,
    umls,
)
from app.text.lexicon.sources.lines import head
from app.text.lexicon.sources.reading import Reading
from app.text.lexicon.sources.table import layout_of

Kind = Literal[
    "umls", "rxnorm", "snomed", "icd10cm", "icd10zh", "loinc", "formulary", "staff", "table"
]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

_RELEASES: Final[Mapping[str, tuple[Kind, str]]] = {
    **{name: ("umls", name) for name in (umls.CONSO, umls.STY, umls.RANK, umls.REL)},
    **{name: ("rxnorm", name) for name in (rxnorm.CONSO, rxnorm.REL)},
}
_SNOMED: Final = re.compile(
    r"(?:x?sct2_(Description|Concept)_|x?der2_cRefset_(Language))Snapshot.*\.txt", re.IGNORECASE
)
_TABLES: Final[tuple[tuple[Kind, Mapping[str, Sequence[str]], frozenset[str]], ...]] = (
    ("loinc", loinc.COLUMNS, frozenset({"code", "long"})),
    ("formulary", formulary.COLUMNS, frozenset({"drug"})),
    ("staff", staff.COLUMNS, frozenset({"name"})),
    ("staff", staff.COLUMNS, frozenset({"first", "last"})),
    ("icd10zh", icd10zh.COLUMNS, frozenset({"code", "name"})),
    ("table", plain_table.COLUMNS, frozenset({"term"})),
)
"""Which columns make a table of which kind; the first that fits."""
_SUFFIXES: Final = frozenset({".csv", ".tsv", ".txt", ".rrf", ".xml"})
_LINES: Final = 5
_READERS: Final[Mapping[Kind, Callable[[Path, Reading], Iterator[Entry]]]] = {
    "icd10cm": icd10cm.read, "icd10zh": icd10zh.read, "loinc": loinc.read,
    "formulary": formulary.read, "staff": staff.read, "table": plain_table.read,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """Files that are read together. named: by the part of the release that each is."""

    kind: Kind
    named: tuple[tuple[str, Path], ...]

    @property
    def files(self) -> tuple[Path, ...]:
        return tuple(path for _, path in self.named)


def sources_in(paths: Sequence[Path], told: Kind | None = None) -> tuple[Source, ...]:
    """What is to be read, each release whole. Raises VocabularyError for what is not recognised."""
    found: dict[tuple[Kind, Path], list[tuple[str, Path]]] = {}
    for path in _files(paths):
        kind, part = _recognised(path, told)
        together = path.parent if kind in {"umls", "rxnorm"} else _root(path, paths)
        alone = path if kind in _READERS else together
        found.setdefault((kind, alone), []).append((part, path))
    if not found:
        raise VocabularyError("no vocabulary is in it; see: erscribe lexicon build --help")
    return tuple(Source(kind, tuple(named)) for (kind, _), named in found.items())


def read_source(source: Source, reading: Reading) -> Iterator[Entry]:
    """All entries of it. Raises VocabularyError."""
    if source.kind == "umls":
        yield from umls.read(dict(source.named), reading)
    elif source.kind == "rxnorm":
        yield from rxnorm.read(dict(source.named), reading)
    elif source.kind == "snomed":
        parts = {part for part, _ in source.named}
        files = {one: [path for part, path in source.named if part == one] for one in parts}
        yield from snomed.read(files, reading)
    else:
        for path in source.files:
            yield from _READERS[source.kind](path, reading)


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    """Files as they are given; of a folder those that may be read, in order."""
    for path in paths:
        if not path.exists():
            raise VocabularyError(f"{path}: there is no such file or folder")
        if not path.is_dir():
            yield path
            continue
        inside = sorted(one for one in path.rglob("*") if one.suffix.lower() in _SUFFIXES)
        inside = [one for one in inside if _is_list(one)]
        release = [one for one in inside if _release_part(one) is not None]
        yield from release or (one for one in inside if one.is_file())


def _recognised(path: Path, told: Kind | None) -> tuple[Kind, str]:
    known = _release_part(path)
    if known is not None and told in {None, known[0]}:
        return known
    kind = told or _kind_of(path)
    if kind is None or kind not in _READERS:
        hint = f"it is no file of {kind}" if kind else f"say what it is: --as {'|'.join(KINDS)}"
        raise VocabularyError(f"{path}: is not recognised; {hint}")
    return kind, path.name


def _release_part(path: Path) -> tuple[Kind, str] | None:
    if path.name.upper() in _RELEASES:
        return _RELEASES[path.name.upper()]
    found = _SNOMED.fullmatch(path.name)
    return ("snomed", (found[1] or found[2]).title()) if found else None


def _is_list(path: Path) -> bool:
    """Beside the tabular list of ICD-10-CM lie its indexes, which nobody asks to be read."""
    return path.suffix.lower() != ".xml" or icd10cm_xml.is_tabular(path)


def _kind_of(path: Path) -> Kind | None:
    beginning = head(path).decode("ascii", "replace").splitlines()[:_LINES]
    if icd10cm_xml.is_tabular(path):
        return "icd10cm"
    if beginning and all(icd10cm.ORDER.fullmatch(one) for one in beginning):
        return "icd10cm"
    if beginning and all(icd10cm.LISTED.fullmatch(one) for one in beginning):
        return "icd10cm"
    for kind, columns, must in _TABLES:
        layout = layout_of(path, columns)
        if layout is not None and must <= layout.columns.keys():
            return kind
    return None


def _root(path: Path, paths: Sequence[Path]) -> Path:
    """The folder that was given which holds it, else its own."""
    return next((one for one in paths if one.is_dir() and one in path.parents), path.parent)
