"""A shift in the real window: real store, recording process, speech process and embedded models.

A physician begins an encounter, dictates, acknowledges the alert, takes a correction back; a nurse
reviews; the physician accepts, signs and saves a copy; users change, the screen locks. Each step
looks at what is on screen and at what is in the database.

Usage: shift.py FOLDER, which gets a picture of every step; ERSCRIBE_DATA_DIR and ERSCRIBE_CONFIG
say where all else is. Prints every step that held; ends with 3 at the first that does not.
"""

import os
import subprocess
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from sqlalchemy import text

from app import bootstrap, paths
from app.cli import window as opening
from app.cli.hardening import harden
from app.domain.access import Actor
from app.gui.code.page import CodePage
from app.gui.dictate.typing_bar import TypingBar
from app.gui.encounters.banner import PatientBanner
from app.gui.encounters.encounter_list import EncounterList
from app.gui.gate import Gate
from app.gui.main_window import MainWindow
from app.gui.note.note_panel import NotePanel
from app.gui.review.transcript_panel import TranscriptPanel
from app.services.care import Care
from app.services.unlocking import passphrase
from app.store.database import Database
from app.store.key_keeping import wrapped
from app.store.key_protectors import Cost, PassphraseProtector
from app.store.keys import KeyFile, StoreKeys, new_master, write_key_file
from tests.people_desk import PASSWORD, add
from tests.window_walk import left_in

PHRASE = "PASSPHRASE_OF_THE_SHIFT"
SOUND = paths.RESOURCES / "samples" / "en_short.flac"
PATIENCE_S = 240.0
STIRS_S = 20.0
LOOK_MS = 50
TYPED = "Husband informed by phone."
SUGGESTED = "Blood pressure 80/50 on the left arm."
CANARY = "penicillin"
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
Script = Iterator[Callable[[], object]]
Found = TypeVar("Found", bound=QWidget)


def make_store() -> None:
    """A clinical store with a physician and a nurse who can sign in, and no encounter."""
    os.environ[PHRASE] = "words of the machine"
    Path(os.environ["ERSCRIBE_CONFIG"]).write_text(
        f'key_passphrase = "env:{PHRASE}"\nmicrophone = "{os.environ["MICROPHONE"]}"\n', "utf-8"
    )
    folder, keys = paths.clinical_dir(), StoreKeys(new_master())
    by = PassphraseProtector(lambda: passphrase(f"env:{PHRASE}"), Cost(64, 1, 1))
    write_key_file(folder, KeyFile.of(keys, "clinical", wrapped(keys, (by,))))
    database = Database.open(paths.database_file(folder), keys=keys, profile="clinical")
    add(database, "house")
    add(database, "chapel", "nurse")


class Day:
    """The window, and what a user does in it."""

    def __init__(self, pictures: Path) -> None:
        self.pictures = pictures
        self.step = 0

    @property
    def window(self) -> MainWindow:
        (found,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow))
        return found

    @property
    def gate(self) -> Gate:
        entrance = self.window._entrance
        assert entrance is not None
        return entrance.gate

    def find(self, kind: type[Found]) -> Found | None:
        """The one of its kind that is in the window; None before it is made."""
        found = self.window.findChildren(kind)
        return found[0] if found else None

    def the(self, kind: type[Found]) -> Found:
        found = self.find(kind)
        assert found is not None, f"there is no {kind.__name__}"
        return found

    def sign_in(self, login: str) -> None:
        form = self.gate.form
        if login:
            form.login.setFocus()
            QTest.keyClicks(form.login, login)
        QTest.keyClicks(form.password, PASSWORD)
        QTest.keyClick(form.password, Qt.Key.Key_Return)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = ALT & CTRL) -> None:
        """A key as it is pressed, wherever the focus is."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        with bootstrap.database().transaction() as transaction:
            return [tuple(row) for row in transaction.execute(text(query), values)]

    def held(self, what: str) -> None:
        """Say that a step held, with a picture of it."""
        self.step += 1
        name = f"{self.step:02}_{what.replace(' ', '_')}.png"
        self.window.grab().save(str(self.pictures / name))
        sys.stdout.write(f"{what}\n")
        sys.stdout.flush()


def play_sound() -> "subprocess.Popen[bytes] | None":
    """Where the microphone is a sound server's; a microphone that is a file speaks by itself."""
    if os.environ["MICROPHONE"].startswith("file:"):
        return None
    return subprocess.Popen(["paplay", "-d", os.environ["SINK"], str(SOUND)])


