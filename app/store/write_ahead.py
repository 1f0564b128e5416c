"""Damage within the write-ahead log, which SQLite takes for the log's end without a word.

After a crash the log is read up to the first frame that does not prove itself; whatever was
committed behind it would be gone unseen. A crash while committing leaves such a frame in the last
transaction only, since each one is on disk before the next begins. (sqlite.org/walformat.)
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from app.domain.errors import IntegrityError

_HEADER: Final = struct.Struct(">8I")
_FRAME: Final = struct.Struct(">6I")
_PAGE: Final = 4_096
_BIG_ENDIAN: Final = 0x377F0683
_LITTLE_ENDIAN: Final = 0x377F0682
_LATER: Final = 2  # commits behind a bad frame: of its own transaction, and of one after it


def refuse_damaged_log(path: Path) -> None:
    """Raises IntegrityError when committed changes lie behind a frame that is damaged."""
    log = path.with_name(f"{path.name}-wal")
    if not log.exists() or log.stat().st_size < _HEADER.size:
        return
    with log.open("rb") as file:
        data = file.read()
    magic, *_, one, two = _HEADER.unpack_from(data)
    if magic not in {_BIG_ENDIAN, _LITTLE_ENDIAN} or _sums(data[:24], magic, 0, 0) != (one, two):
        if len(data) > _HEADER.size + _FRAME.size + _PAGE:
            raise _damaged(path)
        return
    good = True
    commits = 0
    for whole, committed in _frames(data, magic, (one, two)):
        good = good and whole
        commits += not good and committed
    if commits >= _LATER:
        raise _damaged(path)


def _frames(data: bytes, magic: int, sums: tuple[int, int]) -> Iterator[tuple[bool, bool]]:
    """(whether it and all before it are whole, whether it ends a transaction) of each frame that
    was written since the log last began anew."""
    salts = data[16:24]
    size = _FRAME.size + _PAGE
    starts = range(_HEADER.size, len(data) - size + 1, size)
    last = max((at for at in starts if data[at + 8 : at + 16] == salts), default=0)
    good = True
    for at in starts:
        if at > last:
            return  # of an earlier log
        if good:
            sums = _sums(data[at : at + 8] + data[at + _FRAME.size : at + size], magic, *sums)
            as_written = struct.unpack_from(">2I", data, at + 16)
            good = data[at + 8 : at + 16] == salts and sums == as_written
        yield good, data[at + 4 : at + 8] != bytes(4)


def _sums(data: bytes, magic: int, one: int, two: int) -> tuple[int, int]:
    order = ">" if magic == _BIG_ENDIAN else "<"
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for first, second in zip(words[::2], words[1::2], strict=True):
        one = (one + first + two) & 0xFFFFFFFF
        two = (two + second + one) & 0xFFFFFFFF
    return one, two


def _damaged(path: Path) -> IntegrityError:
    return IntegrityError(
        f"the log {path.name}-wal of the database {path} is damaged, and changes behind the damage "
        "cannot be read; both were left as they are: put a backup in their place, or save what is "
        "left with: erscribe store rescue"
    )
