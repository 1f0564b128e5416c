"""What happened in a resuscitation, as it was marked while it went on."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CodeEvent:
    """One marked event. kind: a code (`cpr_start`, `shock`, `adrenaline`).

    recording, at_s: where in which recording, seconds from its start; "" and None when none ran.
    encounter: "" for a recording that nobody has claimed. at: aware UTC. value: a dose, an energy
    or a rhythm as it was typed. taken_back_at: None while it stands; what was taken back is kept.
    """

    key: int
    recording: str
    encounter: str
    kind: str
    at_s: float | None
    at: datetime
    by: str
    value: str = ""
    taken_back_at: datetime | None = None
    taken_back_by: str = ""
