"""`erscribe bench all`: one bench after another, each in a process of its own, into one page.

A bench that fails leaves its last words in its section, and the others go on. Each waits until what
the one before it did to the load average has faded, so that a quiet machine stays one.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Final, TextIO

from app import paths
from app.bench import host
from app.bench.evaluation import write_section

HEAD: Final = (
    "# What this product was measured to do\n\n"
    "Written by `erscribe bench all`, never by hand; each section by its bench. Ratios are of one "
    "run against a peer with the same weights; intervals are 95 %.\n"
)
BENCHES: Final[dict[str, tuple[str, ...]]] = {
    "pipeline": (),
    "quantization": (),
    "recognition": (),
    "diarization": (),
    "diarization-speed": ("--sets", "pair,resnet,agreement,growth"),
    "accuracy": (),
    "biasing": (),
    "speakers": (),
    "keywords": (),
    "lexicon": (),
    "correction": (),
    "understanding": (),
    "store": (),
    "live": (),
    "window": (),
}
"""In the order in which they run, the verb before a hyphen; what each is asked beside the data."""
_GUARDED: Final = frozenset({"pipeline", "quantization", "recognition", "diarization-speed"})
"""They look at the machine themselves, and know --loaded."""
_QUICK: Final = frozenset(BENCHES) - {"window", "speakers", "diarization-speed"}
_LONGEST_S: Final = 4 * 3600.0
_CALM_S, _LOOK_S = 300.0, 5.0

Call = Callable[[Sequence[str]], tuple[int, str, str]]


@dataclass(frozen=True, slots=True)
class AllBenches:
    """page: the file that is written. names: which, in their order. data: open recordings."""

    page: Path
    names: tuple[str, ...] = tuple(BENCHES)
    data: Path | None = None
    quick: bool = False
    loaded: bool = False


def run(
    out: TextIO, asked: AllBenches, call: Call | None = None, calm: Callable[[], None] | None = None
) -> int:
    """Write the page; how many benches failed. Raises LoadedMachineError, ResourceError."""
    machine = StringIO()
    host.quiet(machine, loaded=asked.loaded)
    out.write(machine.getvalue())
    write_section("host", "Host", machine.getvalue(), asked.page, HEAD)
    failed = 0
    for name in asked.names:
        if not asked.loaded:
            (calm or _calm)()
        began = time.monotonic()
        code, printed, words = (call or _call)(command(name, asked))
        took = f"{(time.monotonic() - began) / 60:.1f} min"
        good = code == 0 and bool(printed.strip())
        failed += not good
        text = printed if good else f"{printed}\nFAILED: {_last(words)}"
        write_section(name, name.capitalize(), f"{_asked_with(name, asked)}\n\n{text}", asked.page)
        out.write(f"{name}: {'done' if good else f'FAILED, {_last(words)}'}, {took}\n")
        out.flush()
    return failed


def command(name: str, asked: AllBenches) -> list[str]:
    """As a person would call it."""
    options = [*BENCHES[name]]
    if asked.data is not None:
        options += ["--data", str(asked.data)]
    if asked.quick and name in _QUICK:
        options.append("--quick")
    if asked.loaded and name in _GUARDED:
        options.append("--loaded")
    return ["bench", name.split("-", maxsplit=1)[0], *options]


def _asked_with(name: str, asked: AllBenches) -> str:
    mark = f"\n\n**{host.NOT_QUIET}**" if asked.loaded else ""
    return f"`erscribe {' '.join(command(name, asked))}`{mark}"


def _calm() -> None:
    """Wait until our own last bench has faded from the load average, within reason."""
    until = time.monotonic() + _CALM_S
    while os.getloadavg()[0] > host.LOAD and time.monotonic() < until:
        time.sleep(_LOOK_S)


def _call(arguments: Sequence[str]) -> tuple[int, str, str]:
    environment = {**os.environ, "PYTHONPATH": str(paths.ROOT)}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "app", *arguments],
            check=False, capture_output=True, text=True, timeout=_LONGEST_S, env=environment,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return 1, "", f"not done after {_LONGEST_S / 3600:.0f} h"
    return done.returncode, done.stdout, done.stderr


def _last(words: str) -> str:
    return (words.strip().splitlines() or ["it printed nothing"])[-1][:200]
