"""Rows are written in order, behind the back of whoever records, until the database takes them."""

import threading
from collections.abc import Callable, Iterator

import pytest

from app.domain.errors import IntegrityError, NotFoundError, StoreError
from app.services.recording_rows import RETRY_S, RowWriter

PATIENCE_S = 60.0


class Sentences:
    """What was said of troubles, in order."""

    def __init__(self) -> None:
        self.said: list[str | None] = []

    def __call__(self, sentence: str | None) -> None:
        self.said.append(sentence)


@pytest.fixture
def sentences() -> Sentences:
    return Sentences()


@pytest.fixture
def rows(sentences: Sentences) -> Iterator[RowWriter]:
    writer = RowWriter(sentences)
    yield writer
    writer.close(PATIENCE_S)


def failing(times: int, error: Exception, done: list[str]) -> Callable[[], None]:
    left = [times]

    def work() -> None:
        if left[0]:
            left[0] -= 1
            raise error
        done.append("late")

    return work


def test_what_fails_is_tried_again_before_what_comes_after(
    rows: RowWriter, sentences: Sentences
) -> None:
    done: list[str] = []
    rows.put(failing(2, StoreError("the disk is full; free some space"), done))
    rows.put(lambda: done.append("next"))
    assert rows.settle(PATIENCE_S)
    assert done == ["late", "next"]
    assert sentences.said == ["the disk is full; free some space", None]


def test_what_is_refused_is_not_tried_again(rows: RowWriter, sentences: Sentences) -> None:
    done: list[str] = []
    rows.put(failing(1, NotFoundError("there is none"), done))
    rows.put(lambda: done.append("next"))
    assert rows.settle(PATIENCE_S)
    assert done == ["next"]
    assert sentences.said == []


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (IntegrityError("the database is damaged"), "the database is damaged"),
        (KeyError("Zebulon"), "internal error (KeyError)"),
    ],
)
def test_what_can_never_be_written_is_said_and_passed_over(
    rows: RowWriter, sentences: Sentences, error: Exception, sentence: str
) -> None:
    done: list[str] = []
    rows.put(failing(9, error, done))
    rows.put(lambda: done.append("next"))
    assert rows.settle(PATIENCE_S)
    assert done == ["next"]
    assert sentences.said == [sentence, None]


def test_waiting_for_the_database_never_waits_itself(rows: RowWriter) -> None:
    held = threading.Event()

    def waits() -> None:
        held.wait(PATIENCE_S)

    rows.put(waits)
    assert not rows.settle(0.01)
    held.set()
    assert rows.settle(PATIENCE_S)


def test_closing_writes_what_waits(sentences: Sentences) -> None:
    writer, done = RowWriter(sentences), list[str]()
    for number in range(5):
        writer.put(lambda number=number: done.append(str(number)))  # type: ignore[misc]
    writer.close(PATIENCE_S)
    assert done == ["0", "1", "2", "3", "4"]


def test_closing_does_not_wait_for_a_database_that_does_not_come_back(
    sentences: Sentences,
) -> None:
    writer, done = RowWriter(sentences), list[str]()
    writer.put(failing(99, StoreError("held by another program"), done))
    writer.put(lambda: done.append("next"))
    writer.close(PATIENCE_S)
    assert done == ["next"]


def test_pauses_grow_and_end_at_the_longest(rows: RowWriter) -> None:
    pauses = rows.pauses()
    assert [next(pauses) for _ in range(len(RETRY_S) + 2)] == [*RETRY_S, RETRY_S[-1], RETRY_S[-1]]
