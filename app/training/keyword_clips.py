"""Clips in memory with the times of their phrases, ready to be put into training streams."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from app.training.corpus import PHONE, WORD, Clip, load_shard
from app.training.corpus_text import Sentence
from app.training.features import unpack
from app.training.keyword_texts import Phrases, split

STEP_S: Final = 0.02
_QUANTA: Final = 256


@dataclass(frozen=True, slots=True)
class Said:
    """A phrase in a clip: its class (1 is the first keyword), first step and step after it."""

    label: int
    first: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class KeywordClip:
    """Bytes of log-mel (80, 2 x steps), its scale, phones (steps,) and the phrases said."""

    mel: npt.NDArray[np.uint8]
    top: float
    phones: npt.NDArray[np.int16]
    said: tuple[Said, ...]

    def power(self) -> npt.NDArray[np.float32]:
        """Mel band powers (80, 2 x steps)."""
        levels = unpack(np.arange(_QUANTA, dtype=np.uint8), self.top)
        return np.power(np.float32(10), 4 * levels - 4)[self.mel]


def with_phrases(clip: Clip, phrases: Phrases) -> KeywordClip | None:
    """The clip with its phrases' times; None when a phrase in its text has no time."""
    sentence = Sentence(clip.language, split(clip.language, clip.text))
    words = clip.targets[:, WORD]
    said: list[Said] = []
    for mention in phrases.mentions(sentence):
        inside = np.flatnonzero((words >= mention.first) & (words <= mention.last))
        if not len(inside) or words[inside[-1]] != mention.last:
            return None
        label = 1 + phrases.keywords.index(mention.keyword)
        said.append(Said(label, int(inside[0]), int(inside[-1]) + 1))
    return KeywordClip(clip.mel, clip.top, clip.targets[:, PHONE].copy(), tuple(said))


def load_clips(out: Path, patterns: Sequence[str], phrases: Phrases) -> list[KeywordClip]:
    """Every usable clip of the shards below `out` that fit a pattern, by their names."""
    paths = sorted({path for pattern in patterns for path in out.glob(pattern)})
    clips = (clip for path in paths if ".part" not in path.name for clip in load_shard(path))
    found = (with_phrases(clip, phrases) for clip in clips)
    return [clip for clip in found if clip is not None]
