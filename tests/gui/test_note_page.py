"""The note page as its author uses it: reading and typing."""

from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from app.domain.errors import StoreError
from app.domain.note_edits import Move
from app.domain.note_page import Heading
from app.gui.note.note_list import HeadingBar
from tests.note_bedside import Bedside
from tests.note_room import (
    Open,
    bedside,
    opened,
    quiet,
    shown,
    type_in,
    wait,
)
from tests.note_views import NURSE, chinese, draft

__all__ = ["bedside", "opened"]


# --- reading


def test_sections_stand_in_order_with_their_sentences_and_sources(opened: Open) -> None:
    panel = opened()
    headings = [one.key for one in panel.list.rows_.rows if isinstance(one, Heading)]
    assert headings[0] == "chief_complaint"
    assert headings[-1] == ""
    assert shown(panel)[0] == "54 year old man with crushing chest pain for 2 hours."
    panel.go_to(1)
    assert panel.list.card.side.text() == "dictated 00:02"
    index = panel.list.rows_.index_of(7)
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert "dictated" in spoken
    assert "open question: 15 mg or 50 mg?" in spoken


def test_the_evidence_of_a_sentence_lights_up_and_is_heard(qtbot: QtBot, opened: Open) -> None:
    panel = opened()
    panel.go_to(4)
    evidence = panel.evidence.text
    assert "S1 · physician · 00:20" in evidence.toPlainText()
    assert "metopro lol → metoprolol" in evidence.toPlainText()
    assert "<u>" in evidence.toHtml() or "underline" in evidence.toHtml()
    with qtbot.waitSignal(panel.play_asked) as asked:
        panel.evidence.hear.click()
    recording, start_s, end_s = asked.args
    assert (recording, round(start_s), round(end_s)) == ("r" * 32, 20, 25)
    with qtbot.waitSignal(panel.play_asked):
        QTest.keyClick(
            panel.list.card.edit,
            Qt.Key.Key_Space,
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier,
        )


def test_the_sentence_under_the_pointer_shows_its_evidence_for_a_while(opened: Open) -> None:
    panel = opened()
    panel.go_to(4)
    QApplication.processEvents()
    for number, words in ((6, "blood pressure one sixty"), (5, "allergic to penicillin")):
        place = panel.list.visualRect(panel.list.rows_.index_of(number)).center()
        for step in (QPoint(-4, 0), QPoint(0, 0)):
            QTest.mouseMove(panel.list.viewport(), place + step)
        assert words in panel.evidence.text.toPlainText()
    panel.list.over.emit(None)
    assert "metopro lol" in panel.evidence.text.toPlainText()


def test_rows_that_scroll_below_a_resting_pointer_do_not_show_their_evidence(opened: Open) -> None:
    panel = opened()
    panel.resize(900, 260)
    panel.go_to(1)
    viewport = panel.list.viewport()
    QCursor.setPos(viewport.mapToGlobal(viewport.rect().center()))
    QApplication.processEvents()
    panel.go_to(8)
    assert panel.list.verticalScrollBar().value() > 0
    assert "can i move the car" in panel.evidence.text.toPlainText()
    panel.list.verticalScrollBar().setValue(0)
    assert "can i move the car" in panel.evidence.text.toPlainText()


def test_a_nurse_reads_and_changes_nothing(opened: Open) -> None:
    panel = opened(actor=NURSE)
    panel.go_to(4)
    assert panel.list.card.edit.isReadOnly()
    assert not panel.list.card.add.isVisible()
    assert not panel.bar.main.isVisible()
    texts = [
        one.text() for tag in panel.list.card.tags.tags for one in tag.findChildren(QToolButton)
    ]
    assert set(texts) == {""}, "only what plays the sound"


