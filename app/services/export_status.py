"""Where a note stands on its way to the EMR, asked of whatever sends notes there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from app.domain.access import Actor

SendState = Literal["waiting", "sent", "refused"]


@dataclass(frozen=True, slots=True)
class Sending:
    """How far a note came. at: aware UTC of the last attempt, or of its receipt."""

    state: SendState
    at: datetime


class Outbox(Protocol):
    """Sends notes to an EMR. A site without one has no outbox at all."""

    def sending(self, actor: Actor, note: str) -> Sending | None:
        """None for a note that was never to be sent. Raises AccessError, StoreError."""
        ...
