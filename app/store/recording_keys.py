"""The key of each recording: made by whoever records, opened by the store alone, erased for ever.

Whoever records knows only the store's public key. It wraps a random key for it and keeps that in a
file before the first frame is written; the database takes the file in once the recording is saved.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.domain.errors import IntegrityError, LockedStoreError, NotFoundError, StoreError
from app.store.durable import keep_new, keep_whole
from app.store.keys import StoreKeys, read_key_file, sandbox_keys
from app.store.recording_disk import Disk, valid_id
from app.store.sealing import KEY_BYTES, FrameSeal, key_id, new_key
from app.store.segments import PLAIN, Seal

FOLDER: Final = "recording-keys"
_END: Final = ".key"
_PUBLIC: Final = "store.public"
_PUBLIC_BYTES: Final = 32
_ONCE: Final = bytes(12)  # a nonce: each wrapping key wraps one thing
_LONGEST: Final = 4_096


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A recording's key as only its store can open it. wrapped: hexadecimal."""

    recording: str
    key_id: str
    wrapped: str


def wrap(public: bytes, recording: str, key: bytes) -> WrappedKey:
    """public: of the store (X25519)."""
    one_time = X25519PrivateKey.generate()
    shared = one_time.exchange(X25519PublicKey.from_public_bytes(public))
    mine = one_time.public_key().public_bytes_raw()
    sealed = AESGCM(_agreed(shared, mine, public, recording)).encrypt(_ONCE, key, None)
    return WrappedKey(recording, key_id(key), (mine + sealed).hex())


def unwrap(keys: StoreKeys, wrapped: WrappedKey) -> bytes:
    """Raises LockedStoreError when it was wrapped for another store, or damaged."""
    try:
        data = bytes.fromhex(wrapped.wrapped)
        other = data[:_PUBLIC_BYTES]
        shared = keys.recording_private.exchange(X25519PublicKey.from_public_bytes(other))
        agreed = _agreed(shared, other, keys.recording_public, wrapped.recording)
        key = AESGCM(agreed).decrypt(_ONCE, data[_PUBLIC_BYTES:], None)
    except (InvalidTag, ValueError) as error:
        raise LockedStoreError(
            f"the key of recording {wrapped.recording} is damaged, or was made for another store; "
            "put its copy from a backup back"
        ) from error
    if len(key) != KEY_BYTES or key_id(key) != wrapped.key_id:
        raise LockedStoreError(f"the key of recording {wrapped.recording} is another one's")
    return key


def _agreed(shared: bytes, one_time: bytes, public: bytes, recording: str) -> bytes:
    about = b"erscribe recording 1 " + one_time + public + recording.encode()
    return HKDF(hashes.SHA256(), KEY_BYTES, None, about).derive(shared)


def new_seal(store: Path, recording: str) -> tuple[FrameSeal, Callable[[], None]]:
    """A key for a new recording, and what puts its wrapped form on disk.

    The second has to be called before the first frame is written; it raises OSError, and may be
    called again. store: the store's folder. Raises NotFoundError for a name that is none and
    IntegrityError without a key of the store.
    """
    key = new_key()
    made = wrap(public_key(store), recording, key)
    keep = partial(keep_whole, key_path(store, recording), _bytes(made))
    return FrameSeal(recording, key), keep


def public_key(store: Path) -> bytes:
    """What recordings are sealed for. A key file that is lost or damaged stops no recording: its
    public half is kept twice. Raises IntegrityError when both are gone."""
    kept = store / FOLDER / _PUBLIC
    try:
        found = read_key_file(store)
        public = found.recording_public if found else b""
    except StoreError:
        public = b""
    if not public:
        with suppress(OSError, ValueError):
            public = bytes.fromhex(kept.read_text("ascii"))
    if not public and not (store / "erscribe.sqlite3").exists():
        public = sandbox_keys(store).recording_public
    if len(public) != _PUBLIC_BYTES:
        raise IntegrityError(
            f"the key file of the store in {store} is missing; put its copy from a backup back, "
            "or nothing can be recorded"
        )
    if not kept.exists():
        with suppress(OSError):
            keep_new(kept, public.hex().encode())
    return public


