"""Recipe of the embedded segmentation model.

Ten-second windows of simulated conversation, labelled with the set of people who speak in each
20 ms frame. Speakers have no fixed order, so each window is scored under its best assignment
(powerset cross-entropy, Plaquet and Bredin 2023). A second loss asks the local features to tell
the training voices apart; without it a small model learns for long only whether anybody speaks.
"""

import random
from itertools import combinations, permutations
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.speech.diarizer_layers import masked_statistics
from app.speech.diarizer_models import (
    CONFIG,
    SPEAKERS_AT_ONCE,
    SPEAKERS_PER_WINDOW,
    WINDOW_S,
    SegmentationNet,
    load_segmentation,
    save_model,
)
from app.training.conversations import Conversation, Simulator, voice_names
from app.training.diarization_fit import MarginLoss, Plan, data_seed, fit, open_corpus
from app.training.options import TrainOptions
from app.training.precision import halved
from app.training.speaker_clips import FRAME_SAMPLES
from app.training.speakers import Batch, batched

_MINUTES = 45.0
_BATCH = 12
_PADDED_CHANCE = 0.06
_VOICE_WEIGHT = 0.15
FOLDER = "segmentation-embedded"


def speaker_sets() -> list[frozenset[int]]:
    """The powerset classes in pyannote's order: nobody, each speaker, each pair."""
    return [
        frozenset(chosen)
        for size in range(SPEAKERS_AT_ONCE + 1)
        for chosen in combinations(range(SPEAKERS_PER_WINDOW), size)
    ]


def class_permutations() -> Tensor:
    """(6, 7): where each class goes when the speakers are renamed, one row per renaming."""
    sets = speaker_sets()
    return torch.tensor(
        [
            [sets.index(frozenset(order[member] for member in members)) for members in sets]
            for order in permutations(range(SPEAKERS_PER_WINDOW))
        ]
    )


def frame_classes(active: NDArray[np.bool_]) -> NDArray[np.int64]:
    """(frames, up to 3 speakers) -> powerset class of each frame."""
    columns = np.zeros((len(active), SPEAKERS_PER_WINDOW), np.int64)
    columns[:, : active.shape[1]] = active
    codes = np.zeros(2**SPEAKERS_PER_WINDOW, np.int64)
    for number, members in enumerate(speaker_sets()):
        codes[sum(2**member for member in members)] = number
    found: NDArray[np.int64] = codes[columns @ (2 ** np.arange(SPEAKERS_PER_WINDOW))]
    return found


def powerset_loss(scores: Tensor, classes: Tensor, renamings: Tensor) -> Tensor:
    """Cross-entropy under the best renaming of each window's speakers.

    scores: (batch, frames, 7) log-probabilities. classes: (batch, frames). renamings: (6, 7).
    """
    targets = renamings[:, classes]
    picked = scores.unsqueeze(0).expand(len(renamings), -1, -1, -1)
    loss = -picked.gather(3, targets.unsqueeze(3)).squeeze(3).mean(dim=2)
    return loss.min(dim=0).values.mean()


def run(options: TrainOptions) -> None:
    """Train, and write the model to `options.out / "segmentation-embedded"`.

    A model that is there already is trained further. Raises ModelError, ResourceError.
    """
    torch.manual_seed(options.seed)
    corpus = open_corpus(options)
    numbers = {name: number for number, name in enumerate(voice_names(corpus.training))}
    model = _begun(options.out / FOLDER).train()
    margin_loss = MarginLoss(2 * model.shape.width, len(numbers))
    minutes = _MINUTES if options.minutes is None else options.minutes
    plan = Plan(options.out / "segmentation.pt", minutes * 60, 1.2e-3, options.resume)
    seed = data_seed(options.seed + 1, plan)
    windows = WindowDrawer(corpus.simulator(seed), seed)
    renamings = class_permutations()

    def loss_of(fraction: float) -> Tensor:
        drawn = windows.draw(_BATCH)
        classes = torch.from_numpy(np.stack([frame_classes(one.active) for one in drawn]))
        batch = batched(drawn, numbers)
        with halved():
            tokens = model.local_tokens(batch.waveforms)
            seen = model.attention(tokens.transpose(1, 2))
        told_apart = _voice_loss(margin_loss, tokens.float(), batch)
        return powerset_loss(model.decided(seen.float()), classes, renamings) + (
            _VOICE_WEIGHT * (1.0 - fraction) * told_apart
        )

    def save() -> None:
        save_model(model, options.out / FOLDER)

    fit((model, margin_loss), loss_of, save, plan)


def _begun(folder: Path) -> SegmentationNet:
    return load_segmentation(folder)[0] if (folder / CONFIG).is_file() else SegmentationNet()


def _voice_loss(margin_loss: MarginLoss, tokens: Tensor, batch: Batch) -> Tensor:
    spoken = batch.labels >= 0
    statistics = masked_statistics(tokens, batch.masks)
    loss: Tensor = margin_loss(statistics[spoken], batch.labels[spoken], 0.1)
    return loss


class WindowDrawer:
    """Draws training windows: nobody to three speakers, some cut short by the recording's end."""

    def __init__(self, simulator: Simulator, seed: int) -> None:
        self._simulator = simulator
        self._random = random.Random(seed)

    def draw(self, count: int) -> list[Conversation]:
        return [self._window() for _ in range(count)]

    def _window(self) -> Conversation:
        speakers = self._random.choices((0, 1, 2, 3), (0.03, 0.19, 0.43, 0.35))[0]
        window = self._simulator.conversation(WINDOW_S, speakers)
        if self._random.random() < _PADDED_CHANCE:
            frames = len(window.active)
            kept = self._random.randrange(frames // 10, frames)
            window.samples[kept * FRAME_SAMPLES :] = 0.0
            window.active[kept:] = False
        return window
