"""A clinical store with people in it, and a clock that the test moves."""

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from app.domain.access import Actor, Role
from app.domain.audit import AuditRow
from app.services.credentials import Cost, Hashes
from app.services.people import Account, new_user
from app.services.sign_in import SignIn
from app.store import people
from app.store.audit import rows
from app.store.database import Database
from app.store.facts import set_fact
from app.store.keys import StoreKeys, new_master
from app.store.people import Kept, User

SMALL = Cost(64, 1, 1)
HASHES = Hashes(SMALL, floor=SMALL)
PASSWORD = "plain-words-for-tests"  # noqa: S105 - of users in temporary folders
WORKSTATION = "er-3"
NAME = "erscribe.sqlite3"
KEYS = StoreKeys(new_master())


class Clock:
    """Aware UTC that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.at

    def wait(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def clinical(folder: Path) -> Database:
    """An empty clinical store; all that are made in one run have the same key."""
    path = folder / NAME
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_empty())
    return Database.open(path, keys=KEYS, profile="clinical")


@cache
def _empty() -> bytes:
    """A store as it is made, read whole: making its tables takes half a second."""
    with TemporaryDirectory() as folder:
        Database.open(Path(folder) / NAME, keys=KEYS, profile="clinical")
        return (Path(folder) / NAME).read_bytes()


def add(  # noqa: PLR0913 - a user has so many sides
    database: Database,
    login: str,
    role: Role = "physician",
    *,
    department: str = "er",
    secret: str | None = None,
    must_change: bool = False,
    at: datetime | None = None,
    directory: bool = False,
    password: str = PASSWORD,
) -> User:
    """A user of this name, with PASSWORD unless another one is given."""
    when = at or datetime.now(UTC)
    account = Account(login, f"Dr. {login.title()}", role, department, directory=directory)
    kept = Kept(None if directory else HASHES.make(password), secret, people.NO_STEP)
    with database.transaction() as transaction:
        user = new_user(transaction, account, when, must_change=must_change)
        people.add_user(transaction, user, kept, when, "test")
    return user


def acting_as(database: Database, login: str, role: Role = "physician", **more: str) -> Actor:
    """A new user, signed in a moment ago."""
    add(database, login, role, **more)  # type: ignore[arg-type]  # department only
    return SignIn(lambda: database, WORKSTATION, hashes=HASHES).sign_in(login, PASSWORD)


def site(database: Database, profile: str) -> None:
    """Set whose password rules hold."""
    with database.transaction() as transaction:
        set_fact(transaction, "password_profile", profile)


def log(database: Database, *codes: str) -> list[AuditRow]:
    """Audit rows of these codes, or of all acts."""
    with database.transaction() as transaction:
        return [
            row
            for row in rows(transaction)
            if (row.code in codes if codes else row.code != "AUD-CHECKPOINT")
        ]
