"""A recording process without threads, devices, disks or waiting: a fake of each, and a harness."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from app.audio.source import Block, Chosen, Deliver
from app.capture.clock import Clock
from app.capture.disk import Begun, Disk, Opening, Tell
from app.capture.ear import Ear
from app.capture.engine import Engine
from app.capture.hub import Client
from app.capture.inbox import Joined
from app.capture.listening import Listening
from app.capture.spotting import Spotting
from app.domain.audio import SAMPLE_RATE_HZ, Pcm, Samples
from app.domain.errors import AppError, DeviceError
from app.domain.live import CaptureCommand, CaptureEvent, GapReason, KeywordHeard, Status
from app.speech.keyword_spotter import KeywordEvent

RECORDING = "ab" * 16


@dataclass
class FakeClock:
    """Stands still until told. boot_s also runs while the computer sleeps."""

    boot_s: float = 1000.0
    wall_s: float = 1_700_000_000.0
    asleep_s: float | None = 0.0

    def clock(self) -> Clock:
        return Clock(lambda: self.boot_s, lambda: self.wall_s, lambda: self.asleep_s)

    def wait(self, seconds: float) -> None:
        self.boot_s += seconds
        self.wall_s += seconds

    def sleep(self, seconds: float) -> None:
        """The computer sleeps."""
        self.wait(seconds)
        if self.asleep_s is not None:
            self.asleep_s += seconds


@dataclass
class FakeSource:
    """A device in the test's hand; absent: no such device now."""

    rate_hz: int = SAMPLE_RATE_HZ
    channels: int = 1
    name: str = "Desk microphone"
    live: bool = True
    doubt: str = ""
    absent: bool = False
    searches: list[tuple[str, str]] = field(default_factory=list)
    calmed: int = 0
    deliver: Deliver | None = None
    ended: Callable[[], None] = lambda: None

    def find(self, wanted: str, key: str = "") -> Chosen:
        self.searches.append((wanted, key))
        if self.absent:
            raise DeviceError("no microphone was found; plug one in")
        return Chosen(self.name, self.name, self.rate_hz, self.channels, self.live, self.doubt)

    def start(self, chosen: Chosen, deliver: Deliver, ended: Callable[[], None]) -> None:
        self.deliver, self.ended = deliver, ended

    def stop(self) -> None:
        self.deliver = None

    def calm(self) -> None:
        self.calmed += 1


@dataclass(frozen=True)
class FakeFinished:
    duration_s: float
    sha256: str


@dataclass
class FakeWriter:
    """A recording in a list. full: refuses to finish."""

    position: int = 0
    sound: list[Pcm] = field(default_factory=list)
    gaps: list[tuple[int, int, GapReason]] = field(default_factory=list)
    notes: list[tuple[str, int, dict[str, str | float | int]]] = field(default_factory=list)
    full: bool = False

    def write(self, pcm: Pcm) -> None:
        self.sound.append(pcm)
        self.position += len(pcm)

    def gap(self, samples: int, reason: GapReason) -> None:
        self.gaps.append((self.position, samples, reason))
        self.sound.append(np.zeros(samples, np.int16))
        self.position += samples

    def note(self, kind: str, /, **fields: str | float | int) -> None:
        self.notes.append((kind, self.position, fields))

    def tick(self) -> None: ...

    def finish(self) -> FakeFinished:
        if self.full:
            raise AppError("the disk is full; make room")
        digest = hashlib.sha256(self.pcm.tobytes()).hexdigest()
        return FakeFinished(self.position / SAMPLE_RATE_HZ, digest)

    @property
    def pcm(self) -> Pcm:
        return np.concatenate(self.sound) if self.sound else np.zeros(0, np.int16)


@dataclass
class FakeSpotter:
    """Hears "loud" wherever a sample is louder than half scale."""

    count: int = 0

    def push(self, samples: Samples) -> Sequence[KeywordEvent]:
        found = [
            KeywordEvent("loud", max(0.0, at - 0.5), at, 0.9)
            for at in ((np.flatnonzero(samples > 0.5) + self.count) / SAMPLE_RATE_HZ).tolist()
        ]
        self.count += len(samples)
        return found


