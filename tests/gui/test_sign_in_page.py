"""Sign-in, lock and sign-out as they are seen at a workstation that many use."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from app.domain.errors import StoreError
from app.domain.live import LiveWords, Ready, Status
from app.gui.main_window import MainWindow
from app.gui.shell.frame import SandboxBanner
from tests.fake_dictation import DEVICE
from tests.fake_people import LI, PASSWORDS, ROE, FakePeople
from tests.fakes import finished_job, words
from tests.window_room import FakeReview, OpenWindow, Room, choose_note, gate_of, note_of, sign_in

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def people() -> FakePeople:
    return FakePeople()


@pytest.fixture
def room(people: FakePeople) -> Room:
    return Room(FakeReview([finished_job()]), people=people.parts())


def hidden(window: MainWindow) -> bool:
    """Only the gate can be seen."""
    return gate_of(window).isVisible() and not window._desk.panel.isVisible()


def test_nothing_is_read_or_shown_before_somebody_signs_in(
    qtbot: QtBot, open_window: OpenWindow, room: Room
) -> None:
    window = open_window(room)
    assert hidden(window)
    assert gate_of(window).who.text() == "Sign in on desk-3."
    qtbot.wait(50)
    assert window.frame.notes.count() == 0
    assert room.dictation.actors == []
    assert not window.menus.bar.isVisible()


def test_enter_signs_in_and_name_and_role_stay_in_view(
    qtbot: QtBot, open_window: OpenWindow, room: Room, people: FakePeople
) -> None:
    window = open_window(room)
    form = gate_of(window).form
    form.login.setText("li")
    form.password.setText(PASSWORDS["li"])
    QTest.keyClick(form.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not hidden(window))
    assert people.calls == ["sign in li"]
    bar = window._entrance.bar if window._entrance else None
    assert bar is not None
    assert bar.isVisible()
    assert bar.name.text() == "Signed in: Dr. Anna Li (physician) · Emergency"
    qtbot.waitUntil(lambda: window.frame.notes.count() == 1)
    assert room.dictation.actors[-1] is not None
    assert room.dictation.actors[-1].id == LI.id


def test_a_wrong_password_is_said_and_wiped_and_can_be_typed_again(
    qtbot: QtBot, open_window: OpenWindow, room: Room
) -> None:
    window = open_window(room)
    sign_in(qtbot, window, "li", "wrong", wait=False)
    form = gate_of(window).form
    qtbot.waitUntil(lambda: "is wrong" in form.error.text())
    assert form.error.isVisible()
    assert form.password.text() == ""
    assert form.login.text() == "li"
    assert form.password.hasFocus()
    sign_in(qtbot, window, "li")
    assert form.error.text() == form.login.text() == form.password.text() == ""


def test_the_code_is_asked_for_when_it_is_needed(
    qtbot: QtBot, open_window: OpenWindow, room: Room, people: FakePeople
) -> None:
    people.codes.add("li")
    window = open_window(room)
    form = gate_of(window).form
    assert not form.code.isVisible()
    sign_in(qtbot, window, "li", wait=False)
    qtbot.waitUntil(form.code.isVisible)
    assert form.code.hasFocus()
    QTest.keyClicks(form.code, "123456")
    QTest.keyClick(form.code, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not hidden(window))


def test_a_temporary_password_is_changed_on_the_spot(
    qtbot: QtBot, open_window: OpenWindow, room: Room, people: FakePeople
) -> None:
    people.temporary.add("roe")
    window = open_window(room)
    form = gate_of(window).form
    sign_in(qtbot, window, "roe", wait=False)
    qtbot.waitUntil(form.new.isVisible)
    form.new.setText("a new long password")
    form.again.setText("another one")
    form.submit()
    assert form.error.text() == "The two new passwords differ; type them again."
    old = PASSWORDS["roe"]
    try:
        form.password.setText(old)
        form.new.setText("a new long password")
        form.again.setText("a new long password")
        form.submit()
        qtbot.waitUntil(lambda: not hidden(window))
        assert PASSWORDS["roe"] == "a new long password"
    finally:
        PASSWORDS["roe"] = old


def test_caps_lock_is_noticed(qtbot: QtBot, open_window: OpenWindow, room: Room) -> None:
    form = gate_of(open_window(room)).form
    assert form.caps.text() == "Caps Lock is on."
    QTest.keyClicks(form.password, "A")
    assert form.caps.isHidden() is False
    QTest.keyClicks(form.password, "a")
    assert form.caps.isHidden()


def test_passwords_are_never_readable(open_window: OpenWindow, room: Room) -> None:
    form = gate_of(open_window(room)).form
    for field in (form.password, form.new, form.again):
        assert field.echoMode() == QLineEdit.EchoMode.Password


def test_ctrl_l_hides_everything_and_the_password_shows_it_again(
    qtbot: QtBot, open_window: OpenWindow, room: Room, people: FakePeople
) -> None:
    window = open_window(room)
    sign_in(qtbot, window, "li")
    choose_note(qtbot, window)
    qtbot.waitUntil(lambda: note_of(window).note.topLevelItemCount() == 2)
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_L, CTRL)
    qtbot.waitUntil(lambda: hidden(window))
    gate = gate_of(window)
    assert gate.who.text() == "Locked: Dr. Anna Li (physician)"
    assert not gate.form.login.isVisible()
    gate.form.password.setText(PASSWORDS["li"])
    gate.form.submit()
    qtbot.waitUntil(lambda: not hidden(window))
    assert people.calls == ["sign in li", "lock u-li user", "unlock u-li"]
    assert note_of(window).note.topLevelItemCount() == 2, "nothing was lost"


def test_keys_do_nothing_while_the_screen_is_locked(
    qtbot: QtBot, open_window: OpenWindow, room: Room
) -> None:
    window = open_window(room)
    sign_in(qtbot, window, "li")
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_L, CTRL)
    qtbot.waitUntil(lambda: hidden(window))
    calls = list(room.dictation.calls)
    for key, modifier in (
        (Qt.Key.Key_R, CTRL | ALT),
        (Qt.Key.Key_F9, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_F10, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_O, CTRL),
        (Qt.Key.Key_G, CTRL),
    ):
        QTest.keyClick(window, key, modifier)
    qtbot.wait(50)
    assert room.dictation.calls == calls
    assert not window.acceptDrops()


def test_after_two_minutes_without_a_touch_the_screen_hides_and_recording_goes_on(
    qtbot: QtBot, open_window: OpenWindow, room: Room, people: FakePeople
) -> None:
    window = open_window(room)
    sign_in(qtbot, window, "li")
    room.dictation.records(audio_s=7.0)
    qtbot.waitUntil(lambda: window._desk.recording)
    people.at_s += 119
    presence = window._entrance.presence if window._entrance else None
    assert presence is not None
    presence.look()
    assert not hidden(window)
    people.at_s += 2
    presence.look()
    assert hidden(window)
    presence.look()
    presence.look()
    qtbot.waitUntil(lambda: people.calls[-1] == "lock u-li idle")
    assert people.calls.count("lock u-li idle") == 1, "it is locked once"
    room.dictation.records(audio_s=130.0)
    gate = gate_of(window)
    qtbot.waitUntil(lambda: gate.elapsed.text() == "02:10")
    assert gate.lamp.isVisible()
    assert gate.lamp.text() == "● REC"
    assert "stop" not in room.dictation.calls


def test_a_key_or_a_touch_puts_hiding_off(
    qtbot: QtBot, open_window: OpenWindow, room: Room, people: FakePeople
) -> None:
    window = open_window(room)
    sign_in(qtbot, window, "li")
    presence = window._entrance.presence if window._entrance else None
    assert presence is not None
    for _ in range(3):
        people.at_s += 100
        QTest.mouseMove(window)
        QTest.keyClick(window, Qt.Key.Key_Shift)
        presence.look()
        assert not hidden(window)


def test_after_fifteen_minutes_the_user_is_signed_out(
    qtbot: QtBot, open_window: OpenWindow, room: Room, people: FakePeople
) -> None:
    window = open_window(room)
    sign_in(qtbot, window, "li")
    qtbot.waitUntil(lambda: window.frame.notes.count() == 1)
    presence = window._entrance.presence if window._entrance else None
    assert presence is not None
    people.at_s += 130
    presence.look()
    people.at_s += 800
    presence.look()
    assert hidden(window)
    assert gate_of(window).state == "out"
    assert window.frame.notes.count() == 0
    assert room.dictation.actors[-1] is None
    qtbot.waitUntil(lambda: people.calls[-1] == "sign out u-li timeout")


def test_another_user_may_sign_in_while_one_is_locked_or_change_their_mind(
    qtbot: QtBot, open_window: OpenWindow, room: Room, people: FakePeople
) -> None:
    window = open_window(room)
    sign_in(qtbot, window, "li")
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_L, CTRL | SHIFT)
    gate = gate_of(window)
    qtbot.waitUntil(lambda: gate.state == "switching")
    gate.go_back.click()
    assert gate.who.text().startswith("Locked: Dr. Anna Li")
    gate.other_user.click()
    sign_in(qtbot, window, "roe")
    assert people.calls[-2:] == ["sign in roe", "switch from u-li"]
    assert [one.id if one else None for one in room.dictation.actors] == ["u-li", None, "u-roe"]
    bar = window._entrance.bar if window._entrance else None
    assert bar is not None
    assert ROE.name in bar.name.text()


def test_who_was_locked_stays_when_the_other_one_does_not_get_in(
    qtbot: QtBot, open_window: OpenWindow, room: Room
) -> None:
    window = open_window(room)
    sign_in(qtbot, window, "li")
    assert window._entrance is not None
    window._entrance.switch()
    sign_in(qtbot, window, "roe", "wrong", wait=False)
    qtbot.waitUntil(lambda: "is wrong" in gate_of(window).form.error.text())
    assert window._entrance.presence.actor is not None
    assert window._entrance.presence.actor.id == LI.id
    assert room.dictation.actors[-1] is not None


def test_a_dialog_is_closed_when_the_screen_locks(
    qtbot: QtBot, open_window: OpenWindow, room: Room
) -> None:
    window = open_window(room)
    sign_in(qtbot, window, "li")
    dialog = QDialog(window)
    dialog.open()
    assert dialog.isVisible()
    assert window._entrance is not None
    window._entrance.presence.lock()
    assert not dialog.isVisible()


def test_a_database_that_cannot_be_opened_is_said_at_the_gate(
    qtbot: QtBot, open_window: OpenWindow, room: Room, people: FakePeople
) -> None:
    window = open_window(room)
    people.refusal = StoreError("the key of the store is not here; see erscribe keys")
    sign_in(qtbot, window, "li", wait=False)
    qtbot.waitUntil(lambda: "The key of the store" in gate_of(window).form.error.text())
    assert gate_of(window).record.isEnabled(), "recording does not wait for it"


def test_closing_signs_out_and_warns_at_the_gate_while_something_is_recorded(
    qtbot: QtBot, open_window: OpenWindow, room: Room, people: FakePeople
) -> None:
    window = open_window(room)
    sign_in(qtbot, window, "li")
    assert window._entrance is not None
    window._entrance.presence.lock()
    room.dictation.records()
    qtbot.waitUntil(lambda: window._desk.recording)
    assert not window.close()
    assert gate_of(window).said.text() == window.leaving.sentence
    assert window.close()
    assert people.calls[-1] == "sign out u-li exit"


def test_live_words_are_behind_the_gate_while_locked_and_back_afterwards(
    qtbot: QtBot, open_window: OpenWindow, room: Room
) -> None:
    window = open_window(room)
    sign_in(qtbot, window, "li")
    room.dictation.says(Ready({}), Status("armed", device=DEVICE))
    room.dictation.records()
    assert window._entrance is not None
    window._entrance.presence.lock()
    room.dictation.says(LiveWords(0, "en", words("give aspirin"), 2, 2.0, ended=True))
    text = window._desk.text.text
    qtbot.waitUntil(lambda: "aspirin" in text.toPlainText())
    assert not text.isVisible()
    gate_of(window).form.password.setText(PASSWORDS["li"])
    gate_of(window).form.submit()
    qtbot.waitUntil(text.isVisible)


def test_a_sandbox_has_no_gate_and_says_how_to_make_users(open_window: OpenWindow) -> None:
    window = open_window(Room())
    assert window._entrance is None
    assert window._desk.panel.isVisible()
    banner = window.findChild(SandboxBanner)
    assert banner is not None
    assert "erscribe users init" in banner.text()
