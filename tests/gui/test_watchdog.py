"""The window's thread is never kept for long, whatever comes in; and the watchdog would see it."""

import gc
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.live import Level, LiveAlert, LiveWords, Ready, Status
from app.gui import collecting
from app.gui.main_window import MainWindow
from app.services.events import StageProgress
from tests.fake_dictation import DEVICE
from tests.fakes import finished_job, words
from tests.gui.watchdog import LONGEST_S, Stall, Watchdog
from tests.window_room import FakeReview, OpenWindow, Room

LONG_S = 3 * 3600
NOTES = 1000
REGIONS = 1200  # of a three-hour recording, nine seconds each


NOISE = 1.5  # the finest that processor time is measured on a busy machine
DESKTOP_S = 0.006
"""What `pace_s` gives on a desktop's core; the virtual cores that tests run on are half as quick,
and slower while others use their caches."""


def pace_s() -> float:
    """Processor time of a known piece of work: more on a machine whose caches others fill."""
    began, number = time.thread_time(), 0
    for one in range(100_000):
        number += one
    return time.thread_time() - began


class Spent(QObject):
    """Processor time of the window's thread from one event to the next: load-proof, since what
    other processes take is not counted."""

    def __init__(self) -> None:
        super().__init__()
        self.longest_s, self.what = 0.0, ""
        self._at_s, self._before = time.thread_time(), ""

    def begin(self) -> None:
        self._at_s, self._before = time.thread_time(), "the beginning"
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        now_s = time.thread_time()
        took_s = now_s - self._at_s
        if self._before.startswith("QEventLoop"):
            pass  # the test itself, which looks whether it may go on
        elif took_s > self.longest_s:
            self.longest_s, self.what = took_s, self._before
        self._at_s, self._before = now_s, f"{type(watched).__name__} {event.type().name}"
        return False


@pytest.fixture
def all_loaded() -> Iterator[None]:
    """As the program does it once it has loaded everything: see app.cli.window."""
    before = gc.get_threshold()
    gc.collect()
    collecting.all_loaded()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


@pytest.fixture
def spent(qtbot: QtBot) -> Iterator[Spent]:
    """Counts from when a test installs it on."""
    counting = Spent()
    yield counting
    application = QApplication.instance()
    assert application is not None
    application.removeEventFilter(counting)


@pytest.fixture
def stalls() -> Iterator[Callable[[], list[Stall]]]:
    found: list[Stall] = []
    dog = Watchdog(found.append)
    yield lambda: found
    dog.stop()


def test_a_stall_is_seen_with_where_it_was(qtbot: QtBot, stalls: Callable[[], list[Stall]]) -> None:
    qtbot.wait(60)
    stalls().clear()

    def keep_the_thread() -> None:
        until = time.thread_time() + 0.2
        while time.thread_time() < until:
            pass

    keep_the_thread()
    qtbot.waitUntil(lambda: bool(stalls()))
    (stall, *_) = stalls()
    assert stall.stalled_s > 0.15
    assert stall.spent_s > 0.15
    assert any("keep_the_thread" in name for name in stall.where)


def test_what_only_waits_spends_nothing(qtbot: QtBot, stalls: Callable[[], list[Stall]]) -> None:
    qtbot.wait(60)
    stalls().clear()
    time.sleep(0.2)
    qtbot.waitUntil(lambda: bool(stalls()))
    assert stalls()[0].spent_s < LONGEST_S


def many_notes() -> FakeReview:
    job = finished_job()
    understanding = job.understanding
    return FakeReview(
        [
            replace(
                job,
                understanding=replace(
                    understanding, note=replace(understanding.note, id=f"n{number:04}")
                ),
            )
            for number in range(NOTES)
        ]
    )


def a_long_recording(tell: Callable[..., None]) -> None:
    """Three hours of words, region after region, as they come to a window that takes it over."""
    for region in range(REGIONS):
        at_s = region * LONG_S / REGIONS
        said = words("patient denies chest pain and has no known allergies to drugs", at_s)
        tell(LiveWords(region, "en", said, len(said), said[-1].end_s, ended=True))
        if region % 20 == 0:
            time.sleep(0)


def heavy_minute(room: Room) -> None:
    """What a busy resuscitation tells: twenty levels a second, words that change, alerts, jobs."""
    tell = room.dictation.says
    for tick in range(200):
        at_s = LONG_S + tick / 20
        tell(Level(at_s, -23.0, -9.0))
        if tick % 2 == 0:
            region = REGIONS + tick // 40
            said = words(" ".join(["word"] * (tick % 40 + 1)), at_s)
            tell(LiveWords(region, "en", said, max(0, len(said) - 4), said[-1].end_s))
        if tick % 25 == 0:
            number = tick // 25
            tell(LiveAlert(number, "cardiac_arrest", "text", "red", "high", "present", at_s, at_s))
        if tick % 10 == 0:
            tell(StageProgress(Path("another"), "recognize", tick / 200))
        time.sleep(0.005)


def gone_through_once(qtbot: QtBot, window: MainWindow, room: Room) -> None:
    """Panels are made, fonts and classes of Qt are loaded: that is once in a window's life."""
    qtbot.waitUntil(lambda: window.frame.notes.count() == NOTES)
    for key in ("note", "live"):
        window.frame.centre.show_tab(key)
        qtbot.wait(50)
    room.dictation.says(Ready({}), Status("armed", device=DEVICE))
    room.dictation.records("r0", audio_s=LONG_S)
    heavy_minute(room)
    qtbot.wait(300)
    room.dictation.stops("r0")
    qtbot.wait(100)


def test_nothing_keeps_the_window_for_more_than_50_ms(
    qtbot: QtBot, open_window: OpenWindow, spent: Spent, all_loaded: None
) -> None:
    room = Room(many_notes())
    window = open_window(room)
    gone_through_once(qtbot, window, room)
    pace = pace_s()
    spent.begin()
    window.notes.list_notes()
    room.dictation.records("r1", audio_s=LONG_S)
    qtbot.waitUntil(lambda: window._desk.recording)
    for tell in (a_long_recording, lambda _: heavy_minute(room)):
        teller = threading.Thread(target=tell, args=(room.dictation.says,))
        teller.start()
        qtbot.waitUntil(lambda: not teller.is_alive(), timeout=60_000)  # noqa: B023 - waited for
    text = window._desk.text.text
    qtbot.waitUntil(lambda: text.document().blockCount() >= REGIONS, timeout=60_000)
    longest_s, what = spent.longest_s, spent.what
    slower = max(NOISE, max(pace, pace_s()) / DESKTOP_S)
    assert longest_s < LONGEST_S * slower, f"{longest_s:.3f} s after {what}, {slower:.1f} x slow"


def test_the_measure_would_see_a_slow_slot(qtbot: QtBot, spent: Spent) -> None:
    """A planted one, so that the test above can fail."""
    from PySide6.QtCore import QTimer  # noqa: PLC0415

    spent.begin()

    def slow(*_: Any) -> None:
        until = time.thread_time() + 0.08
        while time.thread_time() < until:
            pass

    QTimer.singleShot(0, slow)
    qtbot.wait(200)
    assert spent.longest_s > LONGEST_S
