"""Training streams for the keyword spotter: clips end to end, in rooms and noise, with targets."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import soundfile
import torch
from scipy.signal import lfilter
from torch import Tensor

from app.speech.keyword_features import BANDS, SMOOTHING, compressed
from app.training.chance import chance
from app.training.features import MELS, RATE_HZ, Float32, log_mel, resample
from app.training.keyword_clips import KeywordClip, Said
from app.training.phones import SILENCE

IGNORED: Final = -1
EARLY_STEPS: Final = 6  # before a phrase ends, where a right answer is neither asked nor punished
ASKED_STEPS: Final = 1  # so long after the end, which tells it from near misses, it is asked for
HELD_STEPS: Final = 8  # and up to so long after it
AFTER_STEPS: Final = 20  # then it may fade
PHONE_DELAY: Final = 3  # steps; nobody can name a phone that has only just begun
_WARPS: Final = np.linspace(0.86, 1.16, 13)
_SHARES: Final = (("keyword", 0.57), ("open", 0.77), ("heard", 0.96))
_CONFUSING: Final = 2000  # clips remembered because a keyword was heard in them for nothing
_CONFUSING_SHARE: Final = 0.12
_USES: Final = 4  # of a batch, on average
_LEAST_KEPT: Final = 8  # batches
_MOST_KEPT: Final = 250
_QUIET: Final = 1e-9
_BENCH_NOISE: Final = 4  # one noise file in so many is kept to measure with


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Features (rows, 2 x steps, 40), classes and phones (rows, steps), IGNORED where unknown.

    placed: the clips of each row, with the step at which each begins. A phone stands
    PHONE_DELAY steps after it sounds.
    """

    features: Tensor
    classes: Tensor
    phones: Tensor
    placed: tuple[list[tuple[int, KeywordClip]], ...]


def noise_files(data: Path | None, kept_back: bool) -> list[Path]:
    """Recorded noises to train with, or those kept to measure with."""
    if data is None:
        return []
    folder = data / "noise"
    found = [p for p in sorted(folder.rglob("*.*")) if p.suffix in (".ogg", ".flac", ".opus")]
    return [p for index, p in enumerate(found) if (index % _BENCH_NOISE == 0) == kept_back]


def noise_power(path: Path) -> Float32:
    """Band powers (40, frames) of the first 20 s of a recording."""
    samples, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    mono = samples.mean(1)[: 20 * rate_hz]
    if rate_hz != RATE_HZ:
        mono = resample(mono, RATE_HZ / rate_hz)
    power = np.power(np.float32(10), 4 * log_mel(mono) - 4)
    return warp_matrix(1.0) @ power


def warp_matrix(factor: float) -> Float32:
    """(40, 80): mel bands stretched by a factor as by another vocal tract, then taken in pairs.

    After Jaitly and Hinton, vocal tract length perturbation (2013), on the mel scale.
    """
    centres = np.arange(MELS) * factor
    low = np.clip(np.floor(centres).astype(int), 0, MELS - 1)
    high = np.minimum(low + 1, MELS - 1)
    share = np.clip(centres - low, 0, 1)
    matrix = np.zeros((MELS, MELS), np.float32)
    matrix[np.arange(MELS), low] += 1 - share
    matrix[np.arange(MELS), high] += share
    return matrix.reshape(BANDS, 2, MELS).sum(1)


def features_of(power: Float32) -> Float32:
    """Spotter features (frames, 40) of band powers (40, frames), the stream starting here."""
    start = (1 - SMOOTHING) * power[:, :1]
    means, _ = lfilter([SMOOTHING], [1, SMOOTHING - 1], power, axis=1, zi=start)
    return np.asarray(compressed(power, means.astype(np.float32)).T, np.float32)


def classes_of(steps: int, clips: Sequence[tuple[int, KeywordClip]]) -> npt.NDArray[np.int64]:
    """The class asked for at each step, for clips that begin at given steps."""
    classes = np.zeros(steps, np.int64)
    spans = [(start + one.end, one.label) for start, clip in clips for one in clip.said]
    for end, _ in spans:
        first = max(0, end - EARLY_STEPS)
        unsure = classes[first : max(0, end + AFTER_STEPS)]
        unsure[unsure == 0] = IGNORED
    for end, label in spans:
        classes[max(0, end + ASKED_STEPS) : max(0, end + HELD_STEPS)] = label
    return classes


