"""The window's end, against a process that the test plays itself."""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.capture.client import QUIET_S, CaptureClient
from app.capture.hub import Hub
from app.capture.launch import ADDRESS
from app.domain.live import (
    Arm,
    CaptureCommand,
    CaptureEvent,
    Gap,
    Level,
    Mark,
    Pause,
    Refused,
    Resume,
    RoomLeft,
    Start,
    Status,
    Stop,
    Stopped,
    Trouble,
    TroubleOver,
)
from app.services.pipe import Door, Pipe
from tests.fake_capture import RECORDING, FakeClient

NEVER = (sys.executable, "-c", "import time; time.sleep(60)")
FAILS = (sys.executable, "-c", "import sys; sys.exit('erscribe: the disk is full; make room')")
RECORDS = Status("recording", RECORDING)


def until(happened: Callable[[], object], seconds: float = 15.0) -> None:
    end_s = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end_s, "it did not happen in time"
        time.sleep(0.005)


class Served:
    """One life of the recording process: says `status` to whoever comes, notes what it is told."""

    def __init__(self, folder: Path, status: Status) -> None:
        self.commands: list[CaptureCommand] = []
        self.clients: list[Pipe] = []
        self._status = status
        door = Door(CaptureCommand)
        self._hub = Hub(door, self._joined, lambda _, command: self.commands.append(command))
        self._hub.start()
        door.address.write(folder / ADDRESS)

    def _joined(self, client: object) -> None:
        assert isinstance(client, Pipe)
        client.send(self._status)
        self.clients.append(client)
        self._hub.add(client)

    def tell(self, *events: CaptureEvent) -> None:
        for event in events:
            self._hub.tell(event)

    def die(self) -> None:
        self._hub.close(0.0)


class Window:
    def __init__(self, folder: Path, command: tuple[str, ...] = NEVER) -> None:
        self.events: list[CaptureEvent] = []
        self.client = CaptureClient(folder, command, folder / "recordings", hung_s=1e9)

    def listen(self) -> None:
        self.client.listen(self.events.append)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "run"


@pytest.fixture
def window(folder: Path) -> Iterator[Window]:
    one = Window(folder)
    yield one
    one.client.close()


def test_what_was_said_before_the_process_was_there_is_done_when_it_is(
    window: Window, folder: Path
) -> None:
    commands: list[CaptureCommand] = [
        Arm("usb", 1.0),
        Start(RECORDING, "e1", "usb", 1.0),
        Mark("a"),
    ]
    for command in commands:
        window.client.send(command)
    served = Served(folder, Status("idle"))
    window.listen()
    until(lambda: len(served.commands) == 3)

    assert served.commands == commands
    assert window.events[0] == Status("idle")
    served.die()


def test_events_come_in_their_order(window: Window, folder: Path) -> None:
    served = Served(folder, Status("idle"))
    window.listen()
    until(lambda: window.events)
    told = [Level(float(index), -40.0, -30.0) for index in range(50)]
    served.tell(*told)
    until(lambda: len(window.events) == 51)

    assert window.events[1:] == told
    served.die()


def test_a_death_while_recording_is_said_and_the_next_life_is_told_to_go_on(
    window: Window, folder: Path
) -> None:
    first = Served(folder, Status("idle"))
    window.client.send(Arm("usb", 1.5))
    window.client.send(Start(RECORDING, "e1", "usb", 1.5))
    window.listen()
    until(lambda: len(first.commands) == 2)
    first.tell(RECORDS)
    until(lambda: RECORDS in window.events)
    first.die()
    until(lambda: any(isinstance(event, Trouble) for event in window.events), 1.0)

    second = Served(folder, Status("idle"))
    until(lambda: len(second.commands) == 2)
    assert second.commands[0] == Start(RECORDING, "e1", "usb", 0.0)
    assert second.commands[1] == Arm("usb", 1.5)
    assert not any(isinstance(event, TroubleOver) for event in window.events)
    second.tell(Gap(1.0, 2.0, "capture_restarted"), RECORDS)
    until(lambda: any(isinstance(event, TroubleOver) for event in window.events))
    second.die()


def test_a_pause_and_marks_reach_the_next_life(window: Window, folder: Path) -> None:
    first = Served(folder, RECORDS)
    window.listen()
    until(lambda: window.events)
    window.client.send(Pause())
    until(lambda: first.commands)
    first.die()
    until(lambda: any(isinstance(event, Trouble) for event in window.events))
    window.client.send(Mark("later"))

    second = Served(folder, Status("idle"))
    until(lambda: len(second.commands) == 3)
    assert [type(command) for command in second.commands] == [Start, Pause, Mark]
    second.die()


def test_a_process_that_lives_is_only_told_what_changed(window: Window, folder: Path) -> None:
    first = Served(folder, RECORDS)
    window.listen()
    until(lambda: window.events)
    first.die()
    until(lambda: any(isinstance(event, Trouble) for event in window.events))

    second = Served(folder, RECORDS)
    until(lambda: any(isinstance(event, TroubleOver) for event in window.events))
    window.client.send(Pause())
    until(lambda: second.commands)
    assert second.commands == [Pause()]
    second.die()


