"""What a training recipe is told; the command line fills it in."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class TrainOptions:
    """Where a recipe works, for how long, and on which open data.

    `data` is a folder of open text and recordings (see the corpus recipe for the layout); None
    means that only our own templates and word lists are used. `minutes` None means that every
    stage runs for its full length.
    """

    out: Path
    resume: bool = False
    seed: int = 17
    minutes: float | None = None
    data: Path | None = None
    hours: float = 20.0
    threads: int = 2
    workers: int = 1
