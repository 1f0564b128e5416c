"""A sound library whose one output keeps what is written to it, at the pace of a real one."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.domain.audio import SAMPLE_RATE_HZ, Pcm
from app.domain.playing import PlayEnded, PlayEvent

RATE_HZ = 48_000


class PortAudioError(Exception):
    """As the library's own."""


@dataclass
class FakeOutput:
    """paced: how many times faster than life it plays; 0 takes everything at once."""

    library: "FakeSpeaker"
    latency: float = 0.1
    stopped: bool = True
    closed: bool = False

    def start(self) -> None:
        self.stopped = False

    def stop(self) -> None:
        self.stopped = True
        self.library.stops += 1

    def close(self, ignore_errors: bool = True) -> None:
        self.closed = True

    def write(self, block: NDArray[np.float32]) -> bool:
        library = self.library
        if library.lost:
            raise PortAudioError("device unavailable")
        library.written.append(block.copy())
        if library.paced:
            time.sleep(len(block) / RATE_HZ / library.paced)
        return False


@dataclass
class FakeSpeaker:
    """Stands for the sounddevice module."""

    names: tuple[str, ...] = ("Desk loudspeaker",)
    mono: bool = True
    paced: float = 0.0
    lost: bool = False
    opened: list[dict[str, Any]] = field(default_factory=list)
    streams: list[FakeOutput] = field(default_factory=list)
    written: list[NDArray[np.float32]] = field(default_factory=list)
    initialised: int = 1
    stops: int = 0
    later: tuple[str, ...] = ()
    PortAudioError: type[Exception] = PortAudioError

    def query_devices(self, kind: str = "") -> Any:
        devices = [
            {
                "index": at,
                "name": name,
                "max_output_channels": 2,
                "default_samplerate": float(RATE_HZ),
            }
            for at, name in enumerate(self.names)
        ]
        if kind and not devices:
            raise ValueError("no default output device")
        return devices[0] if kind else devices

    def check_output_settings(self, **asked: Any) -> None:
        if asked["channels"] == 1 and not self.mono:
            raise PortAudioError("invalid number of channels")

    def OutputStream(self, **asked: Any) -> FakeOutput:  # noqa: N802 - the library's name
        if self.lost:
            raise PortAudioError("device unavailable")
        self.opened.append(asked)
        self.streams.append(FakeOutput(self))
        return self.streams[-1]

    def _terminate(self) -> None:
        return

    def _initialize(self) -> None:
        self.initialised += 1
        self.names, self.later = self.names + self.later, ()

    def heard(self) -> NDArray[np.float32]:
        """All that was written so far, first channel."""
        return np.concatenate([block[:, 0] for block in self.written])


@dataclass
class Told:
    """Keeps the events of a player."""

    events: list[PlayEvent] = field(default_factory=list)
    change: threading.Condition = field(default_factory=threading.Condition)

    def __call__(self, event: PlayEvent) -> None:
        with self.change:
            self.events.append(event)
            self.change.notify_all()

    def wait(self, kind: type[PlayEvent] = PlayEnded, count: int = 1) -> PlayEvent:
        """The `count`-th event of a kind."""

        def there() -> bool:
            return sum(isinstance(one, kind) for one in self.events) >= count

        with self.change:
            assert self.change.wait_for(there, 10.0), self.events
            return [one for one in self.events if isinstance(one, kind)][count - 1]


@dataclass
class Waves:
    """A sound made as it is read, of any length; keeps how much was read at once."""

    wave: Callable[[NDArray[np.float64]], NDArray[np.float64]]
    duration_s: float
    reads: list[tuple[int, int]] = field(default_factory=list)

    @property
    def available(self) -> int:
        return round(self.duration_s * SAMPLE_RATE_HZ)

    def read(self, first: int, last: int) -> Pcm:
        self.reads.append((first, last))
        at_s = np.arange(first, last) / SAMPLE_RATE_HZ
        return np.rint(32_000 * self.wave(at_s)).astype(np.int16)


def sine(hz: float = 440.0, duration_s: float = 4.0) -> Waves:
    return Waves(lambda at_s: 0.5 * np.sin(2 * np.pi * hz * at_s), duration_s)


def pitch_hz(samples: NDArray[np.float32], rate_hz: int = RATE_HZ) -> float:
    """The strongest frequency."""
    power = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(power) * rate_hz / len(samples))
