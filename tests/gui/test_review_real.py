"""The review of a note over a real store: what is done in the panel is kept, and audited."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.access import Actor
from app.gui.review.parts import ReviewParts
from app.gui.review.transcript_panel import TranscriptPanel
from app.services.note_desk import NoteDesk
from app.store.results import save_result
from tests.note_ward import NoteWard, note_ward
from tests.review_room import job, numbers
from tests.ward import AUTHOR, ENCOUNTER, NURSE

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def ward(tmp_path: Path) -> NoteWard:
    """With the note of a resuscitation."""
    ward = note_ward(tmp_path, protected=numbers)
    result = replace(job(), profile="clinical", encounter_id=ENCOUNTER)
    result = replace(result, recording=replace(result.recording, id="d" * 32))
    with ward.database.transaction() as transaction:
        note = save_result(transaction, result, AUTHOR, datetime.now(UTC))
    return replace(ward, note=note)


@pytest.fixture
def panel(qtbot: QtBot, ward: NoteWard) -> Iterator[TranscriptPanel]:
    """Reads the note again whenever something was said about it, as the window does."""
    shown = TranscriptPanel(ReviewParts(lambda: cast(NoteDesk, ward)))
    qtbot.addWidget(shown)
    shown.resize(900, 600)
    shown.show()
    qtbot.waitExposed(shown)
    yield shown
    shown.forget()


def read(qtbot: QtBot, panel: TranscriptPanel, ward: NoteWard, actor: Actor, doubts: str) -> None:
    """Show the note to somebody, until the doubts that are left are known."""
    panel.act_as(actor)
    panel.show_view(ward.review.view(actor, ward.note))
    qtbot.waitUntil(lambda: panel.tools.doubts.text() == doubts)
    panel.script.setFocus()


def press(
    qtbot: QtBot,
    panel: TranscriptPanel,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    with qtbot.waitSignal(panel.note_changed):
        QTest.keyClick(panel.script, key, modifier)


def go_through_as_a_nurse(qtbot: QtBot, panel: TranscriptPanel, ward: NoteWard) -> None:
    """Say who speaks, suggest a sentence, confirm a value, acknowledge an alert; then leave."""
    read(qtbot, panel, ward, NURSE, "Doubts: 5 (F8)")
    panel.script.go_to(4)
    press(qtbot, panel, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    panel.script.go_to(7)
    panel.change_sentence()
    panel.edit.text.setPlainText("Thank you.")
    with qtbot.waitSignal(panel.note_changed):
        panel.accept()
    with qtbot.waitSignal(panel.note_changed):
        panel.side.values.buttons[0].click()
    for _ in range(4):
        panel.next_doubt()
    press(qtbot, panel, Qt.Key.Key_Return, CONTROL)
    panel.forget()


def test_a_nurse_goes_through_a_recording_and_its_author_finishes(
    qtbot: QtBot, panel: TranscriptPanel, ward: NoteWard
) -> None:
    go_through_as_a_nurse(qtbot, panel, ward)
    read(qtbot, panel, ward, AUTHOR, "Doubts: 4 (F8)")
    assert "00:23 S2 · patient: 我爸" in panel.script.row_text(4)
    assert "suggested by Nurse: the author decides" in panel.script.row_text(7)
    panel.side.tabs.setCurrentIndex(2)
    with qtbot.waitSignal(panel.note_changed):
        panel.side.suggestions.buttons[0].click()
    panel.script.setFocus()
    panel.script.choose(0, 0)
    for _ in range(3):
        panel.next_doubt()
    press(qtbot, panel, Qt.Key.Key_Return, CONTROL)
    said = [one.text for one in ward.versions()[-1].body.sentences()]
    assert said[3] == "Give aspirin 300 mg and hydroxyzine twenty five."
    assert said[7] == "Thank you."
    view = ward.review.view(AUTHOR, ward.note)
    assert [one.subject for one in view.confirmed] == ["value:0", "alert:1", "correction:4"]
    heard = view.result.understanding.transcript.utterances[7].words
    assert [word.text for word in heard] == ["thank", "you"] * 3, "what was heard never changes"
    codes = [code for code, _, outcome, _ in ward.audited() if outcome == 0]
    assert {"SPK-RELABEL", "NOTE-SUGGEST", "VAL-CONFIRM", "ALR-ACK", "NOTE-RESOLVE"} <= set(codes)
