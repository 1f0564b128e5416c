"""Tuning: streams by voices and speakers kept out of training, and the thresholds they suggest."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import torch

from app.speech.keyword_features import BANDS, Float32
from app.speech.keyword_spotter import Keyword, KeywordModel
from app.training.chance import report
from app.training.keyword_clips import STEP_S, KeywordClip, load_clips
from app.training.keyword_corpus import SHARDS
from app.training.keyword_net import KeywordNet
from app.training.keyword_rows import features_of, noise_files, noise_power, warp_matrix
from app.training.keyword_texts import Phrases
from app.training.keyword_tuning import (
    REFRACTORY_S,
    SMOOTHING,
    Scored,
    choose,
    outcome,
    smoothed,
)
from app.training.options import TrainOptions

_CLIPS: Final = tuple(
    f"{SHARDS}/{name}.npz" for name in ("keyword-dev-en", "keyword-dev-zh", "heard-dev")
)
_STREAM_STEPS: Final = 3000
_GAP_STEPS: Final = 30
_QUIET: Final = 1e-7
_SNRS_DB: Final = (None, 10.0, 5.0)
_LENGTH_S: Final = 0.8  # of a phrase nobody said on the tuning streams


def streams(
    net: KeywordNet, clips: Sequence[KeywordClip], noises: Sequence[Float32], snr_db: float | None
) -> Iterator[Scored]:
    """Scores of clips end to end, a minute at a time, in recorded noise or clean."""
    net.eval()
    for number, group in enumerate(_minutes(clips)):
        steps = _GAP_STEPS + sum(len(clip.phones) + _GAP_STEPS for clip in group)
        power = np.full((BANDS, 2 * steps), _QUIET, np.float32)
        said: list[tuple[int, int]] = []
        at = _GAP_STEPS
        for clip in group:
            power[:, 2 * at : 2 * (at + len(clip.phones))] += warp_matrix(1.0) @ clip.power()
            said += [(one.label, at + one.end) for one in clip.said]
            at += len(clip.phones) + _GAP_STEPS
        if snr_db is not None:
            power = in_noise(power, noises[number % len(noises)], snr_db)
        with torch.no_grad():
            logits, _, _ = net(torch.from_numpy(features_of(power))[None])
        yield Scored(smoothed(logits[0].softmax(-1)[:, 1:].numpy()), tuple(said))


def in_noise(power: Float32, noise: Float32, snr_db: float) -> Float32:
    """Band powers (40, frames) with noise at a ratio to the mean of the frames that are spoken."""
    loud = power.mean(0)
    speech = float(loud[loud > loud.mean() / 10].mean())
    scale = speech / max(1e-12, float(noise.mean())) * 10 ** (-snr_db / 10)
    added = np.take(noise, np.arange(power.shape[1]), axis=1, mode="wrap")
    return power + np.float32(scale) * added


def _minutes(clips: Sequence[KeywordClip]) -> Iterator[list[KeywordClip]]:
    group: list[KeywordClip] = []
    steps = 0
    for clip in clips:
        group.append(clip)
        steps += len(clip.phones) + _GAP_STEPS
        if steps > _STREAM_STEPS:
            yield group
            group, steps = [], 0
    if group:
        yield group


def tuned(net: KeywordNet, options: TrainOptions, phrases: Phrases) -> KeywordModel:
    """The network with thresholds chosen on clean and noisy streams together."""
    clips = load_clips(options.out, _CLIPS, phrases)
    noises = [noise_power(path) for path in noise_files(options.data, kept_back=False)[::5]]
    sets = [
        list(streams(net, clips, noises, snr_db)) for snr_db in _SNRS_DB if noises or snr_db is None
    ]
    lengths = _lengths(clips)
    keywords: list[Keyword] = []
    for label, name in enumerate(phrases.keywords, start=1):
        chosen = choose([stream for one in sets[:2] for stream in one], label)
        keywords.append(Keyword(name, chosen.threshold, lengths.get(label, _LENGTH_S)))
        found = [outcome(one, label, chosen.threshold) for one in sets]
        report(
            f"{name}: threshold {chosen.threshold:.2f} "
            + ", ".join(f"{o.missed} of {o.said} missed, {o.false} false" for o in found)
            + f" in {found[0].hours:.2f} h"
        )
    return KeywordModel(tuple(keywords), SMOOTHING, REFRACTORY_S, net.shipped())


def _lengths(clips: Sequence[KeywordClip]) -> dict[int, float]:
    spans: dict[int, list[int]] = {}
    for clip in clips:
        for one in clip.said:
            spans.setdefault(one.label, []).append(one.end - one.first)
    return {label: round(float(np.mean(s)) * STEP_S, 2) for label, s in spans.items()}
