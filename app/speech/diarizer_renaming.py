"""Names each moment of a diarized recording again, by the voice that is heard right around it.

A window of ten seconds is pooled per speaker, so a turn that the segmentation gave to the wrong
voice stays wrong whatever the clustering does. Here every moment is embedded for itself and
compared with all voices of the recording; a Viterbi search weighs likeness against the cost of
changing the speaker (resegmentation, as in Sell and Garcia-Romero 2015, over cosine scores).
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray

from app.domain.audio import SAMPLE_RATE_HZ, Samples
from app.speech.diarizer_assembly import Span
from app.speech.diarizer_layers import masked_statistics
from app.speech.diarizer_models import FRAME_S, SpeakerNet
from app.speech.diarizer_sound import Sound

Bools = NDArray[np.bool_]
Floats = NDArray[np.float32]
_TOKEN_FRAMES: Final = 2
_FRAME_SAMPLES: Final = round(FRAME_S * SAMPLE_RATE_HZ)
_TOKEN_SAMPLES: Final = _TOKEN_FRAMES * _FRAME_SAMPLES
_WINDOW: Final = 250
_STEP: Final = 6
_LEAST: Final = 10
"""Tokens of 40 ms: in a window, between two moments, and of speech for a moment to be judged."""
ROUNDS: Final = 8
"""How often voices are averaged from the names that the voices before gave."""
CHANGE: Final = 1.25
"""Cosine, summed over tokens, that another name within speech must win to be taken. Both were
chosen on simulated conversations of tuning speakers."""


def renamed_spans(
    pipeline: Any, samples: Sound, spans: Sequence[Span], min_speakers: int | None = None
) -> list[Span]:
    """Spans of a recording named again, in time order; as they are where our pipeline is not.

    Somebody who keeps no moment disappears, unless fewer than `min_speakers` would be left.
    """
    tuning = getattr(getattr(pipeline, "clustering", None), "tuning", None)
    if tuning is None or tuning.moment_s == 0:
        return sorted(spans)
    labels = sorted({label for _, _, label in spans})
    active = np.zeros((round(len(samples) / _FRAME_SAMPLES), len(labels)), np.bool_)
    for start_s, end_s, label in spans:
        active[round(start_s / FRAME_S) : round(end_s / FRAME_S), labels.index(label)] = True
    found = renamed(pipeline._embedding.model_, samples, active, tuning.moment_s)
    if found.any(axis=0).sum() < min(min_speakers or 0, len(labels)):
        return sorted(spans)
    edges = np.diff(np.pad(found.astype(np.int8), ((1, 1), (0, 0))), axis=0)
    named: list[Span] = []
    for column, label in enumerate(labels):
        starts, ends = (np.flatnonzero(edges[:, column] == sign) for sign in (1, -1))
        pairs = zip((starts * FRAME_S).tolist(), (ends * FRAME_S).tolist(), strict=True)
        named += [(start_s, end_s, label) for start_s, end_s in pairs]
    return sorted(named)


def renamed(model: SpeakerNet, samples: Sound, active: Bools, moment_s: float) -> Bools:
    """Who speaks, with every frame of a single speaker named again.

    samples: (n,) at 16 kHz. active: (frames of 20 ms, speakers). moment_s: how much is heard
    around a moment. Frames of nobody, or of several at once, stay as they are.
    """
    names = active[::_TOKEN_FRAMES]
    alone = names.sum(axis=1) == 1
    if active.shape[1] <= 1 or not alone.any():
        return active
    places, vectors = _moments(model, samples, alone, moment_s)
    if not len(places):
        return active
    for _ in range(ROUNDS):
        before, names = names, _followed(_scores(places, vectors, names), names, alone)
        if np.array_equal(before, names):
            break
    frames = np.repeat(names, _TOKEN_FRAMES, axis=0)[: len(active)]
    single = (active.sum(axis=1) == 1) & (frames.sum(axis=1) == 1)
    found: Bools = np.where(single[:, None], frames, active)
    return found


def _moments(
    model: SpeakerNet, samples: Sound, alone: Bools, moment_s: float
) -> tuple[NDArray[np.int64], Floats]:
    """(tokens at the middle of the moments with speech enough, their unit embeddings)."""
    half = round(moment_s / (2 * _TOKEN_FRAMES * FRAME_S))
    most = -(-len(alone) // _WINDOW) * -(-_WINDOW // _STEP)
    places = np.empty(most, np.int64)  # whole from the start: thousands of parts litter the heap
    vectors = np.empty((most, model.dimension), np.float32)
    count = 0
    for first in range(0, len(alone), _WINDOW):
        heard = alone[first : first + _WINDOW]
        middles = np.arange(0, len(heard), _STEP)
        near = np.abs(middles[:, None] - np.arange(len(heard))) <= half
        masks = (near & heard).astype(np.float32)
        enough = masks.sum(axis=1) >= min(_LEAST, half)
        if enough.any():
            part = samples[first * _TOKEN_SAMPLES : (first + len(heard)) * _TOKEN_SAMPLES]
            put = slice(count, count := count + int(enough.sum()))
            places[put] = first + middles[enough]
            vectors[put] = _embedded(model, part, masks[enough])
    return places[:count], vectors[:count]


def _embedded(model: SpeakerNet, samples: Samples, masks: Floats) -> Floats:
    """Unit embeddings (moments, dimension) of masks (moments, tokens) of one window."""
    whole = np.zeros(masks.shape[1] * _TOKEN_SAMPLES, np.float32)
    whole[: len(samples)] = samples
    with torch.inference_mode():
        frames = model.forward_frames(torch.from_numpy(whole)[None, None].to(model.device))
        weights = torch.from_numpy(masks)[None].to(model.device)
        vectors = model.vectors(masked_statistics(frames, weights)[0])
        unit: Floats = torch.nn.functional.normalize(vectors).cpu().numpy()
    return unit


def _scores(places: NDArray[np.int64], vectors: Floats, names: Bools) -> Floats:
    """Cosine of each token to each speaker as named so far, (tokens, speakers)."""
    own = names[places]
    centres = own.T.astype(np.float32) @ vectors
    centres /= np.linalg.norm(centres, axis=1, keepdims=True) + 1e-9
    cosines = vectors @ centres.T
    tokens = np.arange(len(names))
    between = [np.interp(tokens, places, column) for column in cosines.T]
    return np.stack(between, axis=1).astype(np.float32)


def _followed(scores: Floats, names: Bools, alone: Bools) -> Bools:
    """The best path (Viterbi 1967) through the tokens of single speakers, as names."""
    tokens = np.flatnonzero(alone)
    speakers = np.arange(names.shape[1])
    reached = scores[tokens[0]].astype(np.float64)
    came_from = np.zeros((len(tokens), len(speakers)), np.int64)
    for number in range(1, len(tokens)):
        leader = int(reached.argmax())
        within = tokens[number] == tokens[number - 1] + 1
        changed = reached[leader] - (CHANGE if within else 0.0)
        came_from[number] = np.where(reached >= changed, speakers, leader)
        reached = np.maximum(reached, changed) + scores[tokens[number]]
    path = np.empty(len(tokens), np.int64)
    path[-1] = reached.argmax()
    for number in range(len(tokens) - 1, 0, -1):
        path[number - 1] = came_from[number, path[number]]
    found = names.copy()
    found[tokens] = path[:, None] == speakers
    return found
