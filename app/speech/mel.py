"""The mel filters that the recogniser's and the keyword spotter's features share."""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.audio import SAMPLE_RATE_HZ

MELS: Final = 80
WINDOW: Final = 400
"""Samples of an analysis window: 25 ms."""
_LINEAR_MELS: Final = 15  # 1000 Hz; above it the scale is logarithmic


def mel_filters() -> NDArray[np.float64]:
    """(80, 201) mel filters after Slaney (Auditory Toolbox, 1998), as Whisper uses them."""
    bins_hz = np.fft.rfftfreq(WINDOW, 1 / SAMPLE_RATE_HZ)
    step = math.log(6.4) / 27
    top = _LINEAR_MELS + math.log(SAMPLE_RATE_HZ / 2 / 1000) / step
    mels = np.linspace(0.0, top, MELS + 2)
    above_hz = 1000 * np.exp(step * (mels - _LINEAR_MELS))
    edges_hz = np.where(mels < _LINEAR_MELS, mels * 200 / 3, above_hz)
    ramps = edges_hz[:, None] - bins_hz[None]
    widths = np.diff(edges_hz)
    bands = np.minimum(-ramps[:-2] / widths[:-1, None], ramps[2:] / widths[1:, None])
    scaled: NDArray[np.float64] = np.maximum(0, bands)
    scaled *= (2 / (edges_hz[2:] - edges_hz[:-2]))[:, None]
    return scaled
