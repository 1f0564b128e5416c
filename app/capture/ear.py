"""The thread that opens and closes the device, which may take long or hang."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.audio.source import AudioSource
from app.capture.bell import Bell
from app.capture.clock import Clock
from app.capture.ring import Feed
from app.domain.errors import AppError, InternalError

AGAIN_S: Final = 0.5
_SELDOM_S: Final = 1.5  # later on: each search costs PortAudio some 13 kB that never come back
_OFTEN: Final = 120  # searches
_IDLE_S: Final = 60.0
SourceOf = Callable[[str], AudioSource]
"""The source for a device string: the microphone, or a file."""


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    wanted: str
    feed: Feed


@dataclass(frozen=True, slots=True)
class NotOpened:
    wanted: str
    error: AppError


@dataclass(frozen=True, slots=True)
class _Open:
    wanted: str


@dataclass(frozen=True, slots=True)
class _Reopen:
    wanted: str
    key: str
    calm: bool


class Ear:
    """report: takes Opened and NotOpened, on this thread; `bell` is rung by each block."""

    def __init__(
        self,
        source_of: SourceOf,
        clock: Clock,
        bell: Bell,
        report: Callable[[Opened | NotOpened], None],
    ) -> None:
        self._source_of = source_of
        self._clock = clock
        self._wake_reader = bell
        self._report = report
        self._orders: deque[_Open | _Reopen | None] = deque()
        self._sought: _Reopen | None = None
        self._searches = 0
        self._bell = Bell()
        self._ended = False
        self._source: AudioSource | None = None
        self._thread = threading.Thread(target=self._run, daemon=True, name="device")

    def start(self) -> None:
        self._thread.start()

    def open(self, wanted: str) -> None:
        """Open a device, or what stands in for it; what was open is closed."""
        self._order(_Open(wanted))

    def reopen(self, wanted: str, key: str, calm: bool = False) -> None:
        """Try every half second until that very device is open again."""
        self._order(_Reopen(wanted, key, calm))

    def close(self) -> None:
        self._order(None)

    def stop(self) -> None:
        self._ended = True
        self.close()
        self._thread.join(2.0)

    def _order(self, order: _Open | _Reopen | None) -> None:
        self._orders.append(order)
        self._bell.ring()

    def step(self) -> float:
        """Do what was ordered, or try again; how long to wait before the next step, in seconds."""
        while self._orders:
            self._close()
            order = self._orders.popleft()
            self._sought = order if isinstance(order, _Reopen) else None
            self._searches = 0
            if isinstance(order, _Open):
                self._report(self._opened(order.wanted, ""))
        sought = self._sought
        if sought is None:
            return _IDLE_S
        found = self._opened(sought.wanted, sought.key, sought.calm)
        if isinstance(found, NotOpened):
            self._searches += 1
            return AGAIN_S if self._searches < _OFTEN else _SELDOM_S
        self._sought = None
        self._report(found)
        return _IDLE_S

    def _run(self) -> None:
        wait_s = _IDLE_S
        while not self._ended:
            self._bell.wait(wait_s)
            wait_s = self.step()
        self._close()

    def _opened(self, wanted: str, key: str, calm: bool = False) -> Opened | NotOpened:
        try:
            source = self._source_of(wanted)
            if calm:
                source.calm()
            chosen = source.find(wanted, key)
            feed = Feed(chosen, self._clock, self._wake_reader)
            self._source = source
            source.start(chosen, feed.deliver, feed.end)
        except AppError as error:
            return NotOpened(wanted, error)
        except Exception as error:  # noqa: BLE001 - the one broad catch of this thread
            return NotOpened(wanted, InternalError(error))
        return Opened(wanted, feed)

    def _close(self) -> None:
        source, self._source = self._source, None
        if source is not None:
            source.stop()
