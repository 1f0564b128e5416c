"""A note is gone through: what a nurse and its author see, do, and leave behind."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.errors import StoreError
from app.domain.note_doubts import DISMISSED
from tests.gui.scenes_review import worked_on
from tests.review_desk import (
    ALT,
    CONTROL,
    SHIFT,
    Opened,
    asked,
    opened,
    pick,
    press,
    row,
    speaker_menu,
    texts,
)
from tests.review_room import LI, NOTE, RECORDING, WU, job, view

__all__ = ["opened"]


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


def test_a_proposed_role_says_how_sure_it_is(opened: Opened) -> None:
    result = job()
    said_ = tuple(
        replace(one, role_confidence=0.87 if one.speaker == "S1" else 0.0)
        for one in result.understanding.transcript.utterances
    )
    transcript = replace(result.understanding.transcript, utterances=said_)
    result = replace(result, understanding=replace(result.understanding, transcript=transcript))
    panel, _ = opened(WU, view(result))
    first, second, *_ = panel.speakers.bar.buttons
    assert first.toolTip().startswith("S1 · physician, 87 % sure: speaks for")
    assert "87 % sure" in first.accessibleName()
    assert "sure" not in second.toolTip()


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