class FakeClient:
    def __init__(self) -> None:
        self.is_open = True
        self.told: list[CaptureEvent] = []

    def send(self, message: CaptureEvent, *, droppable: bool = False) -> None:
        self.told.append(message)


class Process:
    """The engine and all that serves it, stepped by hand."""

    def __init__(
        self,
        source: FakeSource | None = None,
        begun: Begun | None = None,
        asleep_s: float | None = 0.0,
    ) -> None:
        self.time = FakeClock(asleep_s=asleep_s)
        self.source = source or FakeSource()
        self.writers: list[FakeWriter] = []
        self.openings: list[Opening] = []
        self.fails: AppError | None = None
        self.begun = begun
        self.events: list[CaptureEvent] = []
        self.rng = np.random.default_rng(0)
        clock = self.time.clock()
        self.engine = Engine(clock, lambda event, _: self.events.append(event))
        self.ear = Ear(lambda _: self.source, clock, self.engine.bell, self.engine.post)
        self.disk = Disk(self._begin, self.engine.troubles.relay, self.engine.post, clock)
        self.spotting = Spotting(lambda: FakeSpotter, self.engine.heard)
        self.spotting.start = lambda: None  # type: ignore[method-assign]
        self.spotting.prepare()
        listening = Listening(self.ear, clock, self.engine.troubles, self.engine)
        self.engine.connect(listening, self.disk, self.spotting)

    def _begin(self, opening: Opening, tell: Tell) -> tuple[FakeWriter, Begun]:
        if self.fails is not None:
            raise self.fails
        begun = self.begun or Begun(opening.start.recording)
        self.openings.append(opening)
        self.writers.append(FakeWriter(begun.position))
        return self.writers[-1], begun

    @property
    def writer(self) -> FakeWriter:
        return self.writers[-1]

    def say(self, *commands: CaptureCommand, client: Client | None = None) -> None:
        for command in commands:
            self.engine.post(command, client)
        self.step()

    def join(self) -> FakeClient:
        client = FakeClient()
        self.engine.post(Joined(client, lambda _: None))
        self.step()
        return client

    def step(self) -> None:
        """Everybody's turn, often enough that what they tell each other has arrived."""
        for _ in range(3):
            self.ear.step()
            self.engine.step()
            self.disk.step()
            self.spotting.step()

    def wait(self, seconds: float) -> None:
        """Time without sound."""
        for _ in range(round(seconds / 0.1)):
            self.time.wait(0.1)
            self.step()

    def noise(self, seconds: float, loud: float = 0.01) -> Block:
        count = round(seconds * self.source.rate_hz)
        noise = self.rng.normal(0, loud, (count, self.source.channels)).astype(np.float32)
        return np.clip(noise, -0.4, 0.4).astype(np.float32)

    def hear(self, sound: float | Block, overflow: bool = False) -> None:
        """The device delivers sound in real time, 10 ms at a time: so many seconds, or this."""
        frames = self.noise(sound) if isinstance(sound, float) else sound
        step = self.source.rate_hz // 100
        for first in range(0, len(frames), step):
            block = frames[first : first + step]
            self.time.wait(len(block) / self.source.rate_hz)
            assert self.source.deliver is not None, "nobody listens"
            self.source.deliver(block, overflow and first == 0)
            self.step()

    def of(self, *kinds: type) -> list[CaptureEvent]:
        return [event for event in self.events if isinstance(event, kinds)]

    @property
    def keywords(self) -> list[KeywordHeard]:
        return [event for event in self.events if isinstance(event, KeywordHeard)]


def ramp(first: int, count: int) -> Block:
    """Every 16-bit value in turn, as a 16-bit device gives it."""
    values = (np.arange(first, first + count) % 40_000 - 20_000).astype(np.float32)
    return (values / np.float32(32768))[:, None]


def statuses(process: Process) -> list[str]:
    return [event.state for event in process.events if isinstance(event, Status)]
