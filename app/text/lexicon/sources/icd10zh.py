"""ICD-10 国临版, diagnoses and procedures, as hospitals have it: a table of 编码 and 名称."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from app.text.lexicon.records import Entry
from app.text.lexicon.sources.reading import Reading, entry_of
from app.text.lexicon.sources.sayable import UnsaidError, sayable
from app.text.lexicon.sources.table import needed, records

COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    "code": (
        "编码", "诊断编码", "疾病编码", "主要编码", "手术编码", "手术操作编码", "icd编码",
        "icd-10编码",
    ),
    "name": ("名称", "诊断名称", "疾病名称", "手术名称", "手术操作名称", "疾病诊断名称", "icd名称"),
    "also": ("别名", "同义词", "又称", "常用名"),
}  # fmt: skip
_DIAGNOSIS: Final = re.compile(r"[A-Z]\d{2}[0-9A-Zx.+*†]*", re.IGNORECASE)
_PROCEDURE: Final = re.compile(r"\d{2}[0-9A-Zx.]*", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"[|;；、]")


def read(path: Path, reading: Reading) -> Iterator[Entry]:
    """Raises VocabularyError when the file has no such columns."""
    layout = needed(path, COLUMNS, ("code", "name"))
    if "zh" in reading.wanted.languages:
        rows = records(path, layout, reading)
        yield from reading.counted("ICD10ZH", _entries(path, rows, reading))


def _entries(
    path: Path, rows: Iterator[tuple[int, Mapping[str, str]]], reading: Reading
) -> Iterator[Entry]:
    for line, row in rows:
        code = row["code"].replace("X", "x") if row["code"][:1] != "X" else row["code"]
        if _DIAGNOSIS.fullmatch(code):
            kind, system = "diagnosis", "icd-10-cn"
        elif _PROCEDURE.fullmatch(code):
            kind, system = "procedure", "icd-9-cm-3-cn"
        else:
            reading.report.reject(path, line, "no code of ICD")
            continue
        names = []
        for name in (row["name"], *_BETWEEN.split(row.get("also", ""))):
            try:
                names.append(sayable(name, "zh")) if name.strip() else None
            except UnsaidError as unsaid:
                reading.report.leave_out(str(unsaid))
        entry = entry_of(f"{system}.{code}", "zh", names, kind, (system, code))
        if entry is not None:
            yield entry
