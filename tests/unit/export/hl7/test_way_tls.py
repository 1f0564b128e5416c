"""Notes over MLLP with TLS: a private issuer, mutual TLS, and a sentence for each trouble."""

import socket
import ssl
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from app.domain.addresses import Peer
from app.domain.outgoing import Outcome
from app.export.hl7.message import message
from app.export.trust import context
from tests.documents import SITE, example
from tests.hl7_peers import Script, engine, says
from tests.pki import Authority, Pair

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="pairs of sockets are network sockets there"
)

RECEIVER = Peer("emr.test", 2575, tls=True)
PAYLOAD = message(example("zh"), SITE, "EMR^HOSP", "mdm", "id1")


@dataclass
class Room:
    """A hospital's issuer, its receiver and a workstation."""

    folder: Path
    issuer: Authority
    server: Pair
    ours: Pair

    def deliver(
        self, serving: ssl.SSLContext, ca: str | None = None, shown: Pair | None = None
    ) -> tuple[Outcome, Script]:
        """Try once. ca: whom we trust, else the hospital's issuer. shown: our certificate."""
        files = (str(shown.certificate), str(shown.key)) if shown else ("", "")
        trust = partial(context, ca or str(self.issuer.path), *files, "")
        script = Script([says("CA", "AA")])
        with engine(script, tls=serving, trust=trust, receiver=RECEIVER) as tried:
            return tried.way.deliver("id1", PAYLOAD, lambda _: None), script


@pytest.fixture
def room(tmp_path: Path) -> Room:
    issuer = Authority(tmp_path)
    return Room(tmp_path, issuer, issuer.issue("emr.test"), issuer.issue("ward-3.test"))


def both(version: ssl.TLSVersion, serving: ssl.SSLContext) -> ssl.SSLContext:
    serving.minimum_version = serving.maximum_version = version
    return serving


VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_private_issuer_is_enough(room: Room, version: ssl.TLSVersion) -> None:
    outcome, script = room.deliver(both(version, room.server.serving()))
    assert outcome.state == "acked"
    assert "without encryption" not in outcome.sentence
    assert script.messages == [PAYLOAD]


@pytest.mark.parametrize("version", VERSIONS)
def test_both_sides_show_who_they_are(room: Room, version: ssl.TLSVersion) -> None:
    serving = both(version, room.server.serving(room.issuer.path))
    outcome, script = room.deliver(serving, shown=room.ours)
    assert outcome.state == "acked"
    assert script.messages == [PAYLOAD]


def not_sent(outcome: Outcome, script: Script, said: str) -> None:
    assert outcome.state == "retry"
    assert not outcome.limited
    assert said in outcome.sentence
    assert "\n" not in outcome.sentence
    assert script.messages == []


def test_an_expired_certificate_is_said_so(room: Room) -> None:
    old = room.issuer.issue("emr.test", days=(-9, -2))
    not_sent(*room.deliver(old.serving()), "certificate of emr.test:2575 has expired")


def test_a_certificate_of_the_future_is_said_so(room: Room) -> None:
    early = room.issuer.issue("emr.test", days=(2, 9))
    not_sent(*room.deliver(early.serving()), "is not valid yet")


def test_a_certificate_for_another_name_is_said_so(room: Room) -> None:
    other = room.issuer.issue("lab.test")
    not_sent(*room.deliver(other.serving()), "is for another name")


def test_an_unknown_issuer_is_said_so(room: Room) -> None:
    stranger = Authority(room.folder, "Stranger CA")
    not_sent(*room.deliver(stranger.issue("emr.test").serving()), "issuer that is not trusted")
    not_sent(*room.deliver(room.server.serving(), str(stranger.path)), "issuer that is not trusted")


@pytest.mark.parametrize(
    ("version", "said"),
    [(VERSIONS[0], "(emr_certificate)"), (VERSIONS[1], "set emr_certificate")],
)
def test_a_receiver_that_asks_who_we_are_is_said_so(
    room: Room, version: ssl.TLSVersion, said: str
) -> None:
    not_sent(*room.deliver(both(version, room.server.serving(room.issuer.path))), said)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_receiver_that_refuses_our_certificate_is_said_so(
    room: Room, version: ssl.TLSVersion
) -> None:
    stranger = Authority(room.folder, "Stranger CA")
    serving = both(version, room.server.serving(room.issuer.path))
    outcome = room.deliver(serving, shown=stranger.issue("ward-3.test"))
    not_sent(*outcome, "refused this workstation's certificate")


def test_our_own_expired_certificate_is_seen_before_anybody_is_called(room: Room) -> None:
    old = room.issuer.issue("ward-3.test", days=(-9, -2))
    trust = partial(context, str(room.issuer.path), str(old.certificate), str(old.key), "")
    script = Script([says("CA", "AA")])
    with engine(script, tls=room.server.serving(), trust=trust, receiver=RECEIVER) as tried:
        outcome = tried.way.deliver("id1", PAYLOAD, lambda _: None)
    not_sent(outcome, script, "this certificate expired on")
    assert tried.connections == 0


def test_a_file_that_is_gone_is_said_and_put_right_without_a_restart(room: Room) -> None:
    pem = room.issuer.path.read_bytes()
    room.issuer.path.unlink()
    not_sent(*room.deliver(room.server.serving()), "there is no such file")
    room.issuer.path.write_bytes(pem)
    assert room.deliver(room.server.serving())[0].state == "acked"


def test_a_receiver_that_speaks_no_tls_gets_nothing(room: Room) -> None:
    script = Script([says("AA")])
    heard: list[bytes] = []

    def plain(line: socket.socket) -> None:
        heard.append(line.recv(65536))
        line.sendall(b"\x0bMSH|^~\\&|\r\x1c\r")
        line.recv(65536)

    trust = partial(context, str(room.issuer.path), "", "", "")
    with engine(script, trust=trust, receiver=RECEIVER) as tried:
        tried.found._talk = plain
        outcome = tried.way.deliver("id1", PAYLOAD, lambda _: None)
    not_sent(outcome, script, "it may not speak TLS")
    assert b"MSH" not in b"".join(heard)


def test_a_kept_connection_is_kept_under_tls_too(room: Room) -> None:
    trust = partial(context, str(room.issuer.path), "", "", "")
    script = Script([says("CA", "AA")])
    serving = room.server.serving()
    with engine(script, tls=serving, trust=trust, receiver=RECEIVER) as tried:
        for _ in range(3):
            assert tried.way.deliver("id1", PAYLOAD, lambda _: None).state == "acked"
    assert tried.connections == 1
