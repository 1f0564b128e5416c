"""The audit log: rows are added in the transaction of the act they tell of, and never changed."""

from sqlalchemy import insert

from app.domain.access import AuditEvent
from app.store.database import Transaction
from app.store.tables import AuditRow


def append(transaction: Transaction, event: AuditEvent) -> None:
    """The one place where an audit row is made, and so where the hash chain will link it."""
    transaction.execute(
        insert(AuditRow).values(
            at=event.at,
            actor_id=event.actor_id,
            action=event.action,
            entity_kind=event.entity_kind,
            entity_id=event.entity_id,
            detail=event.detail,
        )
    )
