"""How time and memory of diarization grow with the recording, up to a working day.

A conversation over and over, written to disk as 16-bit samples and read in parts, as the product
reads its recordings; each length in a process of its own, because a process never gives back the
most memory it held. The embedded pair in the mode of the product: one pass for each window.
"""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, TextIO

import numpy as np
from numpy.typing import NDArray

from app.bench.child import memory_mb
from app.bench.protocol import EngineError, Pass, child
from app.domain.audio import SAMPLE_RATE_HZ, AudioChunk, Samples, as_pcm
from app.domain.errors import ResourceError

LENGTHS_H: Final = (0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
SLOPE_GOAL, MEMORY_GOAL_MB = 1.05, 1024.0
_BYTES: Final = 2


class PcmFile:
    """16-bit samples in a file, read where they are asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.available = path.stat().st_size // _BYTES

    def read(self, first: int, last: int) -> NDArray[np.int16]:
        return np.fromfile(self._path, np.int16, last - first, offset=first * _BYTES)


def growth(out: TextIO, samples: Samples, hours: float) -> None:
    """Print a row for every length up to `hours`, and how they grow. Raises ResourceError."""
    out.write("| h | processor, s | s per h | memory beyond the models, MB | speakers |\n")
    out.write("|---|---|---|---|---|\n")
    lengths = [one for one in LENGTHS_H if one <= hours]
    found = []
    with TemporaryDirectory() as scratch:
        for length in lengths:
            path = write_looped(Path(scratch) / "talk.pcm", samples, length)
            found.append(_elsewhere(path))
            one = found[-1]
            out.write(
                f"| {length:g} | {one.processor_s:.1f} | {one.processor_s / length:.1f} | "
                f"{_beyond_mb(one):.0f} | {one.value['speakers']} |\n"
            )
            out.flush()
    slope = slope_of(lengths, [one.processor_s for one in found])
    most = max(map(_beyond_mb, found))
    out.write(
        f"\nSlope of log time over log length {slope:.3f} (goal <= {SLOPE_GOAL}): "
        f"{'reached' if slope <= SLOPE_GOAL else 'missed'}. Most memory beyond the models "
        f"{most:.0f} MB (goal <= {MEMORY_GOAL_MB:.0f}): "
        f"{'reached' if most <= MEMORY_GOAL_MB else 'missed'}"
        f"{'' if hours >= LENGTHS_H[-1] else f'; longest {hours:g} h, not 8'}.\n\n"
    )


def slope_of(lengths: list[float], seconds: list[float]) -> float:
    """Of the line through the logarithms, by least squares; 1 is growth in proportion."""
    return float(np.polyfit(np.log(lengths), np.log(seconds), 1)[0])


def write_looped(path: Path, samples: Samples, hours: float) -> Path:
    """A file of so many hours: the samples over and over, 16-bit."""
    pcm = as_pcm(samples)
    left = round(hours * 3600 * SAMPLE_RATE_HZ)
    with path.open("wb") as file:
        while left > 0:
            file.write(pcm[:left].tobytes())
            left -= len(pcm)
    return path


def _elsewhere(path: Path) -> Pass:
    with child("growth", Path(__file__), [str(path)]) as engine:
        if engine.trouble:
            raise ResourceError(f"diarizing failed: {engine.trouble}")
        try:
            return engine.run()
        except EngineError as error:
            raise ResourceError(f"diarizing failed: {error}") from error


def _beyond_mb(one: Pass) -> float:
    """The most that a pass held beside what the process held before."""
    return one.memory_mb - float(one.value["before_mb"])


def load(arguments: list[str]) -> Callable[[], dict[str, Any]]:
    """As an engine (app.bench.child): diarizes a file of 16-bit samples, after a short stretch of
    it that loads what is loaded late."""
    from app.settings import Settings  # noqa: PLC0415 - in the child only
    from app.speech.diarizer_sound import RecordedSound  # noqa: PLC0415
    from app.speech.making import diarizer  # noqa: PLC0415

    diarize = diarizer(Settings())
    sound: Any = RecordedSound(PcmFile(Path(arguments[0])))
    diarize.turns(AudioChunk(sound[: 30 * SAMPLE_RATE_HZ]))
    before_mb = memory_mb("VmRSS")

    def run() -> dict[str, Any]:
        turns = diarize.turns(AudioChunk(sound))
        return {"before_mb": before_mb, "speakers": len({turn.speaker for turn in turns})}

    return run
