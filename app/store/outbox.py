"""Messages on their way out: frozen when they are queued, moved on by steps that only grow."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, insert, select, update

from app.domain.errors import IntegrityError, NotFoundError
from app.domain.outgoing import Message, SendState
from app.store.database import Transaction
from app.store.tables_outbox import OutgoingLeaseRow, OutgoingRow, OutgoingStepRow

WITHDRAWN: Final = "withdrawn"
"""Code of the rejection of what was taken back before anybody tried to send it."""
UNWRITABLE: Final = "invalid"
"""Code of the rejection of a document that could not be written in its form."""
NOTHING: Final = hashlib.sha256(b"").hexdigest()
"""Of the bytes of a document that could not be written."""
_SENDER: Final = "sender"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a message. at, due_at: aware UTC; code, sentence: as in an Outcome."""

    number: int
    state: SendState
    at: datetime
    code: str = ""
    sentence: str = ""
    due_at: datetime | None = None


def queue(transaction: Transaction, message: Message) -> int:
    """Freeze a message and let it wait; its number. Its `number` is not looked at.

    A message of this id stays as it is: then 0, and nothing is queued.
    """
    if transaction.get(OutgoingRow, message.id) is not None:
        return 0
    number = _add(transaction, message)
    add_step(transaction, message.id, "queued", message.queued_at)
    return number


def keep_unwritable(transaction: Transaction, message: Message, sentence: str) -> None:
    """Keep that a document could not be written, and why; nothing of it is ever sent."""
    if transaction.get(OutgoingRow, message.id) is None:
        _add(transaction, message)
        add_step(
            transaction,
            message.id,
            "rejected",
            message.queued_at,
            code=UNWRITABLE,
            sentence=sentence,
        )


def _add(transaction: Transaction, message: Message) -> int:
    number = (transaction.scalar(select(func.max(OutgoingRow.number))) or 0) + 1
    transaction.execute(
        insert(OutgoingRow).values(
            id=message.id,
            number=number,
            destination=message.destination,
            form=message.form,
            act=message.act,
            note_id=message.note_id,
            version=message.version,
            lane=message.lane,
            payload=message.payload,
            sha256=message.sha256,
            queued_at=message.queued_at,
            queued_by=message.queued_by,
        )
    )
    return number


def add_step(
    transaction: Transaction,
    message: str,
    state: SendState,
    at: datetime,
    *,
    code: str = "",
    sentence: str = "",
    due_at: datetime | None = None,
) -> None:
    """Keep the next step of a message."""
    last = transaction.scalar(
        select(func.max(OutgoingStepRow.number)).where(OutgoingStepRow.message == message)
    )
    transaction.execute(
        insert(OutgoingStepRow).values(
            message=message,
            number=(last or 0) + 1,
            state=state,
            at=at,
            code=code,
            sentence=sentence,
            due_at=due_at,
        )
    )


def message(transaction: Transaction, message_id: str) -> Message:
    """Raises NotFoundError, and IntegrityError when its bytes are not those that were queued."""
    row = transaction.get(OutgoingRow, message_id)
    if row is None:
        raise NotFoundError("there is no such message; list them with: erscribe export --list")
    if hashlib.sha256(row.payload).hexdigest() != row.sha256:
        raise IntegrityError(
            f"message {message_id} is not as it was queued; restore the database from a backup"
        )
    return _message(row)


def frozen(transaction: Transaction, note_id: str, form: str) -> tuple[Message, ...]:
    """The messages of a note in one form that could be written, oldest first, their bytes as they
    were queued. Raises IntegrityError."""
    found = select(OutgoingRow.id).where(
        OutgoingRow.note_id == note_id,
        OutgoingRow.form == form,
        OutgoingRow.sha256 != NOTHING,
    )
    ids = transaction.scalars(found.order_by(OutgoingRow.number)).all()
    return tuple(message(transaction, one) for one in ids)


def steps(transaction: Transaction, message_id: str) -> tuple[Step, ...]:
    """Oldest first."""
    rows = transaction.scalars(
        select(OutgoingStepRow)
        .where(OutgoingStepRow.message == message_id)
        .order_by(OutgoingStepRow.number)
    )
    return tuple(map(read_step, rows))


def lease(transaction: Transaction) -> tuple[str, int]:
    """Who sends now, "" for nobody, and their last beat."""
    row = transaction.get(OutgoingLeaseRow, _SENDER, populate_existing=True)
    return (row.holder, row.beat) if row is not None else ("", 0)


def beat(transaction: Transaction, holder: str, seen: tuple[str, int]) -> bool:
    """Take the lease, or show that one holds it still; False when it is not as it was `seen`.

    holder: who has it from now on, "" for nobody.
    """
    if lease(transaction) != seen:
        return False
    if transaction.get(OutgoingLeaseRow, _SENDER) is None:
        transaction.execute(insert(OutgoingLeaseRow).values(name=_SENDER, holder="", beat=0))
    transaction.execute(
        update(OutgoingLeaseRow)
        .where(OutgoingLeaseRow.name == _SENDER)
        .values(holder=holder, beat=seen[1] + 1)
    )
    return True


def _message(row: OutgoingRow) -> Message:
    return Message(
        row.id,
        row.number,
        row.destination,
        row.form,
        row.act,
        row.note_id,
        row.version,
        row.lane,
        row.payload,
        row.sha256,
        row.queued_at,
        row.queued_by,
    )


def read_step(row: OutgoingStepRow) -> Step:
    """As it was kept."""
    return Step(row.number, row.state, row.at, row.code, row.sentence, row.due_at)
