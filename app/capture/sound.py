"""Device frames to what is kept: 16 kHz mono 16-bit; and how loud that is."""

import math

import numpy as np

from app.audio.samples import Resampler
from app.audio.source import Block, Chosen
from app.domain.audio import SAMPLE_RATE_HZ, Pcm, as_pcm

SILENCE_DBFS = -120.0
_FULL = 32768.0
_LEVEL_SAMPLES = SAMPLE_RATE_HZ // 10


class Converter:
    """One device's frames, any rate and channels; the mean of the channels is kept."""

    def __init__(self, chosen: Chosen) -> None:
        self._resampler = Resampler(chosen.rate_hz)
        self._mean = np.full(chosen.channels, 1 / chosen.channels, np.float32)

    def push(self, block: Block) -> Pcm:
        mono = block[:, 0] if block.shape[1] == 1 else block @ self._mean
        return as_pcm(self._resampler.resample(mono))

    def flush(self) -> Pcm:
        """What the filter still holds; the converter is spent."""
        return as_pcm(self._resampler.flush())


class Meter:
    """Loudness of each tenth of a second."""

    def __init__(self) -> None:
        self._held: list[Pcm] = []
        self._count = 0

    def push(self, pcm: Pcm) -> tuple[float, float] | None:
        """(rms, peak) in dB full scale once a tenth of a second is full, else None."""
        self._held.append(pcm)
        self._count += len(pcm)
        if self._count < _LEVEL_SAMPLES:
            return None
        wide = np.concatenate(self._held).astype(np.float32)
        self._held, self._count = [], 0
        rms = math.sqrt(float(wide @ wide) / len(wide))
        return _dbfs(rms), _dbfs(float(np.abs(wide).max()))


def _dbfs(amplitude: float) -> float:
    return max(SILENCE_DBFS, 20 * math.log10(max(amplitude, 1e-9) / _FULL))
