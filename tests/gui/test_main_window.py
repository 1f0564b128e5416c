"""What a clinician sees in the window."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from app.gui.shell.frame import SandboxBanner
from tests.fakes import finished_job
from tests.window_room import FakeReview, OpenWindow, Room, choose_note, note_of


def test_a_dropped_recording_becomes_a_note_on_screen(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    window = open_window(Room())
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "visit.wav"))])
    window.dropEvent(
        QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    qtbot.waitUntil(lambda: window.frame.notes.count() == 1)
    choose_note(qtbot, window)
    qtbot.waitUntil(lambda: note_of(window).note.topLevelItemCount() == 2)
    plan = note_of(window).note.topLevelItem(0)
    assert plan is not None
    assert plan.text(0) == "Plan"
    sentence = plan.child(0)
    assert sentence is not None
    assert sentence.text(0) == "Give hydroxyzine 25 mg."
    assert window.frame.said == "visit.wav: done."


def test_heard_and_written_words_stand_side_by_side(
    qtbot: QtBot,
    open_window: OpenWindow,
) -> None:
    window = open_window(Room(FakeReview([finished_job()])))
    choose_note(qtbot, window)
    table = note_of(window).transcript
    qtbot.waitUntil(lambda: table.rowCount() == 2)
    cells = [table.item(0, column) for column in range(4)]
    assert [cell.text() for cell in cells if cell] == [
        "00:00",
        "S1 physician",
        "Give hydroxyzine 25 mg.",
        "give hydroxy scene twenty five milligrams",
    ]


def test_an_alert_shows_its_level_in_words_not_in_colour_alone(
    qtbot: QtBot,
    open_window: OpenWindow,
) -> None:
    window = open_window(Room(FakeReview([finished_job()])))
    choose_note(qtbot, window)
    view = note_of(window)
    qtbot.waitUntil(lambda: view.alerts.rowCount() == 1)
    level = view.alerts.item(0, 0)
    assert level is not None
    assert "RED" in level.text()
    assert view.tabText(2) == "&Alerts (1)"


def test_an_unreadable_file_is_said_in_one_sentence_and_the_next_one_is_done(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = open_window(Room())
    window.add_files([Path("broken.wav")])
    qtbot.waitUntil(lambda: "choose an audio file" in window.frame.said)
    window.add_files([Path("visit.wav")])
    qtbot.waitUntil(lambda: window.frame.notes.count() == 1)


def test_a_bug_shows_its_type_and_never_its_text(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(Room())
    window.add_files([Path("crash.wav")])
    qtbot.waitUntil(lambda: "ValueError" in window.frame.said)
    assert "Smith" not in window.frame.said


def test_a_locked_database_is_said_and_the_window_still_opens(
    qtbot: QtBot,
    open_window: OpenWindow,
) -> None:
    window = open_window(Room(FakeReview([], locked=True)))
    qtbot.waitUntil(lambda: "locked" in window.frame.said)


def test_title_holds_no_patient_text_and_the_sandbox_banner_is_shown(
    open_window: OpenWindow,
) -> None:
    window = open_window(Room(FakeReview([finished_job()])))
    assert window.windowTitle() == "ERScribe"
    banner = window.findChild(SandboxBanner)
    assert banner is not None
    assert banner.isVisible()
    assert "not a patient record" in banner.text()
