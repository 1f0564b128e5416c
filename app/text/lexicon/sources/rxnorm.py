"""RxNorm: RXNCONSO's ingredients and brands, RXNREL's tie between them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from app.domain.errors import VocabularyError
from app.text.lexicon.records import Entry
from app.text.lexicon.sources.atoms import CONSO_COLUMNS, AtomRules, atom_of, rrf
from app.text.lexicon.sources.grouping import grouped
from app.text.lexicon.sources.pairs import Pairs
from app.text.lexicon.sources.reading import Reading, entry_of
from app.text.lexicon.sources.umls import read_brands

CONSO, REL = "RXNCONSO.RRF", "RXNREL.RRF"
SAID: Final = frozenset({"IN", "PIN", "MIN", "BN", "SY", "TMSY"})
_OWN: Final = frozenset({"RXNORM"})
_SUBSTANCES: Final = frozenset({"IN", "PIN", "MIN", "BN"})


def read(files: Mapping[str, Path], reading: Reading) -> Iterator[Entry]:
    """files: by their names in the release. Raises VocabularyError."""
    if CONSO not in files:
        raise VocabularyError(f"{CONSO} is missing beside the other files of RxNorm")
    brands = read_brands(files[REL], reading, number_of) if REL in files else Pairs()
    yield from reading.counted("RXNORM", _entries(files[CONSO], reading, brands))


def number_of(concept: str) -> int | None:
    good = concept.isascii() and concept.isdigit() and len(concept) < 16  # noqa: PLR2004
    return int(concept) if good else None


def _entries(path: Path, reading: Reading, brands: Pairs) -> Iterator[Entry]:
    for concept, rows in grouped(_atoms(path, reading), reading.scratch / "rxnorm"):
        if all(term_type not in _SUBSTANCES for _, _, term_type in rows):
            reading.report.leave_out("a synonym of a whole product")
            continue
        names = [name for _, name, _ in sorted(rows)]
        flags = {f"ingredient=rxnorm.{one}" for one in brands.of(int(concept))}
        if any(term_type == "BN" for _, _, term_type in rows):
            flags.add("brand")
        entry = entry_of(
            f"rxnorm.{concept}", "en", names, "drug", ("rxnorm", concept), frozenset(flags)
        )
        if entry is not None:
            yield entry


def _atoms(path: Path, reading: Reading) -> Iterator[tuple[str, tuple[str, ...]]]:
    """By concept: rank (as text that sorts), name, term type."""
    rules = AtomRules(reading.wanted.sources or _OWN, SAID)
    for line, cells in rrf(reading, path, CONSO_COLUMNS):
        if number_of(cells[0]) is None:
            reading.report.reject(path, line, "no concept id")
            continue
        for atom in atom_of(cells, rules, reading):
            own = "0" if cells[12] in _SUBSTANCES else "1"
            yield cells[0], (own + f"{atom.rank + 1_000_000:09}", atom.name, cells[12])
