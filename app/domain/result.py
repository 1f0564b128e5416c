"""All that one finished job gives back: what `transcribe` prints and the store keeps."""

from dataclasses import dataclass, field

from app.domain.audio import Recording
from app.domain.findings import Alert, Correction, Finding
from app.domain.note import Note
from app.domain.transcript import Language, Transcript


@dataclass(frozen=True, slots=True)
class ModelUsed:
    """Which model made a result: its manifest name, the sha256 that was checked, and where it is.

    sha256: hex digest over the model's files as the manifest lists them; "" is never allowed.
    """

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Understanding:
    """Everything read out of a transcript's words; the transcript carries the written text."""

    transcript: Transcript
    corrections: tuple[Correction, ...]
    findings: tuple[Finding, ...]
    alerts: tuple[Alert, ...]
    note: Note


@dataclass(frozen=True, slots=True)
class JobResult:
    """One recording through the whole job.

    timings_s: wall seconds by stage (decode, detect, recognize, diarize, understand, save).
    models: by part: recognizer, segmentation, embedding, lexicon, keywords; terms and language
    where the recogniser weighed terms of a lexicon or was rescored. settings: what else
    the outcome depends on (languages, script, device), as texts.
    """

    recording: Recording
    language: Language
    understanding: Understanding
    models: dict[str, ModelUsed]
    timings_s: dict[str, float] = field(default_factory=dict)
    profile: str = "sandbox"
    encounter_id: str | None = None
    settings: dict[str, str] = field(default_factory=dict)
