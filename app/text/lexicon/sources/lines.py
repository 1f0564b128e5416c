"""The lines of a file that may be several gigabytes, or no text at all: one at a time, counted."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from app.domain.errors import VocabularyError
from app.text.lexicon.sources.report import Report

LONGEST_BYTES: Final = 1_000_000
"""A longer line is no row of a vocabulary; it is skipped without being held."""
STEP_BYTES: Final = 1 << 20

Tick = Callable[[int], None]
"""Told how many more bytes were read."""
UTF_8, CHINESE = "utf-8", "gb18030"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_BOM = b"\xef\xbb\xbf"
_BROKEN: Final = {UTF_8: "not UTF-8", CHINESE: "not GB 18030"}


def lines(
    path: Path, report: Report, tick: Tick = lambda _: None, encoding: str = UTF_8
) -> Iterator[tuple[int, str]]:
    """Line numbers from 1 and texts without their ends; lines that are none are rejected.

    The file's sha256 is in the report when all was read. Raises VocabularyError.
    """
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            for number, raw in _raw(file, digest.update, tick):
                if raw is None:
                    report.reject(path, number, "line too long")
                elif (text := _text(raw, path, number, report, encoding)) is not None:
                    report.rows += 1
                    yield number, text
    except OSError as error:
        raise VocabularyError(f"{path}: cannot be read ({error.strerror})") from error
    report.files[str(path)] = digest.hexdigest()


def head(path: Path, size: int = 65_536) -> bytes:
    """How a file begins. Raises VocabularyError, also for UTF-16, which no reader here takes."""
    try:
        with path.open("rb") as file:
            found = file.read(size)
    except OSError as error:
        raise VocabularyError(f"{path}: cannot be read ({error.strerror})") from error
    if found.startswith(_UTF_16):
        raise VocabularyError(f"{path}: is UTF-16 text; save it as UTF-8, then build again")
    return found.removeprefix(_BOM)


def _raw(
    file: BinaryIO, hashed: Callable[[bytes], object], tick: Tick
) -> Iterator[tuple[int, bytes | None]]:
    """Lines as bytes; None for one that is too long."""
    number, untold = 0, 0
    while raw := file.readline(LONGEST_BYTES):
        number += 1
        hashed(raw)
        untold += len(raw)
        long = not raw.endswith(b"\n") and len(raw) == LONGEST_BYTES
        while not raw.endswith(b"\n") and (more := file.readline(LONGEST_BYTES)):
            raw = more
            hashed(raw)
            untold += len(raw)
        if untold >= STEP_BYTES:
            tick(untold)
            untold = 0
        yield number, None if long else raw
    tick(untold)


def _text(raw: bytes, path: Path, number: int, report: Report, encoding: str) -> str | None:
    if number == 1:
        raw = raw.removeprefix(_BOM)
    if b"\0" in raw:
        report.reject(path, number, "NUL byte")
        return None
    try:
        return raw.decode(encoding).rstrip("\r\n")
    except UnicodeDecodeError:
        report.reject(path, number, _BROKEN[encoding])
        return None
