"""Sound being gathered: one growing buffer of clean 16 kHz mono samples."""

import av
import numpy as np
from numpy.typing import NDArray

from app.domain.audio import SAMPLE_RATE_HZ, Samples

# Below this mean (-60 dBFS) an offset is not worth a second pass over the samples.
_OFFSET_FLOOR = 1e-3
_LARGEST_GUESS = 4 * 3600 * SAMPLE_RATE_HZ
_PASS_SAMPLES = 1 << 18


class SampleBuffer:
    """Collects samples in one float32 array that is grown in place, never copied whole.

    Non-finite samples become 0. `finish` removes a constant offset and clips to [-1, 1].
    """

    def __init__(self, expected: int) -> None:
        self._store: Samples = np.empty(min(max(expected, 1), _LARGEST_GUESS), np.float32)
        self._total = 0.0
        self._peak = 0.0
        self.count = 0

    def append(self, samples: Samples) -> None:
        total = float(samples.sum())  # numpy sums in pairs: exact enough for an offset
        if not np.isfinite(total):
            samples = np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0)
            total = float(samples.sum(dtype=np.float64))
        end = self.count + len(samples)
        if end > len(self._store):
            # realloc moves pages instead of copying them on the systems we ship for
            self._store.resize(max(end, len(self._store) * 3 // 2), refcheck=False)
        self._store[self.count : end] = samples
        if len(samples):  # while it lies in the processor's cache
            self._peak = max(self._peak, float(samples.max()), -float(samples.min()))
        self._total += total
        self.count = end

    def finish(self) -> Samples:
        """The samples gathered, shape (count,); the buffer is spent."""
        self._store.resize(self.count, refcheck=False)
        samples = self._store
        mean = self._total / max(self.count, 1)
        # one sample, or a flat line, is its own mean: silence either way
        offset = abs(mean) > _OFFSET_FLOOR and self.count > 1
        if not offset and self._peak <= 1.0:
            return samples
        for first in range(0, self.count, _PASS_SAMPLES):
            part = samples[first : first + _PASS_SAMPLES]
            if offset:
                part -= np.float32(mean)
            np.clip(part, -1.0, 1.0, out=part)
        return samples


class Resampler:
    """Mono float32 from any rate to 16 kHz; `flush` gives what the filter still holds."""

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._filter = (
            None
            if rate_hz == SAMPLE_RATE_HZ
            else av.AudioResampler(format="fltp", layout="mono", rate=SAMPLE_RATE_HZ)
        )

    def resample(self, samples: Samples) -> Samples:
        if self._filter is None or not len(samples):
            return samples
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(samples[None]), format="fltp", layout="mono"
        )
        frame.sample_rate = self._rate_hz
        return self._collected(self._filter.resample(frame))

    def flush(self) -> Samples:
        if self._filter is None:
            return np.empty(0, np.float32)
        return self._collected(self._filter.resample(None))

    @staticmethod
    def _collected(frames: list[av.AudioFrame]) -> Samples:
        arrays: list[NDArray[np.float32]] = [frame.to_ndarray()[0] for frame in frames]
        return np.concatenate(arrays) if arrays else np.empty(0, np.float32)
