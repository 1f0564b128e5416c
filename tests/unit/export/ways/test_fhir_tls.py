"""TLS with a hospital's own issuer, mutual TLS, a proxy: a note is sent, or one sentence why not.

Every certificate is made for the test; the proxy is one that joins CONNECT to a second socket.
"""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.domain.addresses import Peer
from app.domain.admissions import PatientSearch
from app.domain.errors import ExportError
from app.domain.outgoing import Outcome
from app.export import trust
from app.export.ways.fhir_lookup import PatientLookup
from app.export.ways.fhir_server import FhirServer
from app.export.ways.http import Server
from tests import fake_peers
from tests.fake_fhir import FakeFhir, forwarding, server
from tests.fake_peers import FakePeer, peer
from tests.fhir_delivery import PAYLOAD, nothing
from tests.fhir_people import FOUND, VISIT, ZHANG, holding
from tests.pki import Authority, Pair

EMR = "emr.test"
PROXY = Peer("proxy.test", 3128)


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("pki"))


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("pki"), "Somebody else")


def trusting(ca: Path | str, shown: Pair | None = None) -> Callable[[], ssl.SSLContext]:
    certificate, key = (str(shown.certificate), str(shown.key)) if shown else ("", "")
    return lambda: trust.context(str(ca), certificate, key, "")


@contextmanager
def emr(fhir: FakeFhir, tls: ssl.SSLContext) -> Iterator[FakePeer]:
    with peer(fhir.talk, tls) as line:
        yield line


def reached(line: FakePeer, **how: Any) -> Server:
    return server(line.connect, address=f"https://{EMR}/fhir", **how)


def delivered(tls: ssl.SSLContext, fhir: FakeFhir | None = None, **how: Any) -> Outcome:
    with emr(fhir or FakeFhir(), tls) as line:
        return FhirServer(reached(line, **how)).deliver("M1", PAYLOAD, nothing)


def test_a_server_of_the_hospitals_own_issuer_is_trusted(hospital: Authority) -> None:
    fhir = FakeFhir()
    outcome = delivered(hospital.issue(EMR).serving(), fhir, trust=trusting(hospital.path))
    assert outcome == Outcome("acked", "200", f"{EMR}:443 stored the document")
    assert fhir.asked[0].body == PAYLOAD


def test_patients_are_looked_up_over_tls(hospital: Authority) -> None:
    with emr(FakeFhir(holding(ZHANG, VISIT)), hospital.issue(EMR).serving()) as line:
        lookup = PatientLookup(reached(line, trust=trusting(hospital.path)))
        assert lookup.find(PatientSearch(name="张三")).admissions == (FOUND,)


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        ("expired", f"the certificate of {EMR}:443 has expired"),
        ("early", f"the certificate of {EMR}:443 is not valid yet"),
        ("name", f"the certificate of {EMR}:443 is for another name"),
        ("issuer", f"the certificate of {EMR}:443 comes from an issuer that is not trusted here"),
        ("system", f"the certificate of {EMR}:443 comes from an issuer that is not trusted here"),
    ],
)
def test_each_trouble_with_a_certificate_is_one_sentence_and_nothing_is_sent(
    hospital: Authority, stranger: Authority, trouble: str, words: str
) -> None:
    shown = {
        "expired": hospital.issue(EMR, days=(-9, -2)),
        "early": hospital.issue(EMR, days=(2, 9)),
        "name": hospital.issue("other.test"),
        "issuer": stranger.issue(EMR),
        "system": hospital.issue(EMR),
    }[trouble]
    trusted = trusting("" if trouble == "system" else hospital.path)
    fhir = FakeFhir()
    outcome = delivered(shown.serving(), fhir, trust=trusted)
    assert outcome.state == "retry"  # the note waits until somebody has mended it
    assert outcome.sentence.startswith(words)
    assert fhir.asked == []

    with emr(fhir, shown.serving()) as line, pytest.raises(ExportError, match=words):
        PatientLookup(reached(line, trust=trusted)).find(PatientSearch(name="张三"))
    assert fhir.asked == []


def test_a_workstation_shows_its_certificate(hospital: Authority) -> None:
    tls = hospital.issue(EMR).serving(clients=hospital.path)
    trusted = trusting(hospital.path, hospital.issue("workstation.test"))
    assert delivered(tls, trust=trusted).state == "acked"


def test_a_server_that_wants_a_certificate_is_told_apart(hospital: Authority) -> None:
    tls = hospital.issue(EMR).serving(clients=hospital.path)
    outcome = delivered(tls, trust=trusting(hospital.path))
    assert outcome.state == "retry"
    assert "asks for a certificate of this workstation; set emr_certificate" in outcome.sentence


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_server_that_refuses_our_certificate_is_told_apart(
    hospital: Authority, stranger: Authority, version: ssl.TLSVersion
) -> None:
    tls = hospital.issue(EMR).serving(clients=hospital.path)
    tls.maximum_version = version
    shown = stranger.issue("workstation.test")
    outcome = delivered(tls, trust=trusting(hospital.path, shown))
    assert outcome.state == "retry"
    assert "refused this workstation's certificate" in outcome.sentence


