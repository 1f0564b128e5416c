"""One short talk with a receiver that may be slow, wrong or hostile.

Whatever the other side does, the talk ends in time, no more is read than a limit, and what went
wrong is one sentence that holds nothing the other side said.
"""

import os
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from app.domain.addresses import Peer
from app.domain.errors import ExportError

TALK_S: Final = 6.0
"""Longest time one talk may take, from connecting to the answer's last byte."""
MOST_BYTES: Final = 64 * 1024
"""Most that is read of an answer; what a receiver has to say is a few hundred bytes."""

_LONGEST_SECRET: Final = 4096

Connect = Callable[[str, int, float], socket.socket]
"""Opens a connection to host and port within some seconds. Raises OSError."""
Trust = Callable[[], ssl.SSLContext]
"""Gives what certificates are checked with."""


class NotDeliveredError(ExportError):
    """The receiver did not take a message. again: whether another try may go better."""

    def __init__(self, sentence: str, *, again: bool = True) -> None:
        super().__init__(sentence)
        self.again = again


class TooMuchError(OSError):
    """The receiver says more than anybody should."""


def connect(host: str, port: int, timeout_s: float) -> socket.socket:
    """A connection of our own making: no proxy, no environment. Raises OSError.

    Looking up the host's name takes as long as the operating system lets it.
    """
    return socket.create_connection((host, port), timeout_s)


@contextmanager
def line(peer: Peer, open_line: Connect, talk_s: float = TALK_S) -> Iterator[socket.socket]:
    """A connection that is cut after `talk_s`, also under a peer that drips byte after byte.

    Raises NotDeliveredError for any trouble with the connection inside the block.
    """
    begun = time.monotonic()
    cut = threading.Event()
    try:
        with open_line(peer.host, peer.port, talk_s) as raw:
            left_s = max(0.1, talk_s - (time.monotonic() - begun))
            raw.settimeout(left_s + 1.0)  # the cut comes first
            with raw.dup() as watched, _cut_after(left_s, watched, cut):
                yield raw
                if cut.is_set():
                    raise TimeoutError  # half an answer may look like a whole one
    except NotDeliveredError as error:
        if cut.is_set():
            raise trouble(TimeoutError(), peer, talk_s) from error
        raise
    except (OSError, EOFError, UnicodeError) as error:
        raise trouble(TimeoutError() if cut.is_set() else error, peer, talk_s) from error


@contextmanager
def safe(raw: socket.socket, peer: Peer, trust: Trust) -> Iterator[socket.socket]:
    """TLS over an open line, checked for the peer's name; the line itself where none is asked."""
    if not peer.tls:
        yield raw
        return
    with trust().wrap_socket(raw, server_hostname=peer.host) as way:
        yield way


def system_trust() -> ssl.SSLContext:
    """Certificates are trusted as the operating system trusts them; TLS 1.2 at least."""
    return ssl.create_default_context()


def secret(place: str, setting: str) -> str:
    """What stands in env:VARIABLE or file:PATH, without spaces around it.

    Raises NotDeliveredError, which names setting and place and never the secret.
    """
    kind, _, name = place.partition(":")
    try:
        text = os.environ[name] if kind == "env" else _file_text(Path(name))
    except (KeyError, OSError, ValueError) as error:
        raise NotDeliveredError(
            f"'{setting}' names {place}, which cannot be read; set it or change the setting",
            again=False,
        ) from error
    text = text.strip()
    if not text or not (text.isascii() and text.isprintable()):
        raise NotDeliveredError(
            f"'{setting}' names {place}, which is not one line of plain characters", again=False
        )
    return text


def _file_text(path: Path) -> str:
    with path.expanduser().open(encoding="utf-8") as file:
        return file.read(_LONGEST_SECRET)


