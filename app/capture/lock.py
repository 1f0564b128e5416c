"""One recording process per data folder; the system lets go of the lock however it dies."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.domain.errors import DeviceError

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def recording_lock(path: Path) -> Iterator[None]:
    """Hold the lock file at `path`.

    Raises DeviceError when another process holds it, OSError when it cannot be made.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            _take(descriptor)
        except OSError as error:
            raise DeviceError(
                "another ERScribe is recording on this computer; use its window, or close it first"
            ) from error
        yield
    finally:
        os.close(descriptor)
