"""Entries as bytes and back, and the hashes by which they are found.

The names of all entries stand in one text; what many entries share (language, kind, code system,
flags) is written once as a shape; a record holds the rest.
"""

import hashlib
import json
from collections.abc import Iterable

import msgspec

from app.domain.transcript import Language
from app.text.lexicon.records import Entry
from app.text.tokens import plain

LANGUAGES: tuple[Language, ...] = ("en", "zh")
Shape = tuple[int, str, str, tuple[str, ...]]
_LOOSE = "surrogatepass"  # a source with half a character must not stop a build of millions


def shape_of(entry: Entry) -> Shape:
    return (
        LANGUAGES.index(entry.language), entry.kind, entry.code_system, tuple(sorted(entry.flags))
    )  # fmt: skip


def packed(entry: Entry, shape: int) -> bytes:
    """What is an entry's own, without its names. shape: the number of its shape."""
    return msgspec.msgpack.encode((shape, encoded(entry.id), encoded(entry.code)))


def unpacked(record: bytes, shapes: list[Shape], names: list[str]) -> Entry:
    shape, key, code = msgspec.msgpack.decode(record)
    language, kind, system, flags = shapes[shape]
    return Entry(
        decoded(key), LANGUAGES[language], names[0], kind, tuple(names[1:]), system, decoded(code),
        frozenset(flags),
    )  # fmt: skip


def packed_shapes(shapes: Iterable[Shape]) -> bytes:
    return json.dumps(list(shapes)).encode()


def unpacked_shapes(text: bytes) -> list[Shape]:
    return [(language, *others) for language, *others in json.loads(text)]


def encoded(text: str) -> bytes:
    return text.encode("utf-8", _LOOSE)


def decoded(text: bytes) -> str:
    return text.decode("utf-8", _LOOSE)


def id_hash(language: Language, key: str) -> int:
    """64 bits of a concept's id in one language."""
    return _hash(f"i{language}{key}")


def name_hash(language: Language, name: str) -> int:
    """64 bits of a name, ignoring case and surrounding punctuation."""
    return _hash(f"n{language}{plain(name)}")


def letters_hash(letters: bytes) -> int:
    """64 bits of folded letters."""
    return _hash("l" + letters.decode("latin-1"))


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(encoded(text), digest_size=8).digest(), "little")
