"""Audio as the rest of the product sees it: 16 kHz mono float32."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE_HZ = 16_000

Samples = NDArray[np.float32]
Pcm = NDArray[np.int16]
_FULL = 32768.0


def as_pcm(samples: Samples) -> Pcm:
    """float32 to 16-bit, rounded and clipped; what a 16-bit device gave comes back exactly.

    No dither: rounding noise lies at -98 dBFS, some 30 dB under what a quiet room leaves.
    """
    pcm: Pcm = np.clip(np.rint(samples * np.float32(_FULL)), -_FULL, _FULL - 1).astype(np.int16)
    return pcm


def as_float(pcm: Pcm) -> Samples:
    return pcm.astype(np.float32) / np.float32(_FULL)


@dataclass(frozen=True, slots=True, eq=False)
class AudioChunk:
    """A stretch of a recording.

    samples: float32, shape (n,), mono, in [-1, 1], at SAMPLE_RATE_HZ.
    start_s: where it begins, in seconds from the recording's start.
    """

    samples: Samples
    start_s: float = 0.0

    @property
    def duration_s(self) -> float:
        return len(self.samples) / SAMPLE_RATE_HZ

    @property
    def end_s(self) -> float:
        return self.start_s + self.duration_s

    def slice(self, start_s: float, end_s: float) -> "AudioChunk":
        """The part between two recording times, clipped to what this chunk holds (a view)."""
        first = max(0, round((start_s - self.start_s) * SAMPLE_RATE_HZ))
        last = max(first, round((end_s - self.start_s) * SAMPLE_RATE_HZ))
        return AudioChunk(self.samples[first:last], self.start_s + first / SAMPLE_RATE_HZ)


@dataclass(frozen=True, slots=True)
class SpeechRegion:
    """A stretch in which somebody speaks; no text. Seconds from the recording's start."""

    start_s: float
    end_s: float

    @property
    def duration_s(self) -> float:
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class Recording:
    """One recording: identity, length and the hash that proves its source bytes.

    sha256: hex digest of the source file as it was read.
    name: the file's name as the user knows it (never shown in logs).
    """

    id: str
    duration_s: float
    sha256: str
    name: str = ""
