"""How much more the disk takes, told now and then whether or not something is recorded."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from app.domain.live import RoomLeft

EVERY_S: Final = 5.0


class RoomWatch:
    """A thread of its own: a disk that does not answer holds up nobody else."""

    def __init__(self, room: Callable[[], RoomLeft], tell: Callable[[RoomLeft], None]) -> None:
        """room: asks the disk; may raise OSError, and nothing is told then."""
        self._room = room
        self._tell = tell
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="room")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()

    def _run(self) -> None:
        while True:
            with suppress(OSError):
                self._tell(self._room())
            if self._ended.wait(EVERY_S):
                return
