"""Telling somebody elsewhere of a keyword alert: what is said, and by which way.

What is said holds no patient text: where, which keyword, how sure, when, and where in the
recording. Each way is opened by a setting and by nothing else.
"""

import http.client
import io
import json
import smtplib
import socket
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from http import HTTPStatus
from typing import Any, Final, Literal

from app.domain.addresses import Peer, WebAddress
from app.domain.findings import AlertLevel
from app.export.peers import (
    MOST_BYTES,
    TALK_S,
    Connect,
    NotDeliveredError,
    TooMuchError,
    Trust,
    connect,
    line,
    safe,
    secret,
    system_trust,
)
from app.export.ways.http import tunnel

WHAT_IT_IS: Final = (
    "This is a keyword alert: a word was heard. It is not an alarm and no diagnosis."
)
WHAT_IT_IS_ZH: Final = "这是关键词提醒：听到了一个词。它不是报警，也不是诊断。"
TEST: Final = "TEST, please ignore. "

_OUR_NAME: Final = "[127.0.0.1]"  # in the mail greeting: names no workstation
_MAIL_NEVER: Final = 500  # RFC 5321 4.2.1: from here on another try fails as well
_BUSY: Final = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})


@dataclass(frozen=True, slots=True)
class KeywordNotice:
    """All that ever leaves the workstation about an alert.

    id: random, the same on every try. keyword: code of the keyword list; name_en, name_zh: its
    plain name. at: aware wall time when the alert was raised. position_s: where in the recording.
    """

    id: str
    site: str
    keyword: str
    name_en: str
    name_zh: str
    level: AlertLevel
    at: datetime
    position_s: float
    test: bool = False

    @property
    def title(self) -> str:
        """`Keyword heard: cardiac arrest, 14:03:22`; one of a test says so first."""
        test = TEST if self.test else ""
        return f"{test}Keyword heard: {self.name_en}, {self.at:%H:%M:%S}"

    @property
    def text(self) -> str:
        """A few lines in English and Chinese."""
        site = self.site or "not named"
        return (
            f"{self.title}\n{WHAT_IT_IS}\n"
            f"听到关键词：{self.name_zh}，{self.at:%H:%M:%S}\n{WHAT_IT_IS_ZH}\n"
            f"Site: {site}. Level: {self.level}. Time: {self.at.isoformat(timespec='seconds')}. "
            f"Position in the recording: {self.position_s:.1f} s. Notice {self.id}.\n"
        )


