"""One key, button or pedal that does something while it is held, or from one tap to the next."""

from dataclasses import dataclass
from typing import Final, Literal

TAP_S: Final = 0.6
"""Who lets go sooner than this has tapped."""

Wish = Literal["start", "stop"]


@dataclass(frozen=True, slots=True)
class PushToTalk:
    """Whether it is down, and what its going up will mean.

    It begins at once when it goes down, so that no first word is lost. What was under way already
    ends when it goes up, not before: who holds it to talk, not knowing that it records already,
    loses nothing of what they say.
    """

    down_at_s: float | None = None
    began: bool = False

    def pressed(self, at_s: float, under_way: bool) -> tuple["PushToTalk", Wish | None]:
        """A key that repeats itself while it is held is pressed once."""
        if self.down_at_s is not None:
            return self, None
        return PushToTalk(at_s, began=not under_way), None if under_way else "start"

    def released(self, at_s: float) -> tuple["PushToTalk", Wish | None]:
        if self.down_at_s is None:
            return self, None
        tapped = at_s - self.down_at_s < TAP_S
        return PushToTalk(), None if self.began and tapped else "stop"

    @property
    def held(self) -> bool:
        return self.down_at_s is not None

    def lost(self) -> "PushToTalk":
        """Its going up will not be seen, or means nothing since nothing began; what is under way
        goes on, as after a tap."""
        return PushToTalk()
