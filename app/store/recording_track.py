"""One row of files of a recording: sound, or what happened. Frames stay in memory until the disk
has said that it keeps them."""

import uuid
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.domain.audio import SAMPLE_RATE_HZ
from app.store.recording_disk import FULL, Disk, write_all
from app.store.segments import Field, Kind, Seal, file_name, frame, header, sequence

FIRST_WAIT_S: Final = 0.5
LONGEST_WAIT_S: Final = 8.0
FULL_WAIT_S: Final = 0.1
FILE_SAMPLES: Final = 60 * SAMPLE_RATE_HZ
FILE_FRAMES: Final = 10_000  # of events; a minute of sound has 240


@dataclass(frozen=True, slots=True)
class Entry:
    """A frame to be: its plain bytes and, of sound, where it stands on the time line."""

    plain: bytes
    first: int = 0
    samples: int = 0


@dataclass(slots=True)
class _File:
    descriptor: int
    number: int
    path: Path
    size: int = 0  # of its header and whole frames, bytes
    frames: int = 0
    samples: int = 0
    tried: bool = False  # a frame was begun: its number, and so its nonces, are used up

    @property
    def full(self) -> bool:
        return self.samples >= FILE_SAMPLES or self.frames >= FILE_FRAMES


class Track:
    """Appends frames to the newest of its files and begins another one when that fails.

    A file whose write or sync failed is never trusted again: everything that was not known to be
    on disk is written once more, into a new one. Used by one thread.
    """

    def __init__(self, disk: Disk, folder: Path, kind: Kind, seal: Seal) -> None:
        self.pending: deque[Entry] = deque()  # not known to be on disk, oldest first
        self.samples = 0  # how much sound that is
        self.retry_at_s = 0.0
        self.failures = 0  # in a row
        self._disk = disk
        self._folder = folder
        self.kind: Kind = kind
        self._seal = seal
        self.next_number = 0  # of the next file; none is used twice, so neither is a sequence
        self._file: _File | None = None
        self._written = 0  # how many of `pending` are in it
        self._doubtful: _File | None = None
        self._in_doubt = 0  # how many of `pending` are in that

    @property
    def written(self) -> int:
        """Frames that were written and are not known to be on disk."""
        return self._written

    def add(self, entry: Entry) -> None:
        self.pending.append(entry)
        self.samples += entry.samples

    def drop_oldest(self) -> Entry:
        """Forget the oldest frame that is not on disk."""
        self._written = max(0, self._written - 1)
        self._in_doubt = max(0, self._in_doubt - 1)
        entry = self.pending.popleft()
        self.samples -= entry.samples
        return entry

    def save(self, describe: Callable[[], Mapping[str, Field]]) -> None:
        """Write what is not written yet; `describe` a new file. Raises OSError."""
        while self._written < len(self.pending):
            if self._file is not None and self._file.full:
                self.sync()
                self._let_go()
            if self._file is None:
                self._file = self._begin(describe())
            self._append(self._file, self.pending[self._written])
            self._written += 1

    def sync(self) -> None:
        """Have what is written kept. Raises OSError."""
        if self._file is None or not self._written:
            return
        try:
            self._disk.sync_data(self._file.descriptor)
        except OSError:
            self._distrust()
            raise
        for _ in range(self._written):
            self.samples -= self.pending.popleft().samples
        self._written = self._in_doubt = 0
        self._close(self._doubtful)
        self._doubtful = None

    def fail(self, error: OSError, now_s: float) -> None:
        """Give the file up, and say when to try again: at once for the first time, later and
        later while it goes on."""
        full = error.errno in FULL
        if full:
            with suppress(OSError):
                self.sync()  # no room for one frame spoils none before it; else it stays pending
        self._let_go()
        self.failures += 1
        if self.failures > 1:
            wait_s = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(self.failures - 2, 10))
            self.retry_at_s = now_s + (FULL_WAIT_S if full else wait_s)

    def held(self) -> None:
        """All is well again."""
        self.failures = 0
        self.retry_at_s = 0.0

    def vanished(self) -> bool:
        """Whether somebody deleted the file that is open."""
        return self._file is not None and not self._disk.exists(self._file.path)

    def write_in_doubt(self) -> None:
        """While no file can be trusted, append to the last one whose sync failed: no power cut is
        survived so, but the death of this process is."""
        try:
            while self._doubtful is not None and self._in_doubt < len(self.pending):
                self._append(self._doubtful, self.pending[self._in_doubt])
                self._in_doubt += 1
        except OSError:
            self._close(self._doubtful)
            self._doubtful = None

    def close(self) -> None:
        self._let_go()
        self._close(self._doubtful)
        self._doubtful = None

    def _begin(self, fields: Mapping[str, Field]) -> "_File":
        descriptor, number, path = self._create()
        about: dict[str, Field] = {
            "file": uuid.uuid4().hex,
            "kind": self.kind,
            "number": number,
            "key": self._seal.key_id,
        }
        file = _File(descriptor, number, path)
        start = header({**fields, **about})
        try:
            write_all(self._disk, file.descriptor, start)
            self._disk.sync(file.descriptor)
            self._disk.sync_folder(self._folder)
        except OSError:
            self._close(file)
            raise
        file.size = len(start)
        return file

    def _create(self) -> tuple[int, int, Path]:
        """A file under the next number that is free."""
        while True:
            number = self.next_number
            self.next_number += 1
            path = self._folder / file_name(self.kind, number)
            with suppress(FileExistsError):
                return self._disk.create(path), number, path

    def _append(self, file: "_File", entry: Entry) -> None:
        place = sequence(self.kind, file.number, file.frames)
        data = frame(self._seal, entry.plain, place)
        file.tried = True
        try:
            write_all(self._disk, file.descriptor, data)
        except OSError:
            with suppress(OSError):  # half a frame is stepped over, but would look like a loss
                self._disk.cut(file.descriptor, file.size)
            raise
        file.size += len(data)
        file.frames += 1
        file.samples += entry.samples

    def _distrust(self) -> None:
        """The sync of the open file failed: nothing that was written is known to be kept."""
        self._close(self._doubtful)
        self._doubtful, self._in_doubt = self._file, self._written
        self._file, self._written = None, 0

    def _let_go(self) -> None:
        self._close(self._file)
        self._file, self._written = None, 0

    def _close(self, file: "_File | None") -> None:
        if file is not None:
            with suppress(OSError):  # what matters was synced before
                self._disk.close(file.descriptor)
                if not file.tried:
                    self._disk.remove(file.path)