@contextmanager
def _cut_after(left_s: float, watched: socket.socket, cut: threading.Event) -> Iterator[None]:
    def end() -> None:
        cut.set()
        with suppress(OSError):
            watched.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(left_s, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def trouble(error: BaseException, peer: Peer, talk_s: float = TALK_S) -> NotDeliveredError:
    """What went wrong with a connection, in one sentence; errors of libraries are looked into.

    again: False where only a person can mend it.
    """
    kind = _kind(_cause(error))
    return NotDeliveredError(_say(_SENTENCES[kind], peer, talk_s), again=kind not in _FOR_A_PERSON)


def _cause(error: BaseException) -> BaseException:
    """What the operating system or TLS said, beneath what a library made of it."""
    seen: BaseException | None = error
    for _ in range(8):
        if seen is None:
            break
        if isinstance(seen, OSError | EOFError | UnicodeError):
            return seen
        seen = seen.__cause__ or seen.__context__
    return error


def _kind(error: BaseException) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return _VERIFIED.get(error.verify_code, "untrusted")
    if isinstance(error, ssl.SSLError) and not isinstance(error, _CLOSED):
        reason = error.reason or ""
        return next((kind for part, kind in _ALERTS if part in reason), "unsafe")
    return next((kind for kinds, kind in _OTHERS if isinstance(error, kinds)), "unreachable")


def _say(sentence: str, peer: Peer, talk_s: float) -> str:
    return sentence.format(peer=peer, talk_s=f"{talk_s:g}")


_CLOSED: Final = (ssl.SSLEOFError, ssl.SSLZeroReturnError)
_VERIFIED: Final = {
    9: "early",
    10: "expired",
    18: "issuer",
    19: "issuer",
    20: "issuer",
    21: "issuer",
    23: "revoked",
    62: "name",
    64: "name",
}
"""By OpenSSL's X509_V_ERR_ numbers (x509_vfy.h)."""
_ALERTS: Final = (
    ("ALERT_CERTIFICATE_REQUIRED", "unshown"),
    ("ALERT_CERTIFICATE_EXPIRED", "outdated"),
    ("ALERT_UNKNOWN_CA", "refused"),
    ("ALERT_BAD_CERTIFICATE", "refused"),
    ("ALERT_CERTIFICATE_", "refused"),
    ("ALERT_UNSUPPORTED_CERTIFICATE", "refused"),
    ("ALERT_ACCESS_DENIED", "refused"),
    ("ALERT_HANDSHAKE_FAILURE", "broken"),
    ("ALERT_PROTOCOL_VERSION", "old"),
    ("UNSUPPORTED_PROTOCOL", "old"),
)
"""By parts of OpenSSL's reasons for RFC 8446 alerts; the first that fits holds."""
_OTHERS: Final[tuple[tuple[tuple[type[BaseException], ...], str], ...]] = (
    ((TooMuchError,), "flood"),
    ((TimeoutError,), "late"),
    ((ConnectionRefusedError,), "nobody"),
    ((socket.gaierror, UnicodeError), "unnamed"),
    ((ConnectionError, EOFError, *_CLOSED), "closed"),
)
_SENTENCES: Final = {
    "expired": "the certificate of {peer} has expired; who runs it has to renew it; nothing was "
    "sent",
    "early": "the certificate of {peer} is not valid yet; check the clock of this machine; "
    "nothing was sent",
    "name": "the certificate of {peer} is for another name; check the address, or have one issued "
    "for this name; nothing was sent",
    "issuer": "the certificate of {peer} comes from an issuer that is not trusted here; the file "
    "of an EMR's issuer is named by emr_ca_file; nothing was sent",
    "revoked": "the certificate of {peer} was revoked; who runs it has to get another one; "
    "nothing was sent",
    "untrusted": "the certificate of {peer} cannot be trusted; who runs it has to mend it; "
    "nothing was sent",
    "unshown": "{peer} asks for a certificate of this workstation; set emr_certificate and "
    "emr_certificate_key",
    "outdated": "{peer} says that this workstation's certificate has expired; ask who issued "
    "it for a new one",
    "refused": "{peer} refused this workstation's certificate; ask who runs it which issuer "
    "it trusts",
    "broken": "{peer} broke off the safe connection; it may ask for a certificate of this "
    "workstation (emr_certificate), or for an encryption that is not known here",
    "old": "{peer} offers no encryption as new as TLS 1.2; who runs it has to renew it; nothing "
    "was sent",
    "unsafe": "no safe connection could be agreed with {peer}; it may not speak TLS at this port; "
    "nothing was sent",
    "flood": "{peer} answered far more than such a receiver does; check the address",
    "late": "{peer} did not answer within {talk_s} s",
    "nobody": "nobody listens at {peer}; check the address and the receiver",
    "unnamed": "the name of {peer} is not known on this network",
    "closed": "{peer} closed the connection before it answered",
    "unreachable": "{peer} cannot be reached from this machine",
}
_FOR_A_PERSON: Final = frozenset(
    {"expired", "early", "name", "issuer", "revoked", "untrusted", "old", "flood"}
    | {"unshown", "outdated", "refused"}
)
