"""Final stages over fakes, with a recording on disk and a database."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.domain.access import SANDBOX_ACTOR
from app.domain.audio import AudioChunk
from app.domain.live import (
    KeywordHeard,
)
from app.services.events import RecordingDone, StageProgress
from app.services.filing import DictationStore, LiveRecording
from app.services.final_speech import InProcessSpeech
from app.services.finishing import Finishing
from app.services.stages import FinalSpeech
from app.store.database import Database
from app.store.recordings import RecordingReader
from tests.fake_live import begin_recording, note_keyword
from tests.fakes import FakeDetector, FakeDiarizer, FakeRecognizer
from tests.understood import READING, SEVERITIES

LIVE = LiveRecording("ab12", "SANDBOX-1", datetime(2026, 11, 23, 12, 0, tzinfo=UTC), "sandbox")
STAGES = ["detect", "recognize", "diarize", "understand", "save"]


class Killed(BaseException):
    """The process is gone, and with it everything that was not on disk."""


@dataclass
class Bench:
    """Final stages over fakes, with files and a database of their own."""

    root: Path
    database: Database
    detector: FakeDetector = field(default_factory=FakeDetector)
    recognizer: FakeRecognizer = field(default_factory=FakeRecognizer)
    diarizer: FakeDiarizer = field(default_factory=FakeDiarizer)
    done: list[str] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    dies_in: str = ""

    @property
    def store(self) -> DictationStore:
        return DictationStore(lambda: self.database)

    def speech(self) -> InProcessSpeech:
        return InProcessSpeech(
            lambda: self.detector,
            lambda: self.recognizer,
            lambda: self.diarizer,
            self._audio,
        )

    def finishing(self, speech: FinalSpeech | None = None) -> Finishing:
        return Finishing(
            speech or self.speech(),
            READING,
            self.store,
            self.root,
            "simplified",
            severity=SEVERITIES,
        )

    def run(self, **more: Any) -> RecordingDone:
        return self.finishing().run(SANDBOX_ACTOR, LIVE, self._watch, **more)

    def stages(self) -> list[str]:
        return list(self.store.stages(LIVE))

    def _watch(self, event: StageProgress) -> None:
        """Dies when a stage has begun; notes those that were really done."""
        if event.fraction == 0.0 and event.stage not in self.done:
            if event.stage == self.dies_in:
                raise Killed
            self.done.append(event.stage)

    def _audio(self, recording: str) -> AudioChunk:
        self.read.append(recording)
        reader = RecordingReader(self.root, recording)
        reader.poll()
        return reader.chunk()


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    root = tmp_path / "recordings"
    writer = begin_recording(root, LIVE.id, encounter="SANDBOX-1")
    for event in (
        KeywordHeard(LIVE.id, 0, "cardiac_arrest", 1.6, 2.4, 0.9),
        KeywordHeard(LIVE.id, 1, "apnea", 8.0, 8.8, 0.7),
    ):
        note_keyword(writer, event)
    writer.finish()
    made = Bench(root, Database.open(tmp_path / "store.sqlite3"))
    made.store.begun(SANDBOX_ACTOR, LIVE)
    return made
