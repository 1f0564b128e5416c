"""Anybody's table of terms: a term a row, and what else its header says of it.

This is also what `erscribe lexicon export` writes and `erscribe lexicon import` reads.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from app.domain.transcript import Language
from app.text.lexicon.records import Entry
from app.text.lexicon.sources.reading import Reading, entry_of
from app.text.lexicon.sources.sayable import UnsaidError, sayable
from app.text.lexicon.sources.semantic_types import KINDS
from app.text.lexicon.sources.table import needed, records
from app.text.tokens import is_han

COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    "term": ("term", "name", "术语", "名称", "词条", "词"),
    "synonyms": ("synonyms", "also", "aliases", "同义词", "别名"),
    "kind": ("kind", "type", "类别", "类型"),
    "language": ("language", "lang", "语言"),
    "system": ("code_system", "编码系统"),
    "code": ("code", "编码"),
}
KIND_WORDS: Final[Mapping[str, str]] = {
    "药品": "drug", "药物": "drug", "诊断": "diagnosis", "疾病": "diagnosis", "症状": "symptom",
    "操作": "procedure", "手术": "procedure", "检验": "lab", "体征": "vital", "解剖": "anatomy",
    "器械": "device", "缩写": "abbreviation", "medication": "drug", "medicine": "drug",
}  # fmt: skip


def read(path: Path, reading: Reading) -> Iterator[Entry]:
    """Raises VocabularyError when the file has no column of terms."""
    layout = needed(path, COLUMNS, ("term",))
    rows = records(path, layout, reading)
    yield from reading.counted("TABLE", _entries(path, rows, reading))


def language_of(term: str) -> Language:
    """By its script."""
    return "zh" if any(map(is_han, term)) else "en"


def key_of(prefix: str, term: str) -> str:
    """An id that stays the same wherever the term stands."""
    return f"{prefix}.{hashlib.sha256(term.casefold().encode()).hexdigest()[:16]}"


def kind_of(text: str) -> str | None:
    """A kind by its name, "term" for none, None for one that is not known."""
    text = text.casefold()
    kind = KIND_WORDS.get(text, text) or "term"
    return kind if kind in KINDS else None


def _entries(
    path: Path, rows: Iterator[tuple[int, Mapping[str, str]]], reading: Reading
) -> Iterator[Entry]:
    for line, row in rows:
        kind = kind_of(row.get("kind", ""))
        language = row.get("language", "").casefold() or language_of(row["term"])
        if not row["term"]:
            reading.report.reject(path, line, "no term")
        elif kind is None:
            reading.report.reject(path, line, "a kind that is not known")
        elif language not in ("en", "zh"):
            reading.report.reject(path, line, "a language that is neither en nor zh")
        elif language not in reading.wanted.languages:
            reading.report.leave_out("another language")
        else:
            yield from _entry(row, language, kind, reading)


def _entry(
    row: Mapping[str, str], language: Language, kind: str, reading: Reading
) -> Iterator[Entry]:
    names = []
    for name in filter(None, map(str.strip, (row["term"], *row.get("synonyms", "").split("|")))):
        try:
            names.append(sayable(name, language))
        except UnsaidError as unsaid:
            reading.report.leave_out(str(unsaid))
    code = row.get("code", "")
    pair = (row.get("system", "") or "own", code) if code else ("", "")
    entry = entry_of(key_of("table", row["term"]), language, names, kind, pair)
    if entry is not None:
        yield entry
