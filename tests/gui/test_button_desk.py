"""A pedal, a dictation microphone or a key goes down and up: what the window does then."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow
from pytestqt.qtbot import QtBot

from app.audio.buttons import HidButtons
from app.domain.buttons import Attached, ButtonsTrouble, Detached, Pressed, Released, button_map
from app.gui.buttons import REPEAT_MS, ButtonDesk, ButtonParts, Toggled
from tests.fake_hid import FakeHid, Plugged

MICROPHONE = "PowerMic III"
CTRL_ALT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


@dataclass
class Clock:
    """Time that stands until the test moves it."""

    now_s: float = 100.0

    def __call__(self) -> float:
        return self.now_s


@dataclass
class Recorder:
    """Records or plays, and takes a while to end if it is told to."""

    calls: list[str] = field(default_factory=list)
    state: str = "idle"
    slow: bool = False
    refuses: bool = False

    def toggle(self) -> None:
        if self.state == "idle":
            self.calls.append("start")
            self.state = "idle" if self.refuses else "on"
        else:
            self.calls.append("stop")
            self.state = "stopping" if self.slow else "idle"

    def part(self) -> Toggled:
        return Toggled(lambda: self.state != "idle", self.toggle, lambda: self.state == "stopping")


@dataclass
class Bench:
    """A window with a field, a hid library, and a clock that the test moves."""

    window: QMainWindow
    text: QLineEdit
    desk: ButtonDesk
    talk: Recorder
    play: Recorder
    hid: FakeHid
    clock: Clock
    acts: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def hold(self, button: str, held_s: float) -> None:
        self.desk.show_event(Pressed(MICROPHONE, button))  # type: ignore[arg-type]
        self.clock.now_s += held_s
        self.desk.show_event(Released(MICROPHONE, button))  # type: ignore[arg-type]

    def key(self, kind: QEvent.Type, repeats: bool = False) -> None:
        event = QKeyEvent(kind, Qt.Key.Key_R, CTRL_ALT, "", repeats)
        QApplication.sendEvent(self.text, event)


Make = Callable[..., Bench]


@pytest.fixture
def make(qtbot: QtBot) -> Make:
    def made(map_: str = "") -> Bench:
        window = QMainWindow()
        qtbot.addWidget(window)
        text = QLineEdit()
        window.setCentralWidget(text)
        talk, play, hid = Recorder(), Recorder(), FakeHid()
        parts = ButtonParts(HidButtons(hid, look_s=0.01), button_map(map_))
        clock = Clock()
        desk = ButtonDesk(parts, window, talk.part(), clock)
        bench = Bench(window, text, desk, talk, play, hid, clock)
        desk.play_with(play.part())
        desk.said.connect(bench.said.append)
        for act in ("back", "mark", "next_field", "end_of_letter"):
            desk.on(act, lambda one=act: bench.acts.append(one))  # type: ignore[misc]
        window.show()
        qtbot.waitActive(window)
        text.setFocus()
        return bench

    return made


@pytest.fixture
def bench(make: Make) -> Bench:
    return make()


def test_a_button_that_is_held_records_while_it_is_held(bench: Bench) -> None:
    bench.hold("record", 3.0)
    assert bench.talk.calls == ["start", "stop"]


def test_a_tap_records_until_the_next_tap(bench: Bench) -> None:
    bench.hold("record", 0.2)
    assert bench.talk.calls == ["start"]
    bench.hold("record", 0.2)
    assert bench.talk.calls == ["start", "stop"]


def test_real_reports_of_a_pedal_play_while_it_is_down(qtbot: QtBot, bench: Bench) -> None:
    bench.desk.open()
    pedal = Plugged(0x0911, 0x1844, 1, 4)
    bench.hid.plugged.append(pedal)
    qtbot.waitUntil(lambda: bench.said == ["Foot control is ready."])
    pedal.report(0x02)
    qtbot.waitUntil(lambda: bench.play.calls == ["start"])
    bench.clock.now_s += 4.0
    pedal.report(0x00)
    qtbot.waitUntil(lambda: bench.play.calls == ["start", "stop"])
    bench.desk.close()


def test_a_pedal_that_is_held_goes_back_again_and_again(qtbot: QtBot, bench: Bench) -> None:
    bench.desk.show_event(Pressed("Foot control", "rewind"))
    assert bench.acts == ["back"]
    qtbot.waitUntil(lambda: len(bench.acts) >= 3, timeout=REPEAT_MS * 10)
    bench.desk.show_event(Released("Foot control", "rewind"))
    told = len(bench.acts)
    qtbot.wait(REPEAT_MS * 2)
    assert len(bench.acts) == told


def test_a_press_while_the_last_recording_is_still_being_ended_is_not_forgotten(
    bench: Bench,
) -> None:
    bench.talk.slow = True
    bench.hold("record", 3.0)
    assert bench.talk.state == "stopping"
    bench.desk.show_event(Pressed(MICROPHONE, "record"))
    assert bench.talk.calls == ["start", "stop"]
    bench.talk.state = "idle"
    bench.desk.recording_changed()
    assert bench.talk.calls == ["start", "stop", "start"]
    bench.clock.now_s += 3.0
    bench.desk.show_event(Released(MICROPHONE, "record"))
    assert bench.talk.calls == ["start", "stop", "start", "stop"]


def test_a_press_that_is_let_go_before_recording_could_begin_begins_none(bench: Bench) -> None:
    bench.talk.slow = True
    bench.hold("record", 3.0)
    bench.hold("record", 1.0)
    bench.talk.state = "idle"
    bench.desk.recording_changed()
    assert bench.talk.calls == ["start", "stop"]


def test_a_refused_start_leaves_nothing_to_be_stopped(bench: Bench) -> None:
    bench.talk.refuses = True
    bench.hold("record", 3.0)
    assert bench.talk.calls == ["start"]


def test_the_record_key_is_held_to_talk_and_repeats_count_once(bench: Bench) -> None:
    toggled: list[str] = []
    action = QAction(bench.window)
    action.setShortcut(QKeySequence("Ctrl+Alt+R"))
    action.triggered.connect(lambda: toggled.append("toggle"))
    bench.window.addAction(action)
    bench.key(QEvent.Type.KeyPress)
    for _ in range(5):
        bench.key(QEvent.Type.KeyRelease, repeats=True)
        bench.key(QEvent.Type.KeyPress, repeats=True)
    bench.clock.now_s += 2.0
    bench.key(QEvent.Type.KeyRelease)
    assert bench.talk.calls == ["start", "stop"]
    QTest.keyClick(bench.text, Qt.Key.Key_R, CTRL_ALT)
    assert bench.talk.calls == ["start", "stop", "start"], "a tap"
    assert toggled == [], "the shortcut of the window does not toggle it once more"
    assert bench.text.text() == ""


def test_a_key_held_when_another_window_takes_the_keyboard_goes_on_and_says_so(
    bench: Bench,
) -> None:
    bench.key(QEvent.Type.KeyPress)
    bench.desk._show_state(Qt.ApplicationState.ApplicationInactive)
    assert bench.said == ["Recording goes on; press again to stop it."]
    bench.clock.now_s += 5.0
    bench.key(QEvent.Type.KeyRelease)
    assert bench.talk.calls == ["start"], "a release that comes after all ends nothing"
    QTest.keyClick(bench.text, Qt.Key.Key_R, CTRL_ALT)
    assert bench.talk.calls == ["start", "stop"]


def test_a_microphone_that_is_pulled_out_while_its_button_is_held_records_on_and_says_so(
    bench: Bench,
) -> None:
    bench.desk.show_event(Pressed(MICROPHONE, "record"))
    bench.desk.show_event(Detached(MICROPHONE))
    assert bench.talk.calls == ["start"]
    assert bench.said == ["PowerMic III was unplugged. Recording goes on; press again to stop it."]


def test_buttons_do_what_the_map_says_and_keys_of_pedals_too(make: Make) -> None:
    bench = make("custom_left=end_of_letter,record=nothing,key:F13=next_field,key:F14=play")
    bench.hold("custom_left", 0.1)
    bench.hold("custom_right", 0.1)
    bench.hold("record", 3.0)
    bench.hold("tab_forward", 0.1)
    QTest.keyClick(bench.text, Qt.Key.Key_F13)
    assert bench.acts == ["end_of_letter", "mark", "next_field", "next_field"]
    assert bench.talk.calls == []
    QTest.keyPress(bench.text, Qt.Key.Key_F14)
    bench.clock.now_s += 2.0
    QTest.keyRelease(bench.text, Qt.Key.Key_F14)
    assert bench.play.calls == ["start", "stop"]


def test_typing_goes_on_as_ever(bench: Bench) -> None:
    QTest.keyClicks(bench.text, "Rest r")
    assert bench.text.text() == "Rest r"


def test_stop_only_stops(bench: Bench) -> None:
    bench.hold("stop", 0.1)
    assert bench.talk.calls == []
    bench.hold("record", 0.1)
    bench.hold("stop", 0.1)
    assert bench.talk.calls == ["start", "stop"]


def test_a_locked_window_begins_nothing_and_can_only_be_stopped(bench: Bench) -> None:
    bench.desk.set_reachable(False)
    bench.hold("record", 3.0)
    bench.hold("play", 3.0)
    bench.hold("custom_right", 0.1)
    QTest.keyClick(bench.text, Qt.Key.Key_R, CTRL_ALT)
    assert (bench.talk.calls, bench.play.calls, bench.acts) == ([], [], [])
    bench.talk.state = "on"
    bench.hold("record", 0.2)
    assert bench.talk.calls == ["stop"]


def test_a_hot_key_of_the_desktop_toggles_and_trouble_is_said(bench: Bench) -> None:
    bench.desk.toggle()
    bench.desk.toggle()
    assert bench.talk.calls == ["start", "stop"]
    bench.desk.show_event(ButtonsTrouble("the buttons cannot be read"))
    bench.desk.show_event(Attached("SpeechMike"))
    assert bench.said == ["The buttons cannot be read", "SpeechMike is ready."]
