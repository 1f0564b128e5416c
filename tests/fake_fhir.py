"""A FHIR server of a few lines at the other end of a real socket, and a proxy before it.

It stores what it is sent, as SAFETY 1.7 expects; a test puts what it shall say otherwise into
`says`. No test may use the network, so `connect` stands for opening a connection.
"""

import json
import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from app.domain.addresses import Peer, web_address
from app.export.peers import Connect, Trust, system_trust
from app.export.ways.http import Server
from tests.fake_peers import Talk

BASE = "/fhir"


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, list[str]]:
        """What a search asks, from its body or its address."""
        found: dict[str, list[str]] = {}
        for key, value in parse_qsl(self.body.decode() or urlsplit(self.path).query):
            found.setdefault(key, []).append(value)
        return found


@dataclass(frozen=True)
class Says:
    """One answer. body: text, bytes as they are, or what becomes JSON."""

    status: int
    body: Any = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def bytes(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return (self.body if isinstance(self.body, str) else json.dumps(self.body)).encode()


@dataclass
class FakeFhir:
    """says: answers in place of the usual one; None leaves that."""

    says: Callable[[Asked], Says | None] = lambda _: None
    asked: list[Asked] = field(default_factory=list)
    stored: dict[str, bytes] = field(default_factory=dict)
    writes: list[str] = field(default_factory=list)

    def talk(self, line: socket.socket) -> None:
        fhir = self

        class Receiver(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                asked = Asked(self.command, self.path, dict(self.headers), body)
                fhir.asked.append(asked)
                found = fhir.says(asked) or fhir.usual(asked)
                self.send_response(found.status)
                for name, value in {
                    "Content-Length": str(len(found.bytes)),
                    **found.headers,
                }.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(found.bytes)

            do_GET = do_PUT = do_POST  # noqa: N815 - the server's names

            def log_message(self, format: str, *arguments: object) -> None:
                pass

        Receiver(line, ("", 0), None)  # type: ignore[arg-type]

    def usual(self, asked: Asked) -> Says:
        if asked.method == "POST":
            entries = json.loads(asked.body)["entry"]
            return Says(
                200,
                {
                    "resourceType": "Bundle",
                    "type": "transaction-response",
                    "entry": [{"response": {"status": self._put(one)}} for one in entries],
                },
            )
        path = asked.path.removeprefix(f"{BASE}/")
        if asked.method == "PUT":
            status = 200 if path in self.stored else 201
            self.stored[path] = asked.body
            self.writes.append(path)
            return Says(status)
        return Says(200, self.stored[path]) if path in self.stored else Says(404)

    def _put(self, entry: dict[str, Any]) -> str:
        path = entry["request"]["url"]
        known = path in self.stored
        self.stored[path] = json.dumps(entry["resource"], ensure_ascii=False).encode()
        self.writes.append(path)
        return "200 OK" if known else "201 Created"


def refusing(status: int, *codes: str, text: str = "", **headers: str) -> Says:
    """An OperationOutcome. text: what the server writes freely."""
    issues = [{"severity": "error", "code": code, "diagnostics": text} for code in codes]
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Says(status, {"resourceType": "OperationOutcome", "issue": issues}, names)


def server(
    connect: Connect,
    *,
    address: str = f"http://localhost:8080{BASE}",
    trust: Trust = system_trust,
    proxy: Peer | None = None,
    token: str = "",
    talk_s: float = 10.0,
) -> Server:
    """Where the product finds it."""
    return Server(
        web_address(address),
        token=token,
        proxy=proxy,
        trust=trust,
        open_line=connect,
        talk_s=talk_s,
    )


def forwarding(connect: Connect, seen: list[str]) -> Talk:
    """A forward proxy (RFC 9110, 9.3.6): joins a CONNECT to what it asks for."""

    def talk(line: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            head += line.recv(1)
        words = head.split(b"\r\n")[0].decode().split()
        seen.append(" ".join(words[:2]))
        host, _, port = words[1].rpartition(":")
        with connect(host, int(port), 10.0) as there:
            line.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=_pump, args=(there, line), daemon=True)
            back.start()
            _pump(line, there)
            back.join(10.0)

    return talk


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(65536):
            sink.sendall(piece)
        sink.shutdown(socket.SHUT_WR)
