"""One writer at a time, across processes.

SQLite before 3.51.3 can damage a WAL database when two connections write and checkpoint at once.
Whoever uses a connection here holds this lock meanwhile, so that never happens; the operating
system lets go of it when the process dies, however it dies.

Each holder leaves a mark of its own in the lock file. Who comes back and finds its own knows that
nobody else was at the database since.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import StoreError

POLL_S = 0.01
_MARK_AT = 16  # behind the byte that Windows locks
_MARK_BYTES = 16

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


@dataclass(frozen=True, slots=True)
class Hold:
    """One time that the lock is held. left: the mark of who held it before; own: of who does."""

    left: bytes
    own: bytes


@contextmanager
def writer_lock(path: Path, wait_s: float) -> Iterator[Hold]:
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
            yield _marked(descriptor)
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)  # Windows unlocks the byte it stands at
            _let_go(descriptor)
    finally:
        os.close(descriptor)


def _marked(descriptor: int) -> Hold:
    os.lseek(descriptor, _MARK_AT, os.SEEK_SET)
    left, own = os.read(descriptor, _MARK_BYTES), os.urandom(_MARK_BYTES)
    os.lseek(descriptor, _MARK_AT, os.SEEK_SET)
    os.write(descriptor, own)
    return Hold(left, own)
