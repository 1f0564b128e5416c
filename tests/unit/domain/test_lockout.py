"""What wrong tries cost."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.lockout import free_at, locked

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


def tries(*seconds: float) -> list[datetime]:
    return [NOON + timedelta(seconds=one) for one in seconds]


@pytest.mark.parametrize(
    ("seconds", "wait_s"),
    [
        ((), None),
        ((0,), None),
        ((0, 1), None),
        ((0, 1, 2), 2),
        ((0, 1, 2, 4), 4),
        ((0, 1, 2, 4, 8), 900),
        ((0, 1, 2, 4, 900), 900),  # 15 minutes from the first to the fifth
        ((0, 1, 2, 4, 901), 4),  # the first no longer counts
        ((0, 1, 2, 4, 3000), None),
    ],
)
def test_each_failure_from_the_third_on_doubles_the_wait_and_the_fifth_locks(
    seconds: tuple[float, ...], wait_s: float | None
) -> None:
    failures = tries(*seconds)
    expected = None if wait_s is None else failures[-1] + timedelta(seconds=wait_s)
    assert free_at(failures) == expected
    assert locked(failures) == (wait_s == 900)
