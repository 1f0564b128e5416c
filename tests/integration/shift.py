"""A shift in the real window: real store, recording process, speech process and embedded models.

A physician begins an encounter, dictates, acknowledges the alert, takes a correction back; a nurse
reviews; the physician accepts, signs and saves a copy; users change, the screen locks. Each step
looks at what is on screen and at what is in the database.

Usage: shift.py FOLDER, which gets a picture of every step; ERSCRIBE_DATA_DIR and ERSCRIBE_CONFIG
say where all else is. Prints every step that held; ends with 3 at the first that does not.
"""

import sys
from argparse import Namespace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import text

from app import bootstrap
from app.cli import window as opening
from app.cli.hardening import harden
from app.domain.access import Actor
from app.domain.note_page import Line
from app.gui.code.page import CodePage
from app.gui.dictate.typing_bar import TypingBar
from app.gui.encounters.banner import PatientBanner
from app.gui.encounters.encounter_list import EncounterList
from app.gui.main_window import MainWindow
from app.gui.note.note_panel import NotePanel
from app.gui.review.transcript_panel import TranscriptPanel
from app.gui.words import tr
from app.services.care import Care
from tests.integration.shift_day import Day, Script, follow, make_store, play_sound
from tests.people_desk import PASSWORD
from tests.window_walk import left_in

PLACE = "Bed 17"  # no example in the window says so
TYPED = "Husband informed by phone."
SUGGESTED = "Blood pressure 80/50 on the left arm."
LEFT_OPEN = "Heart rate 130, regular."
CANARY = "penicillin"
OF_THE_SHIFT = (CANARY, PLACE, TYPED, "left arm", "regular", "Dr. House", "Dr. Chapel")
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def opened() -> bool:
    windows = QApplication.topLevelWidgets()
    return any(isinstance(one, MainWindow) and one.isVisible() for one in windows)


def physician_begins(day: Day) -> Script:
    yield opened
    yield day.gate.isVisible
    day.window.activateWindow()
    yield day.window.isActiveWindow
    yield from day.held("the gate")
    yield from day.sign_in("house")
    assert day.logged("AUTH-LOGIN") == 1
    yield lambda: day.find(EncounterList) and day.the(EncounterList).isVisible()
    day.press(Qt.Key.Key_N, CTRL)
    quick = day.the(EncounterList).quick
    yield quick.isVisible
    QTest.keyClicks(quick.who, PLACE)
    QTest.keyClicks(quick.more, "F 34")
    QTest.keyClick(quick.more, Qt.Key.Key_Return)
    yield lambda: named(day)
    assert "34" in day.the(PatientBanner).who.text()
    assert day.rows("SELECT place, sex FROM encounter_patients") == [(PLACE, "F")]
    yield from day.held("an encounter is begun")


def named(day: Day) -> bool:
    """The banner says whose encounter is open."""
    banner = day.find(PatientBanner)
    return banner is not None and banner.who.text().startswith(PLACE)


def physician_dictates(day: Day) -> Script:
    desk = day.window._desk
    yield lambda: desk.panel.state in ("idle", "armed")
    day.press(Qt.Key.Key_R, CTRL | ALT)
    yield lambda: desk.panel.state == "recording"
    assert day.rows("SELECT state FROM live_recordings") == [("recording",)]
    player = play_sound()
    yield lambda: "blood" in desk.text.text.toPlainText().casefold()
    yield from day.held("words are shown while they are said")
    bar = day.the(TypingBar)
    yield bar.isVisible
    QTest.keyClicks(bar.field, TYPED)
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    assert [one.text for one in bar.pieces] == [TYPED]
    yield lambda: desk.alerts.waiting
    yield from day.held("an alert is raised")
    day.press(Qt.Key.Key_F10)
    yield lambda: day.rows("SELECT keyword FROM live_alerts WHERE acknowledged_by IS NOT NULL")
    yield lambda: any(tr("acknowledged") in one.facts.text() for one in desk.alerts.cards)
    assert day.logged("ALR-ACK") == 1
    yield lambda: CANARY in desk.text.text.toPlainText().casefold()
    yield lambda: player is None or player.poll() is not None
    yield from day.held("the alert is acknowledged")


