"""The one envelope in which a recording lies on disk: how it is written and read.

A file is a header, `ERSEG1\\0\\0` | u32 length | JSON | u32 crc32, and then frames,
`u32 length | u64 sequence | payload | u32 crc32`; all numbers little endian, each crc over what
stands before it in its header or frame. A payload is what a Seal made of the plain bytes.

The upper half of a sequence names the file (what it holds and its number), the lower half counts
its frames. So no sequence is used twice in a recording, a frame that strayed in from another file
is told, and the next good frame behind a damaged stretch can be searched for.
"""

import json
import os
import struct
import zlib
from bisect import insort
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Protocol

Kind = Literal["audio", "events"]
Field = str | float | int

MAGIC: Final = b"ERSEG1\0\0"
FORMAT: Final = 1
MAX_PAYLOAD: Final = 65_536  # bytes; eight times an audio frame
MAX_HEADER: Final = 8_192
MAX_FILE: Final = 1 << 24  # bytes; eight times a minute of sound
OVERHEAD: Final = 16  # bytes of a frame beside its payload

_BLOCK: Final = 1 << 18
_PATIENCE: Final = 4_096  # false starts of a search in one file; an honest file has a handful
_LENGTH: Final = struct.Struct("<I")
_FRAME: Final = struct.Struct("<IQ")
_CRC: Final = struct.Struct("<I")
_TAGS: Final[dict[Kind, int]] = {"audio": 0x53_00_00_00, "events": 0x45_00_00_00}
_DIGITS: Final = 8
_MAX_NUMBER: Final = 0xFF_FF_FF


class Seal(Protocol):
    """Where encryption comes in: what is between the plain bytes and the disk."""

    @property
    def key_id(self) -> str:
        """Which key it seals with; written in every header."""
        ...

    def seal(self, plain: bytes, sequence: int) -> bytes: ...

    def open(self, sealed: bytes, sequence: int) -> bytes:
        """Raises ValueError when these bytes were not sealed with this key and sequence."""
        ...


class PlainSeal:
    """Nothing is encrypted."""

    key_id = "none"

    def seal(self, plain: bytes, sequence: int) -> bytes:  # noqa: ARG002 - a port's signature
        return plain

    def open(self, sealed: bytes, sequence: int) -> bytes:  # noqa: ARG002
        return sealed


PLAIN: Final = PlainSeal()


def file_name(kind: Kind, number: int) -> str:
    """00000000.seg for sound; events.seg, then events-00000001.seg, for what happened."""
    if kind == "audio":
        return f"{number:08d}.seg"
    return f"events-{number:08d}.seg" if number else "events.seg"


def numbered(name: str, kind: Kind) -> int | None:
    """The number in a file's name; None when it is none of this kind."""
    stem, _, end = name.partition(".")
    if end != "seg":
        return None
    if kind == "events":
        if stem == "events":
            return 0
        before, _, stem = stem.rpartition("-")
        if before != "events":
            return None
    if len(stem) != _DIGITS or not (stem.isascii() and stem.isdigit()):
        return None
    number = int(stem)
    return number if number <= _MAX_NUMBER else None


def header(fields: Mapping[str, Field]) -> bytes:
    text = json.dumps({"format": FORMAT, **fields}).encode()
    start = MAGIC + _LENGTH.pack(len(text)) + text
    return start + _CRC.pack(zlib.crc32(start))


def sequence(kind: Kind, number: int, count: int) -> int:
    """The sequence of the `count`-th frame of a file."""
    return (_TAGS[kind] | number) << 32 | count


def frame(seal: Seal, plain: bytes, place: int) -> bytes:
    """One frame; `place` is its sequence."""
    sealed = seal.seal(plain, place)
    start = _FRAME.pack(len(sealed), place) + sealed
    return start + _CRC.pack(zlib.crc32(start))


def opened(seal: Seal, data: bytes, place: int) -> bytes | None:
    """The plain bytes of one whole frame; None when it is not the frame `place`, unharmed."""
    if len(data) < OVERHEAD or _FRAME.unpack_from(data)[1] != place:
        return None
    if zlib.crc32(memoryview(data)[:-4]) != _CRC.unpack_from(data, len(data) - 4)[0]:
        return None
    try:
        return seal.open(data[_FRAME.size : -4], place)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Found:
    """One good frame. offset, size: of the whole frame in its file, bytes."""

    sequence: int
    offset: int
    size: int
    plain: bytes


