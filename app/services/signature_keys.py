"""Signing keys under their owners' passwords, and signatures made with them.

A signature is a detached JWS (RFC 7515, appendix F) over the bytes as they are (RFC 7797), with
Ed25519 (RFC 8037, under the name of RFC 9864). It shows who signed what and that neither was
changed; whether it is a 可靠电子签名 depends on a certificate that only a hospital's CA can give.
"""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Protocol

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import Key, OKPKey, import_key

from app.domain.access import Actor
from app.domain.signatures import Claims, SigningKey
from app.services.credentials import Cost

ALGORITHM: Final = "Ed25519"
INTERNAL: Final = "internal"
_SALT_BYTES: Final = 16
_NONCE_BYTES: Final = 12
_KEY_BYTES: Final = 32


class SignatureProvider(Protocol):
    """Makes signatures with keys that it alone can use; a hospital's CA is one, with cards."""

    @property
    def name(self) -> str:
        """Kept with its keys, so that it is asked about them later."""
        ...

    def sign(
        self, signer: Actor, secret: str, kept: Sequence[SigningKey], claims: Claims, content: bytes
    ) -> tuple[SigningKey, str]:
        """The key that was used, which may be a new one, and the detached JWS.

        secret: what the signer typed: password or PIN. kept: the signer's keys, newest last.
        """
        ...

    def check(self, key: SigningKey, content: bytes, signature: str) -> Claims | None:
        """What the signature claims, or None when it is not of this key over this content."""
        ...


@dataclass(frozen=True, slots=True)
class PasswordKeys:
    """The built-in provider: each signer's own key, sealed with argon2id(password) + AES-GCM.

    A key that no longer opens, since the password was reset, is replaced by a new one.
    """

    cost: Cost = field(default_factory=Cost)
    name: str = INTERNAL

    def sign(
        self, signer: Actor, secret: str, kept: Sequence[SigningKey], claims: Claims, content: bytes
    ) -> tuple[SigningKey, str]:
        own = [one for one in kept if one.provider == self.name and one.user_id == signer.id]
        private = _opened(own[-1], secret) if own else None
        if own and private is not None:
            return own[-1], detached(private, own[-1].id, claims, content)
        private = OKPKey.generate_key(ALGORITHM, auto_kid=True)
        key = self._sealed(signer, secret, private, claims.signed_at)
        return key, detached(private, key.id, claims, content)

    def check(self, key: SigningKey, content: bytes, signature: str) -> Claims | None:
        return checked(key, content, signature)

    def _sealed(self, signer: Actor, secret: str, private: OKPKey, at: datetime) -> SigningKey:
        key_id = str(private.kid)
        salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
        plain = _raw(str(private.as_dict(private=True)["d"]))
        cost = {"m": self.cost.memory_kib, "t": self.cost.passes, "p": self.cost.lanes}
        cipher = AESGCM(_stretched(secret, salt, cost))
        sealed = {
            "kdf": "argon2id",
            **cost,
            "salt": salt.hex(),
            "nonce": nonce.hex(),
            "data": cipher.encrypt(nonce, plain, _bound(key_id, signer.id)).hex(),
        }
        public = json.dumps(private.as_dict(private=False), sort_keys=True)
        return SigningKey(key_id, signer.id, self.name, public, json.dumps(sealed), at)


def detached(
    private: Key, key_id: str, claims: Claims, content: bytes, algorithm: str = ALGORITHM
) -> str:
    """A detached JWS over `content` and the claims, which stand in its protected header."""
    header = {
        "alg": algorithm,
        "b64": False,
        "crit": ["b64"],
        "kid": key_id,
        "signer": claims.signer_id,
        "kind": claims.kind,
        "signed_at": claims.signed_at.astimezone(UTC).isoformat(timespec="microseconds"),
    }
    return jws.serialize_compact(header, content, private, registry=_registry(algorithm))


def checked(
    key: SigningKey, content: bytes, signature: str, algorithm: str = ALGORITHM
) -> Claims | None:
    """The claims of a detached JWS that is `key`'s over `content`; None for anything else.

    Every byte counts: another spelling of the same signature is refused too.
    """
    try:
        header_part, payload, _ = signature.split(".")
        header = json.loads(_raw(header_part))
        if payload or header["kid"] != key.id:  # a payload of its own would be checked instead
            return None
        public = import_key(json.loads(key.public))
        jws.deserialize_compact(signature, public, registry=_registry(algorithm), payload=content)
        return Claims(header["signer"], header["kind"], datetime.fromisoformat(header["signed_at"]))
    except (JoseError, ValueError, KeyError, TypeError):
        return None


class _Registry(jws.JWSRegistry):
    """Notes may be longer than joserfc expects; names may be, too."""

    max_header_length = 4096
    max_payload_length = 1 << 26
    max_signature_length = 4096


def _registry(algorithm: str) -> jws.JWSRegistry:
    return _Registry(algorithms=[algorithm], strict_check_header=False)


def _opened(key: SigningKey, secret: str) -> OKPKey | None:
    """The private key; None when the secret is not that which it was sealed with."""
    sealed = json.loads(key.sealed)
    cipher = AESGCM(_stretched(secret, bytes.fromhex(sealed["salt"]), sealed))
    try:
        plain = cipher.decrypt(
            bytes.fromhex(sealed["nonce"]),
            bytes.fromhex(sealed["data"]),
            _bound(key.id, key.user_id),
        )
    except InvalidTag:
        return None
    return OKPKey.import_key({**json.loads(key.public), "d": _text(plain)})


def _stretched(secret: str, salt: bytes, cost: Mapping[str, int]) -> bytes:
    return hash_secret_raw(
        secret.encode(), salt, cost["t"], cost["m"], cost["p"], _KEY_BYTES, Type.ID
    )


def _bound(key_id: str, user_id: str) -> bytes:
    return f"{key_id} {user_id}".encode()


def _raw(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
