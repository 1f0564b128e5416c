"""Acts of recordings that the audit log could not take, kept beside it until it can.

A file of fixed size, made while there is room, so that a full disk cannot refuse it:

    header line | one line per act, each with the hash of the one before | empty lines

The acts are encrypted: the file lies outside the database. They are moved into the log by whoever
appends to it next, and a fact in the same transaction says how far, so each is moved once, whenever
the power goes.
"""

import base64
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.domain.access import AuditEvent
from app.domain.audit import Stamp
from app.domain.errors import StoreError
from app.store.durable import keep_new, keep_whole
from app.store.keys import StoreKeys
from app.store.lock import writer_lock
from app.store.recording_disk import Disk, write_all

INTENTS: Final = "intents.jsonl"
SIZE: Final = 64 * 1024  # a hundred acts and more; it grows when there are more and room for them
_HEAD: Final = 64
_WAIT_S: Final = 5.0
_NONCE: Final = 12
_END: Final = b"}\n"
_BINARY: Final = getattr(os, "O_BINARY", 0)

_late: ContextVar[bool] = ContextVar("late", default=False)


@contextmanager
def late(is_late: bool) -> Iterator[None]:
    """What is written inside was kept as an intent before, so its own audit row would be a second.

    The acts done inside must be those intents and no others.
    """
    token = _late.set(is_late)
    try:
        yield
    finally:
        _late.reset(token)


def is_late() -> bool:
    return _late.get()


def waiting(folder: Path) -> bool:
    """Whether there are any in a store's folder; asked for often, so it reads but a byte."""
    try:
        with (folder / INTENTS).open("rb") as file:
            file.seek(_HEAD)
            return file.read(1) not in {b"", b"\n"}
    except OSError:
        return False


@dataclass(frozen=True, slots=True)
class Intent:
    """An act with the time at which it was done. hash: of its line."""

    event: AuditEvent
    stamp: Stamp
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Pending:
    """Intents in their order. log: tells this file from those of other workstations. broken:
    lines that nobody who holds the store's key wrote, or that do not follow the one before."""

    log: str
    intents: tuple[Intent, ...] = ()
    broken: int = 0


class Intents:
    """The file in a store's folder."""

    def __init__(self, folder: Path, keys: StoreKeys, disk: Disk | None = None) -> None:
        self.path = folder / INTENTS
        self._cipher = AESGCM(keys.derived("intents"))
        self._disk = disk or Disk()

    def reserve(self) -> None:
        """Take the room, while there is some; one that is there stays. Raises OSError."""
        if not self.path.exists():
            keep_new(self.path, _empty(secrets.token_hex(16)))

    def keep(self, event: AuditEvent, stamp: Stamp) -> None:
        """On disk when this returns. Raises StoreError."""
        try:
            self.reserve()
            with writer_lock(self.path.with_suffix(".lock"), _WAIT_S):
                lines = _lines(self.path.read_bytes())
                short = lines.pop() if lines and not lines[-1].endswith(_END) else b""
                at = _HEAD + sum(map(len, lines))
                line = self._line(Intent(event, stamp), _hash_of(lines))
                self._write(at, line.ljust(len(short), b"\n"))
        except OSError as error:
            raise StoreError(
                f"what was done could not even be noted in {self.path} ({error.strerror}); "
                "free space on its disk"
            ) from error

    def pending(self) -> Pending:
        """All of them. A last line that was cut short was never told to be kept. Raises OSError."""
        data = self.path.read_bytes()
        found: list[Intent] = []
        log, lines = _log_of(data), _lines(data)
        if not log:
            return Pending("", (), len(lines))
        for number, line in enumerate(lines):
            intent = self._read(line, _hash_of(lines[:number]))
            if intent is not None:
                found.append(intent)
            elif number < len(lines) - 1 or line.endswith(_END):
                return Pending(log, tuple(found), len(lines) - number)
        return Pending(log, tuple(found))

    def clear(self, last: str) -> None:
        """Forget them when the last one is still `last`; then all are in the log. Raises OSError.

        Until then the fact in the database says that they are there.
        """
        with writer_lock(self.path.with_suffix(".lock"), _WAIT_S):
            pending = self.pending()
            if not pending.broken and pending.intents and pending.intents[-1].hash == last:
                keep_whole(self.path, _empty(pending.log))

    def set_aside(self, name: str) -> None:
        """Keep a broken file for whoever looks into it, and begin anew. Raises OSError."""
        with writer_lock(self.path.with_suffix(".lock"), _WAIT_S):
            log = self.pending().log
            self.path.replace(self.path.with_name(f"intents.{name}.jsonl"))
            keep_whole(self.path, _empty(log or secrets.token_hex(16)))

    def _write(self, at: int, line: bytes) -> None:
        descriptor = os.open(self.path, os.O_WRONLY | _BINARY)
        try:
            os.lseek(descriptor, at, os.SEEK_SET)
            write_all(self._disk, descriptor, line)
            self._disk.sync(descriptor)
        finally:
            self._disk.close(descriptor)

    def _line(self, intent: Intent, previous: str) -> bytes:
        nonce = secrets.token_bytes(_NONCE)
        plain = msgspec.json.encode({"event": intent.event, "stamp": intent.stamp})
        sealed = nonce + self._cipher.encrypt(nonce, plain, previous.encode())
        act = base64.b64encode(sealed).decode()
        return msgspec.json.encode({"previous": previous, "act": act}) + b"\n"

    def _read(self, line: bytes, previous: str) -> Intent | None:
        """None for a line that is none of ours, or not in its place."""
        try:
            said = msgspec.json.decode(line, type=dict[str, str])
            sealed = base64.b64decode(said["act"])
            plain = self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], previous.encode())
            intent = msgspec.json.decode(plain, type=Intent)
        except (msgspec.MsgspecError, ValueError, KeyError, InvalidTag):
            return None
        return Intent(intent.event, intent.stamp, _hash_of([line]))


def _empty(log: str) -> bytes:
    head = msgspec.json.encode({"intents": log}).ljust(_HEAD - 1) + b"\n"
    return head + b"\n" * (SIZE - _HEAD)


def _log_of(data: bytes) -> str:
    """ "" for a damaged header."""
    try:
        return str(msgspec.json.decode(data[:_HEAD], type=dict[str, str])["intents"])
    except (msgspec.MsgspecError, ValueError, KeyError):
        return ""


def _lines(data: bytes) -> list[bytes]:
    return [line for line in data[_HEAD:].splitlines(keepends=True) if line.strip()]


def _hash_of(lines: list[bytes]) -> str:
    return hashlib.sha256(lines[-1]).hexdigest() if lines else ""
