"""The store's master key, what is derived from it, and the file in which it lies wrapped.

One random key of 32 bytes per store. Everything else is derived from it by HKDF-SHA256 under a
name of its own, so that only this one key has to be wrapped, kept and rotated.
"""

import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.domain.access import Profile
from app.domain.errors import IntegrityError, LockedStoreError, StoreError
from app.store.durable import keep_new, keep_whole

KEYS: Final = "keys.json"
KEY_BYTES: Final = 32
_SALT_BYTES: Final = 16  # of SQLCipher
_FORMAT: Final = 1
_LONGEST: Final = 1 << 20


class StoreKeys:
    """The keys of one opened store; never printed, pickled or sent anywhere.

    id: tells this master key from every other one, and nothing about it. former: the public
    checkpoint keys of master keys that were rotated away, oldest first.
    """

    def __init__(self, master: bytes, former: tuple[bytes, ...] = ()) -> None:
        if len(master) != KEY_BYTES:
            raise ValueError("no key")
        self._master = master
        self.former = former

    def __repr__(self) -> str:
        return f"StoreKeys({self.id})"

    def __reduce__(self) -> str | tuple[Any, ...]:
        raise TypeError("keys stay in this process")

    @property
    def master(self) -> bytes:
        """What protectors wrap."""
        return self._master

    @cached_property
    def id(self) -> str:
        return self.derived("id", 8).hex()

    @cached_property
    def database_key(self) -> bytes:
        return self.derived("database")

    @cached_property
    def database_salt(self) -> bytes:
        """The first 16 bytes of the database file, so that a file tells whose key it needs."""
        return self.derived("database salt", _SALT_BYTES)

    @cached_property
    def recording_private(self) -> X25519PrivateKey:
        """Opens the keys of recordings; whoever records has only its public half."""
        return X25519PrivateKey.from_private_bytes(self.derived("recordings"))

    @cached_property
    def recording_public(self) -> bytes:
        return self.recording_private.public_key().public_bytes_raw()

    def checkpoint_key(self) -> Ed25519PrivateKey:
        """Signs checkpoints of the audit log."""
        return Ed25519PrivateKey.from_private_bytes(self.derived("audit"))

    @property
    def checkpoint_publics(self) -> tuple[bytes, ...]:
        """All public keys that may have signed a checkpoint of this store, newest last."""
        return (*self.former, self.checkpoint_key().public_key().public_bytes_raw())

    def derived(self, name: str, size: int = KEY_BYTES) -> bytes:
        """A key of its own for one purpose."""
        made = HKDF(hashes.SHA256(), size, None, f"erscribe store 1 {name}".encode())
        return made.derive(self._master)


@dataclass(frozen=True, slots=True)
class Wrap:
    """The master key as one protector keeps it. fields: what it needs to give it back; text."""

    kind: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What keys.json says. Everything but the wraps of the sandbox may be read by anybody.

    id: of the master key. wraps: it, once per protector. following: the key file that takes this
    one's place as soon as the database is encrypted with its key.
    """

    id: str
    profile: Profile
    recording_public: bytes
    wraps: tuple[Wrap, ...]
    former: tuple[bytes, ...] = ()
    proof: str = field(default="", compare=False)
    following: "KeyFile | None" = None

    @classmethod
    def of(cls, keys: StoreKeys, profile: Profile, wraps: tuple[Wrap, ...]) -> "KeyFile":
        made = cls(keys.id, profile, keys.recording_public, wraps, keys.former)
        return made.proved(keys)

    def with_wraps(self, keys: StoreKeys, wraps: tuple[Wrap, ...]) -> "KeyFile":
        return replace(self, wraps=wraps).proved(keys)

    def proved(self, keys: StoreKeys) -> "KeyFile":
        """With the proof that somebody who knows the master key wrote this."""
        return replace(self, proof=self._proof(keys))

    def keys(self, master: bytes) -> StoreKeys:
        """Raises LockedStoreError for another store's key, IntegrityError for a changed file."""
        keys = StoreKeys(master, self.former)
        if keys.id != self.id:
            raise LockedStoreError("this key opens another store, not this one")
        if not hmac.compare_digest(self._proof(keys), self.proof):
            raise IntegrityError(
                f"the key file {KEYS} was changed by somebody who does not hold the store's key; "
                "put its copy from a backup back"
            )
        return keys

    def first(self, *kinds: str) -> Wrap | None:
        return next((wrap for wrap in self.wraps if wrap.kind in kinds), None)

    def _proof(self, keys: StoreKeys) -> str:
        said = json.dumps(_own_fields(self), sort_keys=True, ensure_ascii=True).encode()
        return hmac.digest(keys.derived("key file"), said, "sha256").hex()


