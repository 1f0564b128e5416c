"""Whisper's own shapes with random weights, made on the spot for figures of speed alone.

One set of weights is written three times: as CTranslate2 int8 (ours and faster-whisper's), as
transformers keeps it, and as openai-whisper does. Nothing can be recognised with it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

from app.domain.errors import ResourceError
from app.speech.torchaudio_shim import ensure_torchaudio

TEXT_TOKENS: Final = 50257
_LANGUAGES: Final = 99
_VOCABULARY: Final = 51865
_POSITIONS, _LENGTH, _MELS = 1500, 448, 80
READY: Final = "ready.txt"
_RECIPE: Final = "1"
# Where each layer stands in openai-whisper; transformers' names are on the left.
_NAMES: Final = (
    (r"^model\.", ""),
    (r"\.layers\.(\d+)\.", r".blocks.\1."),
    (r"\.self_attn_layer_norm\.", ".attn_ln."),
    (r"\.encoder_attn_layer_norm\.", ".cross_attn_ln."),
    (r"\.final_layer_norm\.", ".mlp_ln."),
    (r"\.self_attn\.", ".attn."),
    (r"\.encoder_attn\.", ".cross_attn."),
    (r"\.q_proj\.", ".query."),
    (r"\.k_proj\.", ".key."),
    (r"\.v_proj\.", ".value."),
    (r"\.out_proj\.", ".out."),
    (r"\.fc1\.", ".mlp.0."),
    (r"\.fc2\.", ".mlp.2."),
    (r"^encoder\.layer_norm\.", "encoder.ln_post."),
    (r"^decoder\.layer_norm\.", "decoder.ln."),
    (r"^decoder\.embed_tokens\.", "decoder.token_embedding."),
    (r"^decoder\.embed_positions\.weight", "decoder.positional_embedding"),
    (r"^encoder\.embed_positions\.weight", "encoder.positional_embedding"),
)


@dataclass(frozen=True, slots=True)
class WhisperShape:
    """Width, layers of encoder and decoder each, attention heads."""

    width: int
    layers: int
    heads: int


SHAPES: Final[Mapping[str, WhisperShape]] = {
    "tiny": WhisperShape(384, 4, 6),
    "base": WhisperShape(512, 6, 8),
    "small": WhisperShape(768, 12, 12),
}


@dataclass(frozen=True, slots=True)
class Copies:
    """The same weights for each engine: two folders and a file."""

    ctranslate2: Path
    transformers: Path
    openai: Path


def copies(name: str, cache: Path, shape: WhisperShape | None = None) -> Copies:
    """Weights of one of SHAPES, or of a shape given; made when they are not there yet.

    Raises ResourceError.
    """
    folder = cache / f"whisper-{name}"
    found = Copies(folder / "ctranslate2", folder / "transformers", folder / "openai.pt")
    ready = folder / READY
    try:
        if not ready.exists() or ready.read_text(encoding="utf-8") != _RECIPE:
            folder.mkdir(parents=True, exist_ok=True)
            _write(shape or SHAPES[name], found)
            ready.write_text(_RECIPE, encoding="utf-8")
    except OSError as error:
        raise ResourceError(f"{folder} cannot be written; free space or name another") from error
    return found


def _write(shape: WhisperShape, found: Copies) -> None:
    import torch  # noqa: PLC0415 - both are slow, and made models need neither

    ensure_torchaudio()
    from transformers import WhisperConfig, WhisperForConditionalGeneration  # noqa: PLC0415

    torch.manual_seed(0)
    config = WhisperConfig(
        vocab_size=_VOCABULARY,
        d_model=shape.width,
        encoder_layers=shape.layers,
        decoder_layers=shape.layers,
        encoder_attention_heads=shape.heads,
        decoder_attention_heads=shape.heads,
        encoder_ffn_dim=4 * shape.width,
        decoder_ffn_dim=4 * shape.width,
    )
    network = WhisperForConditionalGeneration(config).eval()
    network.save_pretrained(str(found.transformers))
    torch.save(_as_openai(network.state_dict(), shape), found.openai)
    _write_ctranslate2(network, shape, found.ctranslate2)


def _as_openai(weights: Mapping[str, Any], shape: WhisperShape) -> dict[str, Any]:
    dims = {
        "n_mels": _MELS,
        "n_vocab": _VOCABULARY,
        "n_audio_ctx": _POSITIONS,
        "n_audio_state": shape.width,
        "n_audio_head": shape.heads,
        "n_audio_layer": shape.layers,
        "n_text_ctx": _LENGTH,
        "n_text_state": shape.width,
        "n_text_head": shape.heads,
        "n_text_layer": shape.layers,
    }
    named = {openai_name(key): value for key, value in weights.items() if key != "proj_out.weight"}
    return {"dims": dims, "model_state_dict": named}


def openai_name(name: str) -> str:
    """What openai-whisper calls a weight of transformers."""
    for pattern, put in _NAMES:
        name = re.sub(pattern, put, name)
    return name


def _write_ctranslate2(network: Any, shape: WhisperShape, folder: Path) -> None:
    from ctranslate2.converters.transformers import WhisperLoader  # noqa: PLC0415 - slow

    folder.mkdir(parents=True, exist_ok=True)
    spec = WhisperLoader().get_model_spec(network)
    tokenizer = _tokenizer()
    numbers = tokenizer.get_vocab()
    spec.register_vocabulary(sorted(numbers, key=lambda token: numbers[token]))
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = []
    spec.config.alignment_heads = [(shape.layers - 1, head) for head in range(shape.heads)]
    first = TEXT_TOKENS + 2
    spec.config.lang_ids = list(range(first, first + _LANGUAGES))
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))
    tokenizer.save(str(folder / "tokenizer.json"))
    extractor = {"feature_size": _MELS, "hop_length": 160, "chunk_length": 30, "n_fft": 400}
    (folder / "preprocessor_config.json").write_text(json.dumps(extractor), encoding="utf-8")


def _tokenizer() -> Tokenizer:
    """Whisper's numbers for everything that is not text; its text tokens are letters and names."""
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    named = [f"w{number}" for number in range(TEXT_TOKENS - len(letters) - 1)]
    # CTranslate2 calls a model multilingual when its vocabulary holds the empty token
    words = [*letters, *named, ""]
    tokenizer = Tokenizer(models.BPE({word: number for number, word in enumerate(words)}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    languages = ["en", "zh", *(f"x{number}" for number in range(_LANGUAGES - 2))]
    specials = ["endoftext", "startoftranscript", *languages, "translate", "transcribe"]
    specials += ["startoflm", "startofprev", "nospeech", "notimestamps"]
    tokenizer.add_special_tokens([AddedToken(f"<|{one}|>", special=True) for one in specials])
    times = [AddedToken(f"<|{step * 0.02:.2f}|>", special=False) for step in range(_POSITIONS + 1)]
    tokenizer.add_tokens(times)
    return tokenizer
