"""A writer, its clock, and what it says: what tests of recordings are made with."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.domain.audio import SAMPLE_RATE_HZ
from app.domain.live import Trouble, TroubleOver
from app.store.recording_disk import Disk
from app.store.recordings import (
    RecordingReader,
    RecordingWriter,
)
from app.store.segments import PLAIN, Seal
from tests.fake_disks import Clock, FailingDisk

ID = "0f3c9a52-1111-4222-8333-abcdefabcdef"
HALF_S = SAMPLE_RATE_HZ // 2


class MaskSeal:
    """Changes every byte and adds sixteen, as a cipher does."""

    key_id = "mask"

    def seal(self, plain: bytes, sequence: int) -> bytes:
        return bytes(byte ^ 0x5A for byte in plain) + sequence.to_bytes(16, "little")

    def open(self, sealed: bytes, sequence: int) -> bytes:
        if sealed[-16:] != sequence.to_bytes(16, "little"):
            raise ValueError("not sealed for this place")
        return bytes(byte ^ 0x5A for byte in sealed[:-16])


class Desk:
    """Begins writers in one folder and keeps what they say."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.said: list[Trouble | TroubleOver] = []
        self.clock = Clock()

    def begin(
        self, disk: Disk | None = None, recording: str = ID, seal: Seal = PLAIN
    ) -> RecordingWriter:
        return RecordingWriter.begin(
            self.root,
            recording,
            device="microphone",
            rate_hz=48_000,
            channels=2,
            encounter="case-1",
            preroll_s=0.0,
            on_trouble=self.said.append,
            seal=seal,
            disk=disk or FailingDisk(),
            clock=self.clock,
        )

    def reader(self, final: bool = True) -> RecordingReader:
        reader = RecordingReader(self.root, ID)
        reader.poll(final)
        return reader

    def record(self, writer: RecordingWriter, pcm: NDArray[np.int16], step: int = 1_600) -> None:
        """Sound comes in pieces of a tenth of a second, with a tick after each."""
        for first in range(0, len(pcm), step):
            part = pcm[first : first + step]
            self.clock.now_s += len(part) / SAMPLE_RATE_HZ
            writer.write(part)
            writer.tick()

    def kinds(self) -> list[str]:
        return [f"{type(event).__name__} {event.kind}" for event in self.said]


def ramp(seconds: float, start: int = 0) -> NDArray[np.int16]:
    """Every sample tells its own position, modulo 65,521."""
    count = np.arange(start, start + round(seconds * SAMPLE_RATE_HZ), dtype=np.int64)
    return (count % 65_521 - 32_760).astype(np.int16)
