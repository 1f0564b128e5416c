"""Wakes one thread from any other without ever making the ringing thread wait."""

import threading
from contextlib import suppress


class Bell:
    """A bell that was rung stays rung until its one listener has heard it."""

    def __init__(self) -> None:
        # held while not rung; releasing a lock waits for nobody
        self._silence = threading.Lock()
        self._silence.acquire()

    def ring(self) -> None:
        if self._silence.locked():
            with suppress(RuntimeError):  # two rang at once; one ring is enough
                self._silence.release()

    def wait(self, timeout_s: float) -> bool:
        """True when it was rung, now or before."""
        return self._silence.acquire(timeout=timeout_s)
