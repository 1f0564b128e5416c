"""Speech regions found while the sound grows: the rules of `detector`, one frame at a time.

What comes out is what the detector gives for the whole recording, but for two things it can know
only at the end: how quiet the recording is as a whole, and where a region longer than allowed is
cut when its words are already written.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.speech.detector import EDGE_SHARE, DetectorOptions, frames_in, speechlike
from app.speech.voice import Probabilities


@dataclass(frozen=True, slots=True)
class Span:
    """First frame and the frame after the last, counted from where listening began."""

    first: int
    last: int


class RegionFinder:
    """Takes probabilities of speech and gives every region as soon as it is known to be over."""

    def __init__(self, options: DetectorOptions) -> None:
        self._options = options
        self._pad = frames_in(options.pad_s)
        self._longest = frames_in(options.longest_s)
        self._silence = frames_in(options.min_silence_s)
        self._shortest = frames_in(options.min_speech_s)
        self.frames = 0
        self._certain = False  # the run of speech under way has reached the upper threshold
        self._spoken: Span | None = None  # unpadded
        self._start = 0  # of the region that is open, padded, or cut before
        self._before: int | None = None  # where the last region's speech ended, unpadded
        self._base = 0  # the frame that the two arrays begin with
        self._likely: Probabilities = np.zeros(0, np.float32)
        self._loud: NDArray[np.float32] = np.zeros(0, np.float32)

    @property
    def open(self) -> int | None:
        """The first frame of the region that is being spoken; None when nobody speaks."""
        spoken = self._spoken
        if spoken is None or spoken.last - spoken.first < self._shortest:
            return None
        return self._start

    @property
    def kept(self) -> int:
        """The first frame that a region to come may still begin with."""
        if self._spoken is not None:
            return self._start
        return max(self._before or 0, self.frames - self._pad)

    def push(
        self, likely: Probabilities, loud: NDArray[np.float32], settled: int = 0
    ) -> list[Span]:
        """The regions that these frames ended, in order.

        likely, loud: probability and root mean square by frame, same shape (n,). settled: a frame
        before which an open region is not to be cut, since its words are already written.
        """
        self._remember(likely, loud)
        ended: list[Span] = []
        for probability in likely:
            ended += self._step(float(probability), settled)
        return ended

    def finish(self, settled: int = 0) -> list[Span]:
        """The regions that were still open when the sound ended."""
        ended = self._closed(settled) if self._spoken is not None else []
        self._certain = False
        return ended

    def likely_cut(self, settled: int = 0) -> int | None:
        """Where an open region would be cut if speech went on; None while it is far from that."""
        first = self.open
        if first is None or self.frames - first < self._longest - self._edge:
            return None
        return self._quietest(first, min(first + self._longest, self.frames), settled)

    @property
    def _edge(self) -> int:
        return max(1, round(self._longest * EDGE_SHARE))

    def _step(self, probability: float, settled: int) -> list[Span]:
        options, at = self._options, self.frames
        self.frames += 1
        if probability < options.threshold - options.hysteresis:
            self._certain = False
        elif not self._certain and probability >= options.threshold:
            self._certain = True
            if self._spoken is None:
                self._begin(at)
        spoken = self._spoken
        if spoken is None:
            return []
        if self._certain:
            self._spoken = Span(spoken.first, at + 1)
            return self._overlong(settled)
        return self._closed(settled) if self.frames - spoken.last >= self._silence else []

    def _begin(self, at: int) -> None:
        room = at if self._before is None else (at - self._before) // 2
        self._spoken = Span(at, at + 1)
        self._start = at - min(self._pad, room)

    def _overlong(self, settled: int) -> list[Span]:
        """The piece of an open region that has become too long."""
        spoken = self._spoken
        if spoken is None or spoken.last - self._start <= self._longest:
            return []
        at = self._quietest(self._start, self._start + self._longest, settled)
        piece = Span(self._start, at)
        self._start = at
        self._forget()
        return [piece]

    def _closed(self, settled: int) -> list[Span]:
        spoken, self._spoken = self._spoken, None
        if spoken is None or spoken.last - spoken.first < self._shortest:
            return []
        pad = min(self._pad, self._silence // 2, self.frames - spoken.last)
        first, last = self._start, spoken.last + pad
        pieces: list[Span] = []
        while last - first > self._longest:
            at = self._quietest(first, min(first + self._longest, last - self._edge), settled)
            pieces.append(Span(first, at))
            first = at
        self._before = spoken.last
        self._forget()
        return [*pieces, Span(first, last)]

    def _quietest(self, first: int, last: int, settled: int) -> int:
        """The least speech-like frame a quarter of the longest region or more after `first`."""
        low = max(first + self._edge, settled)
        if low >= last:
            return max(last, low)
        window = slice(low - self._base, last - self._base)
        return low + int(np.argmin(speechlike(self._likely[window], self._loud[window])))

    def _remember(self, likely: Probabilities, loud: NDArray[np.float32]) -> None:
        self._likely = np.concatenate([self._likely, likely])
        self._loud = np.concatenate([self._loud, loud])
        self._forget()

    def _forget(self) -> None:
        keep = min(self.kept, self.frames)
        if keep > self._base:
            self._likely = self._likely[keep - self._base :]
            self._loud = self._loud[keep - self._base :]
            self._base = keep
