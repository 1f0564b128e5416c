"""Environments of the programs that we compare ourselves with, one for each, outside our own.

Each is made by the bench that wants it, of pinned versions, in the user's cache folder, and kept.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from platformdirs import user_cache_path

LIMIT_S: Final = 1_800
Call = Callable[[Sequence[str]], None]


def environment(
    name: str, packages: Sequence[str], folder: Path | None = None, call: Call | None = None
) -> Path | str:
    """The interpreter of a peer's own environment, made when it is not there; or why not.

    packages: as pip wants them, each with its version. call: runs a command, raises OSError or
    SubprocessError. What pip is told elsewhere (indexes, wheels) holds here, too.
    """
    home = (folder or user_cache_path("erscribe") / "bench-peers") / name
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    ready = home / "ready.txt"
    wanted = "\n".join(packages)
    if ready.exists() and ready.read_text(encoding="utf-8") == wanted:
        return python
    run = call or _call
    try:
        run([sys.executable, "-m", "venv", "--clear", str(home)])
        run([str(python), "-m", "pip", "install", "-q", *packages])
        ready.write_text(wanted, encoding="utf-8")
    except subprocess.CalledProcessError as error:
        return f"{name} could not be installed: {_last_line(error)}"
    except (OSError, subprocess.SubprocessError) as error:
        return f"{name} could not be installed ({type(error).__name__})"
    return python


def _call(command: Sequence[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=LIMIT_S)


def _last_line(error: subprocess.CalledProcessError) -> str:
    return (str(error.stderr or "").strip().splitlines() or ["no reason given"])[-1][:120]
