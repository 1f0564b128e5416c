"""One file of named arrays: written once, checked at opening, mapped read-only, never unpickled.

Layout: 16 bytes of magic, uint32 format, uint32 length and 32 bytes sha256 of the header, the
header (JSON: where every array lies, the sha256 and length of what follows), then the arrays, each
at a multiple of 64 bytes. The pages are the system's file cache, so that processes share them.
"""

import hashlib
import json
import os
import struct
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO, Final, Self

import numpy as np
from numpy.typing import NDArray

from app.domain.errors import ResourceError

Array = NDArray[Any]
_MAGIC: Final = b"ERScribe lexicon"
_FORMAT: Final = 2
_PREAMBLE: Final = struct.Struct("<16sII32s")
_HEADER_BYTES: Final = 16_384
_ALIGNED: Final = 64
_CHUNK_BYTES: Final = 1 << 22
_KINDS: Final = frozenset({"|u1", "<u4", "<u8", "<i4", "<i8"})


class ContainerWriter:
    """Arrays and facts, kept in `path` only when `finish` was reached."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._part = path.with_name(f"{path.name}.{os.getpid()}.part")
        self._stream: BinaryIO = self._part.open("wb+")
        self._stream.write(b"\0" * _HEADER_BYTES)
        self._arrays: dict[str, tuple[str, int, int]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()
        with suppress(FileNotFoundError):
            self._part.unlink()

    def add(self, name: str, array: Array) -> None:
        """Append one array of unsigned or signed integers."""
        self.add_parts(name, array.dtype.newbyteorder("<").str, [array])

    def add_parts(self, name: str, kind: str, parts: Iterable[Array]) -> None:
        """Append one array that is given in pieces."""
        self._stream.seek(0, os.SEEK_END)
        self._stream.write(b"\0" * (-self._stream.tell() % _ALIGNED))
        begin, count = self._stream.tell(), 0
        for part in parts:
            np.ascontiguousarray(part.astype(kind, copy=False)).tofile(self._stream)
            count += len(part)
        self._arrays[name] = (kind, begin, count)

    def finish(self, facts: Mapping[str, Any]) -> None:
        """Write the header, force everything to disk and take the place of the file before."""
        self._stream.flush()
        self._stream.seek(_HEADER_BYTES)
        body = _digest(self._stream)
        length = self._stream.seek(0, os.SEEK_END)
        header = json.dumps(
            {"arrays": self._arrays, "bytes": length, "body": body, "facts": dict(facts)}
        ).encode()
        if len(header) + _PREAMBLE.size > _HEADER_BYTES:
            raise ValueError("the header does not fit")
        self._stream.seek(0)
        checked = hashlib.sha256(header).digest()
        self._stream.write(_PREAMBLE.pack(_MAGIC, _FORMAT, len(header), checked) + header)
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._stream.close()
        self._part.replace(self._path)


@dataclass(frozen=True, slots=True)
class Container:
    """An opened file: its facts and its arrays, read-only. body: sha256 as hex digits."""

    path: Path
    facts: Mapping[str, Any]
    arrays: Mapping[str, Array]
    body: str

    @classmethod
    def open(cls, path: Path) -> Self:
        """Map it; sizes and the header's checksum are verified. Raises ResourceError."""
        try:
            size = path.stat().st_size
            with path.open("rb") as stream:
                start = stream.read(_HEADER_BYTES)
        except OSError as error:
            raise ResourceError(f"{path}: no index there; build it") from error
        header = _header(path, start, size)
        try:
            whole = np.asarray(np.memmap(path, np.uint8, "r"))
        except (OSError, ValueError) as error:
            raise ResourceError(f"{path}: cannot be mapped; close other programs") from error
        arrays = {name: _part(path, whole, *where) for name, where in header["arrays"].items()}
        return cls(path, header["facts"], MappingProxyType(arrays), header["body"])

    def verify(self, progress: Callable[[int], None] | None = None) -> None:
        """Read the whole file. Raises ResourceError when a byte is not as it was written."""
        with self.path.open("rb") as stream:
            stream.seek(_HEADER_BYTES)
            if _digest(stream, progress) != self.body:
                raise ResourceError(f"{self.path}: the index is damaged; build it again")


def _header(path: Path, start: bytes, size: int) -> dict[str, Any]:
    if len(start) < _HEADER_BYTES or not start.startswith(_MAGIC):
        raise ResourceError(f"{path}: not an index of this program, or cut short; build it again")
    _, number, length, checksum = _PREAMBLE.unpack_from(start)
    if number != _FORMAT:
        raise ResourceError(
            f"{path}: index of format {number}, this program reads {_FORMAT}; build it again"
        )
    text = start[_PREAMBLE.size : _PREAMBLE.size + length]
    if hashlib.sha256(text).digest() != checksum:
        raise ResourceError(f"{path}: the header of the index is damaged; build it again")
    header: dict[str, Any] = json.loads(text)
    if header["bytes"] != size:
        raise ResourceError(
            f"{path}: {size} bytes, expected {header['bytes']}: cut short; build it again"
        )
    return header


def _part(path: Path, whole: Array, kind: str, begin: int, count: int) -> Array:
    length = count * np.dtype(kind).itemsize
    if kind not in _KINDS or begin % _ALIGNED or begin + length > len(whole):
        raise ResourceError(f"{path}: the header of the index is damaged; build it again")
    return whole[begin : begin + length].view(kind)


def _digest(stream: BinaryIO, progress: Callable[[int], None] | None = None) -> str:
    digest, done = hashlib.sha256(), 0
    while chunk := stream.read(_CHUNK_BYTES):
        digest.update(chunk)
        done += len(chunk)
        if progress is not None:
            progress(done)
    return digest.hexdigest()
