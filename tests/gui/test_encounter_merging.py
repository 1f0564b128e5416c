"""Double entries, offered drafts, and what stays of a user."""

from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.encounters import Card, NoteLine
from app.domain.errors import CodeNeededError
from app.domain.worklist import Line
from app.gui.encounters.line_model import spoken
from app.gui.encounters.parts import label_with
from app.gui.encounters.saying import searched, since, title
from tests.encounter_desk import (
    NOBODY,
    NURSE,
    OFFERED,
    SMITH,
    WANG,
    fake,
    opened_banner,
    opened_list,
    typed,
)
from tests.fake_encounters import LIN, NOW, PASSWORD, FakeEncounters, line_of
from tests.window_walk import left_in

__all__ = ["fake"]


def test_two_are_compared_and_become_one(qtbot: QtBot, fake: FakeEncounters) -> None:
    banner = opened_banner(qtbot, fake, NOBODY)
    banner.merge.click()
    merge = banner.merge_panel
    merge.other.setText("E-1")
    merge.compare()
    qtbot.waitUntil(lambda: merge.kept is not None)
    assert merge.cells[2, 1].text() == "Unknown 3"
    assert merge.cells[2, 2].text() == "Smith, June"
    merge.reason.setCurrentIndex(1)
    with qtbot.waitSignal(banner.encounter_chosen) as chosen:
        merge.go.click()
    assert chosen.args == ["E-1"]
    assert fake.acts == [("merge", "E-3", "E-1", "identified")]
    assert merge.isHidden()


def test_why_not_is_said_and_the_other_way_round_may_do(qtbot: QtBot, fake: FakeEncounters) -> None:
    signed = replace(SMITH, notes=(NoteLine("n1", "E-1", NOW, "signed", True),))
    banner = opened_banner(qtbot, fake, signed)
    banner.merge.click()
    merge = banner.merge_panel
    merge.other.setText("E-3")
    merge.compare()
    qtbot.waitUntil(lambda: merge.kept is not None)
    assert "A signed note names this encounter" in merge.why_not.text()
    assert not merge.go.isEnabled()
    merge.turn.click()
    assert merge.go.isEnabled()
    assert merge.cells[1, 2].text() == "E-1"


def test_a_merge_is_undone_where_it_is_told(qtbot: QtBot, fake: FakeEncounters) -> None:
    banner = opened_banner(qtbot, fake, replace(SMITH, merged=("E-2",)))
    assert "stands for E-2" in banner.what.text()
    banner.merge.click()
    with qtbot.waitSignal(banner.encounter_chosen) as chosen:
        banner.merge_panel.undo[0].click()
    assert chosen.args == ["E-2"]
    assert fake.acts == [("part", "E-2")]


def test_an_encounter_that_is_not_there_is_said(qtbot: QtBot, fake: FakeEncounters) -> None:
    banner = opened_banner(qtbot, fake)
    banner.merge.click()
    banner.merge_panel.other.setText("E-404")
    with qtbot.waitSignal(banner.said) as said:
        banner.merge_panel.compare()
    assert "no such encounter" in said.args[0]


def test_the_other_one_is_found_by_bed_or_name(qtbot: QtBot, fake: FakeEncounters) -> None:
    banner = opened_banner(qtbot, fake, NOBODY)
    banner.merge.click()
    merge = banner.merge_panel
    merge.other.setText("bed")
    merge.compare()
    qtbot.waitUntil(lambda: merge.kept is not None)
    assert merge.cells[1, 2].text() == "E-1"
    fake.lines.append(Line("E-4", True, NOW, place="Bed 44"))
    with qtbot.waitSignal(banner.said) as said:
        merge.compare()
    assert "type more of it" in said.args[0]


# --- drafts


