"""Sound that is read in parts, so that a long recording never lies in memory whole."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.domain.audio import Samples, as_float


class Sound(Protocol):
    """What the diarizer needs of a recording: its length, and slices of float32 samples.

    An array of samples is one; so is a recording on disk that is read when it is sliced.
    """

    def __len__(self) -> int: ...

    def __getitem__(self, part: slice, /) -> Samples: ...


class PcmSource(Protocol):
    """A recording on disk: 16-bit samples at SAMPLE_RATE_HZ."""

    available: int

    def read(self, first: int, last: int) -> NDArray[np.int16]: ...


class RecordedSound:
    """A recording on disk as a Sound; nothing of it is kept."""

    def __init__(self, source: PcmSource) -> None:
        self._source = source

    def __len__(self) -> int:
        return self._source.available

    def __getitem__(self, part: slice, /) -> Samples:
        first, last, _ = part.indices(len(self))
        return as_float(self._source.read(first, last)) if last > first else np.zeros(0, np.float32)


def read_padded(sound: Sound, first: int, last: int) -> Samples:
    """Samples `first` to `last`, shape (last - first,), zeros where the recording has none."""
    samples = np.zeros(last - first, np.float32)
    begin, end = max(0, first), min(last, len(sound))
    if end > begin:
        samples[begin - first : end - first] = sound[begin:end]
    return samples
