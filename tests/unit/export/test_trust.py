"""Certificates from files: every trouble with one is found before anything is sent."""

import os
import ssl
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from app.domain.addresses import Peer
from app.export.peers import NotDeliveredError, trouble
from app.export.trust import context, listening
from tests.pki import Authority, Pair

Files = dict[str, str]


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def ours(authority: Authority) -> Pair:
    return authority.issue("ward-3.test")


def sealed(pair: Pair, passphrase: str) -> str:
    """The pair's key under a passphrase, in a file of its own."""
    key = serialization.load_pem_private_key(pair.key.read_bytes(), None)
    path = pair.key.with_suffix(".sealed")
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(passphrase.encode()),
        )
    )
    return str(path)


def refused(*files: str) -> str:
    with pytest.raises(NotDeliveredError) as caught:
        context(*files)
    assert caught.value.again is False
    return str(caught.value)


def test_without_files_the_operating_system_is_trusted() -> None:
    made = context("", "", "", "")
    assert made.minimum_version >= ssl.TLSVersion.TLSv1_2
    assert made.check_hostname
    assert made.verify_mode == ssl.CERT_REQUIRED


def test_with_a_file_only_its_issuers_are_trusted(authority: Authority) -> None:
    (only,) = context(str(authority.path), "", "", "").get_ca_certs()
    assert only["subject"] == ((("commonName", "Hospital CA"),),)


def test_our_own_certificate_is_shown(authority: Authority, ours: Pair) -> None:
    context(str(authority.path), str(ours.certificate), str(ours.key), "")


