"""Recording for hours: whether a sample is lost, and whether memory grows.

Two ways. A counting signal, faster than real time: every sample says which one it is, so that a
missing one shows. And a virtual microphone in real time, which plays a tick each second: a lost
block would move every later tick.
"""

import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TextIO

import numpy as np

from app.audio.source import AudioSource, Chosen, Deliver
from app.bench.virtual_microphone import virtual_microphone
from app.domain.audio import SAMPLE_RATE_HZ, Pcm, as_float
from app.domain.errors import DeviceError
from app.domain.live import (
    CaptureEvent,
    Gap,
    KeywordHeard,
    Level,
    Refused,
    Start,
    Status,
    Stop,
    Stopped,
    Trouble,
)
from app.services.ports import Capture
from app.store.recording_keys import sandbox_sound
from app.store.recordings import RecordingReader

COUNT_TO: Final = 19_997  # a prime, so that no block or frame length divides it
_BLOCK_S: Final = 0.1
_LOOK_S: Final = 5.0
_SETTLED: Final = 0.1  # of the time until memory is called the beginning's
_PATIENCE_S: Final = 60.0
_TICK_HZ: Final = 4_000.0
_TICK_S: Final = 0.005
_RECORDING: Final = "50a1" * 8
_PASS: Final = 60 * SAMPLE_RATE_HZ  # samples looked at together


def counted(first: int, last: int) -> Pcm:
    """Samples `first` to `last` of the counting signal: each is its own number, modulo COUNT_TO."""
    numbers = np.arange(first, last, dtype=np.int64) % COUNT_TO - COUNT_TO // 2
    return numbers.astype(np.int16)


class Counting:
    """An AudioSource that counts, `times` as fast as real time; it never ends by itself."""

    def __init__(self, times: float) -> None:
        self._times = times
        self._over = threading.Event()
        self._player: threading.Thread | None = None

    def find(self, wanted: str, key: str = "") -> Chosen:  # noqa: ARG002 - there is but one
        return Chosen("counting signal", "counting", SAMPLE_RATE_HZ, 1)

    def start(self, chosen: Chosen, deliver: Deliver, ended: Callable[[], None]) -> None:  # noqa: ARG002
        self._over.clear()
        self._player = threading.Thread(target=self._play, args=(deliver,), daemon=True)
        self._player.start()

    def stop(self) -> None:
        if self._player is not None:
            self._over.set()
            self._player.join()

    def calm(self) -> None:
        """It loses nothing by itself."""

    def _play(self, deliver: Deliver) -> None:
        step = round(_BLOCK_S * SAMPLE_RATE_HZ)
        began_s, at = time.monotonic(), 0
        while not self._over.is_set():
            block = as_float(counted(at, at + step))[:, None]
            deliver(block, False)
            at += step
            due_s = began_s + at / SAMPLE_RATE_HZ / self._times
            self._over.wait(max(0.0, due_s - time.monotonic()))


def counting_source(times: float) -> Callable[[str], AudioSource]:
    """What the recording process asks for a device; any name gives the counting signal."""
    source = Counting(times)
    return lambda _: source


@dataclass(slots=True)
class Watch:
    """What was told, and how large the process was."""

    gaps: list[Gap] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    keywords: int = 0
    audio_s: float = 0.0
    refusal: str = ""
    recording: threading.Event = field(default_factory=threading.Event)
    stopped: threading.Event = field(default_factory=threading.Event)
    memory_bytes: list[int] = field(default_factory=list)

    def take(self, event: CaptureEvent) -> None:
        match event:
            case Level():
                self.audio_s = event.audio_s
            case Gap():
                self.gaps.append(event)
            case Trouble():
                self.troubles.append(event.kind)
            case KeywordHeard():
                self.keywords += 1
            case Status(state="recording"):
                self.recording.set()
            case Refused():
                self.refusal = event.sentence
                self.recording.set()
            case Stopped():
                self.stopped.set()

    @property
    def growth(self) -> float:
        """Memory at the end over that after the first tenth, minus 1; medians of a tenth each."""
        tenth = max(1, round(_SETTLED * len(self.memory_bytes)))
        early = np.median(self.memory_bytes[tenth : 2 * tenth] or self.memory_bytes)
        return float(np.median(self.memory_bytes[-tenth:]) / early - 1)


@dataclass(frozen=True, slots=True)
class Soaked:
    """One soak. lost: samples that are not where they belong; None where that is not exact."""

    name: str
    audio_s: float
    wall_s: float
    lost: int
    gaps: int
    troubles: tuple[str, ...]
    growth: float
    memory_bytes: int


def soak(client: Capture, pid: Callable[[], int], audio_s: float, look_s: float = _LOOK_S) -> Watch:
    """Record until `audio_s` seconds of sound are there. Raises DeviceError."""
    watch = Watch()
    client.listen(watch.take)
    client.send(Start(_RECORDING))
    if not watch.recording.wait(_PATIENCE_S) or watch.refusal:
        raise DeviceError(watch.refusal or "the recording did not begin")
    while watch.audio_s < audio_s and not watch.stopped.wait(look_s):
        watch.memory_bytes.append(resident_bytes(pid()))
    client.send(Stop())
    watch.stopped.wait(_PATIENCE_S)
    return watch


