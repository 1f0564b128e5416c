"""A playback whose clock is moved by the test, and a recording that looks like speech."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import numpy as np

from app.domain.access import Actor
from app.domain.audio import SAMPLE_RATE_HZ, Pcm
from app.domain.errors import AppError, DeviceError
from app.domain.findings import Alert, AlertLevel
from app.domain.live import Gap
from app.domain.peaks import BIN_SAMPLES, PeakPart, peaks_of
from app.domain.playing import PlayBegan, PlayEnded, PlayEvent, Stretch
from app.domain.transcript import Turn
from app.gui.sound.parts import SoundParts
from app.services.playback import HEARD, OpenSound, Playback

LENGTH_S = 95.0
TURNS = (
    Turn("S1", 1.0, 14.0),
    Turn("S2", 15.0, 22.0),
    Turn("S1", 21.0, 38.0),
    Turn("S3", 40.0, 47.0),
    Turn("S2", 48.5, 60.0),
    Turn("S1", 72.0, 90.0),
)


def alert(keyword: str, at_s: float, level: AlertLevel = "red") -> Alert:
    return Alert(keyword, "text", at_s, at_s + 1.0, "heard", "high", "present", level, True)


ALERTS = (alert("cardiac_arrest", 25.0), alert("anaphylaxis", 55.0, "amber"))
GAPS = (Gap(61.0, 71.0, "pause"),)


def spoken(first: int, last: int) -> Pcm:
    """Noise in syllables where the turns are, the same each time it is read."""
    at_s = np.arange(first, last) / SAMPLE_RATE_HZ
    loud = np.zeros(len(at_s))
    for turn in TURNS:
        loud[(at_s >= turn.start_s) & (at_s < turn.end_s)] = 1.0
    loud *= 0.25 + 0.75 * np.abs(np.sin(at_s * 5.1) * np.sin(at_s * 1.3))
    noise = np.random.default_rng(first).normal(0, 5_000, len(at_s))
    return np.clip(noise * loud + noise * 0.01, -32_768, 32_767).astype(np.int16)


@dataclass
class Speech:
    available: int = round(LENGTH_S * SAMPLE_RATE_HZ)

    def read(self, first: int, last: int) -> Pcm:
        return spoken(first, min(last, self.available))


@dataclass
class FakePlayback:
    """Keeps what it was asked. refusal: of the next opening."""

    opened: list[tuple[str, str]] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    played: list[tuple[Stretch, float]] = field(default_factory=list)
    speeds: list[float] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)
    stops: int = 0
    refusal: AppError | None = None
    damage: str = ""
    position_s: float = 0.0
    microphone: bool = False
    on_event: Callable[[PlayEvent], None] = lambda _: None

    def open(self, actor: Actor, recording: str) -> OpenSound:
        if self.refusal is not None:
            raise self.refusal
        self.opened.append((actor.id, recording))
        return OpenSound(recording, LENGTH_S, GAPS, self.damage, sound=Speech())

    def open_file(self, actor: Actor, recording: str, path: Path) -> OpenSound:
        self.files.append(path)
        return OpenSound(recording, LENGTH_S, sound=Speech())

    def peaks(self, opened: OpenSound) -> Iterator[PeakPart]:
        step = 3_000 * BIN_SAMPLES
        for first in range(0, opened.sound.available, step):
            yield peaks_of(opened.sound.read(first, first + step), first // BIN_SAMPLES)

    def listen(self, on_event: Callable[[PlayEvent], None]) -> None:
        self.on_event = on_event

    def play(self, opened: OpenSound, stretch: Stretch, speed: float = 1.0) -> None:
        if self.microphone:
            raise DeviceError(HEARD)
        self.played.append((stretch, speed))
        self.position_s = stretch.start_s
        self.on_event(PlayBegan(stretch.start_s))

    def set_speed(self, speed: float) -> None:
        self.speeds.append(speed)

    def stop(self) -> None:
        self.stops += 1
        self.on_event(PlayEnded(self.position_s))

    def recording(self, recording: bool) -> None:
        self.microphone = recording

    def outputs(self) -> tuple[str, ...]:
        return ("Desk loudspeaker", "Headset")

    def choose(self, output: str) -> None:
        self.chosen.append(output)

    def parts(self) -> SoundParts:
        return SoundParts(lambda: cast(Playback, self))
