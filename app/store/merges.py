"""Encounters that were entered twice: which one stands for both, and how that is undone."""

from datetime import datetime

from sqlalchemy import select, update

from app.domain.encounters import Merge
from app.domain.errors import StoreError
from app.store.database import Transaction
from app.store.tables_people import AssignmentRow
from app.store.tables_window import MergeRow


def kept(transaction: Transaction, encounter: str) -> str:
    """The encounter that stands for this one: itself, unless it was merged."""
    into = select(MergeRow.into_id).where(
        MergeRow.encounter_id == encounter, MergeRow.undone_at.is_(None)
    )
    return transaction.scalars(into).first() or encounter


def merged_into(transaction: Transaction, encounter: str) -> tuple[str, ...]:
    """Those that an encounter stands for beside itself, in the order in which they came."""
    found = (
        select(MergeRow.encounter_id)
        .where(MergeRow.into_id == encounter, MergeRow.undone_at.is_(None))
        .order_by(MergeRow.key)
    )
    return tuple(transaction.scalars(found))


def merged(transaction: Transaction) -> dict[str, str]:
    """All that are merged now, in small letters, and what stands for each."""
    found = select(MergeRow.encounter_id, MergeRow.into_id).where(MergeRow.undone_at.is_(None))
    return {row.encounter_id.casefold(): row.into_id for row in transaction.execute(found)}


def family(transaction: Transaction, encounter: str) -> tuple[str, ...]:
    """All that are one encounter with this one; the one that is kept comes first."""
    first = kept(transaction, encounter)
    return (first, *merged_into(transaction, first))


def merge(
    transaction: Transaction, encounter: str, into: str, reason: str, at: datetime, by: str
) -> None:
    """Show one under the other from now on; who looks after it looks after the kept one too."""
    row = MergeRow(encounter_id=encounter, into_id=into, reason=reason, at=at, by=by)
    transaction.add(row)
    here = select(AssignmentRow.user_id).where(
        AssignmentRow.encounter_id == into, AssignmentRow.ended_at.is_(None)
    )
    theirs = (
        select(AssignmentRow.user_id)
        .where(AssignmentRow.encounter_id == encounter, AssignmentRow.ended_at.is_(None))
        .where(AssignmentRow.user_id.not_in(here))
    )
    for user in sorted(set(transaction.scalars(theirs))):
        transaction.add(
            AssignmentRow(encounter_id=into, user_id=user, assigned_at=at, assigned_by=by)
        )
    transaction.flush()


def part(transaction: Transaction, encounter: str, at: datetime, by: str) -> Merge:
    """Undo it: two encounters again, and whom it made look after the kept one does no longer.

    Raises StoreError when the encounter is not merged.
    """
    row = transaction.scalars(
        select(MergeRow).where(MergeRow.encounter_id == encounter, MergeRow.undone_at.is_(None))
    ).first()
    if row is None:
        raise StoreError("this encounter is not merged into another one; nothing was changed")
    row.undone_at, row.undone_by = at, by
    transaction.execute(
        update(AssignmentRow)
        .where(
            AssignmentRow.encounter_id == row.into_id,
            AssignmentRow.assigned_at == row.at,
            AssignmentRow.assigned_by == row.by,
            AssignmentRow.ended_at.is_(None),
        )
        .values(ended_at=at)
    )
    transaction.flush()
    return Merge(row.key, row.encounter_id, row.into_id, row.reason, row.at, row.by, at, by)
