"""Open encounters: what is looked at, what is recorded, and what may be put away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.workplace import MOST_OPEN, Opened, Workplace

TWO = Workplace().with_shown("a").with_shown("b")


def test_what_is_looked_at_lies_open_once() -> None:
    again = TWO.with_shown("a")
    assert [one.id for one in again.opened] == ["a", "b"]
    assert again.shown == "a"


def test_the_neighbour_is_looked_at_when_one_is_put_away() -> None:
    assert TWO.without("b").shown == "a"
    assert TWO.with_shown("a").without("a").shown == "b"
    assert TWO.without("a").shown == "b", "another one was looked at"
    assert TWO.without("a").without("b") == Workplace()


def test_what_is_recorded_cannot_be_put_away() -> None:
    recorded = TWO.recording("b")
    assert recorded.without("b") is recorded
    assert recorded.recording(None).without("b").shown == "a"


@pytest.mark.parametrize(
    ("shown", "recorded", "other"),
    [("a", None, False), ("a", "a", False), ("a", "b", True), ("a", "", True), ("", "b", True)],
)
def test_somebody_else_is_recorded_than_looked_at(
    shown: str, recorded: str | None, other: bool
) -> None:
    assert Workplace(TWO.opened, shown, recorded).other_recorded is other


def test_a_recording_of_one_that_was_not_open_opens_it_and_changes_nothing_else() -> None:
    found = TWO.recording("c")
    assert (found.shown, found.recorded) == ("b", "c")
    assert found.find("c") == Opened("c")


def test_steps_go_round_and_begin_somewhere() -> None:
    assert TWO.stepped(1).shown == "a"
    assert TWO.stepped(-1).shown == "a"
    assert TWO.with_shown("").stepped(1).shown == "a"
    assert TWO.with_shown("").stepped(-1).shown == "b"
    assert Workplace().stepped(1) == Workplace()


def test_a_label_and_a_note_belong_to_one() -> None:
    named = TWO.labelled("a", "Li, bay 3").reading("a", "n1")
    assert named.find("a") == Opened("a", "Li, bay 3", "n1")
    assert named.find("b") == Opened("b")


@given(st.lists(st.sampled_from([f"e{number}" for number in range(30)]), max_size=80))
def test_never_too_many_lie_open_and_what_is_needed_stays(ids: list[str]) -> None:
    place = Workplace().recording("r")
    for one in ids:
        place = place.with_shown(one)
        assert len(place.opened) <= MOST_OPEN
        assert place.find("r") is not None
        assert place.find(place.shown) is not None
