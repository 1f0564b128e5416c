"""Recording, live words, alerts and what is left over, in the whole window."""

import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.errors import StoreError
from app.domain.live import (
    Level,
    LiveAlert,
    LiveWords,
    Ready,
    Status,
    Stopped,
    Trouble,
    TroubleOver,
)
from app.domain.reading import Difference
from app.gui.main_window import MainWindow
from app.gui.unfinished_strip import UnfinishedRow, UnfinishedStrip
from app.services.events import RecordingDone, RecordingLeft, StageProgress
from app.services.recovery import Waiting
from tests.fake_dictation import DEVICE, FakeRecovery
from tests.fakes import finished_job, words
from tests.window_room import OpenWindow, Room, note_of

ALERT = LiveAlert(0, "cardiac_arrest", "audio", "red", "high", "uncertain", 2.1, 2.8)
CTRL_ALT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


def press(
    window: MainWindow,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    window.activateWindow()
    QTest.keyClick(window, key, modifier)


def shown(window: MainWindow) -> list[str]:
    return window._desk.strips.sentences


def test_a_recording_goes_from_the_button_to_the_saved_note(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    room = Room()
    window = open_window(room)
    desk = window._desk
    room.dictation.says(Ready({}), Status("armed", device=DEVICE))
    desk.panel.record.click()
    room.dictation.records()
    qtbot.waitUntil(lambda: desk.panel.lamp.text() == "● REC")
    room.dictation.says(LiveWords(0, "en", words("give aspirin"), 2, 2.0, ended=True))
    qtbot.waitUntil(lambda: desk.text.text.toPlainText() == "00:00  give aspirin")
    desk.panel.record.click()
    room.dictation.stops()
    room.dictation.says(StageProgress(Path("r1"), "recognize", 0.5))
    qtbot.waitUntil(lambda: "writing the words" in desk.stages.words.text())
    (encounter,) = room.dictation.encounters
    assert encounter is not None
    assert encounter.startswith("SANDBOX-")
    job = replace(finished_job(), encounter_id=encounter)
    room.review.kept.append(job)
    room.dictation.says(RecordingDone("r1", job, (Difference("number", 12.3, "15 mg", "50 mg"),)))
    qtbot.waitUntil(lambda: window.frame.notes.count() == 1)
    qtbot.waitUntil(lambda: note_of(window).note.topLevelItemCount() == 2)
    assert window.frame.centre.shown == "note"
    assert window.frame.centre.differing.isVisible()
    row = window.frame.centre.differing.rows.item(0)
    assert row.text() == "Live: 15 mg → Final: 50 mg at 00:12 (number)"
    assert desk.stages.isHidden()


def test_a_finished_note_never_takes_live_text_away_from_who_is_speaking(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    room = Room()
    window = open_window(room)
    room.dictation.records("r2")
    qtbot.waitUntil(lambda: window._desk.recording)
    room.review.kept.append(finished_job())
    room.dictation.says(RecordingDone("r1", finished_job()))
    qtbot.waitUntil(lambda: window.frame.notes.count() == 1)
    assert window.frame.centre.shown == "live"


def test_keys_record_pause_mark_and_acknowledge_from_anywhere_in_the_window(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    room = Room()
    window = open_window(room)
    calls = room.dictation.calls
    window.frame.notes.setFocus()
    press(window, Qt.Key.Key_R, CTRL_ALT)
    qtbot.waitUntil(lambda: calls[-1] == "start")
    room.dictation.records(audio_s=7.0)
    qtbot.waitUntil(window._desk.panel.pause.isEnabled)
    press(window, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: calls[-1] == "mark mark")
    assert "00:07  (mark)" in window._desk.text.text.toPlainText()
    press(window, Qt.Key.Key_P, CTRL_ALT)
    qtbot.waitUntil(lambda: calls[-1] == "pause")
    room.dictation.says(ALERT)
    qtbot.waitUntil(lambda: window._desk.alerts.waiting == 1)
    press(window, Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: calls[-1] == "acknowledge 0")
    qtbot.waitUntil(lambda: "acknowledged" in window._desk.alerts.cards[0].facts.text())
    press(window, Qt.Key.Key_R, CTRL_ALT)
    qtbot.waitUntil(lambda: calls[-1] == "stop")


def test_escape_leaves_the_final_stages_and_nothing_else(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    room = Room()
    window = open_window(room)
    press(window, Qt.Key.Key_Escape)
    room.dictation.records()
    room.dictation.stops()
    qtbot.waitUntil(lambda: bool(window._desk.stages.running))
    assert "cancel" not in room.dictation.calls
    press(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: room.dictation.calls[-1] == "cancel")
    room.dictation.says(RecordingLeft("r1", "cancelled; what was recorded is on disk"))
    qtbot.waitUntil(lambda: "is on disk" in window.frame.said)
    assert not window._desk.stages.running


def test_an_interrupting_alert_chimes_once_and_a_grey_one_does_not(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    room = Room()
    window = open_window(room)
    room.dictation.records()
    room.dictation.says(
        LiveAlert(1, "chest_pain", "text", "grey", "medium", "negated", 1.0, 2.0), ALERT, ALERT
    )
    qtbot.waitUntil(lambda: len(window._desk.alerts.cards) == 2)
    qtbot.waitUntil(lambda: room.chimes == ["chime"])


def test_troubles_stand_under_the_recording_bar_and_go_when_they_are_over(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    room = Room()
    window = open_window(room)
    room.dictation.says(Trouble("disk_low", "2 GB are left; free some space."))
    qtbot.waitUntil(lambda: shown(window) == ["2 GB are left; free some space."])
    bar, strips = window._desk.panel, window._desk.strips
    assert strips.mapTo(window, strips.rect().topLeft()).y() >= (
        bar.mapTo(window, bar.rect().bottomLeft()).y()
    ), "nothing may cover the record button"
    room.dictation.says(TroubleOver("disk_low"))
    qtbot.waitUntil(lambda: shown(window) == [])


def test_events_come_from_worker_threads_and_are_shown_in_the_windows_own(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    room = Room()
    window = open_window(room)
    seen: list[bool] = []
    window._desk.alerts.interrupted.connect(
        lambda _: seen.append(threading.current_thread() is threading.main_thread())
    )
    worker = threading.Thread(target=lambda: room.dictation.says(ALERT))
    worker.start()
    worker.join()
    assert window._desk.alerts.cards == [], "nothing is touched by the worker"
    qtbot.waitUntil(lambda: seen == [True])


def test_closing_while_recording_warns_and_a_second_close_leaves_it_recording(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    room = Room()
    window = open_window(room)
    room.dictation.records()
    qtbot.waitUntil(lambda: window._desk.recording)
    assert not window.close()
    assert window.isVisible()
    assert shown(window) == [window.leaving.sentence]
    assert "close" not in room.dictation.calls
    assert window.close()
    assert room.dictation.calls[-1] == "close"
    assert "stop" not in room.dictation.calls


def test_the_question_at_closing_goes_away_and_is_asked_again(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    room = Room()
    window = open_window(room)
    window.leaving.again.setInterval(50)
    room.dictation.says(Stopped("r1", 60.0, "a" * 64))
    qtbot.waitUntil(lambda: bool(window._desk.stages.running))
    assert not window.close()
    assert shown(window) == [window.leaving.sentence]
    qtbot.waitUntil(lambda: shown(window) == [])
    assert not window.close(), "too late to count as the second close"


def test_no_dialog_lies_over_the_window_while_something_is_recorded(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    room = Room()
    window = open_window(room)
    room.dictation.records()
    qtbot.waitUntil(lambda: window._desk.recording)
    window.choose_files()
    assert window.frame.said.startswith("Stop recording first")


def test_an_idle_window_closes_at_once(open_window: OpenWindow) -> None:
    room = Room()
    window = open_window(room)
    assert window.close()
    assert room.dictation.calls[-1] == "close"


LEFT = (
    Waiting("a1", "cut_off", 724.0, datetime(2026, 1, 2, 3, 4, tzinfo=UTC)),
    Waiting("b2", "not_saved", 63.0, datetime(2026, 1, 2, 4, 4, tzinfo=UTC)),
    Waiting("c3", "lost"),
)


def unfinished(qtbot: QtBot, window: MainWindow) -> UnfinishedStrip:
    strips = window._desk.strips
    qtbot.waitUntil(lambda: strips.said_as("unfinished") is not None)
    strip = strips.said_as("unfinished")
    assert isinstance(strip, UnfinishedStrip)
    return strip


def test_unfinished_recordings_are_finished_and_become_notes(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    room = Room(recovery=FakeRecovery(LEFT[:2]))
    window = open_window(room)
    strip = unfinished(qtbot, window)
    assert strip.sentence == "2 recordings are unfinished. Their sound is kept."
    room.review.kept.append(finished_job())
    strip.finish.click()
    qtbot.waitUntil(lambda: room.recovery.calls == ["finish a1", "finish b2"])
    qtbot.waitUntil(lambda: window.frame.notes.count() == 1)
    qtbot.waitUntil(lambda: not window._desk.stages.running)
    assert shown(window) == []


def test_later_hides_unfinished_recordings_and_does_nothing_to_them(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    room = Room(recovery=FakeRecovery(LEFT[:1]))
    window = open_window(room)
    strip = unfinished(qtbot, window)
    assert strip.sentence == "1 recording is unfinished. Its sound is kept."
    strip.later.click()
    assert shown(window) == []
    assert room.recovery.calls == []


def test_nothing_is_discarded_by_one_click(qtbot: QtBot, open_window: OpenWindow) -> None:
    room = Room(recovery=FakeRecovery(LEFT))
    window = open_window(room)
    strip = unfinished(qtbot, window)
    strip.discard.click()
    rows = strip.rows.findChildren(UnfinishedRow)
    assert "12:04 long" in rows[0].words.text()
    assert rows[2].finish.isHidden(), "its sound is gone"
    rows[0].discard.click()
    assert rows[0].discard.text() == "Delete its sound for good"
    assert room.recovery.calls == []
    rows[0].discard.click()
    qtbot.waitUntil(lambda: room.recovery.calls == ["discard a1"])
    assert strip.sentence.startswith("2 recordings are unfinished.")


def test_a_hundred_unfinished_recordings_leave_room_for_the_window(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    many = tuple(Waiting(f"r{number}", "cut_off", 60.0) for number in range(100))
    window = open_window(Room(recovery=FakeRecovery(many)))
    strip = unfinished(qtbot, window)
    strip.discard.click()
    assert len(strip.rows.findChildren(UnfinishedRow)) == 100
    assert strip.sizeHint().height() < 200


def test_a_finish_that_fails_is_said_and_the_recording_is_offered_again(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    refusal = StoreError("the disk is full; free some space")
    room = Room(recovery=FakeRecovery(LEFT[:1], refusal=refusal))
    window = open_window(room)
    unfinished(qtbot, window).finish.click()
    qtbot.waitUntil(lambda: "the disk is full" in window.frame.said)
    unfinished(qtbot, window)
    assert not window._desk.stages.running


def test_the_recording_that_runs_now_is_not_offered_as_unfinished(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    room = Room(recovery=FakeRecovery(LEFT[:1]))
    window = open_window(room)
    unfinished(qtbot, window)
    room.dictation.records("a1")
    qtbot.waitUntil(lambda: window._desk.recording)
    window._desk.look_for_unfinished()
    qtbot.waitUntil(lambda: shown(window) == [])


def test_the_window_fits_a_small_screen_at_double_size(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    room = Room()
    window = open_window(room)
    room.dictation.says(Status("armed", device=DEVICE * 4, preroll_s=2.0), Level(0.0, -30, -20))
    qtbot.waitUntil(lambda: "keeping" in window._desk.panel.preroll.text())
    for kind in ("behind", "disk_low", "clipping"):
        room.dictation.says(Trouble(kind, "A sentence that goes on. " * 4))
    qtbot.waitUntil(lambda: len(shown(window)) == 3)
    least = window.minimumSizeHint()
    assert (least.width() <= 960, least.height() <= 540) == (True, True), least
