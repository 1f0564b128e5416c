"""SNOMED CT, release format 2: snapshots of descriptions, concepts and the language reference set.

The kind of a concept is in the brackets at the end of its fully specified name.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.domain.errors import VocabularyError
from app.domain.transcript import Language
from app.text.lexicon.records import Entry
from app.text.lexicon.sources.grouping import grouped
from app.text.lexicon.sources.reading import Reading, entry_of
from app.text.lexicon.sources.sayable import UnsaidError, sayable

DESCRIPTION, CONCEPT, LANGUAGE = "Description", "Concept", "Language"
_FSN, _SYNONYM = "900000000000003001", "900000000000013009"
_PREFERRED = "900000000000548007"
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    DESCRIPTION: (
        "id", "effectiveTime", "active", "moduleId", "conceptId", "languageCode", "typeId",
        "term", "caseSignificanceId",
    ),
    CONCEPT: ("id", "effectiveTime", "active", "moduleId", "definitionStatusId"),
    LANGUAGE: (
        "id", "effectiveTime", "active", "moduleId", "refsetId", "referencedComponentId",
        "acceptabilityId",
    ),
}  # fmt: skip
_KINDS: Final[Mapping[str, str]] = {
    "disorder": "diagnosis", "finding": "symptom", "situation": "symptom",
    "procedure": "procedure", "regime/therapy": "procedure",
    "substance": "drug", "product": "drug", "medicinal product": "drug",
    "body structure": "anatomy", "morphologic abnormality": "diagnosis",
    "physical object": "device", "organism": "organism", "observable entity": "vital",
}  # fmt: skip
_LANGUAGES: Final[Mapping[str, Language]] = {"en": "en", "zh": "zh"}


@dataclass(frozen=True, slots=True)
class _Accepted:
    """Descriptions by number, sorted: all that are accepted, and those that are preferred."""

    any: "array[int]"
    preferred: "array[int]"


def read(files: Mapping[str, Sequence[Path]], reading: Reading) -> Iterator[Entry]:
    """files: snapshots by DESCRIPTION, CONCEPT and LANGUAGE. Raises VocabularyError."""
    if not files.get(DESCRIPTION) or not files.get(CONCEPT):
        raise VocabularyError("SNOMED CT needs the snapshots of both descriptions and concepts")
    active = _active(files[CONCEPT], reading)
    accepted = _accepted(files[LANGUAGE], reading) if files.get(LANGUAGE) else None
    yield from reading.counted("SNOMEDCT", _entries(files[DESCRIPTION], reading, active, accepted))


def _rows(
    paths: Sequence[Path], which: str, reading: Reading
) -> Iterator[tuple[Path, int, list[str]]]:
    """Active rows of a snapshot. Raises VocabularyError when the file is another one."""
    columns = COLUMNS[which]
    for path in paths:
        for line, text in reading.lines(path):
            cells = text.split("\t")
            if line == 1 and tuple(cells[: len(columns)]) != columns:
                raise VocabularyError(f"{path}: is no {which.lower()} snapshot of SNOMED CT")
            if line == 1 or not text:
                continue
            if len(cells) < len(columns):
                reading.report.reject(path, line, f"not {len(columns)} columns")
            elif cells[2] != "1":
                reading.report.leave_out("suppressed or obsolete")
            else:
                yield path, line, cells


def _active(paths: Sequence[Path], reading: Reading) -> "array[int]":
    return _numbers((path, line, cells[0]) for path, line, cells in _rows(paths, CONCEPT, reading))


def _accepted(paths: Sequence[Path], reading: Reading) -> _Accepted:
    """Of any language reference set that is there: a name that one accepts is a name."""
    every, preferred = array("Q"), array("Q")
    for path, line, cells in _rows(paths, LANGUAGE, reading):
        number = _number(cells[5])
        if number is None:
            reading.report.reject(path, line, "no SNOMED CT identifier")
            continue
        every.append(number)
        if cells[6] == _PREFERRED:
            preferred.append(number)
    return _Accepted(array("Q", sorted(every)), array("Q", sorted(preferred)))


def _entries(
    paths: Sequence[Path], reading: Reading, active: "array[int]", accepted: _Accepted | None
) -> Iterator[Entry]:
    rows = _descriptions(paths, reading, active, accepted)
    for concept, cells in grouped(rows, reading.scratch / "snomed"):
        kind = next((tag for order, tag, _ in cells if order == "kind"), "")
        if not kind:
            reading.report.leave_out("another semantic type")
            continue
        for language in reading.wanted.languages:
            found = sorted((order, name) for order, of, name in cells if of == language)
            key = f"snomed.{concept}"
            names = [name for _, name in found]
            entry = entry_of(key, language, names, kind, ("snomed-ct", concept))
            if entry is not None:
                yield entry


def _descriptions(
    paths: Sequence[Path], reading: Reading, active: "array[int]", accepted: _Accepted | None
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """By concept: its kind, or the order, language and text of a name."""
    for path, line, cells in _rows(paths, DESCRIPTION, reading):
        number, concept = _number(cells[0]), _number(cells[4])
        if number is None or concept is None:
            reading.report.reject(path, line, "no SNOMED CT identifier")
        elif not _among(active, concept):
            reading.report.leave_out("suppressed or obsolete")
        elif cells[6] == _FSN:
            tag = cells[7].rpartition("(")[2].rstrip(") ")
            yield cells[4], ("kind", _KINDS.get(tag, ""), "")
        elif (name := _name(cells, number, reading, accepted)) is not None:
            yield cells[4], name


def _name(
    cells: Sequence[str], number: int, reading: Reading, accepted: _Accepted | None
) -> tuple[str, ...] | None:
    language = _LANGUAGES.get(cells[5][:2].lower())
    why = ""
    if cells[6] != _SYNONYM:
        why = "another term type"
    elif language is None or language not in reading.wanted.languages:
        why = "another language"
    elif accepted is not None and not _among(accepted.any, number):
        why = "not accepted by the language reference set"
    else:
        try:
            preferred = accepted is not None and _among(accepted.preferred, number)
            return "0" if preferred else "1", language, sayable(cells[7], language)
        except UnsaidError as unsaid:
            why = str(unsaid)
    reading.report.leave_out(why)
    return None


def _numbers(found: Iterator[tuple[Path, int, str]]) -> "array[int]":
    return array("Q", sorted(filter(None, (_number(text) for _, _, text in found))))


def _number(text: str) -> int | None:
    good = text.isascii() and text.isdigit() and len(text) <= 18  # noqa: PLR2004
    return int(text) if good else None


def _among(numbers: "array[int]", number: int) -> bool:
    at = bisect_left(numbers, number)
    return at < len(numbers) and numbers[at] == number
