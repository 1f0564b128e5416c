"""One recording as the window that follows it knows it: its words so far and its alerts."""

import threading
from dataclasses import dataclass, field

from app.domain.access import Actor
from app.domain.live import LiveAlert, LiveWords, Stopped
from app.domain.transcript import Word
from app.domain.typed import TypedPiece
from app.services.alerting import AlertFusion
from app.services.filing import LiveRecording


@dataclass(eq=False)
class Session:
    """A recording under way, or on its way through the final stages.

    begun: capture said that it records. ended: `stopped` came, or `refusal` says why it never will.
    words: every region's confirmed words, the latest reading of each, in no order. meanwhile: of
    one taken over, the alerts that no window had raised. actor: who began it, and as whom its rows
    are written whoever sits there later. stopped_by: the id of another user who ended it. typed:
    what was typed meanwhile.
    """

    live: LiveRecording
    fusion: AlertFusion
    actor: Actor
    begun: bool = False
    stopping: bool = False
    stopped: Stopped | None = None
    refusal: str = ""
    ended: threading.Event = field(default_factory=threading.Event)
    cancelled: threading.Event = field(default_factory=threading.Event)
    words: list[LiveWords] = field(default_factory=list)
    meanwhile: tuple[LiveAlert, ...] = ()
    stopped_by: str = ""
    typed: tuple[TypedPiece, ...] = ()

    @property
    def silent(self) -> bool:
        """Sound is kept and nothing else: nobody who may see its words is there for it."""
        return self.actor.role == "emergency_unauth"

    def so_far(self) -> tuple[LiveAlert | LiveWords, ...]:
        """What was heard, for somebody who comes back to it."""
        return (*self.fusion.alerts, *sorted(self.words, key=lambda one: one.region))

    def confirmed(self, event: LiveWords) -> tuple[Word, ...]:
        """The confirmed words of a region when there are more or others than before, else none.

        A region that is read again from its sound, since the speech process died, replaces what
        was there at its time.
        """
        said = event.words[: event.confirmed]
        if not said or any(one.words[: one.confirmed] == said for one in self.words):
            return ()
        self.words = [one for one in self.words if not _at_once(one, said)]
        self.words.append(event)
        return said


def _at_once(one: LiveWords, said: tuple[Word, ...]) -> bool:
    before = one.words[: one.confirmed]
    return before[0].start_s < said[-1].end_s and said[0].start_s < before[-1].end_s
