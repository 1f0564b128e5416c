"""From worker threads to the window, in one place."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from app.services.dictation import Dictation
    from app.services.recovery import Recovery


class EventBridge(QObject):
    """Lives in the window's thread: a signal emitted from any thread runs its slots there."""

    happened = Signal(object)

    def tell(self, event: object) -> None:
        """Emit from any thread; what comes after the window is gone is told to nobody."""
        with suppress(RuntimeError):  # Qt's half of this object is deleted
            self.happened.emit(event)


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
