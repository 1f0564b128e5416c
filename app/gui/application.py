"""Starts Qt."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.gui import letters
from app.gui.calls import Calls
from app.gui.chinese import use_script
from app.gui.desktop import Desktop
from app.gui.main_window import MainWindow
from app.gui.shell import appearance
from app.gui.shell.panels import WindowParts
from app.gui.words import find_words_in

if TYPE_CHECKING:
    from app.services.one_window import OneWindow
    from app.settings import Settings

ShowMessage = Callable[[str, str], bool]
"""Shows a title and a text on the desktop, from any thread; False where that is impossible."""


def run(
    parts: Callable[[ShowMessage], WindowParts],
    settings: "Settings",
    translations: Path,
    place: "OneWindow | None" = None,
    *,
    hidden: bool = False,
    files: Sequence[Path] = (),
    tell: Callable[[str], None] | None = None,
) -> int:
    """Open the window and stay until it is closed; gives Qt's exit code.

    parts: builds what the window is given, told how to show a desktop notification. It must not
    wait for models, devices, processes or the database: the window opens after it. place: where
    second starts call. hidden: only the tray icon, where there is a tray. files: to be transcribed.
    tell: told once when the `window` was painted and when the microphone is `armed`.
    """
    application = QApplication.instance() or QApplication(sys.argv[:1])
    find_words_in(translations)
    letters.provide(translations.parent / "fonts")
    appearance.apply(settings)
    use_script(settings.chinese_script)
    desktop = Desktop()
    window = MainWindow(parts(desktop.show), desktop)
    desktop.offer(window.quit)
    if place is not None:
        Calls(place, window.outside, window)
    QApplication.setQuitOnLastWindowClosed(False)  # it may have gone into the tray
    window.closed.connect(application.quit)
    if tell is not None:
        window.tell_times(tell)
    if not hidden:
        window.show()
    elif not desktop.has_tray:
        window.showMinimized()
    if files:
        QTimer.singleShot(0, lambda: window.say(window.outside.take_files(list(files))))
    return application.exec()
