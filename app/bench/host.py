"""The machine a figure was measured on, and whether it was quiet enough for one.

A ratio stands beside what the machine can do at most: single-precision multiplication on all cores
and copying in memory, measured on the spot.
"""

import os
import platform
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final, TextIO

import numpy as np

from app import __version__
from app.domain.errors import AppError
from app.services.machine import look_at_machine
from app.speech.crew import cores, in_order
from app.speech.devices import cuda_available

PACKAGES: Final = ("faster-whisper", "ctranslate2", "torch", "pyannote.audio", "onnxruntime")
LOAD: Final = 0.3
"""Programs that waited for a core in the last minute; more is no quiet machine."""
STEAL_PERCENT: Final = 2.0
"""Of the time in which we wanted a core and the machine below had given it to somebody else."""
NOT_QUIET: Final = "loaded machine, not for publication"
_SIDE: Final = 1536  # of the square matrices
_COPIED: Final = 1 << 26  # numbers of four bytes: more than any cache holds
_TRIES: Final = 5
_GOVERNOR: Final = Path("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")
_TIMES: Final = Path("/proc/stat")
_STEAL, _COUNTED = 7, 8  # user nice system idle iowait irq softirq steal | guest ...


class LoadedMachineError(AppError):
    """Other programs want the cores that are to be measured."""


@dataclass(frozen=True, slots=True)
class Host:
    """What was found. memory_bytes: 0 and governor: "" where the system does not say.

    gemm_gflops: of all cores together; stream_gb_s: read and written by one core. load: of the
    minute before; steal_percent: while these two were measured.
    """

    processor: str
    cores: int
    memory_bytes: int
    governor: str
    gemm_gflops: float
    stream_gb_s: float
    load: float
    steal_percent: float
    graphics: tuple[str, ...] = ()

    @property
    def quiet(self) -> bool:
        return self.load <= LOAD and self.steal_percent <= STEAL_PERCENT

    def line(self) -> str:
        """Everything as one paragraph, for above a table."""
        governor = f", governor {self.governor}" if self.governor else ""
        memory = f", {self.memory_bytes / (1 << 30):.0f} GiB" if self.memory_bytes else ""
        graphics = "".join(f", {one}" for one in self.graphics)
        return (
            f"Host: {self.processor}, {self.cores} cores{memory}{governor}{graphics}; "
            f"sgemm {self.gemm_gflops:.0f} GFLOPS, stream {self.stream_gb_s:.1f} GB/s; "
            f"load {self.load:.2f}, steal {self.steal_percent:.1f} %; "
            f"{platform.system()}, {versions()}."
        )


def look() -> Host:
    """Measure this machine; takes a second or two of all its cores."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    machine = look_at_machine(cuda_available)
    before = _times()
    gemm, stream = gemm_gflops(), stream_gb_s()
    return Host(
        machine.processor,
        machine.cores,
        machine.memory_bytes,
        _governor(),
        gemm,
        stream,
        load,
        steal_percent(before, _times()),
        tuple(f"{one.name} (driver {one.driver})" for one in machine.graphics),
    )


def quiet(out: TextIO, *, loaded: bool, look: Callable[[], Host] = look) -> Host:
    """Print what is measured on. loaded: go on without quiet, and print that, too.

    Raises LoadedMachineError where the machine is not quiet.
    """
    host = look()
    if not host.quiet and not loaded:
        raise LoadedMachineError(
            f"the machine is busy: load {host.load:.2f} (at most {LOAD}), steal "
            f"{host.steal_percent:.1f} % (at most {STEAL_PERCENT:.0f}); wait until it is quiet, or "
            "measure all the same with --loaded"
        )
    out.write(f"{host.line()}\n")
    if not host.quiet:
        out.write(f"**{NOT_QUIET}**\n")
    out.write("\n")
    out.flush()
    return host


def versions() -> str:
    """Of the product, Python and the libraries that the speed depends on."""
    found = [f"ERScribe {__version__}", f"Python {platform.python_version()}"]
    for name in PACKAGES:
        with suppress(metadata.PackageNotFoundError):
            found.append(f"{name} {metadata.version(name)}")
    return ", ".join(found)


def gemm_gflops() -> float:
    """Single-precision matrix products, the best of a few, in 10^9 operations per second."""
    left, many = np.full((_SIDE, _SIDE), 0.5, np.float32), cores()

    def products() -> None:  # one a core: numpy itself may be held to one
        for _ in in_order(lambda _: left @ left, range(many), many):
            pass

    return 2 * many * _SIDE**3 / _best_s(products) / 1e9


def stream_gb_s() -> float:
    """Bytes that one core reads and writes copying a large array, in 10^9 per second."""
    source = np.ones(_COPIED, np.float32)
    target = np.empty_like(source)
    return 2 * source.nbytes / _best_s(lambda: np.copyto(target, source)) / 1e9


def _best_s(work: Callable[[], object]) -> float:
    work()
    took = []
    for _ in range(_TRIES):
        begun = time.perf_counter()
        work()
        took.append(time.perf_counter() - begun)
    return min(took)


def steal_percent(before: tuple[int, ...], after: tuple[int, ...]) -> float:
    """Of two readings of a system's processor times; 0 where there are none."""
    spent = [late - early for early, late in zip(before, after, strict=True)]
    whole = sum(spent[:_COUNTED])
    return 100 * spent[_STEAL] / whole if len(spent) >= _COUNTED and whole else 0.0


def _times() -> tuple[int, ...]:
    """Linux's processor times of all cores, in ticks; nothing elsewhere."""
    with suppress(OSError, ValueError, IndexError):
        first = _TIMES.read_text(encoding="ascii").splitlines()[0]
        return tuple(int(one) for one in first.split()[1:])
    return ()


def _governor() -> str:
    with suppress(OSError):
        return _GOVERNOR.read_text(encoding="ascii").strip()
    return ""
