"""What is heard of a recording, and what the keys do to it."""

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QMainWindow,
    QMenu,
)
from pytestqt.qtbot import QtBot

from app.audio.buttons import HidButtons
from app.domain.buttons import Pressed, Released, button_map
from app.domain.errors import NotFoundError, SoundNotKeptError
from app.domain.live import Status
from app.domain.playing import CannotPlay, PlayEnded, Stretch
from app.gui.buttons import ButtonDesk, ButtonParts, Toggled
from app.gui.sound.pedals import play_by_buttons
from app.gui.sound.sound_bar import SoundBar
from tests.fake_hid import FakeHid
from tests.fake_playback import LENGTH_S, TURNS, FakePlayback
from tests.sound_page import ALT, CTRL, RECORDING, SHIFT, Page, hear, press, sound_page
from tests.ward import AUTHOR, NURSE, proved
from tests.window_walk import left_in


@pytest.fixture
def playback() -> FakePlayback:
    return FakePlayback()


@pytest.fixture
def page(qtbot: QtBot, playback: FakePlayback) -> Page:
    return sound_page(qtbot, playback)


@pytest.fixture
def bar(page: Page) -> SoundBar:
    return page.bar


def test_nothing_is_opened_until_somebody_wants_to_hear_it(
    qtbot: QtBot, bar: SoundBar, playback: FakePlayback
) -> None:
    qtbot.wait(30)
    assert playback.opened == []
    assert "audit log" in bar.view.hint.text()
    hear(qtbot, bar, playback)
    bar.play_or_pause()
    hear(qtbot, bar, playback, 2)
    assert playback.opened == [(AUTHOR.id, RECORDING)], "one opening, however often it is played"


def test_the_keys_work_while_a_field_has_the_focus(
    qtbot: QtBot, page: Page, bar: SoundBar, playback: FakePlayback
) -> None:
    press(page, Qt.Key.Key_Space, CTRL)
    qtbot.waitUntil(lambda: playback.played == [(Stretch(0.0, LENGTH_S), 1.0)])
    qtbot.waitUntil(lambda: bar.transport.time.text() == "00:00 / 01:35")
    press(page, Qt.Key.Key_F2)
    assert playback.played[-1] == (Stretch(5.0, LENGTH_S), 1.0), "it goes on from there"
    press(page, Qt.Key.Key_F4)
    press(page, Qt.Key.Key_F4)
    press(page, Qt.Key.Key_F3)
    assert playback.speeds == pytest.approx([1.1, 1.2, 1.1])
    assert bar.transport.speed.text() == "1.1×"
    press(page, Qt.Key.Key_F1)
    stretch, speed = playback.played[-1]
    assert stretch == Stretch(0.0, LENGTH_S)
    assert speed == pytest.approx(1.1)
    press(page, Qt.Key.Key_Space, CTRL)
    assert playback.stops == 1
    assert page.field.text() == ""


def test_going_on_after_a_pause_steps_back_a_little(
    qtbot: QtBot, bar: SoundBar, playback: FakePlayback
) -> None:
    hear(qtbot, bar, playback)
    playback.position_s = 20.0
    bar.play_or_pause()
    qtbot.waitUntil(lambda: bar.tape.at_s == 20.0)
    hear(qtbot, bar, playback, 2)
    assert playback.played[-1] == (Stretch(18.5, LENGTH_S), 1.0)


def test_a_span_is_heard_once_and_again_and_over_and_over(
    qtbot: QtBot, page: Page, bar: SoundBar, playback: FakePlayback
) -> None:
    bar.play_span(12.0, 13.5)
    qtbot.waitUntil(lambda: playback.played == [(Stretch(12.0, 13.5), 1.0)])
    playback.position_s = 13.5
    playback.on_event(PlayEnded(13.5))
    qtbot.waitUntil(lambda: bar.tape.at_s == 13.5)
    press(page, Qt.Key.Key_P, CTRL, SHIFT)
    assert playback.played[-1] == (Stretch(12.0, 13.5), 1.0)
    press(page, Qt.Key.Key_L, CTRL, ALT)
    assert playback.played[-1] == (Stretch(12.0, 13.5, loop=True), 1.0)
    assert bar.transport.buttons["loop"].isChecked()
    press(page, Qt.Key.Key_L, CTRL, ALT)
    assert not bar.transport.buttons["loop"].isChecked()
    assert playback.played[-1] == (Stretch(12.0, LENGTH_S), 1.0)


