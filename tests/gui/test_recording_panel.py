"""What the recording bar shows, and what its buttons and keys do."""

import math

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.domain.errors import DeviceError
from app.domain.live import (
    Lag,
    Level,
    Ready,
    Refused,
    RoomLeft,
    Status,
    Trouble,
    TroubleKind,
    TroubleOver,
)
from app.gui.level_meter import LevelMeter
from app.gui.look import clock
from app.gui.recording_panel import RecordingPanel
from app.gui.strips import Strips
from tests.fake_dictation import DEVICE, FakeDictation, live_parts


class Clock:
    """Time that stands until it is told to go on."""

    def __init__(self) -> None:
        self.at_s = 100.0

    def __call__(self) -> float:
        return self.at_s


@pytest.fixture
def dictation() -> FakeDictation:
    return FakeDictation()


@pytest.fixture
def panel(qtbot: QtBot, dictation: FakeDictation) -> RecordingPanel:
    """A recording bar that hears what the dictation says."""
    bar = RecordingPanel(live_parts(dictation, preroll_s=2.0))
    dictation.open(bar.show_event)
    qtbot.addWidget(bar)
    bar.show()
    return bar


def buttons(panel: RecordingPanel) -> tuple[str, bool, str, bool, bool]:
    """Record's words, whether it can be pressed, pause's words, and whether pause and mark can."""
    return (
        panel.record.text()[1:].strip(),
        panel.record.isEnabled(),
        panel.pause.text(),
        panel.pause.isEnabled(),
        panel.mark.isEnabled(),
    )


def test_record_works_before_the_recorder_answers_or_any_model_is_loaded(
    panel: RecordingPanel, dictation: FakeDictation
) -> None:
    assert buttons(panel) == ("Record", True, "Pause", False, False)
    assert "live text loading" in panel.lag.text()
    panel.record.click()
    assert dictation.calls == ["open", "start"]
    assert panel.state == "starting"
    dictation.says(Status("armed", device=DEVICE))
    assert panel.state == "starting", "the status of before must not bring Record back"


def test_buttons_and_lamp_go_through_record_pause_resume_stop(
    panel: RecordingPanel, dictation: FakeDictation
) -> None:
    dictation.says(Ready({}), Status("armed", device=DEVICE))
    assert panel.lamp.text() == "○ not recording"
    panel.record.click()
    dictation.records()
    assert buttons(panel) == ("Stop", True, "Pause", True, True)
    assert panel.lamp.text() == "● REC"
    panel.pause.click()
    dictation.says(Status("paused", "r1", 12.0, DEVICE))
    assert buttons(panel) == ("Stop", True, "Resume", True, True)
    assert panel.lamp.text() == "‖ PAUSED"
    assert "nothing is recorded" in panel.state_text.text()
    panel.pause.click()
    dictation.records(audio_s=20.0)
    assert panel.lamp.text() == "● REC"
    panel.record.click()
    assert buttons(panel)[:2] == ("Stop", False)
    dictation.stops(audio_s=21.0)
    assert buttons(panel) == ("Record", True, "Pause", False, False)
    assert panel.elapsed.text() == "00:21"
    assert dictation.calls == ["open", "start", "pause", "resume", "stop"]


def test_time_device_lag_and_preroll_are_written_out(
    panel: RecordingPanel, dictation: FakeDictation
) -> None:
    dictation.says(Ready({}), Status("armed", device=DEVICE, preroll_s=2.0))
    assert panel.preroll.text() == "keeping last 2 s"
    assert panel.device.whole == f"Microphone: {DEVICE}"
    dictation.records(audio_s=3725.4)
    dictation.says(Lag(1.23))
    assert panel.elapsed.text() == "62:05"
    assert panel.lag.text() == "text 1.2 s behind"
    assert panel.preroll.text() == "", "what was kept is part of the recording now"
    dictation.stops()
    assert panel.lag.text() == ""


