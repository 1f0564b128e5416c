"""Tables as people and hospitals keep them: CSV or TSV with a header, in UTF-8 or GB 18030."""

import csv
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.domain.errors import VocabularyError
from app.text.lexicon.sources.lines import CHINESE, UTF_8, head
from app.text.lexicon.sources.reading import Reading

_MOST_LINES: Final = 100
"""Lines of one record: line ends in quotes. A quote that is never closed ends there."""
_SEPARATORS: Final = ("\t", ",", ";", "|")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is written. columns: by the names of `wanted`, where each stands."""

    encoding: str
    separator: str
    columns: Mapping[str, int]
    width: int


def layout_of(path: Path, wanted: Mapping[str, Sequence[str]]) -> Layout | None:
    """How the table is written when its header has any of the wanted columns; else None.

    wanted: the headings that a column may have, in small letters. Raises VocabularyError.
    """
    raw = head(path).split(b"\n", 1)[0].rstrip(b"\r")
    for encoding in (UTF_8, CHINESE):
        try:
            line = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        separator = max(_SEPARATORS, key=line.count)
        headings = [
            one.strip().casefold() for one in next(csv.reader([line], delimiter=separator), [])
        ]
        columns = {
            name: at
            for name, known in wanted.items()
            if (at := _first(headings, known)) is not None
        }
        if columns:
            return Layout(encoding, separator, columns, len(headings))
    return None


def needed(path: Path, wanted: Mapping[str, Sequence[str]], must: Sequence[str]) -> Layout:
    """Raises VocabularyError naming the columns that are missing."""
    layout = layout_of(path, wanted)
    columns = layout.columns if layout is not None else {}
    missing = [name for name in must if name not in columns]
    if layout is None or missing:
        headings = "; ".join(" or ".join(wanted[name]) for name in missing or must)
        raise VocabularyError(f"{path}: its first line names no column {headings}")
    return layout


def records(
    path: Path, layout: Layout, reading: Reading
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Line numbers and wanted cells of each row below the header. Raises VocabularyError."""
    for line, text in _whole(path, layout, reading):
        try:
            cells = next(csv.reader([text], delimiter=layout.separator), [])
        except csv.Error:
            reading.report.reject(path, line, "not a row of this table")
            continue
        if line == 1 or not any(map(str.strip, cells)):
            continue
        if len(cells) < layout.width:
            reading.report.reject(path, line, f"not {layout.width} columns")
        else:
            yield line, {name: _cell(cells[at]) for name, at in layout.columns.items()}


def _whole(path: Path, layout: Layout, reading: Reading) -> Iterator[tuple[int, str]]:
    """Lines, those joined that one quoted cell runs over."""
    ahead: deque[tuple[int, str]] = deque()
    coming = reading.lines(path, layout.encoding)
    while (one := ahead.popleft() if ahead else next(coming, None)) is not None:
        line, text = one
        taken: list[tuple[int, str]] = []
        while text.count('"') % 2 and len(taken) < _MOST_LINES:
            more = ahead.popleft() if ahead else next(coming, None)
            if more is None:
                break
            taken.append(more)
            text = f"{text} {more[1]}"
        if text.count('"') % 2:
            reading.report.reject(path, line, "a quote that is never closed")
            ahead.extendleft(reversed(taken))
        else:
            yield line, text


def _first(headings: Sequence[str], known: Sequence[str]) -> int | None:
    return next((headings.index(one) for one in known if one in headings), None)


def _cell(text: str) -> str:
    return " ".join(text.split())
