"""The whole window on a small screen, at 100 % and at 200 %: all of it fits, nothing is cut off."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from app.domain.code_events import CodeEvent
from app.domain.live import Level, LiveAlert, Ready, Status
from app.gui import letters
from app.gui.alert_card import BIG_POINTS
from app.gui.code.keeper import Line
from app.gui.code.page import CodePage
from app.gui.encounters.encounter_list import EncounterList
from app.gui.main_window import MainWindow
from app.gui.note.note_panel import NotePanel
from app.gui.review.transcript_panel import TranscriptPanel
from app.gui.shell.centre import TabKey
from app.gui.words import Language, find_words_in, use_language
from tests.fake_dictation import DEVICE
from tests.fake_people import FakePeople
from tests.screens import faults
from tests.whole_window import ENCOUNTER, read_note, whole_room
from tests.window_room import OpenWindow, Room, sign_in

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
SMALL = {100: QSize(1280, 768), 200: QSize(1280, 800)}
"""Of a screen, by the zoom that it is used at."""
ALERT = LiveAlert(0, "ventricular_fibrillation", "audio", "red", "high", "uncertain", 2.1, 2.8)
READABLE_POINTS = 48.0


@pytest.fixture(autouse=True)
def _as_it_was(qapp: QApplication) -> Iterator[None]:
    font = QFont(QApplication.font())
    find_words_in(RESOURCES / "translations")
    letters.provide(RESOURCES / "fonts")
    yield
    use_language("en")
    QApplication.setFont(font)


def settle() -> None:
    for _ in range(4):  # what arrives may post more
        QCoreApplication.sendPostedEvents()
        QApplication.processEvents()


Opening = Callable[..., tuple[MainWindow, Room]]


@pytest.fixture
def opening(qtbot: QtBot, open_window: OpenWindow) -> Iterator[Opening]:
    """A window as large as the screen, with a note in it, for which the patient gave no consent."""
    windows = []

    def opened(zoom: int = 100, *, users: bool = False) -> tuple[MainWindow, Room]:
        room = whole_room(FakePeople().parts() if users else None)
        window = open_window(room)
        windows.append(window)
        window.resize(SMALL[zoom])
        if users:
            sign_in(qtbot, window, "li")
        armed = Status("armed", device=DEVICE, preroll_s=2.0)
        room.dictation.says(armed, Level(0.0, -30.0, -20.0), Ready({}))
        qtbot.waitUntil(lambda: "2" in window._desk.panel.preroll.text())
        window.state._zoom.set_to(zoom)
        settle()
        read_note(window, qtbot.waitUntil)
        settle()
        return window, room

    yield opened
    for window in windows:
        window.state._zoom.set_to(100)


def panel_of(window: MainWindow, key: str) -> QWidget:
    panel = window.frame.centre.panel(key)
    assert panel is not None
    return panel


def show(window: MainWindow, key: TabKey) -> None:
    window.frame.centre.show_tab(key)
    settle()


def fits(window: MainWindow, zoom: int) -> None:
    """It never became larger than the screen, and could be as small."""
    least, screen = window.minimumSizeHint(), SMALL[zoom]
    assert (least.width() <= screen.width(), least.height() <= screen.height()) == (True, True), (
        least
    )
    assert window.size() == screen


@pytest.mark.parametrize("users", [False, True], ids=["sandbox", "users"])
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("zoom", SMALL)
def test_everything_fits_on_a_small_screen(
    qtbot: QtBot, opening: Opening, zoom: int, language: Language, *, users: bool
) -> None:
    use_language(language)
    window, _ = opening(zoom, users=users)
    fits(window, zoom)
    cast(NotePanel, panel_of(window, "note")).go_to(4)
    settle()
    fits(window, zoom)
    assert faults(window) == [], "note"
    show(window, "review")
    review = cast(TranscriptPanel, panel_of(window, "review"))
    qtbot.waitUntil(lambda: not review.tools.waits)
    settle()
    fits(window, zoom)
    assert faults(window) == [], "review"
    review.next_doubt()
    settle()
    fits(window, zoom)
    assert faults(window) == [], "doubt"
    show(window, "code")
    fits(window, zoom)
    assert faults(window) == [], "code"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("zoom", SMALL)
def test_a_sentence_is_edited_on_a_small_screen(
    qtbot: QtBot, opening: Opening, zoom: int, language: Language
) -> None:
    use_language(language)
    window, _ = opening(zoom)
    show(window, "review")
    review = cast(TranscriptPanel, panel_of(window, "review"))
    qtbot.waitUntil(lambda: not review.tools.waits)
    review.script.go_to(3)
    review.change_sentence()
    settle()
    fits(window, zoom)
    assert faults(window) == []
    lines = review.script.viewport().height() / review.script.fontMetrics().height()
    assert lines >= 2, "the words that are edited stay in view"
    review.foot.ensureWidgetVisible(review.edit.send)
    settle()
    assert review.edit.send.visibleRegion().boundingRect().size() == review.edit.send.size()


@pytest.mark.parametrize("zoom", SMALL)
def test_an_alert_fits_beside_the_live_text_on_a_small_screen(
    qtbot: QtBot, opening: Opening, zoom: int
) -> None:
    window, room = opening(zoom)
    show(window, "live")
    record(qtbot, window, room)
    fits(window, zoom)
    card = window._desk.alerts.cards[0]
    assert card.words.font().pointSizeF() >= BIG_POINTS
    room_px = card.words.contentsRect().width()
    words = card.words.text().split()
    assert max(map(card.words.fontMetrics().horizontalAdvance, words)) <= room_px


def record(qtbot: QtBot, window: MainWindow, room: Room) -> None:
    """With an alert."""
    room.dictation.records("a1")
    room.dictation.says(ALERT)
    qtbot.waitUntil(lambda: bool(window._desk.alerts.cards))
    settle()


# --- the note page


def test_nothing_of_a_note_is_scrolled_within_something_scrolled(opening: Opening) -> None:
    window, _ = opening(200)
    note = cast(NotePanel, panel_of(window, "note"))
    for at in range(note.sides.count()):
        note.sides.setCurrentIndex(at)
        settle()
        assert areas_above(note.list) + areas_above(note.sides) == []
        shown = [one for one in window.findChildren(QScrollArea) if one.isVisible()]
        assert [one for one in shown if areas_above(one)] == []
    for form in (note.forms.sign_page, note.forms.act_page):
        assert form.findChildren(QScrollArea) == [], "each lies in one that scrolls"


def areas_above(widget: QWidget) -> list[QScrollArea]:
    found, above = [], widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            found.append(above)
        above = above.parentWidget()
    return found


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("zoom", SMALL)
def test_the_titles_of_what_lies_beside_a_text_are_read_as_a_whole(
    qtbot: QtBot, opening: Opening, zoom: int, language: Language
) -> None:
    use_language(language)
    window, _ = opening(zoom)
    show(window, "note")
    note, room = cast(NotePanel, panel_of(window, "note")), 4.2 * zoom
    parent = window.frame.centre
    note.setParent(None)
    qtbot.addWidget(note)
    note.resize(round(room), 6 * zoom)
    note.show()
    settle()
    assert note.width() < 4.6 * zoom, "no wider than it was asked to be"
    assert_whole(note.sides)
    show(window, "review")
    assert_whole(cast(TranscriptPanel, parent.panel("review")).side.tabs)


def assert_whole(tabs: QTabWidget) -> None:
    bar = tabs.tabBar()
    last = bar.tabRect(bar.count() - 1)
    assert bar.tabRect(0).left() >= 0
    assert last.right() <= bar.width()
    assert bar.width() <= tabs.width()


# --- the code page


def digits(page: CodePage) -> list[float]:
    faces = (page.elapsed, page.cycle, page.adrenaline)
    return [face.digits.font().pointSizeF() for face in faces]


def test_the_clocks_of_a_resuscitation_are_read_across_a_bay(
    qtbot: QtBot, opening: Opening
) -> None:
    window, room = opening()
    window.resize(1180, 760)
    show(window, "code")
    page = cast(CodePage, panel_of(window, "code"))
    assert min(digits(page)) >= READABLE_POINTS
    record(qtbot, window, room)
    show(window, "code")
    began = CodeEvent(1, "a" * 32, ENCOUNTER, "cpr_start", 0.0, datetime.now(UTC), "n-1")
    page.keeper.lines.append(Line(began, page.keeper.now() - 203.0, "Nurse"))
    page.show_clocks()
    settle()
    assert page.cycle.digits.text().startswith("+01:2")
    assert window.size() == QSize(1180, 760)
    assert min(digits(page)) >= READABLE_POINTS
    assert page.cycle.says.font().pointSizeF() >= BIG_POINTS
    assert window._desk.alerts.cards[0].words.font().pointSizeF() >= BIG_POINTS
    wide = page.cycle.digits.fontMetrics().horizontalAdvance("+00:00")
    assert wide <= page.cycle.digits.width()


def test_after_a_resuscitation_everything_is_as_wide_as_before(opening: Opening) -> None:
    window, _ = opening()
    before = window.frame.across.sizes()
    show(window, "code")
    assert not window.frame.left.isVisible()
    show(window, "note")
    assert window.frame.left.isVisible()
    assert window.frame.across.sizes() == before


def test_an_encounter_is_begun_with_its_key_also_during_a_resuscitation(opening: Opening) -> None:
    window, _ = opening()
    encounters = window.frame.encounters
    assert encounters is not None
    listed = cast(EncounterList, encounters.panel)
    show(window, "code")
    assert not listed.isVisible()
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert listed.quick.isVisible()
    focused = QApplication.focusWidget()
    assert focused is not None
    assert listed.quick.isAncestorOf(focused)
