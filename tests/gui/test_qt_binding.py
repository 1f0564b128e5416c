"""What we rely on in the Qt binding itself."""

import subprocess
import sys

CALLS = """
import sys
from PySide6.QtCore import QObject
thing = QObject()
before = sys.getrefcount(None)
for _ in range(100_000):
    thing.setObjectName("x")
print("kept" if sys.getrefcount(None) > before - 1_000 else "taken")
"""


def test_calls_that_give_nothing_do_not_use_none_up() -> None:
    """PySide6 6.12.0 takes a reference of None with each on Python 3.11, until the interpreter
    ends with `none_dealloc`: minutes into a recording."""
    done = subprocess.run(
        [sys.executable, "-c", CALLS], capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.stdout.strip(), done.returncode) == ("kept", 0)
