"""A database with an audit log in it, and clocks that say what a test wants."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone

from app.domain.access import SANDBOX_ACTOR, Actor, AuditEvent
from app.domain.audit import ClockState
from app.store.audit import CLOCK_KEY, append
from app.store.audit_clock import Clock
from app.store.database import Database

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@dataclass
class SetClock:
    """Wall and count move only when a test moves them."""

    at: datetime = NOON
    mono_ns: int = 10_000_000_000_000
    boot: str = "boot-1"
    offset_h: float = 8
    state: ClockState = "synced"
    clock: Clock = field(init=False)

    def __post_init__(self) -> None:
        self.clock = Clock(
            lambda: self.at.astimezone(timezone(timedelta(hours=self.offset_h))),
            lambda: self.mono_ns,
            lambda: self.boot,
            lambda: self.state,
        )

    def passes(self, seconds: float) -> None:
        """Time goes by for both."""
        self.at += timedelta(seconds=seconds)
        self.mono_ns += round(seconds * 1e9)

    def is_set(self, seconds: float) -> None:
        """Somebody sets the wall clock."""
        self.at += timedelta(seconds=seconds)


def act(number: int = 0, at: datetime = NOON, actor: Actor = SANDBOX_ACTOR) -> AuditEvent:
    """A made-up act; every kind of column is in use."""
    return AuditEvent(
        at + timedelta(seconds=number),
        actor,
        "NOTE-READ",
        "R",
        object_type="note",
        object_id=f"n{number}",
        version=number % 3,
        encounter=f"SANDBOX-{number % 7}",
        patient=f"MRN-{number % 5}",
        reason="TREAT",
        detail={"words": number, "language": "中文", "final": True},
    )


def fill(database: Database, count: int, clock: SetClock | None = None) -> None:
    """So many acts, several in one transaction."""
    for first in range(0, count, 500):
        with database.transaction() as transaction:
            transaction.info[CLOCK_KEY] = (clock or SetClock()).clock
            for number in range(first, min(first + 500, count)):
                append(transaction, act(number))
