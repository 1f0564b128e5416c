"""Corrections that are not wanted: rows are added, and ended once; nothing else changes."""

from datetime import datetime

from sqlalchemy import and_, or_, select, update

from app.domain.errors import NotFoundError
from app.domain.vetoes import Pairs, Veto, VetoScope, pair, placed
from app.store.database import Transaction
from app.store.tables_window import VetoRow


def add_veto(
    transaction: Transaction,
    words: tuple[str, str],
    scope: VetoScope,
    of: str | None,
    by: str,
    at: datetime,
    *,
    section: str = "",
    department: str = "",
) -> int:
    """Keep that heard words are not to be written so; gives its key, an older one's where that
    says the same. of: the note or the user, None for the site. section: of a user's, department:
    of the site's, the only one where it holds."""
    heard, written = pair(*words)
    where = {"section": section, "department": department}
    whose = {"note_id": of if scope == "note" else None, "user_id": of if scope == "user" else None}
    same = select(VetoRow.key).where(
        VetoRow.heard == heard,
        VetoRow.written == written,
        VetoRow.scope == scope,
        VetoRow.ended_at.is_(None),
        VetoRow.note_id.is_not_distinct_from(whose["note_id"]),
        VetoRow.user_id.is_not_distinct_from(whose["user_id"]),
        VetoRow.section == section,
        VetoRow.department == department,
    )
    known = transaction.scalars(same).first()
    if known is not None:
        return known
    row = VetoRow(heard=heard, written=written, scope=scope, at=at, by=by, **whose, **where)
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


def pairs_for(transaction: Transaction, user_id: str, department: str = "") -> Pairs:
    """What is not to be corrected in what a user records: their own vetoes, their department's, and
    the site's."""
    ours = VetoRow.department.in_({"", department})
    rows = transaction.execute(
        select(VetoRow.heard, VetoRow.written, VetoRow.section).where(
            VetoRow.ended_at.is_(None),
            or_(VetoRow.user_id == user_id, and_(VetoRow.scope == "site", ours)),
        )
    )
    return frozenset(
        placed(section, (heard, written)) if section else (heard, written)
        for heard, written, section in rows
    )


def site_pairs(transaction: Transaction) -> Pairs:
    """What is not to be corrected on this site, in whatever department."""
    rows = transaction.execute(
        select(VetoRow.heard, VetoRow.written).where(
            VetoRow.ended_at.is_(None), VetoRow.scope == "site", VetoRow.department == ""
        )
    )
    return frozenset((heard, written) for heard, written in rows)


def _veto(row: VetoRow) -> Veto:
    words = (row.heard, row.written, row.scope)
    where = (row.section, row.department)
    return Veto(row.key, *words, row.at, row.by, row.ended_at, *where)
