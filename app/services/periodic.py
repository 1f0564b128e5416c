"""Work that is done again and again, on a thread of its own, while something is open."""

import threading
from collections.abc import Callable
from types import TracebackType

from app.domain.errors import StoreError


class Periodic:
    """Between `with` and its end; nothing waits for it but the end."""

    def __init__(self, work: Callable[[], object], every_s: float, name: str) -> None:
        """work: done at once and then every so many seconds."""
        self._work = work
        self._every_s = every_s
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name=name)

    def __enter__(self) -> "Periodic":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """A round that runs is waited for."""
        self._end.set()
        self._thread.join()

    def _run(self) -> None:
        while True:
            attempt(self._work)
            if self._end.wait(self._every_s):
                return


def attempt(work: Callable[[], object]) -> None:
    """What the store refuses now is tried again next time; whoever acts is told by their act."""
    try:
        work()
    except StoreError:
        return
