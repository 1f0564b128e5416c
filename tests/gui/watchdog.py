"""Sees whether the window's thread does anything that takes too long."""

import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer

BEAT_MS = 20
LONGEST_S = 0.050
"""What a hand on the keyboard does not notice."""


@dataclass(frozen=True, slots=True)
class Stall:
    """The window's thread did not come back for so long. spent_s: of it, its own processor time:
    the rest it waited, for another process on a busy machine or for a lock. where: the functions
    that it was in, innermost last; names alone, never values."""

    stalled_s: float
    spent_s: float
    where: tuple[str, ...] = ()


class Watchdog(QObject):
    """A timer of the window's thread beats; a thread of its own looks when it should have.

    told: each stall, on the thread that watches. Beats cost less than 0.1 % of a core.
    """

    def __init__(
        self,
        told: Callable[[Stall], None],
        parent: QObject | None = None,
        longest_s: float = LONGEST_S,
    ) -> None:
        super().__init__(parent)
        self._told, self._longest_s = told, longest_s
        self._watched = threading.get_ident()
        self._beat_s, self._spent_s = time.monotonic(), time.thread_time()
        self._where: tuple[str, ...] = ()
        self._over = threading.Event()
        self._timer = QTimer(self)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()
        self._thread = threading.Thread(target=self._look, daemon=True, name="watchdog")
        self._thread.start()

    def _beat(self) -> None:
        now, spent = time.monotonic(), time.thread_time()
        stalled_s = now - self._beat_s - BEAT_MS / 1000
        if stalled_s > self._longest_s:
            self._told(Stall(stalled_s, spent - self._spent_s, self._where))
        self._beat_s, self._spent_s, self._where = now, spent, ()

    def _look(self) -> None:
        """Remember where the thread is while it does not come back."""
        while not self._over.wait(self._longest_s / 2):
            if time.monotonic() - self._beat_s > self._longest_s and not self._where:
                self._where = _names(self._watched)

    def stop(self) -> None:
        self._timer.stop()
        self._over.set()
        self._thread.join()


def _names(thread: int) -> tuple[str, ...]:
    frame = sys._current_frames().get(thread)
    names = []
    while frame is not None:
        names.append(f"{frame.f_globals.get('__name__', '?')}.{frame.f_code.co_name}")
        frame = frame.f_back
    return tuple(reversed(names))
