"""Work for several threads that compute alone, given back in the order in which it was asked for.

Two threads inside every layer of a small network wait for each other at its end: of the embedded
recogniser, ten minutes took 13 s of processor on two threads and 9 s on one. Batches need nothing
of each other, so each is read by one thread, as many at a time as there are cores.
"""

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final, TypeVar

from app.services import machine

Item = TypeVar("Item")
Given = TypeVar("Given")
_MOST_CORES: Final = 8
_SMALL_BYTES: Final = 600_000_000  # more than the small shape at sixteen bits


def cores() -> int:
    """Those that this process may use, up to 8."""
    return min(_MOST_CORES, machine.cores())


def team(size: int) -> tuple[int, int]:
    """How many workers read with a network of so many bytes at a time, and the threads of each.

    On two cores, two workers of one thread were 1.30, 1.19 and 1.10 times as fast as one of two
    for Whisper's tiny, base and small shapes. Of larger networks few batches fit into memory, so
    that half the cores help each of two workers; that is not measured.
    """
    if size <= _SMALL_BYTES:
        return cores(), 1
    workers = min(2, cores())
    return workers, max(1, cores() // workers)


def threads_for_one(size: int) -> int:
    """How many threads read a sound that comes alone with a network of so many bytes; 0 where a
    team's workers do that as well as anything: they have help, or more weights would not fit."""
    return cores() if cores() > 1 and size <= _SMALL_BYTES else 0


class _Precedence:
    """Work that has all cores to itself, and work that waits until it is done."""

    def __init__(self) -> None:
        self._change = threading.Condition()
        self._first = 0

    @contextmanager
    def first(self) -> Iterator[None]:
        with self._change:
            self._first += 1
        try:
            yield
        finally:
            with self._change:
                self._first -= 1
                self._change.notify_all()

    def wait(self) -> None:
        with self._change:
            self._change.wait_for(lambda: not self._first)


_precedence: Final = _Precedence()


@contextmanager
def first() -> Iterator[None]:
    """While this lasts, work that `waits` begins nothing new, where the cores are too few for both.

    Two networks at a time on the same two cores took 5 % more processor time than one after the
    other; what either leaves idle at its end goes to the other all the same.
    """
    if machine.cores() >= 2 * _MOST_CORES:
        yield
        return
    with _precedence.first():
        yield


def in_order(
    work: Callable[[Item], Given],
    items: Iterable[Item],
    workers: int,
    begin: Callable[[], object] = lambda: None,
    *,
    waits: bool = False,
) -> Generator[Given, None, None]:
    """What `work` makes of each item, in their order. Items are taken in the caller's thread, no
    more of them ahead than there are workers; the first error ends it. begin: done by each thread
    before its first item. waits: no item is begun while somebody is `first`.
    """
    if workers <= 1:
        yield from map(work, items)
        return

    def in_turn(item: Item) -> Given:
        _precedence.wait()
        return work(item)

    waiting: deque[Future[Given]] = deque()
    with ThreadPoolExecutor(workers, "crew", begin) as pool:
        try:
            for item in items:
                waiting.append(pool.submit(in_turn if waits else work, item))
                if len(waiting) > workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for left in waiting:
                left.cancel()
