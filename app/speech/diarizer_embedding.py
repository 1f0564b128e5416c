"""One vector per speaker and window, with each window, or the recording, embedded only once.

pyannote runs the embedding network once for every speaker of every window: 30 times the recording
at its usual step. The network knows nothing of speakers until its frames are pooled under a mask,
so one run per window gives the same vectors (*lossless*, 10 times the recording). Neighbouring
windows share nine tenths of their sound, so one run over the recording, cut into long blocks with
context on both sides, gives nearly the same vectors (*shared trunk*, 1.1 times).
"""

import itertools
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray

from app.domain.audio import SAMPLE_RATE_HZ, Samples
from app.speech.crew import in_order
from app.speech.diarizer_sound import Sound, read_padded
from app.speech.diarizer_windows import Bits, Grid, Numbers, Report, alone, workers

Floats = NDArray[np.float32]
BLOCK_S: Final = 30.0
CONTEXT_S: Final = 2.0
"""What a block of the shared trunk holds, and hears of the sound before and after: more than half
the receptive field of a ResNet34 (2.4 s)."""


def masks_of(embedding: Any, active: Bits, window: int, *, exclude_overlap: bool) -> Floats:
    """Masks (windows, speakers, frames), as pyannote's get_embeddings chooses them.

    active: (windows, frames, speakers) of windows that are `window` samples long. Frames of
    several speakers are left out, but for whom too little would be left.
    """
    if not exclude_overlap:
        return np.ascontiguousarray(active.transpose(0, 2, 1), np.float32)
    alone = active & (active.sum(axis=2, keepdims=True) == 1)
    least = np.ceil(active.shape[1] * embedding.min_num_samples / window)
    enough = alone.sum(axis=1, keepdims=True) > least
    return np.where(enough, alone, active).transpose(0, 2, 1).astype(np.float32)


def can_share(pipeline: Any) -> bool:
    """Whether the embedding offers frames apart from pooling: ours does, and pyannote's WeSpeaker
    ResNets (so the community-1 pipeline)."""
    model = getattr(getattr(pipeline, "_embedding", None), "model_", None)
    return hasattr(model, "forward_frames") and hasattr(model, "forward_embedding")


@dataclass(frozen=True, slots=True)
class Embedder:
    """What embeds the speakers of one recording's windows.

    exclude_overlap: see masks_of. shared: one run over the recording instead of one per window.
    """

    pipeline: Any
    sound: Sound
    grid: Grid
    exclude_overlap: bool
    shared: bool = False

    def vectors(self, active: Bits, report: Report) -> Floats:
        """(windows, speakers, dimension). Windows in which nobody speaks are not embedded; their
        rows, and those of speakers who are silent, are ones, which clustering does not look at.
        """
        embedding = self.pipeline._embedding
        spoken = np.flatnonzero(active.any(axis=(1, 2)))
        found = np.ones((self.grid.count, active.shape[2], embedding.dimension), np.float32)
        size = self.pipeline.embedding_batch_size
        parts = [spoken[first : first + size] for first in range(0, len(spoken), size)]
        done = 0
        with self._centred():
            for numbers, pooled in zip(parts, self._pooled(parts, active), strict=True):
                heard = np.any(active[numbers], axis=1, keepdims=True).transpose(0, 2, 1)
                found[numbers[:, None], np.arange(active.shape[2])] = np.where(heard, pooled, 1.0)
                done += len(numbers)
                report("embeddings", done, len(spoken))
        return found

    def _centred(self) -> AbstractContextManager[None]:
        if not self.shared:
            return nullcontext()
        model = self.pipeline._embedding.model_
        return _centred_by_windows(model, self.grid.window / SAMPLE_RATE_HZ)

    def _pooled(self, parts: Sequence[Numbers], active: Bits) -> Iterator[Floats]:
        """Vectors of the speakers of some windows at a time, (windows, speakers, dimension)."""
        embedding = self.pipeline._embedding

        def pooled(part: tuple[Numbers, torch.Tensor]) -> Floats:
            numbers, frames = part
            masks = masks_of(
                embedding, active[numbers], self.grid.window, exclude_overlap=self.exclude_overlap
            )
            weights = torch.from_numpy(masks).to(embedding.device)
            with torch.inference_mode():
                vectors = embedding.model_.forward_embedding(frames, weights=weights)
                found: Floats = vectors.cpu().numpy()
            return found

        def embedded(part: tuple[Numbers, torch.Tensor]) -> Floats:
            numbers, sound = part
            with torch.inference_mode():
                frames = embedding.model_.forward_frames(sound.to(embedding.device))
            return pooled((numbers, frames))

        if self.shared:
            trunk = Trunk(embedding, self.sound, self.grid, _wanted(active, self.grid))
            yield from (pooled((numbers, trunk.windows(numbers))) for numbers in parts)
        else:
            sounds = ((numbers, self.grid.read(self.sound, numbers)) for numbers in parts)
            yield from in_order(embedded, sounds, workers(embedding.device), alone)


