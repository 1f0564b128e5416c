"""The machine's clocks: wall time, a count that nobody can set, and whether a server sets it."""

import ctypes
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final

from app.domain.audit import ClockState, Stamp

JUMP_MS: Final = 2_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_TIMEX_BYTES: Final = 256  # struct timex has 208 on 64 bits; the kernel writes no more
_STATUS_AT: Final = 40 if sys.maxsize > 2**32 else 20  # its field `status`: STA_UNSYNC and others
_STA_UNSYNC: Final = 0x40
_TIME_ERROR: Final = 5


@cache
def boot_id() -> str:
    """The same as long as the machine runs; elsewhere than on Linux as long as the process does."""
    try:
        return _BOOT_ID.read_text(encoding="utf-8").strip()
    except OSError:
        return str(uuid.uuid4())


def monotonic_ns() -> int:
    """Counts while the machine sleeps too, else every closed lid would look like a set clock."""
    for name in ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC"):
        if hasattr(time, name):
            return time.clock_gettime_ns(getattr(time, name))
    return time.monotonic_ns()


def clock_state() -> ClockState:
    """What the kernel says of its clock's discipline (adjtimex, read only)."""
    if sys.platform != "linux":
        return "unknown"
    timex = ctypes.create_string_buffer(_TIMEX_BYTES)  # modes = 0: sets nothing
    state = ctypes.CDLL(None).adjtimex(timex)
    if state < 0:
        return "unknown"
    status = int.from_bytes(timex.raw[_STATUS_AT : _STATUS_AT + 4], sys.byteorder)
    return "unsynced" if state == _TIME_ERROR or status & _STA_UNSYNC else "synced"


@dataclass(frozen=True, slots=True)
class Clock:
    """The clocks that stamp audit rows; tests give others."""

    wall: Callable[[], datetime] = lambda: datetime.now(UTC).astimezone()
    mono_ns: Callable[[], int] = monotonic_ns
    boot: Callable[[], str] = boot_id
    state: Callable[[], ClockState] = clock_state

    def now(self) -> Stamp:
        """This moment. wall: aware, in local time."""
        wall = self.wall()
        offset = wall.strftime("%z")
        return Stamp(
            ms_of(wall),
            self.mono_ns(),
            self.boot(),
            f"{offset[:3]}:{offset[3:5]}",
            self.state(),
        )

    def then(self, at: datetime) -> Stamp:
        """A moment not long ago: its wall time is `at`, its count is reckoned back from now.

        So wall time less count is that of now, and a jump of the wall clock stays visible however
        long the act waited for its turn to be written.
        """
        now = self.now()
        utc_ms = ms_of(at)
        return replace(now, utc_ms=utc_ms, mono_ns=now.mono_ns - (now.utc_ms - utc_ms) * 1_000_000)


MACHINE: Final = Clock()


def ms_of(at: datetime) -> int:
    """Whole milliseconds since 1970 that have passed at an aware time."""
    return (at - _EPOCH) // timedelta(milliseconds=1)


def jump_ms(before: Stamp, now: Stamp) -> int:
    """How far the wall clock was set between two stamps, 0 for not noticeably.

    Within one boot it is what the wall moved beyond the count; across boots only going back shows.
    """
    if before.boot_id == now.boot_id:
        moved = now.utc_ms - before.utc_ms - (now.mono_ns - before.mono_ns) // 1_000_000
    else:
        moved = min(0, now.utc_ms - before.utc_ms)
    return moved if abs(moved) > JUMP_MS else 0