@dataclass(frozen=True, slots=True)
class Webhook:
    """A JSON POST to one address. Redirects are refused; the token travels in a header.

    `text` is what chat programs show of an incoming webhook; the other keys are for machines.
    """

    address: WebAddress
    token: str = ""
    proxy: Peer | None = None
    open_line: Connect = connect
    trust: Trust = system_trust
    talk_s: float = TALK_S
    channel: Literal["webhook"] = "webhook"

    def send(self, notice: KeywordNotice) -> str:
        """Deliver, and give a sentence that says so. Raises NotDeliveredError."""
        headers = {"Content-Type": "application/json", "Accept": "*/*", "Connection": "close"}
        if self.token:
            headers["Authorization"] = f"Bearer {secret(self.token, 'notify_webhook_token')}"
        body = json.dumps(_document(notice)).encode()
        peer = self.address.peer
        proxy = self.proxy if peer.tls else None
        with line(proxy or peer, self.open_line, self.talk_s) as raw:
            if proxy:
                tunnel(raw, peer, proxy)
            with safe(raw, peer, self.trust) as way:
                status = _post(way, self.address, headers, body)
        return _taken(status, peer)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail through one server. Without TLS it goes to this machine itself only."""

    server: Peer
    sender: str
    receivers: tuple[str, ...]
    login: str = ""
    open_line: Connect = connect
    trust: Trust = system_trust
    talk_s: float = TALK_S
    channel: Literal["smtp"] = "smtp"

    def send(self, notice: KeywordNotice) -> str:
        """Deliver, and give a sentence that says so. Raises NotDeliveredError."""
        user, _, password = (
            secret(self.login, "notify_smtp_login").partition(":") if self.login else ("", "", "")
        )
        with line(self.server, self.open_line, self.talk_s) as raw:
            try:
                with safe(raw, self.server, self.trust) as way:
                    refused = self._talk(way, user, password, notice)
            except smtplib.SMTPServerDisconnected as error:
                raise EOFError from error
            except smtplib.SMTPException as error:
                raise _mail_trouble(error, self.server) from error
        if refused:
            raise NotDeliveredError(
                f"{self.server} refused {len(refused)} of {len(self.receivers)} mail addresses "
                "of notify_smtp_to",
                again=False,
            )
        return f"{self.server} took the mail for {len(self.receivers)}"

    def _talk(
        self, way: socket.socket, user: str, password: str, notice: KeywordNotice
    ) -> dict[str, Any]:
        with closing(_MailTalk(way, self.server)) as talk:
            if not (self.server.tls or self.server.is_loopback):
                talk.starttls(context=self.trust())
            if user:
                talk.login(user, password)
            mail = _mail(notice, self.sender, self.receivers)
            refused = talk.send_message(mail, self.sender, self.receivers)
            with suppress(OSError, smtplib.SMTPException):
                talk.putcmd("quit")  # the mail is taken, whatever they answer to this
        return refused


class _MailTalk(smtplib.SMTP):
    """smtplib over a line that is already open; reads no more of the answers than a limit."""

    def __init__(self, way: socket.socket, server: Peer) -> None:
        self._way, self._server = way, server
        super().__init__(server.host, server.port, local_hostname=_OUR_NAME)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:  # noqa: ARG002
        return self._way

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = _Limited(self.sock.makefile("rb"), self._server)
        return super().getreply()


class _Limited:
    """The lines of a file, up to a number of bytes in each and in all together."""

    def __init__(self, file: io.BufferedReader, server: Peer) -> None:
        self._file, self._server = file, server
        self._left = MOST_BYTES

    def readline(self, most: int) -> bytes:
        found = self._file.readline(most)
        self._left -= len(found)
        if self._left < 0 or len(found) == most:
            self.close()
            raise NotDeliveredError(  # no OSError: smtplib would take that for a lost connection
                f"{self._server} answered far more than a mail server does; check the address",
                again=False,
            )
        return found

    def close(self) -> None:
        self._file.close()


def _document(notice: KeywordNotice) -> dict[str, object]:
    return {
        "schema": "erscribe.keyword-notice/1",
        "id": notice.id,
        "test": notice.test,
        "site": notice.site,
        "keyword": {"en": notice.name_en, "zh": notice.name_zh},
        "level": notice.level,
        "at": notice.at.isoformat(timespec="seconds"),
        "position_s": round(notice.position_s, 2),
        "text": notice.text,
    }


def _post(way: socket.socket, address: WebAddress, headers: dict[str, str], body: bytes) -> int:
    peer = address.peer
    kind = http.client.HTTPSConnection if peer.tls else http.client.HTTPConnection
    talk = kind(peer.host, peer.port)
    talk.sock = way
    try:
        talk.request("POST", address.path, body, headers)
        with talk.getresponse() as answer:
            if len(answer.read(MOST_BYTES + 1)) > MOST_BYTES:
                raise TooMuchError
            return answer.status
    except ConnectionError:
        raise
    except http.client.IncompleteRead as error:
        raise EOFError from error
    except http.client.HTTPException as error:
        raise NotDeliveredError(f"{peer} answered something that is not HTTP") from error


def _taken(status: int, peer: Peer) -> str:
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return f"{peer} took the notice (HTTP {status})"
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        raise NotDeliveredError(
            f"{peer} points elsewhere (HTTP {status}), which is not followed; "
            "put the final address into notify_webhook",
            again=False,
        )
    again = status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _BUSY
    raise NotDeliveredError(f"{peer} refused the notice (HTTP {status})", again=again)


def _mail(notice: KeywordNotice, sender: str, receivers: tuple[str, ...]) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = ", ".join(receivers)
    mail["Subject"] = f"ERScribe: {notice.title}"
    mail["Date"] = format_datetime(notice.at)
    mail["Message-ID"] = f"<{notice.id}@{sender.rpartition('@')[2]}>"  # the same on every try
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday answer comes back
    mail.set_content(notice.text, charset="utf-8")
    return mail


def _mail_trouble(error: smtplib.SMTPException, server: Peer) -> NotDeliveredError:
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return NotDeliveredError(
            f"{server} offers no encryption or no sign-in, and without it nothing is sent",
            again=False,
        )
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return NotDeliveredError(f"{server} refused the sign-in of notify_smtp_login", again=False)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return NotDeliveredError(
            f"{server} refused every mail address of notify_smtp_to",
            again=any(code < _MAIL_NEVER for code, _ in error.recipients.values()),
        )
    if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code > 0:
        return NotDeliveredError(
            f"{server} refused the mail (SMTP {error.smtp_code})",
            again=error.smtp_code < _MAIL_NEVER,
        )
    return NotDeliveredError(f"{server} does not answer as a mail server does")
