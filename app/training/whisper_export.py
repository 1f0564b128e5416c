"""From our network to the CTranslate2 directory that faster-whisper opens unchanged."""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import torch
from ctranslate2.specs import WhisperSpec
from torch import Tensor, nn

from app.training.features import HOP, MELS, RATE_HZ
from app.training.tokenizer import Vocabulary
from app.training.whisper_model import Attention, Layer, Shape, Whisper

FOLDER: Final = "recognizer-embedded"
WINDOW_S: Final = 15
_FFT: Final = 400


def _array(weights: Tensor | None) -> npt.NDArray[np.float32]:
    """A copy: quantization works in place and must not reach the network in training."""
    if weights is None:
        raise ValueError("the layer has no such weights")
    return np.array(weights.detach().numpy())


def _linear(spec: Any, layer: nn.Linear) -> None:
    spec.weight = _array(layer.weight)
    if layer.bias is not None:
        spec.bias = _array(layer.bias)


def _fused(spec: Any, layers: tuple[nn.Linear, ...]) -> None:
    """Projections in one matrix; Whisper's keys have no bias, so zeros stand for it."""
    weights: list[Tensor] = [layer.weight for layer in layers]
    spec.weight = _array(torch.cat(weights))
    biases: list[Tensor] = [
        torch.zeros(layer.out_features) if layer.bias is None else layer.bias for layer in layers
    ]
    spec.bias = _array(torch.cat(biases))


def _norm(spec: Any, layer: nn.LayerNorm) -> None:
    spec.gamma = _array(layer.weight)
    spec.beta = _array(layer.bias)


def _self_attention(spec: Any, attention: Attention, norm: nn.LayerNorm) -> None:
    _norm(spec.layer_norm, norm)
    _fused(spec.linear[0], (attention.q_proj, attention.k_proj, attention.v_proj))
    _linear(spec.linear[1], attention.out_proj)


def _layer(spec: Any, layer: Layer, cross: bool) -> None:
    _self_attention(spec.self_attention, layer.self_attn, layer.self_attn_layer_norm)
    if cross:
        attention = layer.encoder_attn
        _norm(spec.attention.layer_norm, layer.encoder_attn_layer_norm)
        _linear(spec.attention.linear[0], attention.q_proj)
        _fused(spec.attention.linear[1], (attention.k_proj, attention.v_proj))
        _linear(spec.attention.linear[2], attention.out_proj)
    _norm(spec.ffn.layer_norm, layer.final_layer_norm)
    _linear(spec.ffn.linear_0, layer.fc1)
    _linear(spec.ffn.linear_1, layer.fc2)


def specification(model: Whisper, shape: Shape, vocabulary: Vocabulary) -> WhisperSpec:
    """The network as CTranslate2 describes it, with its vocabulary and settings."""
    spec: Any = WhisperSpec(shape.encoder_layers, shape.heads, shape.decoder_layers, shape.heads)
    for ours, theirs in ((model.encoder.conv1, spec.encoder.conv1),
                         (model.encoder.conv2, spec.encoder.conv2)):  # fmt: skip
        theirs.weight = _array(ours.weight)
        theirs.bias = _array(ours.bias)
    for part, target in ((model.encoder, spec.encoder), (model.decoder, spec.decoder)):
        target.position_encodings.encodings = _array(part.embed_positions.weight)
        _norm(target.layer_norm, part.layer_norm)
        for layer_spec, layer in zip(target.layer, part.stack(), strict=True):
            _layer(layer_spec, layer, cross=part is model.decoder)
    embeddings = _array(model.decoder.embed_tokens.weight)
    spec.decoder.embeddings.weight = embeddings
    spec.decoder.projection.weight = embeddings
    names = vocabulary.tokenizer.get_vocab(with_added_tokens=True)
    spec.register_vocabulary(sorted(names, key=names.__getitem__))
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = []  # silence may give an empty text
    spec.config.lang_ids = [vocabulary.special("en"), vocabulary.special("zh")]
    # the heads that were taught to look where a token sounds
    spec.config.alignment_heads = [(layer, 0) for layer in range(1, shape.decoder_layers)]
    return spec


def _preprocessor() -> dict[str, Any]:
    return {
        "feature_extractor_type": "WhisperFeatureExtractor",
        "processor_class": "WhisperProcessor",
        "feature_size": MELS,
        "sampling_rate": RATE_HZ,
        "hop_length": HOP,
        "chunk_length": WINDOW_S,
        "n_fft": _FFT,
        "n_samples": WINDOW_S * RATE_HZ,
        "nb_max_frames": WINDOW_S * RATE_HZ // HOP,
        "padding_side": "right",
        "padding_value": 0.0,
        "return_attention_mask": False,
    }


def export(
    model: Whisper, shape: Shape, vocabulary: Vocabulary, out: Path, quantization: str = "int8"
) -> Path:
    """Write the CTranslate2 directory at `out`, replacing what was there; its path.

    `quantization` is a scheme of CTranslate2, such as int8 or float32.
    """
    spec = specification(model, shape, vocabulary)
    spec.validate()
    spec.optimize(quantization=quantization)
    with tempfile.TemporaryDirectory() as scratch:
        spec.save(scratch)
        vocabulary.tokenizer.save(str(Path(scratch) / "tokenizer.json"))
        settings = json.dumps(_preprocessor(), indent=1)
        (Path(scratch) / "preprocessor_config.json").write_text(settings + "\n")
        out.mkdir(parents=True, exist_ok=True)
        for path in Path(scratch).iterdir():
            shutil.copyfile(path, out / path.name)
    return out
