"""Work that is begun before its turn."""

import threading

import pytest

from app.domain.errors import RecognitionError
from app.services.ahead import Ahead
from app.services.ports import Progress

PATIENCE_S = 20.0


def test_work_goes_on_beside_other_work_and_is_given_once_it_is_done() -> None:
    begun, other_done = threading.Event(), threading.Event()

    def work(progress: Progress) -> str:
        begun.set()
        progress(0.5)
        assert other_done.wait(PATIENCE_S)
        return "turns"

    told: list[float] = []
    with Ahead(work) as ahead:
        assert begun.wait(PATIENCE_S)  # nobody has asked for it yet
        other_done.set()
        assert ahead.given(told.append) == "turns"
    assert set(told) <= {0.0, 0.5}


def test_what_the_work_raises_is_raised_where_it_is_asked_for() -> None:
    def work(_: Progress) -> str:
        raise RecognitionError("telling the speakers apart failed")

    with Ahead(work) as ahead, pytest.raises(RecognitionError, match="speakers apart"):
        ahead.given(lambda _: None)


def test_work_that_nobody_needs_any_more_is_ended_at_its_next_step() -> None:
    steps = [0]

    def work(progress: Progress) -> str:
        while True:
            steps[0] += 1
            progress(0.1)

    with pytest.raises(RecognitionError, match="recognition failed"), Ahead(work):
        raise RecognitionError("recognition failed")
    assert steps[0] >= 1
    assert not [one for one in threading.enumerate() if one.name == "ahead"]


def test_who_waits_for_it_can_still_be_cancelled() -> None:
    def cancelled(_: float) -> None:
        raise RecognitionError("cancelled")

    def work(progress: Progress) -> str:
        while True:
            progress(0.1)

    with pytest.raises(RecognitionError, match="cancelled"), Ahead(work) as ahead:
        ahead.given(cancelled)
