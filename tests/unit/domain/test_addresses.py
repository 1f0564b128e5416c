"""Addresses of receivers, as a settings file may and may not name them."""

import pytest

from app.domain.addresses import Peer, WebAddress, mail_addresses, peer, plain_peer, web_address


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("mail.test:587", Peer("mail.test", 587)),
        ("tls://mail.test:465", Peer("mail.test", 465, tls=True)),
        ("[::1]:2575", Peer("::1", 2575)),
    ],
)
def test_a_peer_is_read(text: str, found: Peer) -> None:
    assert peer(text) == found
    assert str(found) == text.removeprefix("tls://")


@pytest.mark.parametrize(
    "text",
    [
        "mail.test", "mail.test:", ":25", "mail.test:0", "mail.test:70000", "mail.test:x",
        "http://mail.test:25", "mail.test:25/path", "user@mail.test:25", "mail.test:25?a",
        "mail.test: 25", "mail.test:25\r\nEHLO x", "邮件.test:25", "tls://", "[::1:25",
    ],
)  # fmt: skip
def test_what_is_no_peer_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="host:port"):
        peer(text)


def test_where_tls_makes_no_sense_it_is_refused() -> None:
    assert plain_peer("proxy.test:3128") == Peer("proxy.test", 3128)
    with pytest.raises(ValueError, match="nothing else"):
        plain_peer("tls://proxy.test:3128")


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("localhost", True), ("127.0.0.1", True), ("127.8.8.8", True), ("::1", True),
        ("10.0.0.1", False), ("localhost.evil.test", False), ("127.0.0.1.evil.test", False),
    ],
)  # fmt: skip
def test_only_this_machine_is_loopback(host: str, loopback: bool) -> None:
    assert Peer(host, 25).is_loopback is loopback


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://a.test", WebAddress(Peer("a.test", 443, tls=True), "/")),
        ("https://a.test:8443/b?c=d", WebAddress(Peer("a.test", 8443, tls=True), "/b?c=d")),
        ("http://localhost:8080/b", WebAddress(Peer("localhost", 8080), "/b")),
        ("http://[::1]/", WebAddress(Peer("::1", 80), "/")),
    ],
)
def test_a_web_address_is_taken_apart(text: str, found: WebAddress) -> None:
    assert web_address(text) == found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("http://a.test/", "needs https"),
        ("ftp://a.test/", "https:// address"),
        ("a.test/hook", "https:// address"),
        ("https:///hook", "https:// address"),
        ("https://a.test:x/", "https:// address"),
        ("https://a.test/ b", "https:// address"),
        ("https://a.test/\r\nX: y", "https:// address"),
        ("https://user:word@a.test/", "_token"),
        ("https://a.test/#part", "#"),
    ],
)
def test_an_unsafe_web_address_is_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        web_address(text)


def test_mail_addresses_stand_with_commas_between() -> None:
    assert mail_addresses("a@b.test, c@d.test") == ("a@b.test", "c@d.test")


@pytest.mark.parametrize(
    "text", ["", "a", "a@", "@b", "a@b,,c@d", "A <a@b.test>", "a@b\r\nBcc: c@d", "a@b;c@d"]
)
def test_what_is_no_mail_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="mail addresses"):
        mail_addresses(text)
