"""Recording without sign-in from the gate, and what becomes of it afterwards."""

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.errors import AudioError, SignInError
from app.domain.live import Level, LiveAlert, LiveWords, Refused, Status, Trouble
from app.gui.live_desk import anothers
from app.gui.main_window import MainWindow
from app.gui.unfinished_strip import UnfinishedRow, UnfinishedStrip
from app.services.events import RecordingLeft
from app.services.recovery import Waiting
from tests.fake_dictation import DEVICE, FakeRecovery
from tests.fake_people import LI, PASSWORDS, FakePeople
from tests.fakes import words
from tests.window_room import OpenWindow, Room, gate_of, sign_in

LEFT = "The emergency recording is kept; a physician claims it"


@pytest.fixture
def people() -> FakePeople:
    return FakePeople()


@pytest.fixture
def room(people: FakePeople) -> Room:
    return Room(people=people.parts())


def waiting(recording: str, hours: float = 0.2, owner: str = "emergency") -> Waiting:
    began = datetime.now(UTC) - timedelta(hours=hours)
    return Waiting(recording, "not_saved", 63.0, began, owner=owner, unclaimed=owner != LI.id)


def strip_of(qtbot: QtBot, window: MainWindow) -> UnfinishedStrip:
    qtbot.waitUntil(lambda: window._desk.strips.said_as("unfinished") is not None)
    strip = window._desk.strips.said_as("unfinished")
    assert isinstance(strip, UnfinishedStrip)
    return strip


def test_one_click_records_without_anybody_signed_in_and_another_stops(
    qtbot: QtBot, open_window: OpenWindow, room: Room
) -> None:
    window = open_window(room)
    gate = gate_of(window)
    room.dictation.says(Status("armed", device=DEVICE))
    assert gate.record.text() == "●  Record now without sign-in"
    gate.record.click()
    assert room.dictation.calls[-1] == "emergency at desk-3"
    assert not gate.record.isEnabled(), "one click is one recording"
    room.dictation.records(audio_s=65.0)
    qtbot.waitUntil(gate.lamp.isVisible)
    assert (gate.lamp.text(), gate.elapsed.text()) == ("● REC", "01:05")
    room.dictation.says(Level(66.0, -20.0, -9.0))
    qtbot.waitUntil(lambda: gate.elapsed.text() == "01:06")
    assert gate.record.text() == "■  Stop this recording"
    gate.record.click()
    assert room.dictation.calls[-1] == "stop"
    room.dictation.stops()
    room.dictation.says(RecordingLeft("r1", LEFT))
    qtbot.waitUntil(lambda: gate.said.text() == LEFT)
    assert gate.lamp.isHidden()
    assert gate.record.text() == "●  Record now without sign-in"


def test_it_can_be_reached_by_keyboard(qtbot: QtBot, open_window: OpenWindow, room: Room) -> None:
    gate = gate_of(open_window(room))
    gate.record.setFocus()
    QTest.keyClick(gate.record, Qt.Key.Key_Space)
    assert room.dictation.calls[-1] == "emergency at desk-3"


def test_nothing_that_is_said_is_shown_at_the_gate(
    qtbot: QtBot, open_window: OpenWindow, room: Room
) -> None:
    window = open_window(room)
    gate = gate_of(window)
    gate.record.click()
    room.dictation.records()
    alert = LiveAlert(0, "cardiac_arrest", "audio", "red", "high", "uncertain", 2.1, 2.8)
    room.dictation.says(LiveWords(0, "en", words("chest pain"), 2, 2.0), alert)
    qtbot.waitUntil(gate.lamp.isVisible)
    assert not window._desk.text.isVisible()
    assert not window._desk.alerts.isVisible()


def test_a_recording_that_cannot_begin_is_said_in_one_sentence(
    qtbot: QtBot, open_window: OpenWindow, room: Room
) -> None:
    gate = gate_of(open_window(room))
    gate.record.click()
    room.dictation.says(Refused("Start", "no microphone; plug one in", 3))
    qtbot.waitUntil(lambda: gate.said.text() == "No microphone; plug one in")
    assert gate.record.isEnabled()
    room.dictation.refusal = AudioError("a recording is running; stop it first")
    gate.record.click()
    assert gate.said.text() == "A recording is running; stop it first"
    assert gate.record.isEnabled()
    room.dictation.refusal = None


def test_that_no_sound_is_kept_is_said_at_the_gate_too(
    qtbot: QtBot, open_window: OpenWindow, room: Room
) -> None:
    gate = gate_of(open_window(room))
    gate.record.click()
    room.dictation.records()
    room.dictation.says(Trouble("disk_full", "The disk is full; free some space."))
    qtbot.waitUntil(lambda: gate.said.text() == "The disk is full; free some space.")


