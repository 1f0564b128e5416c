"""Who acts, and the audit event that every act leaves."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Profile = Literal["sandbox", "clinical"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody on whose behalf a service is called."""

    id: str
    name: str
    role: str


SANDBOX_ACTOR = Actor("sandbox", "Sandbox user", "sandbox")


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One act on one thing. `detail` holds ids, counts and codes, never patient text."""

    at: datetime
    actor_id: str
    action: str
    entity_kind: str
    entity_id: str
    detail: dict[str, str | int | float | bool] = field(default_factory=dict)
