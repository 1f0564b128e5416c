"""The list of encounters, a new one in two fields, the banner, consent, double entries, drafts."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.encounters import ConsentStep
from app.domain.intake_words import Told
from app.domain.worklist import Line
from app.gui.encounters.encounter_list import PAGE, EncounterList
from app.gui.encounters.line_model import LINE
from tests.encounter_desk import (
    NOBODY,
    RUNNING,
    SMITH,
    fake,
    opened_banner,
    opened_list,
    typed,
)
from tests.fake_encounters import LIN, LOCKED, NOW, FakeEncounters, many

__all__ = ["fake"]


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