def _wanted(active: Bits, grid: Grid) -> Bits:
    """Which blocks of the recording hold speech."""
    samples = (grid.count - 1) * grid.step + grid.window
    wanted = np.zeros(-(-samples // round(BLOCK_S * SAMPLE_RATE_HZ)), np.bool_)
    for number, frames in enumerate(active):
        heard = np.flatnonzero(frames.any(axis=1))
        at = number * grid.step + heard * grid.window // len(frames)
        wanted[at // round(BLOCK_S * SAMPLE_RATE_HZ)] = True
    return wanted


class Trunk:
    """The frames of a recording, block by block, as windows in time order ask for them.

    Frames spread evenly over the sound they were made of, as pyannote's pooling takes them to.
    """

    def __init__(self, embedding: Any, sound: Sound, grid: Grid, wanted: Bits) -> None:
        """wanted: the blocks that hold speech; those of others are zeros, which no mask touches."""
        self._embedding = embedding
        self._sound = sound
        self._grid = grid
        self._wanted = wanted
        self._silence = self._run(np.zeros(grid.window, np.float32))
        self._width = int(self._silence.shape[-1])
        self._hop = grid.window / self._width  # samples from one frame to the next
        self._length = round(BLOCK_S * SAMPLE_RATE_HZ / self._hop)
        self._around = round(CONTEXT_S * SAMPLE_RATE_HZ / self._hop)
        self._end = (grid.count - 1) * grid.step + grid.window + round(self._hop)
        self._blocks: dict[int, torch.Tensor] = {}
        sounds = map(self._sound_of, itertools.count())
        self._coming = enumerate(in_order(self._block, sounds, workers(embedding.device), alone))

    def windows(self, numbers: Numbers) -> torch.Tensor:
        """Frames of windows, (n, ..., frames)."""
        firsts = [round(int(number) * self._grid.step / self._hop) for number in numbers]
        needed = range(
            firsts[0] // self._length, (firsts[-1] + self._width - 1) // self._length + 1
        )
        self._blocks = {at: one for at, one in self._blocks.items() if at in needed}
        while needed[-1] not in self._blocks:
            at, block = next(self._coming)
            if at in needed:
                self._blocks[at] = block
        row = torch.cat(list(self._blocks.values()), dim=-1)
        start = needed[0] * self._length
        return torch.stack([row[..., at - start : at - start + self._width] for at in firsts])

    def _sound_of(self, number: int) -> tuple[int, Samples | None]:
        """What a block is made of, with what is around it; None where nobody speaks."""
        if number >= len(self._wanted) or not self._wanted[number]:
            return number, None
        first = round(self._begin(number) * self._hop)
        last = round(((number + 1) * self._length + self._around) * self._hop)
        return number, read_padded(self._sound, first, min(last, self._end))

    def _begin(self, number: int) -> int:
        return max(0, number * self._length - self._around)

    def _block(self, made_of: tuple[int, Samples | None]) -> torch.Tensor:
        """(..., frames of one block)."""
        number, samples = made_of
        if samples is None:
            return self._silence.new_zeros((*self._silence.shape[:-1], self._length))
        frames = self._run(samples)
        inner = number * self._length - self._begin(number)
        return frames[..., inner : inner + self._length]

    def _run(self, samples: Samples) -> torch.Tensor:
        with torch.inference_mode():
            waveform = torch.from_numpy(samples)[None, None].to(self._embedding.device)
            frames: torch.Tensor = self._embedding.model_.forward_frames(waveform)[0]
        return frames


@contextmanager
def _centred_by_windows(model: Any, window_s: float) -> Iterator[None]:
    """WeSpeaker's features have the mean of their input taken away; make it that of a window
    around each frame, however long the input is."""
    settings = getattr(model, "hparams", {})
    if "fbank_centering_span" not in settings:
        yield
        return
    before = settings["fbank_centering_span"]
    settings["fbank_centering_span"] = before or window_s
    try:
        yield
    finally:
        settings["fbank_centering_span"] = before
