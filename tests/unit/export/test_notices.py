"""Notices over HTTP: what is said, and what becomes of it with kind and hostile receivers."""

import socket
import sys
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import pytest

from app.domain.addresses import Peer, WebAddress, web_address
from app.export.notices import KeywordNotice, Webhook
from app.export.peers import MOST_BYTES, NotDeliveredError
from tests.fake_peers import (
    HOST,
    NOTICE,
    FakePeer,
    Talk,
    Web,
    drips,
    floods,
    leaves_after_hearing,
    leaves_at_once,
    peer,
    says_nothing,
    server_tls,
    talks_nonsense,
    trusting,
)

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="pairs of sockets are network sockets there"
)

SAFE = web_address(f"https://{HOST}/duty?ward=2")
HERE = web_address("http://127.0.0.1:8080/duty")


def webhook(found: FakePeer, address: WebAddress = HERE, talk_s: float = 10.0) -> Webhook:
    return Webhook(address, open_line=found.connect, trust=trusting, talk_s=talk_s)


def refusal(channel: Webhook) -> NotDeliveredError:
    with pytest.raises(NotDeliveredError) as caught:
        channel.send(NOTICE)
    return caught.value


def test_a_notice_says_what_was_heard_and_that_it_is_no_alarm() -> None:
    assert NOTICE.title == "Keyword heard: cardiac arrest, 14:03:22"
    assert "not an alarm and no diagnosis" in NOTICE.text
    assert "心脏骤停" in NOTICE.text


def test_a_test_notice_says_so_first() -> None:
    assert replace(NOTICE, test=True).title.startswith("TEST")


def test_a_notice_has_room_for_nothing_else() -> None:
    assert [field.name for field in fields(KeywordNotice)] == [
        "id", "site", "keyword", "name_en", "name_zh", "level", "at", "position_s", "test",
    ]  # fmt: skip


def test_a_webhook_gets_exactly_the_agreed_keys() -> None:
    web = Web()
    with peer(web.talk) as found:
        sentence = webhook(found).send(NOTICE)
    path, headers, document = web.posts[0]
    assert path == "/duty"
    assert headers["Host"] == "127.0.0.1:8080"
    assert "Authorization" not in headers
    assert document == {
        "schema": "erscribe.keyword-notice/1",
        "id": NOTICE.id,
        "test": False,
        "site": "ER 2",
        "keyword": {"en": "cardiac arrest", "zh": "心脏骤停"},
        "level": "red",
        "at": "2026-11-22T14:03:22+08:00",
        "position_s": 71.34,
        "text": NOTICE.text,
    }
    assert sentence == "127.0.0.1:8080 took the notice (HTTP 204)"


def test_a_safe_webhook_goes_to_its_own_host_with_its_query(tmp_path: Path) -> None:
    web = Web()
    with peer(web.talk, server_tls(tmp_path)) as found:
        webhook(found, SAFE).send(NOTICE)
    assert found.asked == [(HOST, 443)]
    assert web.posts[0][0] == "/duty?ward=2"
    assert web.posts[0][1]["Host"] == HOST


def test_a_certificate_that_nobody_trusts_gets_nothing(tmp_path: Path) -> None:
    web = Web()
    with peer(web.talk, server_tls(tmp_path)) as found:
        error = refusal(Webhook(SAFE, open_line=found.connect))
    assert "not trusted" in str(error)
    assert not error.again
    assert web.posts == []


def test_a_certificate_for_another_name_gets_nothing(tmp_path: Path) -> None:
    web = Web()
    with peer(web.talk, server_tls(tmp_path)) as found:
        error = refusal(webhook(found, web_address("https://other.test/")))
    assert "another name" in str(error)
    assert web.posts == []


def test_a_receiver_without_tls_gets_nothing(tmp_path: Path) -> None:
    web = Web()
    with peer(web.talk) as found:
        error = refusal(webhook(found, SAFE))
    assert str(error).startswith("no safe connection")
    assert web.posts == []


