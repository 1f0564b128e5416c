"""A sound bar below a field in which somebody types, over a playback that is none."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.gui.sound.sound_bar import SoundBar
from tests.fake_playback import ALERTS, TURNS, FakePlayback
from tests.ward import AUTHOR

RECORDING = "c" * 32
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


class Page(QWidget):
    """field: where somebody types."""

    def __init__(self, playback: FakePlayback) -> None:
        super().__init__()
        self.field, self.bar = QLineEdit(), SoundBar(playback.parts())
        column = QVBoxLayout(self)
        column.addWidget(self.field)
        column.addWidget(self.bar, stretch=1)
        self.resize(900, 320)


def sound_page(qtbot: QtBot, playback: FakePlayback) -> Page:
    """Of an author, with a note of 90 seconds."""
    made = Page(playback)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitActive(made)
    made.bar.act_as(AUTHOR)
    made.bar.show_recording(AUTHOR, RECORDING, 90.0)
    made.bar.show_turns(TURNS)
    made.bar.show_alerts(ALERTS)
    made.field.setFocus()
    return made


def hear(qtbot: QtBot, bar: SoundBar, playback: FakePlayback, count: int = 1) -> None:
    """Play, and wait until it is heard."""
    bar.play_or_pause()
    qtbot.waitUntil(lambda: len(playback.played) >= count)
    qtbot.waitUntil(lambda: bar.transport.buttons["play"].accessibleName() == "Pause")
    qtbot.waitUntil(lambda: bar.view.waveform is not None)


def press(page: Page, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    """A key, pressed while somebody types."""
    held = Qt.KeyboardModifier.NoModifier
    for one in modifiers:
        held |= one
    QTest.keyClick(page.field, key, held)
