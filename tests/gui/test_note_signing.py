"""Signing a note: on a page of its own, with what is in doubt and its sound."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QToolButton
from pytestqt.qtbot import QtBot

from app.domain.access import SANDBOX_ACTOR
from app.domain.errors import StoreError
from app.domain.findings import Alert
from app.domain.note_edits import Write
from app.gui.look import clock
from app.gui.note.form_desk import SIGN, TEXT
from app.gui.note.note_panel import NotePanel
from app.gui.note.sign_page import SignPage
from app.gui.words import find_words_in, use_language
from app.services.review import NoteView
from tests.note_bedside import PASSWORD, Bedside
from tests.note_room import (
    Open,
    bedside,
    give,
    opened,
    quiet,
    says,
)
from tests.note_views import DOCTOR, draft, grown

WORDS = Path(__file__).resolve().parents[2] / "resources" / "translations"

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


def alerted() -> NoteView:
    """A draft whose recording has a red keyword alert, the last thing that was said."""
    view = draft(suggested=False)
    end_s = view.result.recording.duration_s
    alert = Alert(
        *("no_pulse", "text", end_s - 1.0, end_s, "no pulse", "high", "present", "red", True)
    )
    understanding = replace(view.result.understanding, alerts=(alert,))
    return replace(view, result=replace(view.result, understanding=understanding))


def of_alert(page: SignPage) -> dict[str, QToolButton]:
    """The buttons of the first tag, which is the alert's; the arrow is called Play."""
    return {one.text() or "Play": one for one in page.tags[0].findChildren(QToolButton)}


def test_an_alert_that_nobody_acknowledged_comes_first_and_is_acknowledged_with_one_click(
    qtbot: QtBot, opened: Open, bedside: Bedside
) -> None:
    panel = opened(alerted())
    begin_signing(qtbot, panel)
    page = panel.forms.sign_page
    at = clock(bedside.view.result.recording.duration_s - 1.0)
    assert page.count.text().startswith("Still open: 3.")
    assert page.count.text().endswith("Red alerts that nobody acknowledged: 1.")
    assert page.tags[0].tone == "red"
    assert page.tags[0].words.text().startswith(f"[{at}] <b>Keyword heard: no pulse “no pulse”</b>")
    with qtbot.waitSignal(panel.play_asked):
        of_alert(page)["Play"].click()
    give(panel)
    assert not bedside.named("sign")  # and no reason was given
    of_alert(page)["Acknowledge"].click()
    quiet(qtbot, panel)
    assert bedside.named("confirm") == [("alert:0",)]
    assert "Red alerts" not in page.count.text()
    assert [tag.tone for tag in page.tags] == ["amber", "amber"]


def test_an_alert_is_told_in_chinese(
    qtbot: QtBot, opened: Open, request: pytest.FixtureRequest
) -> None:
    panel = opened(alerted())
    begin_signing(qtbot, panel)
    request.addfinalizer(lambda: use_language("en"))
    find_words_in(WORDS)
    use_language("zh")
    page = panel.forms.sign_page
    qtbot.waitUntil(lambda: "听到关键词：无脉搏" in page.tags[0].words.text())
    assert "知悉" in of_alert(page)


def test_who_may_not_acknowledge_is_offered_no_button(
    qtbot: QtBot, opened: Open, bedside: Bedside
) -> None:
    panel = opened(alerted(), replace(DOCTOR, role="auditor"))
    page = panel.forms.sign_page
    page.begin(bedside.view, replace(DOCTOR, role="auditor"))
    page.show_doubts(panel.forms._parts.desk().signing.doubts(DOCTOR, "n"))
    assert set(of_alert(page)) == {"Play"}


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


def test_a_slot_that_nobody_filled_is_asked_about_before_signing(
    qtbot: QtBot, opened: Open, bedside: Bedside
) -> None:
    view = draft(suggested=False)
    panel = opened(grown(view, [Write("exam", "Rhythm [rhythm].")], 1))
    begin_signing(qtbot, panel)
    page = panel.forms.sign_page
    (tag,) = [one for one in page.tags if one.accessibleName() == "[rhythm]: not filled in yet"]
    assert [one.text() for one in tag.findChildren(QToolButton)] == ["Go there"]
    give(panel)
    assert not bedside.named("sign")
    tag.findChildren(QToolButton)[0].click()
    quiet(qtbot, panel)
    line = panel.list.line
    assert line is not None
    assert line.sentence.text == "Rhythm [rhythm]."
