"""The real window over the store that the environment names; it presses Record without sign-in.

    python -m tests.bench.emergency_window DELAY_MS

DELAY_MS: after the window is shown. Prints `due SECONDS` on the clock of time.perf_counter, which
all processes of a machine share.
"""

import sys
import time
from types import SimpleNamespace
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.cli import opening
from app.cli.hardening import harden
from app.gui import application

STAYS_MS = 60_000


def main(delay_ms: int) -> int:
    """As `erscribe` without a verb; gives its exit code."""
    harden()
    opened = application.run

    def watched(*given: Any, **more: Any) -> int:
        app = QApplication.instance() or QApplication([])
        QTimer.singleShot(0, lambda: _look(delay_ms))
        QTimer.singleShot(STAYS_MS, app.quit)
        return opened(*given, **more)

    vars(application)["run"] = watched
    asked: Any = SimpleNamespace(
        toggle=False, cancel=False, open=[], start_hidden=False, tell_times=False
    )
    return opening.run(asked)


def _look(delay_ms: int) -> None:
    from app.gui.main_window import MainWindow  # noqa: PLC0415 - not before the window does

    for window in QApplication.topLevelWidgets():
        if isinstance(window, MainWindow) and window.isVisible():
            due_s = time.perf_counter() + delay_ms / 1000
            sys.stdout.write(f"due {due_s:.6f}\n")
            sys.stdout.flush()
            entrance = window._entrance
            assert entrance is not None, "there are no users in this store"
            QTimer.singleShot(delay_ms, entrance.gate.record.click)
            return
    QTimer.singleShot(1, lambda: _look(delay_ms))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