def new_master() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def read_key_file(folder: Path) -> KeyFile | None:
    """None when there is none. Raises IntegrityError when it makes no sense."""
    path = folder / KEYS
    try:
        with path.open("rb") as file:
            data = json.loads(file.read(_LONGEST))
        return _key_file(data)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(
            f"the key file {path} cannot be read ({error.strerror}); see that your account may"
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise IntegrityError(
            f"the key file {path} is damaged; put its copy from a backup back, or make it anew "
            "from the printed recovery key of a backup: erscribe store keys recover"
        ) from error


def write_key_file(folder: Path, content: KeyFile) -> None:
    """Whole or not at all, for its owner alone."""
    keep_whole(folder / KEYS, bytes_of(content))


def sandbox_keys(folder: Path, make: Callable[[], bool] = lambda: True) -> StoreKeys:
    """The keys of a sandbox store; made on first use when `make` agrees.

    The key lies beside what it opens and protects nothing: a sandbox holds no patient. Raises
    LockedStoreError for a store that is none, or whose key file is gone.
    """
    found = read_key_file(folder)
    if found is None:
        if not make():
            raise LockedStoreError(missing(folder))
        master = new_master()
        wrap = Wrap("sandbox", {"note": "this key protects nothing", "key": master.hex()})
        keep_new(folder / KEYS, bytes_of(KeyFile.of(StoreKeys(master), "sandbox", (wrap,))))
        found = read_key_file(folder)  # another process may have been first
    if found is None or (wrap_found := found.first("sandbox")) is None:
        raise LockedStoreError(f"the store in {folder} is no sandbox; it has to be unlocked first")
    return found.keys(bytes.fromhex(wrap_found.fields["key"]))


def missing(folder: Path) -> str:
    return (
        f"the store is encrypted and its key file {folder / KEYS} is missing; put its copy from a "
        "backup back"
    )


def bytes_of(content: KeyFile) -> bytes:
    """As it is written."""
    return json.dumps(_fields(content), indent=1).encode() + b"\n"


def _own_fields(content: KeyFile) -> dict[str, Any]:
    return {
        "format": _FORMAT,
        "id": content.id,
        "profile": content.profile,
        "recording_public": content.recording_public.hex(),
        "former": [key.hex() for key in content.former],
        "wraps": [{"kind": wrap.kind, **wrap.fields} for wrap in content.wraps],
    }


def _fields(content: KeyFile) -> dict[str, Any]:
    fields = {**_own_fields(content), "proof": content.proof}
    return fields | ({"following": _fields(content.following)} if content.following else {})


def _key_file(data: Mapping[str, Any]) -> KeyFile:
    """Raises ValueError, KeyError, TypeError or AttributeError."""
    if data["format"] != _FORMAT or data["profile"] not in {"sandbox", "clinical"}:
        raise ValueError("another format")
    public = bytes.fromhex(data["recording_public"])
    if len(public) != KEY_BYTES:
        raise ValueError("no public key")
    return KeyFile(
        str(data["id"]),
        data["profile"],
        public,
        tuple(_wrap(one) for one in data["wraps"]),
        tuple(bytes.fromhex(key) for key in data["former"]),
        str(data["proof"]),
        _key_file(data["following"]) if "following" in data else None,
    )


def _wrap(data: Mapping[str, Any]) -> Wrap:
    rest = {name: str(value) for name, value in data.items() if name != "kind"}
    return Wrap(str(data["kind"]), rest)
