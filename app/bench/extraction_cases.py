"""Passages with labelled vital signs and medications, and what the product finds in them.

Labels are places in corpora that lie outside the repository (`tests/data/extraction/README.md`);
every passage is checked against the sum of the text that was labelled.
"""

import csv
import gzip
import hashlib
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from app.domain.errors import ResourceError
from app.domain.findings import Finding, Part
from app.domain.transcript import Language, Utterance
from app.text.correction import overlay
from app.text.findings import findings
from app.text.findings_data import medication_data
from app.text.line import line_of
from app.text.numbers_zh import cardinal
from app.text.tokens import tokenize
from app.text.understanding import Understander

_KEYS: Final = {
    "mtsamples_er": "note_id",
    "mtsamples": "note_id",
    "mts_dialog": "ID",
    "aci_bench": "encounter_id",
}
_CHINESE: Final = frozenset({"zh_dialogue", "zh_neike", "own_v", "own_w", "own_x"})
_UNSAID: Final = {"dose": None, "route": None, "frequency": None}
_VITALS: Final = {"vital.glasgow_coma_scale": "gcs"}
_UNITS: Final = {"{score}": "", "{jin}": "斤"}
_NUMERALS: Final = re.compile(r"[一二两俩三四五六七八九十百半]+")
_FIRST: Final = re.compile(rf"{_NUMERALS.pattern}|\d+(?:[.,/。·]\d+)*")
_HALF: Final = "半"
_NUMBER: Final = re.compile(r"\d+(?:[.,/]\d+)*")
_MARKS: Final = re.compile(r"(?<!\d)[^\w\s%+/°]|[^\w\s%+/°](?!\d)")


@dataclass(frozen=True, slots=True)
class Passage:
    """One labelled passage: its text, and its labels as they stand in the file."""

    text: str
    vitals: tuple[Mapping[str, Any], ...]
    medications: tuple[Mapping[str, Any], ...]
    language: Language = "en"


@dataclass(frozen=True, slots=True)
class Reading:
    """What the product found in a passage, with the characters of each of its words."""

    words: tuple[tuple[int, int], ...]
    findings: tuple[Finding, ...]

    def characters(self, finding: Finding | Part) -> tuple[int, int]:
        """The characters of a finding or part, last not included."""
        return self.words[finding.first][0], self.words[finding.last][1]


def passages(labels: Path, corpora: Path, part: str) -> tuple[Passage, ...]:
    """All passages of a part. Raises ResourceError when a text is missing or another one.

    A row may hold its own text, and need not name what was not said of a medicine.
    """
    rows = [json.loads(row) for row in labels.read_text(encoding="utf-8").splitlines() if row]
    texts = _Texts(corpora)
    return tuple(
        Passage(
            row.get("text") or texts.passage(row),
            tuple(row["vitals"]),
            tuple(_UNSAID | one for one in row["medications"]),
            "zh" if row["source"] in _CHINESE else "en",
        )
        for row in rows
        if row["part"] == part
    )


class _Texts:
    """The corpora, each file read once."""

    def __init__(self, corpora: Path) -> None:
        self._corpora = corpora
        self._tables: dict[Path, list[dict[str, str]]] = {}
        self._lines: dict[Path, list[str]] = {}
        csv.field_size_limit(min(sys.maxsize, 2**31 - 1))

    def passage(self, row: Mapping[str, Any]) -> str:
        text = self._field(row)[row["begin"] : row["end"]]
        if hashlib.sha256(text.encode()).hexdigest() != row["sha256"]:
            raise ResourceError(f"{row['file']}: not the text that was labelled; fetch it again")
        return text

    def _field(self, row: Mapping[str, Any]) -> str:
        path = self._corpora / row["file"]
        try:
            if path.suffix == ".json":
                return str(json.loads(path.read_text(encoding="utf-8"))[row["column"]])
            if row["column"] is None:
                return self._rows(path)[int(row["row"]) - 1]
            if row["source"] in _CHINESE:
                return self._table(path)[int(row["row"]) - 1][row["column"]]
            key = _KEYS[row["source"]]
            return next(one for one in self._table(path) if one[key] == row["row"])[row["column"]]
        except (OSError, KeyError, IndexError, StopIteration) as error:
            raise ResourceError(f"{row['file']}: a labelled passage is not there") from error

    def _table(self, path: Path) -> list[dict[str, str]]:
        if path not in self._tables:
            opener: Callable[..., Any] = gzip.open if path.suffix == ".gz" else open
            with opener(path, "rt", encoding="utf-8-sig", newline="") as file:
                self._tables[path] = list(csv.DictReader(file))
        return self._tables[path]

    def _rows(self, path: Path) -> list[str]:
        if path not in self._lines:
            with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
                self._lines[path] = file.read().split("\n")
        return self._lines[path]


def as_heard(text: str) -> str:
    """A written text as a recogniser without capitals and punctuation gives it, as long as it."""
    return _MARKS.sub(" ", text.lower()) if len(text.lower()) == len(text) else text


def read(understander: Understander, text: str, language: Language = "en") -> Reading:
    """What the product finds in a text that is said in one breath."""
    words = tokenize(text)
    lexicon = understander.resources.lexicon
    utterance, corrections = overlay(Utterance("", "", language, words), lexicon)
    line = line_of(utterance, corrections, understander.warm(language))
    return Reading(tuple(_places(text, [word.text for word in words])), findings(line))


def _places(text: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    at = 0
    for word in words:
        begin = text.index(word.strip(), at)
        at = begin + len(word.strip())
        yield begin, at


def vital_name(finding: Finding) -> str:
    """The name of a vital sign as the labels write it."""
    return _VITALS.get(finding.concept, finding.concept.removeprefix("vital."))


def vital_value(finding: Finding) -> tuple[str, str]:
    """Number and unit of a vital sign as the labels write them."""
    if finding.value is None:
        number = "/".join(part.number for part in finding.parts)
        return number, finding.parts[0].unit if finding.parts else ""
    if vital_name(finding) == "pain_score":
        return f"{finding.value.number}/10", ""
    return finding.value.number, _UNITS.get(finding.value.unit, finding.value.unit)


def first_number(understander: Understander, text: str, language: Language = "en") -> str:
    """The first number of a label in digits, or the text where it has none."""
    if language == "zh":
        first = _FIRST.search(text)
        return text if first is None else _digits(first[0])
    utterance = Utterance("", "", language, tokenize(text))
    written, _ = overlay(utterance, understander.resources.lexicon)
    found = _NUMBER.search(written.text)
    if found:
        return found[0].replace(",", "")
    words = medication_data("en").number_words
    return next((words[word] for word in text.lower().split() if word in words), text)


def _digits(numeral: str) -> str:
    """A spoken or written amount in digits: 半 is 0.5, 俩 is 2, 十二 is 12, 0。5 is 0.5."""
    if numeral[0].isdigit():
        return re.sub("[。·]", ".", numeral).replace(",", "")
    if numeral == _HALF:
        return "0.5"
    value = cardinal(numeral.replace("俩", "两").removesuffix(_HALF))
    return numeral if value is None else f"{value}.5" if numeral.endswith(_HALF) else str(value)
