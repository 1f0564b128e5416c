"""A process that records a signal in which every sample tells its own position, to be killed.

    python -m app.bench.recorder_child MODE ROOT RECORDING COUNTERS [SPEED]

COUNTERS is a file that both sides map: samples handed to the writer, samples it knew to be on
disk, marks it was told to keep, all as of the last moment. Modes: steady (until it is killed, so
many times faster than sound), short (a short recording whose clock is counted, not read, so that
every run makes the same calls), full (a disk of its own that fills up, and gets room again).
"""

import json
import mmap
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.audio import SAMPLE_RATE_HZ
from app.domain.errors import StoreError
from app.domain.live import Trouble, TroubleOver
from app.store.recordings import RecordingReader, RecordingWriter

CHUNK: Final = 320  # samples
GAP_EVERY: Final = 47_040  # samples; 2.94 s
GAP: Final = 1_600
MARK_EVERY: Final = 26_880  # samples; 1.68 s
NO_RIGHT: Final = 77  # exit code
LONGEST_S: Final = 60.0
SHORT_S: Final = 2.0
FULL_S: Final = 60.0
COUNTERS: Final = struct.Struct("<qqq")
_FILLER: Final = 2_000_000  # bytes of a 3 MB disk
_PRIME: Final = 65_521


def coded(first: int, last: int) -> NDArray[np.int16]:
    """The samples of positions first to last: each tells where it stands; zeros in the gaps."""
    place = np.arange(first, last, dtype=np.int64)
    samples = (place % _PRIME - 32_760).astype(np.int16)
    samples[place % GAP_EVERY >= GAP_EVERY - GAP] = 0
    return samples


@dataclass(frozen=True, slots=True)
class Counters:
    """What the writer was handed, knew to be on disk, and was told to keep."""

    handed: int = 0
    durable: int = 0
    marks: int = 0


def read_counters(path: Path) -> Counters:
    data = path.read_bytes()
    return Counters(*COUNTERS.unpack(data)) if len(data) == COUNTERS.size else Counters()


class Child:
    """Records the coded signal and keeps count where a kill cannot take it away."""

    def __init__(self, root: Path, recording: str, counters: Path, counted: bool) -> None:
        self.said: list[Trouble | TroubleOver] = []
        self._counted_s: float | None = 0.0 if counted else None
        counters.write_bytes(counters.read_bytes() if counters.exists() else bytes(COUNTERS.size))
        with counters.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), COUNTERS.size)
        self._marks = COUNTERS.unpack(self._map)[2]
        self.writer = RecordingWriter.begin(
            root,
            recording,
            device="counter",
            rate_hz=SAMPLE_RATE_HZ,
            channels=1,
            encounter=None,
            preroll_s=0.0,
            on_trouble=self.said.append,
            clock=self._clock,
        )

    def record(self, samples: int = 1 << 62) -> Iterator[int]:
        """One chunk at each step, with gaps and marks where they belong."""
        while self.writer.position < samples:
            position = self.writer.position
            until_gap = GAP_EVERY - GAP - position % GAP_EVERY
            if until_gap <= 0:
                self.writer.gap(GAP + until_gap, "pause")
                continue
            size = min(CHUNK, until_gap, MARK_EVERY - position % MARK_EVERY, samples - position)
            self._count(position + size)
            self.writer.write(coded(position, position + size))
            if self._counted_s is not None:
                self._counted_s += size / SAMPLE_RATE_HZ
            self.writer.tick()
            if (position + size) % MARK_EVERY == 0:
                self.writer.note("mark", name=str(self._marks))
                self._marks += 1
            self._count(position + size)
            yield size

    def finish(self) -> None:
        """Finish, again and again when that cannot be done at once."""
        for _ in range(20):
            try:
                self.writer.finish()
            except StoreError:
                if self._counted_s is not None:
                    self._counted_s += 1.0
                self.writer.tick()
            else:
                return

    def _clock(self) -> float:
        return time.monotonic() if self._counted_s is None else self._counted_s

    def _count(self, handed: int) -> None:
        COUNTERS.pack_into(self._map, 0, handed, self.writer.durable, self._marks)


def steady(root: Path, recording: str, counters: Path, speed: float) -> None:
    """Record at so many times the speed of sound until somebody ends this process."""
    child = Child(root, recording, counters, counted=False)
    began_s, sent_s = time.monotonic(), 0.0
    for size in child.record():
        if time.monotonic() - began_s > LONGEST_S:
            return  # whoever was to end it is gone
        sent_s += size / SAMPLE_RATE_HZ / speed
        time.sleep(max(0.0, began_s + sent_s - time.monotonic()))


def short(root: Path, recording: str, counters: Path) -> None:
    """A short recording, begun and finished."""
    child = Child(root, recording, counters, counted=True)
    for _ in child.record(round(SHORT_S * SAMPLE_RATE_HZ)):
        pass
    child.finish()


@dataclass(frozen=True, slots=True)
class Filled:
    """What a recording on a full disk came to. The troubles are those of the full disk."""

    seconds: float
    wrong_samples: int
    damage: tuple[str, ...]
    said: tuple[tuple[float, str], ...]


def full(root: Path, recording: str, counters: Path, limit: int) -> Filled:
    """Record on a disk that is full after a while and has room again later.

    limit: the largest file that may be written, bytes; 0: mount a disk of 3 MB, in a name space
    of this process's own (`unshare --mount`).
    """
    filler = root.parent / "filler"
    if limit:
        _limit_files(limit)
    else:
        mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(root.parent)]
        if subprocess.run(mount, stderr=subprocess.DEVNULL, check=False).returncode:
            sys.exit(NO_RIGHT)
        filler.write_bytes(bytes(_FILLER))
    child = Child(root, recording, counters, counted=True)
    for _ in child.record(round(FULL_S * SAMPLE_RATE_HZ)):
        if child.writer.position > 50 * SAMPLE_RATE_HZ:
            filler.unlink(missing_ok=True)
    child.finish()
    reader = RecordingReader(root, recording)
    reader.poll(final=True)
    end = child.writer.position
    heard = reader.read(0, end)
    wrong = int(np.count_nonzero(heard != coded(0, len(heard)))) + end - len(heard)
    said = (
        (one.audio_s, one.sentence if isinstance(one, Trouble) else f"over: {one.kind}")
        for one in child.said
        if one.kind != "disk_low"
    )
    return Filled(end / SAMPLE_RATE_HZ, wrong, reader.damage, tuple(said))


def _limit_files(size: int) -> None:
    import resource  # noqa: PLC0415 - not on every system

    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def main(mode: str, root: str, recording: str, counters: str, number: str = "0") -> None:
    place = (Path(root), recording, Path(counters))
    if mode == "steady":
        steady(*place, float(number))
    elif mode == "short":
        short(*place)
    else:
        sys.stdout.write(json.dumps(asdict(full(*place, int(number)))))


if __name__ == "__main__":
    main(*sys.argv[1:])
