"""The local pipe between our processes: authenticated, for this user alone, plain data only.

A socket in a folder that only its owner may enter (a named pipe on Windows), with a secret that
both sides prove to know before a word is said.
"""

import json
import os
import secrets
import socket
import sys
import tempfile
import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from typing import Any, Final

from app.domain.errors import AppError
from app.services.messages import decode, encode

_MOST_WAITING: Final = 10_000  # messages for a peer that does not read; then it is let go
_FAR_BEHIND: Final = 100  # from here on, what is droppable is dropped
_CLOSED: Final = (EOFError, OSError, ValueError)


class PipeClosedError(AppError):
    """The other process is gone, or said something that is no message."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a process listens and the secret that opens it; kept in a file of its owner's."""

    place: str
    secret: str
    pid: int

    def write(self, path: Path) -> None:
        """Into a file only its owner may read, complete or not at all. Raises OSError."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = path.with_name(f"{path.name}.{os.getpid()}")
        new.unlink(missing_ok=True)
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump({"place": self.place, "secret": self.secret, "pid": self.pid}, file)
        new.replace(path)

    @classmethod
    def read(cls, path: Path) -> "Address | None":
        """The address in a file; None when there is none that can be used."""
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            return cls(str(found["place"]), str(found["secret"]), int(found["pid"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None


class Pipe:
    """One end. Sending never waits for the other process: a thread of its own writes."""

    def __init__(self, connection: "Connection[Any, Any]", understood: Any) -> None:
        """understood: the union of messages that may come in."""
        self._connection = connection
        self._understood = understood
        self._waiting: deque[bytes] = deque()
        self._more = threading.Condition()
        self._open = True
        self._writer = threading.Thread(target=self._write, daemon=True, name="pipe")
        self._writer.start()

    @property
    def is_open(self) -> bool:
        return self._open

    def send(self, message: Any, *, droppable: bool = False) -> None:
        """Queue a message. droppable: not worth keeping when the other side is far behind."""
        data = encode(message)
        with self._more:
            if not self._open or (droppable and len(self._waiting) > _FAR_BEHIND):
                return
            self._waiting.append(data)
            behind = len(self._waiting) > _MOST_WAITING
            self._more.notify()
        if behind:
            self.close()

    def receive(self, timeout_s: float | None = None) -> Any | None:
        """The next message; None when none came in time.

        Raises PipeClosedError when the other side is gone or talks nonsense.
        """
        try:
            if not self._connection.poll(timeout_s):
                return None
            return decode(self._connection.recv_bytes(), self._understood)
        except _CLOSED as error:
            self.close()
            raise PipeClosedError("the other process is gone") from error

    def close(self, drain_s: float = 0.0) -> None:
        """Close this end. drain_s: how long what waits may still be written."""
        if drain_s:
            with self._more:
                self._more.wait_for(lambda: not self._waiting or not self._open, drain_s)
        with self._more:
            self._open = False
            self._more.notify()
        if threading.current_thread() is not self._writer:
            self._writer.join(1.0)
        self._hang_up()
        with suppress(OSError):
            self._connection.close()

    def _hang_up(self) -> None:
        """Closing alone would not wake a thread of ours that reads, nor tell the other side."""
        if sys.platform == "win32":
            return
        with (
            suppress(OSError, ValueError),
            socket.socket(fileno=os.dup(self._connection.fileno())) as line,
        ):
            line.shutdown(socket.SHUT_RDWR)

    def _write(self) -> None:
        while True:
            with self._more:
                self._more.wait_for(lambda: self._waiting or not self._open)
                if not self._open:
                    return
                data = self._waiting[0]
            try:
                self._connection.send_bytes(data)
            except _CLOSED:
                self._open = False
            with self._more:
                if self._waiting:
                    self._waiting.popleft()
                self._more.notify()


class Door:
    """Where other processes of this user may connect."""

    def __init__(self, understood: Any) -> None:
        self._understood = understood
        secret = secrets.token_bytes(32)
        if sys.platform == "win32":
            place, family = rf"\\.\pipe\erscribe-{secrets.token_hex(8)}", "AF_PIPE"
        else:
            # short on purpose: a socket's path may have 107 bytes; mkdtemp makes it 0700
            self._folder = Path(tempfile.mkdtemp(prefix="erscribe-"))
            place, family = str(self._folder / "s"), "AF_UNIX"
        self._listener = Listener(place, family, authkey=secret)
        self.address = Address(place, secret.hex(), os.getpid())

    def accept(self) -> Pipe | None:
        """Wait for the next peer; None for one that could not prove itself, or left at once.

        Raises PipeClosedError when the door was closed.
        """
        try:
            return Pipe(self._listener.accept(), self._understood)
        except (AuthenticationError, EOFError, ConnectionError):
            return None
        except (OSError, AttributeError) as error:
            raise PipeClosedError("the door is closed") from error

    def close(self) -> None:
        with suppress(OSError):
            self._listener.close()
        if sys.platform != "win32":
            with suppress(OSError):
                self._folder.rmdir()


def connect(address: Address, understood: Any) -> Pipe:
    """Reach a process. Raises PipeClosedError when nobody is there or the secret is wrong."""
    family = "AF_PIPE" if sys.platform == "win32" else "AF_UNIX"
    try:
        connection = Client(address.place, family, authkey=bytes.fromhex(address.secret))
    except (OSError, EOFError, AuthenticationError, ValueError) as error:
        raise PipeClosedError("nobody answers there") from error
    return Pipe(connection, understood)
