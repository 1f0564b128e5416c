"""The pages of an encrypted database file, each by itself, as SQLCipher and SQLite lay them out.

For a file that SQLite no longer opens: a page is read when its HMAC says that it is as it was
written, whatever became of the others. Nothing here writes. (File formats: sqlite.org/fileformat2,
zetetic.net/sqlcipher/design.)
"""

import hashlib
import hmac
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from app.store.keys import StoreKeys

PAGE: Final = 4_096
_HMAC: Final = 64
_IV: Final = 16
USABLE: Final = PAGE - _HMAC - _IV
_SALT: Final = 16
_HEADER: Final = 100  # of the file, in its first page
_WAL_HEADER: Final = struct.Struct(">8I")
_FRAME: Final = struct.Struct(">6I")
_INTERIOR: Final = 5
_LEAF: Final = 13
_WHOLE_LOCAL: Final = USABLE - 35
_LEAST_LOCAL: Final = (USABLE - 12) * 32 // 255 - 23
_INTEGERS: Final = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_FIRST_BLOB: Final = 12

Value = None | int | float | str | bytes


class LostError(Exception):
    """A page that is needed cannot be read."""


@dataclass(frozen=True, slots=True)
class Row:
    """values: as they are stored; a key that is the row's number is stored as None."""

    number: int
    values: tuple[Value, ...]


class Pages:
    """Decrypted pages by number, from 1; those of the write-ahead log before those of the file."""

    def __init__(self, path: Path, keys: StoreKeys) -> None:
        salt = bytes(byte ^ 0x3A for byte in keys.database_salt)
        self._key = keys.database_key
        self._signing = hashlib.pbkdf2_hmac("sha512", keys.database_key, salt, 2, 32)
        self._file = path.open("rb")
        self.count = self._file.seek(0, 2) // PAGE
        self.lost: set[int] = set()
        log = path.with_name(f"{path.name}-wal")
        self._log = log.open("rb") if log.exists() else None
        self._newer = dict(self._committed(self._log)) if self._log else {}
        self.count = max(self.count, *self._newer, 0) if self._newer else self.count

    def close(self) -> None:
        self._file.close()
        if self._log is not None:
            self._log.close()

    def page(self, number: int) -> bytes:
        """Raises LostError."""
        found = b""
        if number in self._newer and self._log is not None:
            found = self._read(self._log, self._newer[number], number)
        elif 1 <= number <= self.count:
            found = self._read(self._file, (number - 1) * PAGE, number)
        if not found:
            self.lost.add(number)
            raise LostError
        return found

    def readable(self, number: int) -> bool:
        try:
            self.page(number)
        except LostError:
            return False
        return True

    def rows(self, root: int) -> Iterator[Row | None]:
        """The rows of a table by its first page, in order; None for each page or row that is lost
        on the way."""
        waiting, seen = [root], set[int]()
        while waiting:
            number = waiting.pop()
            try:
                page = self.page(number)
            except LostError:
                yield None
                continue
            start = _HEADER if number == 1 else 0
            if number in seen or page[start] not in {_INTERIOR, _LEAF}:
                continue
            seen.add(number)
            if page[start] == _LEAF:
                yield from self._leaf(page, start)
            else:
                waiting += reversed(_children(page, start))

    def leaves(self) -> Iterator[int]:
        """All pages that hold rows of tables, whichever they belong to."""
        for number in range(1, self.count + 1):
            try:
                page = self.page(number)
            except LostError:
                continue
            if page[_HEADER if number == 1 else 0] == _LEAF:
                yield number

    def _leaf(self, page: bytes, start: int) -> Iterator[Row | None]:
        for at in _cells(page, start, 8):
            try:
                yield self._row(page, at)
            except (LostError, struct.error, IndexError, UnicodeDecodeError):
                yield None

    def _row(self, page: bytes, at: int) -> Row:
        size, at = _varint(page, at)
        number, at = _varint(page, at)
        if size <= _WHOLE_LOCAL:
            return Row(number, _record(page[at : at + size]))
        local = _LEAST_LOCAL + (size - _LEAST_LOCAL) % (USABLE - 4)
        local = local if local <= _WHOLE_LOCAL else _LEAST_LOCAL
        payload = bytearray(page[at : at + local])
        (following,) = struct.unpack_from(">I", page, at + local)
        while len(payload) < size:
            more = self.page(following)
            (following,) = struct.unpack_from(">I", more)
            payload += more[4 : 4 + min(USABLE - 4, size - len(payload))]
        return Row(number, _record(bytes(payload)))

    def _read(self, file: BinaryIO, at: int, number: int) -> bytes:
        """Decrypted; b"" when it is not as it was written."""
        file.seek(at)
        raw = file.read(PAGE)
        first = _SALT if number == 1 else 0
        signed = raw[first:-_HMAC] + struct.pack("<I", number)
        if len(raw) < PAGE or not hmac.compare_digest(
            hmac.digest(self._signing, signed, "sha512"), raw[-_HMAC:]
        ):
            return b""
        opened = Cipher(algorithms.AES(self._key), modes.CBC(raw[USABLE : USABLE + _IV]))
        decryptor = opened.decryptor()
        return bytes(first) + decryptor.update(raw[first:USABLE]) + decryptor.finalize()

    def _committed(self, log: BinaryIO) -> Iterator[tuple[int, int]]:
        """(page, where) of the log's frames up to its last commit."""
        header = log.read(_WAL_HEADER.size)
        if len(header) < _WAL_HEADER.size:
            return
        salts = _WAL_HEADER.unpack(header)[4:6]
        waiting: list[tuple[int, int]] = []
        while len(frame := log.read(_FRAME.size)) == _FRAME.size:
            number, committed, *found, _, _ = _FRAME.unpack(frame)
            at = log.tell()
            if tuple(found) != salts:
                return
            if not self._read(log, at, number):
                return  # of a torn or damaged frame; the pages in the file are older, not wrong
            waiting.append((number, at))
            if committed:
                yield from waiting
                waiting = []