def key_path(store: Path, recording: str) -> Path:
    """Raises NotFoundError when no recording can have this name."""
    if not valid_id(recording):
        raise NotFoundError("there is no recording with this name; list them: erscribe recover")
    return store / FOLDER / f"{recording}{_END}"


def read_wrapped(store: Path, recording: str) -> WrappedKey | None:
    """The key's file, if there is one. Raises IntegrityError when it makes no sense."""
    path = key_path(store, recording)
    try:
        with path.open("rb") as file:
            data = json.loads(file.read(_LONGEST))
        return WrappedKey(recording, str(data["key"]), str(data["wrapped"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IntegrityError(
            f"the key of recording {recording} cannot be read; put its copy from a backup back: "
            f"{path}"
        ) from error


def _bytes(made: WrappedKey) -> bytes:
    fields = {"recording": made.recording, "key": made.key_id, "wrapped": made.wrapped}
    return json.dumps({"format": 1, **fields}).encode() + b"\n"


class RecordingKeys:
    """Opens the keys of a store's recordings.

    store: its folder. kept: what the database has taken in; asked only where there is no file.
    """

    def __init__(
        self,
        store: Callable[[], Path],
        keys: Callable[[], StoreKeys],
        kept: Callable[[str], WrappedKey | None] = lambda _: None,
    ) -> None:
        self._store = store
        self._keys = keys
        self._kept = kept

    def key(self, recording: str) -> str:
        """Hexadecimal; "" for a recording of a version that encrypted none.

        Raises NotFoundError for one that was erased, LockedStoreError, IntegrityError and
        StoreError.
        """
        found = read_wrapped(self._store(), recording) or self._kept(recording)
        return unwrap(self._keys(), found).hex() if found else ""

    def seal(self, recording: str) -> Seal:
        """As key; one of Seals."""
        key = self.key(recording)
        return FrameSeal(recording, bytes.fromhex(key)) if key else PLAIN


def sandbox_sound(store: Path) -> RecordingKeys:
    """What opens recordings of a sandbox, or of a replay, that are in files still."""
    return RecordingKeys(lambda: store, lambda: sandbox_keys(store))


def forget_file(store: Path, recording: str) -> None:
    """Overwrite and delete the key's file. Raises StoreError when that is not possible."""
    path = key_path(store, recording)
    try:
        with path.open("r+b") as file:
            size = file.seek(0, 2)
            file.seek(0)
            file.write(bytes(size))
            file.flush()
            Disk().sync(file.fileno())
        path.unlink()
        Disk().sync_folder(path.parent)
    except FileNotFoundError:
        return
    except OSError as error:
        raise StoreError(
            f"the key {path} could not be deleted ({error.strerror}); delete it by hand"
        ) from error


def waiting(store: Path) -> tuple[str, ...]:
    """Recordings whose keys lie in files."""
    with suppress(OSError):
        names = sorted(path.stem for path in (store / FOLDER).glob(f"*{_END}"))
        return tuple(name for name in names if valid_id(name))
    return ()


def wrap_files_anew(store: Path, old: StoreKeys, new: StoreKeys) -> None:
    """The files' keys, wrapped for new keys of the store; those that are already, stay."""
    for recording in waiting(store):
        found = read_wrapped(store, recording)
        if found is None:
            continue
        with suppress(LockedStoreError):
            unwrap(new, found)
            continue
        again = wrap(new.recording_public, recording, unwrap(old, found))
        keep_whole(key_path(store, recording), _bytes(again))
    keep_whole(store / FOLDER / _PUBLIC, new.recording_public.hex().encode())
