"""How two ways to do the same work are compared: in one run, in turn, by the ratio of medians.

Engines run in the order A B C C B A ..., each after a warm-up, so that whatever else the machine
does falls on all of them. A ratio's 95 % interval is a bootstrap over the sweeps (Efron, 1979), and
a goal counts as reached only where the whole interval is beyond it and the quality gate holds.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Final, TextIO

import numpy as np

from app import paths
from app.bench.child import once
from app.bench.scoring import Interval
from app.domain.errors import AppError

REPEATS: Final = 5
_RESAMPLED: Final = 10_000
_THREADS: Final = ("OMP_NUM_THREADS", "MKL_NUM_THREADS")
HEAD: Final = (
    "| what | engine | n | wall, s | processor, s | slower, wall (95 %) | slower, processor (95 %) "
    "| goal | outcome |\n|---|---|---|---|---|---|---|---|---|\n"
)


class EngineError(AppError):
    """An engine that could not do its work, with its last words."""


@dataclass(frozen=True, slots=True)
class Pass:
    """wall_s, processor_s: of all threads. value: what it gave. memory_mb: the most its process
    held so far, 0 where the system does not tell."""

    wall_s: float
    processor_s: float
    value: Any = None
    memory_mb: float = 0.0


@dataclass(frozen=True, slots=True)
class Engine:
    """run: one pass; raises EngineError or AppError. trouble: why it cannot run at all."""

    name: str
    run: Callable[[], Pass] = field(default=lambda: Pass(0.0, 0.0))
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """The passes of one engine; trouble: why there are none."""

    name: str
    passes: tuple[Pass, ...] = ()
    trouble: str = ""

    @property
    def value(self) -> Any:
        """What the last pass gave."""
        return self.passes[-1].value

    @property
    def wall_s(self) -> float:
        return median(self.each("wall_s"))

    @property
    def processor_s(self) -> float:
        return median(self.each("processor_s"))

    def each(self, what: str) -> list[float]:
        """One figure of every pass, in the order in which they were made."""
        return [getattr(one, what) for one in self.passes]


@dataclass(frozen=True, slots=True)
class Claim:
    """goal: how many times slower the other has to be (">= 2.5"), or we may be at most ("<= 1.03").

    gate: why the outcome is not as good as the other's, "" when it is.
    """

    goal: str = ""
    gate: str = ""


def here(name: str, work: Callable[[], Any]) -> Engine:
    """A function of this process as an engine."""
    return Engine(name, lambda: Pass(**once(work)))


def skipped(name: str, trouble: str) -> Engine:
    return Engine(name, trouble=trouble)


@contextmanager
def child(
    name: str, script: Path, arguments: Sequence[str], python: Path | str | None = None
) -> Iterator[Engine]:
    """An engine in a process of its own, loaded once; ended with the block.

    script: see app.bench.child. python: the peer's interpreter (app.bench.peers), or why there is
    none; ours when left out. Never raises for what the engine does: it is skipped with its reason.
    """
    if isinstance(python, str):
        yield skipped(name, python)
        return
    runner = str(Path(__file__).with_name("child.py"))
    command = [str(python or sys.executable), runner, str(script), *arguments]
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as words:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=words,
            text=True,
            encoding="utf-8",
            env=_environment(ours=python is None),
            preexec_fn=_on_the_same_cores if sys.platform == "linux" else None,  # noqa: PLW1509
        )
        try:
            told = _Told(process, words)
            told.answer()  # it is loaded
        except EngineError as error:
            yield skipped(name, str(error))
        else:
            yield Engine(name, told.once)
        finally:
            process.kill()
            process.communicate()


def _environment(*, ours: bool) -> dict[str, str]:
    """As many threads for everybody, but one of numpy's, whose others wait busily: of what was
    tried, the best for Whisper's other engines as well."""
    threads = {**dict.fromkeys(_THREADS, str(os.cpu_count() or 1)), "OPENBLAS_NUM_THREADS": "1"}
    offline = {"HF_HUB_OFFLINE": "1", "PYANNOTE_METRICS_ENABLED": "0"}
    found = {**os.environ, **threads, **offline}
    found.pop("PYTHONPATH", None)
    return {**found, "PYTHONPATH": str(paths.ROOT)} if ours else found


def _on_the_same_cores() -> None:
    os.sched_setaffinity(0, os.sched_getaffinity(os.getppid()))


