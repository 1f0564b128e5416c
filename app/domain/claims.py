"""How urgent it is that somebody claims a recording that was begun without sign-in."""

from datetime import datetime, timedelta
from typing import Final, Literal

Urgency = Literal["new", "remind", "escalate"]

REMIND: Final = timedelta(hours=1)
ESCALATE: Final = timedelta(hours=6)
"""病历书写基本规范 2010: what a rescue is about is written within six hours of its end."""


def urgency(started_at: datetime, now: datetime) -> Urgency:
    """From an hour on the ward is reminded, from six on those above it are told."""
    waited = now - started_at
    if waited >= ESCALATE:
        return "escalate"
    return "remind" if waited >= REMIND else "new"
