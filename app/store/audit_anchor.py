"""Checkpoints of the audit log outside the database, where cutting its tail cannot reach them.

One file beside the database, written after each commit, and if the site names a second place (a
share, another disk) a copy there, written on a thread of its own. A place that fails is told of and
caught up with later; it never holds up an act.
"""

import atexit
import os
import threading
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

from app.domain.audit import Checkpoint
from app.domain.errors import IntegrityError
from app.store.audit_checkpoints import line, of_line
from app.store.recording_disk import Disk, write_all

ANCHOR: Final = "audit-anchor.jsonl"
SETTLE_S: Final = 2.0
_APPENDING: Final = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
_END: Final = b"}\n"
_TAIL_BYTES: Final = 1 << 14  # many lines


@cache
def anchors(folder: Path) -> "Anchors":
    """Those of the store in a folder; one for the whole process."""
    return Anchors(folder)


class Anchors:
    """The anchor files of one store."""

    def __init__(self, folder: Path, disk: Disk | None = None) -> None:
        self.local = folder / ANCHOR
        self._disk = disk or Disk()
        self._second: Path | None = None
        self._change = threading.Condition()
        self._owed = False
        self._running = False
        self._troubles: dict[Path, str] = {}

    @property
    def trouble(self) -> str | None:
        """One sentence while a place lacks what it should hold, else None."""
        with self._change:
            return next(iter(self._troubles.values()), None)

    @property
    def second(self) -> Path | None:
        """The copy in the second place; None while there is none."""
        begun = next(read(self.local), None) if self.local.exists() else None
        if self._second is None or begun is None:
            return None
        return self._second / f"audit-anchor-{begun.key_id[:16]}.jsonl"

    def also_in(self, folder: Path | None) -> None:
        """Keep a copy in that folder too; what it lacks so far is copied there."""
        self._second = folder
        atexit.register(self.settle)
        self._copy_later()

    def keep(self, made: tuple[Checkpoint, ...]) -> None:
        """Called after the commit that holds them; never raises and never waits for a share."""
        try:
            _append(self._disk, self.local, map(line, made))
        except OSError as error:
            self._tell(self.local, f"the audit anchor {self.local} {_sentence(error)}")
            return
        self._tell(self.local, None)
        self._copy_later()

    def settle(self, wait_s: float = SETTLE_S) -> bool:
        """Whether the second place was caught up within that time."""
        with self._change:
            return self._change.wait_for(lambda: not self._running, wait_s)

    def _copy_later(self) -> None:
        with self._change:
            if self._second is None:
                return
            self._owed = True
            if not self._running:
                self._running = True
                threading.Thread(target=self._copy, daemon=True, name="audit anchor").start()

    def _copy(self) -> None:
        while True:
            with self._change:
                if not self._owed:
                    self._running = False
                    self._change.notify_all()
                    return
                self._owed = False
            second = self.second
            if second is not None:
                self._tell(second, self._copied(second))

    def _copied(self, second: Path) -> str | None:
        """Bring the copy up to date; a sentence when that cannot be."""
        try:
            local, there = tuple(read(self.local)), tuple(read(second)) if second.exists() else ()
            if there and there[-1] not in local:
                return (
                    f"the audit anchor {second} does not go on in {self.local}; one of them was "
                    "changed: compare both with: erscribe audit verify --anchor FILE"
                )
            begin = local.index(there[-1]) + 1 if there else 0
            _append(self._disk, second, map(line, local[begin:]))
        except OSError as error:
            return f"the audit anchor cannot be copied to {second.parent} ({error.strerror})"
        except IntegrityError as error:
            return str(error)
        return None

    def _tell(self, place: Path, sentence: str | None) -> None:
        with self._change:
            if sentence is None:
                self._troubles.pop(place, None)
            else:
                self._troubles[place] = sentence


def read(path: Path) -> Iterator[Checkpoint]:
    """The checkpoints of an anchor file, in its order; a line that was cut short is passed over.

    Raises OSError, and IntegrityError for a whole line that is no checkpoint.
    """
    with path.open("rb") as file:
        for number, text in enumerate(file, 1):
            if not text.endswith(_END):
                continue  # the power went; the checkpoint was written again on the next line
            try:
                yield of_line(text)
            except ValueError as error:
                raise IntegrityError(f"line {number} of {path} is damaged") from error


def last_of(path: Path) -> Checkpoint | None:
    """The newest checkpoint of an anchor file that can be read; None without one."""
    with suppress(OSError), path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _TAIL_BYTES))
        for text in reversed(file.read().splitlines(keepends=True)):
            with suppress(ValueError):
                return of_line(text)
    return None


def set_aside(folder: Path, name: str) -> None:
    """A restored database begins a new anchor; the one before stays beside it under `name`.

    Raises OSError.
    """
    path = folder / ANCHOR
    if path.exists():
        path.rename(path.with_name(f"audit-anchor.{name}.jsonl"))
        Disk().sync_folder(folder)


def _append(disk: Disk, path: Path, lines: Iterator[bytes]) -> None:
    """Raises OSError."""
    data = b"".join(lines)
    if not data:
        return
    new = not path.exists()
    if not new and _cut_short(path):
        data = b"\n" + data
    descriptor = os.open(path, _APPENDING, 0o600)
    try:
        write_all(disk, descriptor, data)
        disk.sync(descriptor)
    finally:
        disk.close(descriptor)
    if new:
        disk.sync_folder(path.parent)


def _cut_short(path: Path) -> bool:
    """Whether the last line has no end."""
    with path.open("rb") as file:
        if not file.seek(0, os.SEEK_END):
            return False
        file.seek(-1, os.SEEK_END)
        return file.read() != b"\n"


def _sentence(error: OSError) -> str:
    return f"cannot be written ({error.strerror}); free space there, or see who may write it"
