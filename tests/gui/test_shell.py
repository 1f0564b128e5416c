"""Open encounters, pages, files and leaving: what a clinician sees of the window's frame."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from app.domain.access import Actor
from app.domain.intake import Intake, LeftOut, Offered
from app.domain.live import Ready, Status
from app.gui.desktop import Desktop
from app.gui.shell.centre import TabKey
from app.gui.shell.drop_hint import hint_words
from app.gui.shell.intake_card import intake_sentences
from app.gui.shell.job_list import eta_words
from app.gui.shell.panels import Page, Panels
from tests.fake_dictation import DEVICE
from tests.result_view import ResultView
from tests.window_room import OpenWindow, Room

CONTROL = Qt.KeyboardModifier.ControlModifier


@dataclass
class Tray:
    """A tray icon that keeps what it was told."""

    messages: list[str] = field(default_factory=list)

    def showMessage(self, title: str, text: str, *_: object) -> None:  # noqa: N802 - Qt's name
        self.messages.append(f"{title}: {text}")

    def setIcon(self, _: object) -> None:  # noqa: N802
        """Pictures are another test's."""

    setToolTip = setContextMenu = setIcon  # noqa: N815

    def show(self) -> None:
        """There."""

    class activated:  # noqa: N801
        @staticmethod
        def connect(_: object) -> None:
            """Nobody clicks."""


def test_recording_belongs_to_the_encounter_that_was_open_and_another_one_warns(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    room = Room()
    window = open_window(room)
    window.open_encounter("SANDBOX-A")
    room.dictation.says(Ready({}), Status("armed", device=DEVICE))
    window._desk.panel.record.click()
    room.dictation.records()
    whom = window.places.whom
    qtbot.waitUntil(lambda: whom.words.text() == "Recording for: SANDBOX-A")
    assert room.dictation.encounters == ["SANDBOX-A"]
    window.open_encounter("SANDBOX-B")
    assert "WRONG PATIENT?" in whom.words.text()
    assert window.places.tabs.tabText(0) == "● SANDBOX-A"
    window.places.close("SANDBOX-A")
    assert "stop recording" in window.frame.said
    whom.back.click()
    assert window.places.place.shown == "SANDBOX-A"
    assert whom.words.text() == "Recording for: SANDBOX-A"
    room.dictation.stops()
    qtbot.waitUntil(lambda: whom.words.text() == "Record is for: SANDBOX-A")


def test_keys_walk_through_open_encounters(open_window: OpenWindow) -> None:
    window = open_window(Room())
    for one in ("SANDBOX-A", "SANDBOX-B", "SANDBOX-C"):
        window.open_encounter(one)
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_PageDown, CONTROL)
    assert window.places.place.shown == "SANDBOX-A"
    QTest.keyClick(window, Qt.Key.Key_PageUp, CONTROL)
    assert window.places.place.shown == "SANDBOX-C"
    QTest.keyClick(window, Qt.Key.Key_W, CONTROL)
    assert [one.id for one in window.places.place.opened] == ["SANDBOX-A", "SANDBOX-B"]


def test_a_page_is_made_when_it_is_first_shown_and_escape_goes_back(
    open_window: OpenWindow,
) -> None:
    made: list[str] = []

    def make(_: object) -> QLabel:
        made.append("settings")
        return QLabel("all settings")

    pages = (Page("settings", lambda: "Settings", make, "Ctrl+,"),)
    window = open_window(Room(panels=Panels(note=lambda _: ResultView(), pages=pages)))
    assert made == []
    window.activateWindow()
    for _ in range(2):
        QTest.keyClick(window, Qt.Key.Key_Comma, CONTROL)
        assert window.frame.pages.key == "settings"
        QTest.keyClick(window, Qt.Key.Key_Escape)
        assert window.frame.pages.key == ""
    assert made == ["settings"]
    assert window._desk.panel.isVisible(), "the recording bar is always there"


