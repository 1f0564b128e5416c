"""What every engine of `erscribe bench recognition` gets: the same sound in the same clips."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from app.bench.recordings import readings
from app.bench.scoring import Tally, errors, language_of
from app.bench.voices import KnownEngine
from app.domain.audio import SAMPLE_RATE_HZ, Samples
from app.domain.transcript import Language
from app.training.speaker_clips import read_audio

TOKENS_PER_S: Final = 4.0
"""120 in a window of 30 s, as PERF.md assumes."""
_SHORTEST_S, _LONGEST_S = 0.8, 14.0
# Regions of ten mixed conversations last 3.4 s in the middle, and a sixth of them twice as long.
_MIDDLE_S, _SPREAD = 3.4, 0.6
_LONGEST_CLIP_S: Final = 14.0
_REAL: Final = ("speech/en_l2_bench", "speech/en_read_bench", "speech/zh_read_bench")


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """One utterance; text: what is said, "" where nobody says anything."""

    language: Language
    samples: Samples
    text: str = ""


def made_up(seconds: float, seed: int, longest_s: float = _LONGEST_S) -> list[Clip]:
    """Noise in utterances as long as those of conversations, `seconds` in all.

    Random weights hear nothing anyway: only lengths matter.
    """
    rng = np.random.default_rng(seed)
    clips: list[Clip] = []
    left_s = seconds
    while left_s >= _SHORTEST_S:
        drawn_s = float(np.exp(rng.normal(np.log(_MIDDLE_S), _SPREAD)))
        if _SHORTEST_S <= drawn_s <= longest_s:
            count = round(min(drawn_s, left_s) * SAMPLE_RATE_HZ)
            clips.append(Clip("en", rng.normal(0, 0.05, count).astype(np.float32)))
            left_s -= drawn_s
    return clips


def spoken(files: Sequence[Path], data: Path | None, most: int, seed: int) -> list[Clip]:
    """Reporting sentences by synthetic voices, and recordings of `data` where it is given.

    most: of each language and of each folder.
    """
    rng = random.Random(seed)
    clips: list[Clip] = []
    engine = KnownEngine(seed)
    for file in files:
        lines = file.read_text(encoding="utf-8").splitlines()
        texts = [line.split("\t")[1] for line in lines if "\t" in line]
        for text in rng.sample(texts, min(most, len(texts))):
            said = engine.say(text)
            if said is not None and len(said.samples) <= _LONGEST_CLIP_S * SAMPLE_RATE_HZ:
                clips.append(Clip(language_of(text), said.samples, text))
    for folder in _REAL if data is not None else ():
        found = list(readings(data, folder)) if data is not None else []
        for one in rng.sample(found, min(most, len(found))):
            samples = read_audio(one.path)
            if len(samples) <= _LONGEST_CLIP_S * SAMPLE_RATE_HZ:
                clips.append(Clip(one.language, samples, one.text))
    return clips


def write(
    folder: Path,
    clips: Sequence[Clip],
    model: Path,
    beams: int,
    *,
    forced: bool,
    alone: bool = False,
) -> Path:
    """A folder that an engine's child reads.

    forced: so many tokens for each second, whatever is heard. alone: one clip after another.
    """
    folder.mkdir(parents=True)
    ends = [int(end) for end in np.cumsum([len(clip.samples) for clip in clips])]
    starts = [0, *ends[:-1]]
    told = {
        "model": str(model),
        "beams": beams,
        "tokens_per_s": TOKENS_PER_S if forced else 0.0,
        "alone": alone,
        "clips": [
            (clip.language, start, end)
            for clip, start, end in zip(clips, starts, ends, strict=True)
        ],
    }
    np.save(folder / "sound.npy", np.concatenate([clip.samples for clip in clips]))
    (folder / "work.json").write_text(json.dumps(told), encoding="utf-8")
    return folder


def seconds(clips: Sequence[Clip]) -> float:
    return sum(len(clip.samples) for clip in clips) / SAMPLE_RATE_HZ


def tallies(clips: Sequence[Clip], texts: Sequence[str]) -> dict[Language, list[Tally]]:
    """Words (en) or Hanzi (zh) wrong in each clip, by language."""
    found: dict[Language, list[Tally]] = {}
    for clip, text in zip(clips, texts, strict=True):
        found.setdefault(clip.language, []).append(errors(clip.text, text, clip.language))
    return found
