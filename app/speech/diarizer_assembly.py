"""From windows and the speakers of each to one list of turns: pyannote's own arithmetic.

The same sums as pyannote's `speaker_count`, `reconstruct`, `to_diarization` and `Binarize`, which
hold a float64 for each frame, window and speaker of the recording and visit every frame in Python.
Here windows are added up one by one and frames are handled as arrays, so that hours fit.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.speech.diarizer_windows import Bits, Grid
from app.speech.pyannote_quiet import Annotation, Segment, SlidingWindow, SlidingWindowFeature

NOBODY: Final = -2
"""The cluster of a speaker of a window who is silent in it."""
_ROWS: Final = 1 << 16
Span = tuple[float, float, str]
"""Start and end in seconds, and a speaker's label."""
Clusters = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Assembly:
    """Where the frames of all windows fall. receptive_field: pyannote's, of one output frame."""

    grid: Grid
    receptive_field: Any

    def counted(self, active: Bits) -> NDArray[np.int8]:
        """How many speak in each frame of the recording: the mean over windows, rounded."""
        spoken = np.zeros(self._length, np.float32)
        windows = np.zeros(self._length, np.float32)
        width = active.shape[1]
        for number, first in enumerate(self._firsts()):
            spoken[first : first + width] += active[number].sum(axis=1)
            windows[first : first + width] += 1
        mean = spoken / np.maximum(windows, np.float32(1e-12))
        return np.rint(mean).astype(np.int8)

    def spans(
        self, active: Bits, clusters: Clusters, count: NDArray[np.int8], bridged_s: float
    ) -> list[Span]:
        """Who speaks when; pauses shorter than bridged_s are closed.

        active: (windows, frames, speakers). clusters: (windows, speakers), NOBODY for silent ones.
        count: as many as that are taken to speak in a frame, those whom most windows heard.
        """
        votes = SlidingWindowFeature(self._votes(active, clusters, int(count.max())), self._frames)
        # pyannote cuts both to their common extent, whatever that rounds to
        votes = votes.crop(votes.extent, return_data=False)
        counts = SlidingWindowFeature(count[:, None], self._frames)
        counts = counts.crop(counts.extent, return_data=False)
        return _spans(_chosen(votes.data, counts.data), votes.sliding_window, bridged_s)

    def _votes(self, active: Bits, clusters: Clusters, most: int) -> NDArray[np.float32]:
        """How many windows heard a speaker in a frame, (frames, at least `most` speakers)."""
        votes = np.zeros((self._length, max(int(clusters.max()) + 1, most)), np.float32)
        width = active.shape[1]
        for number, first in enumerate(self._firsts()):
            for speaker in np.unique(clusters[number]):
                if speaker != NOBODY:
                    heard = active[number][:, clusters[number] == speaker].any(axis=1)
                    votes[first : first + width, speaker] += heard
        return votes

    @property
    def _frames(self) -> Any:
        field = self.receptive_field
        return SlidingWindow(start=0.0, duration=field.duration, step=field.step)

    @property
    def _length(self) -> int:
        sliding, frames = self.grid.sliding, self._frames
        end_s = sliding.start + sliding.duration + (self.grid.count - 1) * sliding.step
        return int(frames.closest_frame(end_s + 0.5 * frames.duration)) + 1

    def _firsts(self) -> list[int]:
        """The frame of the recording at which each window begins."""
        sliding, frames = self.grid.sliding, self._frames
        half_s = 0.5 * frames.duration
        return [
            int(frames.closest_frame(sliding[number].start + half_s))
            for number in range(self.grid.count)
        ]


def _chosen(votes: NDArray[np.float32], count: NDArray[np.int8]) -> Bits:
    """The `count` speakers with the most votes in each frame, (frames, speakers)."""
    chosen = np.zeros(votes.shape, np.bool_)
    places = np.arange(votes.shape[1])
    for first in range(0, len(votes), _ROWS):
        rows = slice(first, first + _ROWS)
        order = np.argsort(-votes[rows], axis=-1)  # ties fall as they do in pyannote
        np.put_along_axis(chosen[rows], order, places < count[rows], axis=1)
    return chosen


def _spans(chosen: Bits, frames: Any, bridged_s: float) -> list[Span]:
    annotation = Annotation()
    last = len(chosen) - 1
    for speaker, heard in enumerate(chosen.T):
        edges = np.flatnonzero(np.diff(np.pad(heard.astype(np.int8), 1)))
        for start, end in edges.reshape(-1, 2).tolist():
            segment = Segment(frames[start].middle, frames[min(end, last)].middle)
            if segment:
                annotation[segment, speaker] = speaker
    if bridged_s > 0:
        annotation = annotation.support(collar=bridged_s)
    tracks = annotation.itertracks(yield_label=True)
    return [(span.start, span.end, str(label)) for span, _, label in tracks]
