"""Signing a note and the acts that have a form: never a dialog, always with the consequence."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QToolButton
from pytestqt.qtbot import QtBot

from app.domain.access import SANDBOX_ACTOR, Actor
from app.domain.errors import ExportError, StoreError
from app.domain.note_edits import Reword, Write
from app.domain.note_page import Line
from app.gui.note.form_desk import FORM, SIGN, TEXT
from app.gui.note.note_panel import NotePanel
from app.services.review import NoteView
from tests.note_bedside import PASSWORD, Bedside
from tests.note_views import CHIEF, DOCTOR, draft, grown, signed
from tests.ward import proved
from tests.window_walk import left_in

Open = Callable[..., NotePanel]


@pytest.fixture
def bedside() -> Bedside:
    return Bedside()


@pytest.fixture
def opened(qtbot: QtBot, bedside: Bedside) -> Open:
    def make(view: NoteView | None = None, actor: Actor = DOCTOR, **parts: object) -> NotePanel:
        if view is not None:
            bedside.view = view
        bedside.actor = actor
        panel = NotePanel(bedside.parts(**parts))
        qtbot.addWidget(panel)
        panel.resize(1100, 760)
        panel.act_as(actor)
        panel.show()
        panel.show_view(bedside.view)
        return panel

    return make


def quiet(qtbot: QtBot, panel: NotePanel) -> None:
    for _ in range(3):
        panel._behind.settle(2.0)
        qtbot.wait(1)


def says(panel: NotePanel) -> list[str]:
    said: list[str] = []
    panel.said.connect(said.append)
    return said


def begin_signing(qtbot: QtBot, panel: NotePanel) -> None:
    panel.bar.main.click()
    quiet(qtbot, panel)
    assert panel.pages.currentIndex() == SIGN


def give(panel: NotePanel, password: str = PASSWORD) -> None:
    """Type the password into the form that is shown, and press Enter."""
    page = panel.forms.sign_page if panel.pages.currentIndex() == SIGN else panel.forms.act_page
    page.credential.password.setText(password)
    QTest.keyClick(page.credential.password, Qt.Key.Key_Return)


def shown(panel: NotePanel) -> list[str]:
    return [one.sentence.text for one in panel.list.rows_.rows if isinstance(one, Line)]


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


# --- the other acts


def choose(panel: NotePanel, text: str) -> None:
    menu = panel.bar.more.menu()
    next(one for one in menu.actions() if one.text() == text).trigger()


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


def test_a_correction_is_refused_for_the_site_with_a_reason(
    qtbot: QtBot, opened: Open, bedside: Bedside
) -> None:
    panel = opened()
    panel.go_to(4)
    tag = panel.list.card.tags.tags[0]
    never = next(one for one in tag.findChildren(QToolButton) if one.text() == "Never…")
    never.menu().actions()[2].trigger()
    panel.forms.act_page.line.setText("no such drug here")
    give(panel)
    quiet(qtbot, panel)
    assert bedside.named("propose_for_site")[0][1:] == (0, "no such drug here")


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
    page.form.setCurrentIndex(1)
    page.line.setText(str(tmp_path))
    bedside.refusal = ExportError("it cannot be written; choose another folder")
    page.go.click()
    quiet(qtbot, panel)
    assert page.error.text().startswith("It cannot be written")
    page.go.click()
    quiet(qtbot, panel)
    assert bedside.named("save")[-1] == ("txt", tmp_path)
    assert said[-1].startswith("Saved as ")


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
