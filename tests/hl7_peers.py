"""Receivers of HL7 messages that do what a script says, and certificates for their TLS."""

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from app.domain.addresses import Peer
from app.export.hl7.way import Hl7Way
from tests.fake_peers import FakePeer, trusting

Act = Callable[[socket.socket, str], object]
"""What a receiver does with a message that it has read: the line, and MSH-10."""
RECEIVER = Peer("emr.test", 2575)


def ack(code: str, to: str, *errors: str, own: str = "A1", wants: str = "") -> bytes:
    """An answer in its frame. errors: whole ERR segments."""
    lines = [f"MSH|^~\\&|EMR|HOSP|||20261122140322||ACK^T02^ACK|{own}|P|2.5.1|||{wants}"]
    lines += [f"MSA|{code}|{to}", *errors]
    return b"\x0b" + "".join(f"{one}\r" for one in lines).encode() + b"\x1c\r"


def err(condition: str, severity: str = "E", text: str = "free words of the peer") -> str:
    return f"ERR||PID^1^3|{condition}^{text}^HL70357|{severity}"


def says(*codes: str, errors: tuple[str, ...] = ()) -> Act:
    """Answers with these codes, one after the other; the errors go with the last."""

    def talk(line: socket.socket, to: str) -> None:
        for at, code in enumerate(codes):
            line.sendall(ack(code, to, *(errors if at == len(codes) - 1 else ())))

    return talk


def silent(line: socket.socket, to: str) -> None:
    """Says nothing until the other side hangs up."""
    with suppress(OSError):
        while line.recv(65536):
            pass


def hangs_up(line: socket.socket, to: str) -> None:
    line.close()


def sends(made: Callable[[str], bytes]) -> Act:
    """Sends exactly these bytes, then says nothing more."""

    def talk(line: socket.socket, to: str) -> None:
        line.sendall(made(to))
        silent(line, to)

    return talk


def drips(made: Callable[[str], bytes], pause_s: float) -> Act:
    def talk(line: socket.socket, to: str) -> None:
        for byte in made(to):
            line.sendall(bytes([byte]))
            time.sleep(pause_s)

    return talk


@dataclass
class Script:
    """Does one act with each message, over as many connections as are opened; the last one again
    and again. messages: what came. extra: what came that was no message of a note."""

    acts: list[Act]
    messages: list[bytes] = field(default_factory=list)
    extra: list[bytes] = field(default_factory=list)

    def talk(self, line: socket.socket) -> None:
        waiting = b""
        with suppress(OSError):
            while piece := line.recv(65536):
                waiting += piece
                while b"\x1c\r" in waiting:
                    frame, _, waiting = waiting.partition(b"\x1c\r")
                    self._take(line, frame.removeprefix(b"\x0b"))

    def _take(self, line: socket.socket, message: bytes) -> None:
        if b"\rMSA|" in message:
            self.extra.append(message)
            return
        self.messages.append(message)
        act = self.acts[min(len(self.messages), len(self.acts)) - 1]
        act(line, message.split(b"|")[9].decode())


@dataclass
class Tried:
    """What a try came to, with what was told before it was known."""

    way: Hl7Way
    found: FakePeer
    committed: list[str] = field(default_factory=list)

    @property
    def connections(self) -> int:
        return len(self.found.asked)


@contextmanager
def engine(
    script: Script,
    *,
    enhanced: bool = True,
    answer_s: float = 5.0,
    tls: ssl.SSLContext | None = None,
    trust: Callable[[], ssl.SSLContext] = trusting,
    receiver: Peer = RECEIVER,
) -> Iterator[Tried]:
    """A way to a receiver that follows a script; at the end nothing is left open."""
    found = FakePeer(script.talk, tls)
    way = Hl7Way(receiver, enhanced, found.connect, trust, answer_s, answer_s * 3)
    try:
        yield Tried(way, found)
    finally:
        way.close()
    found.finished()
