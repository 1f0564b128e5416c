"""Writes to the database behind the back of a recording, which never waits for it."""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from app.domain.access import AuditEvent
from app.domain.errors import (
    AccessError,
    IntegrityError,
    InternalError,
    NotFoundError,
    SandboxError,
    StoreError,
)
from app.store.audit_intents import late

RETRY_S: Final = (0.2, 0.5, 1.0, 2.0, 5.0)  # the last one for as long as it takes
TRIES: Final = 3  # after so many an act is noted outside of the database
_REFUSED: Final = (SandboxError, AccessError, NotFoundError)  # asking again would be refused again

Work = Callable[[], None]
OnTrouble = Callable[[str | None], None]
"""Told the sentence when the database cannot be written, and None when it can again."""


@dataclass(frozen=True, slots=True)
class Act:
    """A write that is somebody's act, and the event it leaves."""

    do: Work
    event: AuditEvent

    def __call__(self) -> None:
        self.do()


class RowWriter:
    """Does what it is given in order, on a thread of its own, until the database takes it.

    An act that it does not take is noted outside of it: that it was done is not lost though the
    power goes meanwhile.
    """

    def __init__(
        self, on_trouble: OnTrouble, note: Callable[[AuditEvent], None] | None = None
    ) -> None:
        """note: keeps an event outside of the database; may raise StoreError."""
        self._on_trouble = on_trouble
        self._note = note
        self._waiting: deque[Work] = deque()
        self._change = threading.Condition()
        self._closing = False
        self._troubled = False
        self._thread = threading.Thread(target=self._run, daemon=True, name="recording rows")
        self._thread.start()

    def put(self, work: Work) -> None:
        """Never waits."""
        with self._change:
            self._waiting.append(work)
            self._change.notify_all()

    def settle(self, wait_s: float) -> bool:
        """Whether everything so far was written within that time."""
        with self._change:
            return self._change.wait_for(lambda: not self._waiting, wait_s)

    def close(self, wait_s: float) -> None:
        """Write what waits, once more at most, and end; wait so long for it."""
        with self._change:
            self._closing = True
            self._change.notify_all()
        self._thread.join(wait_s)

    def _run(self) -> None:
        while True:
            with self._change:
                self._change.wait_for(lambda: self._waiting or self._closing)
                if not self._waiting:
                    return
                work = self._waiting[0]
            self._do(work)
            with self._change:
                self._waiting.popleft()
                self._change.notify_all()

    def _do(self, work: Work) -> None:
        noted = False
        for tries, pause_s in enumerate(self.pauses(), 1):
            try:
                with late(noted):
                    work()
            except _REFUSED:
                break
            except StoreError as error:
                self._tell(str(error))
                ends = isinstance(error, IntegrityError) or self._closing
                noted = noted or ((ends or tries >= TRIES) and self._noted(work))
                if ends or self._pause(pause_s):
                    return
            except Exception as error:  # noqa: BLE001 - the one of this thread; it must go on
                self._tell(str(InternalError(error)))
                return
            else:
                break
        if self._troubled:
            self._tell(None)

    def _noted(self, work: Work) -> bool:
        """Whether it is kept outside of the database by now."""
        if self._note is None or not isinstance(work, Act):
            return False
        try:
            self._note(work.event)
        except StoreError as error:
            self._tell(str(error))
            return False
        return True

    def pauses(self) -> Iterator[float]:
        """Seconds between one try and the next."""
        yield from RETRY_S
        while True:
            yield RETRY_S[-1]

    def _pause(self, pause_s: float) -> bool:
        """Wait before the next try; True when there will be none."""
        with self._change:
            return self._change.wait_for(lambda: self._closing, pause_s)

    def _tell(self, sentence: str | None) -> None:
        troubled = sentence is not None
        if troubled != self._troubled:
            self._troubled = troubled
            self._on_trouble(sentence)
