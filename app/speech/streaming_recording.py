"""A recording that grows, read into a follower: at its own pace, or in steps when it is there."""

import threading
import time
from collections.abc import Callable
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from app.domain.audio import SAMPLE_RATE_HZ, Samples, as_float
from app.domain.live import Follow, FollowEnded, Lag, Trouble, TroubleOver
from app.speech.streaming import WARM_UP_S, Follower, Said

_POLL_S: Final = 0.05
_STEP: Final = SAMPLE_RATE_HZ // 2  # samples a step when the recording is not followed in time
_MOST: Final = 5 * SAMPLE_RATE_HZ  # samples taken at once when it is
_HASTE: Final = 2 * SAMPLE_RATE_HZ
_BEHIND_S, _CAUGHT_UP_S = 5.0, 2.0
_STUCK_S: Final = 60.0


class SoundSource(Protocol):
    """A recording that another process may still be writing."""

    available: int

    @property
    def finished(self) -> bool: ...

    def poll(self, final: bool = False) -> bool: ...

    def read(self, first: int, last: int) -> NDArray[np.int16]: ...


MakeFollower = Callable[[Callable[[Said], None], float, Callable[[], float]], Follower]


class Following:
    """One Follow command from its beginning to FollowEnded."""

    def __init__(self, command: Follow, send: Callable[..., None]) -> None:
        """send: takes an event, and droppable=True for one not worth keeping."""
        self.command = command
        self._send = send
        self._no_more = threading.Event()
        self._left = threading.Event()
        self._lock = threading.Lock()  # the ticker polls too
        self._source: Any = None
        self._read = 0  # samples given to the follower, by then made into words
        self._busy_since: float | None = None
        self._behind = False
        self.over = False

    def no_more_comes(self) -> None:
        """The recording has ended: once all of it is read, so has following."""
        self._no_more.set()

    @property
    def ending(self) -> bool:
        """Whether it was said that no more comes."""
        return self._no_more.is_set()

    @property
    def busy(self) -> bool:
        """Whether what somebody says now is being read at this moment."""
        return self.command.paced and self._busy_since is not None and not self.over

    def leave(self) -> None:
        """Stop as soon as what is being recognised is done; nothing more is said."""
        self._left.set()

    def run(self, recording: Callable[[str, str], SoundSource], make: MakeFollower) -> None:
        """Follow to the end. Raises AppError."""
        command = self.command
        clock = time.monotonic if command.paced else lambda: 0.0
        follower = make(self._send, command.from_s, clock)
        with self._lock:
            self._source = recording(command.recording, command.key)
            self._read = max(0, round(command.from_s * SAMPLE_RATE_HZ))
        self._warm_up(follower)
        while not self._left.is_set():
            if not self._step(follower):
                self._caught_up()
                self._send(FollowEnded(follower.position_s))
                return

    def tick(self) -> None:
        """Once a second: how much is waiting, and whether that is too much."""
        busy = self._busy_since
        if self.over or (busy is not None and time.monotonic() - busy > _STUCK_S):
            return
        lag_s = self._waiting() / SAMPLE_RATE_HZ
        self._send(Lag(lag_s), droppable=True)
        at_s = self._read / SAMPLE_RATE_HZ
        if self.command.paced and lag_s > _BEHIND_S and not self._behind:
            self._behind = True
            self._send(Trouble("behind", _behind_sentence(lag_s), at_s))
        elif lag_s < _CAUGHT_UP_S:
            self._caught_up()

    def _caught_up(self) -> None:
        if self._behind:
            self._behind = False
            self._send(TroubleOver("behind", self._read / SAMPLE_RATE_HZ))

    def _warm_up(self, follower: Follower) -> None:
        start = self._read
        first = max(0, start - round(WARM_UP_S * SAMPLE_RATE_HZ))
        if first < start:
            self._waiting()
            follower.warm_up(self._sound(first, start))

    def _step(self, follower: Follower) -> bool:
        """Read what has come; False when all is read and no more will come."""
        paced = self.command.paced
        last = self._no_more.is_set() or (not paced and self._source.finished)
        waiting = self._waiting(final=last)
        count = min(waiting, _MOST if paced else _STEP)
        if not paced and waiting < _STEP and not last:
            count = 0  # the same steps, however the sound was written
        if count > 0:
            sound = self._sound(self._read, self._read + count)
            haste = paced and (last or waiting - count > _HASTE)
            self._busily(lambda: follower.hear(sound, haste=haste))
            self._read += count
        elif last:
            self._busily(follower.finish)
            return False
        else:
            self._left.wait(_POLL_S)
        return True

    def _busily(self, work: Callable[[], None]) -> None:
        self._busy_since = time.monotonic()
        try:
            work()
        finally:
            self._busy_since = None

    def _waiting(self, final: bool = False) -> int:
        with self._lock:
            if self._source is None:
                return 0
            self._source.poll(final)
            return max(0, int(self._source.available) - self._read)

    def _sound(self, first: int, last: int) -> Samples:
        with self._lock:
            return as_float(self._source.read(first, last))


def _behind_sentence(lag_s: float) -> str:
    return (
        f"text is {lag_s:.0f} s behind the speech; recording goes on, and the text follows "
        "when this computer has caught up"
    )
