"""Open clinical texts by document, as they are said: reports and conversations in both languages.

Nothing of them is kept in the product; a document is of one half of the bench only.
"""

import csv
import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.bench.correction_terms import Part, part_of_document
from app.domain.errors import ResourceError
from app.domain.transcript import Language
from app.training.spoken import english, mandarin

_SENTENCE: Final = re.compile(r"[.!?\n;:]+|,,")
_SPEAKER: Final = re.compile(r"^\s*(?:\[\w+\]|[A-Z]\w{0,9}):?\s*")
_SAID: Final = re.compile(r'text = "([^"<]{4,})"')
_LONGEST_CELL: Final = 10_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence as it is said: English words or Hanzi, in order."""

    source: str
    document: str
    language: Language
    parts: tuple[str, ...]

    @property
    def part(self) -> Part:
        return part_of_document(self.document)


def lines(data: Path, language: Language, source: str = "") -> Iterator[Line]:
    """Every sentence of the open texts, of one source only when it is named.

    Raises ResourceError when a file is missing.
    """
    for name, documents in SOURCES[language].items():
        if source in ("", name):
            try:
                for document, text in documents(data / "text"):
                    yield from _said(name, document, language, text)
            except OSError as error:
                raise ResourceError(f"no {name} in {data.name}; name it with --data") from error


def _said(source: str, document: str, language: Language, text: str) -> Iterator[Line]:
    if language == "zh":
        for sentence in re.split(r"[。！？；\n]+", text):
            for run in mandarin(sentence):
                yield Line(source, document, language, tuple(run))
        return
    for sentence in _SENTENCE.split(text):
        if words := english(sentence):
            yield Line(source, document, language, tuple(words))


def _mtsamples(text: Path) -> Iterator[tuple[str, str]]:
    """Some reports are listed under several specialties: the text itself names them."""
    for row in _rows(text / "mtsamples.csv.gz"):
        written = row["transcription"] or ""
        yield f"mtsamples:{written[:400]}", written


def _mts_dialog(text: Path) -> Iterator[tuple[str, str]]:
    for path in sorted((text / "mts_dialog").glob("*.csv")):
        for row in _rows(path):
            turns = (_SPEAKER.sub("", turn) for turn in (row["dialogue"] or "").splitlines())
            yield f"{path.stem}:{row['ID']}", "\n".join(turns)


def _aci_bench(text: Path) -> Iterator[tuple[str, str]]:
    for row in _rows(text / "aci_bench" / "train.csv"):
        turns = (_SPEAKER.sub("", turn) for turn in (row["dialogue"] or "").splitlines())
        yield f"aci:{row['encounter_id']}", "\n".join(turns)


def _primock57(text: Path) -> Iterator[tuple[str, str]]:
    for path in sorted((text / "primock57" / "transcripts").glob("*.TextGrid")):
        said = _SAID.findall(path.read_text(encoding="utf8"))
        yield f"primock:{path.stem.rsplit('_', 1)[0]}", "\n".join(said)


def _zh_answers(text: Path) -> Iterator[tuple[str, str]]:
    """Questions and answers, once each: the text itself is the document."""
    seen: set[str] = set()
    for row in _rows(text / "zh_medical_dialogue_sample.csv.gz"):
        for said in (row["ask"] or "", row["answer"] or ""):
            if said not in seen:
                seen.add(said)
                yield f"zh:{said}", said


def _zh_neike(text: Path) -> Iterator[tuple[str, str]]:
    with gzip.open(text / "zh_medical_neike.txt.gz", "rt", encoding="utf8") as file:
        for line in file:
            yield f"zh:{line.strip()}", line.strip()


SOURCES: Final = {
    "en": {
        "MTSamples": _mtsamples,
        "MTS-Dialog": _mts_dialog,
        "ACI-Bench": _aci_bench,
        "PriMock57": _primock57,
    },
    "zh": {"zh dialogues": _zh_answers, "zh questions": _zh_neike},
}


def _rows(path: Path) -> Iterator[dict[str, str]]:
    csv.field_size_limit(_LONGEST_CELL)
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf8") as packed:
            yield from csv.DictReader(packed)
    else:
        with path.open(encoding="utf8") as plain:
            yield from csv.DictReader(plain)
