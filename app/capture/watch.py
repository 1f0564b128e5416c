"""What may be wrong with the sound, and with the time that it takes."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.audio.source import Block
from app.capture.clock import Clock

SILENT_S: Final = 0.75
CLIP_WINDOW_S: Final = 0.25
_CLIP_OVER_S: Final = 2.0
_CLIP_RUN: Final = 3
_CLIP_SHARE: Final = 0.001
FULL_SCALE: Final = 0.9999  # below 32767/32768, what 16-bit devices call full scale
_JUMP_S: Final = 1.0
_SLEPT_S: Final = 0.5
_HOLE_S: Final = 2.0
_DRIFT: Final = 2e-4  # how much faster a device's clock may run than ours
_WINDOW_S: Final = 1.0
_LOST_S: Final = 0.2


class Silence:
    """Whether the device delivers one and the same value for SILENT_S or longer."""

    def __init__(self, rate_hz: int) -> None:
        self._enough = round(SILENT_S * rate_hz)
        self._latest: Block = np.full(1, np.nan, np.float32)
        self._same = 0

    def push(self, block: Block) -> bool:
        last = block[-1]
        # sound is told by its first channel's ends already; only what may be silence is looked at
        if block[0, 0] != last[0] or not (block == last).all():
            self._same = 0
        elif np.array_equal(last, self._latest):
            self._same += len(block)
        else:
            self._same = len(block)
        self._latest = last
        return self._same >= self._enough


class Clipping:
    """Whether peaks are cut off: three samples in a row at full scale, or 0.1 % in 250 ms."""

    def __init__(self, rate_hz: int) -> None:
        self._window = round(CLIP_WINDOW_S * rate_hz)
        self._over = round(_CLIP_OVER_S * rate_hz)
        self._seen = 0
        self._full = 0
        self._run = 0
        self._clean = self._over
        self._now = False

    def push(self, block: Block) -> bool:
        bad = False
        if max(block.max(), -block.min()) < FULL_SCALE:
            self._run = 0
        else:
            full: NDArray[np.bool_] = np.asarray((np.abs(block) >= FULL_SCALE).any(axis=1))
            bad = self._in_a_row(full)
            self._full += int(full.sum())
        self._seen += len(block)
        bad = bad or self._full > _CLIP_SHARE * self._window
        if self._seen >= self._window:
            self._seen, self._full = 0, 0
        self._clean = 0 if bad else self._clean + len(block)
        self._now = bad or (self._now and self._clean < self._over)
        return self._now

    def _in_a_row(self, full: NDArray[np.bool_]) -> bool:
        """Longest run of true values, the one that the block before ended with included."""
        breaks = np.flatnonzero(~full)
        if not len(breaks):
            self._run += len(full)
            return self._run >= _CLIP_RUN
        inside = int(np.diff(breaks).max(initial=1)) - 1
        longest = max(self._run + int(breaks[0]), inside, len(full) - 1 - int(breaks[-1]))
        self._run = len(full) - 1 - int(breaks[-1])
        return longest >= _CLIP_RUN


class Pace:
    """Compares how much sound came with how much time went by.

    Blocks come late now and then, never early; the least lateness is how long the device takes,
    and what the lateness has grown by since is sound that never came.
    """

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._frames = 0
        self._least_s: float | None = None
        self._before_s = 0.0
        self._window_end_s = 0.0
        self._window_low_s = 0.0

    def push(self, frames: int, at_s: float, lost: int, suspicious: bool) -> float:
        """Seconds missing before this block. lost: frames known to be; suspicious: look now.

        Without suspicion only what stays missing for a second counts.
        """
        self._frames += frames
        late_s = at_s - self._frames / self._rate_hz
        if self._least_s is None:
            self._restart(at_s, late_s)
            return max(0, lost) / self._rate_hz
        passed_s = min(at_s - self._before_s, _WINDOW_S)  # not what the computer slept
        self._least_s = min(late_s, self._least_s + _DRIFT * passed_s)
        self._before_s = at_s
        missing_s = late_s - self._least_s
        if lost > 0:
            return self._gone(lost / self._rate_hz, at_s)
        if suspicious or lost < 0:
            return self._gone(missing_s, at_s)
        self._window_low_s = min(self._window_low_s, missing_s)
        if at_s < self._window_end_s:
            return 0.0
        low_s = self._window_low_s
        return self._gone(low_s if low_s > _LOST_S else 0.0, at_s)

    def _restart(self, at_s: float, late_s: float) -> None:
        self._least_s, self._before_s = late_s, at_s
        self._gone(0.0, at_s)

    def _gone(self, missing_s: float, at_s: float) -> float:
        assert self._least_s is not None  # noqa: S101 - push sets it first
        self._least_s += missing_s
        self._window_end_s, self._window_low_s = at_s + _WINDOW_S, float("inf")
        return missing_s


class TimeWatch:
    """Sees the computer sleep, and its wall clock being set."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._offset_s = clock.wall() - clock.now()
        self._asleep_s = clock.asleep()
        self._before_s = clock.now()

    def jumped_s(self) -> float:
        """How far the wall clock was set since the last call; 0 for a second or less."""
        offset_s = self._clock.wall() - self._clock.now()
        # a clock that is slewed stays under this from call to call, however far it goes
        jump_s, self._offset_s = offset_s - self._offset_s, offset_s
        return jump_s if abs(jump_s) > _JUMP_S else 0.0

    def slept_s(self) -> float:
        """How long the computer slept since the last call, as far as can be told; else 0."""
        now, asleep_s = self._clock.now(), self._clock.asleep()
        hole_s, self._before_s = now - self._before_s, now
        if asleep_s is None or self._asleep_s is None:
            return hole_s if hole_s > _HOLE_S else 0.0
        slept_s, self._asleep_s = asleep_s - self._asleep_s, asleep_s
        return slept_s if slept_s > _SLEPT_S else 0.0
