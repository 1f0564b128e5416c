"""Short windows to learn voices from: one speaker, or one right after another in the same room.

The diarizer embeds windows in which several people speak and pools each under a mask of their
own; windows of two teach the network not to let one voice leak into the other's vector.
"""

import random
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.signal import fftconvolve, resample_poly
from torch import Tensor

from app.domain.audio import Samples
from app.training.conversations import RATIOS, Simulator, voice_name
from app.training.diarization_fit import Corpus
from app.training.speaker_clips import FRAME_S, FRAME_SAMPLES, SPEECH_LEVEL, Clip

WINDOW_FRAMES = round(3.2 / FRAME_S)
_LEAST_FRAMES = round(0.6 / FRAME_S)
_PAIR_CHANCE = 0.5
_SAME_GROUP_CHANCE = 0.8
_COMMON_CHANCE = 0.7
_HARSH = 0.4
_ALTERED_CHANCE = 0.5
_GROUP_WEIGHTS = {
    "en_l2": 4.2,
    "en_spk_untranscribed": 2.8,
    "en_read": 0.3,
    "zh_read": 0.3,
    "espeak_en": 1.3,
    "espeak_zh": 0.7,
    "diphone_en": 0.4,
}
"""Synthetic voices differ from each other in few ways; most of what is learnt is real."""


@dataclass(frozen=True, slots=True)
class _Voice:
    group: str
    name: str
    ratio: tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Crops:
    """waveforms (batch, 1, samples), masks (batch, 2, frames of FRAME_S), labels (batch, 2).

    A label of -1 marks an empty mask.
    """

    waveforms: Tensor
    masks: Tensor
    labels: Tensor


class CropDrawer:
    """Draws windows of WINDOW_FRAMES; the same seed draws the same ones.

    numbers: the label of each voice, as `voice_names` calls it.
    """

    def __init__(self, corpus: Corpus, seed: int, numbers: dict[str, int]) -> None:
        self._bank = corpus.training
        self._groups = corpus.training.groups()
        self._names = {group: sorted(found) for group, found in self._groups.items()}
        self._simulator: Simulator = corpus.simulator(seed)
        self._random = random.Random(seed)
        self._numbers = numbers

    def draw(self, count: int) -> Crops:
        """An even number of windows. Two in a row share their first voice; most of a batch comes
        from one group, so that it is not the recordings that tell its voices apart.
        """
        waveforms = np.empty((count, 1, WINDOW_FRAMES * FRAME_SAMPLES), np.float32)
        masks = np.zeros((count, 2, WINDOW_FRAMES), np.float32)
        labels = np.full((count, 2), -1, np.int64)
        common = self._group()
        for row in range(0, count, 2):
            group = common if self._random.random() < _COMMON_CHANCE else self._group()
            name, ratio = self._random.choice(self._names[group]), self._ratio()
            for twin in (row, row + 1):
                first = _Voice(group, name, ratio)
                waveforms[twin, 0] = self._window(first, masks[twin], labels[twin])
        return Crops(*map(torch.from_numpy, (waveforms, masks, labels)))

    def _window(
        self, first: _Voice, masks: NDArray[np.float32], labels: NDArray[np.int64]
    ) -> Samples:
        """One window; fills its row of masks and labels."""
        roomy = self._random.random() < _HARSH
        spans = self._spans()
        voices = [first, self._other(first)][: len(spans)]
        self._random.shuffle(voices)
        mixed = np.zeros(masks.shape[1] * FRAME_SAMPLES, np.float32)
        for column, (voice, (start, end)) in enumerate(zip(voices, spans, strict=True)):
            samples, marks = self._speech(voice, end - start)
            if roomy:
                samples = fftconvolve(samples, self._simulator.room())[: len(samples)]
            gain = 10 ** (self._random.gauss(0, 3.0) / 20)
            mixed[start * FRAME_SAMPLES : end * FRAME_SAMPLES] += gain * samples
            masks[column, start:end] = marks
            labels[column] = self._numbers[voice_name(voice.name, voice.ratio)]
        masks[:, masks.sum(axis=0) > 1] = 0.0
        labels[masks.sum(axis=1) == 0] = -1
        return self._simulator.disturbed(mixed, _HARSH)

    def _other(self, first: _Voice) -> _Voice:
        group = first.group
        others = [name for name in self._names[group] if name != first.name]
        if not others or self._random.random() > _SAME_GROUP_CHANCE:
            group = self._group()
            others = self._names[group]
        return _Voice(group, self._random.choice(others), self._ratio())

    def _ratio(self) -> tuple[int, int]:
        altered = self._random.random() < _ALTERED_CHANCE
        return self._random.choice(RATIOS[1:]) if altered else RATIOS[0]

    def _group(self) -> str:
        present = list(self._names)
        weights = [_GROUP_WEIGHTS.get(name, 0.5) for name in present]
        return self._random.choices(present, weights)[0]

    def _spans(self) -> list[tuple[int, int]]:
        """(first, last) frames of each speaker; a pair may overlap by a fraction of a second."""
        if self._random.random() > _PAIR_CHANCE:
            return [(0, WINDOW_FRAMES)]
        turn = self._random.randrange(_LEAST_FRAMES, WINDOW_FRAMES - _LEAST_FRAMES)
        early = self._random.choice((0, 0, self._random.randrange(20)))
        return [(0, turn), (turn - early, WINDOW_FRAMES)]

    def _speech(self, voice: _Voice, frames: int) -> tuple[Samples, NDArray[np.bool_]]:
        """`frames` frames of a voice, out of as many clips as needed, and which are speech."""
        up, down = voice.ratio
        wanted = frames if up == down else frames * down // up + 2
        samples, marks = self._stretches(self._groups[voice.group][voice.name], wanted)
        if up != down:
            samples = resample_poly(samples, up, down)[: frames * FRAME_SAMPLES]
            marks = marks[np.minimum(np.arange(frames) * down // up, wanted - 1)]
        level = float(np.sqrt(np.mean(np.square(samples)))) + 1e-6
        return np.asarray(samples * (SPEECH_LEVEL / level), np.float32), marks

    def _stretches(self, clips: list[Clip], wanted: int) -> tuple[Samples, NDArray[np.bool_]]:
        samples: list[Samples] = []
        marks: list[NDArray[np.bool_]] = []
        missing = wanted
        while missing > 0:
            clip = self._random.choice(clips)
            marked = clip.marks()[: clip.count // FRAME_SAMPLES]
            first = self._random.randrange(max(1, len(marked) - missing + 1))
            marks.append(marked[first : first + missing])
            taken = slice(first * FRAME_SAMPLES, (first + len(marks[-1])) * FRAME_SAMPLES)
            samples.append(self._bank.audio(clip)[taken])
            missing -= len(marks[-1])
        return np.concatenate(samples), np.concatenate(marks)