def test_an_offered_draft_is_taken_over_with_the_password(
    qtbot: QtBot, fake: FakeEncounters
) -> None:
    fake.drafts = (OFFERED,)
    panel = opened_list(qtbot, fake)
    inbox = panel.inbox
    qtbot.waitUntil(lambda: not inbox.isHidden())
    words, button = inbox.rows[0]
    assert "Bed 9 71 y M · 4 min · from Dr. House" in words.text()
    assert inbox.credential.isHidden()
    button.click()
    typed(inbox.credential.password, "wrong")
    with qtbot.waitSignal(panel.said) as said:
        inbox.sure.click()
    assert "not your password" in said.args[0]
    assert inbox.credential.password.text() == ""
    typed(inbox.credential.password, PASSWORD)
    with qtbot.waitSignals([panel.note_chosen, panel.encounter_chosen]):
        QTest.keyClick(inbox.credential.password, Qt.Key.Key_Return)
    assert fake.acts == [("take", LIN.id, "n1")]
    assert inbox.isHidden()


def test_a_code_is_asked_for_where_it_is_needed(qtbot: QtBot, fake: FakeEncounters) -> None:
    fake.drafts = (OFFERED,)
    fake.prove = lambda *given: given[3](CodeNeededError("type the code"))  # type: ignore[method-assign]
    panel = opened_list(qtbot, fake)
    qtbot.waitUntil(lambda: not panel.inbox.isHidden())
    panel.inbox.rows[0][1].click()
    typed(panel.inbox.credential.password, PASSWORD)
    panel.inbox.take()
    assert not panel.inbox.credential.code.isHidden()
    assert panel.inbox.credential.password.text() == PASSWORD


def test_a_nurse_is_offered_no_drafts(qtbot: QtBot, fake: FakeEncounters) -> None:
    fake.drafts = (OFFERED,)
    assert opened_list(qtbot, fake, NURSE).inbox.isHidden()


# --- who leaves


def test_nothing_of_a_user_stays(qtbot: QtBot, fake: FakeEncounters) -> None:
    canary = "Zebrafink"
    fake.lines[0] = replace(fake.lines[0], name=canary)
    fake.drafts = (replace(OFFERED, place=canary),)
    panel = opened_list(qtbot, fake)
    qtbot.waitUntil(lambda: not panel.inbox.isHidden())
    panel.begin_new()
    typed(panel.quick.who, canary)
    banner = opened_banner(qtbot, fake, replace(SMITH, name=canary, merged=(canary,)))
    for opens in (banner.describe, banner.merge):
        opens.click()
    typed(banner.merge_panel.other, canary)
    assert left_in(panel, canary)
    assert left_in(banner, canary)
    for one in (panel, banner):
        one.forget()
        one._parts = None  # type: ignore[assignment]  # holds the fake store
    for part in (panel.inbox, banner.merge_panel):
        part._parts = None  # type: ignore[assignment]
    assert left_in(panel, canary) == []
    assert left_in(banner, canary) == []


def test_what_is_answered_after_somebody_left_is_shown_to_nobody(
    qtbot: QtBot, fake: FakeEncounters
) -> None:
    panel = opened_list(qtbot, fake)
    panel.refresh()
    panel.forget()
    qtbot.wait(50)
    assert panel.model.lines == []


# --- words


def test_times_are_said_as_they_are_thought_of() -> None:
    at = NOW.astimezone().replace(hour=12, minute=5)
    assert since(at, at) == "12:05"
    assert since(at - timedelta(days=1), at) == "yesterday 12:05"
    assert since(at - timedelta(days=9), at) == f"{at - timedelta(days=9):%Y-%m-%d}"


def test_a_tab_is_called_by_place_and_name(fake: FakeEncounters) -> None:
    assert label_with(fake.parts())(LIN, "E-1") == "Bed 4 · Smith, June"
    assert title(Card("E-7", NOW)) == "E-7"
    assert searched("Unknown 3") == "Unknown 3"
    assert "nothing recorded" in spoken(line_of(WANG))


def test_colours_follow_the_system(qtbot: QtBot, fake: FakeEncounters) -> None:
    banner = opened_banner(qtbot, fake)
    sheet = banner.styleSheet()
    QGuiApplication.sendEvent(banner, QEvent(QEvent.Type.PaletteChange))
    assert banner.styleSheet() == sheet
