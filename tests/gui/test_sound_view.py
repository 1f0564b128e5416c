"""What is seen of a recording, and what the pointer and the arrow keys do to it."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QPalette, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.domain.playing import Window
from app.domain.transcript import Transcript, Utterance
from app.gui.sound.sound_bar import SoundBar
from tests.fake_playback import ALERTS, GAPS, LENGTH_S, TURNS, FakePlayback
from tests.fakes import words
from tests.sound_page import SHIFT, Page, hear, sound_page


@pytest.fixture
def playback() -> FakePlayback:
    return FakePlayback()


@pytest.fixture
def page(qtbot: QtBot, playback: FakePlayback) -> Page:
    return sound_page(qtbot, playback)


@pytest.fixture
def bar(page: Page) -> SoundBar:
    return page.bar


def test_the_waveform_the_gaps_and_the_turns_are_drawn(
    qtbot: QtBot, bar: SoundBar, playback: FakePlayback
) -> None:
    hear(qtbot, bar, playback)
    waveform = bar.view.waveform
    assert waveform is not None
    peaks = waveform._peaks
    assert peaks is not None
    qtbot.waitUntil(lambda: bool(peaks.high[8_000:].any()))
    assert bar.view.lanes.speakers == ("S1", "S2", "S3")
    drawn_s, drawn = waveform._curve.getData()
    loud = np.abs(drawn).reshape(-1, 2).max(axis=1)
    at_s = drawn_s[::2]
    assert loud[(at_s > 5) & (at_s < 12)].mean() > 20 * loud[(at_s > 62) & (at_s < 70)].mean()
    assert [(item._area.left(), item._area.right()) for item in waveform._gaps] == [
        (GAPS[0].start_s, GAPS[0].end_s)
    ]
    # turns and waveform stand one below the other
    axis = waveform._box.sceneBoundingRect()
    left = waveform._canvas.mapTo(bar, QPoint(round(axis.left()), 0)).x()
    assert abs(left - bar.view.lanes.mapTo(bar, QPoint(bar.view.lanes.gutter, 0)).x()) <= 2


def test_lanes_have_the_names_that_speakers_have_by_now(bar: SoundBar) -> None:
    said = (
        Utterance("u1", "Dr Li", "en", words("breathe in please", 41.0)),
        Utterance("u2", "Nurse", "en", words("two of adrenaline given", 16.0)),
    )
    bar.show_transcript(Transcript(said, TURNS))
    assert bar.view.lanes.speakers == ("Dr Li", "Nurse", "S1", "S2")


def test_the_waveform_follows_the_system_into_the_dark(
    qtbot: QtBot, bar: SoundBar, playback: FakePlayback
) -> None:
    hear(qtbot, bar, playback)
    waveform = bar.view.waveform
    assert waveform is not None
    for ground in ("#ffffff", "#101214"):
        palette = QPalette(QColor(ground))
        palette.setColor(QPalette.ColorRole.Base, QColor(ground))
        bar.setPalette(palette)
        qtbot.wait(20)
        seen = waveform.grab().toImage().pixelColor(waveform.width() - 3, 3)
        assert seen.name() == ground


def test_a_click_goes_there_and_a_drag_selects_what_is_looped(
    qtbot: QtBot, bar: SoundBar, playback: FakePlayback
) -> None:
    hear(qtbot, bar, playback)
    waveform = bar.view.waveform
    assert waveform is not None
    canvas = waveform._canvas.viewport()
    width, middle = canvas.width(), canvas.height() // 2
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(width // 2, middle))
    assert playback.played[-1][0].start_s == pytest.approx(LENGTH_S / 2, abs=0.3)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(width // 4, middle))
    QTest.mouseMove(canvas, QPoint(width // 3, middle))
    QTest.mouseMove(canvas, QPoint(width // 2, middle))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(width // 2, middle))
    assert bar.tape.region == pytest.approx((LENGTH_S / 4, LENGTH_S / 2), abs=0.3)
    assert waveform._region.isVisible()
    bar.loop()
    assert playback.played[-1][0].loop
    QTest.keyClick(bar.view, Qt.Key.Key_Delete)
    assert bar.tape.region is None
    assert not waveform._region.isVisible()


def test_the_wheel_zooms_where_the_pointer_is_and_the_lanes_follow(
    qtbot: QtBot, bar: SoundBar, playback: FakePlayback
) -> None:
    hear(qtbot, bar, playback)
    waveform = bar.view.waveform
    assert waveform is not None
    canvas = waveform._canvas.viewport()
    turn(canvas, 120)
    near = bar.view.window_s
    assert near.length_s == pytest.approx(0.8 * LENGTH_S)
    assert bar.view.lanes.window_s == near
    assert near.at(0.5) == pytest.approx(LENGTH_S / 2, abs=0.5)
    turn(canvas, -120, shift=True)
    assert bar.view.window_s.start_s > near.start_s
    for _ in range(5):
        turn(canvas, -120)
    assert bar.view.window_s == Window(0.0, LENGTH_S)


def turn(canvas: QWidget, by: int, shift: bool = False) -> None:
    """The wheel, over the middle."""
    middle = QPointF(canvas.width() / 2, canvas.height() / 2)
    event = QWheelEvent(
        middle,
        QPointF(canvas.mapToGlobal(middle.toPoint())),
        QPoint(0, 0),
        QPoint(0, by),
        Qt.MouseButton.NoButton,
        SHIFT if shift else Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def test_the_view_follows_what_is_heard(
    qtbot: QtBot, bar: SoundBar, playback: FakePlayback
) -> None:
    hear(qtbot, bar, playback)
    bar.view.zoom(0.1, 0.0)
    assert bar.view.window_s.end_s < 10.0
    playback.position_s = 50.0
    qtbot.waitUntil(lambda: bar.view.window_s.start_s > 40.0)


def test_arrows_move_the_cursor_and_a_screen_reader_is_told(page: Page, bar: SoundBar) -> None:
    bar.view.setFocus()
    QTest.keyClick(bar.view, Qt.Key.Key_Right)
    QTest.keyClick(bar.view, Qt.Key.Key_Right, SHIFT)
    assert bar.tape.at_s == 11.0
    assert bar.view.accessibleDescription() == (
        "At 00:11 of 01:30. Speakers: S1, S2, S3. Alerts: 2."
    )
    QTest.keyClick(bar.view, Qt.Key.Key_End)
    assert bar.tape.at_s == 90.0
    QTest.keyClick(bar.view, Qt.Key.Key_Home)
    QTest.keyClick(bar.view, Qt.Key.Key_Plus)
    assert bar.view.window_s.length_s < 90.0
    QTest.keyClick(bar.view, Qt.Key.Key_Minus)
    assert bar.view.window_s.length_s == pytest.approx(90.0)


def test_a_click_on_an_alert_goes_to_where_it_was_raised(bar: SoundBar) -> None:
    lanes = bar.view.lanes
    mark = lanes._mark(ALERTS[0]).center().toPoint()
    QTest.mouseClick(lanes, Qt.MouseButton.LeftButton, pos=mark)
    assert bar.tape.at_s == ALERTS[0].start_s
    assert lanes._what_lies_at(QPointF(mark)) == "Alert red: cardiac arrest, 00:25"