def test_a_key_under_a_passphrase_opens_with_it(
    ours: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = sealed(ours, "päss 口令")
    monkeypatch.setenv("KEY_PASS", "plain-pass")
    assert "does not open" in refused("", str(ours.certificate), key, "env:KEY_PASS")
    key = sealed(ours, "plain-pass")
    context("", str(ours.certificate), key, "env:KEY_PASS")
    (tmp_path / "pass").write_text("plain-pass\n")
    context("", str(ours.certificate), key, f"file:{tmp_path / 'pass'}")


def test_a_passphrase_that_is_missing_or_in_excess_is_said_so(
    ours: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEY_PASS", "plain-pass")
    certificate = str(ours.certificate)
    assert "needs its passphrase" in refused("", certificate, sealed(ours, "plain-pass"), "")
    assert "has no passphrase" in refused("", certificate, str(ours.key), "env:KEY_PASS")
    monkeypatch.delenv("KEY_PASS")
    assert "cannot be read" in refused("", certificate, str(ours.key), "env:KEY_PASS")


def test_a_passphrase_is_never_repeated(ours: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEY_PASS", "hunter2")
    said = refused("", str(ours.certificate), sealed(ours, "other"), "env:KEY_PASS")
    assert "hunter2" not in said


def test_files_that_are_not_there_are_named(authority: Authority, ours: Pair) -> None:
    gone = str(authority.path.parent / "gone.pem")
    for files in (
        (gone, "", "", ""),
        ("", gone, str(ours.key), ""),
        ("", str(ours.certificate), gone, ""),
    ):
        assert refused(*files).startswith(f"{gone}: there is no such file")


@pytest.mark.skipif(
    sys.platform == "win32" or (hasattr(os, "geteuid") and os.geteuid() == 0),
    reason="the user of this process may read everything",
)
def test_a_file_that_may_not_be_read_is_named(authority: Authority) -> None:
    authority.path.chmod(0)
    assert "cannot be read by this user" in refused(str(authority.path), "", "", "")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert "cannot be read by this user" in refused(str(tmp_path), "", "", "")


@pytest.mark.parametrize(
    "content", [b"", b"not PEM", b"\x30\x82\x01\x00" * 50, b"\x00" * 5_000_000]
)
def test_what_is_no_certificate_is_said_so(content: bytes, ours: Pair, tmp_path: Path) -> None:
    odd = tmp_path / "odd.pem"
    odd.write_bytes(content)
    assert "no certificate in PEM form" in refused(str(odd), "", "", "")
    assert "no certificate in PEM form" in refused("", str(odd), str(ours.key), "")
    assert "no private key in PEM form" in refused("", str(ours.certificate), str(odd), "")


def test_a_certificate_cut_short_is_said_so(ours: Pair, tmp_path: Path) -> None:
    half = tmp_path / "half.pem"
    half.write_bytes(ours.key.read_bytes()[:100])
    assert "cut short" in refused("", str(ours.certificate), str(half), "")


def test_certificates_out_of_their_time_are_said_so(authority: Authority) -> None:
    old = authority.issue("ward-3.test", days=(-9, -2))
    early = authority.issue("ward-3.test", days=(2, 9))
    assert "this certificate expired on 20" in refused("", str(old.certificate), str(old.key), "")
    assert "not valid yet" in refused("", str(early.certificate), str(early.key), "")
    assert "this certificate expired on 20" in refused(str(old.certificate), "", "", "")


def test_a_key_of_another_certificate_is_said_so(authority: Authority, ours: Pair) -> None:
    other = authority.issue("ward-4.test")
    said = refused("", str(ours.certificate), str(other.key), "")
    assert said.startswith(f"{other.key}: is the key of another certificate")


def test_a_key_too_weak_for_tls_is_said_so(ours: Pair, tmp_path: Path) -> None:
    from cryptography import x509  # noqa: PLC0415 - one test
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415

    key = rsa.generate_private_key(65537, 1024)  # noqa: S505 - to be refused
    found = x509.load_pem_x509_certificate(ours.certificate.read_bytes())
    weak = (
        x509.CertificateBuilder()
        .subject_name(found.subject)
        .issuer_name(found.subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(found.not_valid_before_utc)
        .not_valid_after(found.not_valid_after_utc)
        .sign(key, hashes.SHA256())
    )
    pem, private = tmp_path / "weak.pem", tmp_path / "weak.key"
    pem.write_bytes(weak.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
    )
    assert "cannot be used with" in refused("", str(pem), str(private), "")


def test_who_listens_asks_for_certificates_only_when_told_whose(
    authority: Authority, ours: Pair
) -> None:
    plain = listening(str(ours.certificate), str(ours.key), "")
    assert plain.verify_mode == ssl.CERT_NONE
    mutual = listening(str(ours.certificate), str(ours.key), "", str(authority.path))
    assert mutual.verify_mode == ssl.CERT_REQUIRED
    assert mutual.minimum_version >= ssl.TLSVersion.TLSv1_2


def verified(code: int) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "free words of a library")
    error.verify_code = code
    return error


def alerted(reason: str) -> ssl.SSLError:
    error = ssl.SSLError(1, "free words of a library")
    error.reason = reason
    return error


@pytest.mark.parametrize(
    ("error", "said", "again"),
    [
        (verified(9), "not valid yet", False),
        (verified(10), "has expired", False),
        (verified(18), "issuer that is not trusted", False),
        (verified(20), "issuer that is not trusted", False),
        (verified(23), "was revoked", False),
        (verified(62), "is for another name", False),
        (verified(64), "is for another name", False),
        (verified(1), "cannot be trusted", False),
        (alerted("TLSV13_ALERT_CERTIFICATE_REQUIRED"), "asks for a certificate", False),
        (alerted("SSLV3_ALERT_CERTIFICATE_EXPIRED"), "certificate has expired", False),
        (alerted("TLSV1_ALERT_UNKNOWN_CA"), "refused this workstation's", False),
        (alerted("SSLV3_ALERT_BAD_CERTIFICATE"), "refused this workstation's", False),
        (alerted("SSLV3_ALERT_CERTIFICATE_REVOKED"), "refused this workstation's", False),
        (alerted("SSLV3_ALERT_HANDSHAKE_FAILURE"), "broke off", True),
        (alerted("TLSV1_ALERT_PROTOCOL_VERSION"), "TLS 1.2", False),
        (alerted("WRONG_VERSION_NUMBER"), "may not speak TLS", True),
        (ssl.SSLEOFError(8, "x"), "closed the connection", True),
        (ConnectionRefusedError(), "nobody listens", True),
        (OSError(), "cannot be reached", True),
        (TimeoutError(), "did not answer within 6 s", True),
    ],
)
def test_every_trouble_has_its_sentence(error: OSError, said: str, again: bool) -> None:
    told = trouble(error, Peer("emr.test", 2575))
    assert said in str(told)
    assert "emr.test:2575" in str(told)
    assert "free words" not in str(told)
    assert told.again is again


def raised(wrap: Callable[[BaseException], BaseException]) -> BaseException:
    try:
        try:
            raise verified(10)
        except ssl.SSLError as error:
            raise wrap(error) from error
    except RuntimeError as outer:
        return outer


def test_what_a_library_made_of_it_is_looked_through() -> None:
    outer = raised(lambda _: RuntimeError("free words"))
    assert "has expired" in str(trouble(outer, Peer("emr.test", 443)))
    circle = RuntimeError()
    circle.__cause__ = RuntimeError()
    circle.__cause__.__cause__ = circle
    assert "cannot be reached" in str(trouble(circle, Peer("emr.test", 443)))
