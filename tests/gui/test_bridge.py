"""What worker threads tell a window that is going."""

import time
from threading import Event, Thread

import pytest
from PySide6.QtCore import QObject, Qt
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from app.gui.bridge import EventBridge, PacedBridge


@pytest.mark.parametrize(("kind", "signal"), [(EventBridge, "happened"), (PacedBridge, "_woken")])
def test_a_window_goes_only_when_nobody_is_telling_it_anything(
    kind: type[EventBridge | PacedBridge], signal: str, qtbot: QtBot
) -> None:
    window = QObject()
    bridge = kind(window)
    order: list[str] = []
    telling = Event()

    def slow(*_: object) -> None:
        telling.set()
        time.sleep(0.1)
        order.append("told")

    getattr(bridge, signal).connect(slow, Qt.ConnectionType.DirectConnection)
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