def test_our_own_expired_certificate_is_said_before_anything_is_sent(hospital: Authority) -> None:
    shown = hospital.issue("workstation.test", days=(-9, -2))
    fhir = FakeFhir()
    tls = hospital.issue(EMR).serving(clients=hospital.path)
    outcome = delivered(tls, fhir, trust=trusting(hospital.path, shown))
    assert outcome.state == "retry"
    assert "this certificate expired on" in outcome.sentence
    assert fhir.asked == []


def test_a_server_that_speaks_no_tls_is_said_so(hospital: Authority) -> None:
    with peer(FakeFhir().talk) as line:
        way = FhirServer(reached(line, trust=trusting(hospital.path), talk_s=2.0))
        outcome = way.deliver("M1", PAYLOAD, nothing)
    assert outcome.state == "retry"
    assert "it may not speak TLS" in outcome.sentence


# --- through a proxy


def test_a_proxy_carries_what_it_cannot_read(hospital: Authority) -> None:
    fhir, seen = FakeFhir(), list[str]()
    with (
        emr(fhir, hospital.issue(EMR).serving()) as line,
        peer(forwarding(line.connect, seen)) as proxy,
    ):
        way = FhirServer(reached(proxy, trust=trusting(hospital.path), proxy=PROXY))
        assert way.deliver("M1", PAYLOAD, nothing).state == "acked"
        assert proxy.asked == [("proxy.test", 3128)]
        assert line.asked == [(EMR, 443)]
    assert seen == [f"CONNECT {EMR}:443"]
    assert fhir.asked[0].body == PAYLOAD


def test_troubles_behind_a_proxy_name_the_server(hospital: Authority, stranger: Authority) -> None:
    with (
        emr(FakeFhir(), stranger.issue(EMR).serving()) as line,
        peer(forwarding(line.connect, [])) as proxy,
    ):
        way = FhirServer(reached(proxy, trust=trusting(hospital.path), proxy=PROXY))
        outcome = way.deliver("M1", PAYLOAD, nothing)
    assert outcome.sentence.startswith(f"the certificate of {EMR}:443 comes from an issuer")


def _answering(answer: bytes) -> fake_peers.Talk:
    def talk(line: socket.socket) -> None:
        line.recv(4096)
        line.sendall(answer)
        line.shutdown(socket.SHUT_WR)
        fake_peers.says_nothing(line)

    return talk


@pytest.mark.parametrize(
    ("talk", "words"),
    [
        (_answering(b"HTTP/1.1 407 Sign in\r\n\r\n"), f"the proxy {PROXY} lets nobody through"),
        (_answering(b"HTTP/1.1 403 No\r\n\r\n"), f"the proxy {PROXY} lets nobody through"),
        (_answering(b"\x00garbage\r\n\r\n"), f"the proxy {PROXY} answered something that is not"),
        (fake_peers.leaves_at_once, f"{PROXY} closed the connection"),
        (fake_peers.says_nothing, "did not answer within"),
        (fake_peers.drips, "did not answer within"),
    ],
)
def test_each_trouble_with_the_proxy_is_one_sentence(
    hospital: Authority, talk: fake_peers.Talk, words: str
) -> None:
    with peer(talk) as proxy:
        how = {"trust": trusting(hospital.path), "proxy": PROXY, "talk_s": 0.8}
        outcome = FhirServer(reached(proxy, **how)).deliver("M1", PAYLOAD, nothing)
    assert outcome.state == "retry"
    assert words in outcome.sentence


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ConnectionRefusedError(), f"nobody listens at {PROXY}"),
        (socket.gaierror(), f"the name of {PROXY} is not known"),
        (OSError(), f"{PROXY} cannot be reached"),
    ],
)
def test_a_proxy_that_is_not_there_is_named(
    hospital: Authority, error: OSError, words: str
) -> None:
    def connect(host: str, port: int, timeout_s: float) -> socket.socket:
        raise error

    way = FhirServer(server(connect, address=f"https://{EMR}/fhir", proxy=PROXY))
    outcome = way.deliver("M1", PAYLOAD, nothing)
    assert outcome.state == "retry"
    assert words in outcome.sentence


def test_what_stays_on_this_machine_never_takes_the_proxy() -> None:
    with peer(FakeFhir().talk) as line:
        outcome = FhirServer(server(line.connect, proxy=PROXY)).deliver("M1", PAYLOAD, nothing)
        assert line.asked == [("localhost", 8080)]
    assert outcome.state == "acked"


def test_the_environment_names_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://proxy.test:3128")
    with peer(FakeFhir().talk) as line:
        assert FhirServer(server(line.connect)).deliver("M1", PAYLOAD, nothing).state == "acked"
        assert line.asked == [("localhost", 8080)]
