"""What worker threads tell a window that is going."""

import time
from threading import Event, Thread

from PySide6.QtCore import QObject, Qt
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from app.gui.bridge import EventBridge, PacedBridge


def test_a_window_goes_only_when_nobody_is_telling_it_anything(qtbot: QtBot) -> None:
    window = QObject()
    bridge = EventBridge(window)
    order: list[str] = []
    telling = Event()

    def slow(_: object) -> None:
        telling.set()
        time.sleep(0.1)
        order.append("told")

    bridge.happened.connect(slow, Qt.ConnectionType.DirectConnection)
    worker = Thread(target=bridge.tell, args=("word",))
    worker.start()
    assert telling.wait(5)
    delete(window)
    order.append("gone")
    worker.join(5)
    assert order == ["told", "gone"]


def test_who_is_gone_is_told_nothing(qtbot: QtBot) -> None:
    window = QObject()
    bridge = EventBridge(window)
    heard: list[object] = []
    bridge.happened.connect(heard.append, Qt.ConnectionType.DirectConnection)
    delete(window)
    worker = Thread(target=bridge.tell, args=("word",))
    worker.start()
    worker.join(5)
    bridge.tell("another")
    assert heard == []


def test_a_window_waits_for_who_wakes_it_in_a_flood(qtbot: QtBot) -> None:
    window = QObject()
    bridge = PacedBridge(window)
    order: list[str] = []
    telling = Event()

    def slow() -> None:
        telling.set()
        time.sleep(0.1)
        order.append("woken")

    bridge._woken.connect(slow, Qt.ConnectionType.DirectConnection)
    worker = Thread(target=bridge.tell, args=("word",))
    worker.start()
    assert telling.wait(5)
    delete(window)
    order.append("gone")
    worker.join(5)
    assert order == ["woken", "gone"]
