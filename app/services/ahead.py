"""A stage that is worked on before its turn, beside another one that it needs nothing of."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from app.domain.errors import AppError
from app.services.ports import Progress

Given = TypeVar("Given")
_LOOK_S = 0.05


class _LeftError(AppError):
    """Nobody waits for the work any more."""


class Ahead(Generic[Given]):
    """Work that is begun on a thread of its own, and asked for later; as a context it is left, not
    waited for to its end, when it is not needed after all.

    work: gets the progress that it has to tell; what that raises ends it.
    """

    def __init__(self, work: Callable[[Progress], Given]) -> None:
        self.fraction = 0.0
        self._work = work
        self._left = threading.Event()
        self._given: list[Given] = []
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True, name="ahead")

    def __enter__(self) -> "Ahead[Given]":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._left.set()
        self._thread.join()

    def given(self, progress: Progress) -> Given:
        """What the work gives, told how far it is until then. Raises what the work raised, and
        lets an error that `progress` raises through."""
        while self._thread.is_alive():
            progress(self.fraction)
            self._thread.join(_LOOK_S)
        if self._error is not None:
            raise self._error
        return self._given[0]

    def _run(self) -> None:
        try:
            self._given.append(self._work(self._told))
        except BaseException as error:  # noqa: BLE001 - raised again where the work is asked for
            self._error = error

    def _told(self, fraction: float) -> None:
        if self._left.is_set():
            raise _LeftError("left")
        self.fraction = fraction