def _delayed(phones: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    late = np.roll(phones, PHONE_DELAY, axis=1)
    late[:, :PHONE_DELAY] = IGNORED
    return late


class RowMaker:
    """Draws streams from pools of clips; the same seed gives the same streams."""

    def __init__(
        self, pools: Mapping[str, Sequence[KeywordClip]], noises: Sequence[Path], seed: int
    ) -> None:
        self._pools = {name: clips for name, clips in pools.items() if clips}
        self._rng = np.random.default_rng(seed)
        self._noises = [noise_power(path) for path in noises]
        self._confusing: deque[KeywordClip] = deque(maxlen=_CONFUSING)
        self._matrices = [warp_matrix(float(factor)) for factor in _WARPS]

    def rows(self, count: int, steps: int) -> Rows:
        """A batch of streams of `steps` 20 ms each."""
        placed: list[list[tuple[int, KeywordClip]]] = []
        features = np.empty((count, 2 * steps, BANDS), np.float32)
        classes = np.empty((count, steps), np.int64)
        phones = np.full((count, steps), SILENCE, np.int64)
        for row in range(count):
            power, clips = self._row(phones[row])
            features[row] = self._masked(features_of(self._surrounded(power)))
            classes[row] = classes_of(steps, clips)
            placed.append(clips)
        return Rows(
            torch.from_numpy(features),
            torch.from_numpy(classes),
            torch.from_numpy(_delayed(phones)),
            tuple(placed),
        )

    def remember(self, rows: Rows, wrong: npt.NDArray[np.bool_]) -> None:
        """Say clips again in which a keyword was heard for nothing; wrong: (rows, steps)."""
        for row in np.flatnonzero(wrong.any(axis=1)).tolist():
            for start, clip in rows.placed[row]:
                if wrong[row, max(0, start) : start + len(clip.phones)].any():
                    self._confusing.append(clip)

    def _row(self, phones: npt.NDArray[np.int64]) -> tuple[Float32, list[tuple[int, KeywordClip]]]:
        """Clips end to end as band powers; writes their phones."""
        steps = len(phones)
        power = np.full((BANDS, 2 * steps), _QUIET, np.float32)
        placed: list[tuple[int, KeywordClip]] = []
        at = int(self._rng.integers(-20, 30))
        while at < steps:
            clip = self._changed(self._drawn())
            self._place(power, phones, at, clip)
            placed.append((at, clip))
            gap = 0 if chance(self._rng, 0.4) else int(self._rng.integers(0, 40))
            at += len(clip.phones) + gap
        return power, placed

    def _drawn(self) -> KeywordClip:
        if self._confusing and chance(self._rng, _CONFUSING_SHARE):
            return self._confusing[int(self._rng.integers(len(self._confusing)))]
        point = self._rng.random()
        name = next((name for name, share in _SHARES if point < share), None)
        if name is None or name not in self._pools:
            name = "open" if name is not None and "open" in self._pools else "keyword"
        pool = self._pools[name]
        return pool[int(self._rng.integers(len(pool)))]

    def _changed(self, clip: KeywordClip) -> KeywordClip:
        """Faster or slower, by leaving steps out or saying them twice."""
        if chance(self._rng, 0.5):
            return clip
        factor = self._rng.uniform(0.85, 1.2)
        steps = len(clip.phones)
        kept = np.minimum((np.arange(round(steps * factor)) / factor).astype(int), steps - 1)
        frames = np.minimum((np.arange(2 * len(kept)) / factor).astype(int), clip.mel.shape[1] - 1)
        said = tuple(
            Said(one.label, round(one.first * factor), round(one.end * factor)) for one in clip.said
        )
        return KeywordClip(clip.mel[:, frames], clip.top, clip.phones[kept], said)

    def _place(
        self, power: Float32, phones: npt.NDArray[np.int64], at: int, clip: KeywordClip
    ) -> None:
        """Add a clip's power at a step; its beginning or end may lie outside."""
        first, last = max(0, -at), min(len(clip.phones), len(phones) - at)
        if last <= first:
            return
        matrix = self._matrices[self._rng.integers(len(self._matrices))]
        made = matrix @ clip.power()
        made *= np.float32(10 ** self._rng.uniform(-1.2, 0.6)) * self._tilt()[:, None]
        if chance(self._rng, 0.25):
            made = self._reverberant(made)
        power[:, 2 * (at + first) : 2 * (at + last)] += made[:, 2 * first : 2 * last]
        phones[at + first : at + last] = clip.phones[first:last]

    def _tilt(self) -> Float32:
        """Another microphone: a slow random curve over the bands, in decades of power."""
        bands = np.arange(BANDS) / BANDS
        curve = sum(self._rng.normal(0, 0.25) * np.cos(np.pi * k * bands) for k in (1, 2, 3))
        return np.power(10, curve).astype(np.float32)

    def _reverberant(self, power: Float32) -> Float32:
        """With a tail that falls by 60 dB in 0.2 to 0.8 s (after Polack, 1988), in power."""
        decay = 10 ** (-6 * 0.01 / self._rng.uniform(0.2, 0.8))
        tail = lfilter([0, 1 - decay], [1, -decay], power, axis=1)
        share = self._rng.uniform(0.1, 0.6)
        return ((1 - share) * power + share * tail).astype(np.float32)

    def _surrounded(self, power: Float32) -> Float32:
        """With noise at 0 to 25 dB, and at another level."""
        if self._noises and chance(self._rng, 0.6):
            noise = self._noises[self._rng.integers(len(self._noises))]
            start = self._rng.integers(noise.shape[1])
            noise = np.take(noise, np.arange(start, start + power.shape[1]), axis=1, mode="wrap")
            loud = power.mean(0)
            speech = float(loud[loud > loud.mean() / 10].mean())
            scale = speech / max(1e-12, float(noise.mean())) * 10 ** self._rng.uniform(-2.5, 0.0)
            power = power + np.float32(scale) * noise
        hiss = np.float32(10 ** self._rng.uniform(-9, -5))
        return (power + hiss) * np.float32(10 ** self._rng.uniform(-2.5, 0.5))

    def _masked(self, features: Float32) -> Float32:
        """SpecAugment (Park et al., 2019), mild, for a part of the stream."""
        for _ in range(self._rng.integers(0, 4)):
            hide_band(features, self._rng)
        if chance(self._rng, 0.3):
            start = self._rng.integers(len(features))
            features[start : start + self._rng.integers(2, 9)] = 0
        return features


def hide_band(features: Float32, rng: np.random.Generator) -> None:
    """Set a few bands of (frames, 40) features to nothing for 0.2 to 2 s."""
    start = rng.integers(len(features))
    bands = rng.integers(1, 7)
    low = rng.integers(0, BANDS - bands)
    features[start : start + rng.integers(20, 200), low : low + bands] = 0


class RowPool:
    """Batches of a maker, each used several times: making one takes longer than learning it."""

    def __init__(self, maker: RowMaker, seed: int) -> None:
        self.maker = maker
        self._rng = np.random.default_rng(seed)
        self._kept: list[Rows] = []
        self._drawn = 0

    def rows(self, count: int, steps: int) -> tuple[Rows, bool]:
        """A batch, and whether it is new; a kept one comes in another order, masked further."""
        self._drawn += 1
        if len(self._kept) >= _LEAST_KEPT and self._drawn % _USES:
            return self._again(self._kept[int(self._rng.integers(len(self._kept)))]), False
        made = self.maker.rows(count, steps)
        kept = replace(made, features=made.features.half())
        if len(self._kept) < _MOST_KEPT:
            self._kept.append(kept)
        else:
            self._kept[int(self._rng.integers(_MOST_KEPT))] = kept
        return made, True

    def _again(self, kept: Rows) -> Rows:
        order = torch.from_numpy(self._rng.permutation(len(kept.features)))
        features = kept.features.float()[order]
        for row in self._rng.integers(len(features), size=len(features) // 2):
            hide_band(features[int(row)].numpy(), self._rng)
        return Rows(
            features,
            kept.classes[order],
            kept.phones[order],
            tuple(kept.placed[index] for index in order.tolist()),
        )
