"""The structured note: sections of sentences, each citing the utterances it came from."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

SentenceSource = Literal["dictated", "typed", "template"]
NoteStatus = Literal["draft", "signed", "amended"]


@dataclass(frozen=True, slots=True)
class NoteSentence:
    """One sentence with its evidence: utterance ids and seconds of the recording."""

    text: str
    utterances: tuple[str, ...]
    start_s: float
    end_s: float
    source: SentenceSource = "dictated"


@dataclass(frozen=True, slots=True)
class NoteSection:
    """A section by key (`chief_complaint`, ...) with its LOINC code."""

    key: str
    code: str
    sentences: tuple[NoteSentence, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A note; what fits no section is listed in `unplaced`, so that no sentence is dropped."""

    id: str
    template: str
    sections: tuple[NoteSection, ...]
    unplaced: tuple[NoteSentence, ...] = ()
    status: NoteStatus = "draft"

    def sentences(self) -> Iterator[NoteSentence]:
        for section in self.sections:
            yield from section.sentences
        yield from self.unplaced
