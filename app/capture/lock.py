"""One recording process per data folder; the system lets go of the lock however it dies."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.domain.errors import DeviceError
from app.store.lock import taken


@contextmanager
def recording_lock(path: Path) -> Iterator[None]:
    """Hold the lock file at `path`.

    Raises DeviceError when another process holds it, OSError when it cannot be made.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not taken(descriptor):
            raise DeviceError(
                "another ERScribe is recording on this computer; use its window, or close it first"
            )
        yield
    finally:
        os.close(descriptor)