@pytest.mark.parametrize(
    ("room_s", "words"),
    [
        (5e6, "room for more than 99 h"),
        (99 * 3600 + 3599, "room for 99 h"),
        (17.9 * 3600, "room for 17 h"),
        (3599, "room for 59 min"),
        (0, "room for 0 min"),
    ],
)
def test_the_room_on_the_disk_is_written_out_calmly(
    panel: RecordingPanel, dictation: FakeDictation, room_s: float, words: str
) -> None:
    dictation.says(Status("armed", device=DEVICE), RoomLeft(room_s))
    assert panel.room.text() == words
    assert not panel.room.styleSheet()
    assert panel.room.toolTip()


def test_little_room_is_marked_and_calm_again_when_there_is_more(
    panel: RecordingPanel, dictation: FakeDictation
) -> None:
    dictation.says(RoomLeft(4.3 * 3600, low=True))
    assert panel.room.text() == "! room for 4 h"
    assert "background" in panel.room.styleSheet()
    dictation.says(RoomLeft(40 * 3600))
    assert panel.room.text() == "room for 40 h"
    assert not panel.room.styleSheet()


def test_the_microphone_is_opened_once_when_idle_and_again_after_a_stop(
    panel: RecordingPanel, dictation: FakeDictation
) -> None:
    dictation.says(Status("idle"), Status("idle"))
    assert dictation.armed == [("", 2.0)]
    dictation.records()
    dictation.says(Status("idle"))
    assert dictation.armed == [("", 2.0)] * 2


def test_a_recording_that_runs_already_is_shown_as_such_and_not_disturbed(
    panel: RecordingPanel, dictation: FakeDictation
) -> None:
    dictation.records("of-before", 600.0)
    assert panel.lamp.text() == "● REC"
    assert panel.elapsed.text() == "10:00"
    assert dictation.armed == []


def test_a_refused_start_brings_record_back_and_is_said(
    qtbot: QtBot, panel: RecordingPanel, dictation: FakeDictation
) -> None:
    panel.record.click()
    with qtbot.waitSignal(panel.refused) as said:
        dictation.says(Refused("Start", "no microphone; plug one in"))
    assert said.args == ["no microphone; plug one in"]
    assert buttons(panel)[:2] == ("Record", True)


def test_an_error_of_the_service_is_said_and_record_stays(
    qtbot: QtBot, panel: RecordingPanel, dictation: FakeDictation
) -> None:
    dictation.refusal = DeviceError("another ERScribe is recording; stop it there")
    with qtbot.waitSignal(panel.refused) as said:
        panel.record.click()
    assert said.args == ["another ERScribe is recording; stop it there"]
    assert buttons(panel)[:2] == ("Record", True)


def test_a_start_that_is_refused_after_stop_was_pressed_does_not_leave_stop_dead(
    panel: RecordingPanel, dictation: FakeDictation
) -> None:
    panel.record.click()
    panel.record.click()
    assert panel.state == "stopping"
    dictation.says(Refused("Start", "no microphone; plug one in"))
    assert buttons(panel)[:2] == ("Record", True)


def test_a_mark_is_set_where_the_recording_stands(
    qtbot: QtBot, panel: RecordingPanel, dictation: FakeDictation
) -> None:
    panel.set_mark()
    assert "mark mark" not in dictation.calls, "there is nothing to mark"
    dictation.records(audio_s=42.0)
    with qtbot.waitSignal(panel.marked) as marked:
        panel.mark.click()
    assert marked.args == [42.0]
    assert dictation.calls[-1] == "mark mark"


def test_a_click_does_not_leave_the_space_bar_on_stop(panel: RecordingPanel) -> None:
    assert not panel.record.focusPolicy() & panel.record.focusPolicy().ClickFocus


def test_the_meter_says_the_level_in_words_and_forgets_it_when_none_comes(qtbot: QtBot) -> None:
    now = Clock()
    meter = LevelMeter(now=now)
    qtbot.addWidget(meter)
    meter.show_level(Level(0.0, -23.4, -9.0))
    assert meter.text == "-23 dB"
    assert meter.accessibleDescription() == "-23 dB, peak -9 dB full scale"
    qtbot.waitUntil(lambda: meter.text == "no level")
    assert meter.accessibleDescription() == "no level"


