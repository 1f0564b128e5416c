"""Corrections that are not wanted: rows are added, and ended once; nothing else changes."""

from datetime import datetime

from sqlalchemy import or_, select, update

from app.domain.errors import NotFoundError
from app.domain.vetoes import Pairs, Veto, VetoScope, pair
from app.store.database import Transaction
from app.store.tables_window import VetoRow


def add_veto(
    transaction: Transaction,
    words: tuple[str, str],
    scope: VetoScope,
    of: str | None,
    by: str,
    at: datetime,
) -> int:
    """Keep that heard words are not to be written so; gives its key, an older one's where that
    says the same. of: the note or the user, None for the site."""
    heard, written = pair(*words)
    whose = {"note_id": of if scope == "note" else None, "user_id": of if scope == "user" else None}
    same = select(VetoRow.key).where(
        VetoRow.heard == heard,
        VetoRow.written == written,
        VetoRow.scope == scope,
        VetoRow.ended_at.is_(None),
        VetoRow.note_id.is_not_distinct_from(whose["note_id"]),
        VetoRow.user_id.is_not_distinct_from(whose["user_id"]),
    )
    known = transaction.scalars(same).first()
    if known is not None:
        return known
    row = VetoRow(heard=heard, written=written, scope=scope, at=at, by=by, **whose)
    transaction.add(row)
    transaction.flush()
    return row.key


def end_veto(transaction: Transaction, key: int, of: str, by: str, at: datetime) -> Veto:
    """Let a correction be made again. of: whose it must be. Raises NotFoundError."""
    row = transaction.get(VetoRow, key)
    if row is None or row.ended_at is not None or of not in {row.note_id, row.user_id}:
        raise NotFoundError("there is no such veto of yours any more")
    transaction.execute(update(VetoRow).where(VetoRow.key == key).values(ended_at=at, ended_by=by))
    return _veto(row)


def vetoes_of(transaction: Transaction, user_id: str) -> tuple[Veto, ...]:
    """Those of a user that hold now, newest first."""
    rows = transaction.scalars(
        select(VetoRow)
        .where(VetoRow.user_id == user_id, VetoRow.ended_at.is_(None))
        .order_by(VetoRow.key.desc())
    )
    return tuple(map(_veto, rows))


def pairs_for(transaction: Transaction, user_id: str) -> Pairs:
    """What is not to be corrected in what a user records: their own vetoes, and the site's."""
    rows = transaction.execute(
        select(VetoRow.heard, VetoRow.written).where(
            VetoRow.ended_at.is_(None),
            or_(VetoRow.user_id == user_id, VetoRow.scope == "site"),
        )
    )
    return frozenset((heard, written) for heard, written in rows)


def site_pairs(transaction: Transaction) -> Pairs:
    """What is not to be corrected on this site."""
    rows = transaction.execute(
        select(VetoRow.heard, VetoRow.written).where(
            VetoRow.ended_at.is_(None), VetoRow.scope == "site"
        )
    )
    return frozenset((heard, written) for heard, written in rows)


def _veto(row: VetoRow) -> Veto:
    return Veto(row.key, row.heard, row.written, row.scope, row.at, row.by, row.ended_at)
