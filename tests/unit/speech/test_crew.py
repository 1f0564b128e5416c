"""Several threads give what one gives, in the same order."""

import os
import threading
import time
from collections.abc import Iterator

import pytest

from app.services import machine
from app.speech.crew import cores, first, in_order, team


def slow_first(number: int) -> int:
    time.sleep(0.05 if number == 0 else 0)
    return number * number


@pytest.mark.parametrize("workers", [1, 2, 5])
@pytest.mark.parametrize("count", [0, 1, 7])
def test_what_is_given_has_the_order_of_what_was_asked(workers: int, count: int) -> None:
    assert list(in_order(slow_first, range(count), workers)) == list(map(slow_first, range(count)))


def test_as_many_work_at_a_time_as_there_are_workers() -> None:
    meeting = threading.Barrier(2)
    assert list(in_order(lambda _: meeting.wait(20.0) >= 0, range(4), 2)) == [True] * 4


def test_items_are_taken_by_the_caller_and_few_of_them_ahead() -> None:
    taken: list[tuple[int, int]] = []

    def items() -> Iterator[int]:
        for number in range(100):
            taken.append((number, threading.get_ident()))
            yield number

    given = in_order(slow_first, items(), 2)
    assert next(given) == 0
    assert len(taken) <= 3
    given.close()
    assert {thread for _, thread in taken} == {threading.get_ident()}


@pytest.mark.parametrize("workers", [1, 3])
def test_the_first_error_ends_it(workers: int) -> None:
    done: list[int] = []

    def work(number: int) -> int:
        if number == 2:
            raise ValueError("two")
        done.append(number)
        return number

    with pytest.raises(ValueError, match="two"):
        list(in_order(work, range(1000), workers))
    assert len(done) < 20


def test_each_thread_begins_once() -> None:
    begun: list[int] = []
    list(in_order(slow_first, range(20), 3, lambda: begun.append(threading.get_ident())))
    assert len(begun) == len(set(begun)) <= 3


def test_a_small_network_is_read_by_one_thread_on_every_core(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.speech.crew.cores", lambda: 8)
    assert team(25_000_000) == (8, 1)
    assert team(3_000_000_000) == (2, 4)
    monkeypatch.setattr("app.speech.crew.cores", lambda: 1)
    assert team(25_000_000) == team(3_000_000_000) == (1, 1)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="of Linux")
def test_only_cores_that_may_be_used_count() -> None:
    before = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(before)})
        assert cores() == 1
    finally:
        os.sched_setaffinity(0, before)


def test_work_that_waits_begins_nothing_while_other_work_is_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(machine, "cores", lambda: 2)
    begun = threading.Event()
    given: list[list[bool]] = []

    def ask(waits: bool) -> None:
        def work(_: int) -> bool:
            begun.set()
            return True

        given.append(list(in_order(work, range(3), 2, waits=waits)))

    with first():
        ask(waits=False)
        assert begun.is_set()
        begun.clear()
        waiting = threading.Thread(target=ask, args=(True,))
        waiting.start()
        assert not begun.wait(0.2)
    waiting.join(20.0)
    assert given == [[True] * 3] * 2


def test_where_there_are_cores_for_both_nothing_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "cores", lambda: 16)
    with first():
        assert list(in_order(slow_first, range(3), 2, waits=True)) == [0, 1, 4]