def opened() -> bool:
    windows = QApplication.topLevelWidgets()
    return any(isinstance(one, MainWindow) and one.isVisible() for one in windows)


def physician_begins(day: Day) -> Script:
    yield opened
    yield day.gate.isVisible
    day.window.activateWindow()
    yield day.window.isActiveWindow
    day.held("the gate")
    day.sign_in("house")
    yield lambda: not day.gate.isVisible()
    yield lambda: day.find(EncounterList)
    yield lambda: day.the(EncounterList).isVisible()
    day.press(Qt.Key.Key_N, CTRL)
    quick = day.the(EncounterList).quick
    yield quick.isVisible
    QTest.keyClicks(quick.who, "Bed 4")
    QTest.keyClicks(quick.more, "F 34")
    QTest.keyClick(quick.more, Qt.Key.Key_Return)
    yield lambda: day.find(PatientBanner)
    yield lambda: day.the(PatientBanner).who.text().startswith("Bed 4")
    assert "34" in day.the(PatientBanner).who.text()
    assert day.rows("SELECT place, sex FROM encounter_patients") == [("Bed 4", "F")]
    day.held("an encounter is begun")


def physician_dictates(day: Day) -> Script:
    desk = day.window._desk
    yield lambda: desk.panel.state in ("idle", "armed")
    day.press(Qt.Key.Key_R, CTRL | ALT)
    yield lambda: desk.panel.state == "recording"
    player = play_sound()
    yield lambda: "blood" in desk.text.text.toPlainText().casefold()
    day.held("words are shown while they are said")
    bar = day.the(TypingBar)
    yield bar.isVisible
    QTest.keyClicks(bar.field, TYPED)
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    assert [one.text for one in bar.pieces] == [TYPED]
    yield lambda: desk.alerts.waiting
    day.held("an alert is raised")
    day.press(Qt.Key.Key_F10)
    yield lambda: day.rows("SELECT keyword FROM live_alerts WHERE acknowledged_by IS NOT NULL")
    yield lambda: CANARY in desk.text.text.toPlainText().casefold()
    if player is not None:
        player.wait(60)
    day.held("the alert is acknowledged")


def physician_stops(day: Day) -> Script:
    if day.window._desk.panel.state == "recording":  # a file that plays the microphone ends
        day.press(Qt.Key.Key_R, CTRL | ALT)
    yield lambda: day.rows("SELECT id FROM notes")
    yield lambda: day.find(NotePanel) and day.the(NotePanel).isVisible()
    yield lambda: TYPED in sentences(day)
    assert any("80/50" in one for one in sentences(day)), sentences(day)
    assert day.rows("SELECT count(*) FROM live_stages") == [(0,)]
    day.held("the note is there")


def sentences(day: Day) -> list[str]:
    """The note as it is shown."""
    script = day.the(NotePanel)._script
    return [] if script is None else [one.text for one in script.view.version.body.sentences()]


def physician_corrects(day: Day) -> Script:
    panel = day.the(NotePanel)
    view = panel._script.view if panel._script else None
    assert view is not None
    number = next(one.number for one in view.version.body.sentences() if "80/50" in one.text)
    panel.go_to(number)
    chips = panel.list.card.tags
    yield lambda: _button(chips, "Undo")
    day.held("a correction is shown as heard and written")
    button = _button(chips, "Undo")
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    yield lambda: not any("80/50" in one for one in sentences(day))
    yield lambda: len(day.rows("SELECT version FROM note_versions")) >= 2
    day.held("the correction is taken back")
    panel.setFocus()
    panel.writing.undo()
    yield lambda: any("80/50" in one for one in sentences(day))
    day.held("and undone")


def _button(panel: QWidget, text: str) -> QToolButton | None:
    found = [b for b in panel.findChildren(QToolButton) if b.text() == text and b.isVisible()]
    return found[0] if found else None


def chosen(day: Day, login: str) -> Script:
    """Another user takes the workstation and opens the one encounter."""
    day.press(Qt.Key.Key_L, CTRL | SHIFT)
    yield day.gate.isVisible
    day.sign_in(login)
    yield lambda: not day.gate.isVisible()
    rows = day.the(EncounterList)
    yield lambda: rows.model.rowCount() == 1
    rows.list.setFocus()
    rows.list.setCurrentIndex(rows.model.index(0, 0))
    day.press(Qt.Key.Key_Return)


