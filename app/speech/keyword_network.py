"""The keyword spotter's network as plain matrix products, one step every 20 ms.

Two causal convolutions and two LSTMs (Hochreiter and Schmidhuber, 1997). No step looks ahead.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.errors import ModelError
from app.speech.keyword_features import BANDS

Float32 = NDArray[np.float32]
FRAMES_PER_STEP: Final = 2


class KeywordNetwork:
    """Holds the state of one stream.

    tensors: `conv1` (channels, 40, width), `conv2` (channels, channels, width) and `out` (1 +
    keywords, hidden) as `.weight` and `.bias`; `lstm1` and `lstm2` as torch names them, with one
    bias. Raises ModelError when one is missing.
    """

    def __init__(self, tensors: Mapping[str, Float32]) -> None:
        try:
            self._conv1 = _Convolution(tensors, "conv1", FRAMES_PER_STEP, BANDS)
            channels = len(tensors["conv1.bias"])
            self._conv2 = _Convolution(tensors, "conv2", 1, channels)
            self._lstm1 = _Lstm(tensors, "lstm1")
            self._lstm2 = _Lstm(tensors, "lstm2")
            self._out = np.ascontiguousarray(tensors["out.weight"].T), tensors["out.bias"]
        except KeyError as error:
            raise ModelError(
                f"keyword weights lack {error}; run: erscribe models verify"
            ) from error

    def push(self, features: Float32) -> Float32:
        """Class probabilities (steps, 1 + keywords) of (2 x steps, 40) features; 0 is none."""
        hidden = self._lstm2(self._lstm1(self._conv2(self._conv1(features))))
        weight, bias = self._out
        logits = hidden @ weight + bias
        shares = np.exp(logits - logits.max(axis=1, keepdims=True))
        found: Float32 = shares / shares.sum(axis=1, keepdims=True)
        return found


class _Convolution:
    """A causal convolution in time with ReLU; keeps the frames that the next call needs."""

    def __init__(self, tensors: Mapping[str, Float32], name: str, stride: int, width: int) -> None:
        weight = tensors[f"{name}.weight"]
        self._window = np.arange(weight.shape[2])
        self._stride = stride
        # (taps x inputs, outputs): a window of frames, flattened, times this
        self._weight = np.ascontiguousarray(weight.transpose(2, 1, 0).reshape(-1, weight.shape[0]))
        self._bias = tensors[f"{name}.bias"]
        self._held = np.zeros((weight.shape[2] - stride, width), np.float32)

    def __call__(self, frames: Float32) -> Float32:
        held = np.concatenate([self._held, frames])
        self._held = held[len(frames) :]
        starts = np.arange(0, len(frames), self._stride)
        rows = held[starts[:, None] + self._window].reshape(len(starts), -1)
        found: Float32 = np.maximum(rows @ self._weight + self._bias, np.float32(0))
        return found


class _Lstm:
    def __init__(self, tensors: Mapping[str, Float32], name: str) -> None:
        recurrent = tensors[f"{name}.weight_hh"]
        self._size = size = recurrent.shape[1]
        # sigmoid(x) = (1 + tanh(x / 2)) / 2: one tanh for all gates, in torch's order i, f, g, o
        scale = np.full(4 * size, 0.5, np.float32)
        scale[2 * size : 3 * size] = 1.0
        self._inward = np.ascontiguousarray((tensors[f"{name}.weight_ih"] * scale[:, None]).T)
        self._recurrent = np.ascontiguousarray((recurrent * scale[:, None]).T)
        self._bias = tensors[f"{name}.bias"] * scale
        self._hidden = np.zeros(size, np.float32)
        self._cell = np.zeros(size, np.float32)

    def __call__(self, inputs: Float32) -> Float32:
        gates = inputs @ self._inward + self._bias
        hidden, cell, size = self._hidden, self._cell, self._size
        outputs = np.empty((len(inputs), size), np.float32)
        half = np.float32(0.5)
        for index, gate in enumerate(gates):
            gate += hidden @ self._recurrent  # noqa: PLW2901 - a view of this call's own array
            np.tanh(gate, out=gate)
            opened = half + half * gate[: 2 * size]
            cell = opened[size:] * cell + opened[:size] * gate[2 * size : 3 * size]
            hidden = (half + half * gate[3 * size :]) * np.tanh(cell)
            outputs[index] = hidden
        self._hidden, self._cell = hidden, cell
        return outputs
