"""Models come into a site's store by its system administrator; who chose one is written down."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from app.domain.access import Actor, AuditEvent, Detail
from app.services.access import Done, perform
from app.store.audit import append
from app.store.database import Database, Transaction

CHOSEN: Final = "CFG-CHOICE"


def permit_install(database: Database, actor: Actor, model: str) -> None:
    """Before a model is copied: its audit row is written, or nothing is copied.

    Raises AccessError and StoreError.
    """

    def work(_: Transaction, __: datetime) -> Done[None]:
        return Done(None, model)

    perform(database, actor, "models.install", work)


def note_choice(database: Database, actor: Actor, chosen: Mapping[str, Any]) -> None:
    """Before another recogniser or device is in force here: its audit row is written, or nothing
    is changed. A folder is named by its last part; None is the default. Raises StoreError."""
    detail: Detail = {key: Path(str(value or "auto")).name for key, value in chosen.items()}
    event = AuditEvent(datetime.now(UTC), actor, CHOSEN, "U", object_type="model", detail=detail)
    with database.transaction() as transaction:
        append(transaction, event)
