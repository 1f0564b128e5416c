"""Two encounters that are one: shown under the one that is kept, until it is undone.

No row of the merged encounter is changed, no signed text least of all: what is shown where follows
from the merge alone, and is as it was when that is undone.
"""

from collections.abc import Callable
from datetime import datetime

from app.domain.access import Actor
from app.domain.encounters import MERGE_REASONS, Card, MergeReason, merge_refusal
from app.domain.errors import AccessError, StoreError
from app.domain.permissions import decide
from app.services.access import Detail, Done, Subject, perform
from app.services.permissions import ACTIONS, permissions
from app.store import care, merges
from app.store.audit import key_of
from app.store.database import Database, Transaction
from app.store.encounters import card
from app.store.relations import relation

__all__ = ["Merging"]


class Merging:
    """Every method raises AccessError, GlassNeededError, NotFoundError, StoreError."""

    def __init__(self, database: Callable[[], Database]) -> None:
        self._database = database

    def pair(self, actor: Actor, away: str, kept: str) -> tuple[Card, Card]:
        """The two, to be looked at beside each other; each look is in the audit log."""
        return self._show(actor, away), self._show(actor, kept)

    def merge(self, actor: Actor, away: str, kept: str, reason: MergeReason) -> Card:
        """Show `away` under `kept`, which is given back. The actor looks after both of them.

        Raises StoreError when `app.domain.encounters.merge_refusal` says why not.
        """
        if reason not in MERGE_REASONS:
            raise StoreError(f"the reason is one of {', '.join(MERGE_REASONS)}")

        def work(transaction: Transaction, at: datetime) -> Done[Card]:
            _check_may(transaction, actor, kept, at)
            first, second = card(transaction, away), card(transaction, kept)
            why_not = merge_refusal(first, second)
            if why_not:
                raise StoreError(f"{why_not}; nothing was changed")
            merges.merge(transaction, first.encounter, second.encounter, reason, at, actor.id)
            detail: Detail = {
                "into": key_of(transaction, second.encounter),
                "notes": len(first.notes),
                "recordings": len(first.recordings),
            }
            return Done(card(transaction, second.encounter), detail=detail)

        about = Subject(encounter=away, reason=reason)
        return perform(self._database(), actor, "encounter.merge", work, about)

    def part(self, actor: Actor, merged: str) -> Card:
        """Undo it; gives the encounter that stands for itself again."""

        def work(transaction: Transaction, at: datetime) -> Done[Card]:
            undone = merges.part(transaction, card(transaction, merged).encounter, at, actor.id)
            detail = {"from": key_of(transaction, undone.into)}
            return Done(card(transaction, undone.encounter), detail=detail)

        about = Subject(encounter=merged)
        return perform(self._database(), actor, "encounter.part", work, about)

    def _show(self, actor: Actor, encounter: str) -> Card:
        def work(transaction: Transaction, _: datetime) -> Done[Card]:
            return Done(card(transaction, encounter))

        about = Subject(encounter=encounter)
        return perform(self._database(), actor, "encounter.show", work, about)


def _check_may(transaction: Transaction, actor: Actor, encounter: str, at: datetime) -> None:
    """The door asked about one of the two; the same is asked about the other."""
    if actor.role == "sandbox":
        return
    stands = relation(transaction, actor, at, encounter=care.known(transaction, encounter))
    if not decide(ACTIONS["encounter.merge"], permissions(), actor, stands, at).allowed:
        raise AccessError("you look after only one of the two; ask to be assigned to the other")
