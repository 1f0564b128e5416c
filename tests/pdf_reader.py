"""Reads the text of our PDFs back, without what wrote them."""

import re
import zlib
from collections.abc import Iterator

_OBJECT = re.compile(rb"\n(\d+) 0 obj\n(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\n(.*?)\nendstream", re.DOTALL)
_SHOWN = re.compile(rb"\(((?:\\.|[^\\()])*)\) Tj", re.DOTALL)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pages(file: bytes) -> list[list[str]]:
    """What each page says, one item for each text that was put on it, in that order."""
    streams = dict(_streams(file))
    letters = next(_letters(one) for one in streams.values() if b"beginbfchar" in one)
    wanted = re.findall(rb"/Contents (\d+) 0 R", file)
    return [
        [_said(text, letters) for text in _SHOWN.findall(streams[int(number)])] for number in wanted
    ]


def lines_drawn(file: bytes) -> int:
    """How many straight lines there are on all pages."""
    return sum(len(re.findall(rb" l S\n?", one)) for _, one in _streams(file))


def _streams(file: bytes) -> Iterator[tuple[int, bytes]]:
    for number, body in _OBJECT.findall(file):
        found = _STREAM.search(body)
        if found:
            packed = b"/FlateDecode" in body
            yield int(number), zlib.decompress(found[1]) if packed else found[1]


def _letters(table: bytes) -> dict[int, str]:
    pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n", table)
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}


def _said(shown: bytes, letters: dict[int, str]) -> str:
    plain = _ESCAPED.sub(lambda found: _LETTERS.get(found[1], found[1]), shown)
    codes = (int.from_bytes(plain[at : at + 2], "big") for at in range(0, len(plain), 2))
    return "".join(letters[code] for code in codes)
