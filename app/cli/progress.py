"""Progress of a queue of files on stderr: stage, fraction and time left."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from app.services.events import StageProgress
from app.services.transcription import Listener


@contextmanager
def queue_progress(total: int) -> Iterator[Listener]:
    """A listener that draws bars on a terminal, and one line per stage elsewhere."""
    if sys.stderr.isatty():
        with _bars(total) as listener:
            yield listener
    else:
        yield _Lines(total)


class _Lines:
    """One line when a stage begins: readable in a log, with no control codes."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._seen: list[str] = []
        self._stage = ""

    def __call__(self, event: StageProgress) -> None:
        if str(event.path) not in self._seen:
            self._seen.append(str(event.path))
            self._stage = ""
        if event.stage != self._stage:
            self._stage = event.stage
            place = f"{len(self._seen)}/{self._total}"
            sys.stderr.write(f"[{place}] {event.path.name}: {event.stage}\n")


@contextmanager
def _bars(total: int) -> Iterator[Listener]:
    columns = (
        TextColumn("[bold]{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[stage]:<10}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        queue = progress.add_task("queue", total=total, stage="") if total > 1 else None
        tasks: dict[str, int] = {}

        def listen(event: StageProgress) -> None:
            key = str(event.path)
            if key not in tasks:
                tasks[key] = progress.add_task(event.path.name, total=1.0, stage="")
            progress.update(tasks[key], completed=event.overall, stage=event.stage)  # type: ignore[arg-type]
            if queue is not None:
                progress.update(queue, completed=len(tasks) - 1 + event.overall)

        yield listen
