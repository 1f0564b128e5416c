"""Listening to a recording: where it stands, what is played next, and what is told meanwhile."""

from dataclasses import dataclass, replace
from typing import Final

SLOWEST: Final = 0.5
FASTEST: Final = 2.0
SPEED_STEP: Final = 0.1
BACK_STEP_S: Final = 1.5
"""Who goes on after a pause hears so much again, and is in the middle of no word."""
JUMP_S: Final = 5.0
REPLAY_S: Final = 5.0
SHORTEST_LOOP_S: Final = 0.2
CLOSEST_S: Final = 2.0
"""No shorter piece of a recording is shown over the whole width."""
_LEAD: Final = 0.1
TO_THE_END: Final = -1.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is to be played, seconds of the recording; loop: over and over until it is stopped."""

    start_s: float
    end_s: float
    loop: bool = False


@dataclass(frozen=True, slots=True)
class PlayBegan:
    at_s: float


@dataclass(frozen=True, slots=True)
class PlayEnded:
    """Nothing is heard any more, and nothing else waits to be played."""

    at_s: float


@dataclass(frozen=True, slots=True)
class CannotPlay:
    """One sentence: why nothing is heard."""

    sentence: str


PlayEvent = PlayBegan | PlayEnded | CannotPlay


@dataclass(frozen=True, slots=True)
class Tape:
    """A recording under the cursor. region: what was selected; looped: it is played over and over.

    played: the span that was asked for last, for `replayed`.
    """

    duration_s: float = 0.0
    at_s: float = 0.0
    speed: float = 1.0
    region: tuple[float, float] | None = None
    looped: bool = False
    played: tuple[float, float] | None = None

    def within(self, at_s: float) -> float:
        return min(max(0.0, at_s), self.duration_s)

    def moved_to(self, at_s: float) -> "Tape":
        return replace(self, at_s=self.within(at_s))

    def jumped(self, by_s: float) -> "Tape":
        return self.moved_to(self.at_s + by_s)

    def at_speed(self, speed: float) -> "Tape":
        """In steps of SPEED_STEP, so that going down and up again gives the same."""
        steps = round(speed / SPEED_STEP)
        return replace(self, speed=min(max(SLOWEST, round(steps * SPEED_STEP, 2)), FASTEST))

    def selected(self, first_s: float, last_s: float) -> "Tape":
        """In either order; what is too short to be meant, like a click, selects nothing."""
        begin, end = sorted((self.within(first_s), self.within(last_s)))
        if end - begin < SHORTEST_LOOP_S:
            return replace(self, region=None, looped=False)
        return replace(self, region=(begin, end), at_s=begin)

    def asked(self, start_s: float, end_s: float) -> "Tape":
        """A span somebody wants to hear; an end before its beginning means to go on."""
        begin = self.within(start_s)
        end = self.duration_s if end_s < begin else self.within(end_s)
        return replace(self, at_s=begin, played=(begin, end))

    def looping(self, on: bool) -> "Tape":
        """Without a selection, what was played last is looped, or else the last seconds."""
        if not on:
            return replace(self, looped=False)
        region = self.region or self.replayed()
        if region[1] - region[0] < SHORTEST_LOOP_S:
            return replace(self, looped=False)
        return replace(self, region=region, looped=True)

    def replayed(self) -> tuple[float, float]:
        """What is played again: the span that was asked for last, or the last few seconds."""
        if self.played is not None and self.played[1] < self.duration_s:
            return self.played
        return self.within(self.at_s - REPLAY_S), self.at_s

    def here(self, back_s: float = 0.0) -> Stretch:
        """From the cursor on; a loop is begun again where the cursor has left it."""
        if self.looped and self.region is not None:
            return Stretch(*self.region, loop=True)
        at_s = 0.0 if self.at_s >= self.duration_s else self.within(self.at_s - back_s)
        return Stretch(at_s, self.duration_s)


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a recording is in view, seconds."""

    start_s: float
    end_s: float

    @property
    def length_s(self) -> float:
        return self.end_s - self.start_s

    def at(self, share: float) -> float:
        """The moment that lies at a share (0 to 1) of the width."""
        return self.start_s + share * self.length_s

    def share(self, at_s: float) -> float:
        return (at_s - self.start_s) / max(self.length_s, 1e-9)

    def zoomed(self, factor: float, around_s: float, duration_s: float) -> "Window":
        """Shorter by a factor below 1; `around_s` stays where it is on the screen."""
        length_s = min(max(self.length_s * factor, CLOSEST_S), duration_s)
        return Window(0.0, length_s).shifted(around_s - self.share(around_s) * length_s, duration_s)

    def shifted(self, by_s: float, duration_s: float) -> "Window":
        """Never beyond the ends of the recording."""
        start_s = max(0.0, min(self.start_s + by_s, duration_s - self.length_s))
        return Window(start_s, start_s + self.length_s)

    def following(self, at_s: float, duration_s: float) -> "Window":
        """The same, or the page on which the moment lies, a little after its beginning."""
        if self.start_s <= at_s <= self.end_s:
            return self
        return self.shifted(at_s - self.start_s - _LEAD * self.length_s, duration_s)
