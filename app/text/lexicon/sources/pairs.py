"""Pairs of concept numbers, sixteen bytes each: which brand has which ingredients."""

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class Pairs:
    """Filled first, then sorted, then asked."""

    firsts: array = field(default_factory=lambda: array("Q"))  # type: ignore[type-arg]
    seconds: array = field(default_factory=lambda: array("Q"))  # type: ignore[type-arg]

    def add(self, first: int, second: int) -> None:
        self.firsts.append(first)
        self.seconds.append(second)

    def sorted(self) -> "Pairs":
        """In order of the first, then of the second; each pair once."""
        import numpy as np  # noqa: PLC0415 - only a build needs it

        columns = [np.frombuffer(one, np.uint64) for one in (self.firsts, self.seconds) if one]
        if not columns:
            return self
        once = np.unique(np.stack(columns, axis=1), axis=0)
        found = Pairs()
        found.firsts.frombytes(once[:, 0].tobytes())
        found.seconds.frombytes(once[:, 1].tobytes())
        return found

    def of(self, first: int) -> Iterator[int]:
        """The seconds of a first."""
        at = bisect_left(self.firsts, first)
        while at < len(self.firsts) and self.firsts[at] == first:
            yield self.seconds[at]
            at += 1
