"""Who acts, and the audit event that every act leaves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Profile = Literal["sandbox", "clinical"]
Role = Literal[
    "physician",
    "nurse",
    "auditor",
    "emr_compliance",
    "sysadmin",
    "secadmin",
    "emergency_unauth",
    "export_service",
    "sandbox",
]
Deed = Literal["C", "R", "U", "D", "E"]
"""What an act does to its object: create, read, update, delete, execute (FHIR AuditEvent)."""
Outcome = Literal[0, 4, 8, 12]
"""FHIR AuditEvent.outcome: 0 done, 4 minor failure, 8 refused, 12 major failure."""
Detail = Mapping[str, str | int | bool]


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody on whose behalf a service is called.

    trainee: what they sign needs a supervisor's signature too. proved_at: when they last gave
    their credential, aware UTC; None for those who never do.
    """

    id: str
    name: str
    role: Role
    session_id: str = ""
    department: str = ""
    workstation: str = ""
    trainee: bool = False
    proved_at: datetime | None = None

    @property
    def profile(self) -> Profile:
        """Which stores this actor may act in."""
        return "sandbox" if self.role == "sandbox" else "clinical"


SANDBOX_ACTOR = Actor("sandbox", "Sandbox user", "sandbox")
EMERGENCY_ACTOR = Actor("emergency", "Emergency recording", "emergency_unauth")
"""Records without sign-in; what it recorded is claimed by a physician later."""
SYSTEM_ACTOR = Actor("system", "ERScribe", "sysadmin")
"""The program itself, in audit rows only: start, checkpoint, time-outs. It is never authorized."""


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One act on one thing; the chain adds number, clocks and hashes when it is kept.

    at: aware UTC. code: as in PERMISSIONS (`NOTE-SIGN`). patient, encounter: kept as a keyed hash
    only. reason: a code. detail: ids, counts and codes as text, whole numbers or flags, never
    patient text and never a fraction, which the chain's canonical form has no single spelling of.
    """

    at: datetime
    actor: Actor
    code: str
    deed: Deed = "E"
    outcome: Outcome = 0
    object_type: str = ""
    object_id: str = ""
    version: int = 0
    encounter: str = ""
    patient: str = ""
    reason: str = ""
    detail: Detail = field(default_factory=dict)
