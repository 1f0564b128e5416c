"""Files on their way to becoming notes, one after the other, in a thread of their own."""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Final

from app.domain.access import Actor
from app.domain.errors import AppError, InternalError
from app.gui.bridge import EventBridge
from app.services.events import StageProgress

if TYPE_CHECKING:
    from app.domain.result import JobResult
    from app.services.transcription import Transcription


REST_S: Final = 60.0
"""How long what the jobs need is held after the last one."""


@dataclass(frozen=True, slots=True)
class JobDone:
    """A file went through the whole job."""

    path: Path
    result: "JobResult"


@dataclass(frozen=True, slots=True)
class JobFailed:
    """A file could not be done; the error is one clear sentence."""

    path: Path
    error: AppError


@dataclass(frozen=True, slots=True)
class JobCancelled:
    """A file was given up before it was done; nothing of it was kept."""

    path: Path


JobEvent = StageProgress | JobDone | JobFailed | JobCancelled


@dataclass(frozen=True, slots=True)
class JobTold:
    """Something about the job of a number, and who asked for it: it is told to nobody else."""

    number: int
    actor: Actor
    event: JobEvent


class JobQueue:
    """Runs jobs one after the other in one worker thread, made on the first job.

    A job is done as who asked for it, whoever sits there by then. `bridge` carries JobTold.
    """

    def __init__(
        self,
        transcription: "Callable[[], Transcription]",
        rest: Callable[[], None] = lambda: None,
        rest_s: float = REST_S,
    ) -> None:
        """rest: lets go of what the jobs needed, `rest_s` after the last, or at once of what a
        cancelled one left half done."""
        self.bridge = EventBridge()
        self._transcription = transcription
        self._rest, self._rest_s = rest, rest_s
        self._waiting: SimpleQueue[tuple[int, Path, Actor, str | None]] = SimpleQueue()
        self._given_up: dict[int, threading.Event] = {}
        self._numbers = 0
        self._worker: threading.Thread | None = None

    def add(self, path: Path, actor: Actor, encounter: str | None = None) -> int:
        """encounter: whom it is about. Gives the job's number."""
        self._numbers += 1
        self._given_up[self._numbers] = threading.Event()
        self._waiting.put((self._numbers, path, actor, encounter))
        if self._worker is None:
            self._worker = threading.Thread(target=self._work, daemon=True, name="jobs")
            self._worker.start()
        return self._numbers

    def cancel(self, number: int) -> None:
        """Give a job up: at once when it waits, else between two steps."""
        given_up = self._given_up.get(number)
        if given_up is not None:
            given_up.set()

    def _work(self) -> None:
        while True:
            number, path, actor, encounter = self._next()
            begun = not self._given_up[number].is_set()
            event = self._done(number, path, actor, encounter)
            self._given_up.pop(number, None)
            self.bridge.tell(JobTold(number, actor, event))
            if begun and isinstance(event, JobCancelled):
                self._rest()

    def _next(self) -> tuple[int, Path, Actor, str | None]:
        with suppress(Empty):
            return self._waiting.get(timeout=self._rest_s)
        self._rest()
        return self._waiting.get()

    def _done(self, number: int, path: Path, actor: Actor, encounter: str | None) -> JobEvent:
        from app.services.stages import CancelledError  # noqa: PLC0415 - the window opens before
        from app.services.transcription import Job  # noqa: PLC0415

        given_up = self._given_up[number]

        def listen(event: StageProgress) -> None:
            self.bridge.tell(JobTold(number, actor, event))

        if given_up.is_set():
            return JobCancelled(path)
        try:
            job = Job(path, encounter)
            return JobDone(path, self._transcription().run(actor, job, listen, given_up))
        except CancelledError:
            return JobCancelled(path)
        except AppError as error:
            return JobFailed(path, error)
        except Exception as error:  # noqa: BLE001 - top of the thread: a text may quote a patient
            return JobFailed(path, InternalError(error))
