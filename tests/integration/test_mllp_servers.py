"""Notes to MLLP servers that nobody here wrote: one of PyPI, and two of npm.

No test may use the network, so the servers listen at local sockets. npm fetches its servers once
into a temporary folder; nothing of them is in the project.
"""

import asyncio
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import hl7
import hl7.mllp
import pytest

from app.domain.addresses import Peer
from app.export.hl7.message import message
from app.export.hl7.way import Hl7Way
from app.export.peers import system_trust
from app.export.trust import context
from tests.documents import ACTS, LANGUAGES, SITE, random_document
from tests.pki import Authority

NODE, NPM = shutil.which("node"), shutil.which("npm")
PACKAGES = ("@medplum/hl7@4.5.2", "node-hl7-server@2.5.0")
INSTALL_S = 300.0
HERE = Path(__file__).resolve().parent

pytestmark = pytest.mark.skipif(
    not hasattr(socket, "AF_UNIX"), reason="no local sockets here, and tests use no network"
)


@dataclass
class Calls:
    """Connections to a local socket in place of a host. count: how many."""

    path: Path
    count: int = 0

    def __call__(self, host: str, port: int, timeout_s: float) -> socket.socket:
        self.count += 1
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(timeout_s)
        line.connect(str(self.path))
        return line


def way(calls: Calls, **more: Any) -> Hl7Way:
    return Hl7Way(
        Peer("emr.test", 2575, tls="trust" in more), open_line=calls, answer_s=10.0, **more
    )


def notes(count: int) -> Iterator[tuple[str, bytes]]:
    """Messages of every act in both languages, under their numbers."""
    for seed in range(count):
        note = random_document(seed, ACTS[seed % len(ACTS)], LANGUAGES[seed % 2])
        yield (
            f"id{seed}",
            message(note, SITE, "EMR^HOSP", "mdm" if seed % 3 else "oru", f"id{seed}"),
        )


@dataclass
class Taken:
    """What the PyPI server took: messages as it parsed them."""

    messages: list[str] = field(default_factory=list)

    async def talk(self, reader: Any, writer: Any) -> None:
        try:
            while not writer.is_closing():
                found = await reader.readmessage()
                self.messages.append(str(found))
                writer.writemessage(found.create_ack())
                await writer.drain()
        except asyncio.IncompleteReadError:
            writer.close()


@contextmanager
def pypi_server(path: Path, tls: ssl.SSLContext | None = None) -> Iterator[Taken]:
    """hl7.mllp.start_hl7_server in a thread of its own."""
    taken, ready = Taken(), threading.Event()
    loop = asyncio.new_event_loop()
    ending = asyncio.Event()

    async def serve() -> None:
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(str(path))
        server = await hl7.mllp.start_hl7_server(
            taken.talk, sock=listening, ssl=tls, encoding="utf-8", limit=2**20
        )
        ready.set()
        await ending.wait()
        server.close()
        await asyncio.sleep(0.1)  # the last connections see their end

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), daemon=True)
    thread.start()
    assert ready.wait(10.0)
    try:
        yield taken
    finally:
        loop.call_soon_threadsafe(ending.set)
        thread.join(10.0)
        loop.close()


def unparsed(payload: bytes) -> str:
    return payload.decode()


@pytest.mark.parametrize("under_tls", [False, True])
def test_the_server_of_pypi_takes_every_note_as_it_was_sent(
    tmp_path: Path, under_tls: bool
) -> None:
    issuer = Authority(tmp_path)
    tls = issuer.issue("emr.test").serving(issuer.path) if under_tls else None
    ours = issuer.issue("ward-3.test")
    trust = partial(context, str(issuer.path), str(ours.certificate), str(ours.key), "")
    calls = Calls(tmp_path / "s")
    with pypi_server(calls.path, tls) as taken:
        ward = way(calls, trust=trust) if under_tls else way(calls)
        sent = list(notes(30))
        for id_, payload in sent:
            assert ward.deliver(id_, payload, lambda _: None).code == "AA"
        ward.close()
    assert taken.messages == [unparsed(payload) for _, payload in sent]
    assert calls.count == 1


def test_the_trust_of_the_operating_system_does_not_reach_a_private_issuer(tmp_path: Path) -> None:
    calls = Calls(tmp_path / "s")
    with pypi_server(calls.path, Authority(tmp_path).issue("emr.test").serving()) as taken:
        outcome = way(calls, trust=system_trust).deliver("id1", b"MSH|", lambda _: None)
    assert "issuer that is not trusted" in outcome.sentence
    assert taken.messages == []


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the servers of npm."""
    folder = tmp_path_factory.mktemp("npm")
    shutil.copy(HERE / "mllp_servers.mjs", folder)
    command = [str(NPM), "install", "--no-audit", "--no-fund", "--ignore-scripts", *PACKAGES]
    found = subprocess.run(command, cwd=folder, capture_output=True, timeout=INSTALL_S, check=False)
    if found.returncode:
        pytest.skip("npm cannot fetch the servers here")
    return folder


@contextmanager
def npm_server(folder: Path, kind: str, path: Path) -> Iterator[Callable[[], str]]:
    """Gives a function for the next message that it took."""
    process = subprocess.Popen(
        [str(NODE), "mllp_servers.mjs", kind, str(path)],
        cwd=folder,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ},
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "ready\n"
        yield lambda: str(json.loads(process.stdout.readline()))  # type: ignore[union-attr]
    finally:
        process.kill()
        process.communicate()


full = [
    pytest.mark.full,
    pytest.mark.skipif(NODE is None or NPM is None, reason="no node or npm here"),
    pytest.mark.skipif(sys.platform == "win32", reason="pipes are named otherwise there"),
]


def same(one: str, other: bytes) -> bool:
    """Whether a server's own writing of a message is what was sent, but for its line ends."""
    return one.replace("\n", "\r").rstrip("\r") == other.decode().rstrip("\r")


@pytest.mark.parametrize(
    ("kind", "commits"),
    [
        pytest.param("medplum", [], marks=full),
        pytest.param("medplum-enhanced", ["CA"], marks=full),
    ],
)
def test_the_server_of_medplum_takes_every_note_as_it_was_sent(
    installed: Path, tmp_path: Path, kind: str, commits: list[str]
) -> None:
    calls = Calls(tmp_path / "s")
    with npm_server(installed, kind, calls.path) as took:
        ward = way(calls)
        for id_, payload in notes(60):
            told: list[str] = []
            assert ward.deliver(id_, payload, told.append).code == "AA"
            assert told == commits
            assert same(took(), payload)
        ward.close()
    assert calls.count == 1


@pytest.mark.parametrize("kind", [pytest.param("node-hl7", marks=full)])
def test_a_server_that_cannot_keep_a_connection_gets_one_for_each_note(
    installed: Path, tmp_path: Path, kind: str
) -> None:
    """node-hl7-server 2.5.0 reads what it had before again with each message."""
    calls = Calls(tmp_path / "s")
    sent = list(notes(20))
    with npm_server(installed, kind, calls.path) as took:
        ward = way(calls)
        for id_, payload in sent:
            assert ward.deliver(id_, payload, lambda _: None).code == "AA"
        ward.close()
        again = [took() for _ in range(len(sent) + 1)]
    assert all(
        same(one, payload) for one, (_, payload) in zip([again[0], *again[2:]], sent, strict=True)
    )
    assert same(again[1], sent[0][1])
    assert calls.count == len(sent) - 1
