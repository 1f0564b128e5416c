"""Finds encounters; what was looked for stays in the audit log as a hash that tells nobody."""

from datetime import datetime

from app.domain.access import Actor
from app.domain.worklist import Line, Wanted
from app.services.access import Detail, Done, perform
from app.store import search
from app.store.audit import key_of
from app.store.database import Database, Transaction
from app.store.encounter_lines import dressed

__all__ = ["EncounterSearch"]


class EncounterSearch:
    """The encounters that somebody works on, page by page."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, actor: Actor, wanted: Wanted) -> tuple[Line, ...]:
        """A page: the unfinished first, then the newest. Raises AccessError, StoreError."""

        def work(transaction: Transaction, at: datetime) -> Done[tuple[Line, ...]]:
            found = dressed(transaction, search.search(transaction, actor, wanted, at))
            return Done(found, detail=_said(transaction, wanted, len(found)))

        return perform(self._database, actor, "encounter.list", work)


def _said(transaction: Transaction, wanted: Wanted, found: int) -> Detail:
    terms = {"patient": wanted.patient, "name": wanted.name, "text": wanted.text}
    hashed = {kind: key_of(transaction, text) for kind, text in terms.items() if text}
    plain = {"progress": wanted.progress, "department": bool(wanted.department), "found": found}
    return {**plain, **hashed}