def test_files_are_filed_to_the_open_encounter_one_is_cancelled_and_errors_stop_nobody(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = open_window(Room())
    window.add_files([Path("broken.wav"), Path("visit.wav")])
    rows = window.files.list.rows

    def state(row: int) -> str:
        item = rows.item(row, 1)
        return item.text() if item else ""

    qtbot.waitUntil(lambda: state(1) == "done")
    assert "choose an audio file" in state(0)
    assert window.files.list.words.text() == "Files: 2 of 2 done, 1 failed"
    assert window.files.left == 0


def test_what_is_dropped_is_told_before_it_is_done() -> None:
    paths = [Path("/a/one.wav"), Path("/a/two.MP3"), Path("/a/letter.txt"), Path("/a/folder")]
    words = hint_words(paths, "Li, bay 3")
    assert "transcribe recordings: 2" in words
    assert "looked into: 1" in words
    assert "left out: 1" in words
    assert "filed to Li, bay 3" in words
    assert "nothing will happen" in hint_words([Path("/a/letter.txt")], "")


def test_a_question_names_what_was_done_before_and_what_is_left_out() -> None:
    old = Offered(Path("a.wav"), 1, "aa", "n1")
    left = (LeftOut(Path("x.txt"), "not_sound"), LeftOut(Path("y.wav"), "waiting_already"))
    lines = intake_sentences(Intake((Offered(Path("b.wav"), 1),), (old,), left), "")
    assert lines[0] == "To be transcribed, without an encounter: 1"
    assert "Transcribed before" in lines[1]
    assert "1 no recordings, 1 twice" in lines[2]
    assert intake_sentences(Intake(), "") == ["There is no recording among what you dropped."]


def test_the_time_that_is_left_is_said_no_finer_than_it_is_known() -> None:
    assert [eta_words(one) for one in (None, 10.0, 61.0, 290.0)] == [
        "",
        "less than a minute left",
        "about a minute left",
        "about 5 min left",
    ]


@pytest.mark.qt_log_ignore("does not support raise")
def test_closing_while_recording_goes_into_the_tray_where_there_is_one(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    tray = Tray()
    room = Room(desktop=Desktop(cast(QSystemTrayIcon, tray)))
    window = open_window(room)
    room.dictation.records()
    qtbot.waitUntil(lambda: window._desk.recording)
    assert not window.close()
    assert window.isHidden()
    qtbot.waitUntil(lambda: any("Recording goes on" in one for one in tray.messages))
    assert "close" not in room.dictation.calls
    window.come_to_front()
    assert window.isVisible()
    window.quit()
    assert window.isVisible(), "quitting asks once more"
    room.dictation.stops()


def test_a_second_start_records_and_gives_files_but_not_to_a_locked_window(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    room = Room()
    window = open_window(room)
    assert window.outside.toggle_recording() == ""
    qtbot.waitUntil(lambda: "start" in room.dictation.calls)
    assert window.outside.leave_final_text() == "no final text is being written"
    assert window.outside.take_files([Path("visit.wav")]) == ""
    qtbot.waitUntil(lambda: window.files.left == 0 and bool(window.files.list.rows.rowCount()))
    window._actor = cast(Actor | None, None)
    assert "sign in" in window.outside.take_files([Path("visit.wav")])


PLACES = Panels(
    note=lambda _: ResultView(),
    pages=(
        Page("settings", lambda: "Settings", lambda _: QLabel("settings")),
        Page("users", lambda: "Users", lambda _: QLabel("users"), shown_to=lambda _: False),
    ),
)


@pytest.mark.parametrize(
    ("page", "tab", "kept", "shown"),
    [
        ("", "note", "note", ("", "note")),
        ("settings", "live", "settings", ("settings", "live")),
        ("users", "live", "users", ("", "live")),
    ],
)
def test_the_window_opens_where_it_was_closed_for_whom_may_see_it(
    open_window: OpenWindow, page: str, tab: TabKey, kept: str, shown: tuple[str, str]
) -> None:
    before = open_window(Room(panels=PLACES))
    before.frame.centre.show_tab(tab)
    before.frame.pages.turn_to(page)
    before.close()
    assert QSettings("ERScribe", "ERScribe").value("place") == kept
    room = Room(panels=PLACES)
    window = open_window(room)
    assert (window.frame.pages.key, window.frame.centre.shown) == ("", "live"), "nothing waits"
    room.dictation.says(Ready({}), Status("armed", device=DEVICE))
    QApplication.processEvents()
    assert (window.frame.pages.key, window.frame.centre.shown) == shown


@pytest.mark.parametrize("written", ["nonsense", "", "welcome"])
def test_a_place_that_is_none_is_passed_over(open_window: OpenWindow, written: str) -> None:
    QSettings("ERScribe", "ERScribe").setValue("place", written)
    room = Room(panels=PLACES)
    window = open_window(room)
    room.dictation.says(Ready({}), Status("armed", device=DEVICE))
    QApplication.processEvents()
    assert (window.frame.pages.key, window.frame.centre.shown) == ("", "live")


def test_who_went_elsewhere_meanwhile_stays_there(open_window: OpenWindow) -> None:
    QSettings("ERScribe", "ERScribe").setValue("place", "settings")
    room = Room(panels=PLACES)
    window = open_window(room)
    window.frame.centre.show_tab("note")
    room.dictation.says(Ready({}), Status("armed", device=DEVICE))
    QApplication.processEvents()
    assert (window.frame.pages.key, window.frame.centre.shown) == ("", "note")


def test_the_size_of_text_is_kept_and_every_panel_has_it(open_window: OpenWindow) -> None:
    window = open_window(Room(panels=PLACES))
    normal = window.font().pointSizeF()
    for key in (Qt.Key.Key_Plus, Qt.Key.Key_Plus):
        QTest.keyClick(window, key, CONTROL)
    QApplication.processEvents()
    assert window.state.zoom == 130
    window.close()
    window = open_window(Room(panels=PLACES))
    window.frame.pages.turn_to("settings")
    QApplication.processEvents()
    page = window.frame.pages.currentWidget()
    assert page is not None
    for widget in (window.frame.notes, window._desk.panel, page):
        assert widget.font().pointSizeF() == pytest.approx(normal * 1.3, rel=0.01)
    QTest.keyClick(window, Qt.Key.Key_0, CONTROL)
    QApplication.processEvents()
    assert window.font().pointSizeF() == normal
