"""Drafts that were offered at the end of a shift, and to whom one may be offered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.domain.access import Actor
from app.services.access import Done, perform
from app.store import handovers
from app.store.database import Database, Transaction
from app.store.handovers import Colleague, OfferedDraft

__all__ = ["Colleague", "Handovers", "OfferedDraft"]


@dataclass(frozen=True, slots=True)
class Handovers:
    """Every method raises AccessError, StoreError. To offer and to take is done by NoteLife."""

    database: Callable[[], Database]

    def offered(self, actor: Actor) -> tuple[OfferedDraft, ...]:
        """Drafts that are offered to the actor now, oldest first.

        By place, age and sex: the patient's name is shown to whoever took the draft over.
        """

        def work(transaction: Transaction, _: datetime) -> Done[tuple[OfferedDraft, ...]]:
            found = handovers.offered(transaction, actor.id)
            return Done(found, detail={"offered": len(found)})

        return perform(self.database(), actor, "note.list", work)

    def colleagues(self, actor: Actor) -> tuple[Colleague, ...]:
        """Physicians who can sign in, beside the actor: first those of the same department."""

        def work(transaction: Transaction, _: datetime) -> Done[tuple[Colleague, ...]]:
            found = handovers.physicians(transaction)
            others = [one for one in found if one.id != actor.id]
            others.sort(key=lambda one: (one.department != actor.department, one.name.casefold()))
            return Done(tuple(others), detail={"colleagues": len(others)})

        return perform(self.database(), actor, "colleagues.list", work)
