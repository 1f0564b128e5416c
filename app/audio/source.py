"""What sound comes from: a microphone, or a file that plays one. Seen by the recording process."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Block = NDArray[np.float32]
"""Frames as a device gives them: float32 in [-1, 1], shape (frames, channels)."""

Deliver = Callable[[Block, bool], bool]
"""Takes one block; the flag says that the device lost sound before it.

False when there was no room: a file may offer the block again, a microphone cannot.
"""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The device that was found, before it is opened.

    key: finds this very device again. live: False for a file, which may be silent or late without
    anything being wrong. doubt: a sentence when this is not what was asked for, else "".
    """

    device: str
    key: str
    rate_hz: int
    channels: int
    live: bool = True
    doubt: str = ""


class AudioSource(Protocol):
    """One at a time is open. All calls come from one thread, and may take long."""

    def find(self, wanted: str, key: str = "") -> Chosen:
        """Choose a device: by name, part of a name, or "" for the system's own.

        key: only this very one, which was there before. Raises DeviceError, DecodeError.
        """
        ...

    def start(self, chosen: Chosen, deliver: Deliver, ended: Callable[[], None]) -> None:
        """Open it; blocks come on a thread of its own until `stop`. Raises DeviceError.

        ended: called when no more will come although nobody stopped it.
        """
        ...

    def stop(self) -> None:
        """Close it; no block comes after this returned. Never raises."""
        ...

    def calm(self) -> None:
        """Ask for larger buffers from the next `start` on: blocks were lost."""
        ...
