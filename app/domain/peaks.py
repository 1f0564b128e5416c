"""How loud a recording is along its time: what a waveform is drawn from."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.audio import SAMPLE_RATE_HZ, Pcm

BIN_S: Final = 0.01
BIN_SAMPLES: Final = round(BIN_S * SAMPLE_RATE_HZ)
_FULL: Final = 32_768.0

Levels = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class PeakPart:
    """Lowest and highest samples of some bins of BIN_S each. first: number of the first bin."""

    first: int
    low: Pcm
    high: Pcm


def peaks_of(pcm: Pcm, first: int = 0) -> PeakPart:
    """The last bin may be cut short by the end of the sound."""
    starts = np.arange(0, len(pcm), BIN_SAMPLES)
    if not len(pcm):
        return PeakPart(first, pcm, pcm)
    return PeakPart(first, np.minimum.reduceat(pcm, starts), np.maximum.reduceat(pcm, starts))


class Peaks:
    """All bins of a recording, filled part by part; what is not known yet is flat.

    At four bytes a bin a recording of three hours takes 4 MB.
    """

    def __init__(self, duration_s: float) -> None:
        count = int(np.ceil(round(duration_s * SAMPLE_RATE_HZ) / BIN_SAMPLES))
        self.low = np.zeros(count, np.int16)
        self.high = np.zeros(count, np.int16)

    def take(self, part: PeakPart) -> None:
        last = min(part.first + len(part.low), len(self.low))
        self.low[part.first : last] = part.low[: last - part.first]
        self.high[part.first : last] = part.high[: last - part.first]

    def columns(self, start_s: float, end_s: float, count: int) -> tuple[Levels, Levels, Levels]:
        """Where each column lies (seconds), its lowest and highest sample in [-1, 1].

        There are at most `count` columns, and never more than bins.
        """
        first = max(0, int(start_s / BIN_S))
        last = min(len(self.low), int(np.ceil(end_s / BIN_S)))
        if last <= first or count < 1:
            nothing = np.empty(0, np.float32)
            return nothing, nothing, nothing
        edges = np.unique(np.linspace(first, last, min(count, last - first) + 1).astype(np.int64))
        starts = edges[:-1] - first
        low = np.minimum.reduceat(self.low[first:last], starts) / np.float32(_FULL)
        high = np.maximum.reduceat(self.high[first:last], starts) / np.float32(_FULL)
        at_s = ((edges[:-1] + edges[1:]) * np.float32(BIN_S / 2)).astype(np.float32)
        return at_s, low.astype(np.float32), high.astype(np.float32)
