"""What PostgreSQL complains of, as one clear sentence each, and without the rows it quotes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from app.domain.errors import IntegrityError, StoreError
from app.domain.store_address import StoreAddress

LOCKED: Final = "55P03"
"""The state that says a lock was waited for in vain; here only ever the writer's lock."""

_LOST = (
    StoreError,
    "cannot be reached, or was lost; see that the server and the network are up, and look whether "
    "the last change is there before you make it again (what was saved before is safe)",
)
_CONSTRAINT = (
    StoreError,
    "refused the change because it breaks one of its rules; nothing was changed",
)
_UNFIT = (
    IntegrityError,
    "could not hold this as it is; nothing was saved: do it again",
)
_DAMAGED = (
    IntegrityError,
    "is damaged; have the server's administrator restore it from a backup",
)
_SIGN_IN = (
    StoreError,
    "did not let this workstation in; see that its role is right and that store_password names "
    "where its password is",
)
_BUSY = (StoreError, "took too long, so nothing was changed; try again")
_MISSING = (
    StoreError,
    "is not there; have the server's administrator make the database, as README says",
)
# By the whole state first, then by its class, the first two letters.
_SENTENCES: Final[dict[str, tuple[type[StoreError], str]]] = {
    LOCKED: (
        StoreError,
        "is being written to by another ERScribe; wait for it to finish, then try again",
    ),
    "57014": _BUSY,
    "25P03": _BUSY,
    "57": _LOST,
    "08": _LOST,
    "23": _CONSTRAINT,
    "22": _UNFIT,
    "28": _SIGN_IN,
    "3D": _MISSING,
    "42P01": _MISSING,
    "42501": (
        StoreError,
        "may not be written to by this role; have the server's administrator make it the owner of "
        "the database, as README says",
    ),
    "25006": (StoreError, "can only be read just now; try again when the server takes changes"),
    "53300": (StoreError, "has too many users at once; try again"),
    "53": (
        StoreError,
        "has no room left; have the server's administrator make some (what was saved before is "
        "safe)",
    ),
    "58": (
        StoreError,
        "could not be read or written by the server's disk; tell its administrator (what was "
        "saved before is safe)",
    ),
    "XX001": _DAMAGED,
    "XX002": _DAMAGED,
}
_OTHERWISE = (StoreError, "could not do what was asked; nothing was changed")
_NOT_PROVEN = (
    StoreError,
    "was not connected to, because the server did not prove with its certificate that it is that "
    "one; see that sslrootcert names the right authority",
)


@contextmanager
def one_sentence(address: StoreAddress) -> Iterator[None]:
    """Turn library errors raised inside into StoreError or IntegrityError about the store.

    The original is not chained: PostgreSQL quotes whole rows, and so patients, in its messages.
    """
    try:
        yield
    except SQLAlchemyError as error:
        cause = error.orig if isinstance(error, DBAPIError) else None
        raise _told(address, cause) from None
    except psycopg.Error as error:
        raise _told(address, error) from None
    except UnicodeEncodeError:
        raise StoreError(
            f"the store {address} cannot hold this result: a text in it is not valid Unicode; "
            "transcribe the recording again"
        ) from None


def _told(address: StoreAddress, cause: BaseException | None) -> StoreError:
    state = getattr(cause, "sqlstate", None) or ""
    kind, sentence = _SENTENCES.get(state) or _SENTENCES.get(state[:2]) or _OTHERWISE
    if not state and isinstance(cause, psycopg.OperationalError):
        kind, sentence = _unreached(str(cause).lower())
    elif sentence is _OTHERWISE[1] and state:
        sentence = f"{sentence} (ask with this code: {state})"
    return kind(f"the store {address} {sentence}")


def _unreached(said: str) -> tuple[type[StoreError], str]:
    """libpq gives its own refusals no state; only its words tell them apart."""
    if "certificate" in said or "ssl" in said:
        return _NOT_PROVEN
    if "password" in said or "authentication" in said:
        return _SIGN_IN
    if 'database "' in said and "does not exist" in said:
        return _MISSING
    return _LOST
