"""Receivers of notices, kind and hostile, at the other end of a real socket.

No test may use the network, so a pair of connected local sockets stands in for it: `connect` is
what the product calls instead of opening a connection.
"""

import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from app.export.notices import KeywordNotice

Talk = Callable[[socket.socket], None]

NOTICE = KeywordNotice(
    "2b1f0d3e-9a56-4a6e-8f0c-0c1d2e3f4a5b",
    "ER 2",
    "cardiac_arrest",
    "cardiac arrest",
    "心脏骤停",
    "red",
    datetime(2026, 11, 22, 14, 3, 22, tzinfo=timezone(timedelta(hours=8))),
    71.34,
)
HOST = "receiver.test"
CERTIFICATE = """\
-----BEGIN CERTIFICATE-----
MIIBfTCCASOgAwIBAgIBATAKBggqhkjOPQQDAjAYMRYwFAYDVQQDDA1yZWNlaXZl
ci50ZXN0MCAXDTIwMDEwMTAwMDAwMFoYDzIxMjAwMTAxMDAwMDAwWjAYMRYwFAYD
VQQDDA1yZWNlaXZlci50ZXN0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEK005
meHsy0O+YDV9WR5PpNU5Thz6GRciZI34pkwAuJxxqbglpL3/S4T4xgDOf56i7kY2
8+wXLPy0Fmrng8ijcqNcMFowDwYDVR0TAQH/BAUwAwEB/zAdBgNVHQ4EFgQU9lX/
HYcLefWuhbeqU1WpF69D2GgwDgYDVR0PAQH/BAQDAgKEMBgGA1UdEQQRMA+CDXJl
Y2VpdmVyLnRlc3QwCgYIKoZIzj0EAwIDSAAwRQIhAL6YXH80qQ+VamT5hKHHKDRu
HijL0lZa+msXbXOGwoQvAiBONiAYBcuexL/m2wsUtbnaKes02L3aBS5FSCNT+geM
1w==
-----END CERTIFICATE-----
"""
"""For HOST, signed by itself, good for a century; made for these tests and trusted nowhere."""
_KEY = """\
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgpcXgZn4vYnnYgLem
04zz2jOwoLMkaRIBSA3lQVq9a4WhRANCAAQrTTmZ4ezLQ75gNX1ZHk+k1TlOHPoZ
FyJkjfimTAC4nHGpuCWkvf9LhPjGAM5/nqLuRjbz7Bcs/LQWaueDyKNy
"""


def trusting() -> ssl.SSLContext:
    """What a machine has that trusts CERTIFICATE."""
    return ssl.create_default_context(cadata=CERTIFICATE)


def server_tls(folder: Path) -> ssl.SSLContext:
    """The receiver's side of TLS; its files are made in `folder`."""
    chain, key = folder / "chain.pem", folder / "key.pem"
    chain.write_text(CERTIFICATE, "ascii")
    name = "PRIVATE KEY"
    key.write_text(f"-----BEGIN {name}-----\n{_KEY}-----END {name}-----\n", "ascii")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    return context


class FakePeer:
    """Does `talk` with each connection on a thread of its own."""

    def __init__(self, talk: Talk, tls: ssl.SSLContext | None = None) -> None:
        self._talk, self._tls = talk, tls
        self._threads: list[threading.Thread] = []
        self.asked: list[tuple[str, int]] = []

    def connect(self, host: str, port: int, timeout_s: float) -> socket.socket:
        self.asked.append((host, port))
        ours, theirs = socket.socketpair()
        theirs.settimeout(20.0)
        thread = threading.Thread(target=self._serve, args=(theirs,), daemon=True)
        thread.start()
        self._threads.append(thread)
        return ours

    def finished(self) -> None:
        """Wait until every connection is over."""
        for thread in self._threads:
            thread.join(20.0)
            assert not thread.is_alive()

    def _serve(self, line: socket.socket) -> None:
        with line, suppress(OSError):
            if self._tls is None:
                self._talk(line)
                return
            with self._tls.wrap_socket(line, server_side=True) as safe:
                self._talk(safe)


@contextmanager
def peer(talk: Talk, tls: ssl.SSLContext | None = None) -> Iterator[FakePeer]:
    """A receiver; at the end every connection to it must be closed."""
    found = FakePeer(talk, tls)
    yield found
    found.finished()


