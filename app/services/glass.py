"""Break the glass: who is not assigned may read one encounter for a while, and says why."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

from app.domain.access import Actor
from app.domain.errors import AccessError
from app.domain.glass import GRANT, LONGEST_TEXT, REASONS, SHORTEST_TEXT, Reason
from app.services.access import Done, Subject, perform
from app.store import care
from app.store.care import Grant
from app.store.database import Database, Transaction

__all__ = ["REASONS", "Glass", "Grant", "Reason"]


class Glass:
    """Every grant is one user's, for one encounter, and is seen by the privacy role.

    Every method raises AccessError and StoreError.
    """

    def __init__(self, database: Callable[[], Database]) -> None:
        self._database = database

    def start(self, actor: Actor, encounter: str, reason: Reason, text: str) -> Grant:
        """A grant of four hours. text: why, in the user's own words. Raises NotFoundError."""
        said = " ".join(text.split())
        if reason not in REASONS:
            raise AccessError(f"the reason is one of {', '.join(REASONS)}")
        if not SHORTEST_TEXT <= len(said) <= LONGEST_TEXT:
            raise AccessError(f"say why, in {SHORTEST_TEXT} to {LONGEST_TEXT} characters")

        def work(transaction: Transaction, at: datetime) -> Done[Grant]:
            grant = Grant(
                uuid4().hex,
                actor.id,
                actor.name,
                care.known(transaction, encounter),
                reason,
                said,
                at,
                at + GRANT,
            )
            care.add_grant(transaction, grant)
            return Done(grant, grant.id, {"reason": reason})

        about = Subject(encounter=encounter, scope=reason, reason=reason)
        return perform(self._database(), actor, "glass.start", work, about)

    def end(self, actor: Actor, grant: str) -> None:
        """Give a grant of one's own back before its time. Raises NotFoundError."""

        def work(transaction: Transaction, at: datetime) -> Done[None]:
            care.end_grant(transaction, grant, actor.id, at)
            return Done(None, grant)

        with self._database().transaction() as transaction:
            now = datetime.now(UTC)
            mine = {one.id: one.encounter for one in care.grants_of(transaction, actor.id, now)}
        about = Subject(encounter=mine.get(grant))
        perform(self._database(), actor, "glass.end", work, about)

    def mine(self, actor: Actor) -> tuple[Grant, ...]:
        """The actor's own that are in force, for the banner."""
        with self._database().transaction() as transaction:
            return care.grants_of(transaction, actor.id, datetime.now(UTC))

    def review(
        self, actor: Actor, since: datetime, until: datetime | None = None
    ) -> tuple[Grant, ...]:
        """All that began since then and before `until`, newest first, for those who watch over
        privacy."""

        def work(transaction: Transaction, _: datetime) -> Done[tuple[Grant, ...]]:
            found = tuple(
                one
                for one in care.grants(transaction, since)
                if until is None or one.started_at < until
            )
            return Done(found, detail={"grants": len(found)})

        about = Subject(scope="export rows")
        return perform(self._database(), actor, "glass.review", work, about)
