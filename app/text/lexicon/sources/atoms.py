"""The atoms of UMLS and RxNorm, whose files are laid out alike: a name, its concept, its source."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from app.domain.transcript import Language
from app.text.lexicon.sources.reading import Reading
from app.text.lexicon.sources.sayable import UnsaidError, sayable

CONSO_COLUMNS: Final = 18
REL_COLUMNS: Final = 16
STY_COLUMNS: Final = 6
RANK_COLUMNS: Final = 4
MOST_NAMES: Final = 40
MOST_ATOMS: Final = 2_000
"""Of one concept; more are no vocabulary's, and would fill the memory."""

LANGUAGE_OF: Final[Mapping[str, Language]] = {"ENG": "en", "CHI": "zh"}
NOT_SAID: Final = frozenset(
    {
        # whole drug products with strength and form, device products
        *("SCD", "SBD", "SCDF", "SBDF", "SCDC", "SBDC", "SCDG", "SBDG", "SCDGP", "SBDFP", "SCDFP"),
        *("GPCK", "BPCK", "DP", "MTH_RXN_DP", "MTH_RXN_CD", "MTH_RXN_BD", "CD", "BD", "CDC", "CDD"),
        *("CDA", "DF", "DFG"),
        # full LOINC names, attributes, components of laboratory tests by their parts
        *("LN", "OLC", "LPDN", "LPN", "LC", "LO"),
        # obsolete, hierarchy, tokens
        *("OAP", "OAS", "OAF", "OP", "OF", "IS", "LOINC_OBSOLETE", "HS", "HX", "XM", "AA"),
        *("FN", "MTH_FN", "MTH_OAF", "MTH_OAP", "MTH_IS"),
    }
)
"""Term types that nobody says; a fully specified SNOMED name stands beside its sayable one."""
CODE_SYSTEMS: Final[Mapping[str, str]] = {
    "ICD10CM": "icd-10-cm", "RXNORM": "rxnorm", "SNOMEDCT_US": "snomed-ct", "LNC": "loinc",
    "MSH": "mesh",
}  # fmt: skip
"""Whose codes are kept, the first of this order before the others."""


class Atom(NamedTuple):
    """One name of a concept. rank: the smaller, the better the name."""

    rank: int
    name: str
    language: Language
    source: str
    code: str


@dataclass(frozen=True, slots=True)
class AtomRules:
    """Which atoms are taken. ranks: by source and term type, the larger the better (MRRANK).

    term_types: only these, where any are given.
    """

    sources: frozenset[str] = frozenset()
    term_types: frozenset[str] = frozenset()
    ranks: Mapping[tuple[str, str], int] = field(default_factory=dict)


def rrf(reading: Reading, path: Path, columns: int) -> Iterator[tuple[int, list[str]]]:
    """Rows of a file whose cells end with `|`. Raises VocabularyError."""
    for number, line in reading.lines(path):
        cells = line.split("|")
        if len(cells) == columns + 1 and not cells[-1]:
            yield number, cells
        elif line:
            reading.report.reject(path, number, f"not {columns} columns")


def atom_of(cells: Sequence[str], rules: AtomRules, reading: Reading) -> list[Atom]:
    """The name in a row of MRCONSO or RXNCONSO; none, and counted, when it is not wanted."""
    why = _unwanted(cells, rules, reading)
    if not why:
        try:
            language = LANGUAGE_OF[cells[1]]
            name = sayable(cells[14], language)
            return [Atom(_rank(cells, rules), name, language, cells[11], cells[13])]
        except UnsaidError as unsaid:
            why = str(unsaid)
    reading.report.leave_out(why)
    return []


def of_language(atoms: Iterable[Atom], language: Language) -> list[Atom]:
    """Those of one language, the best names first, no more than are ever said."""
    found = sorted(atom for atom in atoms if atom.language == language)
    return found[:MOST_NAMES]


def best_code(atoms: Iterable[Atom]) -> tuple[str, str]:
    """System and code of a concept, or two empty texts."""
    by_source = {atom.source: atom.code for atom in sorted(atoms, reverse=True)}
    for source, system in CODE_SYSTEMS.items():
        code = by_source.get(source, "")
        if code and code != "NOCODE":
            return system, code
    return "", ""


def _unwanted(cells: Sequence[str], rules: AtomRules, reading: Reading) -> str:
    language = LANGUAGE_OF.get(cells[1])
    if language is None or language not in reading.wanted.languages:
        return "another language"
    if cells[16] != "N":
        return "suppressed or obsolete"
    if rules.sources and cells[11].upper() not in rules.sources:
        return "another source vocabulary"
    if rules.term_types and cells[12] not in rules.term_types:
        return "another term type"
    return "a term type that nobody says" if cells[12] in NOT_SAID else ""


def _rank(cells: Sequence[str], rules: AtomRules) -> int:
    """Preferred in its concept first (TS, STT, ISPREF), then by its source and term type."""
    preferred = (cells[2] == "P") * 4 + (cells[4] == "PF") * 2 + (cells[6] == "Y")
    return -(preferred * 10_000 + rules.ranks.get((cells[11], cells[12]), 0))
