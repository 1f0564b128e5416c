"""Recipe of the embedded speaker-embedding model.

Short windows of one speaker or two are embedded under the mask of each speaker's own, undisturbed
frames, as the diarizer will do it, and the vectors are trained to name the speaker.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from app.domain.audio import Samples
from app.speech.diarizer_layers import masked_statistics
from app.speech.diarizer_models import CONFIG, SpeakerNet, load_speaker, save_model
from app.training.conversations import Conversation, voice_names
from app.training.diarization_fit import MarginLoss, Plan, contrast, data_seed, fit, open_corpus
from app.training.options import TrainOptions
from app.training.speaker_clips import FRAME_S
from app.training.speaker_windows import CropDrawer, Crops

_MINUTES = 40.0
_BATCH = 64
_LEAST_FRAMES = round(0.5 / FRAME_S)
_MARGIN = 0.2
_SCALE, _CONTRAST = 30.0, 15.0
_WEIGHT_DECAY = 0.05
_RIPPLES = 5
_RIPPLE = 0.25
"""Standard deviation of each cosine; together about 2 dB."""
FOLDER = "speaker-embedded"


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """waveforms (batch, 1, samples), masks (batch, speakers, frames), labels (batch, speakers).

    A label of -1 marks a speaker who says too little on their own.
    """

    waveforms: Tensor
    masks: Tensor
    labels: Tensor


def run(options: TrainOptions) -> None:
    """Train, and write the model to `options.out / "speaker-embedded"`.

    A model that is there already is trained further. Raises ModelError, ResourceError.
    """
    torch.manual_seed(options.seed)
    corpus = open_corpus(options)
    numbers = {name: number for number, name in enumerate(voice_names(corpus.training))}
    model = _begun(options.out / FOLDER).train()
    margin_loss = MarginLoss(model.dimension, len(numbers), _SCALE)
    minutes = _MINUTES if options.minutes is None else options.minutes
    plan = Plan(options.out / "speakers.pt", minutes * 60, 2e-3, options.resume, _WEIGHT_DECAY)
    drawer = CropDrawer(corpus, data_seed(options.seed, plan), numbers)

    def loss_of(fraction: float) -> Tensor:
        crops = drawer.draw(_BATCH)
        statistics = _statistics(model, crops)
        spoken = crops.labels >= 0  # an empty mask must not reach the batch statistics
        margin = _MARGIN * min(1.0, max(0.0, (fraction - 0.1) / 0.4))
        vectors = model.vectors(statistics[spoken])
        labels = crops.labels[spoken]
        loss: Tensor = margin_loss(vectors, labels, margin) + contrast(vectors, labels, _CONTRAST)
        return loss

    def save() -> None:
        save_model(model, options.out / FOLDER)

    fit((model, margin_loss), loss_of, save, plan)


def _begun(folder: Path) -> SpeakerNet:
    return load_speaker(folder)[0] if (folder / CONFIG).is_file() else SpeakerNet()


def _statistics(model: SpeakerNet, crops: Crops) -> Tensor:
    with torch.no_grad():
        mels = _coloured(model.features(crops.waveforms[:, 0]))
    with torch.autocast("cpu", torch.bfloat16):
        frames = model.encoded(mels)
    return masked_statistics(frames.float(), crops.masks)


def _coloured(mels: Tensor) -> Tensor:
    """Each window through another smooth filter of a few dB, as another microphone would be.

    mels: (batch, mels, frames), natural logarithms of power. The filter is a sum of the lowest
    cosines over the mel scale.
    """
    count = mels.shape[1]
    places = (torch.arange(count) + 0.5) / count
    waves = torch.cos(math.pi * torch.arange(1, _RIPPLES + 1)[:, None] * places)
    return mels + (_RIPPLE * torch.randn(len(mels), _RIPPLES) @ waves)[:, :, None]


def batched(windows: list[Conversation], numbers: dict[str, int]) -> Batch:
    """Stack windows; masks keep the frames in which a speaker speaks alone."""
    frames = len(windows[0].active)
    masks = np.zeros((len(windows), 3, frames), np.float32)
    labels = np.full((len(windows), 3), -1, np.int64)
    for row, window in enumerate(windows):
        alone = window.active & (window.active.sum(axis=1, keepdims=True) == 1)
        for column, name in enumerate(window.voices):
            if alone[:, column].sum() >= _LEAST_FRAMES:
                masks[row, column] = alone[:, column]
                labels[row, column] = numbers[name]
    return Batch(
        stacked([window.samples for window in windows]),
        torch.from_numpy(masks),
        torch.from_numpy(labels),
    )


def stacked(samples: list[Samples]) -> Tensor:
    """(samples,) arrays of equal length -> (batch, 1, samples)."""
    return torch.from_numpy(np.stack(samples))[:, None]
