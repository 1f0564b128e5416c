"""A listener as a hospital's system finds it: kept before it is answered, whoever else calls."""

import asyncio
import socket
import ssl
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hl7.client import MLLPClient
from hl7.mllp import open_hl7_connection

from app.domain.addresses import Peer
from app.domain.admissions import AdmissionEvent
from app.domain.errors import ExportError, StoreError
from app.export.hl7_in.header import MOST_BYTES
from app.export.hl7_in.server import Limits, listen, plain_address
from app.services.admissions_in import AdmissionsIn, Refused
from app.services.adt_listener import AdtListener, listener_of
from app.settings import Settings
from app.store import admissions
from app.store.database import Database
from tests.adt import adt
from tests.people_desk import clinical, log
from tests.pki import Authority

QUICK = Limits(connections=12, of_one=10, idle_s=5, frame_s=0.5, tell_every_s=60)
WAIT_S = 5.0


def settings(**more: Any) -> Settings:
    where = "tls://127.0.0.1:2575" if more.get("emr_adt_certificate") else "127.0.0.1:2575"
    return replace(Settings(emr_adt_listen=where, emr_adt_from="127.0.0.1", emr_site="ER"), **more)


@dataclass
class Wire:
    """A sender's end, written by hand."""

    raw: socket.socket

    def send(self, data: bytes) -> "Wire":
        self.raw.sendall(data)
        return self

    def frame(self, message: str) -> "Wire":
        return self.send(b"\x0b" + message.encode() + b"\x1c\r")

    def answer(self) -> str:
        """One whole frame; "" when the other side is done."""
        found = b""
        with suppress(ConnectionError):
            while not found.endswith(b"\x1c\r"):
                piece = self.raw.recv(4096)
                if not piece:
                    break
                found += piece
        return found.strip(b"\x0b\x1c\r").decode()


class Room:
    """A store with a listener before it, at a local socket: no test may use the network."""

    def __init__(self, folder: Path, undo: ExitStack) -> None:
        self.database, self._undo = clinical(folder), undo
        self._at = str(folder / "door")

    def door(self, _: Peer) -> socket.socket:
        made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        made.bind(self._at)
        made.listen(64)
        made.setblocking(False)
        return made

    def opened(self, store: AdmissionsIn | None = None, **more: Any) -> AdtListener:
        kept = store or AdmissionsIn(lambda: self.database)
        made = AdtListener(settings(**more), kept, limits=QUICK, open_door=self.door)
        self._undo.enter_context(made)
        assert made.listens.wait(WAIT_S), made.trouble
        return made

    def line(self) -> socket.socket:
        raw = self._undo.enter_context(closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)))
        raw.settimeout(WAIT_S)
        raw.connect(self._at)
        return raw

    def call(self) -> Wire:
        return Wire(self.line())

    def visits(self) -> set[str]:
        with self.database.transaction() as transaction:
            return {one.admission.visit for one in admissions.all_of(transaction)}


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with ExitStack() as undo:
        yield Room(tmp_path, undo)


# --- peers that others wrote


def test_a_client_of_another_hand_is_answered_as_it_expects(room: Room) -> None:
    room.opened()
    client = MLLPClient.__new__(MLLPClient)  # it would open a network connection by itself
    client.socket, client.encoding = room.line(), "utf-8"
    for number, name in enumerate(("Smith^June", "欧阳^娜娜", "𠮷^😀")):
        visit = f"V-{number}"
        back = client.send_message(adt(visit=visit, id=f"M{number}", name=name)).decode()
        assert f"MSA|AA|M{number}\r" in back
        assert visit in room.visits()  # it was kept before it was answered
    assert "MSA|AE|M9\r" in client.send_message(adt(id="M9", number="")).decode()
    assert "MSA|AR|M8\r" in client.send_message(adt("A05", id="M8")).decode()