class Scan:
    """Reads one file, also while it grows: each `advance` yields the frames that are new.

    fields: the header's JSON, None while it is not known. skipped: stretches (first, last) in
    bytes where no frame could be read; only known once the file is read as final. trouble: what
    else is wrong with it. error: why the system would not read it, if that is it.
    """

    def __init__(self, folder: Path, kind: Kind, number: int, seal: Seal) -> None:
        self.path = folder / file_name(kind, number)
        self.fields: Mapping[str, object] | None = None
        self.skipped: list[tuple[int, int]] = []
        self.trouble = ""
        self.error: OSError | None = None
        self._tag = _LENGTH.pack(_TAGS[kind] | number)
        self._seal = seal
        self._at = 0  # where the next frame should begin
        self._skip_from: int | None = None
        self._begun = False  # the header was read, or given up
        self._patience = _PATIENCE
        self._data = b""
        self._cursor = 0

    @property
    def damage(self) -> tuple[str, ...]:
        """What is wrong with the file, one sentence each."""
        name = self.path.name
        if self.trouble:
            return (f"{name} {self.trouble}",)
        if self._begun and self.fields is None:
            return (f"{name} has no readable beginning" if self._at else f"{name} is empty",)
        lost = sum(last - first for first, last in self.skipped)
        return (f"{lost} bytes of {name} cannot be read",) if lost else ()

    def advance(self, final: bool) -> Iterator[Found]:
        """New frames. final: nothing more will be written, so what is no frame is damage and the
        search for the next good frame goes on behind it; else reading stops there and waits."""
        if self.trouble:
            return
        try:
            with self.path.open("rb", buffering=0) as file:
                file.seek(self._at)
                while block := file.read(_BLOCK):
                    self._data = self._data[self._cursor :] + block
                    self._cursor = 0
                    yield from self._frames(final=final, end=False)
                    if self._at > MAX_FILE:
                        self._give_up("is longer than any that is written here", final)
                    if self.trouble or self._left > MAX_PAYLOAD + OVERHEAD:
                        break  # given up, or waiting at something that is no frame yet
        except OSError as error:
            self.error = error if final else None
            self._give_up(f"cannot be read ({error.strerror or type(error).__name__})", final)
        if final and not self.trouble:
            yield from self._frames(final=True, end=True)
            self._skipped_to(self._at)
        self._data, self._cursor = b"", 0  # read again next time: it may have been half written

    @property
    def _left(self) -> int:
        return len(self._data) - self._cursor

    def _frames(self, final: bool, end: bool) -> Iterator[Found]:
        if not self._begun and not self._header(final, end):
            return
        while not self.trouble:
            size = self._good()
            if size > 0:
                self._skipped_to(self._at)
                found = self._found(size)
                self._take(size)
                if found:
                    yield found
            elif not final or not self._left or (size == 0 and not end) or not self._search(end):
                return

    def _header(self, final: bool, end: bool) -> bool:
        """Read the header; True when frames may follow."""
        whole, fields = _read_header(self._data)
        if fields is None and (not final or (whole and not end)):
            return False
        self._begun = True
        self.fields = fields
        if fields is not None:
            if fields.get("recording") != self.path.parent.name:
                self._give_up("belongs to another recording", True)
                return False
            if fields.get("key") != self._seal.key_id:
                self._give_up("is sealed with another key", True)
                return False
            self._take(whole)
        return True

    def _good(self) -> int:
        """Size of the frame that begins here; 0: more bytes would be needed; -1: none does."""
        if self._left < _FRAME.size:
            return 0
        length, place = _FRAME.unpack_from(self._data, self._cursor)
        if not 0 < length <= MAX_PAYLOAD or _LENGTH.pack(place >> 32) != self._tag:
            return -1
        size = int(length) + OVERHEAD
        if self._left < size:
            return 0
        last = self._cursor + size - 4
        crc = _CRC.unpack_from(self._data, last)[0]
        return size if zlib.crc32(memoryview(self._data)[self._cursor : last]) == crc else -1

    def _found(self, size: int) -> Found | None:
        place = _FRAME.unpack_from(self._data, self._cursor)[1]
        sealed = self._data[self._cursor + _FRAME.size : self._cursor + size - 4]
        try:
            plain = self._seal.open(sealed, place)
        except ValueError:
            self.skipped.append((self._at, self._at + size))
            return None
        return Found(place, self._at, size, plain)

    def _search(self, end: bool) -> bool:
        """Go to where the next frame may begin; False when more bytes are needed for that."""
        if self._skip_from is None:
            self._skip_from = self._at
        self._patience -= 1
        if self._patience < 0:
            self._give_up("holds too little that can be read", True)
            return False
        tag = self._data.find(self._tag, self._cursor + 9)  # it stands 8 bytes into its frame
        if tag >= 0:
            self._take(tag - 8 - self._cursor)
            return True
        self._take(self._left if end else max(0, self._left - _FRAME.size + 1))
        return False

    def _take(self, size: int) -> None:
        self._cursor += size
        self._at += size

    def _skipped_to(self, last: int) -> None:
        if self._skip_from is not None and last > self._skip_from:
            self.skipped.append((self._skip_from, last))
        self._skip_from = None

    def _give_up(self, trouble: str, final: bool) -> None:
        if final:
            self.trouble = trouble


