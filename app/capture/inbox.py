"""What the engine is told by the other threads of its process, beside the clients' commands."""

from collections.abc import Callable
from dataclasses import dataclass

from app.capture.disk import DiskReport
from app.capture.ear import NotOpened, Opened
from app.capture.hub import Client
from app.domain.live import CaptureEvent, Start


@dataclass(frozen=True, slots=True)
class Terminate:
    """The system asks the process to end: what is being recorded is finished first."""


@dataclass(frozen=True, slots=True, eq=False)
class Joined:
    """A new client. add: from now on it is told what everybody is told."""

    client: Client
    add: Callable[[Client], None]


@dataclass(slots=True)
class Pending:
    """A Start that waits for its device."""

    start: Start
    client: Client | None
    paused: bool = False


Inner = Opened | NotOpened | DiskReport | Joined | Terminate
Tell = Callable[[CaptureEvent, bool], None]
"""Everybody who is connected; True: may be left out for one who is slow."""
