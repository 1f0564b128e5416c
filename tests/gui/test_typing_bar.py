"""Typing while somebody speaks."""

from dataclasses import dataclass, field, replace
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.access import Actor
from app.domain.errors import AudioError
from app.domain.macros import Macro
from app.domain.typed import TypedPiece
from app.gui.dictate.parts import TypingParts
from app.gui.dictate.typing_bar import TypingBar
from app.services.macros import Macros
from tests.window_walk import left_in

LI = Actor("u-li", "Dr. Li", "physician", "s1", "ED", "desk-3")
SHIPPED = Macro("", "Chest exam", "en", "Lungs: [breath sounds]. Heart: [rhythm].")


@dataclass
class FakeMacros:
    own: list[Macro] = field(default_factory=list)

    def offered(self, actor: Actor) -> tuple[Macro, ...]:
        return (*self.own, SHIPPED)

    def keep(self, actor: Actor, macro: Macro) -> Macro:
        made = replace(macro, id=f"m{len(self.own)}")
        self.own.append(made)
        return made

    def end(self, actor: Actor, macro: str) -> None:
        self.own = [one for one in self.own if one.id != macro]


@dataclass
class Desk:
    """A bar, and the recording it types into."""

    at_s: float | None = 12.0
    kept: tuple[TypedPiece, ...] = ()
    refused: bool = False
    macros: FakeMacros = field(default_factory=FakeMacros)
    said: list[str] = field(default_factory=list)

    def keep(self, pieces: tuple[TypedPiece, ...]) -> None:
        if self.refused:
            raise AudioError("no recording of yours runs; type into the note instead")
        self.kept = pieces

    def bar(self) -> TypingBar:
        parts = TypingParts(
            lambda: cast(Macros, self.macros),
            lambda: ("chief_complaint", "plan"),
            lambda: self.at_s,
            lambda: self.kept,
            self.keep,
        )
        bar = TypingBar(parts)
        bar.said.connect(self.said.append)
        return bar


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def bar(desk: Desk, qtbot: QtBot) -> TypingBar:
    bar = desk.bar()
    qtbot.addWidget(bar)
    bar.act_as(LI)
    with qtbot.waitExposed(bar):
        bar.show()
    bar.field.setFocus()
    return bar


def enter(bar: TypingBar, text: str = "") -> None:
    QTest.keyClicks(bar.field, text)
    QTest.keyClick(bar.field, Qt.Key.Key_Return)