def test_the_recording_of_a_locked_user_is_shown_and_not_to_be_stopped_from_there(
    qtbot: QtBot, open_window: OpenWindow, room: Room
) -> None:
    window = open_window(room)
    sign_in(qtbot, window, "li")
    room.dictation.records()
    qtbot.waitUntil(lambda: window._desk.recording)
    assert window._entrance is not None
    window._entrance.presence.lock()
    gate = gate_of(window)
    assert gate.lamp.isVisible()
    assert not gate.record.isVisible()


def test_who_signs_in_is_told_that_it_runs_and_may_stop_it(
    qtbot: QtBot, open_window: OpenWindow, room: Room
) -> None:
    window = open_window(room)
    gate_of(window).record.click()
    room.dictation.records()
    qtbot.waitUntil(gate_of(window).lamp.isVisible)
    sign_in(qtbot, window, "li")
    assert anothers("emergency") in window._desk.strips.sentences
    window._desk.panel.record.click()
    assert room.dictation.calls[-1] == "stop"
    room.dictation.stops()
    qtbot.waitUntil(lambda: anothers("emergency") not in window._desk.strips.sentences)
    assert not window._desk.stages.running, "its text is not written before it is claimed"


def test_a_physician_claims_it_with_the_password(
    qtbot: QtBot, open_window: OpenWindow, room: Room, people: FakePeople
) -> None:
    room.recovery = FakeRecovery((waiting("e1", owner=""),))
    room.recovery.everybodys = True
    window = open_window(room)
    sign_in(qtbot, window, "li")
    strip = strip_of(qtbot, window)
    assert strip.sentence.startswith("1 recording was made without sign-in")
    assert strip.finish.isHidden()
    strip.claim.click()
    (row,) = strip.rows.findChildren(UnfinishedRow)
    assert "01:03 long: made without sign-in" in row.words.text()
    assert row.discard.isHidden()
    assert row.finish.isHidden()
    row.password.setText("wrong")
    QTest.keyClick(row.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "is wrong" in row.words.text())
    assert row.password.text() == ""
    row.password.setText(PASSWORDS["li"])
    asked = len(room.recovery.asked_by)
    row.claim.click()
    qtbot.waitUntil(lambda: people.calls[-1] == "claim e1 as u-li from its folder")
    qtbot.waitUntil(lambda: len(room.recovery.asked_by) > asked)


def test_one_that_waits_long_is_said_louder(
    qtbot: QtBot, open_window: OpenWindow, room: Room
) -> None:
    room.recovery = FakeRecovery((waiting("e1", 1.5), waiting("e2"), waiting("m1", owner=LI.id)))
    room.recovery.everybodys = True
    window = open_window(room)
    sign_in(qtbot, window, "li")
    strip = strip_of(qtbot, window)
    assert strip.tone == "amber"
    assert strip.sentence == (
        "2 recordings were made without sign-in; a physician must claim them. "
        "More than an hour has gone by. 1 more is unfinished."
    )
    strip.finish.click()
    qtbot.waitUntil(lambda: room.recovery.calls == ["finish m1"])
    room.recovery.left = (waiting("e1", 6.5),)
    window._desk.look_for_unfinished()
    qtbot.waitUntil(lambda: strip_of(qtbot, window).tone == "red")
    assert "More than 6 hours" in strip_of(qtbot, window).sentence


def test_a_claim_asks_for_the_code_where_the_site_does(
    qtbot: QtBot, open_window: OpenWindow, room: Room, people: FakePeople
) -> None:
    room.recovery = FakeRecovery((waiting("e1"),))
    room.recovery.everybodys = True
    window = open_window(room)
    sign_in(qtbot, window, "li")
    people.codes.add("li")
    strip = strip_of(qtbot, window)
    strip.claim.click()
    (row,) = strip.rows.findChildren(UnfinishedRow)
    row.password.setText(PASSWORDS["li"])
    row.claim_it()
    qtbot.waitUntil(row.code.isVisible)
    row.code.setText("123456")
    row.claim_it()
    qtbot.waitUntil(lambda: people.calls[-1] == "claim e1 as u-li")


def test_a_refused_claim_is_said_in_its_row(
    qtbot: QtBot, open_window: OpenWindow, room: Room, people: FakePeople
) -> None:
    room.recovery = FakeRecovery((waiting("e1"),))
    room.recovery.everybodys = True
    window = open_window(room)
    sign_in(qtbot, window, "li")
    people.refusal = SignInError("your session has ended; sign in again")
    strip = strip_of(qtbot, window)
    (row,) = strip.rows.findChildren(UnfinishedRow)
    row.password.setText(PASSWORDS["li"])
    row.claim_it()
    qtbot.waitUntil(lambda: "has ended" in row.words.text())
    assert row.claim.isEnabled()
