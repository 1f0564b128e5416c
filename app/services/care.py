"""Encounters and who looks after them."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Final

from app.domain.access import Actor
from app.domain.errors import AccessError, StoreError
from app.domain.worklist import Line, Wanted
from app.services.access import Done, Subject, perform
from app.services.sign_in import folded
from app.store import care, people
from app.store.care import Patient
from app.store.database import Database, Transaction
from app.store.relations import begin_encounter
from app.store.search import search

__all__ = ["Care", "Patient"]

ENCOUNTER_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,63}", re.ASCII)
EVERYTHING: Final = Wanted()
_CARE: Final = {"physician", "nurse"}


class Care:
    """Begins encounters, assigns them, lists them. Every method raises AccessError, StoreError."""

    def __init__(self, database: Callable[[], Database]) -> None:
        self._database = database

    def create(self, actor: Actor, patient: Patient) -> None:
        """Begin an encounter; who does so is assigned to it."""
        if not ENCOUNTER_ID.fullmatch(patient.encounter):
            raise AccessError("an encounter's id is up to 64 letters, digits, dots or dashes")

        def work(transaction: Transaction, at: datetime) -> Done[None]:
            if care.exists(transaction, patient.encounter):
                raise StoreError("there is an encounter of this id already; nothing was changed")
            begin_encounter(transaction, actor, patient.encounter, at)
            care.describe(transaction, patient)
            return Done(None)

        self._perform(actor, "encounter.create", work, patient.encounter)

    def assign(self, actor: Actor, encounter: str, login: str) -> None:
        """Somebody looks after an encounter from now on. Raises NotFoundError."""

        def work(transaction: Transaction, at: datetime) -> Done[None]:
            user = people.get_user(transaction, folded(login))
            if user.role not in _CARE or user.disabled_at is not None:
                raise AccessError("only physicians and nurses look after patients; name another")
            care.assign(transaction, care.known(transaction, encounter), user.id, at, actor.id)
            return Done(None, user.id, {"change": "assigned"})

        self._perform(actor, "encounter.assign", work, encounter)

    def unassign(self, actor: Actor, encounter: str, login: str) -> None:
        """Somebody no longer looks after an encounter. Raises NotFoundError."""

        def work(transaction: Transaction, at: datetime) -> Done[None]:
            user = people.get_user(transaction, folded(login))
            care.unassign(transaction, care.known(transaction, encounter), user.id, at)
            return Done(None, user.id, {"change": "unassigned"})

        self._perform(actor, "encounter.assign", work, encounter)

    def worklist(self, actor: Actor, wanted: Wanted = EVERYTHING) -> tuple[Line, ...]:
        """A page of the encounters that the actor may see: unfinished first, then the newest."""

        def work(transaction: Transaction, at: datetime) -> Done[tuple[Line, ...]]:
            found = search(transaction, actor, wanted, at)
            return Done(found, detail={"encounters": len(found)})

        return perform(self._database(), actor, "encounter.list", work)

    def _perform(
        self,
        actor: Actor,
        name: str,
        work: Callable[[Transaction, datetime], Done[None]],
        encounter: str,
    ) -> None:
        perform(self._database(), actor, name, work, Subject(encounter=encounter))
