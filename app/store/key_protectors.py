"""What wraps a store's master key: the system's keystore, a printed key, a hospital's key, a
passphrase. A user's password never does: users change, and switch within seconds."""

import base64
import hashlib
import json
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Protocol

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.domain.errors import LockedStoreError
from app.store.keys import KEY_BYTES, Wrap

SERVICE: Final = "erscribe"
_SECRET_CHARS: Final = 52  # base32 of 32 bytes
_CHECK_CHARS: Final = 4
_GROUP: Final = 4
_NONCE_BYTES: Final = 12
_LEAST_RSA_BITS: Final = 2_048
_MOST_MEMORY_KIB: Final = 1 << 21
_ALIKE: Final = str.maketrans("018", "OIB")


class Protector(Protocol):
    """Wraps a master key, and gives it back when it can. store: the id of the key."""

    @property
    def kind(self) -> str: ...

    def wrap(self, store: str, master: bytes) -> Wrap: ...

    def unwrap(self, store: str, wrap: Wrap) -> bytes:
        """Raises LockedStoreError with what is missing, or wrong."""
        ...


class Keystore(Protocol):
    """What is used of `keyring`, whose backends are the system's own keystores."""

    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...
    def delete_password(self, service: str, username: str) -> None: ...


@dataclass(frozen=True, slots=True)
class KeystoreProtector:
    """A secret in the keystore of this system account wraps the key: DPAPI, Keychain, Secret
    Service."""

    keystore: Keystore
    kind = "keystore"

    def wrap(self, store: str, master: bytes) -> Wrap:
        secret = secrets.token_bytes(KEY_BYTES)
        account = f"store {store} {secrets.token_hex(4)}"
        try:
            self.keystore.set_password(SERVICE, account, secret.hex())
        except Exception as error:
            raise LockedStoreError(
                "this machine's keystore does not take the store's key "
                f"({type(error).__name__}); give a passphrase instead: key_passphrase in the "
                "settings"
            ) from error
        return Wrap(self.kind, {"account": account, **_sealed(secret, store, master)})

    def unwrap(self, store: str, wrap: Wrap) -> bytes:
        try:
            secret = self.keystore.get_password(SERVICE, wrap.fields["account"])
        except Exception as error:
            raise LockedStoreError(
                f"this machine's keystore does not answer ({type(error).__name__})"
            ) from error
        if secret is None:
            raise LockedStoreError("this machine's keystore does not hold the key of this store")
        return _opened(bytes.fromhex(secret), store, wrap, "the key in this machine's keystore")

    def forget(self, wrap: Wrap) -> None:
        """Take the secret out of the keystore; one that is gone already is no failure."""
        with suppress(Exception):  # what it opened is gone from the key file anyway
            self.keystore.delete_password(SERVICE, wrap.fields["account"])


@dataclass(frozen=True, slots=True)
class RecoveryProtector:
    """A key on paper: 52 characters and four that check them."""

    secret: bytes
    kind = "recovery"

    @classmethod
    def new(cls) -> "RecoveryProtector":
        return cls(secrets.token_bytes(KEY_BYTES))

    @classmethod
    def typed(cls, text: str) -> "RecoveryProtector":
        """As somebody types it: spaces, dashes, small letters, 0 for O and 1 for I do not matter.

        Raises LockedStoreError when it is none, so that a slip is told before anything is tried.
        """
        plain = "".join(char for char in text.upper() if char.isalnum()).translate(_ALIKE)
        body, check = plain[:_SECRET_CHARS], plain[_SECRET_CHARS:]
        try:
            secret = base64.b32decode(body + "=" * (-len(body) % 8))
        except ValueError:
            secret = b""
        if base64.b32encode(secret).decode().rstrip("=") != body:  # bits that no byte holds
            secret = b""
        if len(plain) != _SECRET_CHARS + _CHECK_CHARS or _check(secret) != check:
            raise LockedStoreError(
                "this is no recovery key: it has 56 letters and digits, and one of them at least "
                "is mistyped; compare it with the printed one"
            )
        return cls(secret)

    @property
    def printed(self) -> str:
        """In groups of four."""
        text = base64.b32encode(self.secret).decode().rstrip("=") + _check(self.secret)
        return "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))

    def wrap(self, store: str, master: bytes) -> Wrap:
        return Wrap(self.kind, _sealed(self.secret, store, master))

    def unwrap(self, store: str, wrap: Wrap) -> bytes:
        return _opened(self.secret, store, wrap, "this recovery key")


