"""What the audit log needs while the program runs: start and end, checkpoints in time, looks."""

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Final

from app.domain.audit import Verified
from app.domain.errors import StoreError
from app.services.audit_log import EVERY, AuditLog

EVERY_S: Final = 60.0


class AuditWatch:
    """Between `with` and its end, on a thread of its own; nothing waits for it but the end."""

    def __init__(
        self,
        log: AuditLog,
        tell: Callable[[Verified], None],
        every_s: float = EVERY_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """tell: called on the thread with every look that found a fault. every_s: seconds between
        asking whether rows wait for a checkpoint; clock: seconds that nobody can set back."""
        self._log = log
        self._tell = tell
        self._every_s = every_s
        self._clock = clock
        self._looked_s: float | None = None
        self._started = False
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="audit watch")

    def __enter__(self) -> "AuditWatch":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """That the program ended is in the log, under a checkpoint, if the log takes it."""
        self._end.set()
        self._thread.join()
        if self._started:
            self._try(self._log.ended)

    def _run(self) -> None:
        while True:
            self._try(self._round)
            if self._end.wait(self._every_s):
                return

    def _round(self) -> None:
        if not self._started:
            self._log.started()
            self._started = True
        now_s = self._clock()
        if self._looked_s is None or now_s - self._looked_s >= EVERY.total_seconds():
            found = self._log.look_after()
            self._looked_s = now_s
            if found.fault is not None:
                self._tell(found)
        self._log.sign_when_due()

    @staticmethod
    def _try(work: Callable[[], None]) -> None:
        """What fails now is tried again in the next round; whoever acts is told by their act."""
        try:
            work()
        except StoreError:
            return
