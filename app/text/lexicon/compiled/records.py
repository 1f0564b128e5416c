"""Entries as bytes and back, and the hashes by which they are found."""

import hashlib
import json

import msgspec

from app.domain.transcript import Language
from app.text.lexicon.records import Entry
from app.text.tokens import plain

LANGUAGES: tuple[Language, ...] = ("en", "zh")
_LOOSE = "surrogatepass"  # a source with half a character must not stop a build of millions


def packed(entry: Entry) -> bytes:
    """An entry as one JSON array."""
    cells = (
        LANGUAGES.index(entry.language), entry.id, entry.term, entry.kind, entry.synonyms,
        entry.code_system, entry.code, sorted(entry.flags),
    )  # fmt: skip
    try:
        return msgspec.json.encode(cells)
    except UnicodeEncodeError:  # half a character, which is no UTF-8
        return json.dumps(cells, ensure_ascii=False, separators=(",", ":")).encode("utf-8", _LOOSE)


def unpacked(record: bytes) -> Entry:
    try:
        cells = msgspec.json.decode(record)
    except (msgspec.DecodeError, UnicodeDecodeError):
        cells = json.loads(record.decode("utf-8", _LOOSE))
    language, key, term, kind, synonyms, system, code, flags = cells
    return Entry(
        key, LANGUAGES[language], term, kind, tuple(synonyms), system, code, frozenset(flags)
    )


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
    digest = hashlib.blake2b(text.encode("utf-8", _LOOSE), digest_size=8)
    return int.from_bytes(digest.digest(), "little")
