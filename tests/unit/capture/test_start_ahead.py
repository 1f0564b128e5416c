"""The recording process is started before anybody wants to reach it, and once only."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.capture.launch import start_ahead
from app.domain.live import Arm, Refused, Status
from tests.unit.capture.test_capture_client import FAILS, Served, Window, until

NOTES = "import sys, time; open(sys.argv[1], 'a').write('started '); time.sleep(60)"


@pytest.fixture
def starts(tmp_path: Path) -> Path:
    return tmp_path / "starts"


@pytest.fixture
def command(starts: Path) -> tuple[str, ...]:
    """A process that notes that it was started, and never gives an address."""
    return (sys.executable, "-c", NOTES, str(starts))


@pytest.fixture
def window(tmp_path: Path, command: tuple[str, ...]) -> Iterator[Window]:
    one = Window(tmp_path / "run", command)
    yield one
    one.client.close()


def test_the_window_waits_for_the_process_that_was_started_before_it(
    window: Window, tmp_path: Path, command: tuple[str, ...], starts: Path
) -> None:
    start_ahead(tmp_path / "run", command)
    until(starts.exists)
    window.client.send(Arm("usb"))
    window.listen()
    served = Served(tmp_path / "run", Status("armed", device="usb"))
    until(lambda: served.commands == [Arm("usb")])
    assert window.events == [Status("armed", device="usb")]
    assert starts.read_text("utf-8") == "started "
    served.die()


def test_where_one_runs_already_none_is_started(
    window: Window, tmp_path: Path, command: tuple[str, ...], starts: Path
) -> None:
    served = Served(tmp_path / "run", Status("idle"))
    start_ahead(tmp_path / "run", command)
    window.listen()
    until(lambda: window.events == [Status("idle")])
    assert not starts.exists()
    served.die()


@pytest.mark.parametrize(
    ("fails", "said"),
    [(FAILS, "the disk is full; make room"), (("no-such-program",), "install again")],
    ids=["ended", "missing"],
)
def test_one_that_cannot_start_is_told_to_who_wants_to_reach_it(
    tmp_path: Path, fails: tuple[str, ...], said: str
) -> None:
    window = Window(tmp_path / "run", fails)
    start_ahead(tmp_path / "run", fails)
    window.listen()
    until(lambda: window.events != [])
    refused = window.events[0]
    assert isinstance(refused, Refused)
    assert said in refused.sentence
    window.client.close()
