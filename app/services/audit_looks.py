"""Looks into the audit log page by page: one look is one row of it, however far somebody reads."""

from array import array
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.domain.access import Actor, Detail
from app.domain.audit import AuditRow
from app.domain.errors import AccessError
from app.services.access import Done, Subject, perform
from app.services.audit_log import EXPORTS
from app.store.audit_questions import FIELDS, Question, Standing, by_numbers, numbers, standing
from app.store.database import Database, Transaction
from app.store.people import names_of, session_over

__all__ = ["FIELDS", "AuditLooks", "Look", "Question", "Seen", "Standing"]

_ONLY_EXPORTS: Final = frozenset({"emr_compliance"})
"""Roles that see what left the house, and no more."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A row with the name of its user; "" for who is none."""

    row: AuditRow
    name: str


class Look:
    """What one question found: how much, and any part of it. Rows once written never change."""

    def __init__(self, database: Callable[[], Database], actor: Actor, found: "array[int]") -> None:
        self._database = database
        self._actor = actor
        self._numbers = found

    def __len__(self) -> int:
        return len(self._numbers)

    def part(self, first: int, count: int) -> tuple[Seen, ...]:
        """So many rows from one on. Raises AccessError once the session is over, StoreError."""
        wanted = self._numbers[first : first + count]
        with self._database().transaction() as transaction:
            if session_over(transaction, self._actor.session_id):
                raise AccessError("your session has ended; sign in again")
            rows = by_numbers(transaction, wanted)
            names = names_of(transaction, sorted({row.user_id for row in rows}))
        return tuple(Seen(row, names.get(row.user_id, "")) for row in rows)


class AuditLooks:
    """Every method raises StoreError, and AccessError or SandboxError for who may not do it."""

    def __init__(self, database: Callable[[], Database]) -> None:
        self._database = database

    def ask(self, actor: Actor, asked: Question) -> Look:
        """Who may see only what left the house gets only that."""
        only = actor.role in _ONLY_EXPORTS

        def work(transaction: Transaction, _: datetime) -> Done[Look]:
            found = numbers(transaction, asked, EXPORTS if only else "")
            return Done(Look(self._database, actor, found), detail=_told(asked, len(found)))

        about = Subject(scope="export rows" if only else "")
        return perform(self._database(), actor, "audit.view", work, about)

    def standing(self, actor: Actor) -> Standing:
        """How far the log is signed and carried out of the database."""
        database = self._database()

        def work(transaction: Transaction, _: datetime) -> Done[Standing]:
            return Done(standing(transaction, database.folder), detail={"stage": "standing"})

        return perform(database, actor, "audit.view", work, Subject(scope="export rows"))


def _told(asked: Question, rows: int) -> Detail:
    """What was asked for as the log has it: which fields, never what they held."""
    by = [name for name in ("user", "code", "patient") if getattr(asked, name).strip()]
    if asked.outcome != -1:
        by.append("outcome")
    ends = {"from": asked.period.since, "until": asked.period.until}
    span = {name: end.isoformat() for name, end in ends.items() if end is not None}
    return {"rows": rows, "sort": asked.sort, "by": ",".join(by), **span}
