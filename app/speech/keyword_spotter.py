"""Acoustic alerts: critical phrases heard in a stream of sound, before any text exists."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from app.domain.audio import SAMPLE_RATE_HZ, Samples
from app.domain.errors import ModelError
from app.domain.result import ModelUsed
from app.speech.keyword_features import HOP, FeatureStream, Float32
from app.speech.keyword_network import FRAMES_PER_STEP, KeywordNetwork
from app.speech.mel import WINDOW
from app.speech.weights import Weights

CONFIG: Final = "config.json"
WEIGHTS: Final = "model.safetensors"
STEP_S: Final = FRAMES_PER_STEP * HOP / SAMPLE_RATE_HZ
_KIND: Final = "KeywordNetwork"
_BLOCK: Final = 10 * SAMPLE_RATE_HZ  # samples looked at together, so that memory stays bounded


@dataclass(frozen=True, slots=True)
class Keyword:
    """What to raise: its id, the score that raises it, and how long its phrases usually last."""

    id: str
    threshold: float
    length_s: float


@dataclass(frozen=True, slots=True)
class KeywordEvent:
    """A keyword was heard.

    end_s: when that was decided, in seconds of the stream; start_s: a usual phrase before that,
    since the network tells when a phrase ends and not where it began. score: in [0, 1].
    """

    keyword: str
    start_s: float
    end_s: float
    score: float


@dataclass(frozen=True, slots=True, eq=False)
class KeywordModel:
    """Weights and settings, shared by any number of streams.

    smoothing: steps over which scores are averaged. refractory_s: how long a keyword stays silent
    after it was raised.
    """

    keywords: tuple[Keyword, ...]
    smoothing: int
    refractory_s: float
    tensors: Mapping[str, Float32]
    used: ModelUsed | None = None


def save_keywords(model: KeywordModel, folder: Path) -> None:
    """Write config.json and model.safetensors (float16)."""
    folder.mkdir(parents=True, exist_ok=True)
    config = {
        "kind": _KIND,
        "keywords": [asdict(keyword) for keyword in model.keywords],
        "smoothing": model.smoothing,
        "refractory_s": model.refractory_s,
    }
    (folder / CONFIG).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    halves = {name: value.astype(np.float16) for name, value in model.tensors.items()}
    save_file(halves, folder / WEIGHTS)
    (folder / WEIGHTS).chmod(0o644)  # safetensors leaves it readable by its owner alone


def load_keywords(weights: Weights) -> KeywordModel:
    """Read checked files. Raises ModelError when they are not a keyword spotter."""
    try:
        config = json.loads((weights.directory / CONFIG).read_text(encoding="utf-8"))
        tensors = load_file(weights.directory / WEIGHTS)
        if config["kind"] != _KIND:
            raise ModelError(f"{weights.model.name} is a {config['kind']}, not a keyword spotter")
        model = KeywordModel(
            tuple(Keyword(**entry) for entry in config["keywords"]),
            int(config["smoothing"]),
            float(config["refractory_s"]),
            {name: value.astype(np.float32) for name, value in tensors.items()},
            weights.model,
        )
        classes = len(model.tensors["out.bias"])
    except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
        reason = f"{weights.model.name} cannot be loaded; run: erscribe models verify"
        raise ModelError(reason) from error
    if classes != 1 + len(model.keywords):
        raise ModelError(f"{weights.model.name} names other keywords than it was trained on")
    return model


class KeywordSpotter:
    """Hears one stream. The same events come out however the stream is cut into chunks."""

    def __init__(self, model: KeywordModel) -> None:
        self._model = model
        self._features = FeatureStream()
        self._network = KeywordNetwork(model.tensors)
        self._frames: Float32 = np.zeros((0, 0), np.float32)
        self._recent = np.zeros((model.smoothing - 1, len(model.keywords)), np.float32)
        self._thresholds = np.array([one.threshold for one in model.keywords], np.float32)
        self._ready_at = np.zeros(len(model.keywords), np.int64)
        self._step = 0

    def push(self, samples: Samples) -> Sequence[KeywordEvent]:
        """What the next samples (16 kHz, float32, mono) decided, in order of time."""
        found: list[KeywordEvent] = []
        for first in range(0, len(samples), _BLOCK):
            found += self._events(self.scores(samples[first : first + _BLOCK]))
        return found

    def scores(self, samples: Samples) -> Float32:
        """Smoothed scores (steps, keywords) of the steps that these samples complete."""
        frames = self._features.push(samples)
        if len(self._frames):
            frames = np.concatenate([self._frames, frames])
        whole = len(frames) // FRAMES_PER_STEP * FRAMES_PER_STEP
        self._frames = frames[whole:]
        if not whole:
            return np.zeros((0, len(self._model.keywords)), np.float32)
        chances = np.concatenate([self._recent, self._network.push(frames[:whole])[:, 1:]])
        kept = self._model.smoothing
        self._recent = chances[len(chances) - kept + 1 :]
        count = len(chances) - kept + 1
        found: Float32 = np.mean([chances[at : at + count] for at in range(kept)], axis=0)
        return found

    def _events(self, scores: Float32) -> list[KeywordEvent]:
        events: list[KeywordEvent] = []
        rest = round(self._model.refractory_s / STEP_S)
        for offset in np.flatnonzero((scores >= self._thresholds).any(axis=1)).tolist():
            step = self._step + offset
            for index in np.flatnonzero(scores[offset] >= self._thresholds).tolist():
                if step >= self._ready_at[index]:
                    events.append(self._event(index, step, float(scores[offset, index])))
                    self._ready_at[index] = step + rest
        self._step += len(scores)
        return events

    def _event(self, index: int, step: int, score: float) -> KeywordEvent:
        keyword = self._model.keywords[index]
        end_s = decided_s(step)
        return KeywordEvent(keyword.id, max(0.0, end_s - keyword.length_s), end_s, score)


def decided_s(step: int) -> float:
    """When the last sample that a step needs has been heard, in seconds of the stream."""
    last_frame = FRAMES_PER_STEP * step + FRAMES_PER_STEP - 1
    return (last_frame * HOP + WINDOW // 2) / SAMPLE_RATE_HZ