def test_an_asynchronous_client_over_tls_that_shows_who_it_is(room: Room, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    mine, theirs = authority.issue("127.0.0.1"), authority.issue("his.example")
    room.opened(
        emr_adt_certificate=str(mine.certificate),
        emr_adt_certificate_key=str(mine.key),
        emr_ca_file=str(authority.path),
    )
    trust = ssl.create_default_context(cafile=str(authority.path))
    with pytest.raises((ssl.SSLError, ConnectionError, asyncio.IncompleteReadError)):
        asyncio.run(_talk(room.line(), trust, adt(id="M2", visit="V-2")))
    trust.load_cert_chain(theirs.certificate, theirs.key)
    assert asyncio.run(_talk(room.line(), trust, adt(name="张^三"))) == "AA"
    assert room.visits() == {"V-9"}


async def _talk(raw: socket.socket, trust: ssl.SSLContext, message: str) -> str:
    reader, writer = await open_hl7_connection(
        sock=raw, ssl=trust, server_hostname="127.0.0.1", encoding="utf-8"
    )
    try:
        writer.writemessage(_Message(message))
        await writer.drain()
        back = await reader.readmessage()
        return str(back.segment("MSA")[1])
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


class _Message:
    """What the package's writer asks of a message."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __str__(self) -> str:
        return self._text


# --- kept, or said not to be


class Failing(AdmissionsIn):
    def take(self, events: Sequence[AdmissionEvent]) -> Refused | None:
        raise StoreError("the disk is full")


class Wrong(AdmissionsIn):
    def take(self, events: Sequence[AdmissionEvent]) -> Refused | None:
        raise ZeroDivisionError(events[0].admission.name)


@pytest.mark.parametrize("kind", [Failing, Wrong])
def test_what_is_not_kept_is_never_acknowledged(room: Room, kind: type[AdmissionsIn]) -> None:
    room.opened(kind(lambda: room.database))
    back = room.call().frame(adt(version="2.5.1")).answer()
    assert "MSA|AE|M1" in back
    assert "207^Application internal error" in back
    assert "Smith" not in back


def test_the_same_message_twice_has_the_effect_of_once(room: Room) -> None:
    room.opened()
    wire = room.call()
    for _ in range(3):
        assert "MSA|AA|M1" in wire.frame(adt()).answer()
    assert len(log(room.database, "ENC-ADT")) == 1


def test_another_patient_under_the_number_is_an_unknown_key(room: Room) -> None:
    room.opened()
    wire = room.call()
    wire.frame(adt(number="A-1")).answer()
    assert "204^Unknown key identifier" in wire.frame(adt(number="B-2", id="M2")).answer()


# --- whoever else calls


def test_half_frames_garbage_and_a_frame_begun_anew(room: Room) -> None:
    room.opened()
    room.call().send(b"\x0bMSH|half").raw.close()
    room.call().send(b"GET / HTTP/1.1\r\n\r\n")
    wire = room.call()
    wire.send(b"noise\x00\x0b" + adt(visit="V-1", id="1").encode()[:60])
    assert "MSA|AA|2" in wire.frame(adt(visit="V-2", id="2")).answer()
    assert "MSA|AR|" in wire.frame("hello").answer()
    assert "MSA|AA|3" in wire.frame(adt(visit="V-3", id="3")).answer()
    assert room.visits() == {"V-2", "V-3"}


def test_an_endless_frame_is_cut_off(room: Room) -> None:
    room.opened()
    wire = room.call().send(b"\x0b")
    with suppress(OSError):
        for _ in range(3 * MOST_BYTES // 4096):
            wire.send(b"x" * 4096)
    assert wire.answer() == ""
    assert "MSA|AA" in room.call().frame(adt()).answer()


def test_a_slow_drip_is_cut_off_and_holds_up_nobody(room: Room) -> None:
    room.opened()
    wire = room.call().send(b"\x0b")
    begun_s = time.monotonic()
    with suppress(OSError):
        while time.monotonic() - begun_s < WAIT_S:
            wire.send(b"M")
            assert "MSA|AA" in room.call().frame(adt()).answer()
            time.sleep(0.1)
    assert time.monotonic() - begun_s < WAIT_S


def test_no_more_connections_than_are_answered(room: Room) -> None:
    room.opened()
    wires = [room.call() for _ in range(QUICK.of_one + 20)]
    time.sleep(0.3)
    answered = 0
    for number, wire in enumerate(wires):
        with suppress(OSError):
            answered += "MSA|AA" in wire.frame(adt(id=f"M{number}")).answer()
    assert answered == QUICK.of_one


def test_who_is_not_on_the_list_is_closed_counted_and_told_once(room: Room) -> None:
    listener = room.opened(emr_adt_from="10.9.8.7")
    for _ in range(50):
        wire = room.call()
        with suppress(OSError):
            wire.frame(adt())
        assert wire.answer() == ""
    listener.__exit__(None, None, None)
    (row,) = log(room.database, "ENC-ADT")
    assert (row.outcome, row.object_type) == (8, "listener")
    assert '"address":50' in row.detail_json
    assert room.visits() == set()


def test_a_mapped_address_is_the_one_it_stands_for() -> None:
    assert plain_address("::ffff:10.0.0.1") == "10.0.0.1"
    assert plain_address("fe80::1%eth0") == "fe80::1"


# --- begin and end


def test_it_ends_at_once_with_senders_still_there(room: Room) -> None:
    listener = room.opened()
    wires = [room.call() for _ in range(3)]
    wires[0].send(b"\x0bhalf")
    begun_s = time.monotonic()
    listener.__exit__(None, None, None)
    assert time.monotonic() - begun_s < 2.0
    assert wires[1].answer() == ""


def test_an_address_that_cannot_be_had_is_one_sentence() -> None:
    """203.0.113.1 is nobody's (RFC 5737); here it is the tests that refuse it."""
    with pytest.raises((ExportError, RuntimeError)):
        listen(Peer("203.0.113.1", 2575))


@pytest.mark.parametrize(
    ("more", "said"),
    [({"emr_adt_listen": "tls://127.0.0.1:9"}, "emr_adt_certificate"), ({}, "door is shut")],
)
def test_what_keeps_it_from_listening_is_told_once(more: dict[str, str], said: str) -> None:
    def shut(_: Peer) -> socket.socket:
        raise ExportError("the door is shut")

    told: list[str] = []
    with AdtListener(settings(**more), _nobody(), told.append, QUICK, shut) as listener:
        deadline_s = time.monotonic() + WAIT_S
        while not told and time.monotonic() < deadline_s:
            time.sleep(0.01)
        assert said in listener.trouble
    assert len(told) == 1


def _nobody() -> AdmissionsIn:
    def never() -> Database:
        raise AssertionError

    return AdmissionsIn(never)


def test_nothing_listens_without_a_setting(room: Room) -> None:
    assert listener_of(Settings(), lambda: room.database) is None
