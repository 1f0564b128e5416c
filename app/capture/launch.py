"""Starts the recording process and finds one that runs already."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from app import paths
from app.domain.errors import DeviceError
from app.domain.live import CaptureEvent
from app.services.pipe import Address, Pipe, PipeClosedError, connect

ADDRESS: Final = "capture.json"
ERRORS: Final = "capture.err"
_READY_S: Final = 10.0
_ANOTHER: Final = DeviceError.exit_code
_LOOK_S: Final = 0.01
_AGAIN_S: Final = 0.5
_LONGEST_SENTENCE: Final = 500

_ahead: "dict[Path, subprocess.Popen[bytes]]" = {}


def start_ahead(folder: Path, command: Sequence[str]) -> None:
    """Start the process before anybody wants to reach it; whoever does then waits for this one.

    Where one runs already nothing is done. A failure is told to who wants to reach it.
    """
    launcher = Launcher(folder, command)
    running = launcher.connected()
    if running is not None:
        running.close()
        return
    with suppress(DeviceError, OSError):
        _ahead[folder] = launcher.start()


class Launcher:
    """folder: where the process leaves its address (run_dir())."""

    def __init__(self, folder: Path, command: Sequence[str]) -> None:
        self._folder = folder
        self._command = tuple(command)

    def reach(self, given_up: Callable[[], bool]) -> Pipe | None:
        """Connect, starting the process when none answers; None once given up.

        Raises DeviceError with what the process said when it cannot start.
        """
        process = _ahead.pop(self._folder, None)
        until = time.monotonic() + _READY_S
        started_s = 0.0
        while not given_up():
            pipe = self.connected()
            if pipe is not None:
                return pipe
            now = time.monotonic()
            ended = process.poll() if process is not None else None
            if now > until or ended not in (None, _ANOTHER):
                raise DeviceError(self._said())
            # one that found another at work; if that one's address does not come, it is gone too
            if process is None or (ended is not None and now > started_s + _AGAIN_S):
                process, started_s = self.start(), now
            time.sleep(_LOOK_S)
        return None

    def connected(self) -> Pipe | None:
        """A pipe to the process, when one answers."""
        address = Address.read(self._folder / ADDRESS)
        if address is None:
            return None
        try:
            return connect(address, CaptureEvent)
        except PipeClosedError:
            return None

    def start(self) -> "subprocess.Popen[bytes]":
        """Start it, in a session of its own: closing a terminal or the window must not end it."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        errors = os.open(self._folder / ERRORS, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        own: dict[str, Any] = {"start_new_session": True}
        if sys.platform == "win32":
            own = {"creationflags": 0x00000008 | 0x00000200}  # detached, its own process group
        try:
            process = subprocess.Popen(  # noqa: S603 - our own program
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                cwd=paths.ROOT,
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
                **own,
            )
        except OSError as error:
            raise DeviceError("the recording process cannot be started; install again") from error
        finally:
            os.close(errors)
        # it may outlive us; if not, this takes note of its end
        threading.Thread(target=process.wait, daemon=True, name="capture's end").start()
        return process

    def _said(self) -> str:
        """The last line the process wrote before it ended."""
        try:
            text = (self._folder / ERRORS).read_text(encoding="utf-8", errors="replace")
        except OSError:
            text = ""
        line = text.strip().rpartition("\n")[2].removeprefix("erscribe: ")
        return line[:_LONGEST_SENTENCE] or "the recording process does not start; start again"
