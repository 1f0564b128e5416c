"""Whom we trust and what we show: TLS contexts made of the PEM files that settings name.

Every trouble with a file is found before anything is sent, and is one sentence that names the file
and what to do, never what is in it.
"""

import ssl
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.export.peers import NotDeliveredError, secret

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_MOST_BYTES: Final = 4 * 1024 * 1024
"""A whole bundle of public roots is about 200 kB."""
_SETTING: Final = "emr_key_passphrase"


def context(ca_file: str, certificate: str, key: str, passphrase: str) -> ssl.SSLContext:
    """For calling a peer: TLS 1.2 or newer, its certificate and its name are checked.

    ca_file: who may have issued it, and nobody else then; "" for whom the operating system
    trusts. certificate, key: PEM files of this workstation for mutual TLS, both or neither.
    passphrase: where that of the key is, env:VARIABLE or file:PATH. Raises NotDeliveredError.
    """
    made = ssl.create_default_context(cadata=_authorities(ca_file) if ca_file else None)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    if certificate:
        _show(made, certificate, key, passphrase)
    return made


def listening(certificate: str, key: str, passphrase: str, ca_file: str = "") -> ssl.SSLContext:
    """For being called: TLS 1.2 or newer; with ca_file only those show up who prove themselves.

    Parameters and errors as in `context`.
    """
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    _show(made, certificate, key, passphrase)
    if ca_file:
        made.load_verify_locations(cadata=_authorities(ca_file))
        made.verify_mode = ssl.CERT_REQUIRED
    return made


def _authorities(path: str) -> str:
    """The PEM text of a file of issuers, of whom at least one is valid today."""
    found = _certificates(path)
    _in_time(path, found)
    return _read(path).decode("utf-8", "replace")


def _show(made: ssl.SSLContext, certificate: str, key: str, passphrase: str) -> None:
    shown = _certificates(certificate)
    _in_time(certificate, shown[:1])
    password = secret(passphrase, _SETTING).encode() if passphrase else None
    _belongs(certificate, shown[0], key, password)
    try:
        # a password in any case: without one OpenSSL would ask for it at the terminal
        made.load_cert_chain(certificate, key, password or b"")
    except (OSError, ValueError) as error:
        raise NotDeliveredError(
            f"{certificate}: cannot be used with {key}; the key may be too short, or of a kind "
            "that TLS does not know",
            again=False,
        ) from error


def _belongs(path: str, certificate: "Certificate", key: str, password: bytes | None) -> None:
    """Whether the key opens with the passphrase, and is that of the certificate."""
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - slow to import
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415

    pem = _read(key)
    try:
        public = load_pem_private_key(pem, password).public_key()
    except (TypeError, ValueError, UnsupportedAlgorithm) as error:
        raise NotDeliveredError(_key_trouble(key, pem, password), again=False) from error
    if public != certificate.public_key():
        raise NotDeliveredError(
            f"{key}: is the key of another certificate than {path}; name the two that were "
            "issued together",
            again=False,
        )


def _key_trouble(key: str, pem: bytes, password: bytes | None) -> str:
    if b"PRIVATE KEY-----" not in pem:
        return f"{key}: is no private key in PEM form; ask who issued it for the PEM file"
    if b"ENCRYPTED" not in pem:
        if password is not None:
            return f"{key}: has no passphrase; empty {_SETTING}, or name the key that has one"
        return f"{key}: is a private key that cannot be read; it may be cut short"
    if password is None:
        return f"{key}: needs its passphrase; set {_SETTING} to env:VARIABLE or file:PATH"
    return f"{key}: does not open with the passphrase that {_SETTING} names"


def _certificates(path: str) -> "list[Certificate]":
    from cryptography.x509 import load_pem_x509_certificates  # noqa: PLC0415 - slow to import

    try:
        return load_pem_x509_certificates(_read(path))
    except ValueError as error:
        raise NotDeliveredError(
            f"{path}: holds no certificate in PEM form; ask who issued it for the PEM file",
            again=False,
        ) from error


def _in_time(path: str, certificates: "Iterable[Certificate]") -> None:
    """One of them at least is valid now. Raises NotDeliveredError."""
    now = datetime.now(UTC)
    found = list(certificates)
    if any(one.not_valid_before_utc <= now <= one.not_valid_after_utc for one in found):
        return
    if any(now < one.not_valid_before_utc for one in found):
        raise NotDeliveredError(
            f"{path}: this certificate is not valid yet; check the clock of this machine",
            again=False,
        )
    day = max(one.not_valid_after_utc for one in found).date()
    raise NotDeliveredError(
        f"{path}: this certificate expired on {day}; ask who issued it for a new one", again=False
    )


def _read(path: str) -> bytes:
    try:
        with Path(path).open("rb") as file:
            return file.read(_MOST_BYTES)
    except FileNotFoundError as error:
        raise NotDeliveredError(
            f"{path}: there is no such file; set the path of the certificate or key again",
            again=False,
        ) from error
    except OSError as error:
        raise NotDeliveredError(
            f"{path}: cannot be read by this user; give it the right to read it", again=False
        ) from error
