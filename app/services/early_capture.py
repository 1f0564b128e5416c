"""The recording process, reached before there is a dictation: that takes seconds to load."""

import threading
import uuid
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from app.domain.live import CaptureCommand, CaptureEvent, Level, Start, Status
from app.services.ports import Capture

_KEPT: Final = 1_000


@dataclass(frozen=True, slots=True)
class NewRecording:
    """What a recording is called, and when it was begun, in UTC; without both, one of now."""

    recording: str = field(default_factory=lambda: uuid.uuid4().hex)
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


class EarlyCapture:
    """One of services.ports.Capture. Whoever listens late is told all that happened before."""

    def __init__(self, capture: Capture) -> None:
        self._capture = capture
        self._lock = threading.Lock()
        self._kept: deque[CaptureEvent] | None = deque(maxlen=_KEPT)
        self._on_event: Callable[[CaptureEvent], None] = lambda _: None
        self._begun = ""

    def open(self, meanwhile: Callable[[Status | Level], None]) -> None:
        """Connect. meanwhile: told how recording stands until somebody listens."""

        def hear(event: CaptureEvent) -> None:
            if isinstance(event, Status | Level):
                meanwhile(event)

        self._on_event = hear
        self._capture.listen(self._hear)

    def begin(self, start: Start) -> None:
        """Record now; who listens later may ask for the same recording and does not begin it
        twice."""
        self._begun = start.recording
        self._capture.send(start)

    def listen(self, on_event: Callable[[CaptureEvent], None]) -> None:
        """Levels of before are not told: they are over."""
        with self._lock:
            for event in self._kept or ():
                on_event(event)
            self._kept, self._on_event = None, on_event

    def send(self, command: CaptureCommand) -> None:
        if not (isinstance(command, Start) and command.recording == self._begun):
            self._capture.send(command)

    def close(self) -> None:
        self._capture.close()

    def _hear(self, event: CaptureEvent) -> None:
        with self._lock:  # held until who listens was told what was before
            on_event = self._on_event
            if self._kept is not None and not isinstance(event, Level):
                self._kept.append(event)
        on_event(event)
