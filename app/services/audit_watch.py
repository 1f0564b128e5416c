"""What the audit log needs while the program runs: start and end, checkpoints in time, looks."""

import time
from collections.abc import Callable
from types import TracebackType
from typing import Final

from app.domain.audit import Verified
from app.services.audit_log import EVERY, AuditLog
from app.services.periodic import Periodic, attempt

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
        self._clock = clock
        self._looked_s: float | None = None
        self._started = False
        self._rounds = Periodic(self._round, every_s, "audit watch")

    def __enter__(self) -> "AuditWatch":
        self._rounds.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """That the program ended is in the log, under a checkpoint, if the log takes it."""
        self._rounds.__exit__(kind, error, trace)
        if self._started:
            attempt(self._log.ended)

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
