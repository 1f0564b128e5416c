"""Builds the compiled index from a stream of entries, without holding them as objects."""

import hashlib
import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np

from app.domain.errors import ResourceError
from app.text.lexicon.compiled.container import Array, ContainerWriter
from app.text.lexicon.compiled.gathering import ChineseNames, EnglishNames
from app.text.lexicon.compiled.records import (
    Shape,
    encoded,
    id_hash,
    name_hash,
    packed,
    packed_shapes,
    shape_of,
)
from app.text.lexicon.records import Entry

FILE: Final = "lexicon.index"
_CHUNK_BYTES: Final = 1 << 22
_EVERY: Final = 10_000  # entries between two reports


def build(
    entries: Iterable[Entry], folder: Path, *, progress: Callable[[int], None] | None = None
) -> None:
    """Write `folder`/lexicon.index; the one before stays in use until the new one is whole.

    progress: called with the number of entries read. Raises ResourceError when it cannot be
    written; what the iterable raises passes through and leaves the old index alone.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (
            tempfile.TemporaryFile(dir=folder) as records,
            tempfile.TemporaryFile(dir=folder) as names,
            ContainerWriter(folder / FILE) as writer,
        ):
            _Build(_Texts(records), _Texts(names)).run(entries, writer, progress)
    except OSError as error:
        raise ResourceError(f"{folder}: the index cannot be written there: {error}") from error


class _Texts:
    """Byte strings end to end, on the disk while they are gathered."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._ends = array("Q", [0])

    def add(self, text: bytes) -> None:
        self._stream.write(text)
        self._ends.append(self._ends[-1] + len(text))

    def write(self, writer: ContainerWriter, texts: str, ends: str) -> None:
        self._stream.seek(0)
        writer.add_parts(texts, "|u1", _chunks(self._stream))
        small = self._ends[-1] < 1 << 32
        writer.add(ends, np.frombuffer(self._ends, np.uint64).astype("<u4" if small else "<u8"))


class _Build:
    """What is gathered while entries stream by."""

    def __init__(self, records: _Texts, texts: _Texts) -> None:
        self._records = records
        self._texts = texts
        self._shapes: dict[Shape, int] = {}
        self._first_names = array("I", [0])
        self._digest = hashlib.sha256()
        self._ids = array("Q")
        self._names = array("Q")
        self._owners = array("I")
        self._english = EnglishNames()
        self._chinese = ChineseNames()

    def run(
        self,
        entries: Iterable[Entry],
        writer: ContainerWriter,
        progress: Callable[[int], None] | None,
    ) -> None:
        for number, entry in enumerate(entries):
            self._add(number, entry)
            if progress is not None and (number + 1) % _EVERY == 0:
                progress(number + 1)
        self._write(writer)
        if progress is not None:
            progress(len(self._ids))

    def _add(self, number: int, entry: Entry) -> None:
        shape = shape_of(entry)
        record = packed(entry, self._shapes.setdefault(shape, len(self._shapes)))
        self._digest.update(record)
        self._records.add(record)
        for name in entry.names:
            text = encoded(name)
            self._digest.update(b"%d " % len(text) + text)
            self._texts.add(text)
        self._first_names.append(self._first_names[-1] + len(entry.names))
        self._ids.append(id_hash(entry.language, entry.id))
        for name in dict.fromkeys(entry.names):
            self._names.append(name_hash(entry.language, name))
            self._owners.append(number)
        (self._chinese if entry.language == "zh" else self._english).add(number, entry)

    def _write(self, writer: ContainerWriter) -> None:
        self._records.write(writer, "records", "record_ends")
        self._texts.write(writer, "names", "name_ends")
        writer.add("first_names", np.frombuffer(self._first_names, np.uint32))
        shapes = packed_shapes(self._shapes)
        self._digest.update(shapes)
        writer.add("shapes", np.frombuffer(shapes, np.uint8))
        ids = np.frombuffer(self._ids, np.uint64) if self._ids else np.empty(0, np.uint64)
        _add_sorted(writer, "id", ids, np.arange(len(ids), dtype=np.uint32))
        names = np.frombuffer(self._names, np.uint64) if self._names else np.empty(0, np.uint64)
        owners = np.frombuffer(self._owners, np.uint32) if self._owners else np.empty(0, np.uint32)
        _add_sorted(writer, "name", names, owners)
        self._english.write(writer)
        self._chinese.write(writer)
        facts = {"entries": len(ids), "names": len(names), "version": self._digest.hexdigest()}
        writer.finish(facts)


def _chunks(stream: BinaryIO) -> Iterator[Array]:
    while chunk := stream.read(_CHUNK_BYTES):
        yield np.frombuffer(chunk, np.uint8)


def _add_sorted(writer: ContainerWriter, name: str, hashes: Array, owners: Array) -> None:
    """Hashes in rising order and, beside them, the entries that they belong to."""
    order = np.argsort(hashes, kind="stable")
    writer.add(f"{name}_hashes", hashes[order])
    writer.add(f"{name}_owners", owners[order])
