"""Where on the time line there is sound, and where each stretch of it lies on disk."""

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

_COLUMNS: Final = 7


class Place(NamedTuple):
    """Where a frame lies: number of its file, first byte and size of it there, its sequence."""

    file: int
    offset: int
    size: int
    sequence: int


class Span(NamedTuple):
    """Samples first to last come from a frame whose first sample is `origin`."""

    first: int
    last: int
    origin: int
    place: Place


class Spans:
    """Stretches that do not overlap, in order; 56 bytes for each frame of a long recording."""

    def __init__(self) -> None:
        self._columns = tuple(array("q") for _ in range(_COLUMNS))
        self._first, self._last = self._columns[:2]

    def add(self, first: int, samples: int, place: Place) -> bool:
        """A frame was found. What is there already stays; False when that is all of it."""
        last = first + samples
        at = bisect_right(self._last, first)
        if at == len(self._first):
            self._insert(at, Span(first, last, first, place))
            return True
        new = False
        begin = first
        while begin < last:
            end = min(last, self._first[at]) if at < len(self._first) else last
            if begin < end:
                self._insert(at, Span(begin, end, first, place))
                at += 1
                new = True
            if at == len(self._first):
                break
            begin = self._last[at]
            at += 1
        return new

    def runs(self, first: int, last: int) -> Iterator[list[Span]]:
        """What lies in [first, last), in pieces that can be read from their file at once."""
        run: list[Span] = []
        for at in range(bisect_right(self._last, first), len(self._first)):
            span = self._span(at)
            if span.first >= last:
                break
            if run and not _follows(span.place, run[-1].place):
                yield run
                run = []
            run.append(span)
        if run:
            yield run

    def holes(self, gaps: Sequence[tuple[int, int]], end: int) -> Iterator[tuple[int, int]]:
        """Stretches of [0, end) with neither sound nor one of `gaps` (sorted)."""
        covered = 0
        for first, last in sorted([*zip(self._first, self._last, strict=True), *gaps]):
            if min(first, end) > covered:
                yield covered, min(first, end)
            covered = max(covered, last)
        if end > covered:
            yield covered, end

    def _insert(self, at: int, span: Span) -> None:
        values = (span.first, span.last, span.origin, *span.place)
        for column, value in zip(self._columns, values, strict=True):
            column.insert(at, value)

    def _span(self, at: int) -> Span:
        first, last, origin, *place = (column[at] for column in self._columns)
        return Span(first, last, origin, Place(*place))


def _follows(place: Place, before: Place) -> bool:
    return place.file == before.file and place.offset == before.offset + before.size
