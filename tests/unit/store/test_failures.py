"""Each complaint of a library becomes one sentence that says what to do."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import ArgumentError, OperationalError

from app.domain.errors import IntegrityError, StoreError
from app.store.failures import one_sentence

PATH = Path("/data/erscribe.sqlite3")


def complaint(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("as SQLite words it")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "kind", "sentence"),
    [
        (sqlite3.SQLITE_BUSY, StoreError, "close that and try again"),
        (sqlite3.SQLITE_BUSY_RECOVERY, StoreError, "close that and try again"),
        (sqlite3.SQLITE_LOCKED, StoreError, "close that and try again"),
        (sqlite3.SQLITE_READONLY, StoreError, "your account may write"),
        (sqlite3.SQLITE_READONLY_DIRECTORY, StoreError, "your account may write"),
        (sqlite3.SQLITE_CANTOPEN, StoreError, "your account may write"),
        (sqlite3.SQLITE_PERM, StoreError, "your account may write"),
        (sqlite3.SQLITE_FULL, StoreError, "free some space"),
        (sqlite3.SQLITE_IOERR_FSYNC, StoreError, "check the disk"),
        (sqlite3.SQLITE_CORRUPT, IntegrityError, "backup"),
        (sqlite3.SQLITE_NOTADB, IntegrityError, "backup"),
        (sqlite3.SQLITE_CONSTRAINT_TRIGGER, StoreError, "nothing was changed"),
        (sqlite3.SQLITE_ERROR, StoreError, "nothing was changed"),
    ],
)
@pytest.mark.parametrize("wrapped", [False, True])
def test_a_complaint_of_sqlite_is_one_sentence_about_the_file(
    code: int, kind: type[StoreError], sentence: str, wrapped: bool
) -> None:
    error: Exception = complaint(code)
    if wrapped:
        error = OperationalError("SELECT", None, complaint(code))
    with pytest.raises(StoreError) as told, one_sentence(PATH):
        raise error
    assert type(told.value) is kind
    assert str(told.value).startswith(f"the database {PATH} ")
    assert sentence in str(told.value)
    assert "SQLite words it" not in str(told.value)
    assert told.value.__cause__ is error


def test_a_complaint_of_sqlalchemy_itself_is_one_sentence_too() -> None:
    with pytest.raises(StoreError, match="nothing was changed"), one_sentence(PATH):
        raise ArgumentError("as SQLAlchemy words it")


def test_a_complaint_of_the_file_system_is_one_sentence_too() -> None:
    with (
        pytest.raises(StoreError, match=r"ERSCRIBE_DATA_DIR \(No space left\)"),
        one_sentence(PATH),
    ):
        raise OSError(28, "No space left")


def test_our_own_errors_pass_as_they_are() -> None:
    own = IntegrityError("our sentence")
    with pytest.raises(IntegrityError) as told, one_sentence(PATH):
        raise own
    assert told.value is own
