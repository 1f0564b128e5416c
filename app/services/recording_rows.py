"""Writes to the database behind the back of a recording, which never waits for it."""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import Final

from app.domain.errors import (
    AccessError,
    IntegrityError,
    InternalError,
    NotFoundError,
    SandboxError,
    StoreError,
)

RETRY_S: Final = (0.2, 0.5, 1.0, 2.0, 5.0)  # the last one for as long as it takes
_REFUSED: Final = (SandboxError, AccessError, NotFoundError)  # asking again would be refused again

Work = Callable[[], None]
OnTrouble = Callable[[str | None], None]
"""Told the sentence when the database cannot be written, and None when it can again."""


class RowWriter:
    """Does what it is given in order, on a thread of its own, until the database takes it."""

    def __init__(self, on_trouble: OnTrouble) -> None:
        self._on_trouble = on_trouble
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
        for pause_s in self.pauses():
            try:
                work()
            except _REFUSED:
                break
            except StoreError as error:
                self._tell(str(error))
                if isinstance(error, IntegrityError) or self._pause(pause_s):
                    return
            except Exception as error:  # noqa: BLE001 - the one of this thread; it must go on
                self._tell(str(InternalError(error)))
                return
            else:
                break
        if self._troubled:
            self._tell(None)

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
