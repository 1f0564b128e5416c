"""What a running job tells its listener."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from app.domain.reading import Difference

if TYPE_CHECKING:  # the window is told of results long after it opened
    from app.domain.result import JobResult

Stage = Literal["decode", "detect", "recognize", "diarize", "understand", "save"]

STAGE_SHARES: dict[Stage, float] = {
    "decode": 0.02,
    "detect": 0.04,
    "recognize": 0.52,
    "diarize": 0.38,
    "understand": 0.03,
    "save": 0.01,
}
"""Typical share of a job's wall time by stage on a CPU; only steers progress bars."""


@dataclass(frozen=True, slots=True)
class StageProgress:
    """`fraction` of one stage of one file is done (0 to 1).

    ahead: of the stages after it, what is done already, as a share of the whole job.
    """

    path: Path
    stage: Stage
    fraction: float
    ahead: float = 0.0

    @property
    def overall(self) -> float:
        """Fraction of the whole job, 0 to 1, by STAGE_SHARES."""
        done = 0.0
        for stage, share in STAGE_SHARES.items():
            if stage == self.stage:
                return min(1.0, done + share * self.fraction + self.ahead)
            done += share
        return 1.0


@dataclass(frozen=True, slots=True)
class RecordingDone:
    """A recording went through all final stages and is saved."""

    recording: str
    result: "JobResult"
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordingLeft:
    """A recording's final stages were cancelled or failed; its sound is whole on disk."""

    recording: str
    sentence: str
