"""One holder at a time."""

import threading
import time
from pathlib import Path

import pytest

from app.domain.errors import StoreError
from app.store.lock import writer_lock


def test_the_lock_is_given_back_when_its_holder_fails(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with pytest.raises(KeyError), writer_lock(path, 0.0):
        raise KeyError
    with writer_lock(path, 0.0):
        pass


def test_a_second_holder_is_refused_after_its_wait(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    started_s = time.monotonic()
    with (
        writer_lock(path, 0.0),
        pytest.raises(StoreError, match="try again"),
        writer_lock(path, 0.2),
    ):
        pass
    assert time.monotonic() - started_s >= 0.2


def test_a_second_holder_gets_the_lock_when_the_first_lets_go(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    order: list[str] = []

    def second() -> None:
        with writer_lock(path, 10.0):
            order.append("second")

    waiting = threading.Thread(target=second)
    with writer_lock(path, 0.0):
        waiting.start()
        time.sleep(0.1)
        order.append("first")
    waiting.join()
    assert order == ["first", "second"]
