"""Where notes stand on their way to the EMR, for those who may know it, and sending them again."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final, Literal, Protocol

from app.domain.access import Actor, Detail
from app.domain.errors import StoreError
from app.domain.permissions import decide
from app.services.access import Done, Subject, perform
from app.services.offered import may
from app.services.outgoing import Outgoing
from app.services.permissions import ACTIONS, permissions
from app.store.database import Database, Transaction
from app.store.note_standing import owner_of, state_of
from app.store.outbox import UNWRITABLE, WITHDRAWN, add_step
from app.store.outbox_lines import Line, line, newest, of_note, unsettled
from app.store.relations import relation

__all__ = [
    "Line",
    "Outbox",
    "OutgoingDesk",
    "SendState",
    "Sending",
    "in_trouble",
    "may_resend",
    "standing",
]

SendState = Literal["waiting", "received", "filed", "refused", "hidden"]
"""received: the EMR has it and has not said that it filed it. hidden: not for this user's eyes."""
MANY_TRIES: Final = 3
LONG: Final = timedelta(minutes=30)
"""After so many tries in vain, or so long without being filed, somebody is told (SAFETY 1.7)."""
MOST: Final = 500
"""So many of the newest messages are listed."""

_ALL: Final = frozenset({"emr_compliance", "sysadmin", "export_service"})
"""Who sees everybody's; a physician sees their own."""


@dataclass(frozen=True, slots=True)
class Sending:
    """How far a note came. at: aware UTC, since when. sentence: why it was refused, or why the last
    try was in vain; "" for nothing to say."""

    state: SendState
    at: datetime
    sentence: str = ""


class Outbox(Protocol):
    """Sends notes to an EMR. A site without one has no outbox at all."""

    def sending(self, actor: Actor, note: str) -> Sending | None:
        """None for a note that was never to be sent. Raises AccessError, StoreError."""
        ...


class OutgoingDesk:
    """Every method raises AccessError, StoreError."""

    def __init__(
        self,
        database: Callable[[], Database],
        outgoing: Callable[[], Outgoing],
    ) -> None:
        self._database, self._outgoing = database, outgoing

    def sending(self, actor: Actor, note: str) -> Sending | None:
        """See Outbox. note: a whole id. What is hidden is no refusal: it leaves no audit row."""
        if not may(actor.role, ACTIONS["export.list"]) or not self._may_view(actor, note):
            return Sending("hidden", datetime.now(UTC))

        def work(transaction: Transaction, _: datetime) -> Done[Sending | None]:
            found = of_note(transaction, note)
            return Done(standing(found), note, {"messages": len(found)})

        about = Subject(note=note, scope="no PHI")
        return perform(self._database(), actor, "export.view", work, about)

    def listing(self, actor: Actor, *, settled: bool = False) -> tuple[Line, ...]:
        """What is to be seen to, oldest first; settled: the newest of all messages, newest
        first. No line holds anything of a patient."""

        def work(transaction: Transaction, _: datetime) -> Done[tuple[Line, ...]]:
            found = newest(transaction, MOST) if settled else unsettled(transaction)
            shown = _of(transaction, actor, found)
            return Done(shown, detail={"messages": len(shown)})

        return perform(self._database(), actor, "export.list", work)

    def troubles(self, actor: Actor) -> tuple[Line, ...]:
        """What this user is told of without having asked. It is only counted, so it leaves no audit
        row."""
        if actor.role not in {"physician", "emr_compliance"}:
            return ()
        with self._database().transaction() as transaction:
            now = datetime.now(UTC)
            found = tuple(one for one in unsettled(transaction) if in_trouble(one, now))
            return _of(transaction, actor, found)

    def resend(self, actor: Actor, message: str) -> None:
        """Send what was refused once more, the same bytes under the same id; what could not be
        written is written anew. Raises NotFoundError, UnwritableError."""
        database = self._database()
        with database.transaction() as transaction:
            wanted = line(transaction, message)

        def work(transaction: Transaction, at: datetime) -> Done[None]:
            one = line(transaction, wanted.id)
            _check_refused(transaction, one)
            detail: Detail = {"message": one.id, "to": one.destination, "form": one.form}
            if one.last.code == UNWRITABLE:
                told = self._outgoing().again(transaction, one.note_id, at, actor)
                return Done(None, one.note_id, {**detail, **told}, one.version)
            add_step(transaction, one.id, "queued", at)
            return Done(None, one.note_id, detail, one.version)

        self._outgoing().ready()
        perform(database, actor, "export.resend", work, Subject(note=wanted.note_id))
        self._outgoing().wake()

    def _may_view(self, actor: Actor, note: str) -> bool:
        with self._database().transaction() as transaction:
            at = datetime.now(UTC)
            to = replace(relation(transaction, actor, at, note=note), scope="no PHI")
        return decide(ACTIONS["export.view"], permissions(), actor, to, at).allowed


def may_resend(actor: Actor, one: Line) -> bool:
    """Whether sending it again is offered; whether it may be is asked when it is done."""
    return (
        actor.role in {"physician", "emr_compliance"}
        and one.last.state == "rejected"
        and one.last.code != WITHDRAWN
    )


def standing(found: tuple[Line, ...]) -> Sending | None:
    """What all messages of a note come to: the worst of them, since when it is so."""
    told = [one for one in found if one.last.code != WITHDRAWN]
    refused = [one for one in told if one.last.state == "rejected"]
    refused = [one for one in refused if not _written(one, told)]
    if refused:
        return Sending("refused", refused[0].last.at, refused[0].last.sentence)
    left = [one for one in told if one.last.state not in {"acked", "rejected"}]
    if left:
        received = all(one.last.state == "committed" for one in left)
        state: SendState = "received" if received else "waiting"
        return Sending(state, left[0].since, left[0].last.sentence)
    filed = [one.last.at for one in told if one.last.state == "acked"]
    return Sending("filed", max(filed)) if filed else None


def in_trouble(one: Line, now: datetime) -> bool:
    """Whether somebody should be told: it was refused, tried often, or not filed for long."""
    if one.last.state == "rejected":
        return True
    return one.tries >= MANY_TRIES or now - one.since >= LONG


def _written(one: Line, others: list[Line]) -> bool:
    """Whether what could not be written was written later."""
    return one.last.code == UNWRITABLE and any(
        (two.version, two.act, two.destination, two.form)
        == (one.version, one.act, one.destination, one.form)
        and two.id != one.id
        for two in others
    )


def _of(transaction: Transaction, actor: Actor, found: tuple[Line, ...]) -> tuple[Line, ...]:
    if actor.role in _ALL:
        return found
    notes = {one.note_id for one in found}
    own = {note for note in notes if owner_of(transaction, note) == actor.id}
    return tuple(one for one in found if one.note_id in own)


def _check_refused(transaction: Transaction, one: Line) -> None:
    if one.last.state != "rejected":
        raise StoreError("only what was refused is sent again; this is on its way, or filed")
    if one.last.code == WITHDRAWN:
        raise StoreError("this was taken back: its note was entered in error, and it stays here")
    if one.act != "error" and state_of(transaction, one.note_id).error == "approved":
        raise StoreError("its note was entered in error meanwhile; it is not sent any more")
