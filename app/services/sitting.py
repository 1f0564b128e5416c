"""How long somebody has sat still: when the screen hides, and when the session ends.

Recording is no business of it: whatever the state, what is being recorded goes on.
"""

import time
from collections.abc import Callable
from typing import Final, Literal

from app.store.database import Database
from app.store.facts import fact

SittingState = Literal["open", "privacy", "signed_out"]

LOCK_FACT: Final = "session_lock_s"
END_FACT: Final = "session_end_s"
LOCK_S: Final = 120.0
END_S: Final = 900.0
_LOCK_BOUNDS: Final = (60.0, 600.0)


class Sitting:
    """One session at a screen. What was hidden stays so until the user gives the credential.

    Touching a hidden screen does not show it again.
    """

    def __init__(
        self,
        lock_s: float = LOCK_S,
        end_s: float = END_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """lock_s: idle seconds until the screen hides, 60 to 600; end_s: until the session ends.
        clock: seconds that nobody can set back."""
        low, high = _LOCK_BOUNDS
        self.lock_s = min(max(lock_s, low), high)
        self.end_s = max(end_s, self.lock_s)
        self._clock = clock
        self._touched_s = clock()
        self._hidden = False

    def touch(self) -> None:
        """A key, a click, a touch; it counts only while the screen is open."""
        if self.state == "open":
            self._touched_s = self._clock()

    def hide(self) -> None:
        """The user asked for it."""
        self._hidden = True

    def resume(self) -> None:
        """The user gave the credential; an ended session stays ended."""
        if self.state != "signed_out":
            self._hidden = False
            self._touched_s = self._clock()

    @property
    def state(self) -> SittingState:
        idle_s = self._clock() - self._touched_s
        if idle_s >= self.end_s:
            return "signed_out"
        return "privacy" if self._hidden or idle_s >= self.lock_s else "open"

    @property
    def next_s(self) -> float | None:
        """Seconds until the state changes by itself; None when it will not."""
        idle_s = self._clock() - self._touched_s
        match self.state:
            case "open":
                return self.lock_s - idle_s
            case "privacy":
                return self.end_s - idle_s
            case _:
                return None


def sitting(database: Database, clock: Callable[[], float] = time.monotonic) -> Sitting:
    """A session begins now, with the times that the site has set."""
    with database.transaction() as transaction:
        lock_s = float(fact(transaction, LOCK_FACT, str(LOCK_S)))
        end_s = float(fact(transaction, END_FACT, str(END_S)))
    return Sitting(lock_s, end_s, clock)
