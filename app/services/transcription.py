"""The main job: one recording in, everything it says out."""

import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from app.domain.access import Actor
from app.domain.audio import AudioChunk, Recording, SpeechRegion
from app.domain.result import JobResult, ModelUsed, Understanding
from app.domain.transcript import HeardRegion, Transcript, assign_speakers
from app.services.access import authorize
from app.services.events import Stage, StageProgress
from app.services.ports import AudioReader, Diarizer, Progress, Recognizer, SpeechDetector
from app.settings import Script
from app.text.correction import overlay
from app.text.understanding import Understander, overlaid

Listener = Callable[[StageProgress], None]


class ResultStore(Protocol):
    def permit(self, actor: Actor, encounter_id: str | None) -> None:
        """Leave the audit event of a job that begins. Raises SandboxError, StoreError."""
        ...

    def save(self, actor: Actor, result: JobResult) -> str:
        """Keep a result and its audit event in one transaction; gives the note's id."""
        ...


@dataclass(frozen=True, slots=True)
class Job:
    """One file to transcribe and how."""

    path: Path
    encounter_id: str | None = None
    min_speakers: int | None = None
    max_speakers: int | None = None
    save: bool = True


@dataclass(slots=True)
class _Run:
    """Stage timer and progress of one job under way."""

    job: Job
    listener: Listener
    timings_s: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, stage: Stage) -> Iterator[Progress]:
        started = time.perf_counter()

        def report(fraction: float) -> None:
            self.listener(StageProgress(self.job.path, stage, fraction))

        report(0.0)
        yield report
        report(1.0)
        self.timings_s[stage] = time.perf_counter() - started


@dataclass(frozen=True, slots=True)
class Transcription:
    """Runs jobs; each stage sees only what the stage before it gave.

    recognizer and diarizer are made by their factories on the first job that has speech, so that a
    damaged file is reported before seconds are spent on loading weights.
    """

    reader: AudioReader
    digest: Callable[[Path], str]
    detector: Callable[[], SpeechDetector]
    recognizer: Callable[[], Recognizer]
    diarizer: Callable[[], Diarizer]
    understander: Callable[[], Understander]
    store: Callable[[], ResultStore]
    script: Script

    def run(self, actor: Actor, job: Job, listener: Listener = lambda _: None) -> JobResult:
        """Do the whole job.

        Raises DecodeError, ModelError, RecognitionError, StoreError, each with one clear sentence;
        nothing is stored unless everything succeeded.
        """
        if job.save:
            self.store().permit(actor, job.encounter_id)
        else:
            authorize(actor, "transcribe", job.encounter_id)
        run = _Run(job, listener)
        with run.stage("decode") as progress:
            sha256 = self.digest(job.path)
            audio = self.reader.read(job.path, progress)
        recording = Recording(uuid.uuid4().hex, audio.duration_s, sha256, job.path.name)
        with run.stage("detect") as progress:
            regions = self.detector().regions(audio, progress)
        transcript = self._transcript(run, audio, regions)
        del audio
        with run.stage("understand"):
            understanding = self._understand(transcript)
        result = JobResult(
            recording,
            understanding.transcript.language,
            understanding,
            self._models(),
            run.timings_s,
            encounter_id=job.encounter_id,
        )
        return self._saved(run, actor, result) if job.save else result

    def _transcript(
        self, run: _Run, audio: AudioChunk, regions: Sequence[SpeechRegion]
    ) -> Transcript:
        recognizer, diarizer = self.recognizer(), self.diarizer()
        with run.stage("recognize") as progress:
            heard: Sequence[HeardRegion] = (
                recognizer.recognize(audio, regions, progress) if regions else ()
            )
        with run.stage("diarize") as progress:
            turns = (
                diarizer.turns(
                    audio,
                    min_speakers=run.job.min_speakers,
                    max_speakers=run.job.max_speakers,
                    progress=progress,
                )
                if regions
                else ()
            )
        return assign_speakers(heard, turns)

    def _understand(self, heard: Transcript) -> Understanding:
        understander = self.understander()
        lexicon = understander.resources.lexicon
        written, corrections = overlaid(heard, lambda one: overlay(one, lexicon, self.script))
        return understander.understand(written, corrections, f"n{uuid.uuid4().hex[:12]}")

    def _models(self) -> dict[str, ModelUsed]:
        resources = self.understander().resources
        return {
            "recognizer": self.recognizer().model,
            **self.diarizer().models,
            "lexicon": ModelUsed("erscribe-lexicon", resources.lexicon.version),
            "keywords": ModelUsed("erscribe-keywords", resources.sha256),
        }

    def _saved(self, run: _Run, actor: Actor, result: JobResult) -> JobResult:
        with run.stage("save"):
            self.store().save(actor, result)
        return replace(result, timings_s=dict(run.timings_s))
