"""How an audit row is written down for hashing, and how hashes are linked and folded into one.

A row's hash is SHA-256(0x00 || hash of the row before || canonical row): the leaf hash of RFC 6962
over "previous hash and row", so the same hashes are the leaves of a checkpoint's Merkle tree.
Canonical is the JSON of RFC 8785. `mono_ns` is a text in it, as RFC 7493 asks of numbers that may
pass 2^53, which nanoseconds do after 104 days.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal

import msgspec

from app.domain.audit import HASHED

HashName = Literal["sha256", "sm3"]

REPLACED: Final = "\N{REPLACEMENT CHARACTER}"
"""What damaged text is read as; no row is written with it, so damage never matches its hash."""

_LARGEST: Final = 2**53 - 1
_MONO: Final = HASHED.index("mono_ns")
_ENCODER: Final = msgspec.json.Encoder(order="sorted")
_ROW_ENCODER: Final = msgspec.json.Encoder()
_Hashed: Final = msgspec.defstruct("_Hashed", HASHED)  # is written in the order of its fields


def canonical(content: Mapping[str, str | int | bool]) -> bytes:
    """The one spelling of flat facts. Raises ValueError for what has none."""
    for name, value in content.items():
        if not name.isascii() or not isinstance(value, str | int):
            raise ValueError(f"'{name}' has no canonical form")
        if isinstance(value, int) and abs(value) > _LARGEST:
            raise ValueError(f"'{name}' is too large a number; give it as text")
    return _ENCODER.encode(content)


def canonical_row(values: Sequence[Any]) -> bytes:
    """The canonical form of a row's values in the order of HASHED."""
    texts = list(values)
    texts[_MONO] = str(values[_MONO])
    return _ROW_ENCODER.encode(_Hashed(*texts))


def row_hash(previous: bytes, row: bytes, name: HashName) -> bytes:
    """Link a canonical row to the hash of the one before it."""
    return hasher(name)(b"\0" + previous + row)


def hasher(name: HashName) -> Callable[[bytes], bytes]:
    if name == "sm3":
        return lambda data: hashlib.new("sm3", data).digest()
    sha256 = hashlib.sha256
    return lambda data: sha256(data).digest()


def merkle_root(leaves: Sequence[bytes], name: HashName) -> bytes:
    """The root over at least one leaf hash (RFC 6962, 2.1).

    Built from below: a node without a partner goes up as it is, which gives the same tree as
    cutting at the largest power of two.
    """
    made, level = hasher(name), list(leaves)
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        above = [made(b"\1" + left + right) for left, right in pairs]
        level = above + level[len(above) * 2 :]
    return level[0]


def merkle_path(leaves: Sequence[bytes], position: int, name: HashName) -> tuple[bytes, ...]:
    """What proves that a leaf is under the root, nearest to it first (RFC 6962, 2.1.1)."""
    if len(leaves) == 1:
        return ()
    split = _split(len(leaves))
    if position < split:
        return (*merkle_path(leaves[:split], position, name), merkle_root(leaves[split:], name))
    below = merkle_path(leaves[split:], position - split, name)
    return (*below, merkle_root(leaves[:split], name))


def root_of_path(
    leaf: bytes, position: int, count: int, path: Sequence[bytes], name: HashName
) -> bytes:
    """The root that a path leads to, from a leaf among `count`; b"" when it leads nowhere."""
    sides = tuple(_sides(position, count))
    if len(sides) != len(path):
        return b""
    found = leaf
    for is_left, other in zip(reversed(sides), path, strict=True):
        found = _node(found, other, name) if is_left else _node(other, found, name)
    return found


def _sides(position: int, count: int) -> Iterator[bool]:
    """From the root down: whether the leaf is to the left."""
    while count > 1:
        split = _split(count)
        yield position < split
        position, count = (
            (position, split) if position < split else (position - split, count - split)
        )


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1


def _node(left: bytes, right: bytes, name: HashName) -> bytes:
    return hasher(name)(b"\1" + left + right)
