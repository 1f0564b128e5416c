"""The channels of the notifier: this workstation, and those that settings open."""

import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest

from app import paths
from app.domain.addresses import Peer, web_address
from app.domain.errors import ResourceError
from app.domain.live import LiveAlert, Notice
from app.export.mllp import Mllp
from app.export.notices import KeywordNotice, Mail, Webhook
from app.export.peers import NotDeliveredError
from app.services.notices import TEST_ALERT, Desktop, Notifier, keyword_names, outside, try_out
from app.settings import Settings
from tests.fake_peers import NOTICE, Engine, Post, Web, acknowledged, peer

NOTHING_DONE = (
    "this workstation could neither show nor sound it; check its notifications and its loudspeaker"
)


@dataclass
class Taking:
    channel: Literal["webhook"] = "webhook"
    sent: list[KeywordNotice] = field(default_factory=list)

    def send(self, notice: KeywordNotice) -> str:
        self.sent.append(notice)
        return "taken"


def test_the_desktop_shows_and_sounds() -> None:
    shown: list[tuple[str, str]] = []

    def show(title: str, text: str) -> bool:
        shown.append((title, text))
        return True

    desktop = Desktop(show, lambda: True)
    assert desktop.send(NOTICE) == "shown and sounded on this workstation"
    assert shown[0][0] == "Keyword heard: cardiac arrest, 14:03:22"
    assert "not an alarm" in shown[0][1]


def no(*_: str) -> bool:
    return False


@pytest.mark.parametrize(
    ("desktop", "said"),
    [
        (Desktop(lambda *_: True, no), "shown on this workstation; it has no sound output"),
        (Desktop(None, lambda: True), "sounded on this workstation"),
        (Desktop(lambda *_: True, None), "shown on this workstation"),
    ],
)
def test_what_the_desktop_did_is_said(desktop: Desktop, said: str) -> None:
    assert desktop.send(NOTICE) == said


@pytest.mark.parametrize("desktop", [Desktop(no, None), Desktop(no, no), Desktop(None, no)])
def test_a_desktop_that_can_do_nothing_has_delivered_nothing(desktop: Desktop) -> None:
    with pytest.raises(NotDeliveredError, match="could neither show nor sound") as caught:
        desktop.send(NOTICE)
    assert not caught.value.again


@pytest.mark.skipif(sys.platform == "win32", reason="pairs of sockets are network sockets there")
def test_nothing_but_the_notice_is_on_any_wire(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("gethostname", "getfqdn"):
        monkeypatch.setattr(socket, name, lambda *_: "CANARY-HOST")
    monkeypatch.setenv("USER", "CANARY-USER")
    web, post, engine = Web(), Post(), Engine(lambda to: acknowledged("AA", to))
    alert = LiveAlert(
        93, "cardiac_arrest", "both", "red", "high", "uncertain", 71.3, 8642.75, "CANARY Mr Smith"
    )
    outcomes: list[Notice] = []
    with peer(web.talk) as a, peer(post.talk) as b, peer(engine.talk) as c:
        channels = (
            Webhook(web_address("http://127.0.0.1/"), open_line=a.connect),
            Mail(Peer("127.0.0.1", 25), "er@b.test", ("duty@d.test",), open_line=b.connect),
            Mllp(Peer("engine.test", 2575), open_line=c.connect),
        )
        made = Notifier(channels, outcomes.append, names={"cardiac_arrest": ("arrest", "骤停")})
        made.notify(alert)
        made.close(20.0)
    assert sorted(one.channel for one in outcomes if one.delivered) == ["mllp", "smtp", "webhook"]
    mail = post.mails[0]
    wires = (repr(web.posts), "".join(post.heard) + str(mail) + mail.get_content())
    for wire in (*wires, repr(engine.messages)):
        assert "arrest" in wire
        for canary in ("CANARY", "Smith", "8642.75", "uncertain", "severity"):
            assert canary not in wire


def test_settings_open_channels_one_by_one() -> None:
    assert outside(Settings()) == ()
    mail = Settings(
        notify_smtp="mail.test:25", notify_smtp_from="a@b.test", notify_smtp_to="c@d.test,e@f.test"
    )
    web = Settings(
        notify_webhook="https://a.test/b",
        notify_webhook_token="env:TOKEN",  # noqa: S106
        notify_proxy="proxy.test:3128",
    )
    engine = Settings(notify_mllp="tls://engine.test:2575")
    (post,), (hook,), (mllp,) = outside(mail), outside(web), outside(engine)
    assert isinstance(post, Mail)
    assert post.receivers == ("c@d.test", "e@f.test")
    assert isinstance(hook, Webhook)
    assert str(hook.proxy) == "proxy.test:3128"
    assert hook.token == web.notify_webhook_token
    assert isinstance(mllp, Mllp)
    assert mllp.receiver.tls


def test_trying_out_sends_one_marked_notice_through_each_channel() -> None:
    web, post = Taking(), Desktop(no)
    assert list(try_out([web, post], "ER 2")) == [
        Notice(TEST_ALERT, "webhook", True, "taken"),
        Notice(TEST_ALERT, "desktop", False, NOTHING_DONE),
    ]
    assert web.sent[0].test
    assert web.sent[0].title.startswith("TEST")
    assert web.sent[0].at.tzinfo is not None


def test_every_alert_keyword_has_a_name_in_both_languages() -> None:
    names = keyword_names(paths.RESOURCES / "keywords")
    assert names["cardiac_arrest"] == ("cardiac arrest", "心脏骤停")
    assert len(names) > 15
    assert all(english.isascii() and not chinese.isascii() for english, chinese in names.values())


def test_a_missing_keyword_list_is_named(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match=r"en\.toml"):
        keyword_names(tmp_path)
