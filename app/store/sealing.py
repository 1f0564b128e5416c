"""How the frames of a recording are encrypted: AES-256-GCM, one random key per recording.

The nonce of a frame is its sequence, 32 bits that name the file and 64 that count its frames, so
that none is used twice; what is authenticated beside it is that sequence and the recording's id,
so that no frame stands in for another one.
"""

import hashlib
import secrets
from collections.abc import Callable
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.store.segments import PLAIN, Seal

KEY_BYTES: Final = 32
Seals = Callable[[str], Seal]
"""The seal of a recording by its id. Raises LockedStoreError and NotFoundError."""


class FrameSeal:
    """The key of one recording."""

    def __init__(self, recording: str, key: bytes) -> None:
        self.key_id = key_id(key)
        self._cipher = AESGCM(key)
        self._recording = recording.encode()

    def seal(self, plain: bytes, sequence: int) -> bytes:
        nonce = nonce_of(sequence)
        return self._cipher.encrypt(nonce, plain, nonce + self._recording)

    def open(self, sealed: bytes, sequence: int) -> bytes:
        nonce = nonce_of(sequence)
        try:
            return self._cipher.decrypt(nonce, sealed, nonce + self._recording)
        except InvalidTag as error:
            raise ValueError("not sealed with this key for this place") from error


def nonce_of(sequence: int) -> bytes:
    """32 bits of the file, 64 bits of the frame's number in it."""
    return (sequence >> 32).to_bytes(4, "big") + (sequence & 0xFFFFFFFF).to_bytes(8, "big")


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def key_id(key: bytes) -> str:
    """Names a key in headers, and tells nothing of it."""
    return hashlib.sha256(b"erscribe recording key id 1 " + key).hexdigest()[:16]


def seal_of(recording: str, key: str) -> Seal:
    """key: hexadecimal, as it crosses a pipe; "" for a recording that is not encrypted."""
    return FrameSeal(recording, bytes.fromhex(key)) if key else PLAIN


def unsealed(recording: str) -> Seal:  # noqa: ARG001 - one of Seals
    """For recordings of versions that encrypted none."""
    return PLAIN
