"""The pipe between our processes: who knows the secret gets in, and nobody waits for a peer."""

import os
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from multiprocessing.connection import Client
from pathlib import Path

import pytest

from app.domain.live import CaptureCommand, CaptureEvent, Level, Mark, Start, Status
from app.services import pipe
from app.services.pipe import Address, Door, Pipe, PipeClosedError, connect

WAIT_S = 10.0


@pytest.fixture
def door() -> Iterator[Door]:
    made = Door(CaptureCommand)
    yield made
    made.close()


def _both(door: Door) -> tuple[Pipe, Pipe]:
    """The end of the process that listens, and that of the one that came."""
    with ThreadPoolExecutor() as pool:
        there = pool.submit(door.accept)
        here = connect(door.address, CaptureEvent)
        accepted = there.result(WAIT_S)
    assert accepted is not None
    return accepted, here


def test_messages_arrive_whole_and_in_order(door: Door) -> None:
    server, client = _both(door)
    sent = [Start("a1", "SANDBOX-1"), Mark("cpr_start"), Mark("shock")]
    for command in sent:
        client.send(command)
    assert [server.receive(WAIT_S) for _ in sent] == sent
    server.send(Status("recording", "a1", 1.5))
    assert client.receive(WAIT_S) == Status("recording", "a1", 1.5)


def test_a_peer_with_another_secret_is_not_let_in(door: Door) -> None:
    with ThreadPoolExecutor() as pool:
        accepted = pool.submit(door.accept)
        with pytest.raises(PipeClosedError):
            connect(replace(door.address, secret="00" * 32), CaptureEvent)
        assert accepted.result(WAIT_S) is None


def test_the_door_still_opens_after_a_stranger_came(door: Door) -> None:
    with ThreadPoolExecutor() as pool:
        accepted = pool.submit(door.accept)
        with pytest.raises(PipeClosedError):
            connect(replace(door.address, secret="11" * 32), CaptureEvent)
        accepted.result(WAIT_S)
    server, client = _both(door)
    client.send(Mark("x"))
    assert server.receive(WAIT_S) == Mark("x")


def test_a_peer_that_is_gone_is_told_as_such(door: Door) -> None:
    server, client = _both(door)
    client.close()
    with pytest.raises(PipeClosedError):
        server.receive(WAIT_S)
    assert not server.is_open


def test_closing_wakes_who_reads_on_either_side(door: Door) -> None:
    server, client = _both(door)
    with ThreadPoolExecutor() as pool:
        reading = [pool.submit(end.receive) for end in (server, client)]
        time.sleep(0.2)
        client.close()
        for one in reading:
            with pytest.raises(PipeClosedError):
                one.result(WAIT_S)


def test_nonsense_from_a_peer_closes_the_pipe_and_is_not_repeated(door: Door) -> None:
    with ThreadPoolExecutor() as pool:
        accepted = pool.submit(door.accept)
        family = "AF_PIPE" if sys.platform == "win32" else "AF_UNIX"
        raw = Client(door.address.place, family, authkey=bytes.fromhex(door.address.secret))
        server = accepted.result(WAIT_S)
        assert server is not None
        raw.send_bytes(b'["Start",{"recording":7}]')
        with pytest.raises(PipeClosedError) as refused:
            server.receive(WAIT_S)
        raw.close()
    assert "recording" not in str(refused.value)


def test_sending_to_a_peer_that_never_reads_does_not_wait(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipe, "_MOST_WAITING", 2_000)
    server, _ = _both(door)
    began = time.monotonic()
    for number in range(20_000):
        server.send(Mark(f"{number:0200d}"))
    assert time.monotonic() - began < WAIT_S
    assert not server.is_open  # a peer that far behind is let go


def test_levels_are_dropped_for_a_peer_that_is_behind_but_alerts_are_not(door: Door) -> None:
    server, client = _both(door)
    for number in range(20_000):
        server.send(Level(float(number), -20.0, -10.0), droppable=True)
    server.send(Status("idle"))
    got = [client.receive(WAIT_S)]
    while not isinstance(got[-1], Status):
        got.append(client.receive(WAIT_S))
    assert len(got) < 20_001


def test_closing_may_wait_until_the_last_words_are_written(door: Door) -> None:
    server, client = _both(door)
    for _ in range(200):
        server.send(Status("idle"))
    closing = threading.Thread(target=server.close, args=(WAIT_S,))
    closing.start()
    assert [client.receive(WAIT_S) for _ in range(200)] == [Status("idle")] * 200
    closing.join(WAIT_S)
    assert not closing.is_alive()


def test_an_address_is_read_by_its_owner_only(tmp_path: Path, door: Door) -> None:
    file = tmp_path / "run" / "capture.json"
    door.address.write(file)
    assert Address.read(file) == door.address
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
        assert len(bytes.fromhex(door.address.secret)) == 32
        assert stat.S_IMODE(Path(door.address.place).parent.stat().st_mode) == 0o700


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can act as somebody else"
)
def test_another_user_gets_neither_at_the_address_nor_through_the_door(
    tmp_path: Path, door: Door
) -> None:
    """Even one who was told the secret, by mistake."""
    file = tmp_path / "run" / "capture.json"
    door.address.write(file)
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)  # the test's own folders are not what keeps a stranger out
    code = (
        "import os, socket, sys\n"
        "os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "found = []\n"
        "for act in (lambda: open(sys.argv[1]).read(),\n"
        "            lambda: socket.socket(socket.AF_UNIX).connect(sys.argv[2])):\n"
        "    try:\n"
        "        act(); found.append('in')\n"
        "    except PermissionError:\n"
        "        found.append('refused')\n"
        "print(found)"
    )
    tried = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code, str(file), door.address.place],
        capture_output=True,
        text=True,
        check=True,
    )
    assert tried.stdout.strip() == "['refused', 'refused']"


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"place": "x", "secret": "y", "pid": "z"}'])
def test_a_damaged_address_is_none(tmp_path: Path, text: str) -> None:
    file = tmp_path / "capture.json"
    file.write_text(text)
    assert Address.read(file) is None
    assert Address.read(tmp_path / "missing.json") is None


def test_nobody_behind_an_address_is_told_as_such(door: Door) -> None:
    door.close()
    with pytest.raises(PipeClosedError):
        connect(door.address, CaptureEvent)
