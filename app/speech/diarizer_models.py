"""The two embedded diarization networks, as pyannote.audio models.

Segmentation: log-mel -> strided convolutions (40 ms tokens) -> local blocks -> self-attention ->
BiLSTM -> powerset of 3 speakers, at most 2 at once, every 20 ms. Embedding: log-mel -> residual
time-delay layers -> statistics pooled under each speaker's mask. Each lives in one directory as
`config.json` and `model.safetensors` (float16, our own weights).
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional

from app.domain.audio import SAMPLE_RATE_HZ
from app.domain.errors import ModelError
from app.speech.diarizer_layers import (
    AttentionBlock,
    LocalBlock,
    LogMel,
    TimeDelay,
    masked_statistics,
)
from app.speech.pyannote_quiet import Model, Problem, Resolution, Specifications

WINDOW_S = 10.0
FRAME_S = 0.02
SPEAKERS_PER_WINDOW = 3
SPEAKERS_AT_ONCE = 2
POWERSET_CLASSES = 7
"""Nobody, three single speakers, three pairs."""
CONFIG, WEIGHTS = "config.json", "model.safetensors"
_FRAME_SAMPLES = round(FRAME_S * SAMPLE_RATE_HZ)
_TOKEN_SAMPLES = 2 * _FRAME_SAMPLES


@dataclass(frozen=True, slots=True)
class SegmentationShape:
    """Sizes of the segmentation network."""

    mels: int = 64
    width: int = 160
    local_blocks: int = 3
    attention_blocks: int = 3
    heads: int = 4
    lstm: int = 112


@dataclass(frozen=True, slots=True)
class SpeakerShape:
    """Sizes of the speaker-embedding network."""

    mels: int = 64
    stem: int = 128
    width: int = 192
    blocks: int = 4
    pooled: int = 320
    dimension: int = 128


class _Frames20ms:
    """What pyannote asks a model about its output frames: one every 20 ms, without overlap."""

    def num_frames(self, num_samples: int) -> int:
        return 2 * -(-num_samples // _TOKEN_SAMPLES)

    def receptive_field_size(self, num_frames: int = 1) -> int:
        return num_frames * _FRAME_SAMPLES

    def receptive_field_center(self, frame: int = 0) -> float:
        return frame * _FRAME_SAMPLES + (_FRAME_SAMPLES - 1) / 2


def _whole_tokens(waveforms: Tensor) -> Tensor:
    """(batch, 1, samples) -> (batch, samples), zero-padded to whole 40 ms tokens; a view of whole
    ones, since LogMel sees which windows overlap."""
    samples = waveforms[:, 0]
    missing = -samples.shape[-1] % _TOKEN_SAMPLES
    return functional.pad(samples, (0, missing)) if missing else samples


class SegmentationNet(_Frames20ms, Model):  # type: ignore[misc]
    """Who speaks in a 10 s window, as log-probabilities of speaker sets."""

    def __init__(self, shape: SegmentationShape | None = None) -> None:
        super().__init__(sample_rate=SAMPLE_RATE_HZ, num_channels=1)
        self.shape = shape or SegmentationShape()
        width = self.shape.width
        self.features = LogMel(self.shape.mels)
        self.stem = nn.Sequential(
            TimeDelay(self.shape.mels + 1, width, 5, 2), TimeDelay(width, width, 5, 2)
        )
        self.local = nn.Sequential(*(LocalBlock(width) for _ in range(self.shape.local_blocks)))
        self.attention = nn.Sequential(
            *(AttentionBlock(width, self.shape.heads) for _ in range(self.shape.attention_blocks))
        )
        self.lstm = nn.LSTM(width, self.shape.lstm, batch_first=True, bidirectional=True)
        self.classify = nn.Linear(2 * self.shape.lstm + width, 2 * POWERSET_CLASSES)
        self.specifications = Specifications(
            problem=Problem.MONO_LABEL_CLASSIFICATION,
            resolution=Resolution.FRAME,
            duration=WINDOW_S,
            classes=[f"speaker{number + 1}" for number in range(SPEAKERS_PER_WINDOW)],
            powerset_max_classes=SPEAKERS_AT_ONCE,
            permutation_invariant=True,
        )

    @property
    def dimension(self) -> int:
        return POWERSET_CLASSES

    def local_tokens(self, waveforms: Tensor) -> Tensor:
        """(batch, 1, samples) -> (batch, width, tokens of 40 ms), before any long-range layer."""
        mels = self.features(_whole_tokens(waveforms))
        level = mels.mean(dim=1, keepdim=True) / 4.0 + 1.0
        centred = mels - mels.mean(dim=-1, keepdim=True)
        tokens: Tensor = self.local(self.stem(torch.cat((centred, level), dim=1)))
        return tokens

    def scores(self, tokens: Tensor) -> Tensor:
        """(batch, width, tokens) -> (batch, 2 * tokens, classes) log-probabilities."""
        return self.decided(self.attention(tokens.transpose(1, 2)))

    def decided(self, seen: Tensor) -> Tensor:
        """Tokens after attention (batch, tokens, width) -> as `scores`."""
        ordered, _ = self.lstm(seen)
        logits: Tensor = self.classify(torch.cat((ordered, seen), dim=-1))
        frames = logits.reshape(len(logits), -1, POWERSET_CLASSES)
        return functional.log_softmax(frames, dim=-1)

    def forward(self, waveforms: Tensor) -> Tensor:
        """(batch, 1, samples) -> (batch, frames of 20 ms, 7) log-probabilities."""
        return self.scores(self.local_tokens(waveforms))


class SpeakerNet(_Frames20ms, Model):  # type: ignore[misc]
    """One vector per speaker of a window; close in cosine when it is the same voice."""

    def __init__(self, shape: SpeakerShape | None = None) -> None:
        super().__init__(sample_rate=SAMPLE_RATE_HZ, num_channels=1)
        self.shape = shape or SpeakerShape()
        width = self.shape.width
        self.features = LogMel(self.shape.mels)
        self.stem = nn.Sequential(
            TimeDelay(self.shape.mels, self.shape.stem, 5, 2),
            TimeDelay(self.shape.stem, width, 5, 2),
        )
        self.blocks = nn.ModuleList(
            TimeDelay(width, width, 3, dilation=1 + number) for number in range(self.shape.blocks)
        )
        self.pooled = TimeDelay(2 * width, self.shape.pooled, 1)
        features = self.shape.pooled + self.shape.mels
        self.embed = nn.Linear(2 * features, self.shape.dimension)
        self.norm = nn.BatchNorm1d(self.shape.dimension)
        self.specifications = Specifications(
            problem=Problem.REPRESENTATION, resolution=Resolution.CHUNK, duration=WINDOW_S
        )

    @property
    def dimension(self) -> int:
        return self.shape.dimension

    def forward_frames(self, waveforms: Tensor) -> Tensor:
        """The costly part, independent of who speaks: (batch, 1, samples) -> frame features.

        Returns (batch, features, frames of 40 ms).
        """
        return self.encoded(self.features(_whole_tokens(waveforms)))

    def encoded(self, mels: Tensor) -> Tensor:
        """(batch, mels, frames of 10 ms) -> (batch, features, frames of 40 ms).

        The last features are the shape of the spectrum itself: no level, but everything that a
        voice does to its average spectrum, which a window's mean would take away where one person
        talks and would spoil where several do.
        """
        level = mels.exp().mean(dim=(1, 2), keepdim=True).log()
        frames = self.stem(mels - level)
        middle = frames
        for number, block in enumerate(self.blocks):
            frames = frames + block(frames)
            if number == len(self.blocks) // 2:
                middle = frames
        gathered = self.pooled(torch.cat((middle, frames), dim=1))
        spectrum = functional.avg_pool1d(mels - mels.mean(dim=1, keepdim=True), 4)
        return torch.cat((gathered, spectrum), dim=1)

    def forward_embedding(self, frames: Tensor, weights: Tensor | None = None) -> Tensor:
        """Frame features -> embeddings.

        weights: None, (batch, frames), or (batch, speakers, frames) to get one vector per mask:
        (batch, dimension), or (batch, speakers, dimension).
        """
        if weights is None:
            weights = frames.new_ones(len(frames), frames.shape[-1])
        one_mask = weights.dim() == frames.dim() - 1
        statistics = masked_statistics(frames, weights.unsqueeze(1) if one_mask else weights)
        vectors = self.vectors(statistics.flatten(0, 1)).view(*statistics.shape[:2], -1)
        return vectors.squeeze(1) if one_mask else vectors

    def vectors(self, statistics: Tensor) -> Tensor:
        """(n, 2 * features) pooled statistics -> (n, dimension) embeddings."""
        embedded: Tensor = self.norm(self.embed(statistics))
        return embedded

    def forward(self, waveforms: Tensor, weights: Tensor | None = None) -> Tensor:
        return self.forward_embedding(self.forward_frames(waveforms), weights)


class Savable(Protocol):
    """A network that carries its own sizes."""

    shape: Any

    def state_dict(self) -> Mapping[str, Tensor]: ...


def save_model(model: Savable, folder: Path, settings: Mapping[str, object] | None = None) -> None:
    """Write config.json and model.safetensors (float16). `settings` tune the pipeline."""
    folder.mkdir(parents=True, exist_ok=True)
    config = {"kind": type(model).__name__, "shape": asdict(model.shape)}
    config["pipeline"] = dict(settings or {})
    (folder / CONFIG).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    weights = {
        name: value.half().contiguous() if value.is_floating_point() else value
        for name, value in model.state_dict().items()
    }
    save_file(weights, folder / WEIGHTS)
    (folder / WEIGHTS).chmod(0o644)  # safetensors leaves it readable by its owner alone


def load_segmentation(folder: Path) -> tuple[SegmentationNet, dict[str, Any]]:
    """The segmentation network and its pipeline settings. Raises ModelError."""
    config = _read_config(folder, "SegmentationNet")
    return _filled(SegmentationNet, SegmentationShape, config, folder), config["pipeline"]


def load_speaker(folder: Path) -> tuple[SpeakerNet, dict[str, Any]]:
    """The speaker-embedding network and its pipeline settings. Raises ModelError."""
    config = _read_config(folder, "SpeakerNet")
    return _filled(SpeakerNet, SpeakerShape, config, folder), config["pipeline"]


def _read_config(folder: Path, kind: str) -> dict[str, Any]:
    try:
        config: dict[str, Any] = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"The model folder {folder.name} has no readable {CONFIG}.") from error
    if config.get("kind") != kind or "shape" not in config or "pipeline" not in config:
        raise ModelError(f"The model folder {folder.name} does not hold a {kind}.")
    return config


def _filled(build: type[Any], shape: type[Any], config: dict[str, Any], folder: Path) -> Any:
    try:
        model = build(shape(**config["shape"]))
        weights = load_file(folder / WEIGHTS)
        model.load_state_dict({name: value.float() for name, value in weights.items()})
    except (OSError, SafetensorError, RuntimeError, TypeError) as error:
        raise ModelError(
            f"The weights in {folder.name} cannot be loaded; run `erscribe models verify`."
        ) from error
    return model.eval()
