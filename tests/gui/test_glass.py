"""Break-the-glass in the window: the question, the banner over the note, and its end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pytestqt.qtbot import QtBot

from app.domain.access import Actor
from app.domain.errors import GlassNeededError, NotFoundError
from app.gui.glass_desk import GlassDesk
from app.gui.glass_dialog import GlassDialog
from app.gui.main_window import MainWindow
from app.services.glass import Grant
from app.services.review import NoteView
from tests.fake_people import LI, PASSWORDS, FakePeople
from tests.fakes import finished_job
from tests.window_room import FakeReview, OpenWindow, Room, choose_note, note_of, sign_in

NOTE = replace(finished_job(), encounter_id="E-7")


@pytest.fixture
def people() -> FakePeople:
    return FakePeople()


@pytest.fixture
def room(people: FakePeople) -> Room:
    return Room(people=people.parts())


def glass_of(window: MainWindow) -> GlassDesk:
    assert window._entrance is not None
    return window._entrance.glass


def asked(window: MainWindow) -> GlassDialog:
    dialog = glass_of(window).dialog
    assert dialog is not None
    assert dialog.isVisible()
    return dialog


def fill(dialog: GlassDialog, password: str = PASSWORDS["li"]) -> None:
    dialog.encounter.setText("E-7")
    dialog.why.setCurrentIndex(1)
    dialog.text.setText("covers for Dr. Roe tonight")
    dialog.password.setText(password)
    dialog.submit()


def test_a_reason_and_the_password_open_an_encounter_under_a_banner(
    qtbot: QtBot, open_window: OpenWindow, room: Room, people: FakePeople
) -> None:
    window = open_window(room)
    sign_in(qtbot, window, "li")
    window.break_glass()
    dialog = asked(window)
    room.review.kept.append(NOTE)
    fill(dialog)
    choose_note(qtbot, window)
    qtbot.waitUntil(lambda: note_of(window).note.topLevelItemCount() == 2)
    assert people.calls[-2:] == ["prove u-li", "glass E-7 cover: covers for Dr. Roe tonight"]
    window.frame.centre.show_tab("note")
    bar = glass_of(window).bar
    qtbot.waitUntil(bar.isVisible)
    until = f"{people.grants[0].until.astimezone():%H:%M}"
    assert f"until {until} (I stand in for a colleague)" in bar.sentence
    assert glass_of(window).dialog is None


def test_what_is_missing_is_asked_for_and_what_is_wrong_is_said(
    qtbot: QtBot, open_window: OpenWindow, room: Room, people: FakePeople
) -> None:
    window = open_window(room)
    sign_in(qtbot, window, "li")
    window.break_glass()
    dialog = asked(window)
    dialog.encounter.setText("E-7")
    dialog.submit()
    assert dialog.go.isEnabled(), "without a reason nothing is asked"
    fill(dialog, "wrong")
    qtbot.waitUntil(lambda: "is wrong" in dialog.error.text())
    assert dialog.password.text() == ""
    people.refusal = NotFoundError("there is no such encounter; see how it is spelt")
    dialog.password.setText(PASSWORDS["li"])
    dialog.submit()
    qtbot.waitUntil(lambda: "no such encounter" in dialog.error.text())
    assert dialog.isVisible()


def test_no_question_lies_over_the_window_while_something_is_recorded(
    qtbot: QtBot, open_window: OpenWindow, room: Room
) -> None:
    window = open_window(room)
    sign_in(qtbot, window, "li")
    room.dictation.records()
    qtbot.waitUntil(lambda: window._desk.recording)
    window.break_glass()
    assert glass_of(window).dialog is None
    assert "Stop recording first" in window.frame.said


def test_a_note_that_needs_it_asks_for_it(
    qtbot: QtBot, open_window: OpenWindow, room: Room
) -> None:
    class Withheld(FakeReview):
        def view(self, actor: Actor, note_id: str) -> NoteView:
            raise GlassNeededError("you are not assigned to this patient")

    room.review = Withheld([NOTE])
    window = open_window(room)
    sign_in(qtbot, window, "li")
    choose_note(qtbot, window)
    qtbot.waitUntil(lambda: glass_of(window).dialog is not None)
    assert asked(window).encounter.text() == ""


def test_a_grant_that_is_over_takes_the_note_away(
    qtbot: QtBot, open_window: OpenWindow, room: Room, people: FakePeople
) -> None:
    now = datetime.now(UTC)
    over = now + timedelta(seconds=1.5)
    people.grants.append(Grant("g1", LI.id, LI.name, "E-7", "consult", "asked", now, over))
    room.review.kept.append(NOTE)
    window = open_window(room)
    sign_in(qtbot, window, "li")
    window.frame.centre.show_tab("note")
    choose_note(qtbot, window)
    qtbot.waitUntil(glass_of(window).bar.isVisible)
    assert note_of(window).note.topLevelItemCount() == 2
    room.review.kept.clear()
    qtbot.waitUntil(lambda: note_of(window).note.topLevelItemCount() == 0, timeout=6000)
    assert not glass_of(window).bar.isVisible()
    qtbot.waitUntil(lambda: window.frame.notes.count() == 0)


def test_a_grant_may_be_given_back(
    qtbot: QtBot, open_window: OpenWindow, room: Room, people: FakePeople
) -> None:
    window = open_window(room)
    sign_in(qtbot, window, "li")
    room.review.kept.append(NOTE)
    window.break_glass()
    fill(asked(window))
    window.frame.centre.show_tab("note")
    choose_note(qtbot, window)
    qtbot.waitUntil(glass_of(window).bar.isVisible)
    room.review.kept.clear()
    glass_of(window).give_back.click()
    qtbot.waitUntil(lambda: people.calls[-1] == "end g1")
    qtbot.waitUntil(lambda: note_of(window).note.topLevelItemCount() == 0)
