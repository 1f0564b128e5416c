"""The chain from a note's sentence to its sound, and whether each link of it holds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.domain.findings import Correction
from app.domain.note import SentenceSource
from app.domain.note_history import Change, Piece
from app.domain.result import ModelUsed
from app.domain.transcript import Language, Role, Word

LinkName = Literal["result", "versions", "signatures", "recording", "audit chain", "audit rows"]


@dataclass(frozen=True, slots=True)
class Link:
    """holds: None when there is nothing any more to compare with. says: one line for people."""

    name: LinkName
    holds: bool | None
    says: str


@dataclass(frozen=True, slots=True)
class SoundProof:
    """samples: first, and the one after the last, of 16 kHz. sha256: of these samples as 16-bit
    little-endian, "" when the sound is not there."""

    samples: tuple[int, int]
    sha256: str


@dataclass(frozen=True, slots=True)
class UtteranceProof:
    """What a sentence cites. speaker, role: as the diarizer and the rules said; label: what a
    person said instead. written: after corrections and number forms."""

    id: str
    speaker: str
    role: Role
    label: str
    overlap: bool
    language: Language
    start_s: float
    end_s: float
    heard: tuple[Word, ...]
    written: str
    corrections: tuple[Correction, ...]
    sound: SoundProof


@dataclass(frozen=True, slots=True)
class EditProof:
    """One change of a sentence, by whom and when."""

    version: int
    by: str
    at: datetime
    reason: str
    what: Change
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class SentenceProof:
    """A sentence as it stands. text: "" where the note is withheld from view."""

    number: int
    section: str
    text: str
    source: SentenceSource
    utterances: tuple[UtteranceProof, ...]
    edits: tuple[EditProof, ...]


@dataclass(frozen=True, slots=True)
class NoteProof:
    """All of it. state: in words."""

    note_id: str
    version: int
    state: str
    links: tuple[Link, ...]
    recording_id: str = ""
    recording_sha256: str = ""
    models: tuple[tuple[str, ModelUsed], ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    sentences: tuple[SentenceProof, ...] = ()

    @property
    def broken(self) -> tuple[str, ...]:
        """What does not hold, one line each."""
        return tuple(link.says for link in self.links if link.holds is False)
