"""Speech regions: where somebody speaks, found by Silero VAD."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.domain.audio import AudioChunk, SpeechRegion
from app.services.ports import Progress
from app.speech.voice import FRAME_S, Probabilities, Voice, levels

_Span = tuple[int, int]
"""First frame and the frame after the last."""

# A cut is sought where the mean over this many frames (about 0.16 s) is least speech-like,
# and never nearer to a region's edge than a quarter of what it may be long.
_SMOOTH_FRAMES = 5
EDGE_SHARE = 0.25
_LOWEST_LEVEL = 1e-5


@dataclass(frozen=True, slots=True)
class DetectorOptions:
    """How probabilities become regions.

    threshold: speech begins at or above it; it ends below `threshold - hysteresis`.
    min_silence_s: pauses this long part two regions. min_speech_s: shorter speech is noise.
    pad_s: kept on either side, since recognisers lose clipped consonants.
    longest_s: longer regions are cut at their quietest point.
    """

    threshold: float = 0.5
    hysteresis: float = 0.15
    min_silence_s: float = 0.5
    min_speech_s: float = 0.1
    pad_s: float = 0.25
    longest_s: float = 20.0


class SileroDetector:
    """Finds regions in recordings of any length; deletes nothing, it only points."""

    def __init__(self, voice: Voice, options: DetectorOptions = DetectorOptions()) -> None:
        self.voice = voice
        self._options = options

    def regions(
        self, audio: AudioChunk, progress: Progress | None = None
    ) -> Sequence[SpeechRegion]:
        """Regions in time order, not overlapping. Raises RecognitionError."""
        likely = self.voice(audio.samples, progress)
        spans = _padded(_spoken(likely, self._options), len(likely), self._options)
        loud = levels(audio.samples)
        return [
            SpeechRegion(
                audio.start_s + first * FRAME_S, min(audio.start_s + last * FRAME_S, audio.end_s)
            )
            for span in spans
            for first, last in _cut(span, likely, loud, frames_in(self._options.longest_s))
        ]


def frames_in(seconds: float) -> int:
    """Frames of 32 ms, at least one."""
    return max(1, round(seconds / FRAME_S))


def _spoken(likely: Probabilities, options: DetectorOptions) -> list[_Span]:
    """Runs of speech; pauses shorter than min_silence_s are bridged, blips dropped."""
    spans: list[_Span] = []
    for rise, last in _above(likely, options.threshold - options.hysteresis):
        # the lower threshold only ends speech: a run that never reaches the upper one is none
        certain = np.flatnonzero(likely[rise:last] >= options.threshold)
        if not len(certain):
            continue
        first = rise + int(certain[0])
        if spans and first - spans[-1][1] < frames_in(options.min_silence_s):
            spans[-1] = (spans[-1][0], last)
        else:
            spans.append((first, last))
    return [span for span in spans if span[1] - span[0] >= frames_in(options.min_speech_s)]


def _above(likely: Probabilities, threshold: float) -> list[_Span]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], likely >= threshold, [0]])))
    return [(int(first), int(last)) for first, last in edges.reshape(-1, 2)]


def _padded(spans: list[_Span], frames: int, options: DetectorOptions) -> list[_Span]:
    """Spans widened by pad_s, or by half the pause where two would meet."""
    pad = frames_in(options.pad_s)
    ends = [0, *(last for _, last in spans)]
    starts = [*(first for first, _ in spans), frames]
    wide: list[_Span] = []
    for index, (first, last) in enumerate(spans):
        before = first if index == 0 else (first - ends[index]) // 2
        after = frames - last if index == len(spans) - 1 else (starts[index + 1] - last) // 2
        wide.append((first - min(pad, before), last + min(pad, after)))
    return wide


def _cut(
    span: _Span, likely: Probabilities, loud: NDArray[np.float32], longest: int
) -> list[_Span]:
    """The span, cut at its quietest points until no piece is longer than `longest` frames."""
    pieces: list[_Span] = []
    first, last = span
    edge = max(1, round(longest * EDGE_SHARE))
    while last - first > longest:
        window = slice(first + edge, min(first + longest, last - edge))
        at = window.start + int(np.argmin(speechlike(likely[window], loud[window])))
        pieces.append((first, at))
        first = at
    return [*pieces, (first, last)]


def speechlike(likely: Probabilities, loud: NDArray[np.float32]) -> NDArray[np.float32]:
    """Probability plus level above the quietest frame (30 dB weigh as much as certainty)."""
    decibels = 20 * np.log10(np.maximum(loud, _LOWEST_LEVEL))
    score = likely + (decibels - decibels.min()) / 30
    size = min(_SMOOTH_FRAMES, len(score))
    padded = np.pad(score, (size // 2, size - 1 - size // 2), mode="edge")
    smooth: NDArray[np.float32] = np.convolve(padded, np.full(size, 1 / size), "valid")
    return smooth
