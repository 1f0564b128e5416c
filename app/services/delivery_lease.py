"""Who sends: one at a time per store, whatever windows and workstations there are.

The lease is a row of the store. It is seen to live by a number that grows, and is taken over when
that has stood still for longer than a try may take, by the watcher's own clock: so it survives a
kill, and clocks of workstations need not agree.
"""

import time
from uuid import uuid4

from app.store.database import Transaction
from app.store.outbox import beat, lease


class Lease:
    """One sender's view of it; used inside the transactions of its acts."""

    def __init__(self, lasts_s: float) -> None:
        """lasts_s: longer than a holder goes without a sign of life."""
        self._lasts_s = lasts_s
        self._name = uuid4().hex
        self._watched: tuple[str, int] = ("", 0)
        self._watched_s = 0.0

    def hold(self, transaction: Transaction) -> bool:
        """Whether this sender has the lease now, having taken or renewed it."""
        seen = lease(transaction)
        if seen[0] not in {"", self._name}:
            if seen != self._watched:
                self._watched, self._watched_s = seen, time.monotonic()
            if time.monotonic() - self._watched_s < self._lasts_s:
                return False
        return beat(transaction, self._name, seen)

    def let_go(self, transaction: Transaction) -> None:
        """Somebody else may send at once."""
        seen = lease(transaction)
        if seen[0] == self._name:
            beat(transaction, "", seen)
