"""What is changed, confirmed and decided while a recording is reviewed."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from app.domain.errors import StoreError
from app.domain.note_doubts import DISMISSED
from app.domain.note_edits import Reword, Strike
from app.domain.note_state import NoteState
from app.domain.transcript import Transcript
from app.gui.review.transcript_panel import TranscriptPanel
from app.gui.shell.zoom import Zoom
from app.services.suggestions import Proposed
from tests.gui.scenes_review import worked_on
from tests.review_desk import ALT, CONTROL, Opened, asked, opened, pick, press, row, speaker_menu
from tests.review_room import LI, NOTE, RECORDING, WU, job, suggested, view
from tests.window_walk import left_in

__all__ = ["opened"]


def test_a_nurse_edits_a_sentence_and_the_author_gets_a_suggestion(
    qtbot: QtBot, opened: Opened
) -> None:
    panel, desk = opened(WU)
    panel.script.go_to(6)
    press(panel, Qt.Key.Key_E, CONTROL)
    edit = panel.edit
    assert edit.text.hasFocus()
    assert edit.text.toPlainText() == "Epinephrine one milligram given at the first cycle."
    assert "never change" in edit.kept.text()
    assert not edit.send.isEnabled()
    assert not panel.busy()
    edit.text.setPlainText("Epinephrine one milligram given.")
    edit.reason.setText("I drew it up")
    assert panel.busy()
    with qtbot.waitSignal(panel.note_changed):
        QTest.keyClick(edit.text, Qt.Key.Key_Return, CONTROL)
    assert asked(desk) == [
        (
            "suggest",
            Proposed("reword", "7", "Epinephrine one milligram given.", "I drew it up"),
        )
    ]
    assert not edit.isVisible()
    assert not panel.busy()


def test_the_author_changes_the_sentence_itself(qtbot: QtBot, opened: Opened) -> None:
    panel, desk = opened()
    for keys, wanted in (("Thank you.", Reword(8, "Thank you.")), ("", Strike(8))):
        panel.script.go_to(7)
        press(panel, Qt.Key.Key_E, CONTROL)
        assert not panel.edit.reason.isVisible()
        panel.edit.text.setPlainText(keys)
        button = panel.edit.send if keys else panel.edit.strike
        with qtbot.waitSignal(panel.note_changed):
            button.click()
        assert asked(desk)[-1] == ("edit", wanted)


def test_the_played_moment_is_put_into_the_text(opened: Opened) -> None:
    panel, _ = opened()
    panel.script.go_to(0)
    panel.change_sentence()
    panel.edit.text.clear()
    QTest.keyClick(panel.edit.text, Qt.Key.Key_J, CONTROL)
    panel.follow(75.0)
    QTest.keyClick(panel.edit.text, Qt.Key.Key_J, CONTROL)
    assert panel.edit.text.toPlainText() == "[00:02][01:15]"


def test_an_edit_is_left_with_escape_and_what_failed_is_not_lost(
    qtbot: QtBot, opened: Opened
) -> None:
    panel, desk = opened()
    panel.walk.step(1)
    panel.walk.change()
    assert not panel.walk.strip.isVisible(), "one thing at a time"
    panel.edit.text.setPlainText("Blood pressure 90/50.")
    desk.refusal = StoreError("the disk is full; free some space and start again")
    with qtbot.waitSignal(panel.said):
        panel.edit.submit()
    assert panel.edit.text.toPlainText() == "Blood pressure 90/50."
    QTest.keyClick(panel.edit.text, Qt.Key.Key_Escape)
    assert not panel.edit.isVisible()
    assert panel.walk.strip.isVisible()
    assert asked(desk) == []


def test_what_was_typed_is_not_lost_to_another_sentence(qtbot: QtBot, opened: Opened) -> None:
    panel, _ = opened()
    panel.script.go_to(7)
    panel.change_sentence()
    panel.edit.text.setPlainText("Thank you.")
    panel.script.go_to(0)
    with qtbot.waitSignal(panel.said) as told:
        panel.change_sentence()
    assert told.args == ["Send or cancel first what you have typed."]
    assert panel.edit.text.toPlainText() == "Thank you."


def test_words_that_the_note_no_longer_says_have_no_sentence(qtbot: QtBot, opened: Opened) -> None:
    panel, _ = opened(LI, worked_on())
    panel.script.go_to(7)
    with qtbot.waitSignal(panel.said) as told:
        press(panel, Qt.Key.Key_E, CONTROL)
    assert told.args == ["The note has no sentence for these words."]
    assert "Taken out of the note" in row(panel, 7)


# beside the transcript


def rows(panel: TranscriptPanel, name: str) -> list[str]:
    side = getattr(panel.side, name).rows
    return [side.item(number).text() for number in range(side.count())]


def test_a_nurse_confirms_vital_signs(qtbot: QtBot, opened: Opened) -> None:
    panel, desk = opened(WU)
    values = panel.side.values
    assert rows(panel, "values") == [
        "00:12  Blood pressure  90/60 mmHg\nnot confirmed yet",
        "00:14  Heart rate  110 /min\nnot confirmed yet",
        "00:18  Aspirin 300 mg\nnot confirmed yet",
    ]
    values.rows.setCurrentRow(1)
    with qtbot.waitSignal(panel.note_changed):
        values.buttons[0].click()
    values.rows.setCurrentRow(0)
    values.typed.setText("95/60")
    with qtbot.waitSignal(panel.note_changed):
        values.buttons[0].click()
    assert asked(desk) == [("confirm", "value:1", ""), ("confirm", "value:0", "95/60")]
    values.rows.setCurrentRow(2)
    assert not values.buttons[0].isEnabled(), "a dose is the physician's"
    assert values.buttons[1].isEnabled()


def test_each_alert_has_its_state_and_is_acknowledged_or_was_none(
    qtbot: QtBot, opened: Opened
) -> None:
    panel, desk = opened(WU, worked_on())
    panel.side.tabs.setCurrentIndex(1)
    assert panel.side.tabs.tabText(1) == "Alerts (1)"
    assert rows(panel, "alerts") == [
        "! amber  00:31  no pulse  “no pulse”\nmarked as no alert by Nurse Wu Jing",
        "!! red  00:31  cardiac arrest  “cardiac arrest”\nwaits to be acknowledged",
    ]
    panel.side.alerts.rows.setCurrentRow(1)
    with qtbot.waitSignal(panel.note_changed):
        panel.side.alerts.buttons[0].click()
    with qtbot.waitSignal(panel.note_changed):
        panel.side.alerts.buttons[1].click()
    assert asked(desk) == [("confirm", "alert:1", ""), ("confirm", "alert:1", DISMISSED)]
    panel.side.alerts.rows.setCurrentRow(0)
    assert not panel.side.alerts.buttons[0].isEnabled()


def test_an_alert_seen_while_it_was_recorded_says_so(opened: Opened) -> None:
    panel, _ = opened()
    panel.show_doubts(NOTE, ())
    assert rows(panel, "alerts")[1].endswith("acknowledged while it was recorded")


def test_every_suggestion_shows_its_state_and_the_author_decides(
    qtbot: QtBot, opened: Opened
) -> None:
    panel, desk = opened(LI, worked_on())
    panel.side.tabs.setCurrentIndex(2)
    assert rows(panel, "suggestions") == [
        "Speaker S1 · physician → S1 · nurse\nsuggested by Nurse Wu Jing: the author decides",
        "“Thank you thank you thank you.” → “Thank you.”\nsaid once\n"
        "suggested by Nurse Wu Jing: rejected",
        "Take out “Thank you thank you thank you.”\nsuggested by Nurse Wu Jing: accepted",
    ]
    assert "suggested by Nurse Wu Jing: the author decides" in row(panel, 0)
    for button in panel.side.suggestions.buttons[:2]:
        with qtbot.waitSignal(panel.note_changed):
            button.click()
    assert asked(desk) == [("resolve", 2, True), ("resolve", 2, False)]
    panel.side.suggestions.rows.setCurrentRow(1)
    assert not panel.side.suggestions.buttons[0].isEnabled()


def test_a_nurse_decides_nothing(opened: Opened) -> None:
    panel, _ = opened(WU, worked_on())
    panel.side.tabs.setCurrentIndex(2)
    assert not panel.side.suggestions.buttons[0].isVisible()


def test_a_row_beside_the_transcript_is_shown_and_played(qtbot: QtBot, opened: Opened) -> None:
    panel, _ = opened()
    said = job().understanding.transcript.utterances
    panel.side.values.rows.setCurrentRow(1)
    panel.side.values.buttons[2].click()
    assert (panel.script.current, panel.script.word) == (2, 5)
    with qtbot.waitSignal(panel.play_asked) as played:
        panel.side.values.buttons[1].click()
    assert played.args == [RECORDING, said[2].words[5].start_s, said[2].words[9].end_s]


def test_what_nobody_said_cannot_be_shown(qtbot: QtBot, opened: Opened) -> None:
    panel, _ = opened(LI, view(suggestions=(suggested(1, "write", "plan", "Admit."),)))
    panel.side.tabs.setCurrentIndex(2)
    with qtbot.waitSignal(panel.said) as told:
        panel.side.suggestions.buttons[3].click()
    assert told.args == ["This was not said in the recording."]


# whole


def test_a_signed_note_is_only_read(qtbot: QtBot, opened: Opened) -> None:
    panel, desk = opened(LI, replace(worked_on(), state=NoteState("signed")))
    assert "only read" in panel.closed.text()
    assert panel.closed.isVisible()
    assert not panel.tools.edit.isEnabled()
    assert [one.text() for one in speaker_menu(panel, 0).actions()] == ["Play a sample"]
    press(panel, Qt.Key.Key_F8)
    assert "Nothing can be changed here" in panel.walk.strip.reason.text()
    for key, modifier in (
        (Qt.Key.Key_Return, CONTROL),
        (Qt.Key.Key_E, CONTROL),
        (Qt.Key.Key_2, ALT),
    ):
        press(panel, key, modifier)
    assert not panel.edit.isVisible()
    assert asked(desk) == []


def test_nothing_of_a_note_stays_when_its_reader_leaves(qtbot: QtBot, opened: Opened) -> None:
    canary = "Zebulon"
    result = job()
    first, *others = result.understanding.transcript.utterances
    said = replace(first, text=f"{canary} has chest pain.", speaker=canary)
    result = replace(
        result,
        understanding=replace(
            result.understanding,
            transcript=replace(result.understanding.transcript, utterances=(said, *others)),
            alerts=tuple(
                replace(one, heard=canary, utterance="u1") for one in result.understanding.alerts
            ),
        ),
    )
    shown = view(result, suggestions=(suggested(1, "reword", "1", canary),))
    panel, _ = opened(LI, shown)
    press(panel, Qt.Key.Key_F8)
    panel.find_bar.open_bar()
    QTest.keyClicks(panel.find_bar.words, canary)
    pick(speaker_menu(panel, 0), "Rename…")
    panel.speakers.bar.name.insert(canary)
    panel.change_sentence()
    panel.edit.text.insertPlainText(canary)
    panel.edit.reason.insert(canary)
    assert left_in(panel, canary)
    panel.forget()
    assert left_in(panel, canary) == []
    panel.show_view(shown)
    qtbot.wait(50)
    assert panel.script.lines == (), "nobody sits here"


def test_what_was_asked_before_somebody_left_is_shown_to_nobody(
    qtbot: QtBot, opened: Opened
) -> None:
    panel, desk = opened()
    panel.show_view(desk.shown)
    panel.forget()
    qtbot.wait(100)
    assert panel.script.lines == ()
    assert panel.tools.doubts.text() == "Doubts are looked for…"


def test_every_control_has_a_name_and_all_is_reached_by_keyboard(opened: Opened) -> None:
    panel, _ = opened(LI, worked_on())
    panel.look()
    panel.walk.step(1)
    for button in (*panel.findChildren(QPushButton), *panel.findChildren(QToolButton)):
        if button.isVisible() and button.focusPolicy() is not Qt.FocusPolicy.NoFocus:
            assert button.text() or button.accessibleName()
    assert panel.script.accessibleName() == "Transcript"
    assert panel.side.values.rows.accessibleName() == "Values"


def test_doubts_that_cannot_be_read_are_not_taken_for_none(qtbot: QtBot, opened: Opened) -> None:
    panel, desk = opened()
    desk.refusal = StoreError("the database is locked; close the other program")
    with qtbot.waitSignal(panel.said):
        panel.show_view(replace(desk.shown))
    assert panel.tools.doubts.text() == "The doubts could not be read"
    panel.show_view(replace(desk.shown))
    qtbot.waitUntil(lambda: panel.tools.doubts.text() == "Doubts: 5 (F8)")


def test_a_recording_in_which_nobody_spoke_is_shown_as_such(opened: Opened) -> None:
    result = job()
    silent = replace(result.understanding, transcript=Transcript(()), corrections=(), findings=())
    panel, _ = opened(LI, view(replace(result, understanding=replace(silent, alerts=()))))
    for key in (Qt.Key.Key_E, Qt.Key.Key_Return):
        press(panel, key, CONTROL)
    press(panel, Qt.Key.Key_F8)
    assert panel.tools.doubts.text() == "Nothing clinical is in doubt"
    assert panel.side.values.empty.text() == "No values were heard."


def test_the_transcript_grows_with_the_zoom(opened: Opened) -> None:
    panel, _ = opened()
    before = panel.script.verticalScrollBar().maximum()
    zoom = Zoom()
    zoom.set_to(200)
    QApplication.processEvents()
    assert panel.script.verticalScrollBar().maximum() > before
    zoom.set_to(100)
    QApplication.processEvents()
    assert panel.script.verticalScrollBar().maximum() == before


def test_a_narrow_panel_has_its_lists_below(opened: Opened) -> None:
    panel, _ = opened()
    assert panel.script.x() < panel.side.x()
    panel.resize(420, 700)
    QApplication.processEvents()
    assert panel.side.y() > panel.script.y()
