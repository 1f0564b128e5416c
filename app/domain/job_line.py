"""Files that wait to be transcribed: how far each is, how far all are, and how long it takes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

JobState = Literal["waiting", "running", "done", "failed", "cancelled"]
_OVER: frozenset[JobState] = frozenset({"done", "failed", "cancelled"})
_SURE_AFTER_S = 3.0  # of measured work; before that no time is said


@dataclass(frozen=True, slots=True)
class LinedJob:
    """One file. weight: its size, which its work grows with. note: what it became.

    fraction: of its work that is done; stage: what is done now, "" before and after.
    """

    number: int
    name: str
    weight: int = 1
    state: JobState = "waiting"
    stage: str = ""
    fraction: float = 0.0
    sentence: str = ""
    note: str = ""
    began_s: float = 0.0
    took_s: float = 0.0

    @property
    def over(self) -> bool:
        return self.state in _OVER


@dataclass(frozen=True, slots=True)
class JobLine:
    """All files of one user, oldest first. Times are of one monotonic clock, in seconds."""

    jobs: tuple[LinedJob, ...] = ()

    def find(self, number: int) -> LinedJob | None:
        return next((one for one in self.jobs if one.number == number), None)

    @property
    def left(self) -> int:
        """How many wait or run."""
        return sum(not one.over for one in self.jobs)

    @property
    def fraction(self) -> float:
        """Of all work, done or given up, 0 to 1."""
        whole = sum(one.weight for one in self.jobs)
        if not whole:
            return 1.0
        return sum(one.weight * (1.0 if one.over else one.fraction) for one in self.jobs) / whole

    def eta_s(self, now_s: float) -> float | None:
        """Seconds until all are done at the speed measured so far; None while that is not known."""
        done = float(sum(one.weight for one in self.jobs if one.state == "done"))
        spent = sum(one.took_s for one in self.jobs if one.state == "done")
        for one in self.jobs:
            if one.state == "running":
                done += one.weight * one.fraction
                spent += now_s - one.began_s
        if done <= 0 or spent < _SURE_AFTER_S:
            return None
        ahead = sum(one.weight * (1.0 - one.fraction) for one in self.jobs if not one.over)
        return ahead * spent / done

    def added(self, job: LinedJob) -> "JobLine":
        return JobLine((*self.jobs, job))

    def progressed(self, number: int, stage: str, fraction: float, now_s: float) -> "JobLine":
        def change(one: LinedJob) -> LinedJob:
            began = one.began_s if one.state == "running" else now_s
            return replace(one, state="running", stage=stage, fraction=fraction, began_s=began)

        found = self.find(number)
        return self if found is None or found.over else self._changed(number, change)

    def ended(
        self, number: int, state: JobState, now_s: float, sentence: str = "", note: str = ""
    ) -> "JobLine":
        def change(one: LinedJob) -> LinedJob:
            took = now_s - one.began_s if one.state == "running" else 0.0
            return replace(one, state=state, stage="", sentence=sentence, note=note, took_s=took)

        return self._changed(number, change)

    def without_over(self) -> "JobLine":
        return JobLine(tuple(one for one in self.jobs if not one.over))

    def _changed(self, number: int, change: Callable[[LinedJob], LinedJob]) -> "JobLine":
        return JobLine(tuple(change(one) if one.number == number else one for one in self.jobs))
