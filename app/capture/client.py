"""The window's end of the recording process: finds it, starts it, and brings it back."""

import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from app import paths
from app.capture.launch import ADDRESS, Launcher
from app.domain.errors import AppError, DeviceError, InternalError
from app.domain.live import (
    Arm,
    CaptureCommand,
    CaptureEvent,
    Disarm,
    Mark,
    Pause,
    Quit,
    Refused,
    Resume,
    RoomLeft,
    Start,
    Status,
    Stop,
    Stopped,
    Trouble,
    TroubleOver,
)
from app.services.pipe import Address, Pipe, PipeClosedError
from app.store import recordings
from app.store.sealing import seal_of

QUIET_S: Final = 2.0
"""A process that records says something ten times a second, or twice without a device."""
HUNG_S: Final = 10.0
FINISHING: Final = 30
"""While it finishes a recording it is busy with the disk, and given so many times as long."""
_RECEIVE_S: Final = 0.25
_AGAIN_S: Final = 2.0
_DRAIN_S: Final = 0.5

Listener = Callable[[CaptureEvent], None]


class CaptureClient:
    """services.ports.Capture over a process of its own.

    What is wanted (armed, recording, paused) is kept here, and said again to a process that was
    started anew.
    """

    def __init__(
        self,
        folder: Path | None = None,
        command: Sequence[str] | None = None,
        recordings_folder: Path | None = None,
        hung_s: float = HUNG_S,
        key_of: Callable[[str], str] = lambda _: "",
    ) -> None:
        """folder: run_dir(); command: starts the process; both as this program has them.

        hung_s: how long a process may say nothing while it records before it is ended. key_of:
        what a recording is sealed with; may raise AppError.
        """
        self._folder = folder or paths.run_dir()
        self._recordings = recordings_folder or paths.recordings_dir()
        self._launcher = Launcher(self._folder, command or paths.own_command("capture-process"))
        self._lock = threading.Lock()
        self._pipe: Pipe | None = None
        self._hung_s = hung_s
        self._key_of = key_of
        self._closed = threading.Event()
        self._on_event: Listener = lambda _: None
        self._thread = threading.Thread(target=self._run, daemon=True, name="capture client")
        self._arm: Arm | None = None
        self._start: Start | None = None
        self._next: Start | None = None  # to be recorded once this one is stopped
        self._confirmed = False  # the process records it, or did
        self._paused = False
        self._stopping = False
        self._marks: list[Mark] = []
        self._quit = False
        self._lost = False
        self._quiet = False
        self._again_s = float("inf")  # when to ask again for a start that was refused

    def listen(self, on_event: Listener) -> None:
        self._on_event = on_event
        self._thread.start()

    def send(self, command: CaptureCommand) -> None:
        with self._lock:
            self._remember(command)
            if self._pipe is not None:
                self._pipe.send(command)
            elif isinstance(command, Mark):
                self._marks.append(command)

    def close(self) -> None:
        self._closed.set()
        with self._lock:
            pipe = self._pipe
        if pipe is not None:
            pipe.close(_DRAIN_S)
        if threading.current_thread() is not self._thread and self._thread.ident is not None:
            self._thread.join(2.0)

    def _remember(self, command: CaptureCommand) -> None:
        match command:
            case Arm():
                self._arm = command
            case Disarm():
                self._arm = None
            case Start() if self._start is None:
                self._want(command)
            case Start() if self._stopping:
                self._next = command
            case Pause() | Resume():
                self._paused = isinstance(command, Pause)
            case Stop():
                self._stopping = self._start is not None
            case Quit():
                self._quit = True

    def _want(self, start: Start | None) -> None:
        self._start, self._next = start, None
        self._confirmed = self._paused = self._stopping = False

    def _run(self) -> None:
        try:
            while not self._closed.is_set():
                self._serve_once()
        except Exception as error:  # noqa: BLE001 - the one broad catch of this thread
            self._on_event(Refused("listen", str(InternalError(error)), 1))

    def _serve_once(self) -> None:
        """One life of the process, from reaching it to losing it."""
        try:
            pipe = self._launcher.reach(self._closed.is_set)
        except AppError as error:
            self._on_event(Refused("listen", str(error), error.exit_code))
            self._closed.wait(_AGAIN_S)
            return
        if pipe is None:
            return
        try:
            self._greet(pipe)
            self._attend(pipe)
        except PipeClosedError:
            pass
        with self._lock:
            self._pipe = None
        pipe.close()
        if not self._closed.is_set():
            self._process_left()

    def _greet(self, pipe: Pipe) -> None:
        """Its Status comes first; then it is told what is wanted of it."""
        status = None
        while not isinstance(status, Status) and not self._closed.is_set():
            status = pipe.receive(_RECEIVE_S)
        if not isinstance(status, Status):
            return
        with self._lock:
            for command in self._wishes(status):
                pipe.send(command)
            self._pipe = pipe
        self._note(status)
        if not self._lost or not self._start or status.recording:
            self._on_event(status)

    def _wishes(self, status: Status) -> list[CaptureCommand]:
        if status.recording and self._start is None:  # it outlived another window
            self._want(Start(status.recording, None, status.device))
            self._paused = status.state == "paused"
        wishes: list[CaptureCommand] = []
        if self._start is not None and status.recording != self._start.recording:
            start = self._once_more(self._start) if self._lost else self._start
            if not self._stopping:
                wishes.append(start)
        if self._arm is not None:
            wishes.append(self._arm)
            if wishes[0] is not self._arm and not self._lost:
                wishes.reverse()
        recording = status.recording or (self._start and not self._stopping)
        if recording and self._paused != (status.state == "paused"):
            wishes.append(Pause() if self._paused else Resume())
        wishes += self._marks
        self._marks = []
        if self._stopping and status.recording:
            wishes.append(Stop())
        return [*wishes, Quit()] if self._quit else wishes

    def _once_more(self, start: Start) -> Start:
        """For a process started anew: it knows no key, and what was before is long gone."""
        with suppress(AppError):
            start = replace(start, key=self._key_of(start.recording))
        return replace(start, preroll_s=0.0)

    def _attend(self, pipe: Pipe) -> None:
        heard_s = time.monotonic()
        while not self._closed.is_set():
            event = pipe.receive(_RECEIVE_S)
            now = time.monotonic()
            if self._start is not None and now > self._again_s:
                self._again_s = float("inf")
                pipe.send(self._once_more(self._start))
            # room is told by another thread than the one that records: no sign of its life
            if event is None or isinstance(event, RoomLeft):
                self._watch(now - heard_s)
            else:
                heard_s = now
                self._note(event)
            if event is not None:
                self._on_event(event)

    def _watch(self, quiet_s: float) -> None:
        """A process that lives but does not move: say so, and end it when it stays like that."""
        patience = FINISHING if self._stopping else 1
        if self._start is None or quiet_s < QUIET_S * patience:
            return
        if not self._quiet:
            self._quiet = True
            self._on_event(Trouble("capture_lost", _QUIET))
        if quiet_s > self._hung_s:
            address = Address.read(self._folder / ADDRESS)
            if address is not None and address.pid != os.getpid():
                with suppress(OSError):
                    os.kill(address.pid, getattr(signal, "SIGKILL", signal.SIGTERM))

    def _note(self, event: CaptureEvent) -> None:
        """Learn from what the process says what there is left to wish for."""
        with self._lock:
            match event:
                case Status() if event.recording:
                    self._note_recording(event)
                case Stopped() if self._start and event.recording == self._start.recording:
                    self._want(self._next)
                case Refused():
                    self._note_refused(event)
        back = isinstance(event, Status) and bool(event.recording)
        if (self._lost and (back or self._start is None)) or self._quiet:
            self._lost = self._quiet = False
            self._on_event(TroubleOver("capture_lost", getattr(event, "audio_s", 0.0)))

    def _note_recording(self, status: Status) -> None:
        if self._start is None:  # another window began it
            self._want(Start(status.recording, None, status.device))
        if self._start is not None and self._start.recording == status.recording:
            self._confirmed, self._paused = True, status.state == "paused"

    def _note_refused(self, refused: Refused) -> None:
        if refused.command == "Arm":
            self._arm = None
        elif refused.command == "Start":
            if self._lost and refused.exit_code == DeviceError.exit_code:
                self._again_s = time.monotonic() + _AGAIN_S  # the microphone may come back
            elif self._lost or not self._confirmed:  # else it was about another one
                self._want(None)

    def _process_left(self) -> None:
        """It died, or ended as it was told to."""
        with self._lock:
            quit_, self._quit = self._quit, False
            start, stopping = self._start, self._stopping
        if quit_:
            self._closed.set()
            return
        if start is None:
            self._closed.wait(_RECEIVE_S)
            return
        if not self._lost:
            self._lost = True
            self._on_event(Trouble("capture_lost", _DIED))
        if stopping:
            self._complete(start.recording)

    def _complete(self, recording: str) -> None:
        """It was to be finished anyway: do it from here."""
        try:
            seal = seal_of(recording, self._key_of(recording))
            done = recordings.complete(self._recordings, recording, seal)
            event: CaptureEvent = Stopped(recording, done.duration_s, done.sha256)
        except AppError as error:
            event = Refused("Stop", str(error), error.exit_code)
            with self._lock:
                self._want(self._next)
        self._note(event)
        self._on_event(event)


_DIED: Final = "the recording process ended unexpectedly and is started again; go on speaking"
_QUIET: Final = "the recording process does not answer; if this stays, note down what is said"
