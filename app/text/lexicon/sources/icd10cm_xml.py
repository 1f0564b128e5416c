"""ICD-10-CM's tabular list as the authority publishes it in XML: codes, and the terms under them.

Read as it streams in, with the parser of the standard library, and nothing of a document type is
obeyed: who declares entities (which is how a small file grows to gigabytes, or reads another one)
is refused.
"""

import hashlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NoReturn
from xml.parsers import expat

from app.domain.errors import VocabularyError
from app.text.lexicon.sources.lines import LONGEST_BYTES, STEP_BYTES, head
from app.text.lexicon.sources.reading import Reading

_ROOT: Final = b"<ICD10CM.tabular"
_CODE, _NAME, _TERM = ("diag", "name"), ("diag", "desc"), ("inclusionTerm", "note")
_TAKEN: Final = frozenset({_CODE, _NAME, _TERM})
_DEEPEST: Final = 64
"""Elements within each other: a release has about ten."""


@dataclass(slots=True)
class Diagnosis:
    """A code with what is said for it, the title first. line: where it begins."""

    line: int
    code: str = ""
    title: str = ""
    terms: list[str] = field(default_factory=list)

    @property
    def names(self) -> tuple[str, ...]:
        return (self.title, *self.terms)


class _DeepError(ValueError):
    """More elements within each other than any release has."""


def is_tabular(path: Path) -> bool:
    """Whether it begins as one does. Raises VocabularyError."""
    return _ROOT in head(path)


def read_tabular(path: Path, reading: Reading) -> Iterator[Diagnosis]:
    """All diagnoses that have a title, each when it is closed.

    What is no XML from some line on is counted there, and the rest of the file left out. Raises
    VocabularyError.
    """
    handler = _Handler(path, reading)
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(STEP_BYTES):
                digest.update(piece)
                reading.tick(len(piece))
                yield from handler.feed(piece)
            yield from handler.feed(b"", last=True)
    except OSError as error:
        raise VocabularyError(f"{path}: cannot be read ({error.strerror})") from error
    reading.report.files[str(path)] = digest.hexdigest()


class _Handler:
    """What expat calls; holds the elements that are open, and what was closed since."""

    def __init__(self, path: Path, reading: Reading) -> None:
        self._path, self._report = path, reading.report
        self._open: list[str] = []
        self._diagnoses: list[Diagnosis] = []  # open ones, the outer first
        self._text: list[str] | None = None
        self._size = 0
        self._closed: deque[Diagnosis] = deque()
        self._broken = False
        self._parser = parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._said
        parser.EntityDeclHandler = self._refuse

    def feed(self, piece: bytes, *, last: bool = False) -> Iterator[Diagnosis]:
        """What is closed with this piece."""
        if not self._broken:
            try:
                self._parser.Parse(piece, last)
            except (expat.ExpatError, _DeepError) as error:
                self._broken = True
                line = getattr(error, "lineno", self._parser.CurrentLineNumber)
                self._report.reject(self._path, line, "no XML from here on")
        while self._closed:
            yield self._closed.popleft()

    def _start(self, name: str, _: dict[str, str]) -> None:
        parent = self._open[-1] if self._open else ""
        self._open.append(name)
        if len(self._open) > _DEEPEST:
            raise _DeepError
        if name == "diag":
            self._report.rows += 1
            self._diagnoses.append(Diagnosis(self._parser.CurrentLineNumber))
        elif self._diagnoses and (parent, name) in _TAKEN:
            self._text, self._size = [], 0

    def _said(self, text: str) -> None:
        if self._text is not None:
            self._size += len(text)
            if self._size <= LONGEST_BYTES:
                self._text.append(text)

    def _end(self, name: str) -> None:
        self._open.pop()
        if name == "diag":
            self._close(self._diagnoses.pop())
        elif self._text is not None:
            self._take(self._open[-1], name, " ".join("".join(self._text).split()))
            self._text = None

    def _take(self, parent: str, name: str, text: str) -> None:
        diagnosis = self._diagnoses[-1]
        if self._size > LONGEST_BYTES:
            self._report.reject(self._path, self._parser.CurrentLineNumber, "text too long")
        elif (parent, name) == _CODE:
            diagnosis.code = text
        elif (parent, name) == _NAME:
            diagnosis.title = text
        elif text:
            diagnosis.terms.append(text)

    def _close(self, diagnosis: Diagnosis) -> None:
        if diagnosis.code and diagnosis.title:
            self._closed.append(diagnosis)
        else:
            self._report.reject(self._path, diagnosis.line, "no code or no title")

    def _refuse(self, *_: object) -> NoReturn:
        raise VocabularyError(f"{self._path}: declares entities, which no vocabulary does")
