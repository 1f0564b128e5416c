"""Equal error rate of the speaker embedding on real speakers that it was never trained on.

Trials are pairs of 3 s clips out of different utterances, compared by cosine: every pair of one
speaker, and as many pairs of two speakers, drawn by the seed. The 95 % interval draws speakers
anew, not trials, because trials of one speaker are alike (Poh and Bengio 2007).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, Final, TextIO

import numpy as np
import torch
from numpy.typing import NDArray

from app.bench.scoring import Interval
from app.bench.unseen import FOLDERS, LEARNERS
from app.domain.audio import SAMPLE_RATE_HZ, Samples
from app.domain.errors import ResourceError
from app.speech import weights
from app.speech.diarizer_models import load_speaker
from app.training.speaker_clips import real_clips

CLIP_S: Final = 3.0
MODEL: Final = "speaker-embedded"
_RESAMPLES: Final = 300
_BATCH: Final = 32
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Trials:
    """Pairs of clips. first, second: clip numbers, shape (n,). speakers: of each clip."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    speakers: NDArray[np.int64]

    @property
    def same(self) -> NDArray[np.bool_]:
        """Whether both clips of a pair are of one speaker, shape (n,)."""
        matching: NDArray[np.bool_] = self.speakers[self.first] == self.speakers[self.second]
        return matching


def run(out: TextIO, seed: int, data: Path, model: Path | None = None) -> None:
    """Print the equal error rate on the evaluation speakers of `data`.

    model: the folder of an embedding; None means the embedded one. Raises ModelError,
    ResourceError.
    """
    embedder, _ = load_speaker(model or weights.verified(MODEL).directory)
    names, clips = zip(*_clips(data), strict=True)
    trials = draw_trials(names, seed)
    scores = similarity(embedder, clips, trials)
    error = error_interval(scores, trials, seed)
    same = int(trials.same.sum())
    out.write("set | speakers | clips | same | different | EER % | 95 %\n")
    out.write(
        f"{LEARNERS}, {CLIP_S:.0f} s | {len(set(names))} | {len(clips)} | {same} | "
        f"{len(trials.first) - same} | {error.value:.1f} | {error.low:.1f} to {error.high:.1f}\n"
    )


def _clips(data: Path) -> Iterator[tuple[str, Samples]]:
    """(speaker, the middle CLIP_S) of every evaluation utterance that is long enough."""
    folders = [folder for folder, kind in FOLDERS.items() if kind == LEARNERS]
    wanted, found = round(CLIP_S * SAMPLE_RATE_HZ), 0
    for _, speaker, samples in real_clips(data, folders):
        if len(samples) >= wanted:
            first = (len(samples) - wanted) // 2
            found += 1
            yield speaker, samples[first : first + wanted]
    if not found:
        raise ResourceError(f"No evaluation clip of {CLIP_S:.0f} s in {data}.")


def draw_trials(names: Sequence[str], seed: int) -> Trials:
    """Every pair of one speaker, and as many of two speakers. names: the speaker of each clip."""
    _, speakers = np.unique(np.array(names), return_inverse=True)
    first, second = np.array(list(combinations(range(len(names)), 2)), np.int64).T
    same = speakers[first] == speakers[second]
    others = np.flatnonzero(~same)
    generator = np.random.default_rng(seed)
    drawn = generator.choice(others, min(len(others), int(same.sum())), replace=False)
    kept = np.concatenate((np.flatnonzero(same), np.sort(drawn)))
    return Trials(first[kept], second[kept], speakers)


def similarity(embedder: Any, clips: Sequence[Samples], trials: Trials) -> Floats:
    """Cosine of each trial's two embeddings, shape (n,). clips: equally long."""
    vectors = []
    with torch.inference_mode():
        for start in range(0, len(clips), _BATCH):
            waveforms = torch.from_numpy(np.stack(clips[start : start + _BATCH]))[:, None]
            vectors.append(embedder(waveforms).double().numpy())
    unit = np.concatenate(vectors)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    cosine: Floats = np.sum(unit[trials.first] * unit[trials.second], axis=1)
    return cosine


def equal_error_rate(scores: Floats, same: NDArray[np.bool_], counts: Floats) -> float:
    """Where the share of missed pairs of one speaker meets that of accepted pairs of two.

    scores: (n,), larger means more alike. counts: how often each trial is counted, (n,).
    """
    order = np.argsort(scores)
    missed = np.cumsum(np.where(same, counts, 0.0)[order])
    refused = np.cumsum(np.where(same, 0.0, counts)[order])
    miss_rate, accept_rate = missed / missed[-1], 1.0 - refused / refused[-1]
    crossing = int(np.argmax(miss_rate >= accept_rate))
    return float((miss_rate[crossing] + accept_rate[crossing]) / 2)


def error_interval(scores: Floats, trials: Trials, seed: int) -> Interval:
    """The equal error rate in percent; its interval draws the speakers with replacement."""
    generator = np.random.default_rng(seed)
    people = int(trials.speakers.max()) + 1
    pairs = trials.speakers[trials.first], trials.speakers[trials.second]
    rates: list[float] = []
    while len(rates) < _RESAMPLES:
        times = np.bincount(generator.integers(0, people, people), minlength=people)
        counts = np.where(trials.same, times[pairs[0]], times[pairs[0]] * times[pairs[1]])
        if counts[trials.same].any() and counts[~trials.same].any():
            rates.append(equal_error_rate(scores, trials.same, counts.astype(np.float64)))
    low, high = np.percentile(rates, (2.5, 97.5))
    value = equal_error_rate(scores, trials.same, np.ones(len(scores)))
    return Interval(100 * value, 100 * float(low), 100 * float(high))
