"""A Whisper model of a few hundred kilobytes that writes one fixed script, whatever it hears.

It is a true CTranslate2 directory: every layer is there with weights of zero, and the position
embeddings alone choose the tokens. It tests the path from directory to words, not recognition.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
from ctranslate2.specs import whisper_spec
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

WIDTH, MELS = 64, 80
_GAIN = 0.02


@dataclass(frozen=True, slots=True)
class Sizes:
    """Widths of every layer, mel bands, layers of encoder and decoder each, attention heads."""

    width: int = WIDTH
    mels: int = MELS
    layers: int = 1
    heads: int = 1


LANGUAGE_TOKENS = ["<|en|>", "<|zh|>", "<|fr|>"]
TIMESTAMPS = [f"<|{index * 0.02:.2f}|>" for index in range(1501)]


def write_whisper(
    directory: Path,
    script: str = " give aspirin 300 mg.",
    *,
    multilingual: bool = True,
    hears: str = "<|en|>",
    sizes: Sizes = Sizes(),
    seed: int | None = None,
) -> Path:
    """Write a model that hears one language everywhere and writes `script` in every window.

    With a seed every layer has random weights, too small to drown the script.
    """
    directory.mkdir(parents=True)
    tokenizer = _tokenizer(multilingual)
    tokenizer.save(str(directory / "tokenizer.json"))
    extractor = {"feature_size": sizes.mels, "hop_length": 160, "chunk_length": 30, "n_fft": 400}
    (directory / "preprocessor_config.json").write_text(json.dumps(extractor))
    numbers = tokenizer.get_vocab()
    vocabulary = sorted(numbers, key=lambda token: numbers[token])
    spec = whisper_spec.WhisperSpec(sizes.layers, sizes.heads, sizes.layers, sizes.heads)
    _fill(spec, len(vocabulary), sizes)
    if seed is not None:
        _scatter(spec, np.random.default_rng(seed))
    _teach(spec, tokenizer, script, hears, sizes.width)
    spec.register_vocabulary(vocabulary)
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = []
    spec.config.alignment_heads = [(0, 0)]
    spec.config.lang_ids = [
        tokenizer.token_to_id(token) for token in LANGUAGE_TOKENS if multilingual
    ]
    spec.validate()
    spec.optimize(quantization="float32")
    spec.save(str(directory))
    return directory


def _tokenizer(multilingual: bool) -> Tokenizer:
    # faster-whisper suppresses the first token of " -", " '" and " ♪": they need their own, or
    # no space could ever be written
    pairs = [("Ġ", "-"), ("Ġ", "'"), ("Ġ", "â")]
    letters = sorted(pre_tokenizers.ByteLevel.alphabet()) + ["".join(pair) for pair in pairs]
    # CTranslate2 calls a model multilingual when its vocabulary holds the empty token
    tokens = letters + ([""] if multilingual else [])
    specials = ["<|endoftext|>", "<|startoftranscript|>"]
    specials += LANGUAGE_TOKENS if multilingual else []
    specials += ["<|translate|>", "<|transcribe|>", "<|startoflm|>", "<|startofprev|>"]
    specials += ["<|nospeech|>", "<|notimestamps|>"]
    vocabulary = {token: index for index, token in enumerate(tokens)}
    tokenizer = Tokenizer(models.BPE(vocabulary, pairs))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(token, special=True) for token in specials])
    tokenizer.add_tokens([AddedToken(token, special=False) for token in TIMESTAMPS])
    return tokenizer


def _fill(spec: Any, words: int, sizes: Sizes, name: str = "") -> None:
    """Give every required weight its shape: zeros, and ones for the scale of layer norms."""
    for key, value in vars(spec).items():
        here = f"{name}.{key}"
        if value is None:
            setattr(spec, key, np.zeros(_shape(here, words, sizes), np.float32))
        elif isinstance(value, list):
            for index, layer in enumerate(value):
                _fill(layer, words, sizes, f"{here}{index}")
        elif isinstance(value, ctranslate2.specs.model_spec.LayerSpec):
            _fill(value, words, sizes, here)
        if key == "gamma":
            spec.gamma = np.ones(sizes.width, np.float32)


def _shape(name: str, words: int, sizes: Sizes) -> tuple[int, ...]:
    width = sizes.width
    for ending, shape in (
        ("conv1.weight", (width, sizes.mels, 3)),
        ("conv2.weight", (width, width, 3)),
        ("embeddings.weight", (words, width)),
        ("projection.weight", (words, width)),
        ("self_attention.linear0.weight", (3 * width, width)),
        (".attention.linear1.weight", (2 * width, width)),
        (".weight", (width, width)),
    ):
        if name.endswith(ending):
            return shape
    return (width,)


def _scatter(spec: Any, rng: np.random.Generator) -> None:
    for key, value in vars(spec).items():
        if isinstance(value, list):
            for layer in value:
                _scatter(layer, rng)
        elif isinstance(value, ctranslate2.specs.model_spec.LayerSpec):
            _scatter(value, rng)
        elif key == "weight":
            scale = _GAIN * float(np.prod(value.shape[1:])) ** -0.5
            spec.weight = rng.normal(0, scale, value.shape).astype(np.float32)


def _teach(spec: Any, tokenizer: Tokenizer, script: str, hears: str, width: int) -> None:
    """Position i asks for the i-th token of: language, task, timestamp, script, timestamp, end."""
    order = ["<|0.00|>", *tokenizer.encode(script).tokens, "<|2.00|>", "<|endoftext|>"]
    prompt = 3 if tokenizer.token_to_id("<|en|>") is not None else 1
    positions = np.zeros((448, width), np.float32)
    positions[:, width - 1] = 4.0
    positions[: width - 1] = 4.0 * np.eye(width, dtype=np.float32)[: width - 1]
    spec.decoder.position_encodings.encodings = positions
    # every token looks at its own 0.16 s of sound, which is where word times come from
    heard = np.eye(width, dtype=np.float32)[np.minimum(np.arange(1500) // 8, width - 2)]
    spec.encoder.position_encodings.encodings = 4.0 * heard
    cross = spec.decoder.layer[0].attention.linear
    cross[0].weight[:] = np.eye(width)
    cross[1].weight[:width] = np.eye(width)
    projection = spec.decoder.projection.weight
    if prompt > 1:
        projection[tokenizer.token_to_id(hears), 0] = 2.0
    for index, token in enumerate(order):
        projection[tokenizer.token_to_id(token), prompt - 1 + index] = 2.0
    projection[tokenizer.token_to_id("<|endoftext|>"), width - 1] = 1.0
