"""Starts Qt."""

import sys
from collections.abc import Callable

from PySide6.QtWidgets import QApplication

from app.gui.desktop import Desktop
from app.gui.main_window import MainWindow
from app.gui.shell.panels import WindowParts

ShowMessage = Callable[[str, str], bool]
"""Shows a title and a text on the desktop, from any thread; False where that is impossible."""


def run(parts: Callable[[ShowMessage], WindowParts]) -> int:
    """Open the window and stay until it is closed; gives Qt's exit code.

    parts: builds what the window is given, told how to show a desktop notification. It must not
    wait for models, devices or processes: the window opens after it.
    """
    application = QApplication.instance() or QApplication(sys.argv[:1])
    desktop = Desktop()
    window = MainWindow(parts(desktop.show), desktop)
    window.show()
    return application.exec()