def undo(bar: TypingBar) -> None:
    QTest.keyClick(bar.field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def listed(bar: TypingBar) -> list[str]:
    return [bar.list.item(row).text() for row in range(bar.list.count())]


def test_enter_puts_a_line_at_this_moment(desk: Desk, bar: TypingBar) -> None:
    enter(bar, "Allergic to penicillin.")
    assert desk.kept == (TypedPiece(12.0, "Allergic to penicillin."),)
    assert listed(bar) == ["00:12  Allergic to penicillin."]
    assert bar.field.toPlainText() == ""
    assert not bar.busy()


def test_a_section_can_be_chosen(desk: Desk, bar: TypingBar) -> None:
    bar.section.setCurrentIndex(2)
    enter(bar, "CT head.")
    assert desk.kept == (TypedPiece(12.0, "CT head.", "plan"),)
    assert listed(bar) == ["00:12  Plan  CT head."]


def test_shift_and_enter_begins_a_new_line(desk: Desk, bar: TypingBar) -> None:
    QTest.keyClicks(bar.field, "one")
    QTest.keyClick(bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    enter(bar, "two")
    assert desk.kept[0].text.split() == ["one", "two"]


def test_nothing_is_lost_while_nothing_is_recorded(desk: Desk, bar: TypingBar) -> None:
    desk.at_s = None
    enter(bar, "Too early.")
    assert not desk.kept
    assert bar.field.toPlainText() == "Too early."
    assert "press Record" in desk.said[0]
    desk.at_s, desk.refused = 3.0, True
    enter(bar)
    assert bar.field.toPlainText() == "Too early."
    assert "type into the note" in desk.said[1]
    desk.refused = False
    enter(bar)
    assert [one.text for one in desk.kept] == ["Too early."]


def test_undo_in_the_empty_field_takes_the_last_line_back(desk: Desk, bar: TypingBar) -> None:
    enter(bar, "First.")
    enter(bar, "Second.")
    undo(bar)
    assert bar.field.toPlainText() == "Second."
    assert [one.text for one in desk.kept] == ["First."]
    undo(bar)
    assert bar.field.toPlainText() == ""
    assert [one.text for one in desk.kept] == ["First."]


def test_a_chosen_line_is_taken_back_with_its_section(desk: Desk, bar: TypingBar) -> None:
    bar.section.setCurrentIndex(1)
    enter(bar, "First.")
    bar.section.setCurrentIndex(0)
    enter(bar, "Second.")
    bar.list.setCurrentRow(0)
    bar.take_back.click()
    assert bar.field.toPlainText() == "First."
    assert bar.section.currentData() == "chief_complaint"
    assert [one.text for one in desk.kept] == ["Second."]


def test_a_text_is_put_in_by_its_name_and_its_slots_are_walked(
    desk: Desk, bar: TypingBar, qtbot: QtBot
) -> None:
    bar.toggle_macros()
    qtbot.waitUntil(lambda: bar.macros.list.count() == 1)
    QTest.keyClicks(bar.macros.search, "chest")
    QTest.keyClick(bar.macros.search, Qt.Key.Key_Return)
    assert not bar.macros.isVisible()
    assert bar.field.textCursor().selectedText() == "[breath sounds]"
    QTest.keyClicks(bar.field, "clear")
    enter(bar)
    assert not desk.kept
    assert "in brackets" in desk.said[0]
    assert bar.field.textCursor().selectedText() == "[rhythm]"
    QTest.keyClick(bar.field, Qt.Key.Key_Tab)
    QTest.keyClicks(bar.field, "regular")
    enter(bar)
    assert desk.kept[0].text == "Lungs: clear. Heart: regular."


def test_tab_leaves_the_field_when_no_slot_is_left(bar: TypingBar, qtbot: QtBot) -> None:
    QTest.keyClicks(bar.field, "plain")
    QTest.keyClick(bar.field, Qt.Key.Key_Tab)
    assert bar.field.toPlainText() == "plain"
    assert not bar.field.hasFocus()


def test_what_is_typed_is_kept_as_ones_own_and_taken_out_again(
    desk: Desk, bar: TypingBar, qtbot: QtBot
) -> None:
    QTest.keyClicks(bar.field, "Ankle [finding].")
    bar.toggle_macros()
    QTest.keyClicks(bar.macros.search, "Ankle")
    bar.macros.keep.click()
    qtbot.waitUntil(lambda: bar.macros.list.count() == 1)
    assert desk.macros.own[0].text == "Ankle [finding]."
    assert (desk.macros.own[0].name, desk.macros.own[0].language) == ("Ankle", "en")
    assert bar.macros.list.item(0).text() == "Ankle (yours): Ankle [finding]."
    bar.macros.end.click()
    qtbot.waitUntil(lambda: desk.macros.own == [])


def test_texts_of_the_program_cannot_be_taken_out(bar: TypingBar, qtbot: QtBot) -> None:
    bar.toggle_macros()
    qtbot.waitUntil(lambda: bar.macros.list.count() == 1)
    assert not bar.macros.end.isEnabled()
    QTest.keyClick(bar.macros.search, Qt.Key.Key_Escape)
    assert not bar.macros.isVisible()


def test_what_was_typed_before_the_window_was_closed_is_there_again(
    desk: Desk, qtbot: QtBot
) -> None:
    desk.kept = (TypedPiece(63.0, "Before the crash."),)
    bar = desk.bar()
    qtbot.addWidget(bar)
    bar.act_as(LI)
    assert listed(bar) == ["01:03  Before the crash."]


def test_nothing_of_it_stays(desk: Desk, bar: TypingBar, qtbot: QtBot) -> None:
    bar.section.setCurrentIndex(2)
    enter(bar, "canarytext given")
    QTest.keyClicks(bar.field, "canarytext typed")
    bar.toggle_macros()
    QTest.keyClicks(bar.macros.search, "canarytext")
    bar.macros.keep.click()
    qtbot.waitUntil(lambda: bar.macros.list.count() == 1)
    desk.kept, desk.macros.own = (), []
    desk.said.clear()
    bar.forget()
    assert left_in(bar, "canarytext") == []
    assert bar.section.currentIndex() == 0
