"""Models come into a site's store by its system administrator alone."""

from datetime import datetime

from app.domain.access import Actor
from app.services.access import Done, perform
from app.store.database import Database, Transaction


def permit_install(database: Database, actor: Actor, model: str) -> None:
    """Before a model is copied: its audit row is written, or nothing is copied.

    Raises AccessError and StoreError.
    """

    def work(_: Transaction, __: datetime) -> Done[None]:
        return Done(None, model)

    perform(database, actor, "models.install", work)
