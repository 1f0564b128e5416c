"""Macros: rows are added and ended; a changed one is a new row."""

from datetime import datetime
from typing import cast
from uuid import uuid4

from sqlalchemy import select

from app.domain.errors import NotFoundError
from app.domain.macros import Macro
from app.domain.transcript import Language
from app.store.database import Transaction
from app.store.tables_window import MacroRow


def macros_of(transaction: Transaction, owner: str) -> tuple[Macro, ...]:
    """Somebody's own that have not ended, by name."""
    rows = transaction.scalars(
        select(MacroRow)
        .where(MacroRow.owner_id == owner, MacroRow.ended_at.is_(None))
        .order_by(MacroRow.name, MacroRow.id)
    )
    return tuple(Macro(row.id, row.name, cast(Language, row.language), row.text) for row in rows)


def add_macro(transaction: Transaction, macro: Macro, owner: str, at: datetime) -> Macro:
    """Keep a new one; gives it with its id."""
    row = MacroRow(
        id=uuid4().hex,
        owner_id=owner,
        name=macro.name,
        language=macro.language,
        text=macro.text,
        at=at,
        by=owner,
    )
    transaction.add(row)
    transaction.flush()
    return Macro(row.id, macro.name, macro.language, macro.text)


def end_macro(transaction: Transaction, macro: str, owner: str, at: datetime) -> None:
    """Raises NotFoundError for one that is not the owner's, or has ended."""
    row = transaction.get(MacroRow, macro)
    if row is None or row.owner_id != owner or row.ended_at is not None:
        raise NotFoundError("there is no such text of yours any more; open the list again")
    row.ended_at, row.ended_by = at, owner
    transaction.flush()
