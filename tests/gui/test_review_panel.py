"""A note is gone through: what a nurse and its author see, do, and leave behind."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from app.domain.access import Actor
from app.domain.errors import StoreError
from app.domain.note_doubts import DISMISSED
from app.domain.note_edits import Reword, Strike
from app.domain.note_state import NoteState
from app.domain.transcript import Transcript
from app.gui.review.parts import ReviewParts
from app.gui.review.transcript_panel import TranscriptPanel
from app.services.review import NoteView
from app.services.suggestions import Proposed
from tests.gui.scenes_review import worked_on
from tests.review_room import LI, NOTE, RECORDING, WU, FakeDesk, job, suggested, view
from tests.window_walk import left_in

Opened = Callable[..., tuple[TranscriptPanel, FakeDesk]]
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def opened(qtbot: QtBot) -> Opened:
    """A panel with a note in it whose doubts are known."""
    panels = []  # qtbot alone does not keep them

    def made(actor: Actor = LI, shown: NoteView | None = None) -> tuple[TranscriptPanel, FakeDesk]:
        desk = FakeDesk(shown or view())
        panel = TranscriptPanel(ReviewParts(lambda: desk.desk))
        panels.append(panel)
        qtbot.addWidget(panel)
        panel.resize(1000, 700)
        panel.show()
        qtbot.waitExposed(panel)
        panel.activateWindow()
        panel.act_as(actor)
        panel.show_view(desk.shown)
        qtbot.waitUntil(lambda: ("doubts", actor.id) in desk.calls)
        qtbot.waitUntil(lambda: "looked for" not in panel.tools.doubts.text())
        panel.script.setFocus()
        return panel, desk

    return made


def asked(desk: FakeDesk) -> list[tuple[object, ...]]:
    return [call for call in desk.calls if call[0] != "doubts"]


def press(panel: TranscriptPanel, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    QTest.keyClick(panel.script, key, modifier or Qt.KeyboardModifier.NoModifier)


def texts(panel: TranscriptPanel) -> list[str]:
    """The buttons of the doubt that are offered."""
    buttons = panel.walk.strip.findChildren(QPushButton)
    return [one.text() for one in buttons if one.isVisible()]


def pick(menu: QMenu, *names: str) -> None:
    """Choose an entry of a menu, by the names on the way to it."""
    for action in menu.actions():
        if action.text().split("\t")[0] == names[0]:
            if len(names) == 1:
                action.trigger()
            else:
                inner = action.menu()
                assert isinstance(inner, QMenu)
                pick(inner, *names[1:])
            return
    raise AssertionError([action.text() for action in menu.actions()])


def speaker_menu(panel: TranscriptPanel, number: int) -> QMenu:
    menu = panel.speakers.bar.buttons[number].menu()
    assert menu is not None
    return menu


def row(panel: TranscriptPanel, number: int) -> str:
    return panel.script.row_text(number)


# the words


def test_a_click_on_a_word_asks_to_play_the_recording_from_there(
    qtbot: QtBot, opened: Opened
) -> None:
    panel, _ = opened()
    word = job().understanding.transcript.utterances[2].words[1]
    with qtbot.waitSignal(panel.play_asked) as played:
        QTest.mouseClick(
            panel.script.viewport(), Qt.MouseButton.LeftButton, pos=panel.script.point_of(2, 1)
        )
    assert played.args == [RECORDING, word.start_s, -1.0]


def test_the_text_follows_the_sound_until_the_user_goes_elsewhere(opened: Opened) -> None:
    panel, _ = opened()
    said = job().understanding.transcript.utterances
    panel.follow(said[5].words[2].start_s + 0.1)
    assert panel.script.current == 5
    assert not panel.tools.spoken.isVisible()
    press(panel, Qt.Key.Key_Home)
    panel.follow(said[6].words[0].start_s + 0.1)
    assert panel.script.current == 0
    assert panel.tools.spoken.isVisible()
    press(panel, Qt.Key.Key_G, CONTROL | SHIFT)
    assert panel.script.current == 6
    assert not panel.tools.spoken.isVisible()


def test_words_are_found_as_written_and_as_heard(opened: Opened) -> None:
    panel, _ = opened()
    press(panel, Qt.Key.Key_F, CONTROL)
    bar = panel.find_bar
    assert bar.words.hasFocus()
    QTest.keyClicks(bar.words, "thank")
    assert (bar.count.text(), panel.script.current, panel.script.word) == ("1 of 3", 7, 0)
    QTest.keyClick(bar.words, Qt.Key.Key_Return)
    assert (bar.count.text(), panel.script.word) == ("2 of 3", 2)
    QTest.keyClick(bar.words, Qt.Key.Key_Return, SHIFT)
    QTest.keyClick(bar.words, Qt.Key.Key_Return, SHIFT)
    assert bar.count.text() == "3 of 3"
    for text, found in (("a spring", 3), ("青霉素", 4), ("CARDIAC", 5)):
        bar.words.setText(text)
        assert (panel.script.current, bar.count.text()) == (found, "1 of 1")
    bar.words.setText("naloxone")
    assert bar.count.text() == "not found"
    QTest.keyClick(bar.words, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert panel.script.hasFocus()


# what is in doubt


def test_f8_goes_over_what_could_do_harm_in_the_order_it_was_said(opened: Opened) -> None:
    panel, desk = opened()
    assert panel.tools.doubts.text() == "Doubts: 5 (F8)"
    seen = []
    for _ in range(6):
        press(panel, Qt.Key.Key_F8)
        seen.append((panel.walk.strip.title.text()[:12], panel.walk.strip.words.text()))
    assert seen == [
        ("Doubt 1 of 5", "“sixty”"),
        ("Doubt 2 of 5", "“110”"),
        ("Doubt 3 of 5", "“hydroxy scene → hydroxyzine”"),
        ("Doubt 4 of 5", "“cardiac arrest”"),
        ("Doubt 5 of 5", "“one”"),
        ("Doubt 1 of 5", "“sixty”"),
    ]
    press(panel, Qt.Key.Key_F8, SHIFT)
    assert panel.walk.strip.words.text() == "“one”"
    subjects = [one.subject for one in desk.doubts(LI, NOTE)]
    assert subjects[-1] == "flag:u8:0", (
        "“thank you” is no clinical doubt, yet it stands for a signer"
    )


def test_the_walk_begins_where_the_user_is(opened: Opened) -> None:
    panel, _ = opened()
    panel.script.choose(5, 0)
    press(panel, Qt.Key.Key_F8)
    assert panel.walk.strip.words.text() == "“cardiac arrest”"
    press(panel, Qt.Key.Key_F8)
    panel.walk.leave()
    panel.script.choose(5, 0)
    press(panel, Qt.Key.Key_F8, SHIFT)
    assert panel.walk.strip.words.text() == "“hydroxy scene → hydroxyzine”"


def test_each_stop_says_why_and_shows_the_words(opened: Opened) -> None:
    panel, _ = opened()
    reasons = []
    for _ in range(5):
        press(panel, Qt.Key.Key_F8)
        reasons.append(panel.walk.strip.reason.text())
        stop = panel.script.marked.stop
        assert stop is not None
        assert stop.line == panel.script.current
    assert reasons == [
        "Heard with a confidence of only 41 %",
        '"one hundred ten" was heard unclearly; please check.',
        "A correction is proposed",
        "A red keyword alert was not acknowledged",
        "Heard with a confidence of only 30 %",
    ]


@pytest.mark.parametrize(
    ("steps", "accepted", "rejected"),
    [
        (1, ("confirm", "word:u3:4", ""), None),
        (2, ("confirm", "query:1", ""), None),
        (3, ("correction", 4, True), ("correction", 4, False)),
        (4, ("confirm", "alert:1", ""), ("confirm", "alert:1", DISMISSED)),
    ],
)
def test_a_doubt_is_settled_with_one_key_and_the_next_one_comes(
    qtbot: QtBot,
    opened: Opened,
    steps: int,
    accepted: tuple[object, ...],
    rejected: tuple[object, ...] | None,
) -> None:
    for key, wanted in ((Qt.Key.Key_Return, accepted), (Qt.Key.Key_Backspace, rejected)):
        panel, desk = opened()
        for _ in range(steps):
            press(panel, Qt.Key.Key_F8)
        words = panel.walk.strip.words.text()
        if wanted is None:
            press(panel, key, CONTROL)
            assert asked(desk) == []
            continue
        with qtbot.waitSignal(panel.note_changed) as changed:
            press(panel, key, CONTROL)
        assert changed.args == [NOTE]
        assert asked(desk) == [wanted]
        assert panel.walk.strip.words.text() != words
        assert panel.tools.doubts.text() == "Doubts: 4 (F8)"


def test_the_sound_of_a_doubt_is_played_with_a_little_before(qtbot: QtBot, opened: Opened) -> None:
    panel, _ = opened()
    press(panel, Qt.Key.Key_F8)
    word = job().understanding.transcript.utterances[2].words[4]
    with qtbot.waitSignal(panel.play_asked) as played:
        panel.walk.strip.play.click()
    assert played.args == [RECORDING, word.start_s - 0.5, word.end_s + 0.5]


def test_a_nurse_settles_vitals_and_alerts_and_suggests_the_rest(opened: Opened) -> None:
    panel, desk = opened(WU)
    press(panel, Qt.Key.Key_F8)
    assert texts(panel) == ["Change… (Ctrl+E)", "Play", "Previous (Shift+F8)", "Next (F8)", "Close"]
    assert "The author settles this" in panel.walk.strip.reason.text()
    press(panel, Qt.Key.Key_Return, CONTROL)
    assert asked(desk) == []
    press(panel, Qt.Key.Key_F8)
    assert texts(panel)[0] == "It is right as written (Ctrl+Enter)"
    press(panel, Qt.Key.Key_F8)
    press(panel, Qt.Key.Key_F8)
    assert texts(panel)[:2] == ["Acknowledge (Ctrl+Enter)", "It was none (Ctrl+Backspace)"]


def test_what_cannot_be_done_is_said_and_the_doubt_stays(qtbot: QtBot, opened: Opened) -> None:
    panel, desk = opened()
    press(panel, Qt.Key.Key_F8)
    desk.refusal = StoreError("the disk is full; free some space and start again")
    with qtbot.waitSignal(panel.said) as told:
        press(panel, Qt.Key.Key_Return, CONTROL)
    assert told.args == ["the disk is full; free some space and start again"]
    assert panel.walk.strip.words.text() == "“sixty”"


def test_the_last_doubt_settled_closes_the_walk(qtbot: QtBot, opened: Opened) -> None:
    panel, _ = opened()
    press(panel, Qt.Key.Key_F8)
    for left in (4, 3, 2, 1, 0):
        with qtbot.waitSignal(panel.note_changed):
            press(panel, Qt.Key.Key_Return, CONTROL)
        text = panel.tools.doubts.text()
        assert text == (f"Doubts: {left} (F8)" if left else "Nothing clinical is in doubt")
    assert not panel.walk.strip.isVisible()
    assert not panel.tools.doubts.isEnabled()


def test_a_note_read_again_keeps_the_place_and_asks_for_doubts_anew(
    qtbot: QtBot, opened: Opened
) -> None:
    panel, desk = opened()
    for _ in range(3):
        press(panel, Qt.Key.Key_F8)
    desk.calls.clear()
    desk.shown = worked_on()
    panel.show_view(desk.shown)
    qtbot.waitUntil(lambda: "Doubts: 4" in panel.tools.doubts.text())
    assert panel.walk.strip.words.text() == "“hydroxy scene → hydroxyzine”"
    assert panel.walk.strip.title.text().startswith("Doubt 3 of 4")
    assert panel.script.current == 3
    assert "In the note: Epinephrine 1 mg given." in row(panel, 6)


# who speaks


def test_alt_and_a_number_gives_the_current_utterance_to_a_speaker(
    qtbot: QtBot, opened: Opened
) -> None:
    panel, desk = opened(WU)
    panel.script.go_to(4)
    with qtbot.waitSignal(panel.note_changed):
        press(panel, Qt.Key.Key_2, ALT)
    assert asked(desk) == [("relabel", ("u5", "S2", "patient"))]
    press(panel, Qt.Key.Key_9, ALT)
    assert len(asked(desk)) == 1, "there is no ninth speaker"


@pytest.mark.parametrize(
    ("names", "labels"),
    [
        (("Role", "Nurse"), [(f"u{n}", "S1", "nurse") for n in (1, 4, 6, 8)]),
        (
            ("Is the same person as", "S3 · nurse"),
            [(f"u{n}", "S3", "nurse") for n in (1, 4, 6, 8)],
        ),
        (("The current utterance is theirs",), [("u3", "S1", "physician")]),
        (
            ("From the current utterance on it is they who speak",),
            [("u3", "S1", "physician"), ("u7", "S1", "physician")],
        ),
    ],
)
def test_a_speakers_menu_says_it_all_in_one_act(
    qtbot: QtBot, opened: Opened, names: tuple[str, ...], labels: list[tuple[str, str, str]]
) -> None:
    panel, desk = opened()
    panel.script.go_to(2)
    with qtbot.waitSignal(panel.note_changed):
        pick(speaker_menu(panel, 0), *names)
    assert asked(desk) == [("relabel", *labels)]


def test_a_sample_of_a_speaker_is_played(qtbot: QtBot, opened: Opened) -> None:
    panel, _ = opened()
    one = job().understanding.transcript.utterances[2]
    with qtbot.waitSignal(panel.play_asked) as played:
        pick(speaker_menu(panel, 2), "Play a sample")
    assert played.args == [RECORDING, one.start_s, pytest.approx(one.end_s)], (
        "not the overlapped one"
    )


def test_a_speaker_is_renamed_without_a_dialog(qtbot: QtBot, opened: Opened) -> None:
    panel, desk = opened()
    pick(speaker_menu(panel, 1), "Rename…")
    name = panel.speakers.bar.name
    assert name.isVisible()
    name.setText("Mr Chen")
    with qtbot.waitSignal(panel.note_changed):
        QTest.keyClick(name, Qt.Key.Key_Return)
    assert asked(desk) == [("relabel", ("u2", "Mr Chen", "patient"))]
    pick(speaker_menu(panel, 1), "Rename…")
    name.setText("S1")
    with qtbot.waitSignal(panel.said) as told:
        QTest.keyClick(name, Qt.Key.Key_Return)
    assert "merge the two" in told.args[0]
    pick(speaker_menu(panel, 1), "Rename…")
    QTest.keyClick(name, Qt.Key.Key_Escape)
    assert not name.isVisible()
    assert len(asked(desk)) == 1


def test_the_last_change_of_speakers_is_taken_back(qtbot: QtBot, opened: Opened) -> None:
    panel, desk = opened()
    bar = panel.speakers.bar
    assert not bar.undo.isVisible()
    with qtbot.waitSignal(panel.note_changed):
        pick(speaker_menu(panel, 1), "Is the same person as", "S4 · family")
    assert bar.undo.isVisible()
    with qtbot.waitSignal(panel.note_changed):
        bar.undo.click()
    assert asked(desk) == [
        ("relabel", ("u2", "S4", "family")),
        ("relabel", ("u2", "S2", "patient")),
    ]


def test_a_row_has_a_menu_for_somebody_new(qtbot: QtBot, opened: Opened) -> None:
    panel, desk = opened()
    panel.script.go_to(7)
    with qtbot.waitSignal(panel.note_changed):
        pick(panel.row_menu(), "From here on it is", "Somebody new")
    assert asked(desk) == [("relabel", ("u8", "S5", "unknown"))]


# sentences


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
    panel.set_zoom(200)
    assert panel.script.verticalScrollBar().maximum() > before


def test_a_narrow_panel_has_its_lists_below(opened: Opened) -> None:
    panel, _ = opened()
    assert panel.script.x() < panel.side.x()
    panel.resize(420, 700)
    QApplication.processEvents()
    assert panel.side.y() > panel.script.y()
