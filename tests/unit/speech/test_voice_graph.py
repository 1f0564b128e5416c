"""The detector's network, written anew, against the file as it came."""

import numpy as np
import onnx
import onnxruntime
import pytest

from app.speech import weights
from app.speech.voice_graph import faster


@pytest.fixture(scope="module")
def plain() -> bytes:
    return (weights.verified("detector").directory / "silero_vad_v6.onnx").read_bytes()


def run(model: bytes, windows: np.ndarray) -> list[np.ndarray]:
    rest = np.zeros((1, 1, 128), np.float32)
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    return list(session.run(None, {"input": windows, "h": rest, "c": rest}))


@pytest.mark.parametrize("count", [1, 2, 300])
def test_probabilities_and_what_is_left_are_those_of_the_file(plain: bytes, count: int) -> None:
    windows = np.random.default_rng(7).normal(0, 0.2, (count, 576)).astype(np.float32)
    windows *= np.linspace(0, 1, count, dtype=np.float32)[:, None] + np.sin(
        np.arange(576, dtype=np.float32) / 9
    )
    for mine, theirs in zip(run(faster(plain), windows), run(plain, windows), strict=True):
        assert mine.shape == theirs.shape
        assert np.allclose(mine, theirs, rtol=1e-4, atol=2e-5)


def test_no_convolution_over_time_is_left(plain: bytes) -> None:
    nodes = onnx.load_model_from_string(faster(plain)).graph.node
    assert [node.name for node in nodes if node.op_type == "Conv"] == ["/decoder/conv1d/Conv"]


def test_another_network_is_left_as_it_is(plain: bytes) -> None:
    model = onnx.load_model_from_string(plain)
    for node in model.graph.node:
        if node.name == "/encoder/conv_layers.1/Conv":
            next(one for one in node.attribute if one.name == "strides").ints[:] = [1]
    other = model.SerializeToString()
    assert faster(other) == other
    for tensor in model.graph.initializer:
        tensor.name = f"other.{tensor.name}"
    renamed = model.SerializeToString()
    assert faster(renamed) == renamed


def test_what_is_no_network_is_refused() -> None:
    with pytest.raises(Exception, match="parsing"):
        faster(b"not a network")
