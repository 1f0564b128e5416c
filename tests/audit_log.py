"""A database with an audit log in it, and clocks that say what a test wants."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone

from sqlalchemy import insert

from app.domain.access import SANDBOX_ACTOR, Actor, AuditEvent
from app.domain.audit import HASHED, AuditRow, ClockState
from app.store.audit import CLOCK_KEY, LOG, append, rows, seal
from app.store.audit_chain import canonical_row, row_hash
from app.store.audit_clock import Clock
from app.store.database import Database, Transaction

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
    """So many acts, one by one, each a second after the other."""
    used = clock or SetClock()
    with database.transaction() as transaction:
        transaction.info[CLOCK_KEY] = used.clock
        for number in range(count):
            append(transaction, act(number, used.at))


def fill_fast(database: Database, count: int) -> None:
    """So many rows and the checkpoints over them, without asking the database for each."""
    fill(database, 1)
    made = 1
    while made < count:
        with database.transaction() as transaction:
            transaction.info[CLOCK_KEY] = SetClock().clock
            last = rows(transaction)[-1] if made == 1 else rows(transaction, first=made)[-1]
            several = min(250, count - made)
            new = [
                replace(last, seq=last.seq + one, object_id=f"n{last.seq + one}", code="NOTE-READ")
                for one in range(1, several + 1)
            ]
            put(transaction, linked(new, last.hash))
            made = last.seq + several
            if made < count:
                seal(transaction)
                made += 1


def linked(several: Iterable[AuditRow], previous: str) -> Iterator[AuditRow]:
    """The same rows in a chain that holds."""
    for row in several:
        new = replace(row, prev_hash=previous)
        content = canonical_row([getattr(new, name) for name in HASHED])
        previous = row_hash(bytes.fromhex(previous), content, "sha256").hex()
        yield replace(new, hash=previous)


def put(transaction: Transaction, several: Iterable[AuditRow]) -> None:
    transaction.connection().execute(insert(LOG), [asdict(row) for row in several])