def test_an_idle_process_that_ends_is_started_again_without_alarm(
    window: Window, folder: Path
) -> None:
    first = Served(folder, Status("idle"))
    window.client.send(Arm())
    window.listen()
    until(lambda: first.commands)
    first.die()
    second = Served(folder, Status("idle"))
    until(lambda: second.commands)

    assert second.commands == [Arm()]
    assert not any(isinstance(event, Trouble) for event in window.events)
    second.die()


def test_a_stopped_recording_is_not_begun_again(window: Window, folder: Path) -> None:
    first = Served(folder, RECORDS)
    window.listen()
    until(lambda: window.events)
    first.tell(Stopped(RECORDING, 1.0, "0" * 64))
    until(lambda: any(isinstance(event, Stopped) for event in window.events))
    first.die()
    second = Served(folder, Status("idle"))
    until(lambda: Status("idle") in window.events)  # greeted, and so told what is sent from now on
    window.client.send(Resume())
    until(lambda: second.commands)

    assert second.commands == [Resume()]
    second.die()


def test_a_refusal_of_another_recording_does_not_forget_the_one_that_runs(
    window: Window, folder: Path
) -> None:
    first = Served(folder, RECORDS)
    window.listen()
    until(lambda: window.events)
    window.client.send(Start("cd" * 16))
    first.tell(Refused("Start", "a recording is under way; stop it first"))
    until(lambda: any(isinstance(event, Refused) for event in window.events))
    first.die()

    second = Served(folder, Status("idle"))
    until(lambda: second.commands)
    assert [command.recording for command in second.commands if isinstance(command, Start)] == [
        RECORDING
    ]
    second.die()


def test_a_start_said_while_another_is_stopping_is_the_one_gone_on_with(
    window: Window, folder: Path
) -> None:
    first = Served(folder, RECORDS)
    window.listen()
    until(lambda: window.events)
    window.client.send(Stop())
    window.client.send(Start("cd" * 16, "e2", "usb"))
    first.tell(Stopped(RECORDING, 1.0, "0" * 64))
    until(lambda: any(isinstance(event, Stopped) for event in window.events))
    first.die()

    second = Served(folder, Status("idle"))
    until(lambda: second.commands)
    assert second.commands[0] == Start("cd" * 16, "e2", "usb")
    second.die()


def test_a_microphone_that_is_missing_after_a_death_is_asked_for_again(
    window: Window, folder: Path
) -> None:
    first = Served(folder, RECORDS)
    window.listen()
    until(lambda: window.events)
    first.die()
    second = Served(folder, Status("idle"))
    until(lambda: second.commands)
    second.tell(Refused("Start", "no microphone was found; plug one in", 3))
    until(lambda: len(second.commands) == 2)

    assert isinstance(second.commands[1], Start)
    second.die()


def test_a_process_that_cannot_start_is_one_sentence(folder: Path) -> None:
    window = Window(folder, FAILS)
    window.listen()
    until(lambda: window.events)
    window.client.close()

    assert window.events[0] == Refused("listen", "the disk is full; make room", 3)


def test_closing_tells_nobody_of_a_loss(folder: Path) -> None:
    served = Served(folder, RECORDS)
    window = Window(folder)
    window.listen()
    until(lambda: window.events)
    window.client.close()
    served.die()
    time.sleep(0.1)

    assert window.events == [RECORDS]


def test_a_client_that_left_is_forgotten_and_the_others_are_told() -> None:
    hub = Hub(Door(CaptureCommand), lambda _: None, lambda *_: None)
    stays, leaves = FakeClient(), FakeClient()
    hub.add(stays)
    hub.add(leaves)
    leaves.is_open = False

    assert not hub.empty
    hub.tell(Status("idle"))
    assert stays.told == [Status("idle")]
    assert leaves.told == []
    stays.is_open = False
    assert hub.empty
    hub.close(0.0)


def test_sending_never_waits_for_a_client_that_does_not_read(folder: Path) -> None:
    served = Served(folder, Status("idle"))
    window = Window(folder)
    window.client.listen(lambda _: time.sleep(60))
    until(lambda: served.clients)
    began = time.perf_counter()
    for index in range(3_000):
        served.tell(Level(float(index), -40.0, -30.0))

    assert time.perf_counter() - began < 3.0
    served.die()


@pytest.mark.parametrize(("stopping", "lost"), [(True, False), (False, True)])
def test_a_process_that_is_quiet_while_it_finishes_is_not_called_lost(
    window: Window, folder: Path, stopping: bool, lost: bool
) -> None:
    served = Served(folder, RECORDS)
    window.listen()
    until(lambda: window.events)
    if stopping:
        window.client.send(Stop())
        until(lambda: served.commands)
    time.sleep(QUIET_S + 1.0)
    assert any(isinstance(event, Trouble) for event in window.events) is lost
    served.die()


def test_the_room_on_the_disk_is_no_sign_that_sound_is_kept(window: Window, folder: Path) -> None:
    """Another thread tells it, which goes on where the one that records stands still."""
    served = Served(folder, RECORDS)
    window.listen()
    until(lambda: window.events)
    until_s = time.monotonic() + QUIET_S + 1.0
    while time.monotonic() < until_s:
        served.tell(RoomLeft(3600.0))
        time.sleep(0.1)
    kinds = [event.kind for event in window.events if isinstance(event, Trouble)]
    assert kinds == ["capture_lost"]
    assert not any(isinstance(event, TroubleOver) for event in window.events)
    assert RoomLeft(3600.0) in window.events
    served.die()
