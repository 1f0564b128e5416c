"""While something is recorded the computer is asked not to sleep, and only then."""

import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.capture.awake import Awake, Helper, Nothing, WindowsState, inhibitor
from app.capture.room import RoomWatch
from app.domain.live import CaptureState, Level, RoomLeft, Status
from app.paths import ROOT
from app.store.recording_disk import Disk
from app.store.recording_room import BYTES_PER_S, room_left

PATIENCE_S = 10.0


class FakeInhibitor:
    """Keeps what it was asked, and on which threads."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.threads: set[int] = set()

    def hold(self) -> None:
        self._ask("hold")

    def release(self) -> None:
        self._ask("release")

    def _ask(self, what: str) -> None:
        self.threads.add(threading.get_ident())
        self.asked.append(what)


def until(happened: Callable[[], object]) -> None:
    end_s = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < end_s
        time.sleep(0.005)


@pytest.fixture
def asked() -> FakeInhibitor:
    return FakeInhibitor()


@pytest.fixture
def awake(asked: FakeInhibitor) -> Iterator[Awake]:
    one = Awake(asked)
    one.start()
    yield one
    one.stop()


def status(state: CaptureState) -> Status:
    return Status(state, "ab12" if state in ("recording", "paused") else "")


def test_it_is_held_from_the_first_recorded_moment_to_the_last(
    awake: Awake, asked: FakeInhibitor
) -> None:
    awake.see(status("idle"))
    awake.see(status("armed"))
    awake.see(Level(0.0, -40.0, -30.0))
    time.sleep(0.05)
    assert asked.asked == [], "an open microphone keeps no computer awake"
    awake.see(status("recording"))
    awake.see(status("paused"))
    awake.see(status("recording"))
    until(lambda: asked.asked)
    awake.see(status("armed"))
    until(lambda: len(asked.asked) == 2)
    assert asked.asked == ["hold", "release"]
    assert len(asked.threads) == 1, "Windows asks for one thread"
    assert threading.get_ident() not in asked.threads, "nobody waits for the system"


def test_it_is_let_go_when_the_process_ends(asked: FakeInhibitor) -> None:
    one = Awake(asked)
    one.start()
    one.see(status("recording"))
    until(lambda: asked.asked)
    one.stop()
    assert asked.asked == ["hold", "release"]
    assert not one._thread.is_alive()


@pytest.mark.skipif(sys.platform == "win32", reason="a program of POSIX")
def test_a_helper_lives_until_it_is_let_go() -> None:
    cat = shutil.which("cat")
    assert cat
    helper = Helper((cat,))
    for _ in range(2):
        helper.hold()
        running = helper._running
        assert running is not None
        assert running.poll() is None
        helper.release()
        assert running.poll() == 0
    helper.release()


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_helper_ends_with_who_asked_for_it() -> None:
    """Else the computer would never sleep again after a crash."""
    dies = (
        "import os, shutil; from app.capture.awake import Helper; "
        "one = Helper((shutil.which('cat'),)); one.hold(); "
        "print(one._running.pid, flush=True); os._exit(9)"
    )
    child = subprocess.run([sys.executable, "-c", dies], check=False, cwd=ROOT, capture_output=True)
    assert child.returncode == 9
    state = Path("/proc", child.stdout.decode().strip(), "stat")
    until(lambda: not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z")


def test_what_the_system_does_not_have_fails_quietly() -> None:
    helper = Helper(("/nonexistent/systemd-inhibit",))
    helper.hold()
    helper.release()
    nothing = inhibitor(lambda _: None)
    assert isinstance(nothing, Nothing) or sys.platform == "win32"
    nothing.hold()
    nothing.release()


def test_windows_is_asked_for_the_system_and_not_for_the_screen() -> None:
    told: list[int] = []
    state = WindowsState(told.append)
    state.hold()
    state.release()
    assert told == [0x80000001, 0x80000000]


@pytest.mark.skipif(sys.platform != "linux", reason="logind is of Linux")
@pytest.mark.parametrize("name", ["systemd-inhibit", "elogind-inhibit"])
def test_logind_is_asked_by_its_own_program(name: str) -> None:
    made = inhibitor(lambda wanted: f"/bin/{wanted}" if wanted in (name, "cat") else None)
    assert isinstance(made, Helper)
    command = made._command
    assert (command[0], command[-1]) == (f"/bin/{name}", "/bin/cat")
    assert {"--what=sleep:idle", "--mode=block"} < set(command)


# --- room


class Small(Disk):
    def __init__(self, free_bytes: int) -> None:
        self.free_bytes, self.asked = free_bytes, Path()

    def free(self, path: Path) -> int:
        self.asked = path
        return self.free_bytes


def test_room_is_told_in_seconds_of_sound_and_low_under_two_gigabytes(tmp_path: Path) -> None:
    disk = Small(3_000_000_000)
    assert room_left(tmp_path, disk) == RoomLeft(3_000_000_000 / BYTES_PER_S)
    assert room_left(tmp_path, Small(1_999_999_999)).low
    room_left(tmp_path / "not" / "there", disk)
    assert disk.asked == tmp_path, "before the first recording too"


def test_room_is_told_at_once_and_a_disk_that_fails_tells_nothing() -> None:
    told: list[RoomLeft] = []
    watch = RoomWatch(lambda: RoomLeft(60.0), told.append)
    watch.start()
    until(lambda: told)
    watch.stop()
    watch._thread.join(PATIENCE_S)
    assert told == [RoomLeft(60.0)]

    def failing() -> RoomLeft:
        raise OSError

    broken = RoomWatch(failing, told.append)
    broken.stop()
    broken.start()
    broken._thread.join(PATIENCE_S)
    assert told == [RoomLeft(60.0)]
