"""What this machine has to compute with."""

import ctypes
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_ASKED: Final = "--query-gpu=name,driver_version,memory.total"
_ASK_S: Final = 10.0
_MIB: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Graphics:
    """An NVIDIA GPU that the driver lists. memory_bytes: 0 where it does not say."""

    name: str
    driver: str
    memory_bytes: int


@dataclass(frozen=True, slots=True)
class Machine:
    """What was found. memory_bytes: 0 where the system does not say.

    graphics: what the driver lists; gpu_usable: the recogniser can compute on it, too.
    """

    processor: str
    cores: int
    memory_bytes: int
    graphics: tuple[Graphics, ...] = ()
    gpu_usable: bool = False


def look_at_machine(
    usable: Callable[[], bool], list_graphics: Callable[[], str] | None = None
) -> Machine:
    """usable: whether the recogniser can use a GPU; asked only where a driver lists one.

    list_graphics: what the driver's own tool prints. May take a second or two.
    """
    graphics = read_graphics((list_graphics or _list_graphics)())
    return Machine(_processor(), cores(), _memory_bytes(), graphics, bool(graphics) and usable())


def read_graphics(listed: str) -> tuple[Graphics, ...]:
    """The lines `name, driver, N MiB` of nvidia-smi; what is no such line is passed over."""
    found = []
    for line in listed.splitlines():
        parts = [part.strip() for part in line.rsplit(",", 2)]
        if len(parts) == 3:  # noqa: PLR2004 - the three that were asked for
            number, _, unit = parts[2].partition(" ")
            memory = int(number) * _MIB if number.isdigit() and unit == "MiB" else 0
            found.append(Graphics(parts[0], parts[1], memory))
    return tuple(found)


def free_graphics_bytes(ask: Callable[[str], str] | None = None) -> int:
    """Free memory of the first NVIDIA GPU; 0 where the driver does not say."""
    line = (ask or _ask_driver)("--query-gpu=memory.free").partition("\n")[0]
    number, _, unit = line.strip().partition(" ")
    return int(number) * _MIB if number.isdigit() and unit == "MiB" else 0


def _list_graphics() -> str:
    return _ask_driver(_ASKED)


def _ask_driver(query: str) -> str:
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return ""
    hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    with suppress(OSError, subprocess.SubprocessError):
        asked = subprocess.run(  # noqa: S603 - the driver's own tool
            [tool, query, "--format=csv,noheader"],
            capture_output=True,
            text=True,
            timeout=_ASK_S,
            check=True,
            creationflags=hidden,
        )
        return asked.stdout
    return ""


def _processor() -> str:
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()


def cores() -> int:
    """Those that this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _memory_bytes() -> int:
    if sys.platform == "win32":
        return _windows_memory_bytes()
    with suppress(ValueError, OSError):
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return 0


def _windows_memory_bytes() -> int:
    kibibytes = ctypes.c_ulonglong(0)
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - only Windows has it
    if not kernel.GetPhysicallyInstalledSystemMemory(ctypes.byref(kibibytes)):
        return 0
    return kibibytes.value * 1024
