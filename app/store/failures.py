"""What SQLite, SQLAlchemy and the file system complain of, as one clear sentence each."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlcipher3 import dbapi2 as sqlcipher

from app.domain.errors import IntegrityError, StoreError

_UNWRITABLE = (
    "cannot be opened for writing; see that the file is there and that your account may write "
    "it and its folder, or choose another folder with ERSCRIBE_DATA_DIR"
)
_DAMAGED = (
    "is damaged or no database; it was left as it is: put a backup in its place, "
    "or move it away to begin with an empty one"
)
_SENTENCES: dict[int, tuple[type[StoreError], str]] = {
    sqlite3.SQLITE_BUSY: (StoreError, "is held by another program; close that and try again"),
    sqlite3.SQLITE_LOCKED: (StoreError, "is held by another program; close that and try again"),
    sqlite3.SQLITE_READONLY: (StoreError, _UNWRITABLE),
    sqlite3.SQLITE_CANTOPEN: (StoreError, _UNWRITABLE),
    sqlite3.SQLITE_PERM: (StoreError, _UNWRITABLE),
    sqlite3.SQLITE_FULL: (
        StoreError,
        "does not fit on its disk; free some space and try again (what was saved before is safe)",
    ),
    sqlite3.SQLITE_IOERR: (
        StoreError,
        "could not be read or written by the disk; check the disk and its free space, then try "
        "again (what was saved before is safe)",
    ),
    sqlite3.SQLITE_CORRUPT: (IntegrityError, _DAMAGED),
    sqlite3.SQLITE_NOTADB: (IntegrityError, _DAMAGED),
    sqlite3.SQLITE_CONSTRAINT: (
        StoreError,
        "refused the change because it breaks one of its rules; nothing was changed",
    ),
}
_OTHERWISE = (StoreError, "could not do what was asked; nothing was changed")


@contextmanager
def one_sentence(path: Path) -> Iterator[None]:
    """Turn library errors raised inside into StoreError or IntegrityError about `path`."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = error.orig if isinstance(error, DBAPIError) else None
        raise _told(path, cause) from error
    except (sqlcipher.Error, sqlite3.Error) as error:
        raise _told(path, error) from error
    except UnicodeEncodeError as error:
        raise StoreError(
            f"the database {path} cannot hold this result: a text in it is not valid Unicode; "
            "transcribe the recording again"
        ) from error
    except OSError as error:
        raise StoreError(f"the database {path} {_UNWRITABLE} ({error.strerror})") from error


def _told(path: Path, cause: BaseException | None) -> StoreError:
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF  # the low byte is the primary code
    kind, sentence = _SENTENCES.get(code, _OTHERWISE)
    return kind(f"the database {path} {sentence}")
