"""`erscribe record` between its start, its signals and its note."""

import argparse
import os
import signal
import threading
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import cast

import pytest
from rich.console import Console

from app.cli.live_screen import LiveScreen
from app.cli.record import record
from app.domain.errors import DeviceError, SandboxError
from app.domain.live import Level, Refused, Status
from app.services.dictation import Dictation
from app.services.events import RecordingDone, RecordingLeft, StageProgress
from tests.fake_dictation import FakeDictation
from tests.fakes import finished_job

DONE = RecordingDone("r1", finished_job())
LEFT = RecordingLeft("r1", "cancelled; go on with: erscribe recover")


class Told(FakeDictation):
    """Does something of the test's at each call."""

    def __init__(self, **at: Callable[["Told"], None]) -> None:
        super().__init__()
        self.at = at

    def _called(self, name: str) -> None:
        super()._called(name)
        act = self.at.get(name)
        if act is not None:
            act(self)


def _record(dictation: FakeDictation, minutes: float | None = None) -> tuple[object, str]:
    """What `record` gave, and what it showed."""
    out = StringIO()
    chosen = argparse.Namespace(encounter=None, device="USB", preroll=0.0, minutes=minutes)
    with LiveScreen(Console(file=out, width=100)) as screen:
        ended = record(cast(Dictation, dictation), screen, chosen)
    return ended, out.getvalue()


def _signalled(number: int) -> Callable[[Told], None]:
    def send(_: Told) -> None:
        threading.Timer(0.1, os.kill, (os.getpid(), number)).start()

    return send


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_the_recording_and_waits_for_its_note(number: int) -> None:
    dictation = Told(start=_signalled(number), stop=lambda one: one.says(DONE))
    ended, _ = _record(dictation)
    assert ended == DONE
    assert dictation.calls == ["open", "start", "stop", "close"]


def test_a_second_signal_leaves_the_final_stages_for_later() -> None:
    dictation = Told(
        start=_signalled(signal.SIGINT),
        stop=_signalled(signal.SIGINT),
        cancel=lambda one: one.says(LEFT),
    )
    ended, _ = _record(dictation)
    assert ended == LEFT
    assert dictation.calls == ["open", "start", "stop", "cancel", "close"]


def test_signals_mean_what_they_meant_once_the_recording_is_over() -> None:
    before = signal.getsignal(signal.SIGINT)
    _record(Told(start=lambda one: one.says(DONE)))
    assert signal.getsignal(signal.SIGINT) is before


def test_it_stops_by_itself_after_the_minutes_asked_for() -> None:
    dictation = Told(
        start=lambda one: one.says(
            Level(59.9, -20, -10), Level(60.0, -20, -10), Level(60.1, -9, 0)
        ),
        stop=lambda one: one.says(DONE),
    )
    ended, _ = _record(dictation, minutes=1.0)
    assert ended == DONE
    assert dictation.calls.count("stop") == 1


def test_no_microphone_is_one_sentence() -> None:
    dictation = Told(
        start=lambda one: one.says(Refused("Start", "no microphone was found; plug one in", 3))
    )
    with pytest.raises(DeviceError, match="no microphone was found"):
        _record(dictation)
    assert dictation.calls[-1] == "close"


def test_a_real_encounter_is_refused_before_anything_is_shown() -> None:
    dictation = FakeDictation(refusal=SandboxError("the sandbox refuses real encounters"))
    with pytest.raises(SandboxError):
        _record(dictation)


def test_state_and_stages_are_shown_meanwhile() -> None:
    dictation = Told(
        start=lambda one: one.says(
            Status("recording", "r1", device="Desk microphone"),
            StageProgress(Path("r1"), "recognize", 0.5),
            DONE,
        )
    )
    _, shown = _record(dictation)
    assert "recording, Desk microphone" in shown
    assert "recognize" in shown
