"""What patients said about being recorded; every step is kept, the last one holds."""

from datetime import datetime

from sqlalchemy import select

from app.domain.encounters import Consent, ConsentStep
from app.store.database import Transaction
from app.store.merges import family
from app.store.tables_window import ConsentRow


def add_consent(
    transaction: Transaction, encounter: str, state: Consent, at: datetime, by: str
) -> ConsentStep:
    """Keep what was said now."""
    transaction.add(ConsentRow(encounter_id=encounter, state=state, at=at, by=by))
    transaction.flush()
    return ConsentStep(encounter, state, at, by)


def consents(transaction: Transaction, encounter: str) -> tuple[ConsentStep, ...]:
    """All that was said, oldest first; of merged encounters too, since it is the same patient."""
    rows = transaction.scalars(
        select(ConsentRow)
        .where(ConsentRow.encounter_id.in_(family(transaction, encounter)))
        .order_by(ConsentRow.at, ConsentRow.key)
    )
    return tuple(ConsentStep(row.encounter_id, row.state, row.at, row.by) for row in rows)


def consent_when(transaction: Transaction, encounter: str | None, at: datetime) -> str:
    """What held at a moment; "" when nothing had been said."""
    if encounter is None:
        return ""
    said = [one.state for one in consents(transaction, encounter) if one.at <= at]
    return said[-1] if said else ""