def physician_stops(day: Day) -> Script:
    if day.window._desk.panel.state == "recording":  # a file that plays the microphone ends
        day.press(Qt.Key.Key_R, CTRL | ALT)
    yield lambda: day.rows("SELECT id FROM notes")
    yield lambda: day.find(NotePanel) and day.the(NotePanel).isVisible()
    yield lambda: TYPED in sentences(day)
    assert any("80/50" in one for one in sentences(day)), sentences(day)
    assert day.rows("SELECT count(*) FROM live_stages") == [(0,)]
    yield from day.held("the note is there")


def sentences(day: Day) -> list[str]:
    """The note as it is shown."""
    rows = day.the(NotePanel).list.rows_.rows
    return [one.sentence.text for one in rows if isinstance(one, Line)]


def physician_corrects(day: Day) -> Script:
    panel = day.the(NotePanel)
    rows = panel.list.rows_.rows
    number = next(
        one.sentence.number
        for one in rows
        if isinstance(one, Line) and "80/50" in one.sentence.text
    )
    panel.go_to(number)
    chips = panel.list.card.tags
    yield lambda: day.button(tr("Undo"), chips)
    yield from day.held("a correction is shown as heard and written")
    yield from day.click(tr("Undo"), chips)
    yield lambda: not any("80/50" in one for one in sentences(day))
    yield lambda: not day.button(tr("Undo"), chips)
    assert len(day.rows("SELECT version FROM note_versions")) == 2
    yield from day.held("the correction is taken back")
    panel.setFocus()
    day.press(Qt.Key.Key_Z, CTRL)
    yield lambda: any("80/50" in one for one in sentences(day))
    yield lambda: day.button(tr("Undo"), chips)
    assert len(day.rows("SELECT version FROM note_versions")) == 3
    yield from day.held("and undone")


def chosen(day: Day, login: str, *gone: str) -> Script:
    """Another user takes the workstation, finds nothing of who was there, opens the encounter."""
    switched = day.logged("AUTH-SWITCH")
    day.press(Qt.Key.Key_L, CTRL | SHIFT)
    yield day.gate.isVisible
    yield from day.sign_in(login)
    assert day.logged("AUTH-SWITCH") == switched + 1
    yield lambda: nothing_of(day, *gone)
    rows = day.the(EncounterList)
    yield lambda: rows.model.rowCount() == 1
    rows.list.setFocus()
    rows.list.setCurrentIndex(rows.model.index(0, 0))
    day.press(Qt.Key.Key_Return)
    yield lambda: named(day)


def nothing_of(day: Day, *words: str) -> bool:
    """Whether none of these is anywhere in the window; where they are is said if they stay."""
    left = [found for word in words for found in left_in(day.window, word)]
    day.why = "; ".join(left)
    return not left


def nurse_reviews(day: Day) -> Script:
    ((encounter,),) = day.rows("SELECT id FROM encounters")
    _assign(encounter)
    yield from chosen(day, "chapel", CANARY, TYPED, "80/50", "Dr. House")
    yield from day.held("the nurse finds the encounter")
    day.press(Qt.Key.Key_3, CTRL)
    yield lambda: day.find(TranscriptPanel) and day.the(TranscriptPanel).isVisible()
    panel = day.the(TranscriptPanel)
    yield lambda: left_in(panel, CANARY)
    yield from day.held("the nurse reviews")
    for row, said in enumerate((SUGGESTED, LEFT_OPEN)):
        panel.script.choose(row)
        panel.change_sentence()
        yield panel.edit.isVisible
        panel.edit.text.setPlainText(said)
        panel.edit.send.click()
        yield lambda: not panel.edit.isVisible()
    assert day.rows("SELECT after FROM suggestions ORDER BY number") == [(SUGGESTED,), (LEFT_OPEN,)]
    yield from day.held("the nurse suggests an edit")


def _assign(encounter: str) -> None:
    """By who may: the physician assigns the nurse, as `erscribe encounters assign` does."""
    database = bootstrap.database()
    with database.transaction() as transaction:
        (house,) = transaction.execute(
            text("SELECT id, name, department FROM users WHERE login = 'house'")
        )
    actor = Actor(house.id, house.name, "physician", "", house.department, "bay-3")
    Care(lambda: database).assign(actor, encounter, "chapel")


