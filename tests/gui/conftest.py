"""What every test of the window needs."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from app.gui.main_window import MainWindow
from tests.window_room import OpenWindow, Room


@pytest.fixture
def open_window(qtbot: QtBot, tmp_path: Path) -> OpenWindow:
    """Shows a window and waits until it listens."""
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path))

    def opened(room: Room) -> MainWindow:
        window = room.window()
        qtbot.addWidget(window, before_close_func=lambda _: room.dictation.stops())
        window.show()
        qtbot.waitUntil(lambda: "open" in room.dictation.calls)
        return window

    return opened