def resident_bytes(pid: int) -> int:
    """Memory of a process that is really there (Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return 1024 * int(line.split()[1])
    raise DeviceError("the recording process has ended")


def _reader(root: Path) -> RecordingReader:
    return RecordingReader(root, _RECORDING, sandbox_sound(root.parent).seal(_RECORDING))


def wrong_samples(root: Path) -> int:
    """Samples of a recorded counting signal that do not follow the one before."""
    reader = _reader(root)
    reader.poll()
    wrong = 0
    before = -1
    for first in range(0, reader.available, _PASS):
        read = reader.read(first, min(first + _PASS, reader.available)).astype(np.int64)
        numbers = np.concatenate([[before], read + COUNT_TO // 2])
        wrong += int(np.count_nonzero((numbers[:-1] + 1) % COUNT_TO != numbers[1:]))
        before = int(numbers[-1])
    return wrong


def ticks(seconds: int) -> Pcm:
    """Quiet noise with a 5 ms tone at the start of each second; the same second again and again."""
    second = 30 * np.random.default_rng(1).standard_normal(SAMPLE_RATE_HZ)
    length = round(_TICK_S * SAMPLE_RATE_HZ)
    second[:length] += 16_000 * np.sin(2 * np.pi * _TICK_HZ * np.arange(length) / SAMPLE_RATE_HZ)
    return np.tile(second.astype(np.int16), seconds)


def moved_ticks(root: Path, tolerance_s: float = 0.004) -> tuple[int, int]:
    """Ticks found in a recording, and how many of them are not a second after the one before."""
    reader = _reader(root)
    reader.poll()
    found: list[float] = []
    for first in range(0, reader.available, _PASS):
        read = reader.read(first, min(first + _PASS, reader.available)).astype(np.int64)
        loud = np.flatnonzero(np.abs(read) > 6_000) + first
        starts = loud[np.concatenate([[True], np.diff(loud) > SAMPLE_RATE_HZ // 10])]
        found += [at / SAMPLE_RATE_HZ for at in starts.tolist()]
    times = np.array(found)
    times = times[np.concatenate([[True], np.diff(times) > 0.1])] if len(times) else times
    return len(times), int(np.count_nonzero(np.abs(np.diff(times) - 1) > tolerance_s))


@dataclass(frozen=True, slots=True)
class Recorders:
    """How to start a recording process with data folder `data`.

    counting: with the counting signal at a speed. microphone: with the system's microphone, in an
    environment. pid: of the process that runs there.
    """

    counting: Callable[[Path, float], Capture]
    microphone: Callable[[Path, dict[str, str]], Capture]
    pid: Callable[[Path], int]


def run_counting(recorders: Recorders, hours: float, times: float) -> Soaked:
    """Record the counting signal for `hours` of sound at `times` real time."""
    with tempfile.TemporaryDirectory(prefix="erscribe-soak-") as name:
        data = Path(name)
        began_s = time.monotonic()
        client = recorders.counting(data, times)
        try:
            watch = soak(client, lambda: recorders.pid(data), hours * 3600)
        finally:
            client.close()
        wrong = wrong_samples(data / "recordings")
        return _soaked(f"counting signal, {times:g} x real time", watch, wrong, began_s)


def run_microphone(recorders: Recorders, hours: float) -> Soaked:
    """Record from a virtual microphone in real time. Raises DeviceError when there is none."""
    with ExitStack() as stack:
        microphone = stack.enter_context(virtual_microphone())
        player = stack.enter_context(microphone.speaking())
        threading.Thread(target=_play, args=(player.stdin,), daemon=True).start()
        data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="erscribe-soak-")))
        client = recorders.microphone(data, microphone.environment)
        stack.callback(client.close)
        began_s = time.monotonic()
        watch = soak(client, lambda: recorders.pid(data), hours * 3600)
        count, moved = moved_ticks(data / "recordings")
        missing = max(0, round(watch.audio_s) - 2 - count)
        return _soaked("virtual microphone, real time", watch, moved + missing, began_s)


def _play(stream: "object") -> None:
    minute = ticks(60).tobytes()
    try:
        while True:
            stream.write(minute)  # type: ignore[attr-defined]
    except (OSError, ValueError):
        return  # the player was closed


def _soaked(name: str, watch: Watch, lost: int, began_s: float) -> Soaked:
    return Soaked(
        name,
        watch.audio_s,
        time.monotonic() - began_s,
        lost,
        len(watch.gaps),
        tuple(watch.troubles),
        watch.growth,
        watch.memory_bytes[-1] if watch.memory_bytes else 0,
    )


HEAD: Final = (
    "| soak | sound | wall | samples or ticks out of place | gaps | troubles | memory | growth |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- |\n"
)


def row(found: Soaked) -> str:
    """A table row."""
    troubles = ", ".join(found.troubles) or "none"
    return (
        f"| {found.name} | {found.audio_s / 3600:.2f} h | {found.wall_s / 60:.0f} min | "
        f"{found.lost} | {found.gaps} | {troubles} | {found.memory_bytes / 1e6:.0f} MB | "
        f"{100 * found.growth:+.1f} % |\n"
    )


def run(out: TextIO, recorders: Recorders, hours: float, times: float | None) -> None:
    """One soak: in real time from a virtual microphone, or counting at `times` real time."""
    found = (
        run_microphone(recorders, hours) if times is None else run_counting(recorders, hours, times)
    )
    out.write(HEAD + row(found))


def counting_command(data: Path, times: float) -> Sequence[str]:
    """The recording process with the counting signal in place of a microphone."""
    program = (
        "import pathlib, sys; from app.bench.soak import counting_source; "
        "from app.capture import process; "
        f"sys.exit(process.run(pathlib.Path({str(data)!r}), counting_source({times!r})))"
    )
    return (sys.executable, "-c", program)
