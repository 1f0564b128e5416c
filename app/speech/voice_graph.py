"""Silero's network with its convolutions written as products of matrices: the same numbers sooner.

Of a window of 32 ms the network makes four spectra, and of them two, one and one columns. So short
a convolution costs onnxruntime five sixths of the whole run; one product over the same column of
all windows takes a quarter of that. Nothing is changed after the convolutions.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

_SPECTRA, _HOP, _WIDTH, _BINS = 4, 128, 256, 129
_BEYOND: Final = 64  # samples that the last spectrum reaches past the window: its mirror image
_STRIDES: Final = (1, 2, 2, 1)
_BASIS: Final = "encoder.feature_extractor.forward_basis_buffer"
_KEPT: Final = ("/decoder", "/Reshape")
_DECODED: Final = "/Transpose_output_0"  # (windows, 1, 128)

Numbers = NDArray[np.float32] | NDArray[np.int64]


def faster(model: bytes) -> bytes:
    """The network of a file, to be opened in its place; another than Silero's version 6 is given
    back as it is. Raises google.protobuf's DecodeError for what is no network."""
    plain = onnx.load_model_from_string(model)
    shapes = {one.name: tuple(one.dims) for one in plain.graph.initializer}
    if shapes.get(_BASIS) != (2 * _BINS, 1, _WIDTH) or not _knows(plain.graph):
        return model
    graph = _Graph({one.name: numpy_helper.to_array(one) for one in plain.graph.initializer})
    columns = graph.spectra()
    for layer, stride in enumerate(_STRIDES):
        columns = graph.convolved(f"encoder.conv_layers.{layer}", columns, stride)
    graph.add("Unsqueeze", [columns[0], graph.constant(np.array([1]))], _DECODED)
    made: bytes = graph.in_place_of(plain).SerializeToString()
    return made


def _knows(graph: Any) -> bool:
    """Whether the layers are those that are written anew here."""
    convolutions = [node for node in graph.node if node.op_type == "Conv"][1 : 1 + len(_STRIDES)]
    return [
        tuple(value.ints) for node in convolutions for value in node.attribute
        if value.name == "strides"
    ] == [(stride,) for stride in _STRIDES]  # fmt: skip


class _Graph:
    """Nodes that are added one after another, each named after its place.

    Tensors are (windows, numbers); those of one layer's columns lie one after another.
    """

    def __init__(self, weights: dict[str, Any]) -> None:
        self._weights = weights
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def add(self, kind: str, inputs: Sequence[str], name: str = "", **options: Any) -> str:
        """The name of what the node gives."""
        given = name or f"faster.{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [given], given, **options))
        return given

    def constant(self, value: Numbers) -> str:
        name = f"faster.constant.{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def part(self, tensor: str, first: int, last: int) -> str:
        """Numbers first..last of every window."""
        places = (np.array([place]) for place in (first, last, 1))
        return self.add("Slice", [tensor, *(self.constant(place) for place in places)])

    def spectra(self) -> list[str]:
        """Magnitudes of the short-time Fourier transform of the input, a tensor per frame."""
        basis = self._weights[_BASIS][:, 0].T
        halves = [self.constant(basis[:, :_BINS]), self.constant(basis[:, _BINS:])]
        edge = self.constant(np.array([0, 0, 0, _BEYOND]))
        padded = self.add("Pad", ["input", edge], mode="reflect")
        frames = range(0, _SPECTRA * _HOP, _HOP)
        return [self._magnitude(self.part(padded, at, at + _WIDTH), halves) for at in frames]

    def _magnitude(self, frame: str, halves: Sequence[str]) -> str:
        parts = [self.add("MatMul", [frame, half]) for half in halves]
        squares = [self.add("Mul", [one, one]) for one in parts]
        return self.add("Sqrt", [self.add("Add", squares)])

    def convolved(self, layer: str, columns: Sequence[str], stride: int) -> list[str]:
        """A convolution of three taps with a zero on either side, and what is positive of it."""
        weights = self._weights[f"{layer}.weight"]  # (out, in, taps)
        bias = self.constant(self._weights[f"{layer}.bias"])
        row = self.add("Concat", columns, axis=1) if len(columns) > 1 else columns[0]
        width = weights.shape[1]
        given = []
        for middle in range(0, len(columns), stride):
            first, last = max(0, middle - 1), min(len(columns), middle + 2)
            taps = range(first - middle + 1, last - middle + 1)
            product = self.constant(np.concatenate([weights[:, :, tap].T for tap in taps]))
            part = self.part(row, first * width, last * width)
            given.append(self.add("Relu", [self.add("Gemm", [part, product, bias])]))
        return given

    def in_place_of(self, plain: Any) -> Any:
        """A model with these nodes before the plain one's last ones."""
        kept = [node for node in plain.graph.node if node.name.startswith(_KEPT)]
        used = {name for node in kept for name in node.input}
        weights = [one for one in plain.graph.initializer if one.name in used]
        graph = helper.make_graph(
            [*self._nodes, *kept], plain.graph.name, plain.graph.input, plain.graph.output,
            [*self._constants, *weights],
        )  # fmt: skip
        return helper.make_model(
            graph, opset_imports=plain.opset_import, ir_version=plain.ir_version
        )
