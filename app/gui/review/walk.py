"""Going over what is doubted, one after the other."""

from collections.abc import Iterable

from app.domain.note_doubts import Doubt, walk


class Walk:
    """stops: in the order they were said. at: the number of the one that is looked at, or None."""

    def __init__(self) -> None:
        self.stops: tuple[Doubt, ...] = ()
        self.at: int | None = None

    @property
    def stop(self) -> Doubt | None:
        return None if self.at is None else self.stops[self.at]

    def show(self, doubts: Iterable[Doubt]) -> None:
        """What is doubted now; the user stays at the same doubt while it is still there."""
        stop = self.stop
        self.stops = walk(doubts)
        subjects = [one.subject for one in self.stops]
        kept = stop is not None and stop.subject in subjects
        self.at = subjects.index(stop.subject) if stop and kept else None

    def step(self, by: int, from_s: float) -> bool:
        """To the next doubt or the one before; from_s: where to begin. Gives whether it went on
        from the other end. Nothing happens when nothing is doubted."""
        if not self.stops:
            self.at = None
            return False
        if self.at is None:
            return self._enter(by, from_s)
        after = self.at + by
        self.at = after % len(self.stops)
        return not 0 <= after < len(self.stops)

    def settle(self, subject: str) -> None:
        """This one is doubted no longer; the next one takes its place."""
        before = self.at
        self.stops = tuple(one for one in self.stops if one.subject != subject)
        self.at = min(before, len(self.stops) - 1) if before is not None and self.stops else None

    def leave(self) -> None:
        self.at = None

    def forget(self) -> None:
        self.stops, self.at = (), None

    def _enter(self, by: int, from_s: float) -> bool:
        """At the first one from here on, or the last one before."""
        later = [n for n, one in enumerate(self.stops) if one.start_s >= from_s]
        earlier = [n for n, one in enumerate(self.stops) if one.start_s < from_s]
        if by > 0:
            self.at = later[0] if later else 0
            return not later
        self.at = earlier[-1] if earlier else len(self.stops) - 1
        return not earlier
