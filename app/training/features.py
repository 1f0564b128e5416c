"""Log-mel features as faster-whisper computes them, kept in one byte per value."""

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import fft, signal

from app.speech import mel as scale

RATE_HZ: Final = 16_000
HOP: Final = 160
MELS: Final = scale.MELS
_WINDOW: Final = scale.WINDOW
_SPAN: Final = 2.0  # Whisper keeps 8 decades below the loudest bin, divided by 4

Float32 = npt.NDArray[np.float32]
UInt8 = npt.NDArray[np.uint8]


_FILTERS: Final = scale.mel_filters().astype(np.float32)
_HANN: Final = np.hanning(_WINDOW + 1)[:-1].astype(np.float32)


def log_mel(samples: Float32) -> Float32:
    """(80, frames) features of 16 kHz audio, 100 frames a second, in Whisper's scale."""
    padded = np.pad(np.pad(samples, (0, HOP)), _WINDOW // 2, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::HOP][:-1]
    spectrum = fft.rfft(frames * _HANN, axis=1)
    power = spectrum.real**2 + spectrum.imag**2
    logs = np.log10(np.maximum(_FILTERS @ power.T, 1e-10))
    return np.asarray((np.maximum(logs, logs.max() - 8.0) + 4.0) / 4.0, np.float32)


def pack(mel: Float32) -> tuple[UInt8, float]:
    """Features as bytes and the value of the loudest; the error is at most 0.004."""
    top = float(mel.max())
    return np.round((mel - top + _SPAN) * (255 / _SPAN)).astype(np.uint8), top


def unpack(packed: UInt8, top: float | Float32) -> Float32:
    """The inverse of `pack`."""
    return packed.astype(np.float32) * np.float32(_SPAN / 255) + np.float32(top - _SPAN)


def resample(samples: Float32, factor: float) -> Float32:
    """Audio stretched to `factor` times its length by way of its spectrum."""
    wanted = max(2, round(len(samples) * factor))
    size = fft.next_fast_len(len(samples), real=True)
    target = round(size * factor)
    spectrum = fft.rfft(samples, size)
    stretched = fft.irfft(spectrum[: target // 2 + 1], target) * np.float32(factor)
    return np.asarray(stretched[:wanted], dtype=np.float32)


def telephone(samples: Float32, low_hz: float, high_hz: float) -> Float32:
    """Band-passed as by a telephone or a poor microphone."""
    sections = signal.butter(2, (low_hz, high_hz), "bandpass", fs=RATE_HZ, output="sos")
    return np.asarray(signal.sosfilt(sections, samples), dtype=np.float32)


def in_room(samples: Float32, response: Float32) -> Float32:
    """Convolved with a room's response whose direct path is at its first sample."""
    return np.asarray(signal.fftconvolve(samples, response)[: len(samples)], dtype=np.float32)
