"""UMLS as it is released: MRCONSO, MRSTY, MRRANK and MRREL, several gigabytes, streamed.

MRSTY becomes five bytes a concept, MRREL eight bytes for each brand and its ingredient; MRCONSO is
sorted by concept, so that one concept at a time is held.
"""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from app.domain.errors import VocabularyError
from app.text.lexicon.records import Entry
from app.text.lexicon.sources.atoms import (
    CONSO_COLUMNS,
    MOST_ATOMS,
    RANK_COLUMNS,
    REL_COLUMNS,
    STY_COLUMNS,
    Atom,
    AtomRules,
    atom_of,
    best_code,
    of_language,
    rrf,
)
from app.text.lexicon.sources.pairs import Pairs
from app.text.lexicon.sources.reading import Reading, entry_of
from app.text.lexicon.sources.semantic_types import KINDS

CONSO, STY, RANK, REL = "MRCONSO.RRF", "MRSTY.RRF", "MRRANK.RRF", "MRREL.RRF"
FIRST_IS_BRAND: Final = {"tradename_of": False, "has_tradename": True}
"""A relation says what the second concept is to the first one."""
_NO_KIND: Final = len(KINDS)


@dataclass(slots=True)
class Kinds:
    """The kind of each concept, five bytes each."""

    concepts: array = field(default_factory=lambda: array("I"))  # type: ignore[type-arg]
    kinds: bytearray = field(default_factory=bytearray)

    def add(self, concept: int, kind: int) -> None:
        """Concepts come in order; of several kinds the first one of KINDS holds."""
        if self.concepts and self.concepts[-1] == concept:
            self.kinds[-1] = min(self.kinds[-1], kind)
        else:
            self.concepts.append(concept)
            self.kinds.append(kind)

    def of(self, concept: int) -> str:
        """ "" for a concept that is not wanted."""
        at = bisect_left(self.concepts, concept)
        found = at < len(self.concepts) and self.concepts[at] == concept
        kind = self.kinds[at] if found else _NO_KIND
        return KINDS[kind] if kind < _NO_KIND else ""


def read(files: Mapping[str, Path], reading: Reading) -> Iterator[Entry]:
    """files: by their names in the release. Raises VocabularyError."""
    for name in (CONSO, STY):
        if name not in files:
            raise VocabularyError(f"{name} is missing beside the other files of UMLS")
    ranks = _ranks(files[RANK], reading) if RANK in files else {}
    kinds = read_kinds(files[STY], reading)
    brands = read_brands(files[REL], reading, number_of) if REL in files else Pairs()
    rules = AtomRules(reading.wanted.sources, ranks=ranks)
    yield from reading.counted("UMLS", _entries(files[CONSO], reading, rules, kinds, brands))


def number_of(concept: str) -> int | None:
    """A concept's number: C0004057 is 4057."""
    digits = concept[1:]
    good = concept[:1] == "C" and len(digits) == 7 and digits.isascii() and digits.isdigit()  # noqa: PLR2004
    return int(digits) if good else None


def read_kinds(path: Path, reading: Reading) -> Kinds:
    """The kinds of all concepts that have a wanted type."""
    found = Kinds()
    order = {code: KINDS.index(kind) for code, kind in reading.wanted.semantic_types.items()}
    last = -1
    for line, cells in rrf(reading, path, STY_COLUMNS):
        concept = number_of(cells[0])
        if concept is None or concept < last:
            why = "no concept id" if concept is None else "concepts out of order"
            reading.report.reject(path, line, why)
            continue
        last = concept
        if cells[1] in order:
            found.add(concept, order[cells[1]])
    return found


def read_brands(path: Path, reading: Reading, number: Callable[[str], int | None]) -> Pairs:
    """Which concepts are brands of which ingredients."""
    found = Pairs()
    for line, cells in rrf(reading, path, REL_COLUMNS):
        first = FIRST_IS_BRAND.get(cells[7])
        if first is None or cells[14] not in {"N", ""}:
            continue
        one, other = number(cells[0]), number(cells[4])
        if one is None or other is None:
            reading.report.reject(path, line, "no concept id")
        else:
            found.add(*((one, other) if first else (other, one)))
    return found.sorted()


def _ranks(path: Path, reading: Reading) -> dict[tuple[str, str], int]:
    found = {}
    for line, cells in rrf(reading, path, RANK_COLUMNS):
        if cells[0].isascii() and cells[0].isdigit():
            found[cells[1], cells[2]] = int(cells[0])
        else:
            reading.report.reject(path, line, "no rank")
    return found


def _entries(
    path: Path, reading: Reading, rules: AtomRules, kinds: Kinds, brands: Pairs
) -> Iterator[Entry]:
    for concept, atoms in _concepts(path, reading, rules, kinds):
        kind = kinds.of(concept)
        code = best_code(atoms)
        marks = {f"ingredient=umls.C{of:07}" for of in brands.of(concept)} if kind == "drug" else ()
        for language in reading.wanted.languages:
            names = [atom.name for atom in of_language(atoms, language)]
            key = f"umls.C{concept:07}"
            entry = entry_of(key, language, names, kind, code, frozenset(marks))
            if entry is not None:
                yield entry


def _concepts(
    path: Path, reading: Reading, rules: AtomRules, kinds: Kinds
) -> Iterator[tuple[int, list[Atom]]]:
    """Each run of rows of one concept; a run that grows too long is cut."""
    current, wanted, atoms = -1, False, list[Atom]()
    for line, cells in rrf(reading, path, CONSO_COLUMNS):
        concept = number_of(cells[0])
        if concept is None:
            reading.report.reject(path, line, "no concept id")
            continue
        if concept != current:
            if atoms:
                yield current, atoms
            current, atoms = concept, []
            wanted = bool(kinds.of(concept))
        if not wanted:
            reading.report.leave_out("another semantic type")
        elif len(atoms) >= MOST_ATOMS:
            reading.report.reject(path, line, "too many names of one concept")
        else:
            atoms += atom_of(cells, rules, reading)
    if atoms:
        yield current, atoms
