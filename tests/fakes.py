"""One fake per port, and a small finished job to print, store and export."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from app.domain.access import Actor
from app.domain.audio import SAMPLE_RATE_HZ, AudioChunk, Recording, SpeechRegion
from app.domain.errors import DecodeError, StoreError
from app.domain.findings import Alert, Code, Correction, Finding, Part, Value
from app.domain.note import Note, NoteSection, NoteSentence
from app.domain.result import JobResult, ModelUsed, Understanding
from app.domain.transcript import Flag, HeardRegion, Transcript, Turn, Utterance, Word
from app.services.access import authorize
from app.services.ports import Progress

MODEL = ModelUsed("fake", "f" * 64)


def words(text: str, start_s: float = 0.0, probability: float = 0.9) -> tuple[Word, ...]:
    """Half a second a word: English split at spaces, Chinese by character."""
    tokens = text.split() if text.isascii() else list(text)
    return tuple(
        Word(token, start_s + 0.5 * index, start_s + 0.5 * index + 0.45, probability)
        for index, token in enumerate(tokens)
    )


@dataclass
class FakeReader:
    """Ten seconds of faint noise for every file but those named `broken`."""

    duration_s: float = 10.0

    def read(self, path: Path, progress: Progress | None = None) -> AudioChunk:
        if path.stem.startswith("broken"):
            raise DecodeError(f"{path.name} is not a recording; choose an audio file")
        if progress:
            progress(0.5)
        noise = np.random.default_rng(0).normal(0, 0.01, round(self.duration_s * SAMPLE_RATE_HZ))
        return AudioChunk(noise.astype(np.float32))


@dataclass
class FakeDetector:
    found: Sequence[SpeechRegion] = (SpeechRegion(0.0, 4.0), SpeechRegion(5.0, 9.0))

    def regions(
        self, audio: AudioChunk, progress: Progress | None = None
    ) -> Sequence[SpeechRegion]:
        return self.found


@dataclass
class FakeRecognizer:
    """Says the given texts, one a region."""

    texts: Sequence[str] = ("he is in cardiac arrest", "give epinephrine one milligram")
    model: ModelUsed = MODEL
    helpers: dict[str, ModelUsed] = field(default_factory=dict)

    def recognize(
        self,
        audio: AudioChunk,
        regions: Sequence[SpeechRegion],
        progress: Progress | None = None,
    ) -> Sequence[HeardRegion]:
        return [
            HeardRegion(region, "en" if text.isascii() else "zh", words(text, region.start_s))
            for region, text in zip(regions, self.texts, strict=True)
        ]


@dataclass
class FakeDiarizer:
    """A new speaker every five seconds; keeps what it was asked."""

    asked: list[tuple[int | None, int | None]] = field(default_factory=list)
    models: dict[str, ModelUsed] = field(
        default_factory=lambda: {"segmentation": MODEL, "embedding": MODEL}
    )

    def turns(
        self,
        audio: AudioChunk,
        *,
        min_speakers: int | None = None,
        max_speakers: int | None = None,
        progress: Progress | None = None,
    ) -> Sequence[Turn]:
        self.asked.append((min_speakers, max_speakers))
        return [Turn("S1", 0.0, 4.8), Turn("S2", 4.8, audio.end_s)]


@dataclass
class FakeStore:
    """Keeps results in a list, or refuses like a full disk."""

    full: bool = False
    saved: list[tuple[Actor, JobResult]] = field(default_factory=list)

    def permit(self, actor: Actor, encounter_id: str | None) -> None:
        authorize(actor, "transcribe", encounter_id)

    def save(self, actor: Actor, result: JobResult) -> str:
        if self.full:
            raise StoreError("the disk is full; free some space and start again")
        self.saved.append((actor, result))
        return result.understanding.note.id


FINDINGS = (
    Finding(
        "u1",
        1,
        5,
        "medication",
        "drug.hydroxyzine",
        "hydroxyzine 25 mg",
        "present",
        value=Value("25", "mg"),
        parts=(Part("dose", "25", "mg", 3, 5),),
        query="50 mg or 15 mg?",
    ),
    Finding(
        "u2", 2, 3, "symptom", "symptom.chest_pain", "胸痛", "negated", Code("icd-10-cm", "R07.9")
    ),
)
CORRECTION = Correction(
    "u1",
    1,
    2,
    "hydroxy scene",
    "hydroxyzine",
    "term",
    "drug.hydroxyzine",
    0.93,
    0.2,
    "sound/1",
    "applied",
)
ALERT = Alert(
    "cardiac_arrest", "text", 2.1, 2.8, "cardiac arrest", "high", "present", "red", True, "u1", 0, 1
)
NOTE = Note(
    "n0123456789ab",
    "ed_default",
    (
        NoteSection(
            "plan", "18776-5", (NoteSentence("Give hydroxyzine 25 mg.", ("u1",), 0.4, 3.35),)
        ),
        NoteSection("exam", "29545-1", ()),
    ),
    (NoteSentence("否认胸痛。", ("u2",), 4.0, 5.95),),
)


def finished_job() -> JobResult:
    """Two utterances with one of everything a result can hold."""
    heard = words("give hydroxy scene twenty five milligrams", 0.4)
    doubt = (Flag(1, 1, "low_probability"),)
    first = Utterance("u1", "S1", "en", heard, "physician", False, "Give hydroxyzine 25 mg.", doubt)
    chinese = words("否认胸痛", 4.0)
    second = Utterance("u2", "S2", "zh", chinese, "patient", True, "否认胸痛。")
    turns = (Turn("S1", 0.2, 3.5), Turn("S2", 3.9, 6.0))
    transcript = Transcript((first, second), turns)
    parts = ("recognizer", "segmentation", "embedding", "lexicon", "keywords")
    return JobResult(
        Recording("r1", 61.2, "a" * 64, "visit.wav"),
        "en",
        Understanding(transcript, (CORRECTION,), FINDINGS, (ALERT,), NOTE),
        dict.fromkeys(parts, MODEL),
        {"decode": 0.1, "recognize": 3.0},
    )
