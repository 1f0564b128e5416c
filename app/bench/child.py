"""One engine in a process of its own, run as a script by the engine's own interpreter.

`python child.py SCRIPT ARGUMENT...`; SCRIPT has `load(arguments)`, which gives a function that does
one pass and returns what JSON can hold. A line on standard input asks for a pass, and one line of
JSON answers it. Imports nothing of the product.
"""

import json
import os
import runpy
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def once(run: Callable[[], Any]) -> dict[str, Any]:
    """A pass: its wall and processor seconds (all threads), and what it gave."""
    wall, processor = time.perf_counter(), time.process_time()
    value = run()
    spent = {
        "wall_s": time.perf_counter() - wall,
        "processor_s": time.process_time() - processor,
    }
    return {**spent, "memory_mb": memory_mb(), "value": value}


def memory_mb(what: str = "VmHWM") -> float:
    """VmHWM: the most this process held; VmRSS: what it holds now. 0 where the system is silent."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(what)), 0.0)


def main() -> None:
    # libraries print as they please: only we write to the standard output that is read
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    sys.path.pop(0)  # this folder: its modules are no libraries
    begun = time.perf_counter()
    run = runpy.run_path(sys.argv[1])["load"](sys.argv[2:])
    _tell(answers, {"load_s": time.perf_counter() - begun})
    for _ in sys.stdin:
        _tell(answers, once(run))


def _tell(answers: Any, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


if __name__ == "__main__":
    main()