@dataclass(frozen=True, slots=True)
class HospitalProtector:
    """The hospital's public key, X25519 or RSA, whose private half it keeps elsewhere.

    private: PEM of it, and its password, where the key is to be had back.
    """

    public_pem: bytes = b""
    private_pem: bytes = b""
    password: bytes | None = None
    kind = "hospital"

    def wrap(self, store: str, master: bytes) -> Wrap:
        public = self._public()
        kept = {"public": self.public_pem.decode("ascii", "replace")}
        if isinstance(public, X25519PublicKey):
            one_time = X25519PrivateKey.generate()
            secret = _agreed(one_time.exchange(public), one_time.public_key(), public)
            fields = {"one_time": one_time.public_key().public_bytes_raw().hex()}
            fields |= {"with": "x25519", **kept, **_sealed(secret, store, master)}
            return Wrap(self.kind, fields)
        sealed = public.encrypt(master, _oaep(store))
        return Wrap(self.kind, {"with": "rsa-oaep", **kept, "wrapped": sealed.hex()})

    def unwrap(self, store: str, wrap: Wrap) -> bytes:
        if not self.private_pem:
            raise LockedStoreError("the hospital's private key was not given")
        private = self._private()
        try:
            if isinstance(private, X25519PrivateKey) and wrap.fields["with"] == "x25519":
                other = X25519PublicKey.from_public_bytes(bytes.fromhex(wrap.fields["one_time"]))
                secret = _agreed(private.exchange(other), other, private.public_key())
                return _opened(secret, store, wrap, "this private key")
            if isinstance(private, rsa.RSAPrivateKey) and wrap.fields["with"] == "rsa-oaep":
                return private.decrypt(bytes.fromhex(wrap.fields["wrapped"]), _oaep(store))
        except (ValueError, KeyError) as error:
            raise LockedStoreError("this private key does not open this store") from error
        raise LockedStoreError("this private key does not open this store")

    def _public(self) -> X25519PublicKey | rsa.RSAPublicKey:
        try:
            public = serialization.load_pem_public_key(self.public_pem)
        except (ValueError, UnsupportedAlgorithm):
            public = None
        if isinstance(public, X25519PublicKey):
            return public
        if isinstance(public, rsa.RSAPublicKey) and public.key_size >= _LEAST_RSA_BITS:
            return public
        raise LockedStoreError(
            "this is no public key that can be used: X25519, or RSA of 2,048 bits, as a PEM file"
        )

    def _private(self) -> object:
        try:
            return serialization.load_pem_private_key(self.private_pem, self.password)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise LockedStoreError(
                "the hospital's private key cannot be read; is this its PEM file, and its password?"
            ) from error


@dataclass(frozen=True, slots=True)
class Cost:
    """What a guess at a passphrase costs (argon2id)."""

    memory_kib: int = 65_536
    passes: int = 3
    lanes: int = 4


@dataclass(frozen=True, slots=True)
class PassphraseProtector:
    """A passphrase, stretched by argon2id; for machines without a keystore."""

    passphrase: Callable[[], str]
    cost: Cost = Cost()
    kind = "passphrase"

    def wrap(self, store: str, master: bytes) -> Wrap:
        salt = secrets.token_bytes(16)
        secret = self._stretched(salt, self.cost)
        paid = {"m": self.cost.memory_kib, "t": self.cost.passes, "p": self.cost.lanes}
        fields = {"argon2id": json.dumps(paid), "salt": salt.hex()}
        return Wrap(self.kind, {**fields, **_sealed(secret, store, master)})

    def unwrap(self, store: str, wrap: Wrap) -> bytes:
        paid = json.loads(wrap.fields["argon2id"])
        cost = Cost(int(paid["m"]), int(paid["t"]), int(paid["p"]))
        if not 0 < cost.memory_kib <= _MOST_MEMORY_KIB:
            raise ValueError("an impossible amount of memory")
        secret = self._stretched(bytes.fromhex(wrap.fields["salt"]), cost)
        return _opened(secret, store, wrap, "this passphrase")

    def _stretched(self, salt: bytes, cost: Cost) -> bytes:
        text = self.passphrase()
        if not text:
            raise LockedStoreError("the store's passphrase was not given")
        return hash_secret_raw(
            text.encode(), salt, cost.passes, cost.memory_kib, cost.lanes, KEY_BYTES, Type.ID
        )


def _sealed(secret: bytes, store: str, master: bytes) -> dict[str, str]:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    wrapped = AESGCM(secret).encrypt(nonce, master, store.encode())
    return {"nonce": nonce.hex(), "wrapped": wrapped.hex()}


def _opened(secret: bytes, store: str, wrap: Wrap, what: str) -> bytes:
    try:
        nonce, wrapped = (bytes.fromhex(wrap.fields[name]) for name in ("nonce", "wrapped"))
        return AESGCM(secret).decrypt(nonce, wrapped, store.encode())
    except (InvalidTag, ValueError, KeyError) as error:
        raise LockedStoreError(f"{what} does not open this store") from error


def _agreed(shared: bytes, one_time: X25519PublicKey, public: X25519PublicKey) -> bytes:
    both = one_time.public_bytes_raw() + public.public_bytes_raw()
    return HKDF(hashes.SHA256(), KEY_BYTES, None, b"erscribe hospital 1 " + both).derive(shared)


def _oaep(store: str) -> padding.OAEP:
    return padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), store.encode())


def _check(secret: bytes) -> str:
    digest = hashlib.sha256(b"erscribe recovery 1 " + secret).digest()
    return base64.b32encode(digest).decode()[:_CHECK_CHARS]
