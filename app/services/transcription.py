"""The main job: one file in, everything it says out."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Protocol

from app.domain.access import Actor
from app.domain.audio import Recording
from app.domain.reading import UNKNOWN
from app.domain.result import JobResult
from app.domain.transcript import Transcript
from app.domain.vetoes import NO_PAIRS
from app.services.access import authorize
from app.services.file_speech import Files
from app.services.known import KnownOf
from app.services.stages import Listener, StageRun, Unwanted, hear, template_of, understand
from app.settings import Script

__all__ = ["Job", "Listener", "ResultStore", "Transcription"]


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


@dataclass(frozen=True, slots=True)
class Transcription:
    """Runs jobs; each stage sees only what the stage before it gave.

    settings: kept with each result. unwanted: corrections that are not to be made in what somebody
    records.
    """

    files: Files
    store: Callable[[], ResultStore]
    script: Script
    settings: Mapping[str, str] = field(default_factory=dict)
    unwanted: Unwanted = lambda _: NO_PAIRS
    known: KnownOf = lambda _: UNKNOWN

    def run(
        self,
        actor: Actor,
        job: Job,
        listener: Listener = lambda _: None,
        cancelled: Event | None = None,
    ) -> JobResult:
        """Do the whole job. cancelled: once set, the job ends at its next step.

        Raises CancelledError, and DecodeError, ModelError, RecognitionError, StoreError, each with
        one clear sentence; nothing is stored unless everything succeeded.
        """
        if job.save:
            self.store().permit(actor, job.encounter_id)
        else:
            authorize(actor, "transcribe", job.encounter_id, actor.profile)
        run = StageRun(job.path, listener, cancelled or Event())
        recording, transcript = self._heard(run, job)
        understanding = understand(
            run,
            self.files.reading,
            transcript,
            self.script,
            unwanted=self.unwanted(actor),
            known=self.known((job.encounter_id or "") if job.save else ""),
            template=template_of(self.settings),
        )
        result = JobResult(
            recording,
            understanding.transcript.language,
            understanding,
            run.models,
            run.timings_s,
            actor.profile,
            job.encounter_id,
            {**self.settings, **_asked(job)},
        )
        if not job.save:
            return result
        return run.saved(result, lambda one: self.store().save(actor, one))

    def _heard(self, run: StageRun, job: Job) -> tuple[Recording, Transcript]:
        """The file's sound is let go of when this returns."""
        with run.timed("decode") as progress:
            file = self.files.open(job.path, progress)
        recording = Recording(uuid.uuid4().hex, file.duration_s, file.sha256, job.path.name)
        transcript = hear(
            run,
            file.speech,
            recording.id,
            min_speakers=job.min_speakers,
            max_speakers=job.max_speakers,
            duration_s=file.duration_s,
        )
        return recording, transcript


def _asked(job: Job) -> dict[str, str]:
    """How many speakers were said to be there, where that was said."""
    asked = {"min_speakers": job.min_speakers, "max_speakers": job.max_speakers}
    return {name: str(number) for name, number in asked.items() if number is not None}