def test_a_chinese_note_is_read_and_typed_in(qtbot: QtBot, opened: Open, bedside: Bedside) -> None:
    panel = opened(draft(chinese(), suggested=False))
    panel.go_to(3)
    edit = panel.list.card.edit
    edit.setFocus()
    edit.to_end()
    edit.insertPlainText("无外伤史。")
    QTest.keyClick(edit, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    quiet(qtbot, panel)
    assert bedside.texts()[2] == "否认呼吸困难，否认发热。无外伤史。"


def test_thousands_of_sentences_are_drawn_and_not_made_of_widgets(
    qtbot: QtBot, opened: Open
) -> None:
    view = draft(suggested=False)
    many = tuple(
        replace(view.version.body.sections[1].sentences[0], number=100 + at) for at in range(2000)
    )
    sections = list(view.version.body.sections)
    sections[1] = replace(sections[1], sentences=many)
    body = replace(view.version.body, sections=tuple(sections), numbers=3000)
    version = replace(view.version, body=body)
    panel = opened()
    began = datetime.now(UTC)
    panel.show_view(replace(view, version=replace(version, note_id="other"), versions=(version,)))
    assert (datetime.now(UTC) - began).total_seconds() < 1.0
    assert len(shown(panel)) > 2000
    assert len(panel.list.findChildren(HeadingBar)) < 20


# --- typing


def test_what_is_typed_is_a_version_a_moment_later(
    qtbot: QtBot, opened: Open, bedside: Bedside
) -> None:
    panel = opened()
    panel.go_to(3)
    type_in(panel, "No fever.")
    assert panel.bar.kept.text() == "Not kept yet"
    assert panel.busy()
    wait(qtbot, lambda: bedside.texts()[2] == "No fever.")
    quiet(qtbot, panel)
    assert panel.bar.kept.text().startswith("Kept ")
    assert len(bedside.named("edit")) == 1, "one version, not one a letter"
    assert panel.list.card.edit.toPlainText() == "No fever."
    assert not panel.busy()
    assert panel.bar.back.isEnabled()


def test_leaving_a_sentence_keeps_it_at_once_and_tells_others(
    qtbot: QtBot, opened: Open, bedside: Bedside
) -> None:
    panel = opened()
    panel.go_to(3)
    type_in(panel, "No fever.")
    QTest.keyClick(panel.list.card.edit, Qt.Key.Key_Up)
    assert panel.list.line is not None
    assert panel.list.line.sentence.number == 2
    quiet(qtbot, panel)
    assert bedside.texts()[2] == "No fever."
    panel.list.card.edit.clearFocus()
    quiet(qtbot, panel)
    assert bedside.named("told")


def test_typing_goes_on_while_what_was_typed_is_kept(
    qtbot: QtBot, opened: Open, bedside: Bedside
) -> None:
    panel = opened()
    panel.go_to(1)
    type_in(panel, "One")
    panel.keeper.keep()
    QTest.keyClicks(panel.list.card.edit, " two")
    quiet_later = panel.list.card.edit.toPlainText()
    assert quiet_later == "One two"
    panel.keeper.keep()
    wait(qtbot, lambda: bedside.texts()[0] == "One two")
    assert panel.list.card.edit.toPlainText() == "One two"


def test_what_could_not_be_kept_stays_and_is_tried_again(
    qtbot: QtBot, opened: Open, bedside: Bedside
) -> None:
    panel = opened()
    panel.go_to(1)
    said: list[str] = []
    panel.said.connect(said.append)
    bedside.refusal = StoreError("the disk is full; free some space and start again")
    type_in(panel, "One.")
    panel.keeper.keep()
    wait(qtbot, lambda: bool(said))
    assert said == ["The disk is full; free some space and start again"]
    assert panel.bar.kept.text() == "! Not kept. Ctrl+S tries again"
    assert panel.busy()
    panel.list.go_to(2)
    panel.list.go_to(1)
    assert panel.list.card.edit.toPlainText() == "One."
    panel.keeper.keep()
    wait(qtbot, lambda: bedside.texts()[0] == "One.")


def test_a_new_sentence_is_begun_in_any_section_and_keeps_the_cursor(
    qtbot: QtBot, opened: Open, bedside: Bedside
) -> None:
    panel = opened()
    bar = next(one for one in panel.list.findChildren(HeadingBar) if one.key == "assessment")
    bar.add.click()
    edit = panel.list.card.edit
    QTest.keyClicks(edit, "Suspected STEMI")
    panel.keeper.keep()
    wait(qtbot, lambda: "Suspected STEMI" in bedside.texts())
    wait(qtbot, lambda: panel.list.line is not None and panel.list.line.sentence.number == 9)
    assert edit.hasFocus()
    QTest.keyClicks(edit, ".")
    panel.keeper.keep()
    wait(qtbot, lambda: "Suspected STEMI." in bedside.texts())
    section = next(one for one in bedside.view.version.body.sections if one.key == "assessment")
    assert [one.text for one in section.sentences] == ["Suspected STEMI."]


def test_a_new_sentence_left_empty_is_gone(qtbot: QtBot, opened: Open, bedside: Bedside) -> None:
    panel = opened()
    panel.go_to(3)
    panel.writing.add_here()
    assert "" in shown(panel)
    panel.list.go_to(1)
    assert "" not in shown(panel)
    assert not bedside.named("edit")


def test_a_sentence_that_is_emptied_is_struck_out(
    qtbot: QtBot, opened: Open, bedside: Bedside
) -> None:
    panel = opened()
    panel.go_to(8)
    panel.list.card.edit.setFocus()
    panel.list.card.edit.selectAll()
    QTest.keyClick(panel.list.card.edit, Qt.Key.Key_Delete)
    assert len(shown(panel)) == 8, "not while it may be typed anew"
    panel.list.go_to(1)
    wait(qtbot, lambda: len(bedside.texts()) == 7)
    quiet(qtbot, panel)
    assert len(shown(panel)) == 7


def test_sentences_are_moved_struck_and_brought_back(
    qtbot: QtBot, opened: Open, bedside: Bedside
) -> None:
    panel = opened()
    panel.go_to(3)
    panel.list.card.up.click()
    quiet(qtbot, panel)
    assert bedside.texts()[1].startswith("He denies")
    panel.wish(Move(3, "ros"))
    quiet(qtbot, panel)
    filled = [one.key for one in bedside.view.version.body.sections if one.sentences]
    assert filled[2] == "ros"
    panel.go_to(3)
    panel.list.card.strike.click()
    quiet(qtbot, panel)
    assert not any(text.startswith("He denies") for text in shown(panel))
    for _ in range(3):
        panel.bar.back.click()
        quiet(qtbot, panel)
    assert shown(panel)[2].startswith("He denies")
    assert not panel.bar.back.isEnabled()
    panel.bar.forth.click()
    quiet(qtbot, panel)
    assert shown(panel)[1].startswith("He denies")


def test_undo_takes_typing_first_and_then_versions(
    qtbot: QtBot, opened: Open, bedside: Bedside
) -> None:
    panel = opened()
    panel.go_to(1)
    type_in(panel, "One.")
    panel.keeper.keep()
    quiet(qtbot, panel)
    edit = panel.list.card.edit
    edit.to_end()
    QTest.keyClicks(edit, "x")
    QTest.keyClick(edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert edit.toPlainText() == "One."
    quiet(qtbot, panel)
    QTest.keyClick(edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    wait(qtbot, lambda: bedside.texts()[0].startswith("54 year"))
    wait(qtbot, lambda: edit.toPlainText().startswith("54 year"))
