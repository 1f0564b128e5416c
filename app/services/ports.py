"""What the use cases need from hardware and weights; adapters satisfy these structurally."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from app.domain.audio import AudioChunk, SpeechRegion
from app.domain.result import ModelUsed
from app.domain.transcript import HeardRegion, Turn

Progress = Callable[[float], None]
"""Called with the fraction done, 0 to 1, never decreasing."""


class AudioReader(Protocol):
    def read(self, path: Path, progress: Progress | None = None) -> AudioChunk:
        """Decode a file to 16 kHz mono. Raises DecodeError with one clear sentence."""
        ...


class SpeechDetector(Protocol):
    def regions(
        self, audio: AudioChunk, progress: Progress | None = None
    ) -> Sequence[SpeechRegion]:
        """Where somebody speaks, in time order, not overlapping. Raises RecognitionError."""
        ...


class Recognizer(Protocol):
    @property
    def model(self) -> ModelUsed: ...

    def recognize(
        self,
        audio: AudioChunk,
        regions: Sequence[SpeechRegion],
        progress: Progress | None = None,
    ) -> Sequence[HeardRegion]:
        """Words for every region, its language decided per region. Raises RecognitionError."""
        ...


class Diarizer(Protocol):
    @property
    def models(self) -> dict[str, ModelUsed]: ...

    def turns(
        self,
        audio: AudioChunk,
        *,
        min_speakers: int | None = None,
        max_speakers: int | None = None,
        progress: Progress | None = None,
    ) -> Sequence[Turn]:
        """Who speaks when, over the whole recording. Raises RecognitionError."""
        ...