class Row:
    """All files of one kind in a recording's folder, in order of their numbers."""

    def __init__(self, folder: Path, kind: Kind, seal: Seal) -> None:
        self._folder = folder
        self._kind: Kind = kind
        self._seal = seal
        self._scans: dict[int, Scan] = {}
        self._open: list[int] = []  # may still grow, or were not read yet
        self._unlisted: OSError | None = None

    def new(self, final: bool) -> Iterator[tuple[int, Found]]:
        """Frames that were not there before, with their file's number. final: as in Scan; a file
        that another one follows is final in any case."""
        numbers = self.numbers()
        for number in numbers:
            if number not in self._scans:
                self._scans[number] = Scan(self._folder, self._kind, number, self._seal)
                insort(self._open, number)
        for number in tuple(self._open):
            done = final or number < numbers[-1] if numbers else final
            if number in numbers:
                yield from ((number, found) for found in self._scans[number].advance(done))
            if done:
                self._open.remove(number)

    def numbers(self) -> list[int]:
        """Numbers of the files that are there, ascending."""
        try:
            with os.scandir(self._folder) as entries:  # cheap: readers ask ten times a second
                names = [one.name for one in entries if one.is_file(follow_symlinks=False)]
        except FileNotFoundError:
            return []
        except OSError as error:
            self._unlisted = error
            return []
        found = (numbered(name, self._kind) for name in names)
        return sorted(number for number in found if number is not None)

    @property
    def header(self) -> Mapping[str, object] | None:
        """The first header that can be read."""
        headers = (self._scans[number].fields for number in sorted(self._scans))
        return next((fields for fields in headers if fields is not None), None)

    @property
    def error(self) -> OSError | None:
        """The first thing that the system would not read."""
        errors = (scan.error for scan in self._scans.values() if scan.error)
        return self._unlisted or next(errors, None)

    @property
    def damage(self) -> tuple[str, ...]:
        return tuple(line for number in sorted(self._scans) for line in self._scans[number].damage)


def sealed_with(folder: Path) -> frozenset[str]:
    """The keys that the files of a recording name, as far as they can be read."""
    found: set[str] = set()
    for path in sorted(folder.glob("*.seg")):
        try:
            with path.open("rb") as file:
                fields = _read_header(file.read(MAX_HEADER + 16))[1]
        except OSError:
            continue
        if fields is not None and isinstance(fields.get("key"), str):
            found.add(str(fields["key"]))
    return frozenset(found)


def _read_header(data: bytes) -> tuple[int, Mapping[str, object] | None]:
    """Size and fields of a header; (0, None): this is none; (1, None): more bytes are needed."""
    start = len(MAGIC) + _LENGTH.size
    if not MAGIC.startswith(data[: len(MAGIC)]):
        return 0, None
    length = int(_LENGTH.unpack_from(data, len(MAGIC))[0]) if len(data) >= start else 0
    size = start + length + _CRC.size
    if length > MAX_HEADER:
        return 0, None
    if len(data) < size:
        return 1, None
    if zlib.crc32(memoryview(data)[: size - 4]) != _CRC.unpack_from(data, size - 4)[0]:
        return 0, None
    try:
        fields = json.loads(data[start : size - 4])
    except (ValueError, RecursionError):
        fields = None
    return (size, fields) if isinstance(fields, dict) else (0, None)
