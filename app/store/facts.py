"""Facts about a store that are written seldom: its site's profile, limits, and own terms."""

from sqlalchemy import select

from app.store.database import Transaction
from app.store.tables_people import FactRow


def fact(transaction: Transaction, name: str, otherwise: str = "") -> str:
    """Its value, or `otherwise` while none is written."""
    row = transaction.get(FactRow, name)
    return row.value if row is not None else otherwise


def set_fact(transaction: Transaction, name: str, value: str) -> None:
    """Write it; what it was before is in the audit log's proposals, not here."""
    row = transaction.get(FactRow, name)
    if row is None:
        transaction.add(FactRow(name=name, value=value))
    else:
        row.value = value
    transaction.flush()


def facts(transaction: Transaction, prefix: str = "") -> dict[str, str]:
    """All whose names begin so."""
    rows = transaction.scalars(select(FactRow).order_by(FactRow.name))
    return {row.name: row.value for row in rows if row.name.startswith(prefix)}
