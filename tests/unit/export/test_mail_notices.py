"""Notices by mail: only over TLS, only what is agreed, and what becomes of it."""

import base64
import socket
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.addresses import Peer
from app.export.notices import Mail
from app.export.peers import NotDeliveredError
from tests.fake_peers import (
    HOST,
    NOTICE,
    FakePeer,
    Post,
    Talk,
    floods,
    leaves_after_hearing,
    leaves_at_once,
    peer,
    says_nothing,
    server_tls,
    trusting,
)

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="pairs of sockets are network sockets there"
)

AWAY = Peer(HOST, 587)
HERE = Peer("127.0.0.1", 25)
RECEIVERS = ("duty@hospital.test", "second@hospital.test")


def mail(found: FakePeer, server: Peer = AWAY, login: str = "", talk_s: float = 10.0) -> Mail:
    return Mail(server, "erscribe@hospital.test", RECEIVERS, login, found.connect, trusting, talk_s)


def refusal(channel: Mail) -> NotDeliveredError:
    with pytest.raises(NotDeliveredError) as caught:
        channel.send(NOTICE)
    return caught.value


@pytest.fixture
def post(tmp_path: Path) -> Post:
    return Post(offers=("STARTTLS",), tls=server_tls(tmp_path))


def test_a_mail_goes_out_encrypted_with_nothing_but_the_notice(post: Post) -> None:
    with peer(post.talk) as found:
        sentence = mail(found).send(NOTICE)
    assert post.safe
    sent = post.mails[0]
    assert sent.get_content().replace("\r\n", "\n") == NOTICE.text
    assert dict(sent.items()) == {
        "From": "erscribe@hospital.test",
        "To": "duty@hospital.test, second@hospital.test",
        "Subject": "ERScribe: Keyword heard: cardiac arrest, 14:03:22",
        "Date": "Sun, 22 Nov 2026 14:03:22 +0800",
        "Message-ID": f"<{NOTICE.id}@hospital.test>",
        "Auto-Submitted": "auto-generated",
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": sent["Content-Transfer-Encoding"],
        "MIME-Version": "1.0",
    }
    assert sentence == f"{HOST}:587 took the mail for 2"


def test_the_greeting_does_not_name_the_workstation(post: Post) -> None:
    with peer(post.talk) as found:
        mail(found).send(NOTICE)
    assert {line for line in post.heard if line.lower().startswith("ehlo")} == {"ehlo [127.0.0.1]"}


def test_a_server_without_encryption_gets_nothing() -> None:
    post = Post()
    with peer(post.talk) as found:
        error = refusal(mail(found, login="env:CANARY_LOGIN"))
    assert "CANARY_LOGIN" in str(error)  # the sign-in is read before anything is sent
    with peer(post.talk) as found:
        error = refusal(mail(found))
    assert "no encryption" in str(error)
    assert not error.again
    assert post.mails == []
    assert [line.split()[0].lower() for line in post.heard] == ["ehlo"]


def test_a_mail_server_that_nobody_trusts_gets_nothing(post: Post) -> None:
    with peer(post.talk) as found:
        error = refusal(Mail(AWAY, "a@b.test", RECEIVERS, open_line=found.connect))
    assert "not trusted" in str(error)
    assert post.mails == []


def test_encryption_from_the_first_byte_needs_no_starttls(tmp_path: Path) -> None:
    post = Post()
    with peer(post.talk, server_tls(tmp_path)) as found:
        mail(found, Peer(HOST, 465, tls=True)).send(NOTICE)
    assert len(post.mails) == 1
    assert not any(line.lower().startswith("starttls") for line in post.heard)


def test_a_server_on_this_machine_may_do_without() -> None:
    post = Post()
    with peer(post.talk) as found:
        mail(found, HERE).send(NOTICE)
    assert len(post.mails) == 1


def test_the_sign_in_is_read_where_the_setting_says_and_sent_under_encryption(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANARY_LOGIN", "erscribe:pass:word")
    with peer(post.talk) as found:
        mail(found, login="env:CANARY_LOGIN").send(NOTICE)
    spoken = base64.b64encode(b"\0erscribe\0pass:word").decode()
    assert f"AUTH PLAIN {spoken}" in post.heard
    assert post.heard.index(f"AUTH PLAIN {spoken}") > post.heard.index("STARTTLS")


@pytest.mark.parametrize(
    ("answers", "said", "again"),
    [
        ({"AUTH": "535 CANARY"}, "refused the sign-in", False),
        ({"MAIL": "451 CANARY"}, "refused the mail (SMTP 451)", True),
        ({"MAIL": "550 CANARY"}, "refused the mail (SMTP 550)", False),
        ({"RCPT": "550 CANARY"}, "refused every mail address", False),
        ({"RCPT": "450 CANARY"}, "refused every mail address", True),  # greylisting
        ({"rcpt TO:<second@hospital.test>": "550 CANARY"}, "refused 1 of 2", False),
        ({".": "554 CANARY"}, "refused the mail (SMTP 554)", False),
        ({"GREETING": "554 CANARY"}, "refused the mail (SMTP 554)", False),
    ],
)
def test_a_refusal_is_told_in_our_words(
    post: Post, answers: dict[str, str], said: str, again: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANARY_LOGIN", "erscribe:word")
    post.answers = answers
    with peer(post.talk) as found:
        error = refusal(mail(found, login="env:CANARY_LOGIN"))
    assert said in str(error)
    assert "CANARY" not in str(error)
    assert error.again is again


def test_a_server_that_does_not_know_the_way_to_sign_in_is_named(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANARY_LOGIN", "erscribe:word")
    with peer(post.talk) as found:
        error = refusal(mail(found, HERE, login="env:CANARY_LOGIN"))
    assert "no sign-in" in str(error)


def test_a_taken_mail_stays_taken_when_the_goodbye_fails() -> None:
    post = Post(answers={"QUIT": "421 nonsense"})
    with peer(post.talk) as found:
        assert "took" in mail(found, HERE).send(NOTICE)


def answers_nonsense(line: socket.socket) -> None:
    while line.recv(65536):
        line.sendall(b"\x00\xff garbage\r\n")


def goes_on(line: socket.socket) -> None:
    """An answer of short lines that has no end."""
    for _ in range(100_000):
        line.sendall(b"250-and\r\n")


def greets_then(talk: Talk) -> Talk:
    def greeting(line: socket.socket) -> None:
        line.sendall(b"220 post\r\n")
        talk(line)

    return greeting


@pytest.mark.parametrize(
    ("talk", "said"),
    [
        (says_nothing, "did not answer within 0.5 s"),
        (greets_then(says_nothing), "did not answer within 0.5 s"),
        (leaves_at_once, "closed the connection"),
        (greets_then(leaves_after_hearing), "closed the connection"),
        (greets_then(answers_nonsense), "does not answer as a mail server"),
        (floods, "far more than a mail server"),
        (greets_then(goes_on), "far more than a mail server"),
        (greets_then(floods), "far more than a mail server"),
    ],
)
def test_a_hostile_mail_server_gives_one_sentence(talk: Talk, said: str) -> None:
    with peer(talk) as found:
        error = refusal(mail(found, HERE, talk_s=0.5 if "0.5" in said else 10.0))
    assert said in str(error)
    assert "\n" not in str(error)


def test_every_try_carries_the_same_message_id(post: Post) -> None:
    with peer(post.talk) as found:
        channel = mail(found)
        channel.send(NOTICE)
        post.safe = False
        channel.send(replace(NOTICE))
    assert post.mails[0]["Message-ID"] == post.mails[1]["Message-ID"]
