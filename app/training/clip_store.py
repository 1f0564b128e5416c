"""Clips in memory, drawn in batches of similar length, with noise and masks put on the fly."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import soundfile
import torch
from torch import Tensor

from app.training.chance import chance
from app.training.corpus import COLUMNS, WORD, Clip, load_shard
from app.training.features import MELS, RATE_HZ, Float32, log_mel, pack, resample, unpack
from app.training.phones import NO_WORD

REAL: Final = "real"  # what the shards of recorded people are called
_MASKED_BANDS: Final = 14
_MASKED_FRAMES: Final = 12
GRAIN: Final = 40  # lengths are rounded up to it: few shapes, so that kernels are made once


def rounded(length: int) -> int:
    """A number of 20 ms frames rounded up to the grain."""
    return -(-length // GRAIN) * GRAIN


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Features (B, 80, 2T) zero after each clip, `lengths` in 20 ms frames, targets (B, T, 7)."""

    mel: Tensor
    lengths: Tensor
    targets: Tensor
    clips: tuple[Clip, ...]


class ClipStore:
    """Every clip of the shards found so far; `refresh` takes in shards written since.

    `copies` says how often each clip of a kind of shard (what its name begins with, up to a dash)
    comes up in one pass.
    """

    def __init__(
        self, folder: Path, pattern: str, seed: int, copies: Mapping[str, int] | None = None
    ) -> None:
        self._folder = folder
        self._copies = copies or {}
        self._pattern = pattern
        self._rng = np.random.default_rng(seed)
        self._seen: set[Path] = set()
        self.clips: list[Clip] = []

    @property
    def hours(self) -> float:
        """Audio held."""
        return float(sum(clip.mel.shape[1] for clip in self.clips)) / 360_000

    def refresh(self) -> int:
        """Load new shards; the number of clips added."""
        before = len(self.clips)
        for path in sorted(self._folder.glob(self._pattern)):
            if path not in self._seen and ".part" not in path.name:
                self._seen.add(path)
                self.clips += [*load_shard(path)] * self._copies.get(path.name.split("-")[0], 1)
        return len(self.clips) - before

    def add(self, clips: Sequence[Clip]) -> None:
        """Take in clips that are in no shard."""
        self.clips += clips

    def batches(self, frames: int, longest_s: float) -> Iterator[list[Clip]]:
        """One pass in random order: clips of similar length, about `frames` 20 ms frames each."""
        usable = [clip for clip in self.clips if clip.mel.shape[1] <= longest_s * 100]
        jitter = self._rng.uniform(0.85, 1.15, len(usable))
        order = np.argsort([clip.mel.shape[1] for clip in usable] * jitter)
        groups: list[list[Clip]] = [[]]
        longest = 0
        for index in order:
            length = rounded(usable[index].mel.shape[1] // 2)
            longest = max(longest, length)
            if longest * (len(groups[-1]) + 1) > frames and groups[-1]:
                groups.append([])
                longest = length
            groups[-1].append(usable[index])
        for index in self._rng.permutation(len(groups)):
            yield groups[index]


def collate(clips: Sequence[Clip], mels: Sequence[Float32]) -> Batch:
    """Clips (with their final features) as one zero-padded batch."""
    lengths = [mel.shape[1] // 2 for mel in mels]
    count = rounded(max(lengths))
    mel = np.zeros((len(clips), MELS, 2 * count), np.float32)
    targets = np.zeros((len(clips), count, COLUMNS), np.int64)
    for index, (clip, features) in enumerate(zip(clips, mels, strict=True)):
        mel[index, :, : features.shape[1]] = features
        targets[index, : lengths[index]] = clip.targets
    return Batch(
        torch.from_numpy(mel), torch.tensor(lengths), torch.from_numpy(targets), tuple(clips)
    )


def noise_files(data: Path) -> list[Path]:
    """Every recorded noise of the data folder, by format, then by name."""
    folder = data / "noise"
    return [path for end in ("flac", "ogg", "opus") for path in sorted(folder.rglob(f"*.{end}"))]


def training_noises(data: Path) -> list[Path]:
    """The noises that training may lay under speech: every third, the others are for reporting."""
    return noise_files(data)[::3]


class Roughener:
    """Adds recorded noise, level changes and masks to features, without touching audio."""

    def __init__(self, data: Path | None, seed: int) -> None:
        self._rng = np.random.default_rng(seed)
        self._noises = [_power(path) for path in training_noises(data)] if data else []
        white = np.random.default_rng(seed).standard_normal(8 * RATE_HZ).astype(np.float32)
        self._noises.append(10 ** (4 * log_mel(white * 0.1) - 4))

    def __call__(self, clip: Clip, strength: float) -> Float32:
        """The clip's features made rougher; `strength` 0 leaves them as they are."""
        mel = unpack(clip.mel, clip.top)
        if chance(self._rng, 0.5 * strength):
            mel = self._noisy(mel)
        if chance(self._rng, 0.6 * strength):
            mel = self._tilted(mel)
        if chance(self._rng, 0.8 * strength):
            mel = self._masked(mel)
        return mel

    def quiet(self, language: str) -> Clip:
        """A clip of noise alone, with nothing to write."""
        noise = self._noises[self._rng.integers(len(self._noises))]
        frames = 2 * int(self._rng.integers(20, 250))
        start = self._rng.integers(noise.shape[1])
        power = np.take(noise, np.arange(start, start + frames), axis=1, mode="wrap")
        logs = np.log10(np.maximum(power, 1e-10)) + self._rng.uniform(-3, 0)
        packed, top = pack(((np.maximum(logs, logs.max() - 8) + 4) / 4).astype(np.float32))
        targets = np.zeros((frames // 2, COLUMNS), np.int16)
        targets[:, WORD] = NO_WORD
        return Clip(packed, top, targets, "", language)

    def _noisy(self, mel: Float32) -> Float32:
        noise = self._noises[self._rng.integers(len(self._noises))]
        start = self._rng.integers(noise.shape[1])
        noise = np.take(noise, np.arange(start, start + mel.shape[1]), axis=1, mode="wrap")
        power = np.power(np.float32(10), 4 * mel - 4)
        snr = 10 ** self._rng.uniform(0.4, 3.0)
        scale = power.mean() / snr / max(1e-10, float(noise.mean()))
        logs = np.log10(power + np.float32(scale) * noise)
        return np.asarray((np.maximum(logs, logs.max() - 8) + 4) / 4, np.float32)

    def _tilted(self, mel: Float32) -> Float32:
        """Another microphone: a slow random curve over the bands, and another level."""
        bands = np.arange(MELS) / MELS
        curve = self._rng.normal(0, 0.06) * np.cos(math.pi * bands)
        curve += self._rng.normal(0, 0.05) * np.cos(2 * math.pi * bands)
        curve += self._rng.normal(0, 0.04) * np.cos(3 * math.pi * bands)
        curve += self._rng.uniform(-0.2, 0.2)
        return (mel + curve[:, None]).astype(np.float32)

    def _masked(self, mel: Float32) -> Float32:
        """SpecAugment (Park et al., 2019), with short time masks."""
        mel = mel.copy()
        low = mel.min()
        for _ in range(self._rng.integers(1, 3)):
            width = self._rng.integers(1, _MASKED_BANDS)
            start = self._rng.integers(0, MELS - width)
            mel[start : start + width] = low
        if chance(self._rng, 0.5):
            width = self._rng.integers(1, _MASKED_FRAMES)
            start = self._rng.integers(0, max(1, mel.shape[1] - width))
            mel[:, start : start + width] = low
        return mel


def _power(path: Path) -> npt.NDArray[np.float32]:
    samples, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    mono = samples.mean(1)[: 8 * rate_hz]
    if rate_hz != RATE_HZ:
        mono = resample(mono, RATE_HZ / rate_hz)
    return np.power(np.float32(10), 4 * log_mel(mono) - 4)
