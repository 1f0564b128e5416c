"""From worker threads to the window, in one place."""

import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

if TYPE_CHECKING:
    from app.services.dictation import Dictation
    from app.services.recovery import Recovery

SLICE_S = 0.015  # of telling; then the window may answer


class _Gate:
    """Between those who tell a window something and the window that may be going meanwhile.

    Shut when the window goes, which waits for who is telling it something at that moment: a signal
    of an object that is being deleted crashes. What comes later is told to nobody.
    """

    def __init__(self, parent: QObject | None) -> None:
        """To be made in the window's thread. parent: with whom it goes."""
        self._home, self._lock, self._shut = threading.get_ident(), threading.Lock(), False
        if parent is not None:
            parent.destroyed.connect(self._close)

    def _close(self, *_: object) -> None:
        with self._lock:
            self._shut = True

    def through(self, emit: Callable[[], object]) -> None:
        """Emit, from any thread."""
        if threading.get_ident() == self._home:  # it cannot go meanwhile, and may be told again
            _emitted(emit)
            return
        with self._lock:
            if not self._shut:
                _emitted(emit)


def _emitted(emit: Callable[[], object]) -> None:
    with suppress(RuntimeError):  # Qt's half of the object is deleted
        emit()


class EventBridge(QObject):
    """Lives in the window's thread: a signal emitted from any thread runs its slots there."""

    happened = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._gate = _Gate(parent)

    def tell(self, event: object) -> None:
        """Emit from any thread; what comes after the window is gone is told to nobody."""
        self._gate.through(lambda: self.happened.emit(event))


class PacedBridge(QObject):
    """The same for events that come in floods: the window answers between slices of them.

    Who comes back to a recording of hours is told all of its words at once.
    """

    happened = Signal(object)
    _woken = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._gate = _Gate(parent)
        self._waiting: deque[object] = deque()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._tell)
        # queued: an event that a command brings at once still comes after the command
        self._woken.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def tell(self, event: object) -> None:
        """From any thread; what comes after the window is gone is told to nobody."""
        first = not self._waiting
        self._waiting.append(event)
        if first:
            self._gate.through(self._wake)

    def _wake(self) -> None:
        self._woken.emit()

    def _tell(self) -> None:
        until_s = time.perf_counter() + SLICE_S
        while self._waiting:
            if time.perf_counter() > until_s:
                self._rest.start()
                return
            self.happened.emit(self._waiting[0])
            self._waiting.popleft()


@dataclass(frozen=True, slots=True)
class LiveParts:
    """What the live part of the window is given by whoever builds it.

    recovery: asked behind, since it takes a while to load. chime: makes the sound of an
    interrupting alert, in a thread of its own; None where the notices of the service make it.
    device: the microphone that was chosen, "" for the system's.
    preroll_s: 0 is off.
    """

    dictation: "Dictation"
    recovery: "Callable[[], Recovery] | None" = None
    chime: Callable[[], object] | None = None
    device: str = ""
    preroll_s: float = 0.0
