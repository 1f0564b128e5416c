"""The review panel as a test opens it, and what is pressed and read in it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QPushButton
from pytestqt.qtbot import QtBot

from app.domain.access import Actor
from app.gui.review.parts import ReviewParts
from app.gui.review.transcript_panel import TranscriptPanel
from app.services.review import NoteView
from tests.review_room import LI, FakeDesk, view

Opened = Callable[..., tuple[TranscriptPanel, FakeDesk]]
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def opened(qtbot: QtBot) -> Opened:
    """A panel with a note in it whose doubts are known."""
    panels = []  # qtbot alone does not keep them

    def made(actor: Actor = LI, shown: NoteView | None = None) -> tuple[TranscriptPanel, FakeDesk]:
        desk = FakeDesk(shown or view())
        panel = TranscriptPanel(ReviewParts(lambda: desk.desk))
        panels.append(panel)
        qtbot.addWidget(panel)
        panel.resize(1000, 700)
        panel.show()
        qtbot.waitExposed(panel)
        panel.activateWindow()
        panel.act_as(actor)
        panel.show_view(desk.shown)
        qtbot.waitUntil(lambda: ("doubts", actor.id) in desk.calls)
        qtbot.waitUntil(lambda: "looked for" not in panel.tools.doubts.text())
        panel.script.setFocus()
        return panel, desk

    return made


def asked(desk: FakeDesk) -> list[tuple[object, ...]]:
    return [call for call in desk.calls if call[0] != "doubts"]


def press(panel: TranscriptPanel, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    QTest.keyClick(panel.script, key, modifier or Qt.KeyboardModifier.NoModifier)


def texts(panel: TranscriptPanel) -> list[str]:
    """The buttons of the doubt that are offered."""
    buttons = panel.walk.strip.findChildren(QPushButton)
    return [one.text() for one in buttons if one.isVisible()]


def pick(menu: QMenu, *names: str) -> None:
    """Choose an entry of a menu, by the names on the way to it."""
    for action in menu.actions():
        if action.text().split("\t")[0] == names[0]:
            if len(names) == 1:
                action.trigger()
            else:
                inner = action.menu()
                assert isinstance(inner, QMenu)
                pick(inner, *names[1:])
            return
    raise AssertionError([action.text() for action in menu.actions()])


def speaker_menu(panel: TranscriptPanel, number: int) -> QMenu:
    menu = panel.speakers.bar.buttons[number].menu()
    assert menu is not None
    return menu


def row(panel: TranscriptPanel, number: int) -> str:
    return panel.script.row_text(number)


# the words
