"""Qt for Python reads no source of what is imported after it, seen from a fresh process."""

import subprocess
import sys
from pathlib import Path

_FRESH = """
import linecache
from app.gui.light_qt import light_qt
light_qt()
before = set(linecache.cache)
import sqlalchemy.orm
print(sum(name.endswith(".py") for name in set(linecache.cache) - before))
from PySide6.QtCore import QObject
print(QObject().objectName() == "")
"""


def test_sources_are_not_kept() -> None:
    root = Path(__file__).parents[2]
    finished = subprocess.run(
        [sys.executable, "-c", _FRESH], cwd=root, capture_output=True, text=True, check=True
    )
    kept, works = finished.stdout.split()
    assert int(kept) < 20  # 140 otherwise
    assert works == "True"
