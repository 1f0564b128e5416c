"""The list of encounters, a new one in two fields, the banner, consent, double entries, drafts."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.access import Actor
from app.domain.encounters import Card, ConsentStep, NoteLine, RecordingLine
from app.domain.errors import CodeNeededError
from app.domain.intake_words import Told
from app.domain.worklist import Line
from app.gui.encounters.banner import PatientBanner
from app.gui.encounters.encounter_list import PAGE, EncounterList
from app.gui.encounters.line_model import LINE, spoken
from app.gui.encounters.parts import label_with
from app.gui.encounters.saying import searched, since, title
from app.services.handovers import OfferedDraft
from tests.fake_encounters import LIN, LOCKED, NOW, PASSWORD, FakeEncounters, line_of, many
from tests.window_walk import left_in

NURSE = Actor("u-wu", "Wu", "nurse", "s-2", "er", "bay-3")
SMITH = Card("E-1", NOW, "Smith, June", "MRN-7", "Bed 4", "54y", "F", "er")
WANG = Card("E-2", NOW, "王秀英", "", "抢救室", "8mo", "F", "er")
NOBODY = Card("E-3", NOW, "Unknown 3", "", "Resus", "", "M", "er", unknown=True)
RUNNING = (RecordingLine("r1", "E-1", NOW, "recording", "given"),)
OFFERED = OfferedDraft("n1", "E-9", "Dr. House", NOW, NOW, 240.0, "Bed 9", "71y", "M")


@pytest.fixture
def fake() -> FakeEncounters:
    cards = {one.encounter: one for one in (SMITH, WANG, NOBODY)}
    return FakeEncounters(cards, [line_of(one) for one in cards.values()])


def opened_list(qtbot: QtBot, fake: FakeEncounters, actor: Actor = LIN) -> EncounterList:
    panel = EncounterList(fake.parts())
    qtbot.addWidget(panel)
    panel.act_as(actor)
    panel.resize(260, 600)
    panel.show()
    qtbot.waitUntil(lambda: bool(fake.asked))
    qtbot.waitUntil(lambda: len(panel.model.lines) == min(len(fake.lines), PAGE))
    return panel


def opened_banner(qtbot: QtBot, fake: FakeEncounters, card: Card = SMITH) -> PatientBanner:
    fake.cards[card.encounter] = card
    banner = PatientBanner(fake.parts(), announce=lambda *_: None)
    qtbot.addWidget(banner)
    banner.act_as(LIN)
    banner.show_encounter(card.encounter)
    qtbot.waitUntil(lambda: banner.card is not None)
    return banner


def typed(widget: QWidget, text: str) -> None:
    QTest.keyClicks(widget, text)


# --- the list


def test_nothing_is_read_before_somebody_looks(qtbot: QtBot, fake: FakeEncounters) -> None:
    panel = EncounterList(fake.parts())
    qtbot.addWidget(panel)
    panel.act_as(LIN)
    assert not fake.asked
    panel.show()
    qtbot.waitUntil(lambda: bool(fake.asked))


def test_a_line_says_everything_in_words(qtbot: QtBot, fake: FakeEncounters) -> None:
    panel = opened_list(qtbot, fake)
    fake.lines[0] = replace(fake.lines[0], consent="refused", standing="recording")
    panel.refresh()
    qtbot.waitUntil(lambda: panel.model.lines[0].consent == "refused")
    said = panel.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    for word in ("Bed 4", "Smith, June", "54 y", "F", "recording", "consent refused", "E-1"):
        assert word in said
    assert not panel.grab().isNull()  # painted without a warning


def test_what_is_typed_is_looked_for_once(qtbot: QtBot, fake: FakeEncounters) -> None:
    panel = opened_list(qtbot, fake)
    before = len(fake.asked)
    typed(panel.search, "Smi")
    qtbot.waitUntil(lambda: len(panel.model.lines) == 1)
    assert [one.text for one in fake.asked[before:]] == ["Smi"]
    with qtbot.waitSignal(panel.encounter_chosen) as chosen:
        QTest.keyClick(panel.search, Qt.Key.Key_Return)
    assert chosen.args == ["E-1"]


def test_typing_in_the_list_goes_to_the_search(qtbot: QtBot, fake: FakeEncounters) -> None:
    panel = opened_list(qtbot, fake)
    typed(panel.list, "B")
    assert panel.search.text() == "B"
    written = QInputMethodEvent()
    written.setCommitString("王")
    QGuiApplication.sendEvent(panel.list, written)
    assert panel.search.text() == "B王"


def test_arrows_move_in_the_list_from_the_search(qtbot: QtBot, fake: FakeEncounters) -> None:
    panel = opened_list(qtbot, fake)
    for _ in range(2):
        QTest.keyClick(panel.search, Qt.Key.Key_Down)
    with qtbot.waitSignal(panel.encounter_chosen) as chosen:
        QTest.keyClick(panel.list, Qt.Key.Key_Return)
    assert chosen.args in (["E-2"], ["E-3"])


def test_a_long_list_comes_page_by_page(qtbot: QtBot) -> None:
    fake = FakeEncounters(lines=many(PAGE + 20))
    panel = opened_list(qtbot, fake)
    panel.list.scrollToBottom()
    qtbot.waitUntil(lambda: len(panel.model.lines) == PAGE + 20)
    assert fake.asked[-1].after == fake.lines[PAGE - 1]
    assert not panel.model.canFetchMore(panel.list.rootIndex())


def test_finished_ones_alone(qtbot: QtBot, fake: FakeEncounters) -> None:
    panel = opened_list(qtbot, fake)
    panel.part.setCurrentIndex(2)
    qtbot.waitUntil(lambda: fake.asked[-1].progress == "finished")
    qtbot.waitUntil(lambda: not panel.nothing.isHidden())
    assert "Ctrl+N" in panel.nothing.text()


def test_the_one_that_is_looked_at_stays_chosen(qtbot: QtBot, fake: FakeEncounters) -> None:
    panel = opened_list(qtbot, fake)
    panel.show_encounter("e-2")
    fake.lines.insert(0, Line("E-0", True, NOW, name="Nguyen"))
    panel.reread("n1")
    qtbot.waitUntil(lambda: len(panel.model.lines) == 4)
    assert panel.list.currentIndex().data(LINE).encounter == "E-2"


def test_what_went_wrong_is_one_sentence(qtbot: QtBot, fake: FakeEncounters) -> None:
    panel = opened_list(qtbot, fake)
    fake.refuses = LOCKED
    with qtbot.waitSignal(panel.said) as said:
        panel.refresh()
    assert said.args == [str(LOCKED)]
    assert len(panel.model.lines) == 3


# --- a new one


def test_a_new_one_by_keys_alone(qtbot: QtBot, fake: FakeEncounters) -> None:
    panel = opened_list(qtbot, fake)
    panel.begin_action.trigger()
    quick = panel.quick
    typed(quick.who, "Bed 7")
    typed(quick.more, "m 54")
    assert quick.read.text() == "place Bed 7 · age 54 y · sex M"
    with qtbot.waitSignals([panel.created, panel.encounter_chosen]):
        QTest.keyClick(quick.more, Qt.Key.Key_Return)
    assert fake.acts == [("begin", Told(place="Bed 7", age="54y", sex="M"), False)]
    assert quick.isHidden()
    assert quick.who.text() == ""
    qtbot.waitUntil(lambda: panel.list.currentIndex().data(LINE).place == "Bed 7")


def test_nobody_knows_the_name(qtbot: QtBot, fake: FakeEncounters) -> None:
    panel = opened_list(qtbot, fake)
    panel.begin_new()
    with qtbot.waitSignal(panel.created):
        panel.quick.nobody.click()
    assert fake.acts == [("begin", Told(), True)]


def test_what_is_not_clear_is_asked_about_and_not_begun(qtbot: QtBot, fake: FakeEncounters) -> None:
    panel = opened_list(qtbot, fake)
    panel.begin_new()
    typed(panel.quick.who, "Bed 7")
    typed(panel.quick.more, "8m")
    QTest.keyClick(panel.quick.more, Qt.Key.Key_Return)
    assert "“8m” is not clear" in panel.quick.read.text()
    panel.quick.nobody.click()
    assert not fake.acts
    assert panel.busy()
    QTest.keyClick(panel.quick.more, Qt.Key.Key_Escape)
    assert panel.quick.isHidden()
    assert not panel.busy()


def test_a_refused_one_keeps_what_was_typed(qtbot: QtBot, fake: FakeEncounters) -> None:
    panel = opened_list(qtbot, fake)
    panel.begin_new()
    typed(panel.quick.who, "Bed 7")
    fake.refuses = LOCKED
    with qtbot.waitSignal(panel.said):
        panel.quick.submit()
    assert panel.quick.who.text() == "Bed 7"
    assert panel.quick.go.isEnabled()


# --- the banner


def test_the_banner_says_who_it_is_and_where(qtbot: QtBot, fake: FakeEncounters) -> None:
    banner = opened_banner(qtbot, fake)
    assert banner.who.text() == "Bed 4 · Smith, June · 54 y F"
    assert "Encounter E-1" in banner.what.text()
    assert "MRN-7" in banner.what.text()
    assert "consent not asked" in banner.accessibleName()
    banner.show_encounter("")
    assert banner.isHidden()
    assert banner.who.text() == ""


def test_consent_is_written_down_and_what_may_follow_is_offered(
    qtbot: QtBot, fake: FakeEncounters
) -> None:
    banner = opened_banner(qtbot, fake)

    def offered() -> set[str]:
        return {state for state, one in banner.consent.buttons.items() if not one.isHidden()}

    assert offered() == {"asked", "given", "refused"}
    with qtbot.waitSignal(banner.changed):
        banner.consent.buttons["given"].click()
    assert banner.consent.words.text() == "✓ consent given"
    assert "Dr. Lin" in banner.consent.words.toolTip()
    assert offered() == {"withdrawn"}
    with qtbot.waitSignal(banner.changed):
        banner.consent.buttons["withdrawn"].click()
    assert offered() == {"given", "refused"}


def test_a_recording_against_consent_is_said_in_words(qtbot: QtBot, fake: FakeEncounters) -> None:
    heard: list[str] = []
    step = ConsentStep("E-1", "given", NOW, "u")
    banner = opened_banner(qtbot, fake, replace(SMITH, recordings=RUNNING, consent=step))
    banner._announce = lambda _, words: heard.append(words)
    assert banner.warning.isHidden()
    assert "● recording" in banner.what.text()
    with qtbot.waitSignal(banner.changed):
        banner.consent.buttons["withdrawn"].click()
    assert "does not want to be recorded" in banner.warning.text()
    assert not banner.warning.isHidden()
    assert heard == [banner.warning.text()]


def test_somebody_unknown_is_identified(qtbot: QtBot, fake: FakeEncounters) -> None:
    banner = opened_banner(qtbot, fake, NOBODY)
    assert "Unknown 3" in banner.who.text()
    assert banner.describe.text() == "Who is it?"
    banner.describe.click()
    assert banner.form.name.text() == ""
    assert banner.busy()
    typed(banner.form.name, "Okafor, Ben")
    with qtbot.waitSignal(banner.changed):
        QTest.keyClick(banner.form.name, Qt.Key.Key_Return)
    assert ("identify", "E-3") in fake.acts
    assert banner.who.text() == "Resus · Okafor, Ben · M"
    assert not banner.busy()


def test_an_age_that_is_none_is_not_kept(qtbot: QtBot, fake: FakeEncounters) -> None:
    banner = opened_banner(qtbot, fake)
    banner.describe.click()
    assert banner.form.age.text() == "54 y"
    banner.form.age.setText("old")
    banner.form.submit()
    assert not banner.form.error.isHidden()
    assert not fake.acts
    QTest.keyClick(banner.form.age, Qt.Key.Key_Escape)
    assert banner.form.isHidden()


# --- double entries


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
