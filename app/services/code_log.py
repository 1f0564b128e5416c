"""The log of a resuscitation, kept while it goes on."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from app.domain.access import Actor
from app.domain.code_events import CodeEvent
from app.domain.errors import NotFoundError, StoreError
from app.services.access import Detail, Done, Subject, perform
from app.store import code_events
from app.store.database import Database, Transaction
from app.store.people import names_of

KINDS: Final = (
    "cpr_start",
    "cpr_stop",
    "rhythm",
    "shock",
    "adrenaline",
    "amiodarone",
    "drug",
    "airway",
    "access",
    "rosc",
    "death",
    "other",
)
"""Everything that is marked, by its code."""
LONGEST_VALUE: Final = 80


@dataclass(frozen=True, slots=True)
class CodeSheet:
    """The events of a resuscitation by their time, and the names of who marked them, by id."""

    events: tuple[CodeEvent, ...] = ()
    names: dict[str, str] = field(default_factory=dict)


class CodeLog:
    """Marks events and takes back what was marked by mistake; both stay to be seen.

    Every method raises AccessError and StoreError.
    """

    def __init__(self, database: Callable[[], Database]) -> None:
        self._database = database

    def mark(self, actor: Actor, event: CodeEvent) -> CodeEvent:
        """Keep an event at the time it was marked at; gives it with its key and who marked it."""
        _check(event)

        def work(transaction: Transaction, at: datetime) -> Done[CodeEvent]:  # noqa: ARG001
            made = replace(event, by=actor.id)
            made = replace(made, key=code_events.add_event(transaction, made))
            return Done(made, event.recording, {"kind": event.kind, "event": made.key})

        return perform(self._database(), actor, "code.mark", work, _about(event))

    def take_back(self, actor: Actor, event: CodeEvent) -> None:
        """It was marked by mistake; it stays in the log as such. Raises NotFoundError."""

        def work(transaction: Transaction, at: datetime) -> Done[None]:
            gone = _taken_back(transaction, event, actor, at)
            return Done(None, event.recording, {"kind": gone.kind, "event": gone.key})

        perform(self._database(), actor, "code.take_back", work, _about(event))

    def give_value(self, actor: Actor, event: CodeEvent, value: str) -> CodeEvent:
        """A dose, an energy or a rhythm for an event that stands; gives the one in its place.

        Raises NotFoundError.
        """
        _check(replace(event, value=value))

        def work(transaction: Transaction, at: datetime) -> Done[CodeEvent]:
            gone = _taken_back(transaction, event, actor, at)
            made = replace(gone, value=value, by=actor.id)
            made = replace(made, key=code_events.add_event(transaction, made))
            detail: Detail = {"kind": gone.kind, "event": made.key, "instead_of": gone.key}
            return Done(made, event.recording, detail)

        return perform(self._database(), actor, "code.mark", work, _about(event))

    def sheet(self, actor: Actor, recording: str, encounter: str) -> CodeSheet:
        """All of a recording and of an encounter, what was taken back among them."""

        def work(transaction: Transaction, at: datetime) -> Done[CodeSheet]:  # noqa: ARG001
            found = code_events.events(transaction, recording, encounter)
            names = names_of(transaction, sorted({one.by for one in found}))
            return Done(CodeSheet(found, names), recording, {"events": len(found)})

        about = Subject(recording=recording or None, encounter=encounter or None)
        return perform(self._database(), actor, "code.list", work, about)


def _about(event: CodeEvent) -> Subject:
    return Subject(recording=event.recording or None, encounter=event.encounter or None)


def _check(event: CodeEvent) -> None:
    if event.kind not in KINDS:
        raise StoreError(f"there is no such event; it is one of {', '.join(KINDS)}")
    if len(event.value) > LONGEST_VALUE:
        raise StoreError(f"what is noted of an event has up to {LONGEST_VALUE} characters")


def _taken_back(
    transaction: Transaction, event: CodeEvent, actor: Actor, at: datetime
) -> CodeEvent:
    """What is named belongs to what was permitted: the key alone could be of another patient."""
    gone = code_events.take_back(transaction, event.key, actor.id, at)
    if (gone.recording, gone.encounter) != (event.recording, event.encounter):
        raise NotFoundError("there is no such event in this recording; look at the list again")
    return gone
