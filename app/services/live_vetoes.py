"""Which corrections are unwanted in what is being recorded."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from app.domain.access import Actor
from app.domain.errors import AppError
from app.domain.vetoes import NO_PAIRS, Pairs
from app.services.stages import Unwanted

AGAIN_S: Final = 20.0
"""How old an answer may be: a veto said in another window holds after so long."""


class AskedBehind:
    """What somebody does not want to be corrected, asked on a thread of its own.

    A database may let wait, live alerts may not: until it answers, all corrections are made, as
    the final text does where it cannot be asked. Nothing is raised too little by that.
    """

    def __init__(
        self,
        unwanted: Unwanted,
        tell: Callable[[Actor, Pairs], None] = lambda _, __: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """tell: what somebody does not want, on that thread, whenever it is another answer."""
        self._unwanted, self._tell, self._clock = unwanted, tell, clock
        self._lock = threading.Lock()
        self._known: dict[str, Pairs] = {}  # by user
        self._asked_s: dict[str, float] = {}
        self._asking = False

    def of(self, actor: Actor) -> Pairs:
        """As it was last answered; never waits."""
        now_s = self._clock()
        with self._lock:
            asked_s = self._asked_s.get(actor.id)
            if not self._asking and (asked_s is None or now_s - asked_s >= AGAIN_S):
                self._asking, self._asked_s[actor.id] = True, now_s
                name = "unwanted corrections"
                threading.Thread(target=self._ask, args=(actor,), daemon=True, name=name).start()
            return self._known.get(actor.id, NO_PAIRS)

    def _ask(self, actor: Actor) -> None:
        try:
            with suppress(AppError):  # then what was answered before goes on
                found = self._unwanted(actor)
                with self._lock:
                    before, self._known[actor.id] = self._known.get(actor.id, NO_PAIRS), found
                if found != before:
                    self._tell(actor, found)
        finally:
            with self._lock:
                self._asking = False
