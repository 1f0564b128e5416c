"""Sound made slower or faster at the same pitch, and brought to a device's rate on the way."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

import av
import numpy as np
from av.error import BlockingIOError as NothingYet
from av.error import EOFError as NothingMore
from av.filter import Graph

from app.domain.audio import SAMPLE_RATE_HZ, Samples, as_float
from app.services.ports import Playable

READ_S: Final = 0.25  # about what one frame of a recording on disk holds
_READ: Final = round(READ_S * SAMPLE_RATE_HZ)


class Tempo:
    """A filter for one stretch: sample n of what it gives was sample n * speed of what it took."""

    def __init__(self, speed: float, rate_hz: int) -> None:
        self._graph = Graph()
        wanted = f"sample_fmts=flt:sample_rates={rate_hz}:channel_layouts=mono"
        parts: list[Any] = [
            self._graph.add_abuffer(sample_rate=SAMPLE_RATE_HZ, format="flt", layout="mono"),
            *([] if speed == 1 else [self._graph.add("atempo", f"{speed:.3f}")]),
            self._graph.add("aformat", wanted),
            self._graph.add("abuffersink"),
        ]
        for one, following in pairwise(parts):
            one.link_to(following)
        self._graph.configure()
        self._taken = 0

    def take(self, samples: Samples) -> Iterator[Samples]:
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(samples[None]), format="flt", layout="mono"
        )
        frame.sample_rate, frame.pts = SAMPLE_RATE_HZ, self._taken
        self._taken += len(samples)
        self._graph.push(frame)
        yield from self._given()

    def rest(self) -> Iterator[Samples]:
        """What the filter still holds."""
        self._graph.push(None)
        yield from self._given()

    def _given(self) -> Iterator[Samples]:
        while True:
            try:
                frame = self._graph.pull()
            except (NothingYet, NothingMore):
                return
            yield frame.to_ndarray()[0]


def stretched(
    sound: Playable, first: int, last: int, speed: float, rate_hz: int
) -> Iterator[Samples]:
    """Samples first to last of a sound, read as they are needed, mono at `rate_hz`."""
    tempo = Tempo(speed, rate_hz)
    for at in range(first, last, _READ):
        yield from tempo.take(as_float(sound.read(at, min(at + _READ, last))))
    yield from tempo.rest()


def in_blocks(parts: Iterator[Samples], size: int) -> Iterator[tuple[Samples, bool]]:
    """The same in blocks of `size` samples; the flag tells the last one, of up to twice that."""
    waiting: Samples = np.empty(0, np.float32)
    for part in parts:
        waiting = np.concatenate((waiting, part))
        while len(waiting) > 2 * size:  # so that the last one is long enough to fade out
            yield waiting[:size], False
            waiting = waiting[size:]
    if len(waiting):
        yield waiting, True
