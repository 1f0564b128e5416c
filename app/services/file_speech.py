"""Who hears a sound file: the models in this process, or a speech process of its own."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.domain.audio import SpeechRegion
from app.domain.live import Detect, Diarize, Heard, Open, Opened, Recognize, Regions, Turns
from app.domain.reading import Compare, Compared, Understand, Understood
from app.domain.transcript import HeardRegion, Turn
from app.services.final_speech import InProcessSpeech, SpeechDesk
from app.services.ports import AudioReader, Diarizer, Progress, Recognizer, SpeechDetector
from app.services.stages import FinalReading, FinalSpeech, Models


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A sound file that is decoded. sha256: of its bytes; speech: who hears it, asked for the
    recording of any id."""

    duration_s: float
    sha256: str
    speech: FinalSpeech


class Files(Protocol):
    """Opens sound files, and knows what their words mean."""

    @property
    def reading(self) -> FinalReading: ...

    def open(self, path: Path, progress: Progress) -> OpenedFile:
        """Decode one. Raises DecodeError, or RecognitionError from another process."""
        ...


@dataclass(frozen=True, slots=True)
class FilesHere:
    """In this process. detector, recognizer, diarizer: made when a file has something for them,
    so that a damaged one is reported before seconds are spent on loading weights.

    speaker_models: as InProcessSpeech's.
    """

    reader: AudioReader
    digest: Callable[[Path], str]
    detector: Callable[[], SpeechDetector]
    recognizer: Callable[[], Recognizer]
    diarizer: Callable[[], Diarizer]
    reading: FinalReading
    speaker_models: Callable[[], Models] | None = None

    def open(self, path: Path, progress: Progress) -> OpenedFile:
        sha256 = self.digest(path)
        audio = self.reader.read(path, progress)
        speech = InProcessSpeech(
            self.detector, self.recognizer, self.diarizer, lambda _: audio, self.speaker_models
        )
        return OpenedFile(audio.duration_s, sha256, speech)


class FilesElsewhere:
    """In a speech process that is begun with the first file and ended by `rest`: what follows a
    recording is not held up, and this process loads no model."""

    def __init__(self, desk: Callable[[], SpeechDesk]) -> None:
        self._make = desk
        self._lock = threading.Lock()
        self._desk: SpeechDesk | None = None

    @property
    def reading(self) -> FinalReading:
        return self

    def open(self, path: Path, progress: Progress) -> OpenedFile:
        desk = self._now()
        given = desk.ask(Open(str(path.resolve())), Opened, progress)
        return OpenedFile(given.duration_s, given.sha256, _FileSpeech(desk, str(path.resolve())))

    def rest(self) -> None:
        """End the process, whatever it does; the next file begins another."""
        with self._lock:
            desk, self._desk = self._desk, None
        if desk is not None:
            desk.close()

    def _now(self) -> SpeechDesk:
        with self._lock:
            if self._desk is None:
                self._desk = self._make()
            return self._desk

    # --- a FinalReading

    def models(self, progress: Progress) -> Models:
        return self._now().models(progress)

    def understood(self, question: Understand, progress: Progress) -> Understood:
        return self._now().understood(question, progress)

    def compared(self, question: Compare, progress: Progress) -> Compared:
        return self._now().compared(question, progress)


@dataclass(frozen=True, slots=True)
class _FileSpeech:
    """A FinalSpeech for one file."""

    desk: SpeechDesk
    file: str

    @property
    def at_once(self) -> bool:
        return self.desk.at_once

    def models(self, progress: Progress) -> Models:
        return self.desk.models(progress)

    def regions(self, recording: str, progress: Progress) -> tuple[SpeechRegion, ...]:  # noqa: ARG002
        return self.desk.ask(Detect("", file=self.file), Regions, progress).regions

    def heard(
        self,
        recording: str,  # noqa: ARG002
        regions: tuple[SpeechRegion, ...],
        progress: Progress,
    ) -> tuple[HeardRegion, ...]:
        return self.desk.ask(Recognize("", regions, file=self.file), Heard, progress).heard

    def turns(
        self,
        recording: str,  # noqa: ARG002
        progress: Progress,
        *,
        min_speakers: int | None = None,
        max_speakers: int | None = None,
    ) -> tuple[Turn, ...]:
        command = Diarize("", min_speakers, max_speakers, file=self.file)
        return self.desk.ask(command, Turns, progress).turns

    def let_go(self, recording: str) -> None:
        self.desk.let_go(recording)