def nurse_reviews(day: Day) -> Script:
    ((encounter,),) = day.rows("SELECT id FROM encounters")
    _assign(encounter)
    yield from chosen(day, "chapel")
    day.held("the nurse finds the encounter")
    day.press(Qt.Key.Key_3, CTRL)
    yield lambda: day.find(TranscriptPanel) and day.the(TranscriptPanel).isVisible()
    panel = day.the(TranscriptPanel)
    yield lambda: left_in(panel, CANARY)
    day.held("the nurse reviews")
    panel.change_sentence()
    yield panel.edit.isVisible
    panel.edit.text.setPlainText(SUGGESTED)
    panel.edit.send.click()
    yield lambda: day.rows("SELECT number FROM suggestions")
    day.held("the nurse suggests an edit")


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
    yield from chosen(day, "house")
    day.press(Qt.Key.Key_2, CTRL)
    yield lambda: TYPED in sentences(day)
    panel = day.the(NotePanel)
    panel.sides.setCurrentIndex(1)
    yield lambda: _button(panel, "Accept")
    day.held("the suggestion is seen by its author")
    button = _button(panel, "Accept")
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    yield lambda: SUGGESTED in sentences(day)


def physician_signs(day: Day) -> Script:
    panel = day.the(NotePanel)
    panel.setFocus()
    day.press(Qt.Key.Key_S, CTRL | SHIFT)
    page = panel.forms.sign_page
    yield page.isVisible
    yield page.go.isEnabled
    assert page.tags, page.count.text()
    day.held("what is in doubt is listed")
    page.reason.setText("Heard again by me.")
    QTest.keyClicks(page.credential.password, PASSWORD)
    page.go.click()
    yield lambda: day.rows("SELECT version FROM note_versions WHERE kind = 'signed'")
    assert len(day.rows("SELECT * FROM note_signatures")) == 1
    yield lambda: not page.isVisible()
    day.held("the note is signed")
    panel.bar.save.emit()
    form = panel.forms.act_page
    yield form.isVisible
    form.line.setText(str(day.pictures))
    QTest.keyClicks(form.credential.password, PASSWORD)
    form.go.click()
    yield lambda: day.rows("SELECT seq FROM audit_log WHERE code = 'EXP-DISCLOSE' AND outcome = 0")
    day.held("a copy is saved")


def code_is_logged(day: Day) -> Script:
    day.press(Qt.Key.Key_F9, CTRL | SHIFT)
    yield lambda: day.find(CodePage) and day.the(CodePage).isVisible()
    page = day.the(CodePage)
    page.setFocus()
    QTest.keyClicks(page, "14")
    yield lambda: len(day.rows("SELECT kind FROM code_events")) == 2
    day.held("a resuscitation is logged")


def user_locks(day: Day) -> Script:
    day.press(Qt.Key.Key_L, CTRL)
    yield day.gate.isVisible
    day.held("the screen is locked")
    entrance = day.window._entrance
    assert entrance is not None
    entrance.presence.sign_out()
    yield lambda: left_in(day.window, CANARY) == []
    assert left_in(day.window, "Bed 4") == []
    day.held("nothing of the patient stays")
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


def follow(script: Script, day: Day) -> None:
    """Go through a script, which gives what it waits for, beside the event loop."""
    waiting = next(script)
    end_s = time.monotonic() + PATIENCE_S
    stirred_s = time.monotonic()

    def fail(why: str) -> None:
        day.held("FAILED")
        sys.stderr.write(f"{why}\n")
        sys.stderr.flush()
        os._exit(3)

    def step() -> None:
        nonlocal waiting, end_s, stirred_s
        if time.monotonic() > stirred_s + STIRS_S:  # who waits is there: the screen stays open
            stirred_s = time.monotonic()
            QTest.keyClick(day.window, Qt.Key.Key_Shift)
        try:
            if waiting():
                waiting = next(script, lambda: False)
                end_s = time.monotonic() + PATIENCE_S
        except AssertionError as error:
            fail(f"in line {_line(script)}: {error}")
        if time.monotonic() > end_s:
            fail(f"waited in vain in line {_line(script)}")
        QTimer.singleShot(LOOK_MS, step)

    QTimer.singleShot(0, step)


def _line(script: Any) -> int:
    while getattr(script, "gi_yieldfrom", None) is not None:
        script = script.gi_yieldfrom
    return script.gi_frame.f_lineno if script.gi_frame else 0


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
