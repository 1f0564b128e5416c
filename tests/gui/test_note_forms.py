"""The acts on a note that have a form: never a dialog, always with the consequence."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from app.domain.errors import ExportError, StoreError
from app.domain.note_edits import Reword, Write
from app.gui.note.act_page import FORMS
from app.gui.note.form_desk import FORM, TEXT
from app.services import note_copies
from tests.note_bedside import PASSWORD, Bedside
from tests.note_room import (
    Open,
    bedside,
    choose,
    give,
    opened,
    quiet,
    says,
    shown,
)
from tests.note_views import CHIEF, DOCTOR, draft, grown, signed
from tests.ward import proved
from tests.window_walk import left_in

__all__ = ["bedside", "opened"]


# --- the other acts


@pytest.mark.parametrize(
    ("entry", "name", "typed", "given"),
    [
        ("Addendum…", "addendum", "Family was told.", (PASSWORD, "Family was told.")),
        ("Entered in error…", "mark_error", "another patient", ("another patient",)),
        ("Archive…", "archive", "", ()),
    ],
)
def test_an_act_on_a_signed_note_says_what_it_leads_to_and_asks_for_the_password(
    qtbot: QtBot,
    opened: Open,
    bedside: Bedside,
    entry: str,
    name: str,
    typed: str,
    given: tuple[str, ...],
) -> None:
    panel = opened(signed())
    choose(panel, entry)
    quiet(qtbot, panel)
    page = panel.forms.act_page
    assert panel.pages.currentIndex() == FORM
    assert len(page.consequence.text()) > 40
    assert not panel.bar.copier.isEnabled(), "the form is finished or left first"
    if page.area.isVisible():
        page.area.setPlainText(typed)
    elif page.line.isVisible():
        page.line.setText(typed)
    give(panel)
    quiet(qtbot, panel)
    (call,) = bedside.named(name)
    assert call[1:] == given
    assert panel.pages.currentIndex() == TEXT


def test_a_form_that_is_not_filled_in_does_nothing(
    qtbot: QtBot, opened: Open, bedside: Bedside
) -> None:
    panel = opened(signed())
    choose(panel, "Entered in error…")
    quiet(qtbot, panel)
    give(panel)
    assert not bedside.named("mark_error")
    assert panel.forms.act_page.line.hasFocus()
    panel.forms.act_page.cancel.click()
    assert panel.pages.currentIndex() == TEXT


def test_a_draft_is_offered_without_a_password(
    qtbot: QtBot, opened: Open, bedside: Bedside
) -> None:
    panel = opened()
    said = says(panel)
    choose(panel, "Hand over…")
    quiet(qtbot, panel)
    page = panel.forms.act_page
    assert not page.credential.isVisible()
    bedside.refusal = StoreError("a draft is handed over to a physician who can sign in")
    page.line.setText("lin")
    page.go.click()
    quiet(qtbot, panel)
    assert page.error.text().startswith("A draft is handed over to a physician")
    assert page.line.text() == "lin"
    page.go.click()
    quiet(qtbot, panel)
    assert [call[1] for call in bedside.named("offer")] == ["lin", "lin"]
    assert said[-1] == "Offered to lin."


def test_a_supervisor_cosigns_what_a_trainee_wrote(
    qtbot: QtBot, opened: Open, bedside: Bedside
) -> None:
    view = signed()
    state = replace(view.state, awaiting_cosign=True)
    panel = opened(replace(view, state=state), CHIEF)
    assert panel.bar.main.text() == "Co-sign…"
    assert not panel.bar.copier.isVisible(), "it is not final yet"
    panel.bar.main.click()
    quiet(qtbot, panel)
    assert "Dr Alexandra Fitzgerald-Montgomery" in panel.forms.act_page.consequence.text()
    give(panel)
    quiet(qtbot, panel)
    assert bedside.named("cosign") == [(view.version.note_id, PASSWORD)]


def test_an_amendment_is_written_undone_and_signed_with_its_reason(
    qtbot: QtBot, opened: Open, bedside: Bedside
) -> None:
    panel = opened(signed())
    choose(panel, "Amend")
    assert "Nothing is kept before you sign" in panel.bar.notice.text()
    panel.go_to(1)
    edit = panel.list.card.edit
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, "55 year old man.")
    panel.writing.add_here()
    QTest.keyClicks(edit, "Smoker.")
    assert panel.busy()
    panel.list.step(1)
    assert shown(panel)[:2] == ["55 year old man.", "Smoker."]
    panel.bar.back.click()
    assert "Smoker." not in shown(panel)
    panel.bar.forth.click()
    assert "Smoker." in shown(panel)
    panel.bar.main.click()
    quiet(qtbot, panel)
    page = panel.forms.act_page
    page.line.setText("wrong age")
    give(panel)
    quiet(qtbot, panel)
    ((_, secret, edits, reason),) = bedside.named("amend")
    assert (secret, reason) == (PASSWORD, "wrong age")
    assert edits == (
        Reword(1, "55 year old man."),
        Write("chief_complaint", "Smoker.", 1),
    )
    assert not bedside.named("edit"), "a signed note is never edited in place"
    assert "amending" not in panel.bar.notice.text()


def test_an_amendment_that_is_given_up_leaves_the_note_as_it_is(
    qtbot: QtBot, opened: Open, bedside: Bedside
) -> None:
    panel = opened(signed())
    choose(panel, "Amend")
    panel.go_to(1)
    panel.list.card.strike.click()
    panel.bar.give_up.click()
    quiet(qtbot, panel)
    assert not panel.busy()
    assert panel.list.rows_.index_of(1).isValid()
    assert not panel.list.card.edit.hasFocus()
    assert not bedside.calls


@pytest.mark.parametrize(
    ("place", "asked"), [(3, "propose_for_department"), (4, "propose_for_site")]
)
def test_a_correction_is_refused_for_others_with_a_reason(
    qtbot: QtBot, opened: Open, bedside: Bedside, place: int, asked: str
) -> None:
    panel = opened()
    panel.go_to(4)
    tag = panel.list.card.tags.tags[0]
    never = next(one for one in tag.findChildren(QToolButton) if one.text() == "Never…")
    never.menu().actions()[place].trigger()
    panel.forms.act_page.line.setText("no such drug here")
    give(panel)
    quiet(qtbot, panel)
    assert bedside.named(asked)[0][1:] == (0, "no such drug here")


# --- copies


def test_a_section_is_copied_for_the_emr_after_the_password(
    qtbot: QtBot, opened: Open, bedside: Bedside
) -> None:
    panel = opened(signed())
    said = says(panel)
    panel.copy("plan")
    assert panel.pages.currentIndex() == FORM
    give(panel)
    quiet(qtbot, panel)
    assert bedside.named("copy") == [("plan", True)]
    assert QGuiApplication.clipboard().text() == bedside.copied
    assert said[-1] == "Copied. It is taken off the clipboard after a minute."
    panel.copy()
    quiet(qtbot, panel)
    assert bedside.named("copy")[-1] == (None, True), "given a moment ago, it is not asked again"
    QGuiApplication.clipboard().clear()


def test_nothing_is_copied_when_the_service_refuses(
    qtbot: QtBot, opened: Open, bedside: Bedside
) -> None:
    QGuiApplication.clipboard().clear()
    panel = opened(signed(), proved(DOCTOR))
    said = says(panel)
    bedside.refusal = StoreError("this note is under legal hold")
    panel.copy()
    quiet(qtbot, panel)
    assert QGuiApplication.clipboard().text() == ""
    assert said == ["This note is under legal hold"]


def test_a_copy_is_saved_where_it_is_wanted(
    qtbot: QtBot, opened: Open, bedside: Bedside, tmp_path: Path
) -> None:
    panel = opened(signed(), proved(DOCTOR))
    said = says(panel)
    choose(panel, "Save a copy…")
    page = panel.forms.act_page
    page.form.setCurrentIndex(FORMS.index("txt"))
    page.line.setText(str(tmp_path))
    bedside.refusal = ExportError("it cannot be written; choose another folder")
    page.go.click()
    quiet(qtbot, panel)
    assert page.error.text().startswith("It cannot be written")
    page.go.click()
    quiet(qtbot, panel)
    assert bedside.named("save")[-1] == ("txt", tmp_path)
    assert said[-1].startswith("Saved as ")


def test_every_form_of_a_copy_can_be_chosen_by_its_name(opened: Open) -> None:
    page = opened(signed(), proved(DOCTOR)).forms.act_page
    names = [page.form.itemText(at) for at in range(page.form.count())]
    assert names == ["PDF", "Word document", "Plain text", "Signed JSON", "CDA (WS/T 500)"]
    assert FORMS == note_copies.FORMS


def test_no_dialog_lies_over_the_window_while_something_is_recorded(opened: Open) -> None:
    panel = opened(signed(), proved(DOCTOR), recording=lambda: True)
    panel.bar.save.emit()
    assert not panel.forms.act_page.browse.isVisible()
    other = opened(signed(), proved(DOCTOR))
    other.bar.save.emit()
    assert other.forms.act_page.browse.isVisible()


# --- history


def test_the_history_shows_what_was_struck_by_whom_and_when(opened: Open) -> None:
    panel = opened(signed())
    panel.sides.setCurrentIndex(2)
    html, text = panel.history.text.toHtml(), panel.history.text.toPlainText()
    assert "line-through" in html
    assert "Can I move the car" in text
    assert "moved to Past medical history" in text
    assert "Signed by Dr Alexandra Fitzgerald-Montgomery" in text
    assert "Dr Lin Mei 林梅" in text


def test_a_sitting_of_edits_is_one_step_of_the_history(opened: Open) -> None:
    view = draft(suggested=False)
    for minute, text in enumerate(("N", "No", "No fever."), 20):
        view = grown(view, [Reword(3, text)], minute)
    panel = opened(view)
    panel.sides.setCurrentIndex(2)
    assert panel.history.text.toPlainText().count("edited") == 1


def test_whether_a_note_is_proved_is_said_in_words(
    qtbot: QtBot, opened: Open, bedside: Bedside
) -> None:
    panel = opened(signed())
    panel.sides.setCurrentIndex(2)
    panel.history.check.click()
    assert not panel.history.check.isEnabled()
    qtbot.waitUntil(panel.history.check.isEnabled)
    assert "Everything holds" in panel.history.text.toPlainText()
    assert bedside.named("prove")
    said = says(panel)
    bedside.refusal = StoreError("the database is locked")
    panel.history.check.click()
    qtbot.waitUntil(lambda: bool(said))
    assert panel.history.check.isEnabled()


def test_nothing_of_a_form_stays_when_its_user_leaves(qtbot: QtBot, opened: Open) -> None:
    panel = opened(signed())
    panel.sides.setCurrentIndex(2)
    choose(panel, "Addendum…")
    quiet(qtbot, panel)
    panel.forms.act_page.area.setPlainText("Family was told at four.")
    panel.forms.act_page.credential.password.setText("secret words")
    panel.forget()
    for word in ("Family", "secret", "Montgomery", "54 year", "hydroxy"):
        assert left_in(panel, word) == []
