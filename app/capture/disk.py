"""The thread that writes. What it has not yet written waits here, however long a disk takes."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from app.capture.bell import Bell
from app.capture.clock import Clock
from app.domain.audio import SAMPLE_RATE_HZ, Pcm
from app.domain.errors import AppError, InternalError
from app.domain.live import GapReason, Start, Stopped, Trouble, TroubleOver

FINISH_AGAIN_S: Final = 1.0
MOST_WAITING: Final = 600 * SAMPLE_RATE_HZ
"""Samples kept while a disk does not answer at all: ten minutes, 19 MB."""
_EVERY_S: Final = 0.04
Tell = Callable[[Trouble | TroubleOver], None]


class Finished(Protocol):
    @property
    def duration_s(self) -> float: ...
    @property
    def sha256(self) -> str: ...


class Writer(Protocol):
    """What this thread needs of store.recordings.RecordingWriter."""

    position: int

    def write(self, pcm: Pcm) -> None: ...
    def gap(self, samples: int, reason: GapReason) -> None: ...
    def note(self, kind: str, /, **fields: str | float | int) -> None: ...
    def tick(self) -> None: ...
    def finish(self) -> Finished: ...


@dataclass(frozen=True, slots=True)
class Opening:
    """What a recording begins with. wall_s: when, Unix time."""

    start: Start
    device: str
    rate_hz: int
    channels: int
    preroll_s: float
    wall_s: float


@dataclass(frozen=True, slots=True)
class Begun:
    """The recording is on disk. position: where its time line goes on; keywords: heard before.

    absent: samples between what was there and now.
    """

    recording: str
    position: int = 0
    absent: int = 0
    keywords: int = 0


@dataclass(frozen=True, slots=True)
class Failed:
    recording: str
    error: AppError


@dataclass(frozen=True, slots=True)
class Late:
    """A recording was stopped, and the disk does not take its end yet."""

    error: AppError


@dataclass(frozen=True, slots=True)
class Broken:
    """This thread ended; the process has to, and to be started again."""

    error: AppError


DiskReport = Begun | Broken | Failed | Late | Stopped
Begin = Callable[[Opening, Tell], tuple[Writer, Begun]]
"""Opens the recording, new or cut off; raises AppError. See process.begin_recording."""

_Act = Callable[[Writer], None]


class Disk:
    """Does what it is told in order, on its own thread; nobody waits for it.

    tell: trouble of the disk. report: what became of each recording. All on this thread.
    """

    def __init__(
        self, begin: Begin, tell: Tell, report: Callable[[DiskReport], None], clock: Clock
    ) -> None:
        self._begin = begin
        self._tell = tell
        self._report = report
        self._clock = clock
        self._bell = Bell()
        self._acts: deque[Opening | Pcm | _Act | None] = deque()
        self._count = threading.Lock()
        self.waiting = 0  # samples
        self._refused = 0
        self._writer: Writer | None = None
        self._recording = ""
        self._late: dict[str, Writer] = {}  # told to finish, while the disk does not take it
        self._finish_at_s = 0.0
        self._thread = threading.Thread(target=self._run, daemon=True, name="disk")

    def start(self) -> None:
        self._thread.start()

    def begin(self, opening: Opening) -> None:
        self._refused = 0
        self._put(opening)

    def write(self, pcm: Pcm) -> None:
        if self.waiting + len(pcm) > MOST_WAITING:
            self._refused += len(pcm)
            return
        self._pay_back()
        with self._count:
            self.waiting += len(pcm)
        self._acts.append(pcm)

    def gap(self, samples: int, reason: GapReason) -> None:
        self._pay_back()
        self._acts.append(lambda writer: writer.gap(samples, reason))

    def note(self, kind: str, /, **fields: str | float | int) -> None:
        self._acts.append(lambda writer: writer.note(kind, **fields))

    def finish(self) -> None:
        self._pay_back()
        self._put(self._finish)

    def stop(self) -> None:
        """End when all is written."""
        self._put(None)
        if self._thread.ident is not None:
            self._thread.join()

    def _pay_back(self) -> None:
        """What could not be kept is silence on the time line, never a cut."""
        if self._refused:
            lost, self._refused = self._refused, 0
            self._acts.append(lambda writer: writer.gap(lost, "disk"))

    def _put(self, act: Opening | _Act | None) -> None:
        self._acts.append(act)
        self._bell.ring()

    def step(self) -> bool:
        """Write what waits; False when told to end."""
        if not self._work():
            return False
        if self._writer is not None:
            self._writer.tick()
        if self._late and self._clock.now() >= self._finish_at_s:
            for recording, writer in list(self._late.items()):
                self._finished(recording, writer)
        return True

    def _run(self) -> None:
        going = True
        try:
            while going:
                self._bell.wait(_EVERY_S)
                going = self.step()
        except Exception as error:  # noqa: BLE001 - the one broad catch of this thread
            self._report(Broken(InternalError(error)))

    def _work(self) -> bool:
        sound: list[Pcm] = []
        while self._acts:
            act = self._acts.popleft()
            if isinstance(act, np.ndarray):
                sound.append(act)
                continue
            self._write(sound)
            sound = []
            if act is None:
                return False
            if isinstance(act, Opening):
                self._open(act)
            elif self._writer is not None:
                act(self._writer)
        self._write(sound)
        return True

    def _write(self, sound: list[Pcm]) -> None:
        if not sound:
            return
        pcm = np.concatenate(sound)
        if self._writer is not None:
            self._writer.write(pcm)
        with self._count:
            self.waiting -= len(pcm)

    def _open(self, opening: Opening) -> None:
        self._recording = opening.start.recording
        try:
            self._writer, begun = self._begin(opening, self._tell)
        except AppError as error:
            self._report(Failed(self._recording, error))
            return
        if begun.absent:
            self._writer.gap(begun.absent, "capture_restarted")
        self._report(begun)

    def _finish(self, writer: Writer) -> None:
        self._writer = None
        self._finished(self._recording, writer)

    def _finished(self, recording: str, writer: Writer) -> None:
        """Close a recording; one that the disk does not take is tried again until it does."""
        try:
            finished = writer.finish()
        except AppError as error:
            self._finish_at_s = self._clock.now() + FINISH_AGAIN_S
            if recording not in self._late:
                self._late[recording] = writer
                self._report(Late(error))
            return
        self._late.pop(recording, None)
        self._report(Stopped(recording, finished.duration_s, finished.sha256))