def test_playing_tells_where_it_is_at_most_twenty_times_a_second(
    qtbot: QtBot, bar: SoundBar, playback: FakePlayback
) -> None:
    places: list[float] = []
    states: list[bool] = []
    bar.moved.connect(places.append)
    bar.playing.connect(states.append)
    hear(qtbot, bar, playback)
    places.clear()
    began_s = time.monotonic()
    for _ in range(50):
        playback.position_s += 0.01
        qtbot.wait(10)
    expected = 20 * (time.monotonic() - began_s)
    assert 0.3 * expected <= len(places) <= expected + 2
    assert places == sorted(places)
    bar.pause()
    qtbot.waitUntil(lambda: states == [True, False])
    told = len(places)
    qtbot.wait(120)
    assert len(places) <= told + 1, "nothing is looked at while nothing plays"


def test_nothing_is_played_while_the_microphone_records(
    qtbot: QtBot, bar: SoundBar, playback: FakePlayback
) -> None:
    hear(qtbot, bar, playback)
    bar.show_event(Status("recording", "r1"))
    assert playback.microphone
    with qtbot.waitSignal(bar.said) as said:
        bar.play_span(3.0, 4.0)
    assert said.args is not None
    assert "the microphone would hear" in said.args[0]
    bar.show_event(Status("paused", "r1"))
    bar.play_span(3.0, 4.0)
    assert playback.played[-1] == (Stretch(3.0, 4.0), 1.0)


def test_recording_that_began_before_the_sound_was_opened_is_known_too(
    qtbot: QtBot, bar: SoundBar, playback: FakePlayback
) -> None:
    bar.show_event(Status("recording", "r1"))
    with qtbot.waitSignal(bar.said):
        bar.play_or_pause()
    assert playback.played == []


def test_sound_that_is_gone_is_said_in_its_place(
    qtbot: QtBot, bar: SoundBar, playback: FakePlayback
) -> None:
    playback.refusal = NotFoundError("the sound of this recording was erased; its text is kept")
    with qtbot.waitSignal(bar.said):
        bar.play_or_pause()
    assert bar.view.hint.text().startswith("The sound of this recording was erased")
    assert not bar.choose.isVisible()
    playback.refusal = None
    hear(qtbot, bar, playback)


def test_an_imported_file_can_be_chosen_to_listen_to_it(
    qtbot: QtBot, bar: SoundBar, playback: FakePlayback
) -> None:
    playback.refusal = SoundNotKeptError("the sound of imported files is not kept here")
    with qtbot.waitSignal(bar.said):
        bar.play_or_pause()
    assert bar.choose.isVisible()
    bar.open_file("/somewhere/visit.wav")
    qtbot.waitUntil(lambda: bar.view.waveform is not None)
    assert [str(one) for one in playback.files] == ["/somewhere/visit.wav"]
    assert not bar.choose.isVisible()
    bar.play_or_pause()
    assert playback.played == [(Stretch(0.0, LENGTH_S), 1.0)]


def test_damage_is_told_below_and_the_rest_is_played(
    qtbot: QtBot, bar: SoundBar, playback: FakePlayback
) -> None:
    playback.damage = "part of the sound is damaged and stays silent"
    hear(qtbot, bar, playback)
    assert bar.message.text() == "Part of the sound is damaged and stays silent"
    assert bar.message.isVisible()


def test_an_output_that_fails_is_said_and_play_can_be_pressed_again(
    qtbot: QtBot, bar: SoundBar, playback: FakePlayback
) -> None:
    hear(qtbot, bar, playback)
    with qtbot.waitSignal(bar.said) as said:
        playback.on_event(CannotPlay("the sound output was lost; plug it in again"))
    assert said.args == ["The sound output was lost; plug it in again"]
    assert bar.transport.buttons["play"].accessibleName() == "Play"


def test_an_output_that_does_not_answer_is_said(
    qtbot: QtBot, bar: SoundBar, playback: FakePlayback
) -> None:
    said: list[str] = []
    bar.said.connect(said.append)
    bar._patience.setInterval(80)
    bar.play_or_pause()
    qtbot.waitUntil(lambda: bool(said))  # the position stays where it is
    assert playback.played != []
    assert said[0].startswith("The sound output does not answer")
    assert bar.transport.buttons["play"].accessibleName() == "Play"


