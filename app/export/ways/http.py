"""Requests to one FHIR server: within a time and a size, no redirects, no environment, one proxy.

Each request has a connection of its own, so that nothing depends on how a server keeps them open.
"""

import http.client
import re
import socket
import ssl
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final, Literal

from app.domain.addresses import Peer, WebAddress
from app.export.peers import (
    Connect,
    NotDeliveredError,
    TooMuchError,
    Trust,
    connect,
    line,
    safe,
    secret,
    system_trust,
    trouble,
)

Method = Literal["GET", "POST", "PUT"]
FHIR_JSON: Final = "application/fhir+json"
TALK_S: Final = 50.0
"""All requests of one talk together; whoever delivers has a minute."""
REQUEST_S: Final = 30.0
"""One request: a server may store some twenty resources in it."""
MOST_BYTES: Final = 8 * 1024 * 1024
"""Most that is read of one answer: a server may give back all that it was sent."""
MOST_WAIT_S: Final = 3600.0
"""A server that asks for more patience is tried again after this all the same."""

_LEAST_S: Final = 0.5  # less is left of the talk: a request would only be broken off


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said. wait_s: it asked to be left alone for so long (RFC 9110, 10.2.3)."""

    status: int
    body: bytes
    wait_s: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether the status says that it was done."""
        return is_done(self.status)


@dataclass(frozen=True, slots=True)
class Server:
    """Where a FHIR server is and how it is reached.

    address: its base. token: where its bearer token is, "" for none; token_setting names that
    place in a sentence. trust: makes what certificates are checked with; may raise
    NotDeliveredError. Plain http, which goes to this machine only, never takes the proxy.
    """

    address: WebAddress
    token: str = ""
    token_setting: str = "emr_fhir_token"  # noqa: S105 - the setting's name
    proxy: Peer | None = None
    trust: Trust = system_trust
    open_line: Connect = connect
    talk_s: float = TALK_S
    request_s: float = REQUEST_S

    @property
    def peer(self) -> Peer:
        return self.address.peer

    @property
    def base(self) -> str:
        """The path of the base, without a slash at its end; "" for the root."""
        return self.address.path.partition("?")[0].rstrip("/")

    @property
    def way_through(self) -> Peer | None:
        """The proxy, where one is taken."""
        return self.proxy if self.peer.tls else None

    def talk(self) -> "Talk":
        """A talk that begins now."""
        return Talk(self)


@dataclass(slots=True)
class Talk:
    """Requests that together end in time. Raises NotDeliveredError for trouble on the way."""

    server: Server
    _ends_at: float = field(init=False)
    _headers: dict[str, str] = field(init=False, default_factory=dict)
    _context: ssl.SSLContext | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._ends_at = time.monotonic() + self.server.talk_s

    def ask(
        self,
        method: Method,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request and its whole answer. path: of the address, with its query."""
        server = self.server
        sent = {**self._usual(), **(headers or {})}
        left_s = self._left_s()
        with line(server.peer, self._open, left_s) as raw:
            self._through_proxy(raw)
            with safe(raw, server.peer, self._trust) as way:
                return _exchange(way, server.peer, (method, path, body, sent))

    def _open(self, host: str, port: int, timeout_s: float) -> socket.socket:
        """A line to the server, or to the proxy before it, which has troubles of its own."""
        proxy = self.server.way_through
        if proxy is None:
            return self.server.open_line(host, port, timeout_s)
        try:
            return self.server.open_line(proxy.host, proxy.port, timeout_s)
        except OSError as error:
            raise trouble(error, proxy, timeout_s) from error

    def _through_proxy(self, raw: socket.socket) -> None:
        proxy = self.server.way_through
        if proxy is None:
            return
        try:
            tunnel(raw, self.server.peer, proxy)
        except OSError as error:
            raise trouble(error, proxy, self.server.request_s) from error

    def _trust(self) -> ssl.SSLContext:
        if self._context is None:
            self._context = self.server.trust()
        return self._context

    def _usual(self) -> dict[str, str]:
        """The token is read once a talk: it may be renewed between two."""
        if not self._headers:
            server = self.server
            self._headers = {"Accept": FHIR_JSON, "Connection": "close", "User-Agent": "ERScribe"}
            if server.token:
                token = secret(server.token, server.token_setting)
                self._headers["Authorization"] = f"Bearer {token}"
        return self._headers

    def _left_s(self) -> float:
        left_s = self._ends_at - time.monotonic()
        if left_s < _LEAST_S:
            raise NotDeliveredError(
                f"{self.server.peer} answers too slowly to finish within {self.server.talk_s:g} s"
            )
        return round(min(self.server.request_s, left_s), 1)


def is_done(status: int) -> bool:
    """Whether it is one of the 2xx."""
    return HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES


def tunnel(raw: socket.socket, peer: Peer, proxy: Peer) -> None:
    """Have a proxy connect an open line to peer (RFC 9110, 9.3.6). Raises NotDeliveredError."""
    raw.sendall(f"CONNECT {peer} HTTP/1.1\r\nHost: {peer}\r\n\r\n".encode("ascii"))
    answer = http.client.HTTPResponse(raw, method="CONNECT")
    try:
        answer.begin()
    except ConnectionError:
        raise
    except http.client.HTTPException as error:
        raise NotDeliveredError(f"the proxy {proxy} answered something that is not HTTP") from error
    finally:
        answer.close()
    if answer.status != HTTPStatus.OK:
        raise NotDeliveredError(f"the proxy {proxy} lets nobody through (HTTP {answer.status})")


def _exchange(
    way: socket.socket, peer: Peer, request: tuple[Method, str, bytes, dict[str, str]]
) -> Answer:
    method, path, body, headers = request
    kind = http.client.HTTPSConnection if peer.tls else http.client.HTTPConnection
    talk = kind(peer.host, peer.port)
    talk.sock = way
    talk.auto_open = 0  # never a connection that is not ours
    try:
        with suppress(ConnectionError, ssl.SSLEOFError):
            talk.request(method, path, body or None, headers)
        # who closes while it is still told something may have said why
        with talk.getresponse() as answer:
            found = answer.read(MOST_BYTES + 1)
            if len(found) > MOST_BYTES:
                raise TooMuchError
            if answer.length:  # it announced more; http.client lets that pass
                raise EOFError
            return Answer(answer.status, found, _wait_s(answer.getheader("Retry-After", "")))
    except ConnectionError:
        raise
    except http.client.IncompleteRead as error:
        raise EOFError from error
    except http.client.HTTPException:  # it quotes the answer, or the address that was asked
        raise NotDeliveredError(f"{peer} answered something that is not HTTP") from None


def _wait_s(text: str) -> float:
    """Retry-After, in seconds from now: a number or a date. 0 for what is neither."""
    text = text.strip()
    if re.fullmatch(r"[0-9]{1,9}", text, re.ASCII):
        return min(float(text), MOST_WAIT_S)
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return 0.0
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max(0.0, (at - datetime.now(UTC)).total_seconds()), MOST_WAIT_S)
