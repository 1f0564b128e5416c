"""The computer does not go to sleep while something is recorded.

A closed lid and a pressed power button are the user's will and are heeded. Where the system cannot
be asked, nothing is said: what it then does is a gap that the recording knows of.
"""

import ctypes
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Final, Protocol

from app.domain.live import CaptureEvent, Status

_WHY: Final = "a recording is running"
_LEAVE_S: Final = 2.0
_CONTINUOUS, _SYSTEM = 0x80000000, 0x00000001  # of SetThreadExecutionState


class Inhibitor(Protocol):
    """Asks the system not to sleep. Both are called in turn, on one thread; neither raises."""

    def hold(self) -> None: ...
    def release(self) -> None: ...


class Awake:
    """Holds an inhibitor while a recording runs or pauses. Nobody waits for it."""

    def __init__(self, inhibitor: Inhibitor) -> None:
        self._inhibitor = inhibitor
        self._wanted = self._held = self._ended = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, daemon=True, name="awake")

    def start(self) -> None:
        self._thread.start()

    def see(self, event: CaptureEvent) -> None:
        """What the clients are told; from any thread."""
        if isinstance(event, Status):
            self._want(bool(event.recording))

    def stop(self) -> None:
        with self._changed:
            self._ended = True
        self._want(False)
        self._thread.join(_LEAVE_S)

    def _want(self, wanted: bool) -> None:
        with self._changed:
            self._wanted = wanted
            self._changed.notify_all()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._wanted != self._held or self._ended)
                if self._wanted == self._held:
                    return
                self._held = self._wanted
            (self._inhibitor.hold if self._held else self._inhibitor.release)()


class Helper:
    """A program of the system that keeps it awake until its input ends, so never longer than we
    live."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = tuple(command)
        self._running: subprocess.Popen[bytes] | None = None

    def hold(self) -> None:
        # not our libraries: in an installed program the path names those that came with it
        own = {name: value for name, value in os.environ.items() if name != "LD_LIBRARY_PATH"}
        with suppress(OSError):
            self._running = subprocess.Popen(  # noqa: S603 - a program of the system
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=own,
            )

    def release(self) -> None:
        running, self._running = self._running, None
        if running is None:
            return
        with suppress(OSError):
            if running.stdin is not None:
                running.stdin.close()
        try:
            running.wait(_LEAVE_S)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


class WindowsState:
    """What Windows keeps for the thread that asks."""

    def __init__(self, set_state: Callable[[int], Any]) -> None:
        self._set_state = set_state

    def hold(self) -> None:
        self._set_state(_CONTINUOUS | _SYSTEM)

    def release(self) -> None:
        self._set_state(_CONTINUOUS)


class Nothing:
    """A system that cannot be asked."""

    def hold(self) -> None: ...
    def release(self) -> None: ...


def inhibitor(find: Callable[[str], str | None] = shutil.which) -> Inhibitor:
    """The one of this system. find: where a program is."""
    if sys.platform == "win32":
        return WindowsState(ctypes.windll.kernel32.SetThreadExecutionState)
    if sys.platform == "darwin":
        return _helper(find, ("caffeinate", "-i", "-s"))
    for name in ("systemd-inhibit", "elogind-inhibit"):
        if find(name):
            asks = (name, "--what=sleep:idle", "--mode=block", "--who=ERScribe", f"--why={_WHY}")
            return _helper(find, asks)
    return Nothing()


def _helper(find: Callable[[str], str | None], command: Sequence[str]) -> Inhibitor:
    """`cat` lives as long as its input does."""
    found, cat = find(command[0]), find("cat")
    return Helper((found, *command[1:], cat)) if found and cat else Nothing()
