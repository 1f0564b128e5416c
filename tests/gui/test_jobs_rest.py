"""What jobs need is let go of: a while after the last one, and at once when one was broken off."""

import threading
from pathlib import Path
from typing import Any, cast

from app.domain.access import SANDBOX_ACTOR
from app.domain.result import JobResult
from app.gui.jobs import JobCancelled, JobDone, JobQueue, JobTold
from app.services.stages import CancelledError
from app.services.transcription import Transcription

WAIT_S = 20.0


class Working:
    """A transcription that waits until it is let go on, and looks whether it was cancelled."""

    def __init__(self) -> None:
        self.begun, self.may_end = threading.Event(), threading.Event()

    def run(self, actor: Any, job: Any, listener: Any, cancelled: threading.Event) -> JobResult:
        self.begun.set()
        assert self.may_end.wait(WAIT_S)
        if cancelled.is_set():
            raise CancelledError("cancelled")
        return cast(JobResult, None)


class Queue:
    def __init__(self, rest_s: float) -> None:
        self.working, self.rested = Working(), threading.Event()
        self.told: list[object] = []
        made = cast(Transcription, self.working)
        self.jobs = JobQueue(lambda: made, self.rested.set, rest_s)
        self.jobs.bridge.tell = self._told  # type: ignore[method-assign]

    def _told(self, event: object) -> None:
        assert isinstance(event, JobTold)
        self.told.append(event.event)

    def add(self) -> int:
        return self.jobs.add(Path("talk.wav"), SANDBOX_ACTOR)


def test_after_a_while_without_jobs_what_they_needed_is_let_go_of() -> None:
    queue = Queue(0.05)
    queue.add()
    assert queue.working.begun.wait(WAIT_S)
    assert not queue.rested.wait(0.3), "not while one is at work"
    queue.working.may_end.set()
    assert queue.rested.wait(WAIT_S)
    assert [type(one) for one in queue.told] == [JobDone]


def test_a_job_that_is_broken_off_lets_go_at_once() -> None:
    queue = Queue(1_000.0)
    number = queue.add()
    assert queue.working.begun.wait(WAIT_S)
    queue.jobs.cancel(number)
    queue.working.may_end.set()
    assert queue.rested.wait(WAIT_S)
    assert [type(one) for one in queue.told] == [JobCancelled]


def test_a_job_that_was_given_up_before_it_began_ends_nothing() -> None:
    queue = Queue(1_000.0)
    queue.add()
    assert queue.working.begun.wait(WAIT_S)
    queue.jobs.cancel(queue.add())
    queue.working.may_end.set()
    queue.working.begun.clear()
    queue.add()
    assert queue.working.begun.wait(WAIT_S)
    assert not queue.rested.is_set()
