"""Names of one language while they stream by, and the arrays that are made of them at the end."""

from array import array
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

import numpy as np

from app.text.lexicon.compiled import chinese
from app.text.lexicon.compiled.container import Array, ContainerWriter
from app.text.lexicon.compiled.english import MERGED, VOWELS, sound_reach
from app.text.lexicon.compiled.folding import letters, spelt
from app.text.lexicon.compiled.near import reach_of
from app.text.lexicon.compiled.posting import Keys, distinct, posted
from app.text.lexicon.compiled.records import letters_hash
from app.text.lexicon.records import Entry
from app.text.tokens import is_han

_SHORTEST_SPELT: Final = 4
_LONGEST_SPELT: Final = 60
_UNITS: Final = 500_000  # names whose consonants are found at a time


class Strings:
    """Byte strings end to end."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._sizes = array("I")

    def add(self, text: bytes) -> None:
        self._bytes += text
        self._sizes.append(len(text))

    def arrays(self, kind: str = "|u1") -> tuple[Array, Array]:
        """All symbols, and where each string ends (one more than there are strings)."""
        symbols = np.frombuffer(self._bytes, kind) if self._bytes else np.empty(0, kind)
        sizes = np.array(self._sizes, np.int64) // symbols.itemsize
        return symbols, np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)


class Owners:
    """Whose name it is: the number of the entry, and the place among its names."""

    def __init__(self) -> None:
        self._entries = array("i")
        self._places = array("i")

    def add(self, entry: int, place: int) -> None:
        self._entries.append(entry)
        self._places.append(place)

    def write(self, writer: ContainerWriter, language: str) -> None:
        writer.add(f"{language}_owners", np.array(self._entries, np.int32))
        writer.add(f"{language}_places", np.array(self._places, np.int32))


class EnglishNames:
    """Letters and sound of names; what has no sound is kept by its letters alone."""

    def __init__(self) -> None:
        self._letters = Strings()
        self._fine = Strings()
        self._owners = Owners()
        self._spelt = array("Q")
        self._spelt_owners = array("i")

    def add(self, number: int, entry: Entry) -> None:
        for place, name in enumerate(entry.names):
            found = spelt(name)
            if found is not None:
                self._letters.add(found.letters)
                self._fine.add(found.fine)
                self._owners.add(number, place)
            elif len(name) <= _LONGEST_SPELT and len(own := letters(name)) >= _SHORTEST_SPELT:
                self._spelt.append(letters_hash(own))
                self._spelt_owners.append(number)

    def write(self, writer: ContainerWriter) -> None:
        keys = distinct(*self._letters.arrays())
        self._letters = Strings()  # they are in the keys; the memory is needed for the posts
        write_channel(writer, "en", keys)
        fine, fine_ends = _chosen(self._fine, keys)
        writer.add("en_fine", fine)
        writer.add("en_fine_ends", fine_ends)
        self._owners.write(writer, "en")
        write_channel(writer, "en_sound", distinct(*_consonants(fine, fine_ends)), sound_reach)
        hashes, owners = np.array(self._spelt, np.uint64), np.array(self._spelt_owners, np.int32)
        order = np.argsort(hashes, kind="stable")
        writer.add("spelt_hashes", hashes[order])
        writer.add("spelt_owners", owners[order])


class ChineseNames:
    """Characters of names that are Chinese throughout."""

    def __init__(self) -> None:
        self._characters = Strings()
        self._owners = Owners()

    def add(self, number: int, entry: Entry) -> None:
        for place, name in enumerate(entry.names):
            if chinese.SHORTEST <= len(name) <= chinese.LONGEST and all(map(is_han, name)):
                self._characters.add(name.encode("utf-32-le"))
                self._owners.add(number, place)

    def write(self, writer: ContainerWriter) -> None:
        characters, ends = self._characters.arrays("<i4")
        readings, rows = chinese.tables() if len(characters) else chinese.no_tables()
        units = distinct(characters, ends)
        keys = distinct(chinese.syllables(units.blob, readings, rows), units.ends)
        writer.add("zh_readings", readings.ravel())
        writer.add("zh_syllables", rows.ravel())
        writer.add("zh_blob", units.blob)
        writer.add("zh_ends", units.ends)
        writer.add("zh_members", units.members)
        writer.add("zh_member_ends", units.member_ends)
        self._owners.write(writer, "zh")
        write_channel(writer, "zh_sound", keys, partial(chinese.reach_of, close=False))


def write_channel(
    writer: ContainerWriter, name: str, keys: Keys, deepest: Callable[[int], int] = reach_of
) -> None:
    """Keys with their members and all posts."""
    found = posted(keys, deepest=deepest)
    arrays = (
        ("blob", keys.blob), ("ends", keys.ends), ("members", keys.members),
        ("member_ends", keys.member_ends), ("posts", found.posts), ("buckets", found.buckets),
        ("sieve", found.sieve),
    )  # fmt: skip
    for part, values in arrays:
        writer.add(f"{name}_{part}", values)


def _chosen(strings: Strings, keys: Keys) -> tuple[Array, Array]:
    """The string of the first member of each key, end to end."""
    symbols, ends = strings.arrays()
    first = keys.members[keys.member_ends[:-1]]
    sizes = np.diff(ends)[first].astype(np.int64)
    new_ends = np.concatenate([[0], np.cumsum(sizes)])
    parts = [symbols[:0]]
    for begin in range(0, len(first), _UNITS):
        some = slice(begin, begin + _UNITS)
        shift = np.repeat(ends[first[some]] - (new_ends[:-1][some] - new_ends[begin]), sizes[some])
        parts.append(symbols[shift + np.arange(len(shift))])
    return np.concatenate(parts), new_ends.astype(np.int32)


def _consonants(fine: Array, ends: Array) -> tuple[Array, Array]:
    """What `english.skeleton` finds, of all names."""
    parts, sizes = [fine[:0]], [np.zeros(1, np.int64)]
    for symbols, owners, count in _pieces(fine, ends):
        kept = ~VOWELS[symbols]
        merged, whose = MERGED[symbols[kept]], owners[kept]
        new = np.ones(len(merged), bool)
        new[1:] = (merged[1:] != merged[:-1]) | (whose[1:] != whose[:-1])
        parts.append(merged[new].astype(np.uint8))
        sizes.append(np.bincount(whose[new], minlength=count))
    return np.concatenate(parts), np.cumsum(np.concatenate(sizes)).astype(np.int32)


def _pieces(fine: Array, ends: Array) -> Iterator[tuple[Array, Array, int]]:
    for begin in range(0, len(ends) - 1, _UNITS):
        own = ends[begin : begin + _UNITS + 1]
        owners = np.repeat(np.arange(len(own) - 1), np.diff(own))
        yield fine[own[0] : own[-1]], owners, len(own) - 1