def _children(page: bytes, start: int) -> list[int]:
    found = [struct.unpack_from(">I", page, at)[0] for at in _cells(page, start, 12)]
    return [*found, struct.unpack_from(">I", page, start + 8)[0]]


def _cells(page: bytes, start: int, header: int) -> tuple[int, ...]:
    (count,) = struct.unpack_from(">H", page, start + 3)
    return struct.unpack_from(f">{count}H", page, start + header)


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for count in range(9):
        byte = data[at + count]
        if count == 8:  # noqa: PLR2004 - the ninth byte is whole
            return _signed(value << 8 | byte), at + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:  # noqa: PLR2004 - the last one
            return value, at + count + 1
    raise IndexError


def _signed(value: int) -> int:
    return value - (1 << 64) if value >= 1 << 63 else value


def _record(payload: bytes) -> tuple[Value, ...]:
    end, at = _varint(payload, 0)
    kinds = []
    while at < end:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    values = []
    for kind in kinds:
        value, at = _value(payload, at, kind)
        values.append(value)
    return tuple(values)


def _value(payload: bytes, at: int, kind: int) -> tuple[Value, int]:
    if kind in _INTEGERS:
        size = _INTEGERS[kind]
        return int.from_bytes(payload[at : at + size], "big", signed=True), at + size
    if kind == 7:  # noqa: PLR2004 - a float
        return struct.unpack_from(">d", payload, at)[0], at + 8
    if kind < _FIRST_BLOB:
        return {0: None, 8: 0, 9: 1}[kind], at
    size = (kind - _FIRST_BLOB) // 2
    if at + size > len(payload):
        raise LostError
    raw = payload[at : at + size]
    return (raw.decode("utf-8") if kind % 2 else raw), at + size
