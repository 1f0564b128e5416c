"""How long nobody may try again after sign-ins that failed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

COUNTED = timedelta(minutes=15)
"""Older failures no longer count."""
LIMIT = 5
LOCKED = timedelta(minutes=15)
_FREE = 2  # so many wrong tries cost nothing
_FIRST_DELAY = timedelta(seconds=2)


def locked(failures: Sequence[datetime]) -> bool:
    """Whether the last failure (oldest first) was the one that locks the login."""
    return len(failures) >= LIMIT and failures[-1] - failures[-LIMIT] <= COUNTED


def free_at(failures: Sequence[datetime]) -> datetime | None:
    """When the next try is looked at, given the failures since the last success, oldest first.

    From the third failure on each doubles the wait; the fifth in 15 minutes locks for 15. None
    when there is nothing to wait for.
    """
    if not failures:
        return None
    last = failures[-1]
    if locked(failures):
        return last + LOCKED
    near = sum(last - one <= COUNTED for one in failures)
    return last + _FIRST_DELAY * 2 ** (near - _FREE - 1) if near > _FREE else None
