"""Disks that fail at the call that a test chooses, and one that a power cut takes back in time."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.store.recording_disk import Disk


class ProcessKilledError(BaseException):
    """Stands for kill -9: nothing in the product may catch it."""


class FailingDisk(Disk):
    """Counts its calls; those from `first` up to `last` fail with `code`, or are cut short.

    code: an errno; 0 writes half of what was to be written; -1 kills the process. only: names of
    the calls that can fail, all when empty.
    """

    def __init__(
        self, first: int = -1, last: int | None = None, code: int = errno.EIO, only: str = ""
    ) -> None:
        self.calls: list[str] = []
        self.first = first
        self.last = first if last is None else last
        self.code = code
        self.only = only.split()
        self.free_bytes = 1 << 40
        self._open: set[int] = set()

    def die(self) -> None:
        """What the system does when the process is gone: its files are closed, its lock is free."""
        for descriptor in self._open:
            os.close(descriptor)
        self._open.clear()

    def _step(self, name: str) -> bool:
        """Fail when it is time; True when a write is to be cut short."""
        if self.only and name not in self.only:
            return False
        self.calls.append(name)
        if not self.first <= len(self.calls) - 1 <= self.last:
            return False
        if self.code < 0:
            raise ProcessKilledError
        if self.code:
            raise OSError(self.code, "made to fail")
        return True

    def make_folder(self, path: Path) -> None:
        self._step("make_folder")
        super().make_folder(path)

    def create(self, path: Path) -> int:
        self._step("create")
        descriptor = super().create(path)
        self._open.add(descriptor)
        return descriptor

    def lock(self, path: Path) -> int | None:
        self._step("lock")
        descriptor = super().lock(path)
        if descriptor is not None:
            self._open.add(descriptor)
        return descriptor

    def write(self, descriptor: int, data: bytes) -> int:
        short = self._step("write")
        return super().write(descriptor, data[: (len(data) + 1) // 2] if short else data)

    def sync_data(self, descriptor: int) -> None:
        self._step("sync_data")

    def sync(self, descriptor: int) -> None:
        self._step("sync")

    def sync_folder(self, path: Path) -> None:
        self._step("sync_folder")

    def close(self, descriptor: int) -> None:
        super().close(descriptor)  # whatever it says, the file is closed
        self._open.discard(descriptor)
        self._step("close")

    def preallocate(self, descriptor: int, size: int) -> None:
        self._step("preallocate")
        super().preallocate(descriptor, min(size, 4_096))

    def cut(self, descriptor: int, size: int) -> None:
        self._step("cut")
        super().cut(descriptor, size)

    def replace(self, old: Path, new: Path) -> None:
        self._step("replace")
        super().replace(old, new)

    def remove(self, path: Path) -> None:
        self._step("remove")
        super().remove(path)

    def free(self, path: Path) -> int:
        self._step("free")
        return self.free_bytes


class SmallDisk(FailingDisk):
    """Has room for so many bytes; removing a file gives its room back."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self.room = room
        self._sizes: dict[Path, int] = {}
        self._paths: dict[int, Path] = {}

    def create(self, path: Path) -> int:
        descriptor = super().create(path)
        self._paths[descriptor] = path
        self._sizes[path] = 0
        return descriptor

    def write(self, descriptor: int, data: bytes) -> int:
        fits = data[: max(0, self.room)]
        if not fits:
            raise OSError(errno.ENOSPC, "No space left on device")
        return self._takes(descriptor, super().write(descriptor, fits))

    def preallocate(self, descriptor: int, size: int) -> None:
        if size > self.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        super().write(descriptor, bytes(size))
        self._takes(descriptor, size)

    def remove(self, path: Path) -> None:
        self.room += self._sizes.pop(path, 0)
        super().remove(path)

    def free(self, path: Path) -> int:
        return self.room

    def _takes(self, descriptor: int, size: int) -> int:
        self._sizes[self._paths[descriptor]] += size
        self.room -= size
        return size


class UnpoweredDisk(Disk):
    """Knows what a power cut would leave: synced bytes, under names whose folder was synced."""

    def __init__(self) -> None:
        self._paths: dict[int, Path] = {}
        self._kept: dict[Path, int] = {}
        self._named: set[Path] = set()

    def create(self, path: Path) -> int:
        descriptor = super().create(path)
        self._paths[descriptor] = path
        self._kept[path] = 0
        return descriptor

    def sync_data(self, descriptor: int) -> None:
        self.sync(descriptor)

    def sync(self, descriptor: int) -> None:
        path = self._paths[descriptor]
        self._kept[path] = path.stat().st_size

    def sync_folder(self, path: Path) -> None:
        self._named.update(file for file in self._kept if file.parent == path)

    def cut_power(self) -> None:
        for path, size in self._kept.items():
            if path not in self._named:
                path.unlink(missing_ok=True)
            elif path.exists():
                with path.open("r+b") as file:
                    file.truncate(size)


class Clock:
    """Time passes only when a test says so."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@contextmanager
def killed() -> Iterator[None]:
    """Whatever happens inside may end in the death of the process."""
    with suppress(ProcessKilledError):
        yield
