"""The note page as its author uses it: deciding what is open, and leaving."""

from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from app.domain.access import Actor
from app.domain.errors import StoreError
from app.services.export_status import Sending
from tests.note_bedside import Bedside
from tests.note_room import (
    Open,
    bedside,
    button,
    opened,
    quiet,
    tags,
    type_in,
    wait,
)
from tests.note_views import CHIEF, DOCTOR, draft, signed
from tests.ward import proved
from tests.window_walk import left_in

__all__ = ["bedside", "opened"]


# --- deciding


def test_a_correction_is_undone_accepted_and_refused_for_ever(
    qtbot: QtBot, opened: Open, bedside: Bedside
) -> None:
    panel = opened()
    panel.go_to(4)
    assert tags(panel) == [
        "corrected: heard “metopro lol”, written “metoprolol”",
        "proposed: heard “a tore vastatin”, written “atorvastatin”",
    ]
    button(panel, "Accept").click()
    quiet(qtbot, panel)
    wait(qtbot, lambda: "corrected: heard “a tore vastatin”, written “atorvastatin”" in tags(panel))
    button(panel, "Undo").click()
    quiet(qtbot, panel)
    wait(qtbot, lambda: "undone: heard “metopro lol”, written “metoprolol”" in tags(panel))
    menu = button(panel, "Never…").menu()
    menu.actions()[2].trigger()
    quiet(qtbot, panel)
    assert bedside.named("resolve_correction") == [(1, True)]
    assert bedside.named("undo") == [(0,)]
    assert bedside.named("never_again") == [(1,)]
    assert len(bedside.named("told")) == 3


def test_a_correction_is_refused_for_its_section(
    qtbot: QtBot, opened: Open, bedside: Bedside
) -> None:
    panel = opened()
    panel.go_to(4)
    button(panel, "Never…").menu().actions()[1].trigger()
    quiet(qtbot, panel)
    assert bedside.named("never_in_section") == [(0,)]
    assert not bedside.named("never_again")


def test_a_question_is_answered_where_it_stands(
    qtbot: QtBot, opened: Open, bedside: Bedside
) -> None:
    panel = opened()
    panel.list.next_open()
    panel.list.next_open()
    panel.list.next_open()
    assert panel.list.line is not None
    assert panel.list.line.sentence.number == 7
    assert "Question: 15 mg or 50 mg?" in tags(panel)
    button(panel, "50 mg").click()
    quiet(qtbot, panel)
    assert bedside.named("choose") == [(0, "50 mg")]
    wait(qtbot, lambda: "Question: 15 mg or 50 mg?" not in tags(panel))


def test_what_is_open_is_accepted_and_kept_by_keys(
    qtbot: QtBot, opened: Open, bedside: Bedside
) -> None:
    panel = opened()
    panel.go_to(7)
    QTest.keyClick(panel.list.card.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    quiet(qtbot, panel)
    assert bedside.named("confirm") == [("query:0",)]
    panel.go_to(4)
    panel.list.setFocus()
    panel.writing.revert()
    quiet(qtbot, panel)
    assert bedside.named("resolve_correction") == [(1, False)]


def test_suggestions_are_listed_struck_through_and_decided(
    qtbot: QtBot, opened: Open, bedside: Bedside
) -> None:
    panel = opened()
    assert panel.sides.tabText(1) == "Su&ggestions (2)"
    first = panel.suggestions.tags[0]
    assert "<s>160</s><u>165</u>" in first.words.text()
    accept = next(one for one in first.findChildren(QToolButton) if one.text() == "Accept")
    accept.click()
    quiet(qtbot, panel)
    assert bedside.named("resolve") == [(1, True)]
    wait(qtbot, lambda: panel.sides.tabText(1) == "Su&ggestions (1)")


def test_a_refused_act_says_so_and_changes_nothing(
    qtbot: QtBot, opened: Open, bedside: Bedside
) -> None:
    panel = opened()
    panel.go_to(4)
    bedside.refusal = StoreError("the note no longer says it in these words")
    said: list[str] = []
    panel.said.connect(said.append)
    button(panel, "Undo").click()
    wait(qtbot, lambda: bool(said))
    assert said == ["The note no longer says it in these words"]
    assert not bedside.named("told")


# --- leaving


def test_nothing_of_the_note_stays_when_its_reader_leaves(
    qtbot: QtBot, opened: Open, bedside: Bedside
) -> None:
    panel = opened()
    panel.go_to(4)
    type_in(panel, "Metoprolol stopped.")
    panel.forget()
    panel._behind.settle(2.0)
    assert bedside.texts()[3] == "Metoprolol stopped.", "what was typed is kept all the same"
    for word in ("metopro", "54 year", "Fitzgerald", "vastatin", "stopped"):
        assert left_in(panel, word) == []
    QGuiApplication.clipboard().clear()


def test_a_note_read_anew_leaves_the_cursor_where_it_is(
    qtbot: QtBot, opened: Open, bedside: Bedside
) -> None:
    panel = opened()
    panel.go_to(4)
    type_in(panel, "He takes nothing")
    panel.reread(bedside.view.version.note_id)
    panel._behind.settle(2.0)
    qtbot.wait(1)
    assert panel.list.card.edit.toPlainText() == "He takes nothing"
    assert panel.list.line is not None
    assert panel.list.line.sentence.number == 4


def test_how_far_a_note_came_is_asked_of_whatever_sends_it(qtbot: QtBot, opened: Open) -> None:
    assert "not sent: no EMR is configured" in opened(signed()).bar.whose.text()

    class Sent:
        def sending(self, actor: Actor, note: str) -> Sending:
            return Sending("refused", datetime(2026, 11, 29, 3, 30, tzinfo=UTC))

    panel = opened(signed(), outbox=Sent)
    wait(qtbot, lambda: "refused by the EMR 2026-11-29 03:30" in panel.bar.whose.text())


def test_a_draft_is_not_copied(opened: Open, bedside: Bedside) -> None:
    panel = opened(actor=proved(DOCTOR))
    said: list[str] = []
    panel.said.connect(said.append)
    panel.copy()
    panel.list.setFocus()
    panel.list.card.edit.clearFocus()
    QTest.keyClick(panel.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert said == 2 * ["Only a note that is signed, and co-signed where it must be, is copied."]
    assert not bedside.named("copy")


def test_a_draft_that_is_offered_can_be_taken(opened: Open) -> None:
    view = draft()
    owners = (*view.owners, replace(view.owners[0], step="offered", user_id=CHIEF.id))
    panel = opened(replace(view, owners=owners), CHIEF)
    assert panel.bar.main.text() == "Take over…"
    assert "offers you this draft" in panel.bar.notice.text()
