"""Silero VAD read from its ONNX file: how likely each 32 ms of sound is speech."""

import weakref
from pathlib import Path
from typing import Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi.onnxruntime_pybind11_state import RuntimeException

from app.domain.audio import SAMPLE_RATE_HZ, Samples
from app.domain.errors import ModelError, RecognitionError
from app.services.ports import Progress
from app.speech.voice_graph import faster

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
# While sound is coming, its loudness is read from this much of it, and from no less than that.
_RECENT_FRAMES, _FEW_FRAMES = 938, 94
State = tuple[NDArray[np.float32], NDArray[np.float32]]


class Voice(Protocol):
    """Anything that gives the probability of speech for every started 32 ms of samples."""

    def __call__(self, samples: Samples, progress: Progress | None = None) -> Probabilities: ...


class Judge(Protocol):
    """A network that goes on from where it was."""

    def judge(self, windows: Samples, state: State) -> tuple[Probabilities, State]: ...


class VoiceProbability:
    """Gives the probability of speech for every 32 ms; memory does not grow with the length.

    A recording is judged once: of the last one, for as long as somebody has its sound, every part
    that begins with a frame of it is known.
    """

    def __init__(self, file: Path) -> None:
        """Load the network. Raises ModelError."""
        nothing: Samples = np.zeros(0, np.float32)
        self._last: tuple[weakref.ref[Samples], Probabilities] = (weakref.ref(nothing), nothing)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 4
        try:
            # their own exceptions derive from RuntimeError and from Exception alone
            network = faster(file.read_bytes())
            self._session = onnxruntime.InferenceSession(
                network, options, providers=["CPUExecutionProvider"]
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
        first = self._place_in_last(samples)
        if first is not None:
            return self._last[1][first : first + frames]
        found = np.zeros(frames, np.float32)
        state = _at_rest()
        gain = _gain(samples)
        for first in range(0, frames, _BLOCK_FRAMES):
            block = _windows(samples, first, min(first + _BLOCK_FRAMES, frames)) * gain
            found[first : first + len(block)], state = self.judge(block, state)
            if progress:
                progress(min(1.0, (first + len(block)) / frames))
        whole = self._last[0]()
        if whole is None or len(samples) > len(whole):
            self._last = (weakref.ref(samples), found)
        return found

    def _place_in_last(self, samples: Samples) -> int | None:
        """The frame of the last recording with which its part begins; None for other sound."""
        whole = self._last[0]()
        if whole is None or not (samples.flags.c_contiguous and whole.flags.c_contiguous):
            return None
        begin = samples.ctypes.data - whole.ctypes.data
        if begin < 0 or begin + samples.nbytes > whole.nbytes:
            return None
        frame, between = divmod(begin, FRAME_SAMPLES * samples.itemsize)
        return None if between else frame

    def judge(self, windows: Samples, state: State) -> tuple[Probabilities, State]:
        """Probabilities of frames that follow those that left `state`, and what they leave.

        windows: each frame behind the 64 samples before it, shape (n, 576).
        Raises RecognitionError.
        """
        feed = {"input": windows, "h": state[0], "c": state[1]}
        try:
            likely, *left = self._session.run(None, feed)
        except RuntimeException as error:
            raise RecognitionError("the speech detector failed; try again") from error
        return likely.reshape(-1), (left[0], left[1])


class VoiceStream:
    """The same for sound that is still coming; frames are judged as soon as they are whole.

    How loud the recording is shows only at its end, so the lift of quiet ones follows the latest
    half minute; a recording that is not quiet as a whole has no other probabilities than offline
    once its first seconds are over.
    """

    def __init__(self, voice: Judge) -> None:
        self._voice = voice
        self._state = _at_rest()
        self._rest: Samples = np.zeros(0, np.float32)
        self._context: Samples = np.zeros(_CONTEXT_SAMPLES, np.float32)
        self._levels = np.zeros(0, np.float32)
        self._peaks = np.zeros(0, np.float32)

    def push(self, samples: Samples) -> tuple[Probabilities, NDArray[np.float32]]:
        """Probability and root mean square of every 32 ms that is now whole, shape (n,) each.

        Raises RecognitionError.
        """
        self._rest = np.concatenate([self._rest, samples])
        whole = len(self._rest) // FRAME_SAMPLES * FRAME_SAMPLES
        ready, self._rest = self._rest[:whole], self._rest[whole:]
        return self._judged(ready)

    def flush(self) -> tuple[Probabilities, NDArray[np.float32]]:
        """The last frame, which is shorter than 32 ms; nothing when there is none."""
        last, self._rest = self._rest, np.zeros(0, np.float32)
        return self._judged(last)

    def _judged(self, ready: Samples) -> tuple[Probabilities, NDArray[np.float32]]:
        loud = levels(ready)
        if not len(ready):
            return np.zeros(0, np.float32), loud
        frames = len(loud)
        whole = np.pad(ready, (0, frames * FRAME_SAMPLES - len(ready)))
        self._hear_level(loud, np.abs(whole.reshape(-1, FRAME_SAMPLES)).max(axis=1))
        sound = np.concatenate([self._context, whole])
        view = np.lib.stride_tricks.sliding_window_view(sound, FRAME_SAMPLES + _CONTEXT_SAMPLES)
        windows: Samples = np.ascontiguousarray(view[::FRAME_SAMPLES]) * self._lift()
        likely, self._state = self._voice.judge(windows, self._state)
        self._context = sound[-_CONTEXT_SAMPLES:]
        return likely, loud

    def _hear_level(self, loud: NDArray[np.float32], peaks: NDArray[np.float32]) -> None:
        self._levels = np.concatenate([self._levels, loud])[-_RECENT_FRAMES:]
        self._peaks = np.concatenate([self._peaks, peaks])[-_RECENT_FRAMES:]

    def _lift(self) -> np.float32:
        if len(self._levels) < _FEW_FRAMES:
            return np.float32(1.0)
        return _lift(self._levels, float(self._peaks.max()))


def _at_rest() -> State:
    return np.zeros(_STATE_SHAPE, np.float32), np.zeros(_STATE_SHAPE, np.float32)


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
    if not len(samples):
        return np.float32(1.0)
    return _lift(levels(samples), float(max(samples.max(), -samples.min())))


def _lift(heard: NDArray[np.float32], peak: float) -> np.float32:
    loud = float(np.percentile(heard, _LOUD_SHARE))
    if not 0.0 < loud < _QUIET:
        return np.float32(1.0)
    return np.float32(max(1.0, min(_LIFTED / loud, _HIGHEST_PEAK / peak, _MOST_LIFT)))
