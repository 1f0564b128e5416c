"""From worker threads to the window, in one place."""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from PySide6.QtCore import QObject, Signal

from app.domain.access import Actor
from app.domain.errors import AppError, InternalError
from app.domain.result import JobResult
from app.services.dictation import Dictation
from app.services.events import StageProgress
from app.services.recovery import Recovery
from app.services.transcription import Job, Transcription


@dataclass(frozen=True, slots=True)
class JobDone:
    """A file went through the whole job."""

    path: Path
    result: JobResult


@dataclass(frozen=True, slots=True)
class JobFailed:
    """A file could not be done; the error is one clear sentence."""

    path: Path
    error: AppError


class EventBridge(QObject):
    """Lives in the window's thread: a signal emitted from any thread runs its slots there."""

    happened = Signal(object)

    def tell(self, event: object) -> None:
        """Emit from any thread; what comes after the window is gone is told to nobody."""
        with suppress(RuntimeError):  # Qt's half of this object is deleted
            self.happened.emit(event)


@dataclass(frozen=True, slots=True)
class LiveParts:
    """What the live part of the window is given by whoever builds it.

    chime: makes the sound of an interrupting alert, in a thread of its own; None where the
    notices of the service make it. device: the microphone that was chosen, "" for the system's.
    preroll_s: 0 is off.
    """

    dictation: Dictation
    recovery: Recovery | None = None
    chime: Callable[[], object] | None = None
    device: str = ""
    preroll_s: float = 0.0


@dataclass(frozen=True, slots=True)
class JobTold:
    """Something about a job, and who asked for the job: it is told to nobody else."""

    actor: Actor
    event: StageProgress | JobDone | JobFailed


class JobQueue:
    """Runs jobs one after the other in one worker thread, made on the first job.

    A job is done as who asked for it, whoever sits there by then. `bridge` carries JobTold.
    """

    def __init__(self, transcription: Callable[[], Transcription]) -> None:
        self.bridge = EventBridge()
        self._transcription = transcription
        self._waiting: SimpleQueue[tuple[Path, Actor]] = SimpleQueue()
        self._worker: threading.Thread | None = None

    def add(self, path: Path, actor: Actor) -> None:
        self._waiting.put((path, actor))
        if self._worker is None:
            self._worker = threading.Thread(target=self._work, daemon=True, name="jobs")
            self._worker.start()

    def _work(self) -> None:
        while True:
            path, actor = self._waiting.get()
            self.bridge.tell(JobTold(actor, self._done(path, actor)))

    def _done(self, path: Path, actor: Actor) -> JobDone | JobFailed:
        def listen(event: StageProgress) -> None:
            self.bridge.tell(JobTold(actor, event))

        try:
            return JobDone(path, self._transcription().run(actor, Job(path), listen))
        except AppError as error:
            return JobFailed(path, error)
        except Exception as error:  # noqa: BLE001 - top of the thread: a text may quote a patient
            return JobFailed(path, InternalError(error))
