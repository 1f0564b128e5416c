"""Few lines fit, since letters are big or the window is low: what matters stays in view."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.live import (
    Level,
    LiveAlert,
    LiveWords,
    Ready,
    RoomLeft,
    Status,
    Trouble,
    TroubleKind,
    TroubleOver,
)
from app.gui.level_meter import LevelMeter
from app.gui.main_window import MainWindow
from app.gui.strips import Strips
from tests.fake_dictation import DEVICE
from tests.fakes import words
from tests.screens import faults
from tests.window_room import OpenWindow, Room

ALERT = LiveAlert(0, "cardiac_arrest", "audio", "red", "high", "uncertain", 2.1, 2.8)
TROUBLES: tuple[tuple[TroubleKind, str], ...] = (
    ("disk_low", "The disk has less than 500 MB left; delete or move files."),
    ("silent", "The microphone is connected but gives no sound at all; see whether it is muted"),
    ("behind", "The text is far behind the sound"),
)
LOW_PX = 720


@pytest.fixture
def twice() -> Iterator[None]:
    """Letters twice as big."""
    before = QFont(QApplication.font())
    bigger = QFont(before)
    bigger.setPointSizeF(before.pointSizeF() * 2)
    QApplication.setFont(bigger)
    yield
    QApplication.setFont(before)


def paused(qtbot: QtBot, open_window: OpenWindow, height: int = LOW_PX) -> MainWindow:
    """Paused, while strips, tabs and an alert stack up."""
    room = Room()
    window = open_window(room)
    window.resize(1366, height)
    for encounter in ("E-1", "E-2"):
        window.places.open(encounter)
    status = Status("paused", "r1", 754.0, DEVICE)
    room.dictation.says(Ready({}), status, RoomLeft(15_000.0, low=True), ALERT)
    room.dictation.says(*(Trouble(kind, sentence, 9.0) for kind, sentence in TROUBLES))
    room.dictation.says(LiveWords(0, "en", words("give aspirin"), 2, 2.0, ended=True))
    desk = window._desk
    qtbot.waitUntil(lambda: "aspirin" in desk.text.text.toPlainText())
    qtbot.waitUntil(lambda: len(desk.strips.sentences) == len(TROUBLES))
    QApplication.processEvents()
    return window


@pytest.mark.usefixtures("twice")
def test_with_letters_twice_as_big_everything_of_use_fits_on_a_low_screen(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = paused(qtbot, open_window)
    desk = window._desk
    assert window.minimumSizeHint().height() <= LOW_PX
    assert window.height() == LOW_PX
    text = desk.text.text
    assert text.viewport().height() >= 2 * text.fontMetrics().lineSpacing()
    assert all(button.isVisible() for button in (desk.panel.record, desk.panel.pause))
    assert [one for one in faults(window) if "QLineEdit" not in one] == []
    assert desk.strips.more.text() == "2 more"
    shown = [strip.sentence for strip in desk.strips._strips if strip.isVisible()]
    assert shown == [TROUBLES[1][1]], "the one without which nothing is kept"


def test_with_small_letters_nothing_gives_way_on_the_same_screen(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = paused(qtbot, open_window)
    assert all(strip.isVisible() for strip in window._desk.strips._strips)
    assert not window._desk.strips.more.isVisible()
    assert "may still change" in window._desk.text.draft.text()


@pytest.mark.usefixtures("twice")
def test_a_higher_window_says_everything_again(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = paused(qtbot, open_window)
    assert "may still change" not in window._desk.text.draft.text()
    assert "may still change" in window._desk.text.draft.toolTip()
    window.resize(1366, 1400)
    qtbot.waitUntil(lambda: "may still change" in window._desk.text.draft.text())
    assert all(strip.isVisible() for strip in window._desk.strips._strips)


@pytest.fixture
def strips(qtbot: QtBot) -> Strips:
    made = Strips(announce=lambda *_: None, beep=lambda: None)
    qtbot.addWidget(made)
    made.set_tight(True)
    return made


def visible(strips: Strips) -> list[str]:
    return [one.sentence for one in strips._strips if not one.isHidden()]


def test_one_strip_stands_for_all_until_they_are_asked_for(strips: Strips) -> None:
    strips.show_event(Trouble("behind", "late"))
    assert visible(strips) == ["Late"]
    assert strips.more.isHidden(), "there are no more"
    strips.show_event(Trouble("disk_low", "little room"))
    assert visible(strips) == ["Little room"]
    strips.show_event(Trouble("silent", "no sound"))
    strips.show_event(Trouble("database", "locked"))
    assert visible(strips) == ["No sound"], "red before newer ones"
    assert strips.more.text() == "3 more"
    strips.more.click()
    assert visible(strips) == ["Locked", "No sound", "Little room", "Late"]
    assert strips.more.text() == "Fewer"
    strips.more.click()
    strips.show_event(TroubleOver("silent"))
    assert visible(strips) == ["Locked"]
    strips.set_tight(False)
    assert visible(strips) == ["Locked", "Little room", "Late"]
    assert strips.more.isHidden()


@pytest.mark.usefixtures("twice")
def test_the_words_of_the_level_have_room_in_big_letters(qtbot: QtBot) -> None:
    meter = LevelMeter()
    qtbot.addWidget(meter)
    meter.show_level(Level(1.0, -3.0, 0.0))
    font = QFont(meter.font())
    font.setBold(True)
    meter.setFont(font)
    assert meter.text == "TOO LOUD"
    assert meter._text_width() >= meter.fontMetrics().horizontalAdvance(meter.text) + 8
    assert meter.minimumSizeHint().width() > meter._text_width()
