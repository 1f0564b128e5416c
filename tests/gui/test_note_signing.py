"""Signing a note: on a page of its own, with what is in doubt and its sound."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QToolButton
from pytestqt.qtbot import QtBot

from app.domain.access import SANDBOX_ACTOR
from app.domain.errors import StoreError
from app.gui.note.form_desk import SIGN, TEXT
from app.gui.note.note_panel import NotePanel
from tests.note_bedside import PASSWORD, Bedside
from tests.note_room import (
    Open,
    bedside,
    give,
    opened,
    quiet,
    says,
)
from tests.note_views import DOCTOR, draft

__all__ = ["bedside", "opened"]


def begin_signing(qtbot: QtBot, panel: NotePanel) -> None:
    panel.bar.main.click()
    quiet(qtbot, panel)
    assert panel.pages.currentIndex() == SIGN


# --- signing


def test_what_is_in_doubt_is_listed_with_its_sound(
    qtbot: QtBot, opened: Open, bedside: Bedside
) -> None:
    panel = opened()
    begin_signing(qtbot, panel)
    page = panel.forms.sign_page
    assert page.count.text().startswith("Still open: 4.")
    told = [tag.accessibleName() for tag in page.tags]
    assert told[0] == "a tore vastatin -> atorvastatin: a correction is proposed"
    assert told[1] == "hydroxyzine 15 mg: 15 mg or 50 mg?"
    play = page.tags[1].findChildren(QToolButton)[0]
    with qtbot.waitSignal(panel.play_asked):
        play.click()
    assert not any(
        isinstance(one, QDialog) and one.isVisible() for one in QApplication.allWidgets()
    )


def test_doubts_are_settled_on_the_page_and_then_no_reason_is_asked(
    qtbot: QtBot, opened: Open, bedside: Bedside
) -> None:
    panel = opened(draft(suggested=False))
    begin_signing(qtbot, panel)
    page = panel.forms.sign_page
    for text in ("Accept", "Keep"):
        button = next(
            one for tag in page.tags for one in tag.findChildren(QToolButton) if one.text() == text
        )
        button.click()
        quiet(qtbot, panel)
    assert page.count.text() == "Nothing is in doubt."
    assert not page.reason.isVisible()
    give(panel)
    quiet(qtbot, panel)
    assert bedside.named("sign") == [(PASSWORD, "", True)]


def test_open_doubts_want_a_reason_before_anything_is_signed(
    qtbot: QtBot, opened: Open, bedside: Bedside
) -> None:
    panel = opened()
    said = says(panel)
    begin_signing(qtbot, panel)
    page = panel.forms.sign_page
    give(panel)
    assert not bedside.named("sign")
    assert page.reason.hasFocus()
    page.reason.setText("listened to all of it")
    give(panel)
    quiet(qtbot, panel)
    assert bedside.named("sign") == [(PASSWORD, "listened to all of it", True)]
    assert said[-1] == "Signed."
    assert panel.pages.currentIndex() == TEXT
    assert panel.bar.standing.text() == "Signed"
    assert page.credential.password.text() == ""
    panel.go_to(1)
    assert panel.list.card.edit.isReadOnly()


def test_a_wrong_password_and_a_missing_code_are_said_on_the_page(
    qtbot: QtBot, opened: Open, bedside: Bedside
) -> None:
    bedside.code = "123456"
    panel = opened(draft(suggested=False))
    begin_signing(qtbot, panel)
    page = panel.forms.sign_page
    page.reason.setText("looked")
    give(panel, "wrong")
    assert page.error.text() == "This is not your password"
    assert page.credential.password.text() == ""
    give(panel)
    assert page.credential.code.isVisible()
    assert page.credential.code.hasFocus()
    page.credential.code.setText("123456")
    QTest.keyClick(page.credential.code, Qt.Key.Key_Return)
    quiet(qtbot, panel)
    assert bedside.named("sign") == [(PASSWORD, "looked", True)]


def test_what_was_typed_is_kept_before_it_is_signed(
    qtbot: QtBot, opened: Open, bedside: Bedside
) -> None:
    panel = opened(draft(suggested=False))
    panel.go_to(1)
    panel.list.card.edit.setFocus()
    panel.list.card.edit.selectAll()
    QTest.keyClicks(panel.list.card.edit, "Chest pain.")
    panel.begin("sign")
    quiet(qtbot, panel)
    assert bedside.texts()[0] == "Chest pain."
    assert panel.pages.currentIndex() == SIGN
    names = [call[0] for call in bedside.calls]
    assert names.index("edit") < names.index("doubts")


def test_a_refused_signature_leaves_the_page_open(
    qtbot: QtBot, opened: Open, bedside: Bedside
) -> None:
    panel = opened(draft(suggested=False))
    begin_signing(qtbot, panel)
    panel.forms.sign_page.reason.setText("looked")
    bedside.refusal = StoreError("the database is locked; close the other program")
    give(panel)
    quiet(qtbot, panel)
    assert panel.pages.currentIndex() == SIGN
    assert panel.forms.sign_page.error.text().startswith("The database is locked")
    panel.forms.sign_page.cancel.click()
    assert panel.pages.currentIndex() == TEXT


def test_one_goes_from_a_doubt_to_its_sentence(qtbot: QtBot, opened: Open) -> None:
    panel = opened()
    begin_signing(qtbot, panel)
    asked: list[str] = []
    panel.doubt_asked.connect(asked.append)
    tag = panel.forms.sign_page.tags[1]
    next(one for one in tag.findChildren(QToolButton) if one.text() == "Go there").click()
    assert panel.pages.currentIndex() == TEXT
    assert panel.list.line is not None
    assert panel.list.line.sentence.number == 7
    assert asked == ["query:0"]


@pytest.mark.parametrize(
    ("hours", "words"),
    [(1, "4 h 59 min are left to sign"), (7, "marked as a late entry")],
)
def test_the_six_hours_of_a_resuscitation_are_told(
    qtbot: QtBot, opened: Open, hours: int, words: str
) -> None:
    view = draft(suggested=False)
    ended = datetime.now(UTC) - timedelta(hours=hours)
    body = replace(view.version.body, rescue_ended_at=ended)
    version = replace(view.version, body=body)
    panel = opened(
        replace(view, version=version, versions=(version,)), replace(DOCTOR, trainee=True)
    )
    begin_signing(qtbot, panel)
    facts = panel.forms.sign_page.facts.text()
    assert words in facts
    assert "final when your supervisor has signed it too" in facts
    late = "six hours after the resuscitation are over" in panel.bar.notice.text()
    assert late == (hours > 6)


def test_in_the_sandbox_no_password_is_asked_and_the_refusal_is_said(
    qtbot: QtBot, opened: Open, bedside: Bedside
) -> None:
    view = draft(suggested=False)
    owner = replace(view.owners[0], user_id=SANDBOX_ACTOR.id)
    panel = opened(replace(view, owners=(owner,)), SANDBOX_ACTOR, prove=None)
    begin_signing(qtbot, panel)
    page = panel.forms.sign_page
    assert not page.credential.isVisible()
    page.reason.setText("looked")
    bedside.refusal = StoreError("the sandbox has no users")
    page.go.click()
    quiet(qtbot, panel)
    assert page.error.text() == "The sandbox has no users"
