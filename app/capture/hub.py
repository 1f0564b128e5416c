"""Who is connected. Whoever does not read is let go; nobody else notices."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final, Protocol

from app.domain.live import CaptureCommand, CaptureEvent
from app.services.pipe import Door, Pipe, PipeClosedError

_LOOK_S: Final = 0.25  # a pipe that we closed is let go of no sooner than its reader looks up


class Client(Protocol):
    """Somebody who is told things; services.pipe.Pipe is one."""

    @property
    def is_open(self) -> bool: ...
    def send(self, message: CaptureEvent, *, droppable: bool = False) -> None: ...


class Hub:
    """joined: a new client, before it is told anything; `add` it then. asked: its commands."""

    def __init__(
        self,
        door: Door,
        joined: Callable[[Client], None],
        asked: Callable[[Client, CaptureCommand], None],
    ) -> None:
        self._door = door
        self._joined = joined
        self._asked = asked
        self._clients: tuple[Client, ...] = ()
        self._pipes: list[Pipe] = []
        self._thread = threading.Thread(target=self._accept, daemon=True, name="door")

    def start(self) -> None:
        self._thread.start()

    def add(self, client: Client) -> None:
        self._clients = (*self._clients, client)

    def tell(self, event: CaptureEvent, *, droppable: bool = False) -> None:
        """Everybody, from any thread; nobody is waited for."""
        for client in self._clients:
            client.send(event, droppable=droppable)

    @property
    def empty(self) -> bool:
        if not all(client.is_open for client in self._clients):
            self._clients = tuple(client for client in self._clients if client.is_open)
        return not self._clients

    def close(self, drain_s: float) -> None:
        self._door.close()
        for pipe in self._pipes:
            pipe.close(drain_s)

    def _accept(self) -> None:
        with suppress(PipeClosedError):
            while True:
                pipe = self._door.accept()
                if pipe is not None:
                    self._pipes = [known for known in self._pipes if known.is_open]
                    self._pipes.append(pipe)
                    self._joined(pipe)
                    threading.Thread(
                        target=self._receive, args=(pipe,), daemon=True, name="client"
                    ).start()

    def _receive(self, pipe: Pipe) -> None:
        with suppress(PipeClosedError):
            while True:
                command = pipe.receive(_LOOK_S)
                if command is not None:
                    self._asked(pipe, command)
