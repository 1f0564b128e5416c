"""A process that saves, for tests that kill it, crowd it or take its rights away.

Usage: store_process.py VERB DATABASE [ARGUMENT ...]; prints the ids of what it saved.
"""

import os
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from sqlalchemy import Engine, event

from app.domain.access import SANDBOX_ACTOR
from app.domain.errors import AppError
from app.domain.result import JobResult
from app.services.filing import Filing
from app.services.review import NoteReview
from app.store.database import Database
from tests.fakes import finished_job

LARGE = 1500  # times the small result's utterances: more than an empty database holds


def fresh(copies: int = 1) -> JobResult:
    """A result with new ids, its utterances repeated."""
    result = finished_job()
    understanding = result.understanding
    utterances = understanding.transcript.utterances
    more = tuple(
        replace(one, id=f"{one.id}-{number}") for number in range(1, copies) for one in utterances
    )
    return replace(
        result,
        recording=replace(result.recording, id=uuid4().hex),
        understanding=replace(
            understanding,
            transcript=replace(understanding.transcript, utterances=utterances + more),
            note=replace(understanding.note, id=f"n{uuid4().hex[:12]}"),
        ),
    )


def save(path: Path, times: str) -> None:
    """Save that many results, telling of each when it is saved."""
    filing = Filing(Database.open(path, wait_s=60.0))
    for _ in range(int(times)):
        sys.stdout.write(filing.save(SANDBOX_ACTOR, fresh(5)) + "\n")
        sys.stdout.flush()


def die_while_saving(path: Path) -> None:
    """Save again and again, killed before the first statement, the second, and so on."""
    filing = Filing(Database.open(path))
    _die_at_each_step(lambda: filing.save(SANDBOX_ACTOR, fresh(5)))


def die_while_opening(path: Path, stride: str) -> None:
    """Make the database, killed before the first statement, the one `stride` later, and so on."""
    _die_at_each_step(lambda: Database.open(path), int(stride))


def _die_at_each_step(act: Callable[[], object], stride: int = 1) -> None:
    for step in range(0, 10_000, stride):
        child = os.fork()
        if child == 0:
            _kill_at(step)
            act()
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            sys.stdout.write(f"{step}\n")
            sys.exit(os.waitstatus_to_exitcode(status))


def _kill_at(step: int) -> None:
    left = step

    def count(*_: object) -> None:
        nonlocal left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1

    for moment in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(Engine, moment, count)


def save_on_a_full_disk(path: Path) -> None:
    """Save a large result where no file may grow by much."""
    filing = Filing(Database.open(path))
    limit_bytes = path.stat().st_size + 40_000
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, limit_bytes))
    filing.save(SANDBOX_ACTOR, fresh(LARGE))


def list_as_nobody(path: Path) -> None:
    """List the notes as a user who owns nothing."""
    with TemporaryDirectory() as other:  # who owns nothing may not load what opening one loads
        Database.open(Path(other) / "store.sqlite3")
    if os.geteuid() == 0:
        os.setuid(65534)
    NoteReview(Database.open(path)).list_notes(SANDBOX_ACTOR)


VERBS: dict[str, Callable[..., None]] = {
    verb.__name__: verb
    for verb in (save, die_while_saving, die_while_opening, save_on_a_full_disk, list_as_nobody)
}

if __name__ == "__main__":
    try:
        VERBS[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])
    except AppError as error:
        sys.stdout.write(f"{type(error).__name__}: {error}\n")
        sys.exit(error.exit_code)
