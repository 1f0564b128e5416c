"""Suggestions to a draft's author and values that were confirmed: rows are added, never changed."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, insert, select

from app.domain.access import Actor
from app.domain.errors import NotFoundError, StoreError
from app.domain.note_chips import REOPENED
from app.domain.note_versions import Confirmation
from app.domain.suggestions import Suggestion
from app.store.database import Transaction
from app.store.tables_notes import ConfirmedValueRow, SuggestionDecisionRow, SuggestionRow


def add_suggestion(transaction: Transaction, note_id: str, one: Suggestion) -> int:
    """Keep a suggestion as it was made; its number in the note."""
    last = transaction.scalar(
        select(func.max(SuggestionRow.number)).where(SuggestionRow.note_id == note_id)
    )
    number = (last or 0) + 1
    transaction.execute(
        insert(SuggestionRow).values(
            note_id=note_id,
            number=number,
            kind=one.kind,
            target=one.target,
            before=one.before,
            after=one.after,
            version=one.version,
            reason=one.reason,
            made_by=one.made_by,
            made_at=one.made_at,
        )
    )
    return number


def suggestions(transaction: Transaction, note_id: str) -> tuple[Suggestion, ...]:
    """All of a note, oldest first, with what was decided."""
    decided = {
        row.number: row
        for row in transaction.scalars(
            select(SuggestionDecisionRow).where(SuggestionDecisionRow.note_id == note_id)
        )
    }
    rows = transaction.scalars(
        select(SuggestionRow).where(SuggestionRow.note_id == note_id).order_by(SuggestionRow.number)
    )
    return tuple(_suggestion(row, decided.get(row.number)) for row in rows)


def _suggestion(row: SuggestionRow, decision: SuggestionDecisionRow | None) -> Suggestion:
    return Suggestion(
        row.number,
        row.kind,
        row.target,
        row.before,
        row.after,
        row.version,
        row.reason,
        row.made_by,
        row.made_at,
        decision.accepted if decision else None,
        decision.made_by if decision else "",
    )


def open_suggestion(transaction: Transaction, note_id: str, number: int) -> Suggestion:
    """Raises NotFoundError, and StoreError when it was decided already."""
    for one in suggestions(transaction, note_id):
        if one.number == number:
            if one.accepted is not None:
                raise StoreError(f"suggestion {number} was decided already and stays so")
            return one
    raise NotFoundError(f"the note has no suggestion {number}; see: erscribe notes show")


def decide_suggestion(
    transaction: Transaction, note_id: str, number: int, accepted: bool, by: Actor, at: datetime
) -> None:
    transaction.execute(
        insert(SuggestionDecisionRow).values(
            note_id=note_id, number=number, accepted=accepted, made_by=by.id, made_at=at
        )
    )


def confirm(transaction: Transaction, note_id: str, one: Confirmation) -> None:
    """Keep that somebody settled a doubt or confirmed a value; the last one said counts."""
    last = transaction.scalar(
        select(func.max(ConfirmedValueRow.number)).where(ConfirmedValueRow.note_id == note_id)
    )
    transaction.execute(
        insert(ConfirmedValueRow).values(
            note_id=note_id,
            number=(last or 0) + 1,
            subject=one.subject,
            value=one.value,
            made_by=one.by,
            made_at=one.at,
        )
    )


def confirmations(transaction: Transaction, note_id: str) -> tuple[Confirmation, ...]:
    """Oldest first."""
    rows = transaction.scalars(
        select(ConfirmedValueRow)
        .where(ConfirmedValueRow.note_id == note_id)
        .order_by(ConfirmedValueRow.number)
    )
    return tuple(Confirmation(row.subject, row.value, row.made_by, row.made_at) for row in rows)


def settled(confirmed: Iterable[Confirmation]) -> frozenset[str]:
    """What is settled now; the last thing said of a subject counts."""
    last = {one.subject: one.value for one in confirmed}
    return frozenset(subject for subject, value in last.items() if value != REOPENED)
