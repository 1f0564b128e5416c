"""The note page over a real store: what its buttons did is in the database and the audit log."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from app.gui.note.note_panel import NotePanel
from app.gui.note.parts import NoteParts
from app.services.suggestions import Proposed
from tests.note_ward import SECRET, NoteWard, note_ward
from tests.ward import AUTHOR, NURSE, proved


@pytest.fixture
def ward(tmp_path: Path) -> NoteWard:
    return note_ward(tmp_path)


@pytest.fixture
def panel(qtbot: QtBot, ward: NoteWard) -> NotePanel:
    def prove(password: str, code: str, done: Callable[[Any], None], failed: object) -> None:
        done(proved(AUTHOR))

    made = NotePanel(NoteParts(ward.desk, prove))
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.act_as(AUTHOR)
    made.show()
    made.show_note(ward.note)
    qtbot.waitUntil(lambda: bool(made.list.rows_.rows))
    return made


def wait(qtbot: QtBot, condition: Callable[[], bool]) -> None:
    qtbot.waitUntil(condition, timeout=20_000)


def first_text(ward: NoteWard) -> str:
    return next(ward.versions()[-1].body.sentences()).text


def test_an_author_edits_undoes_signs_and_copies(
    qtbot: QtBot, panel: NotePanel, ward: NoteWard
) -> None:
    panel.go_to(1)
    tag = panel.list.card.tags.tags[-1]
    next(one for one in tag.findChildren(QToolButton) if one.text() == "Undo").click()
    wait(qtbot, lambda: len(ward.versions()) == 2)
    assert first_text(ward) == "Give hydroxy scene 25 mg."
    wait(qtbot, lambda: panel.list.card.edit.toPlainText() == "Give hydroxy scene 25 mg.")
    panel.bar.back.click()
    wait(qtbot, lambda: len(ward.versions()) == 3)
    assert first_text(ward) == "Give hydroxyzine 25 mg."
    edit = panel.list.card.edit
    wait(qtbot, lambda: edit.toPlainText() == "Give hydroxyzine 25 mg.")
    edit.setFocus()
    edit.to_end()
    QTest.keyClicks(edit, " Now.")
    panel.bar.main.click()
    page = panel.forms.sign_page
    wait(qtbot, lambda: bool(page.tags))
    assert first_text(ward) == "Give hydroxyzine 25 mg. Now."
    page.reason.setText("listened to it")
    page.credential.password.setText(SECRET)
    QTest.keyClick(page.credential.password, Qt.Key.Key_Return)
    wait(qtbot, lambda: ward.state().status == "signed")
    wait(qtbot, panel.bar.copier.isVisible)
    panel.copy()
    clipboard = QGuiApplication.clipboard()
    wait(qtbot, lambda: "Give hydroxyzine 25 mg. Now." in clipboard.text())
    codes = [code for code, user, outcome, _ in ward.audited() if user == "author" and not outcome]
    assert [code for code in codes if code != "NOTE-READ"] == [
        *("NOTE-RESOLVE", "NOTE-EDIT", "NOTE-EDIT", "NOTE-SIGN", "EXP-DISCLOSE")
    ]
    clipboard.clear()


def test_what_others_suggest_is_there_when_the_note_is_read_anew(
    qtbot: QtBot, panel: NotePanel, ward: NoteWard
) -> None:
    ward.suggestions.suggest(NURSE, ward.note, Proposed("write", "plan", "Recheck at 6."))
    panel.reread(ward.note)
    wait(qtbot, lambda: panel.sides.tabText(1).endswith("(1)"))
    panel.suggestions.tags[0].findChildren(QToolButton)[0].click()
    wait(qtbot, lambda: len(ward.versions()) == 2)
    assert "Recheck at 6." in [one.text for one in ward.versions()[-1].body.sentences()]


def test_what_is_typed_outlives_a_reader_who_leaves_at_once(
    qtbot: QtBot, panel: NotePanel, ward: NoteWard
) -> None:
    panel.go_to(1)
    edit = panel.list.card.edit
    edit.setFocus()
    edit.to_end()
    QTest.keyClicks(edit, " Now.")
    panel.forget()
    wait(qtbot, lambda: first_text(ward) == "Give hydroxyzine 25 mg. Now.")


def test_somebody_else_may_read_but_is_refused_by_the_store(
    qtbot: QtBot, panel: NotePanel, ward: NoteWard
) -> None:
    said: list[str] = []
    panel.said.connect(said.append)
    panel.act_as(replace(NURSE))
    panel.writing.undo()
    panel.keeper.act(lambda session, actor: session.take_back(actor, 0))
    wait(qtbot, lambda: bool(said))
    assert said == ["As nurse you may not do this (note.resolve)"]
    assert len(ward.versions()) == 1
