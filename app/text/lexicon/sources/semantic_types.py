"""Which semantic types of UMLS are said in an emergency room, and what kind each is here.

The types' codes and names are facts of the Semantic Network, which is in the public domain.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from app.domain.errors import VocabularyError
from app.text.lexicon.records import read_rows

KINDS: Final = (
    "drug", "diagnosis", "symptom", "procedure", "lab", "vital", "anatomy", "device", "organism",
    "abbreviation", "term",
)  # fmt: skip
"""Of a concept with several types the first kind of this order holds."""

_BY_KIND: Final[Mapping[str, tuple[str, ...]]] = {
    # pharmacologic substance, antibiotic, clinical drug, hormone, vitamin, immunologic factor
    "drug": ("T121", "T195", "T200", "T125", "T127", "T129"),
    # disease, mental, neoplastic, pathologic function, injury, congenital, acquired, anatomical
    "diagnosis": ("T047", "T048", "T191", "T046", "T037", "T019", "T020", "T190"),
    "symptom": ("T184", "T033"),  # sign or symptom, finding
    "procedure": ("T060", "T061"),  # diagnostic, therapeutic
    "lab": ("T059", "T034"),  # laboratory procedure, its result
    "vital": ("T201",),  # clinical attribute
    "anatomy": ("T023", "T029", "T030", "T022"),  # part, location, space, system
    "device": ("T074", "T203"),  # medical, drug delivery
    "organism": ("T007", "T005", "T004"),  # bacterium, virus, fungus
}
DEFAULT: Final[Mapping[str, str]] = {
    code: kind for kind, codes in _BY_KIND.items() for code in codes
}
_TYPE: Final = re.compile(r"T\d{3}")


def read_semantic_types(path: Path) -> Mapping[str, str]:
    """One type a line (T047); behind a tab the kind it becomes, where that is another one.

    Raises VocabularyError, or ResourceError, naming file and line.
    """
    found = {}
    for number, cells in read_rows(path):
        code, kind = cells[0], cells[1] if len(cells) > 1 else DEFAULT.get(cells[0], "term")
        if not _TYPE.fullmatch(code):
            raise VocabularyError(f"{path}, line {number}: a semantic type is T and three digits")
        if kind not in KINDS:
            raise VocabularyError(f"{path}, line {number}: the kind is one of {', '.join(KINDS)}")
        found[code] = kind
    if not found:
        raise VocabularyError(f"{path}: no semantic type")
    return found
