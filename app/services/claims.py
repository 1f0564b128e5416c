"""Emergency recordings: listed without content, claimed by who answers for them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.domain.access import EMERGENCY_ACTOR, Actor
from app.domain.claims import Urgency, urgency
from app.domain.errors import AccessError
from app.services.access import Done, Subject, perform
from app.store import claims
from app.store.database import Database, Transaction
from app.store.live import LiveRecording, find_recording
from app.store.relations import begin_encounter

__all__ = ["Claims", "Unclaimed"]


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """A recording that nobody answers for yet; nothing of what was said. started_at: aware UTC."""

    recording: str
    started_at: datetime
    workstation: str
    urgency: Urgency


class Claims:
    """Every method raises AccessError and StoreError."""

    def __init__(self, database: Callable[[], Database]) -> None:
        self._database = database

    def unclaimed(self, actor: Actor) -> tuple[Unclaimed, ...]:
        """For physicians and nurses, oldest first."""

        def work(transaction: Transaction, at: datetime) -> Done[tuple[Unclaimed, ...]]:
            found = tuple(
                Unclaimed(one.recording, one.started_at, one.workstation, _urgency(one, at))
                for one in claims.unclaimed(transaction)
            )
            return Done(found, detail={"recordings": len(found)})

        return perform(self._database(), actor, "recording.list", work)

    def claim(
        self,
        actor: Actor,
        recording: str,
        encounter: str | None = None,
        found: LiveRecording | None = None,
    ) -> None:
        """Make it the actor's own, who gave the credential just now; then it can be finished.

        A nurse claims only what was begun at their own locked screen. encounter: whom it is about,
        where that is known. found: what its folder says, for one that has no row. Raises
        NotFoundError.
        """

        def work(transaction: Transaction, at: datetime) -> Done[None]:
            if found is not None and find_recording(transaction, recording) is None:
                if actor.role != "physician":
                    raise AccessError(
                        "nobody knows who began this recording; a physician claims it"
                    )
                claims.add_emergency(transaction, found, "", "")
            claims.claim(transaction, recording, actor.id, at, encounter)
            begin_encounter(transaction, actor, encounter, at)
            return Done(None, recording)

        about = Subject(recording=recording, encounter=encounter)
        perform(self._database(), actor, "recording.claim", work, about)


def from_folder(recording: str, started_at: datetime) -> LiveRecording:
    """A recording of which only its folder tells: nobody is known to have begun it."""
    return LiveRecording(recording, None, started_at, EMERGENCY_ACTOR.id, "clinical", "left")


def _urgency(one: claims.Emergency, at: datetime) -> Urgency:
    return urgency(one.started_at, at)