@pytest.mark.qt_log_ignore("This plugin does not support")  # raise, grab: the offscreen one
def test_the_output_is_chosen_from_a_list(
    qtbot: QtBot, bar: SoundBar, playback: FakePlayback
) -> None:
    bar.transport.buttons["output"].click()
    qtbot.waitUntil(lambda: bool(bar.findChildren(QMenu)))
    menu = bar.findChildren(QMenu)[0]
    assert [one.text() for one in menu.actions()] == [
        "As the system says",
        "Desk loudspeaker",
        "Headset",
    ]
    menu.actions()[2].trigger()
    assert playback.chosen == ["Headset"]
    menu.close()


def test_the_same_recording_shown_again_keeps_its_place_and_another_begins_anew(
    qtbot: QtBot, bar: SoundBar, playback: FakePlayback
) -> None:
    hear(qtbot, bar, playback)
    bar.go_to(30.0)
    bar.show_recording(AUTHOR, RECORDING, 90.0)
    assert bar.tape.at_s == 30.0
    bar.show_recording(proved(AUTHOR), RECORDING, 90.0)
    assert bar.tape.at_s == 30.0, "who gave the password once more is nobody else"
    stops = playback.stops
    bar.show_recording(AUTHOR, "d" * 32, 20.0)
    assert playback.stops == stops + 1
    assert (bar.tape.at_s, bar.tape.duration_s) == (0.0, 20.0)
    assert bar.view.lanes.speakers == ()
    bar.play_or_pause()
    qtbot.waitUntil(lambda: playback.opened[-1] == (AUTHOR.id, "d" * 32))


def test_nothing_stays_of_a_user_who_left(
    qtbot: QtBot, page: Page, bar: SoundBar, playback: FakePlayback
) -> None:
    bar.show_turns([type(TURNS[0])("Canary", 0.0, 5.0)])
    hear(qtbot, bar, playback)
    bar.forget()
    assert playback.stops >= 1
    assert left_in(page, "canary") == []
    assert left_in(page, RECORDING) == []
    assert left_in(page, "cardiac") == []
    played = len(playback.played)
    press(page, Qt.Key.Key_Space, CTRL)
    qtbot.wait(30)
    assert len(playback.played) == played


def test_what_was_being_opened_when_the_user_left_is_not_shown_to_the_next(
    qtbot: QtBot, bar: SoundBar, playback: FakePlayback
) -> None:
    bar.play_or_pause()
    bar.forget()
    bar.act_as(NURSE)
    qtbot.waitUntil(lambda: playback.opened == [(AUTHOR.id, RECORDING)])
    qtbot.wait(50)
    assert playback.played == []
    assert bar.tape.duration_s == 0.0


def test_nothing_is_heard_of_a_bar_that_is_hidden(
    qtbot: QtBot, bar: SoundBar, playback: FakePlayback
) -> None:
    hear(qtbot, bar, playback)
    bar.hide()
    assert playback.stops == 1


def test_a_pedal_plays_while_it_is_down_and_goes_back(
    qtbot: QtBot, bar: SoundBar, playback: FakePlayback
) -> None:
    shown: list[SoundBar] = []
    window = QMainWindow()
    qtbot.addWidget(window)
    parts = ButtonParts(HidButtons(FakeHid()), button_map(""))
    talk = Toggled(lambda: False, lambda: None)
    clock = iter((0.0, 2.0, 10.0, 12.0))
    desk = ButtonDesk(parts, window, talk, lambda: next(clock))
    play_by_buttons(desk, lambda: shown[0] if shown else None)
    desk.show_event(Pressed("Foot control", "play"))
    desk.show_event(Pressed("Foot control", "rewind"))
    desk.show_event(Released("Foot control", "rewind"))
    assert playback.opened == [], "there was nothing to play"
    shown.append(bar)
    desk.show_event(Pressed("Foot control", "play"))
    qtbot.waitUntil(lambda: bar.transport.buttons["play"].accessibleName() == "Pause")
    desk.show_event(Released("Foot control", "play"))
    assert playback.stops == 1
    bar.go_to(30.0)
    desk.show_event(Pressed("Foot control", "rewind"))
    desk.show_event(Released("Foot control", "rewind"))
    assert bar.tape.at_s == 25.0
    desk.show_event(Pressed("PowerMic 4", "f2"))
    assert bar.tape.speed == pytest.approx(1.1)
