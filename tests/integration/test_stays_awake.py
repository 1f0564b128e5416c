"""logind's own program and a small logind on a bus of its own: what is held, and until when."""

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.capture.awake import Awake, Helper, inhibitor
from app.domain.live import Status

bus: Any = pytest.importorskip("jeepney", reason="D-Bus is of Linux")
blocking: Any = pytest.importorskip("jeepney.io.blocking")

NEEDED = ("dbus-daemon", "systemd-inhibit")
MISSING = [name for name in NEEDED if shutil.which(name) is None]
PATIENCE_S = 10.0
NAME = "org.freedesktop.login1"

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="logind is of Linux"),
    pytest.mark.skipif(bool(MISSING), reason=f"not installed here: {', '.join(MISSING)}"),
]


class Logind:
    """Answers Inhibit as logind does, and sees when what it gave is let go."""

    def __init__(self, address: str) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.ends: list[int] = []
        self._connection = blocking.open_dbus_connection(address, enable_fds=True)
        self._connection.send_and_get_reply(bus.message_bus.RequestName(NAME))
        self._ended = False
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while not self._ended:
            try:
                message = self._connection.receive(timeout=0.05)
            except TimeoutError:
                continue
            wanted = message.header.fields.get(bus.HeaderFields.member)
            if message.header.message_type is bus.MessageType.method_call and wanted == "Inhibit":
                mine, theirs = os.pipe()
                self.ends.append(mine)
                self.asked.append(message.body)
                self._connection.send(bus.new_method_return(message, "h", (theirs,)))
                os.close(theirs)

    @property
    def held(self) -> bool:
        """Whether anybody still has the other end of what was given last."""
        os.set_blocking(self.ends[-1], False)
        try:
            return os.read(self.ends[-1], 1) != b""
        except BlockingIOError:
            return True

    def close(self) -> None:
        self._ended = True
        self._thread.join(PATIENCE_S)
        self._connection.close()
        for end in self.ends:
            os.close(end)


def until(happened: Callable[[], object]) -> None:
    end_s = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < end_s
        time.sleep(0.01)


@pytest.fixture
def logind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Logind]:
    command = ["dbus-daemon", "--session", "--nofork", "--print-address"]
    address = f"--address=unix:path={tmp_path / 'bus'}"
    daemon = subprocess.Popen([*command, address], stdout=subprocess.PIPE, text=True)
    assert daemon.stdout is not None
    told = daemon.stdout.readline().strip()
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", told)
    service = Logind(told)
    yield service
    service.close()
    daemon.terminate()
    daemon.wait(PATIENCE_S)
    daemon.stdout.close()


def test_logind_holds_the_computer_awake_while_it_records_and_lets_it_go(logind: Logind) -> None:
    awake = Awake(inhibitor())
    awake.start()
    awake.see(Status("recording", "ab12"))
    until(lambda: logind.asked)
    what, who, why, mode = logind.asked[0]
    assert set(what.split(":")) == {"sleep", "idle"}
    assert (who, why, mode) == ("ERScribe", "a recording is running", "block")
    time.sleep(0.1)
    assert logind.held
    awake.see(Status("idle"))
    until(lambda: not logind.held)
    awake.see(Status("recording", "cd34"))
    until(lambda: len(logind.asked) == 2)
    awake.stop()
    assert not logind.held


def test_without_logind_recording_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    found = inhibitor()
    assert isinstance(found, Helper)
    found.hold()
    running = found._running
    assert running is not None
    assert running.wait(PATIENCE_S) != 0
    found.release()