# --- hostile ones


def says_nothing(line: socket.socket) -> None:
    while line.recv(65536):
        pass


def leaves_at_once(line: socket.socket) -> None:
    line.close()


def leaves_after_hearing(line: socket.socket) -> None:
    line.recv(65536)


def talks_nonsense(line: socket.socket) -> None:
    line.recv(65536)
    line.sendall(b"\x00\xff garbage \x16\x03\r\n\r\n" * 20)
    line.shutdown(socket.SHUT_WR)
    says_nothing(line)


def drips(line: socket.socket) -> None:
    """One byte after the other, each soon enough to keep a plain timeout from firing."""
    for byte in b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000:
        line.sendall(bytes([byte]))
        time.sleep(0.005)


def floods(line: socket.socket) -> None:
    for _ in range(160):
        line.sendall(b"250-" + b"a" * 60 + b"\r\n" + b"b" * 65_470)


# --- kind ones


@dataclass
class Web:
    """Answers POSTs over HTTP and keeps them."""

    status: int = 204
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    posts: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)

    def talk(self, line: socket.socket) -> None:
        web = self

        class Receiver(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                web.posts.append((self.path, dict(self.headers), json.loads(body)))
                self.send_response(web.status)
                for name, value in {"Content-Length": str(len(web.body)), **web.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(web.body)

            def log_message(self, format: str, *arguments: object) -> None:
                pass

        Receiver(line, ("", 0), None)  # type: ignore[arg-type]


@dataclass
class Post:
    """A mail server of a few lines; what is in `answers` replaces its usual answers."""

    offers: tuple[str, ...] = ()
    answers: dict[str, str] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    heard: list[str] = field(default_factory=list)
    mails: list[EmailMessage] = field(default_factory=list)
    safe: bool = False

    def talk(self, line: socket.socket) -> None:
        with ExitStack() as open_ones:
            self._serve(line, open_ones)

    def _serve(self, line: socket.socket, open_ones: ExitStack) -> None:
        line.sendall(f"{self.answers.get('GREETING', '220 post')}\r\n".encode())
        file = open_ones.enter_context(line.makefile("rb"))
        while words := file.readline().decode().split():
            self.heard.append(" ".join(words))
            verb = words[0].upper()
            answer = self.answers.get(" ".join(words)) or self.answers.get(verb)
            line.sendall(f"{answer or self._usual(verb)}\r\n".encode())
            if answer is None and verb == "STARTTLS" and self.tls is not None:
                line = open_ones.enter_context(self.tls.wrap_socket(line, server_side=True))
                file = open_ones.enter_context(line.makefile("rb"))
                self.safe = True
            if answer is None and verb == "DATA":
                self._take(file)
                line.sendall(f"{self.answers.get('.', '250 taken')}\r\n".encode())

    def _usual(self, verb: str) -> str:
        offers = self.offers if not self.safe else (*self.offers, "AUTH PLAIN")
        usual = {
            "EHLO": "\r\n".join(["250-post", *(f"250-{one}" for one in offers), "250 8BITMIME"]),
            "DATA": "354 go on",
            "STARTTLS": "220 go on",
            "AUTH": "235 welcome",
            "QUIT": "221 bye",
        }
        return usual.get(verb, "250 yes")

    def _take(self, file: Any) -> None:
        lines = []
        while (line := file.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        mail = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)


@dataclass
class Engine:
    """An HL7 interface engine. answer: what it says to a message, given its MSH-10."""

    answer: Callable[[str], bytes]
    messages: list[list[list[str]]] = field(default_factory=list)

    def talk(self, line: socket.socket) -> None:
        frame = b""
        while not frame.endswith(b"\x1c\r"):
            piece = line.recv(4096)
            if not piece:
                return
            frame += piece
        assert frame.startswith(b"\x0b")
        text = frame[1:-2].decode()
        self.messages.append([segment.split("|") for segment in text.split("\r") if segment])
        line.sendall(self.answer(self.messages[-1][0][9]))


def acknowledged(code: str, to: str) -> bytes:
    return f"\x0bMSH|^~\\&|ENGINE|||||ACK|1|P|2.5.1\rMSA|{code}|{to}\r\x1c\r".encode()
