"""Starts Qt."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from app.gui.desktop import Desktop
from app.gui.main_window import MainWindow
from app.gui.shell import appearance
from app.gui.shell.panels import WindowParts
from app.gui.words import find_words_in

if TYPE_CHECKING:
    from app.settings import Settings

ShowMessage = Callable[[str, str], bool]
"""Shows a title and a text on the desktop, from any thread; False where that is impossible."""


def run(
    parts: Callable[[ShowMessage], WindowParts],
    settings: "Settings",
    translations: Path,
) -> int:
    """Open the window and stay until it is closed; gives Qt's exit code.

    parts: builds what the window is given, told how to show a desktop notification. It must not
    wait for models, devices, processes or the database: the window opens after it.
    """
    application = QApplication.instance() or QApplication(sys.argv[:1])
    find_words_in(translations)
    appearance.apply(settings)
    desktop = Desktop()
    window = MainWindow(parts(desktop.show), desktop)
    window.show()
    return application.exec()