def physician_accepts(day: Day) -> Script:
    yield from chosen(day, "house", "left arm", "Dr. Chapel")
    day.press(Qt.Key.Key_2, CTRL)
    yield lambda: TYPED in sentences(day)
    panel = day.the(NotePanel)
    panel.sides.setCurrentWidget(panel.suggestions)
    yield lambda: day.button(tr("Accept"), panel.suggestions)
    yield from day.held("the suggestion is seen by its author")
    yield from day.click(tr("Accept"), panel.suggestions)
    yield lambda: SUGGESTED in sentences(day)
    assert day.rows("SELECT accepted FROM suggestion_decisions") == [(1,)]


def physician_signs(day: Day) -> Script:
    panel = day.the(NotePanel)
    panel.setFocus()
    day.press(Qt.Key.Key_S, CTRL | SHIFT)
    page = panel.forms.sign_page
    yield page.isVisible
    yield page.go.isEnabled
    assert page.tags, page.count.text()  # at least what the nurse suggests and nobody decided
    assert left_in(page, LEFT_OPEN)
    yield from day.held("what is in doubt is listed")
    page.reason.setText("Heard again by me.")
    QTest.keyClicks(page.credential.password, PASSWORD)
    page.go.click()
    yield lambda: not page.isVisible()
    yield lambda: panel.bar.standing.text() == tr("Signed")
    assert day.rows("SELECT count(*) FROM note_versions WHERE kind = 'signed'") == [(1,)]
    assert day.rows("SELECT count(*) FROM note_signatures") == [(1,)]
    yield from day.held("the note is signed")
    panel.bar.save.emit()
    form = panel.forms.act_page
    yield form.isVisible
    form.line.setText(str(day.pictures))
    if form.credential.isVisible():  # it was given a moment ago, unless the machine is slow
        QTest.keyClicks(form.credential.password, PASSWORD)
    form.go.click()
    yield lambda: not form.isVisible()
    assert day.logged("EXP-DISCLOSE") == 1
    assert list(day.pictures.glob("*.docx"))
    yield from day.held("a copy is saved")


def code_is_logged(day: Day) -> Script:
    day.press(Qt.Key.Key_F9, CTRL | SHIFT)
    yield lambda: day.find(CodePage) and day.the(CodePage).isVisible()
    page = day.the(CodePage)
    page.setFocus()
    QTest.keyClicks(page, "14")
    yield lambda: len(page.sheet.shown.lines) == 2 and not page.busy()
    assert {kind for (kind,) in day.rows("SELECT kind FROM code_events")} == {
        "cpr_start",
        "adrenaline",
    }
    yield from day.held("a resuscitation is logged")


def user_locks(day: Day) -> Script:
    locked = day.logged("AUTH-LOCK")
    day.press(Qt.Key.Key_L, CTRL)
    yield day.gate.isVisible
    assert day.logged("AUTH-LOCK") == locked + 1
    yield from day.held("the screen is locked")
    yield from day.sign_in("")
    assert day.logged("AUTH-UNLOCK") == 1
    yield from day.click(tr("Sign out"))
    yield day.gate.isVisible
    yield lambda: nothing_of(day, *OF_THE_SHIFT)
    assert day.logged("AUTH-LOGOUT") == 1
    yield from day.held("nothing of the patient stays")
    day.window.close()


def shift(day: Day) -> Script:
    yield from physician_begins(day)
    yield from physician_dictates(day)
    yield from physician_stops(day)
    yield from physician_corrects(day)
    yield from nurse_reviews(day)
    yield from physician_accepts(day)
    yield from physician_signs(day)
    yield from code_is_logged(day)
    yield from user_locks(day)


def main() -> None:
    harden()
    make_store()
    QApplication([])
    day = Day(Path(sys.argv[1]))
    follow(shift(day), day)
    opening.run(Namespace(start_hidden=False, open=None, tell_times=False), None)
    sys.stdout.write("the shift is over\n")


if __name__ == "__main__":
    main()
