"""A red alert that was raised while it was recorded, and that the final text does not have."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.domain.live import LiveAlert
from app.domain.note_doubts import DISMISSED
from app.domain.note_versions import Confirmation
from app.gui.review.transcript_panel import TranscriptPanel
from app.services.review import NoteView
from app.services.review_rights import Rights
from tests.review_desk import Opened, asked, opened
from tests.review_room import LI, NOON, NOTE, RECORDING, WU, job, view

__all__ = ["opened"]

SAID = job().understanding.transcript.utterances
LOST = LiveAlert(
    *(4, "anaphylaxis", "text", "red", "high", "present"),
    *(SAID[1].words[3].start_s, SAID[1].words[4].end_s),
    heard="anaphylaxis",
)
LATE = replace(
    LOST, number=5, keyword="choking", source="audio", start_s=58.0, end_s=59.0, heard=""
)
LINES = (
    "!! red  00:09  anaphylaxis  “anaphylaxis”\n"
    "heard while it was recorded; the final text does not have it\n"
)


def rows(panel: TranscriptPanel) -> list[str]:
    side = panel.side.alerts.rows
    return [side.item(number).text() for number in range(side.count())]


def settled(value: str, *raised: LiveAlert) -> NoteView:
    told = Confirmation("alert:live:4", value, WU.id, NOON)
    return view(raised=raised, confirmed=(told,))


def test_it_waits_among_the_others_and_is_acknowledged_or_was_none(
    qtbot: QtBot, opened: Opened
) -> None:
    panel, desk = opened(WU, view(raised=(LATE, LOST)))
    assert panel.side.tabs.tabText(1) == "Alerts (3)"
    found = rows(panel)
    assert [one.split("  ")[2].split("\n")[0] for one in found] == [
        *("anaphylaxis", "no pulse", "cardiac arrest", "choking")
    ]
    assert found[0] == LINES + "waits to be acknowledged"
    assert found[3].startswith("!! red  00:58  choking\nheard while")  # by its sound alone
    panel.side.alerts.rows.setCurrentRow(0)
    with qtbot.waitSignal(panel.note_changed):
        panel.side.alerts.buttons[0].click()
    with qtbot.waitSignal(panel.note_changed):
        panel.side.alerts.buttons[1].click()
    assert asked(desk) == [("confirm", "alert:live:4", ""), ("confirm", "alert:live:4", DISMISSED)]


@pytest.mark.parametrize(
    ("value", "state"),
    [
        ("anaphylaxis", "acknowledged by Nurse Wu Jing"),
        (DISMISSED, "marked as no alert by Nurse Wu Jing"),
    ],
)
def test_who_settled_it_stays_beside_it(opened: Opened, value: str, state: str) -> None:
    panel, _ = opened(LI, settled(value, LOST))
    assert rows(panel)[0] == LINES + state
    assert panel.side.tabs.tabText(1) == "Alerts (1)"
    panel.side.alerts.rows.setCurrentRow(0)
    assert not panel.side.alerts.buttons[0].isEnabled()


def test_what_the_final_text_has_or_was_seen_at_once_has_no_row_of_its_own(opened: Opened) -> None:
    (final,) = [one for one in job().understanding.alerts if one.level == "red"]
    told = replace(LOST, keyword=final.keyword, start_s=final.start_s - 2.0)
    seen = replace(LOST, number=6, acknowledged_by=WU.id)
    amber = replace(LOST, number=7, level="amber")
    panel, _ = opened(WU, view(raised=(told, seen, amber)))
    assert len(rows(panel)) == 2


def test_its_sound_is_played_and_the_text_of_that_time_shown(qtbot: QtBot, opened: Opened) -> None:
    panel, _ = opened(WU, view(raised=(LOST, LATE)))
    panel.side.alerts.rows.setCurrentRow(0)
    with qtbot.waitSignal(panel.play_asked) as played:
        panel.side.alerts.buttons[2].click()
    assert played.args == [RECORDING, LOST.start_s, LOST.end_s]
    assert (panel.script.current, panel.script.word) == (1, 3)
    panel.side.alerts.rows.setCurrentRow(3)
    with qtbot.waitSignals([panel.said, panel.play_asked]):
        panel.side.alerts.buttons[2].click()
    with qtbot.waitSignal(panel.said) as told:
        panel.side.alerts.buttons[3].click()
    assert told.args == ["The text has no words at that time."]


def test_who_may_not_acknowledge_still_hears_it(opened: Opened) -> None:
    panel, _ = opened(WU, view(raised=(LOST,)))
    panel.side.show_view(view(raised=(LOST,)), Rights(), {"alert:live:4"})
    panel.side.alerts.rows.setCurrentRow(0)
    acknowledge, _, play, _ = panel.side.alerts.buttons
    assert not acknowledge.isEnabled()
    assert play.isEnabled()
    panel.show_doubts(NOTE, ())
    assert len(rows(panel)) == 2


def test_an_alert_says_why_it_is_read_so(opened: Opened) -> None:
    doubted = replace(LOST, level="amber", assertion="negated", cue="没有", doubted=True)
    panel, _ = opened(WU, view(raised=(doubted,), confirmed=settled(DISMISSED).confirmed))
    (told,) = [one for one in rows(panel) if "anaphylaxis" in one]
    assert "(negated; because of “没有”; not every word is sure)" in told
