"""What a recording asks of the operating system, call by call, and who may write it."""

import errno
import os
import shutil
import sys
import time
from pathlib import Path
from typing import Final

from app.domain.errors import NotFoundError
from app.store.lock import taken

LOCK: Final = "lock"
INDEX: Final = "index.json"
FULL: Final = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})
_UNKNOWN: Final = frozenset({errno.EINVAL, getattr(errno, "ENOTSUP", errno.EINVAL)})
_BINARY: Final = getattr(os, "O_BINARY", 0)
_AGAIN: Final = 100  # how often a write that would have to wait is tried before it has failed
_HEX: Final = frozenset("0123456789abcdef-")
_LONGEST_ID: Final = 64
_LOCK_TRIES: Final = 50
_LOCK_WAIT_S: Final = 0.01

if sys.platform == "darwin":
    import fcntl


class Disk:
    """The calls themselves; all of them raise OSError. Tests make them fail one by one."""

    def make_folder(self, path: Path) -> None:
        """A folder for its owner alone, and all above it."""
        if not path.is_dir():
            if path.parent != path:
                self.make_folder(path.parent)
            path.mkdir(mode=0o700, exist_ok=True)
            self.sync_folder(path.parent)

    def exists(self, path: Path) -> bool:
        return path.exists()

    def create(self, path: Path) -> int:
        """Open a file that must not be there yet, for its owner alone."""
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)

    def lock(self, path: Path) -> int | None:
        """Take the lock file; None when another process has it."""
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | _BINARY, 0o600)
        try:
            for _ in range(_LOCK_TRIES):  # who only asks whether it is held holds it for a moment
                if taken(descriptor):
                    return descriptor
                time.sleep(_LOCK_WAIT_S)
        except OSError:
            os.close(descriptor)
            raise
        os.close(descriptor)
        return None

    def write(self, descriptor: int, data: bytes) -> int:
        """Write some of it; how much is what comes back."""
        return os.write(descriptor, data)

    def sync_data(self, descriptor: int) -> None:
        if hasattr(os, "fdatasync"):
            os.fdatasync(descriptor)
        else:
            self.sync(descriptor)

    def sync(self, descriptor: int) -> None:
        if sys.platform == "darwin":  # there fsync leaves it in the drive's own memory
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
        else:
            os.fsync(descriptor)

    def sync_folder(self, path: Path) -> None:
        """Else a power cut could forget the names of new files."""
        if os.name != "posix":
            return
        folder = os.open(path, os.O_RDONLY)
        try:
            os.fsync(folder)
        except OSError as error:
            if error.errno not in _UNKNOWN:  # some file systems sync no folders
                raise
        finally:
            os.close(folder)

    def cut(self, descriptor: int, size: int) -> None:
        """Forget what stands behind the first `size` bytes of a file."""
        os.ftruncate(descriptor, size)

    def close(self, descriptor: int) -> None:
        os.close(descriptor)

    def preallocate(self, descriptor: int, size: int) -> None:
        """Take `size` bytes of the disk."""
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(descriptor, 0, size)
            return
        for _ in range(0, size, 1 << 20):
            write_all(self, descriptor, bytes(1 << 20))

    def replace(self, old: Path, new: Path) -> None:
        old.replace(new)

    def remove(self, path: Path) -> None:
        path.unlink(missing_ok=True)

    def free(self, path: Path) -> int:
        """Bytes that may still be written on the disk of a folder."""
        return shutil.disk_usage(path).free


def write_all(disk: Disk, descriptor: int, data: bytes) -> None:
    """Write all of it, however small the steps the system takes. Raises OSError."""
    rest = memoryview(data)
    patience = _AGAIN
    while rest:
        try:
            written = disk.write(descriptor, bytes(rest))
        except (BlockingIOError, InterruptedError):
            written = 0
        rest = rest[written:]
        if not written:
            patience -= 1
            if not patience:
                raise OSError(errno.EIO, "nothing is written")


def valid_id(recording: str) -> bool:
    """Whether this may name a recording: hexadecimal with dashes, as a UUID is written."""
    return (
        0 < len(recording) <= _LONGEST_ID
        and _HEX.issuperset(recording)
        and not recording.startswith("-")
    )


def folder_of(root: Path, recording: str) -> Path:
    """Raises NotFoundError when no recording can have this name."""
    if not valid_id(recording):
        raise NotFoundError("there is no recording with this name; list them: erscribe recover")
    return root / recording


def being_written(folder: Path) -> bool:
    """Whether a process that lives is writing this recording."""
    try:
        descriptor = os.open(folder / LOCK, os.O_RDWR | _BINARY)
    except OSError:
        return False
    try:
        return not taken(descriptor)
    except OSError:
        return False
    finally:
        os.close(descriptor)
