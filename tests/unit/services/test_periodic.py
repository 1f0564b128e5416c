"""Work that is done again and again goes on whatever the store says, and ends with its block."""

import threading

from app.domain.errors import StoreError
from app.services.periodic import Periodic


def test_work_is_done_at_once_and_again_until_the_end() -> None:
    done = threading.Semaphore(0)
    with Periodic(done.release, 0.01, "test"):
        assert all(done.acquire(timeout=10) for _ in range(3))
    while done.acquire(blocking=False):
        pass
    assert not done.acquire(timeout=0.05)


def test_what_the_store_refuses_is_tried_again() -> None:
    tried = threading.Semaphore(0)

    def refused() -> None:
        tried.release()
        raise StoreError("not now")

    with Periodic(refused, 0.01, "test"):
        assert all(tried.acquire(timeout=10) for _ in range(3))


def test_the_end_waits_for_the_round_that_runs() -> None:
    begun, ended = threading.Event(), threading.Event()

    def slow() -> None:
        begun.set()
        threading.Event().wait(0.1)
        ended.set()

    with Periodic(slow, 60.0, "test"):
        assert begun.wait(10)
    assert ended.is_set()
