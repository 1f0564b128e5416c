"""Messages in one line each: where they stand, and what waits for what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.domain.documents import DocumentAct
from app.domain.errors import NotFoundError
from app.domain.outgoing import Destination, SendState
from app.store.database import Transaction
from app.store.outbox import NOTHING, WITHDRAWN, Step, read_step
from app.store.tables_outbox import OutgoingOpenRow, OutgoingRow, OutgoingStepRow

_LIGHT: Final = (
    *(OutgoingRow.id, OutgoingRow.number, OutgoingRow.destination, OutgoingRow.form),
    *(OutgoingRow.act, OutgoingRow.note_id, OutgoingRow.version, OutgoingRow.lane),
    *(OutgoingRow.sha256, OutgoingRow.queued_at, OutgoingRow.queued_by),
)
"""All of a message but its bytes."""


@dataclass(frozen=True, slots=True)
class Line:
    """A message in one line, without its bytes, and where it stands.

    since: when it was queued last. tries: how often it was sent since then. held: an earlier
    message of the same note was refused there, and this one must not overtake it.
    """

    id: str
    number: int
    destination: Destination
    form: str
    act: DocumentAct
    note_id: str
    version: int
    lane: str
    sha256: str
    queued_at: datetime
    queued_by: str
    last: Step
    since: datetime
    tries: int
    held: bool = False


def waiting(transaction: Transaction) -> tuple[Line, ...]:
    """All that is not settled, in the order in which it was queued."""
    is_open = OutgoingRow.id.in_(select(OutgoingOpenRow.message))
    return _lines(transaction, is_open)


def unsettled(transaction: Transaction) -> tuple[Line, ...]:
    """What waits, and what was refused and has not been sent since; oldest first.

    What was withdrawn, and what could not be written and was later, is settled.
    """
    return _lines(transaction, or_(OutgoingRow.id.in_(select(OutgoingOpenRow.message)), _refused()))


def of_note(transaction: Transaction, note_id: str) -> tuple[Line, ...]:
    """Oldest first."""
    return _lines(transaction, OutgoingRow.note_id == note_id)


def newest(transaction: Transaction, most: int) -> tuple[Line, ...]:
    """So many of all messages, newest first."""
    ids = select(OutgoingRow.id).order_by(OutgoingRow.number.desc()).limit(most)
    return _lines(transaction, OutgoingRow.id.in_(ids))[::-1]


def line(transaction: Transaction, beginning: str) -> Line:
    """The one message whose id is, or alone begins with, what was typed. Raises NotFoundError."""
    start = func.substr(OutgoingRow.id, 1, len(beginning))
    found = _lines(transaction, start == beginning) if beginning else ()
    if len(found) != 1:
        raise NotFoundError("there is no such message; list them with: erscribe export --list")
    return found[0]


def _refused() -> ColumnElement[bool]:
    """Whether a message was refused, and nothing came of it since."""
    last, later = aliased(OutgoingStepRow), aliased(OutgoingRow)
    rejected = exists().where(
        last.message == OutgoingRow.id,
        last.number == _last_number(OutgoingRow.id),
        last.state == "rejected",
        last.code != WITHDRAWN,
    )
    written = exists().where(
        later.note_id == OutgoingRow.note_id,
        later.version == OutgoingRow.version,
        later.act == OutgoingRow.act,
        later.destination == OutgoingRow.destination,
        later.form == OutgoingRow.form,
        later.sha256 != NOTHING,
    )
    return and_(rejected, or_(OutgoingRow.sha256 != NOTHING, ~written))


def _held() -> ColumnElement[bool]:
    """Whether an earlier message of the same note was refused there and stands so: what amends,
    adds to or retracts a document must not come before it."""
    before, last = aliased(OutgoingRow), aliased(OutgoingStepRow)
    return exists().where(
        before.note_id == OutgoingRow.note_id,
        before.destination == OutgoingRow.destination,
        before.form == OutgoingRow.form,
        before.number < OutgoingRow.number,
        before.sha256 != NOTHING,
        last.message == before.id,
        last.number == _last_number(before.id),
        last.state == "rejected",
        last.code != WITHDRAWN,
    )


def _last_number(message: Any, state: SendState | None = None) -> Any:
    """The number of a message's last step, or of its last one in a state."""
    one = aliased(OutgoingStepRow)
    asked = select(func.max(one.number)).where(one.message == message)
    return (asked.where(one.state == state) if state else asked).scalar_subquery()


def _lines(transaction: Transaction, wanted: ColumnElement[bool]) -> tuple[Line, ...]:
    """In the order in which they were queued."""
    last, first, tried = (aliased(OutgoingStepRow) for _ in range(3))
    queued = _last_number(OutgoingRow.id, "queued")
    tries = (
        select(func.count())
        .where(tried.message == OutgoingRow.id, tried.state == "sending", tried.number > queued)
        .scalar_subquery()
    )
    asked = (
        select(*_LIGHT, last, func.coalesce(first.at, OutgoingRow.queued_at), tries, _held())
        .select_from(OutgoingRow)
        .join(last, and_(last.message == OutgoingRow.id, last.number == _last_number(last.message)))
        .outerjoin(first, and_(first.message == OutgoingRow.id, first.number == queued))
        .where(wanted)
        .order_by(OutgoingRow.number)
    )
    many = len(_LIGHT)
    rows: Iterable[Any] = transaction.execute(asked)
    found = ((*row[:many], read_step(row[many]), *row[many + 1 :]) for row in rows)
    return tuple(Line(*values) for values in found)
