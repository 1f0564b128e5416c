"""Keyword alerts to the duty doctor: what is told outside, what became of it, and its audit."""

from collections.abc import Callable
from functools import partial
from threading import Lock
from typing import Protocol

from app.domain.access import Actor
from app.domain.errors import AppError
from app.domain.live import LiveAlert, Notice, Status
from app.services.filing import DictationStore
from app.services.recording_rows import RowWriter

_CLOSE_S = 2.0


class Notifier(Protocol):
    """services.notices.Notifier, or what a test puts in its place."""

    def begin_recording(self) -> None: ...

    def notify(self, alert: LiveAlert) -> None: ...

    def close(self) -> None: ...


class Announcing:
    """Passes a recording's alerts on to a notifier, and keeps what became of each."""

    def __init__(
        self,
        make: Callable[[Callable[[Notice], None]], Notifier],
        store: DictationStore,
    ) -> None:
        """make: the notifier, given who is told of its notices; called at the first recording."""
        self._make = make
        self._store = store
        self._actor: Actor | None = None
        self._notifier: Notifier | None = None
        self._recording = ""
        self._tell: Callable[[Notice], None] = lambda _: None
        self._rows: RowWriter | None = None
        self._lock = Lock()

    def begin(self, tell: Callable[[Notice], None]) -> None:
        """tell: shows a notice to the user; on any thread."""
        self._tell = tell

    def status(self, status: Status, actor: Actor) -> None:
        """A recording that begins makes its alerts new ones. actor: whose recording it is."""
        if status.recording in ("", self._recording):
            return
        self._recording, self._actor = status.recording, actor
        if self._notifier is None:
            try:
                self._notifier = self._make(self._noticed)
            except AppError as error:
                self._tell(Notice(-1, "desktop", delivered=False, sentence=str(error)))
                return
        self._notifier.begin_recording()

    def alert(self, alert: LiveAlert) -> None:
        """Every alert as it is raised, changed or acknowledged. Never waits."""
        if self._notifier is not None:
            self._notifier.notify(alert)

    def close(self) -> None:
        """Leave; what could not be told is said so."""
        if self._notifier is not None:
            self._notifier.close()
        with self._lock:
            rows, self._rows = self._rows, None
        if rows is not None:
            rows.close(_CLOSE_S)

    def _noticed(self, notice: Notice) -> None:
        self._tell(notice)
        if self._actor is None:
            return
        with self._lock:
            if self._rows is None:
                self._rows = RowWriter(lambda _: None)  # the recording's own says what is wrong
            self._rows.put(partial(self._store.noticed, self._actor, self._recording, notice))
