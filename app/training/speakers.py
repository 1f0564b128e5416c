"""Recipe of the embedded speaker-embedding model.

Windows of simulated conversation are embedded under the mask of each speaker's own, undisturbed
frames, exactly as the diarizer will do it, and the vectors are trained to name the speaker.
"""

import random
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from app.domain.audio import Samples
from app.speech.diarizer_layers import masked_statistics
from app.speech.diarizer_models import SpeakerNet, save_model
from app.training.conversations import Conversation, Simulator, voice_names
from app.training.diarization_fit import Corpus, MarginLoss, Plan, data_seed, fit, open_corpus
from app.training.options import TrainOptions
from app.training.speaker_clips import FRAME_S

_MINUTES = 30.0
_BATCH = 16
_WINDOW_S = 4.0
_LEAST_FRAMES = round(0.5 / FRAME_S)
_MARGIN = 0.1
_ALTERED = 0.1
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
    """Train, and write the model to `options.out / "speaker-embedded"`. Raises ResourceError."""
    torch.manual_seed(options.seed)
    corpus = open_corpus(options)
    numbers = {name: number for number, name in enumerate(voice_names(corpus.training))}
    model = SpeakerNet().train()
    margin_loss = MarginLoss(model.dimension, len(numbers), scale=20.0)
    minutes = _MINUTES if options.minutes is None else options.minutes
    plan = Plan(options.out / "speakers.pt", minutes * 60, 3e-3, options.resume)
    draw = _Drawer(corpus, data_seed(options.seed, plan), numbers)

    def loss_of(fraction: float) -> Tensor:
        batch = draw()
        statistics = masked_statistics(model.forward_frames(batch.waveforms), batch.masks)
        spoken = batch.labels >= 0  # an empty mask must not reach the batch statistics
        vectors = model.vectors(statistics[spoken])
        margin = _MARGIN * min(1.0, max(0.0, (fraction - 0.2) / 0.4))
        loss: Tensor = margin_loss(vectors, batch.labels[spoken], margin)
        return loss

    def save() -> None:
        save_model(model, options.out / FOLDER)

    fit((model, margin_loss), loss_of, save, plan)


class _Drawer:
    """Draws batches of windows in which one to three people speak."""

    def __init__(self, corpus: Corpus, seed: int, numbers: dict[str, int]) -> None:
        self._simulator: Simulator = corpus.simulator(seed)
        self._random = random.Random(seed)
        self._numbers = numbers

    def __call__(self) -> Batch:
        windows = [
            self._simulator.conversation(
                _WINDOW_S, self._random.choice((1, 2, 2, 3)), harsh=0.5, altered=_ALTERED
            )
            for _ in range(_BATCH)
        ]
        return batched(windows, self._numbers)


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
