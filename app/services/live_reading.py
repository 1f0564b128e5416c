"""What live text heeds of the final text's rules: which words are in doubt, which corrections are
unwanted."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Final

from app.domain.access import Actor
from app.domain.errors import AppError
from app.domain.live import LiveWords
from app.domain.note_doubts import LOW
from app.domain.vetoes import NO_PAIRS, Pairs
from app.services.stages import Unwanted
from app.text.protected import protected
from app.text.understanding import Understander

AGAIN_S: Final = 20.0
"""How old an answer may be: a veto said in another window holds after so long."""


class AskedBehind:
    """What somebody does not want to be corrected, asked on a thread of its own.

    A database may let wait, live alerts may not: until it answers, all corrections are made, as
    the final text does where it cannot be asked. Nothing is raised too little by that.
    """

    def __init__(self, unwanted: Unwanted, clock: Callable[[], float] = time.monotonic) -> None:
        self._unwanted, self._clock = unwanted, clock
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
                    self._known[actor.id] = found
        finally:
            with self._lock:
                self._asking = False


def doubted(event: LiveWords, understander: Understander) -> LiveWords:
    """With the protected words in doubt too, from the confidence on under which they are to be
    confirmed in a note."""
    low = {at for at, word in enumerate(event.words) if word.probability < LOW}
    if low <= set(event.doubtful):
        return event
    texts = [word.text for word in event.words]
    found = protected(texts, event.language, understander.resources.lexicon)
    spans = (range(one.first, one.last + 1) for one in found)
    places = {at for span in spans if not low.isdisjoint(span) for at in span}
    return replace(event, doubtful=tuple(sorted(places.union(event.doubtful))))
