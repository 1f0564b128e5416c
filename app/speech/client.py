"""The speech process as the window and the terminal see it; it is brought back when it dies."""

import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final

from app.domain.errors import AppError
from app.domain.live import (
    Detect,
    Diarize,
    Follow,
    Quit,
    Ready,
    Recognize,
    SpeechCommand,
    SpeechEvent,
    Trouble,
    TroubleOver,
)
from app.paths import own_command
from app.services.pipe import Door, Pipe, PipeClosedError, connect
from app.speech.streaming_address import address_line
from app.speech.streaming_owed import Owed

_LOST: Final = (
    "speech recognition stopped and is being started again; recording goes on and no sound is lost"
)
_POLL_S, _LOOK_S = 0.5, 0.05


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the client waits. silent_s: for a sign of life while work is owed.

    start_s: for a new process to call. first_s, longest_s: before it is started again, doubled
    from one to the other each time it dies young. end_s: for it to leave by itself.
    """

    silent_s: float = 30.0
    start_s: float = 60.0
    first_s: float = 0.2
    longest_s: float = 5.0
    end_s: float = 2.0


class SpeechClient:
    """Keeps one speech process running, and knows what it owes; see ports.Speech."""

    def __init__(
        self,
        command: Sequence[str] | None = None,
        patience: Patience | None = None,
        key_of: Callable[[str], str] = lambda _: "",
    ) -> None:
        """command: what starts the process, which then reads its address from standard input.
        key_of: what a recording is sealed with; may raise AppError."""
        self._command = list(command or own_command("speech-process"))
        self._patience = patience or Patience()
        self._key_of = key_of
        self._owed = Owed()
        self._lock = threading.Lock()
        self._pipe: Pipe | None = None
        self._process: subprocess.Popen[str] | None = None
        self._closing = threading.Event()
        self._lost = False
        self._thread: threading.Thread | None = None
        self._on_event: Callable[[SpeechEvent], None] = lambda _: None

    def listen(self, on_event: Callable[[SpeechEvent], None]) -> None:
        """Start the process; its events come on a thread of the client's own, in order."""
        self._on_event = on_event
        self._thread = threading.Thread(target=self._keep, daemon=True, name="speech-client")
        self._thread.start()

    def send(self, command: SpeechCommand) -> None:
        """Never waits; what is sent while there is no process is done when there is one."""
        if isinstance(command, Quit):
            self._closing.set()
        with self._lock:
            self._owed.command(command)
            if self._pipe is not None:
                self._pipe.send(self._with_key(command))

    def close(self) -> None:
        """End the process, whatever it is doing: it writes nothing that could be lost."""
        self.send(Quit())
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(self._patience.end_s + self._patience.first_s + 1.0)

    @property
    def pid(self) -> int | None:
        """The process that runs now."""
        return None if self._process is None else self._process.pid

    def _keep(self) -> None:
        """Run the process again and again until the client is closed."""
        patience = self._patience
        wait_s = patience.first_s
        while not self._closing.is_set():
            began_s = time.monotonic()
            self._serve()
            if self._closing.is_set():
                return
            self._tell_lost()
            if time.monotonic() - began_s > patience.silent_s:
                wait_s = patience.first_s
            self._closing.wait(wait_s)
            wait_s = min(patience.longest_s, 2 * wait_s)

    def _serve(self) -> None:
        """One process from its start to its end."""
        door = Door(SpeechEvent)
        try:
            self._process = self._started(door)
            pipe = self._met(door, self._process)
            if pipe is not None:
                self._converse(pipe)
        except OSError:
            pass  # it could not be started; tried again
        finally:
            self._end_process()
            door.close()

    def _started(self, door: Door) -> "subprocess.Popen[str]":
        process = subprocess.Popen(  # noqa: S603 - this very product
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        if process.stdin is not None:
            with suppress(OSError):
                process.stdin.write(address_line(door.address))
                process.stdin.close()
        return process

    def _met(self, door: Door, process: "subprocess.Popen[str]") -> Pipe | None:
        """The process at the door; None when it died before, took too long, or we are leaving."""
        met, given_up = threading.Event(), threading.Event()

        def watch() -> None:
            until_s = time.monotonic() + self._patience.start_s
            while not met.wait(_LOOK_S):
                late = time.monotonic() > until_s
                if late or self._closing.is_set() or process.poll() is not None:
                    given_up.set()
                    process.kill()
                    with suppress(PipeClosedError):
                        connect(door.address, SpeechCommand).close()  # wakes who waits at the door
                    return

        threading.Thread(target=watch, daemon=True, name="speech-start").start()
        pipe = None
        try:
            while pipe is None and not given_up.is_set():
                pipe = door.accept()
        except PipeClosedError:
            return None
        finally:
            met.set()
        if pipe is not None and given_up.is_set():
            pipe.close()
            return None
        return pipe

    def _converse(self, pipe: Pipe) -> None:
        """Give it what is owed, then pass on what it says until it falls silent."""
        with self._lock:
            told = list(self._owed.begin_again())
        for one in told:
            self._tell(one)
        with self._lock:
            for command in self._owed.commands():
                pipe.send(self._with_key(command))
            self._pipe = pipe
        heard_s = time.monotonic()
        try:
            while not self._closing.is_set():
                event: SpeechEvent | None = pipe.receive(_POLL_S)
                if event is not None:
                    heard_s = time.monotonic()
                    self._pass_on(event)
                elif not self._owed.anything:
                    heard_s = time.monotonic()
                elif time.monotonic() - heard_s > self._patience.silent_s:
                    return
        except PipeClosedError:
            return
        finally:
            with self._lock:
                self._pipe = None
            pipe.close(drain_s=self._patience.end_s if self._closing.is_set() else 0.0)

    def _with_key(self, command: SpeechCommand) -> SpeechCommand:
        """Without its key a recording cannot be read; the process says so then."""
        if isinstance(command, Follow | Detect | Recognize | Diarize) and command.recording:
            with suppress(AppError):
                return replace(command, key=self._key_of(command.recording))
        return command

    def _pass_on(self, event: SpeechEvent) -> None:
        with self._lock:
            event = self._owed.event(event)
        if isinstance(event, Ready) and self._lost:
            self._lost = False
            self._tell(event)
            self._tell(TroubleOver("speech_lost", self._owed.reached_s))
            return
        self._tell(event)

    def _tell(self, event: Any) -> None:
        self._on_event(event)

    def _tell_lost(self) -> None:
        if not self._lost:
            self._lost = True
            self._tell(Trouble("speech_lost", _LOST, self._owed.reached_s))

    def _end_process(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if self._closing.is_set():
            with suppress(subprocess.TimeoutExpired):
                process.wait(self._patience.end_s)
        process.kill()
        process.wait()
