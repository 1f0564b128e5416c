"""The sliding windows of a recording, and who speaks in each of them.

The windows and their numbers are pyannote's own (`Inference.slide`), but each is read from the
recording when its turn comes, and what was found is kept as bits: 8 h are 43 MB.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from app.domain.audio import SAMPLE_RATE_HZ
from app.speech.crew import cores, in_order
from app.speech.diarizer_sound import Sound, read_padded
from app.speech.pyannote_quiet import SlidingWindow

Bits = NDArray[np.bool_]
Numbers = NDArray[np.int64]
SPEAKS = 0.5
"""pyannote gives 0 or 1 for each speaker."""
Report = Callable[[str, int, int], None]
"""Told a step's name, how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Windows of `window` samples, one every `step` samples; the last may reach past the end."""

    window: int
    step: int
    count: int

    @property
    def sliding(self) -> Any:
        """The same as pyannote's SlidingWindow, in seconds."""
        return SlidingWindow(
            start=0.0, duration=self.window / SAMPLE_RATE_HZ, step=self.step / SAMPLE_RATE_HZ
        )

    def batches(self, size: int) -> Iterator[Numbers]:
        """All window numbers, `size` at once."""
        for first in range(0, self.count, size):
            yield np.arange(first, min(first + size, self.count))

    def read(self, sound: Sound, numbers: Numbers) -> torch.Tensor:
        """Samples of windows, (n, 1, window); what lies between the first and last is read once.

        Neighbours are views of one sound.
        """
        first = int(numbers[0]) * self.step
        samples = read_padded(sound, first, int(numbers[-1]) * self.step + self.window)
        views = np.lib.stride_tricks.sliding_window_view(samples, self.window, writeable=True)
        if numbers[-1] - numbers[0] + 1 == len(numbers):
            return torch.from_numpy(views[:: self.step])[:, None]
        return torch.from_numpy(views[numbers * self.step - first].copy())[:, None]


def grid_of(pipeline: Any, sound: Sound) -> Grid:
    """The windows into which a pyannote pipeline cuts a recording."""
    inference = pipeline._segmentation
    window = inference.model.audio.get_num_samples(inference.duration)
    step = round(inference.step * SAMPLE_RATE_HZ)
    beyond = max(0, len(sound) - window)
    return Grid(window, step, 1 + -(-beyond // step))


def speakers_in_windows(pipeline: Any, sound: Sound, grid: Grid, report: Report) -> Bits:
    """Who speaks when, (windows, frames, speakers), by the segmentation network of a pipeline.

    The speakers of one window are not those of another; clustering names them.
    """
    inference = pipeline._segmentation
    found: Bits = np.empty((0, 0, 0), np.bool_)
    done = 0
    samples = (grid.read(sound, numbers) for numbers in grid.batches(inference.batch_size))
    for scores in in_order(inference.infer, samples, workers(inference.device), alone):
        if not len(found):  # whole from the start: thousands of parts would litter the heap
            found = np.empty((grid.count, *scores.shape[1:]), np.bool_)
        np.greater(scores, SPEAKS, out=found[done : done + len(scores)])
        done += len(scores)
        report("segmentation", done, grid.count)
    return found


def workers(device: torch.device) -> int:
    """How many batches are computed at a time."""
    return cores() if device.type == "cpu" else 1


def alone() -> None:
    """This thread computes without others' help."""
    torch.set_num_threads(1)