def test_the_meter_holds_a_peak_and_a_clipped_one_for_a_moment(qtbot: QtBot) -> None:
    now = Clock()
    meter = LevelMeter(now=now)
    qtbot.addWidget(meter)
    meter.show_level(Level(0.0, -6.0, 0.0))
    meter.show_level(Level(0.1, -30.0, -20.0))
    assert (meter.text, meter.peak_dbfs) == ("TOO LOUD", 0.0)
    now.at_s += 2.0
    meter.show_level(Level(2.1, -30.0, -20.0))
    assert (meter.text, meter.peak_dbfs) == ("-30 dB", -20.0)
    meter.show_level(Level(2.2, -120.0, -120.0))
    assert meter.text == "silence"
    assert math.isclose(meter.peak_dbfs, -20.0)


def test_the_meter_is_red_when_clipped_and_empty_without_a_level(qtbot: QtBot) -> None:
    now = Clock()
    meter = LevelMeter(now=now)
    qtbot.addWidget(meter)
    meter.resize(300, 28)
    spot = (20, 14)
    meter.show_level(Level(0.0, -6.0, -3.0))
    calm = meter.grab().toImage().pixelColor(*spot)
    meter.show_level(Level(0.1, -6.0, 0.0))
    loud = meter.grab().toImage().pixelColor(*spot)
    assert calm.green() > calm.red()
    assert loud.red() > loud.green()
    meter.forget()
    assert meter.grab().toImage().pixelColor(*spot) not in (calm, loud)


@pytest.fixture
def told() -> list[str]:
    """What was beeped and announced."""
    return []


@pytest.fixture
def strips(qtbot: QtBot, told: list[str]) -> Strips:
    made = Strips(announce=lambda _, text: told.append(text), beep=lambda: told.append("beep"))
    qtbot.addWidget(made)
    return made


def test_troubles_come_and_go_newest_first(strips: Strips) -> None:
    assert strips.isHidden()
    strips.show_event(Trouble("behind", "Text is 12 s behind; recording goes on."))
    strips.show_event(Trouble("disk_low", "2 GB are left; free some space."))
    strips.show_event(Trouble("behind", "Text is 20 s behind; recording goes on."))
    assert strips.sentences == [
        "2 GB are left; free some space.",
        "Text is 20 s behind; recording goes on.",
    ]
    strips.show_event(TroubleOver("disk_low"))
    assert strips.sentences == ["Text is 20 s behind; recording goes on."]
    strips.show_event(TroubleOver("behind"))
    assert strips.sentences == []
    assert strips.isHidden()


@pytest.mark.parametrize("kind", ["device_lost", "silent", "disk_full", "capture_lost"])
def test_when_no_sound_is_kept_it_is_red_announced_and_beeped_once(
    strips: Strips, told: list[str], kind: TroubleKind
) -> None:
    strips.show_event(Trouble(kind, "Nothing is recorded; plug the microphone in."))
    strips.show_event(Trouble(kind, "Nothing is recorded; plug the microphone in."))
    strip = strips.said_as(kind)
    assert strip is not None
    assert strip.tone == "red"
    assert told == ["Nothing is recorded; plug the microphone in.", "beep"]
    assert strip.accessibleName() == "Nothing is recorded; plug the microphone in."


def test_lesser_troubles_are_amber_and_quiet(strips: Strips, told: list[str]) -> None:
    strips.show_event(Trouble("clipping", "Too loud; move back from the microphone."))
    strip = strips.said_as("clipping")
    assert strip is not None
    assert strip.tone == "amber"
    assert told == []


def test_a_long_sentence_is_wrapped_and_not_cut(qtbot: QtBot, strips: Strips) -> None:
    strips.resize(320, 40)
    strip = strips.put("disk_full", "red", "The disk is full. " * 12)
    strips.show()
    qtbot.waitUntil(lambda: strips.sizeHint().height() > 0)
    label = strip.findChild(QLabel)
    assert label is not None
    assert label.wordWrap()
    assert strip.heightForWidth(320) > 2 * label.fontMetrics().height()


def test_the_clock_goes_on_past_an_hour() -> None:
    assert [clock(0), clock(59.9), clock(10800), clock(-1)] == ["00:00", "00:59", "180:00", "00:00"]
