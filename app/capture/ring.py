"""The ring between a device's callback and the rest of the process, and the bell that wakes it.

One thread writes, one reads. Nobody holds a lock, so that nobody can make the callback wait.
"""

import threading
from collections import deque
from typing import Final, NamedTuple

import numpy as np

from app.audio.source import Block, Chosen
from app.capture.bell import Bell
from app.capture.clock import Clock

RING_S: Final = 12.0
"""SAFETY 5.2 asks for at least 10 s."""
RING_EVERY_S: Final = 0.02
"""The spotter decides every 20 ms; waking for less only costs."""
_AT_ONCE_S: Final = 0.1
UNKNOWN: Final = -1
_MOST_PIECES: Final = 16_384


class Ring:
    """Preallocated frames. `written` and `taken` count all frames since the start."""

    def __init__(self, frames: int, channels: int) -> None:
        self._store = np.empty((frames, channels), np.float32)
        self._store.fill(0.0)  # touches every page now, not in the callback
        self.written = 0
        self.taken = 0

    def write(self, block: Block) -> bool:
        """Copy a block in; False, and nothing done, when there is no room."""
        count, size = len(block), len(self._store)
        if self.written - self.taken + count > size:
            return False
        first = self.written % size
        head = min(count, size - first)
        self._store[first : first + head] = block[:head]
        if head < count:
            self._store[: count - head] = block[head:]
        self.written += count
        return True

    def take(self, count: int) -> Block:
        """The next `count` frames, a copy."""
        size = len(self._store)
        first = self.taken % size
        head = min(count, size - first)
        frames = np.empty((count, self._store.shape[1]), np.float32)
        frames[:head] = self._store[first : first + head]
        frames[head:] = self._store[: count - head]
        self.taken += count
        return frames


class Piece(NamedTuple):
    """Blocks out of the ring. at_s: when the last came; lost: frames missing before, or UNKNOWN."""

    frames: Block
    at_s: float
    lost: int


class Feed:
    """One opening of one device: its ring, and when each block came."""

    def __init__(self, chosen: Chosen, clock: Clock, bell: Bell, ring_s: float = RING_S) -> None:
        self.chosen = chosen
        self.opened_s = clock.now()
        self.latest_s: float | None = None  # when the latest block came
        self.ended = threading.Event()
        self._clock = clock
        self._bell = bell
        self._ring = Ring(round(ring_s * chosen.rate_hz), chosen.channels)
        self._ends: deque[tuple[int, float, int]] = deque(maxlen=_MOST_PIECES)
        self._lost = 0
        self._most_at_once = round(_AT_ONCE_S * chosen.rate_hz)
        self._ring_every = round(RING_EVERY_S * chosen.rate_hz) if chosen.live else 0
        self._rung_at = 0

    def deliver(self, block: Block, overflow: bool) -> bool:
        """The device's callback: copies, notes the time, rings. Takes no lock."""
        now = self._clock.now()
        self.latest_s = now
        if not self._ring.write(block):
            if self.chosen.live:
                self._lost += len(block)
            return False
        lost = self._lost or (UNKNOWN if overflow else 0)
        self._lost = 0
        self._ends.append((self._ring.written, now, lost))
        if self._ring.written - self._rung_at >= self._ring_every:
            self._rung_at = self._ring.written
            self._bell.ring()
        return True

    def end(self) -> None:
        """No more will come."""
        self.ended.set()
        self._bell.ring()

    @property
    def waiting(self) -> bool:
        return bool(self._ends)

    def next_piece(self) -> Piece | None:
        """What waits, oldest first, up to where sound was lost; None when nothing waits."""
        if not self._ends:
            return None
        end, at_s, lost = self._ends.popleft()
        most = self._ring.taken + self._most_at_once
        # only this thread takes from the left, so that what was looked at is still there
        while self._ends and not self._ends[0][2] and self._ends[0][0] <= most:
            end, at_s, _ = self._ends.popleft()
        return Piece(self._ring.take(end - self._ring.taken), at_s, lost)
