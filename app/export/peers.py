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
            raise _told(TimeoutError(), peer, talk_s) from error
        raise
    except (OSError, EOFError, UnicodeError) as error:
        raise _told(TimeoutError() if cut.is_set() else error, peer, talk_s) from error


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


def _told(error: Exception, peer: Peer, talk_s: float) -> NotDeliveredError:
    sentence, again = next(
        (sentence, again) for kinds, sentence, again in _SENTENCES if isinstance(error, kinds)
    )
    return NotDeliveredError(sentence.format(peer=peer, talk_s=talk_s), again=again)


_SENTENCES: Final[tuple[tuple[tuple[type[Exception], ...], str, bool], ...]] = (
    (
        (ssl.SSLCertVerificationError,),
        "the certificate of {peer} is not trusted by this machine, or is for another name; "
        "nothing was sent",
        False,
    ),
    (
        (TooMuchError,),
        "{peer} answered far more than a receiver of notices does; check the address",
        False,
    ),
    ((TimeoutError,), "{peer} did not answer within {talk_s:g} s", True),
    ((ssl.SSLError,), "no safe connection could be agreed with {peer}; nothing was sent", True),
    (
        (ConnectionRefusedError,),
        "nobody listens at {peer}; check the address and the receiver",
        True,
    ),
    ((socket.gaierror, UnicodeError), "the name of {peer} is not known on this network", True),
    ((ConnectionError, EOFError), "{peer} closed the connection before it answered", True),
    ((Exception,), "{peer} cannot be reached from this machine", True),
)
"""What each trouble is called, and whether another try may go better; the first that fits holds."""
