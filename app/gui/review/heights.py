"""How tall each row is: guessed until it is laid out, so that none waits for the others."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate


class Heights:
    """In pixels, from the top of the first row."""

    def __init__(self) -> None:
        self._each: list[int] = []
        self._tops: list[int] | None = None

    def begin(self, guessed: Sequence[int]) -> None:
        self._each, self._tops = list(guessed), None

    def measured(self, row: int, height: int) -> int:
        """Take what a row is in truth; gives by how much it was guessed too low."""
        more = height - self._each[row]
        if more:
            self._each[row], self._tops = height, None
        return more

    def top(self, row: int) -> int:
        """Where a row begins; behind the last one, where it ends."""
        return self._all()[row]

    @property
    def total(self) -> int:
        return self._all()[-1]

    def row_at(self, y: float) -> int:
        """The row at a height, or the nearest one; -1 when there is none."""
        if not self._each:
            return -1
        return min(max(bisect_right(self._all(), y) - 1, 0), len(self._each) - 1)

    def _all(self) -> list[int]:
        if self._tops is None:
            self._tops = [0, *accumulate(self._each)]
        return self._tops
