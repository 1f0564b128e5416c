"""The clocks that recording goes by; injected, so that tests need not wait."""

import time
from collections.abc import Callable
from dataclasses import dataclass


def _elapsed_s() -> float:
    """Seconds that also pass while the computer sleeps, where the system has such a clock."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


def _asleep_s() -> float | None:
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC)
    return None


@dataclass(frozen=True, slots=True)
class Clock:
    """now: seconds that only go forward. wall: Unix time, which somebody may set.

    asleep: seconds that the computer has slept since it was started; None where no clock says.
    """

    now: Callable[[], float] = _elapsed_s
    wall: Callable[[], float] = time.time
    asleep: Callable[[], float | None] = _asleep_s
