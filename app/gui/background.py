"""Short calls (list, read, finish) away from the window's thread."""

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import TypeVar

from PySide6.QtCore import QObject

from app.domain.errors import AppError, InternalError
from app.gui.bridge import EventBridge

Answer = TypeVar("Answer")


class Background:
    """Does one call after the other in a thread of its own; answers come in the window's thread.

    What is still under way when `parent` is gone is answered to nobody.
    """

    def __init__(self, name: str, parent: QObject) -> None:
        self._name = name
        self._bridge = EventBridge(parent)
        self._bridge.happened.connect(_answer)
        self._waiting: SimpleQueue[Callable[[], Callable[[], None]]] = SimpleQueue()
        self._forgotten = 0
        self._worker: threading.Thread | None = None

    def run(
        self,
        work: Callable[[], Answer],
        done: Callable[[Answer], None],
        failed: Callable[[AppError], None],
    ) -> None:
        """Call `work` behind; then `done` with what it gave, or `failed` with a clear sentence."""
        asked = self._forgotten

        def attempt() -> Callable[[], None]:
            try:
                answer = work()
            except AppError as error:
                problem = error
            except Exception as error:  # noqa: BLE001 - top of the thread: a text may quote a patient
                problem = InternalError(error)
            else:
                return lambda: done(answer) if asked == self._forgotten else None
            return lambda: failed(problem) if asked == self._forgotten else None

        self._waiting.put(attempt)
        if self._worker is None:
            self._worker = threading.Thread(target=self._work, daemon=True, name=self._name)
            self._worker.start()

    def forget(self) -> None:
        """What was asked until now is still done, but its answers are given to nobody."""
        self._forgotten += 1

    def settle(self, wait_s: float) -> None:
        """Wait so long at most until everything that was asked is done."""
        done = threading.Event()

        def tell() -> Callable[[], None]:
            done.set()
            return lambda: None

        if self._worker is not None:
            self._waiting.put(tell)
            done.wait(wait_s)

    def _work(self) -> None:
        while True:
            attempt = self._waiting.get()
            self._bridge.tell(attempt())


def _answer(answer: Callable[[], None]) -> None:
    answer()