@pytest.mark.parametrize("place", ["env:CANARY_TOKEN", "file:token.txt"])
def test_a_token_comes_from_where_the_setting_says(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANARY_TOKEN", "s3cret-token")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "token.txt").write_text("s3cret-token\n", "utf-8")
    web = Web()
    with peer(web.talk) as found:
        sentence = replace(webhook(found), token=place).send(NOTICE)
    assert web.posts[0][1]["Authorization"] == "Bearer s3cret-token"
    assert "s3cret" not in sentence


@pytest.mark.parametrize("value", [None, "", "two\nlines", "schlüssel"])
def test_a_token_that_cannot_be_used_is_named_but_not_told(
    value: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CANARY_TOKEN", raising=False)
    if value is not None:
        monkeypatch.setenv("CANARY_TOKEN", value)
    with peer(Web().talk) as found:
        error = refusal(replace(webhook(found), token="env:CANARY_TOKEN"))  # noqa: S106
    assert "notify_webhook_token" in str(error)
    assert "env:CANARY_TOKEN" in str(error)
    assert found.asked == []
    assert not error.again
    assert not value or value not in str(error)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    web = Web(status, headers={"Location": "http://127.0.0.1:9/elsewhere"})
    with peer(web.talk) as found:
        error = refusal(webhook(found))
    assert "not followed" in str(error)
    assert not error.again
    assert found.asked == [("127.0.0.1", 8080)]
    assert len(web.posts) == 1


@pytest.mark.parametrize(
    ("status", "again"), [(400, False), (401, False), (404, False), (429, True), (500, True)]
)
def test_a_refusal_says_its_status_and_not_what_the_receiver_wrote(
    status: int, again: bool
) -> None:
    with peer(Web(status, b"CANARY").talk) as found:
        error = refusal(webhook(found))
    assert str(error) == f"127.0.0.1:8080 refused the notice (HTTP {status})"
    assert error.again is again


def test_an_answer_of_ten_megabytes_is_not_read_and_not_trusted() -> None:
    with peer(Web(200, b"a" * 10_000_000).talk) as found:
        error = refusal(webhook(found))
    assert "far more" in str(error)


def test_an_answer_just_within_the_limit_is_taken() -> None:
    with peer(Web(200, b"a" * MOST_BYTES).talk) as found:
        assert "took" in webhook(found).send(NOTICE)


@pytest.mark.parametrize(
    ("talk", "said"),
    [
        (says_nothing, "did not answer within 0.5 s"),
        (drips, "did not answer within 0.5 s"),
        (leaves_at_once, "closed the connection"),
        (leaves_after_hearing, "closed the connection"),
        (talks_nonsense, "not HTTP"),
        (floods, "not HTTP"),
    ],
)
def test_a_hostile_receiver_gives_one_sentence_and_another_try(talk: Talk, said: str) -> None:
    with peer(talk) as found:
        error = refusal(webhook(found, talk_s=0.5 if "0.5" in said else 10.0))
    assert said in str(error)
    assert "\n" not in str(error)
    assert error.again


def failing(error: OSError) -> Callable[[str, int, float], socket.socket]:
    def connect(host: str, port: int, timeout_s: float) -> socket.socket:
        raise error

    return connect


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (ConnectionRefusedError("CANARY"), "nobody listens at 127.0.0.1:8080"),
        (socket.gaierror("CANARY"), "is not known on this network"),
        (TimeoutError("CANARY"), "did not answer within 6 s"),
        (OSError("CANARY"), "cannot be reached"),
    ],
)
def test_a_receiver_that_cannot_be_reached_is_told_in_our_words(
    trouble: OSError, said: str
) -> None:
    error = refusal(Webhook(HERE, open_line=failing(trouble)))
    assert said in str(error)
    assert "CANARY" not in str(error)
    assert error.again


def through(web: Web, answer: bytes, heard: list[bytes], folder: Path) -> Talk:
    """A proxy that gives `answer` and then is the receiver itself."""

    def talk(line: socket.socket) -> None:
        heard.append(line.recv(4096))
        line.sendall(answer)
        if b" 200 " in answer:
            with server_tls(folder).wrap_socket(line, server_side=True) as safe:
                web.talk(safe)

    return talk


def test_a_proxy_is_used_where_a_setting_names_one_and_sees_only_the_host(tmp_path: Path) -> None:
    web, heard = Web(), list[bytes]()
    answer = b"HTTP/1.1 200 go on\r\n\r\n"
    with peer(through(web, answer, heard, tmp_path)) as found:
        sentence = replace(webhook(found, SAFE), proxy=Peer("proxy.test", 3128)).send(NOTICE)
    assert found.asked == [("proxy.test", 3128)]
    assert heard == [f"CONNECT {HOST}:443 HTTP/1.1\r\nHost: {HOST}:443\r\n\r\n".encode()]
    assert len(web.posts) == 1
    assert sentence.startswith(HOST)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"HTTP/1.1 407 sign in\r\n\r\n", "lets nobody through (HTTP 407)"),
        (b"nonsense\r\n\r\n", "not HTTP"),
        (b"", "closed the connection"),
    ],
)
def test_a_proxy_that_does_not_connect_is_named(answer: bytes, said: str, tmp_path: Path) -> None:
    with peer(through(Web(), answer, [], tmp_path)) as found:
        error = refusal(replace(webhook(found, SAFE), proxy=Peer("proxy.test", 3128)))
    assert said in str(error)
    assert "proxy.test:3128" in str(error)


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with peer(Web().talk) as found:
        webhook(found).send(NOTICE)
    assert found.asked == [("127.0.0.1", 8080)]
