"""One writer at a time, across processes.

SQLite before 3.51.3 can damage a WAL database when two connections write and checkpoint at once.
Whoever opens a connection here holds this lock until it is closed, so that never happens; the
operating system lets go of it when the process dies, however it dies.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.domain.errors import StoreError

POLL_S = 0.01

if sys.platform == "win32":
    import msvcrt

    def taken(descriptor: int) -> bool:
        """Lock an open file; False when another process has it."""
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _let_go(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def taken(descriptor: int) -> bool:
        """Lock an open file; False when another process has it."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _let_go(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


@contextmanager
def taken_file(path: Path) -> Iterator[bool]:
    """Hold a lock file for a while; False when another process has it. Raises OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        held = taken(descriptor)
        yield held
        if held:
            _let_go(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def writer_lock(path: Path, wait_s: float) -> Iterator[None]:
    """Hold the lock file at `path`. Raises StoreError when another holds it for `wait_s`."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        give_up_s = time.monotonic() + wait_s
        while not taken(descriptor):
            if time.monotonic() >= give_up_s:
                raise StoreError(
                    f"another ERScribe is writing to the database beside {path}; "
                    "wait for it to finish, then try again"
                )
            time.sleep(POLL_S)
        try:
            yield
        finally:
            _let_go(descriptor)
    finally:
        os.close(descriptor)
