"""What every test of the window needs."""

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from pytestqt.qtbot import QtBot

from app.gui.main_window import MainWindow
from tests.window_room import OpenWindow, Room


def pytest_runtest_teardown() -> None:
    """Widgets of a test that is over are gone before its fixtures: else each later test tells all
    of them of a new language, font or palette, and takes longer and longer."""
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


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
