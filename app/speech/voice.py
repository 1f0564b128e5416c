"""Silero VAD read from its ONNX file: how likely each 32 ms of sound is speech."""

from pathlib import Path
from typing import Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi.onnxruntime_pybind11_state import RuntimeException

from app.domain.audio import SAMPLE_RATE_HZ, Samples
from app.domain.errors import ModelError, RecognitionError
from app.services.ports import Progress

FRAME_SAMPLES = 512
FRAME_S = FRAME_SAMPLES / SAMPLE_RATE_HZ
Probabilities = NDArray[np.float32]

# The network sees the last 64 samples of the frame before, and keeps 128 numbers twice.
_CONTEXT_SAMPLES = 64
_STATE_SHAPE = (1, 1, 128)
_BLOCK_FRAMES = 1024
# Very quiet recordings are lifted before they are judged, to the level the network knows best.
_QUIET = 10 ** (-38 / 20)
_LIFTED = 10 ** (-26 / 20)
_MOST_LIFT = 100.0
_HIGHEST_PEAK = 0.9
_LOUD_SHARE = 95


class Voice(Protocol):
    """Anything that gives the probability of speech for every started 32 ms of samples."""

    def __call__(self, samples: Samples, progress: Progress | None = None) -> Probabilities: ...


class VoiceProbability:
    """Gives the probability of speech for every 32 ms; memory does not grow with the length."""

    def __init__(self, file: Path) -> None:
        """Load the network. Raises ModelError."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 4
        try:
            # onnxruntime's own exceptions derive from RuntimeError and from Exception alone
            self._session = onnxruntime.InferenceSession(
                file.read_bytes(), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:
            raise ModelError(
                f"speech detector {file.name} cannot be loaded; run: erscribe models verify"
            ) from error

    def __call__(self, samples: Samples, progress: Progress | None = None) -> Probabilities:
        """Probabilities, shape (ceil(n / 512),), of mono 16 kHz samples.

        Raises RecognitionError.
        """
        frames = -(-len(samples) // FRAME_SAMPLES)
        found = np.zeros(frames, np.float32)
        state = np.zeros(_STATE_SHAPE, np.float32), np.zeros(_STATE_SHAPE, np.float32)
        gain = _gain(samples)
        for first in range(0, frames, _BLOCK_FRAMES):
            block = _windows(samples, first, min(first + _BLOCK_FRAMES, frames)) * gain
            feed = {"input": block, "h": state[0], "c": state[1]}
            try:
                likely, *state = self._session.run(None, feed)
            except RuntimeException as error:
                raise RecognitionError("the speech detector failed; try again") from error
            found[first : first + len(block)] = likely.reshape(-1)
            if progress:
                progress(min(1.0, (first + len(block)) / frames))
        return found


def _windows(samples: Samples, first: int, last: int) -> Samples:
    """Frames first..last, each behind its context, shape (last - first, 576); edges are zeros."""
    start, stop = first * FRAME_SAMPLES - _CONTEXT_SAMPLES, last * FRAME_SAMPLES
    part = samples[max(0, start) : stop]
    padded = np.pad(part, (max(0, -start), stop - max(0, start) - len(part)))
    view = np.lib.stride_tricks.sliding_window_view(padded, FRAME_SAMPLES + _CONTEXT_SAMPLES)
    windows: Samples = np.ascontiguousarray(view[::FRAME_SAMPLES])
    return windows


def levels(samples: Samples) -> NDArray[np.float32]:
    """Root mean square of every 32 ms, shape (ceil(n / 512),)."""
    whole = len(samples) // FRAME_SAMPLES
    blocks = samples[: whole * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    squares = np.einsum("ij,ij->i", blocks, blocks) / np.float32(FRAME_SAMPLES)
    rest = samples[whole * FRAME_SAMPLES :]
    if len(rest):
        squares = np.append(squares, np.float32(rest @ rest / len(rest)))
    root: NDArray[np.float32] = np.sqrt(squares).astype(np.float32)
    return root


def _gain(samples: Samples) -> np.float32:
    """1, or what lifts a quiet recording without overdriving its loudest sample."""
    loud = float(np.percentile(levels(samples), _LOUD_SHARE)) if len(samples) else 0.0
    if not 0.0 < loud < _QUIET:
        return np.float32(1.0)
    peak = float(max(samples.max(), -samples.min()))
    return np.float32(max(1.0, min(_LIFTED / loud, _HIGHEST_PEAK / peak, _MOST_LIFT)))
