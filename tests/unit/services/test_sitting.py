"""A screen that nobody touches hides, then signs its user out."""

from pathlib import Path

import pytest

from app.services.sitting import Sitting, sitting
from app.store.facts import set_fact
from tests.people_desk import clinical


def state(one: Sitting) -> str:
    return one.state


class Seconds:
    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.mark.parametrize(
    ("idle_s", "expected"),
    [
        (0, "open"),
        (119.99, "open"),
        (120, "privacy"),
        (899.99, "privacy"),
        (900, "signed_out"),
        (100_000, "signed_out"),
    ],
)
def test_it_hides_after_two_minutes_and_ends_after_fifteen(
    seconds: Seconds, idle_s: float, expected: str
) -> None:
    one = Sitting(clock=seconds)
    seconds.now_s += idle_s
    assert state(one) == expected


def test_a_touch_begins_the_time_anew(seconds: Seconds) -> None:
    one = Sitting(clock=seconds)
    for _ in range(20):
        seconds.now_s += 119
        one.touch()
    assert state(one) == "open"
    assert one.next_s == 120


def test_touching_a_hidden_screen_does_not_show_it_nor_keep_the_session(seconds: Seconds) -> None:
    one = Sitting(clock=seconds)
    seconds.now_s += 120
    one.touch()
    assert state(one) == "privacy"
    assert one.next_s == 780
    seconds.now_s += 780
    one.touch()
    assert state(one) == "signed_out"
    assert one.next_s is None


def test_the_credential_shows_it_again_but_revives_no_ended_session(seconds: Seconds) -> None:
    one = Sitting(clock=seconds)
    one.hide()
    assert state(one) == "privacy"
    one.resume()
    assert state(one) == "open"
    seconds.now_s += 900
    one.resume()
    assert state(one) == "signed_out"


@pytest.mark.parametrize(("asked_s", "lock_s"), [(1, 60), (60, 60), (600, 600), (9999, 600)])
def test_no_site_hides_sooner_than_a_minute_or_later_than_ten(
    seconds: Seconds, asked_s: float, lock_s: float
) -> None:
    one = Sitting(asked_s, clock=seconds)
    seconds.now_s += lock_s - 0.01
    assert state(one) == "open"
    seconds.now_s += 0.01
    assert state(one) == "privacy"


def test_a_site_sets_its_own_times(tmp_path: Path, seconds: Seconds) -> None:
    database = clinical(tmp_path)
    assert (sitting(database).lock_s, sitting(database).end_s) == (120, 900)
    with database.transaction() as transaction:
        set_fact(transaction, "session_lock_s", "300")
        set_fact(transaction, "session_end_s", "200")
    found = sitting(database, seconds)
    assert (found.lock_s, found.end_s) == (300, 300)  # it never ends before it hides
