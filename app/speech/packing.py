"""Regions that follow each other, packed into one window so that it is full of speech.

A model that reads 10 s at the least spends most of its time on nothing when regions last 3 s. Up to
12 s of them stand one after the other with a breath of the recording's own quiet between, and words
go back to the region in which they sound. Longer windows would be fuller, but cost more for each
second of speech: attention grows with their square.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from app.domain.audio import SAMPLE_RATE_HZ, AudioChunk, Samples, SpeechRegion
from app.domain.transcript import Word
from app.speech.heard import heard_words

_LONGEST_S: Final = 12.0
_BREATH_S: Final = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """What is read as one window.

    samples: mono at SAMPLE_RATE_HZ. places: each region, where it begins in the samples, and the
    recording time of its first sample, both in seconds.
    """

    samples: Samples
    places: tuple[tuple[SpeechRegion, float, float], ...]

    @property
    def region(self) -> SpeechRegion:
        """From the first region's start to the last one's end."""
        return SpeechRegion(self.places[0][0].start_s, self.places[-1][0].end_s)

    @property
    def duration_s(self) -> float:
        return len(self.samples) / SAMPLE_RATE_HZ

    def heard(self, words: Sequence[Word]) -> tuple[Word, ...]:
        """Words as they are counted, in seconds of the samples."""
        return heard_words(words, SpeechRegion(0.0, self.duration_s))

    def apart(self, words: Sequence[Word]) -> Iterator[tuple[SpeechRegion, tuple[Word, ...]]]:
        """Each region with the words in whose middle it sounds, in recording time."""
        ends_s = [begins_s for _, begins_s, _ in self.places[1:]] + [float("inf")]
        left = list(words)
        for (region, begins_s, at_s), end_s in zip(self.places, ends_s, strict=True):
            mine = [word for word in left if (word.start_s + word.end_s) / 2 < end_s]
            left = left[len(mine) :]
            moved = at_s - begins_s
            said = [
                replace(word, start_s=word.start_s + moved, end_s=word.end_s + moved)
                for word in mine
            ]
            yield region, heard_words(said, region)


def alone(audio: AudioChunk, region: SpeechRegion) -> Pack:
    """A region in a window of its own."""
    part = audio.slice(region.start_s, region.end_s)
    return Pack(part.samples, ((region, 0.0, part.start_s),))


def packed(
    audio: AudioChunk, regions: Sequence[SpeechRegion], longest_s: float = _LONGEST_S
) -> list[Pack]:
    """Regions in order of time, as many in each pack as last `longest_s` together."""
    packs: list[list[SpeechRegion]] = []
    lasting_s = 0.0
    for region in sorted(regions, key=lambda one: (one.start_s, one.end_s)):
        lasting_s += _BREATH_S + region.duration_s
        if not packs or lasting_s > longest_s or region.start_s < packs[-1][-1].end_s:
            packs.append([])
            lasting_s = region.duration_s
        packs[-1].append(region)
    return [_joined(audio, some) for some in packs]


def _joined(audio: AudioChunk, regions: Sequence[SpeechRegion]) -> Pack:
    sounds: list[Samples] = []
    places = []
    begins = 0
    for region, following in zip(regions, [*regions[1:], None], strict=True):
        end_s = min(region.end_s + _BREATH_S, following.start_s) if following else region.end_s
        part = audio.slice(region.start_s, end_s)
        places.append((region, begins / SAMPLE_RATE_HZ, part.start_s))
        sounds.append(part.samples)
        begins += len(part.samples)
    return Pack(np.concatenate(sounds), tuple(places))
