"""The real window over the store that the environment names; it presses Record without sign-in.

    python -m tests.bench.emergency_window DELAY_MS

DELAY_MS: after the window is shown. Prints `due SECONDS` on the clock of time.perf_counter, which
all processes of a machine share. Nothing is imported before `erscribe` itself would import it.
"""

import sys
import time
from functools import partial
from types import ModuleType, SimpleNamespace
from typing import Any

from app.cli import opening
from app.cli.hardening import harden

STAYS_MS = 60_000


def main(delay_ms: int) -> int:
    """As `erscribe` without a verb; gives its exit code."""
    harden()
    importing: Any = vars(opening)["import_module"]

    def imported(name: str) -> ModuleType:
        module: ModuleType = importing(name)
        if name == "app.cli.window":
            _watch(delay_ms)
        return module

    vars(opening)["import_module"] = imported
    asked: Any = SimpleNamespace(
        toggle=False, cancel=False, open=[], start_hidden=False, tell_times=False
    )
    return opening.run(asked)


def _watch(delay_ms: int) -> None:
    from PySide6.QtCore import QTimer  # noqa: PLC0415 - as the head says
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    from app.gui import application  # noqa: PLC0415

    opened = application.run

    def watched(*given: Any, **more: Any) -> int:
        app = QApplication.instance() or QApplication([])
        QTimer.singleShot(0, lambda: _look(delay_ms))
        QTimer.singleShot(STAYS_MS, app.quit)
        return opened(*given, **more)

    vars(application)["run"] = watched


def _look(delay_ms: int) -> None:
    from PySide6.QtCore import QTimer  # noqa: PLC0415
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    from app.gui.main_window import MainWindow  # noqa: PLC0415

    for window in QApplication.topLevelWidgets():
        if isinstance(window, MainWindow) and window.isVisible():
            if delay_ms:
                QTimer.singleShot(delay_ms, partial(_press, window, now=True))
            else:  # whoever clicks as soon as it is there waits for the event loop too
                _say()
                QTimer.singleShot(0, partial(_press, window, now=False))
            return
    QTimer.singleShot(1, lambda: _look(delay_ms))


def _press(window: Any, *, now: bool) -> None:
    """now: that is when the click is due; a timer may be early or late."""
    if now:
        _say()
    window._entrance.gate.record.click()


def _say() -> None:
    sys.stdout.write(f"due {time.perf_counter():.6f}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
