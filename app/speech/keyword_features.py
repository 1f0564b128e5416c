"""Features of the keyword spotter, made as the sound comes: 40 mel bands, 100 frames a second."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.audio import Samples
from app.speech.mel import WINDOW, mel_filters

Float32 = NDArray[np.float32]
BANDS: Final = 40
HOP: Final = 160

# Per-channel energy normalisation (Wang et al., Trainable frontend for robust and far-field
# keyword spotting, 2017), with the constants of that paper
SMOOTHING: Final = 0.025
_GAIN: Final = 0.98
_OFFSET: Final = 2.0
_ROOT: Final = 0.5
_FLOOR: Final = 1e-6
_HIGHEST: Final = 6.0  # what follows digital silence would be far louder than anything else


def paired_filters() -> Float32:
    """(40, 201) filters: pairs of the 80 mel bands."""
    return np.asarray(mel_filters().reshape(BANDS, 2, -1).sum(1), np.float32)


def compressed(power: Float32, smoothed: Float32) -> Float32:
    """Band powers and their running means, both (frames, 40), as features of that shape."""
    even = power / np.power(smoothed + np.float32(_FLOOR), np.float32(_GAIN))
    root = np.sqrt(even + np.float32(_OFFSET)) - np.float32(_OFFSET**_ROOT)
    found: Float32 = np.minimum(root, np.float32(_HIGHEST))
    return found


class FeatureStream:
    """Turns samples into frames; frame i is centred on sample 160 i and needs 200 more."""

    def __init__(self) -> None:
        self._filters = np.ascontiguousarray(paired_filters().T)
        self._hann = np.hanning(WINDOW + 1)[:-1].astype(np.float32)
        self._window = np.arange(WINDOW)
        self._rest = np.zeros(WINDOW // 2, np.float32)
        self._mean: Float32 | None = None

    def push(self, samples: Samples) -> Float32:
        """The frames that these samples complete, (frames, 40)."""
        held = np.concatenate([self._rest, samples.astype(np.float32, copy=False)])
        count = max(0, (len(held) - WINDOW) // HOP + 1)
        self._rest = held[count * HOP :]
        if not count:
            return np.zeros((0, BANDS), np.float32)
        starts = np.arange(0, count * HOP, HOP)
        # indices cost a third of a strided view when a chunk brings but a frame or two
        spectrum = np.fft.rfft(held[starts[:, None] + self._window] * self._hann)
        power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32) @ self._filters
        return compressed(power, self._running(power))

    def _running(self, power: Float32) -> Float32:
        """Exponential running mean of each band, this frame included."""
        means = np.empty_like(power)
        mean = power[0] if self._mean is None else self._mean
        weight = np.float32(SMOOTHING)
        for index, frame in enumerate(power):
            mean = mean + weight * (frame - mean)
            means[index] = mean
        self._mean = mean
        return means
