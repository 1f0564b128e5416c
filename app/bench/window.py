"""How long the window takes to be there and to be armed, and what it costs while nothing happens.

Each start is a fresh process over a store of its own, with a recording in place of a microphone and
no screen. Times run from the start of the process; seconds of processor time stand beside them,
since other programs on the machine make the clock, but not these, run faster.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app import paths

STARTS = 10
SETTLE_S, IDLE_S = 30.0, 20.0
GOALS = {"window_s": 1.0, "armed_s": 1.5, "idle_percent": 1.0, "resident_mib": 250.0}
_PATIENCE_S = 120.0
_SLOW = frozenset({"PYTHONDONTWRITEBYTECODE"})  # an installed product is compiled once
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_SAMPLE = paths.RESOURCES / "samples" / "en_encounter.flac"


@dataclass(frozen=True, slots=True)
class Figure:
    """goal: what it may be at most, None for a figure that only explains."""

    name: str
    value: float
    goal: float | None = None


def measure(starts: int = STARTS) -> Iterator[Figure]:
    """The middle of several starts, then one window that is left alone. Linux only."""
    with tempfile.TemporaryDirectory(prefix="erscribe-bench-") as folder:
        environment = _environment(Path(folder))
        found = [_start(environment) for _ in range(starts)]
        for name in ("window_s", "armed_s", "window_cpu_s", "armed_cpu_s"):
            middle = statistics.median(one[name] for one in found)
            yield Figure(name, middle, GOALS.get(name))
        yield from _idle(environment)


def _environment(folder: Path) -> dict[str, str]:
    settings = folder / "settings.toml"
    settings.write_text(f'microphone = "file:{_SAMPLE}"\n', encoding="utf-8")
    return {
        **{name: value for name, value in os.environ.items() if name not in _SLOW},
        "QT_QPA_PLATFORM": "offscreen",
        "ERSCRIBE_DATA_DIR": str(folder / "data"),
        "ERSCRIBE_CONFIG": str(settings),
        "XDG_CONFIG_HOME": str(folder / "config"),
    }


def _open(environment: dict[str, str]) -> tuple["subprocess.Popen[str]", float]:
    command = (*paths.own_command("--tell-times"),)
    began_s = time.monotonic()
    process = subprocess.Popen(
        command,
        env=environment,
        cwd=paths.ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    return process, began_s


def _start(environment: dict[str, str]) -> dict[str, float]:
    process, began_s = _open(environment)
    try:
        return _told(process, began_s)
    finally:
        process.terminate()
        process.wait(_PATIENCE_S)


def _told(process: "subprocess.Popen[str]", began_s: float) -> dict[str, float]:
    """`window CPU` and `armed CPU`, a line each: processor seconds of the process until then."""
    found: dict[str, float] = {}
    for line in process.stdout or ():
        name, _, spent = line.strip().partition(" ")
        if name in ("window", "armed"):
            found[f"{name}_s"] = time.monotonic() - began_s
            found[f"{name}_cpu_s"] = float(spent)
        if name == "armed":
            return found
    sys.stderr.write("the window ended before it was armed\n")
    return {name: float("nan") for name in ("window_s", "armed_s", "window_cpu_s", "armed_cpu_s")}


def _idle(environment: dict[str, str]) -> Iterator[Figure]:
    process, began_s = _open(environment)
    try:
        _told(process, began_s)
        time.sleep(SETTLE_S)
        before = _spent_s(process.pid)
        time.sleep(IDLE_S)
        share = 100 * (_spent_s(process.pid) - before) / IDLE_S
        yield Figure("idle_percent", share, GOALS["idle_percent"])
        yield Figure("resident_mib", _resident_mib(process.pid), GOALS["resident_mib"])
    finally:
        process.terminate()
        process.wait(_PATIENCE_S)


def _spent_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _resident_mib(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    kib = next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
    return kib / 1024