@dataclass(frozen=True, slots=True)
class _Told:
    process: "subprocess.Popen[str]"
    words: Any

    def once(self) -> Pass:
        try:
            self._stdin.write("\n")
            self._stdin.flush()
        except OSError as error:
            raise EngineError(self._last_words()) from error
        return Pass(**self.answer())

    def answer(self) -> dict[str, Any]:
        """Raises EngineError when the process ended instead."""
        line = self.process.stdout.readline() if self.process.stdout is not None else ""
        if not line:
            raise EngineError(self._last_words())
        found: dict[str, Any] = json.loads(line)
        return found

    @property
    def _stdin(self) -> TextIO:
        if self.process.stdin is None:
            raise EngineError("it hears nothing")
        return self.process.stdin  # type: ignore[return-value]

    def _last_words(self) -> str:
        self.process.wait()
        self.words.seek(0)
        lines = self.words.read().strip().splitlines()
        return (lines or ["it was killed"])[-1][:160]


def measure(
    engines: Sequence[Engine],
    repeats: int = REPEATS,
    tell: Callable[[str], None] = lambda _: None,
) -> dict[str, Measured]:
    """Each engine's passes in turn, after a warm-up that is not counted.

    Who fails in between is left out from there on, and has no passes. tell: of each pass.
    """
    troubles = {one.name: one.trouble for one in engines if one.trouble}
    passes: dict[str, list[Pass]] = {one.name: [] for one in engines}
    for sweep in range(repeats + 1):
        for engine in engines if sweep % 2 else reversed(engines):
            if engine.name in troubles:
                continue
            tell(f"{engine.name}, {f'pass {sweep} of {repeats}' if sweep else 'warm-up'}")
            try:
                found = engine.run()
            except AppError as error:
                troubles[engine.name] = str(error)
                continue
            if sweep:
                passes[engine.name].append(found)
    return {
        name: Measured(name, trouble=troubles[name])
        if name in troubles
        else Measured(name, tuple(found))
        for name, found in passes.items()
    }


def slower(ours: Sequence[float], theirs: Sequence[float], seed: int = 0) -> Interval:
    """How many times as long theirs took: ratio of medians, resampled sweep by sweep."""
    pairs = np.array([ours, theirs], np.float64)
    rng = np.random.default_rng(seed)
    drawn = pairs[:, rng.integers(0, pairs.shape[1], (_RESAMPLED, pairs.shape[1]))]
    middles = np.median(drawn, axis=2)
    low, high = np.percentile(middles[1] / middles[0], [2.5, 97.5])
    return Interval(median(theirs) / median(ours), float(low), float(high))


def outcome(found: Interval, claim: Claim) -> str:
    """What may be said: "reached" only where the whole interval clears the goal."""
    if claim.gate:
        return f"FAILED: {claim.gate}"
    if not claim.goal:
        return ""
    sign, number = claim.goal.split()
    goal = float(number)
    if sign == ">=":
        held, missed = found.low >= goal, found.high < goal
    elif sign == "<=":
        held, missed = found.high <= goal, found.low > goal
    else:
        raise ValueError(f"'{claim.goal}' is no goal; begin with >= or <=")
    return "reached" if held else "missed" if missed else "not shown"


def rows(
    what: str, found: Mapping[str, Measured], ours: str, claims: Mapping[str, Claim] | None = None
) -> Iterator[str]:
    """A line of the table for each engine; ours is what the others are compared with.

    claims: by the name of the engine that is to be slower.
    """
    base = found[ours]
    for one in found.values():
        if one.trouble:
            yield f"| {what} | {one.name} | skipped: {one.trouble} | | | | | | |\n"
            continue
        cells = [what, one.name, str(len(one.passes)), f"{one.wall_s:.3f}"]
        cells.append(f"{one.processor_s:.3f}")
        if one is base or base.trouble:
            cells += ["", "", "", ""]
        else:
            claim = (claims or {}).get(one.name, Claim())
            wall = slower(base.each("wall_s"), one.each("wall_s"))
            spent = slower(base.each("processor_s"), one.each("processor_s"))
            cells += [times(wall), times(spent), claim.goal, outcome(wall, claim)]
        yield f"| {' | '.join(cells)} |\n"


def times(found: Interval) -> str:
    """A ratio with its interval, as a table says it."""
    return f"{found.value:.2f} x ({found.low:.2f} to {found.high:.2f})"
