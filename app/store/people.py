"""Users, what they prove themselves with, their sign-ins and their sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import delete, insert, select, update

from app.domain.access import Role
from app.domain.errors import NotFoundError, StoreError
from app.store.database import Transaction
from app.store.tables_people import FailureRow, SessionRow, UserRow

Source = Literal["local", "directory"]

NO_STEP = -1
"""In place of the step of a one-time code before the first one was used."""


@dataclass(frozen=True, slots=True)
class User:
    """An account. second_factor: an authenticator is enrolled. must_change: the password is
    temporary."""

    id: str
    login: str
    name: str
    role: Role
    department: str = ""
    trainee: bool = False
    supervisor_id: str | None = None
    source: Source = "local"
    second_factor: bool = False
    must_change: bool = False
    password_at: datetime | None = None
    disabled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What a user's credential is checked against. totp_step: of the last code that was used."""

    password_hash: str | None
    totp_secret: str | None
    totp_step: int


def find_user(transaction: Transaction, login: str) -> User | None:
    """login: in small letters."""
    row = transaction.scalars(select(UserRow).where(UserRow.login == login)).first()
    return None if row is None else _user(row)


def get_user(transaction: Transaction, login: str) -> User:
    """Raises NotFoundError."""
    found = find_user(transaction, login)
    if found is None:
        raise NotFoundError("there is no such user; list them: erscribe users list")
    return found


def login_of(transaction: Transaction, user: str) -> str | None:
    return transaction.scalar(select(UserRow.login).where(UserRow.id == user))


def list_users(transaction: Transaction) -> tuple[User, ...]:
    """All, by login."""
    return tuple(map(_user, transaction.scalars(select(UserRow).order_by(UserRow.login))))


def names_of(transaction: Transaction, ids: Sequence[str]) -> dict[str, str]:
    """The names of those ids that are users."""
    rows = transaction.execute(select(UserRow.id, UserRow.name).where(UserRow.id.in_(ids)))
    return {row.id: row.name for row in rows}


def add_user(
    transaction: Transaction, user: User, kept: Kept, created_at: datetime, created_by: str
) -> None:
    """Raises StoreError when the login is taken."""
    if find_user(transaction, user.login) is not None:
        raise StoreError("there is a user with this login already; choose another one")
    transaction.add(
        UserRow(
            id=user.id,
            login=user.login,
            name=user.name,
            role=user.role,
            department=user.department,
            trainee=user.trainee,
            supervisor_id=user.supervisor_id,
            source=user.source,
            password_hash=kept.password_hash,
            password_at=user.password_at,
            must_change=user.must_change,
            totp_secret=kept.totp_secret,
            totp_step=kept.totp_step,
            created_at=created_at,
            created_by=created_by,
        )
    )
    transaction.flush()


def kept_credential(transaction: Transaction, user: str) -> Kept:
    """user: an id that exists."""
    row = transaction.get_one(UserRow, user)
    return Kept(row.password_hash, row.totp_secret, row.totp_step)


def set_password(
    transaction: Transaction, user: str, password_hash: str, at: datetime, *, must_change: bool
) -> None:
    _set(transaction, user, password_hash=password_hash, password_at=at, must_change=must_change)


def rehash(transaction: Transaction, user: str, password_hash: str) -> None:
    """The same password, hashed at a higher cost."""
    _set(transaction, user, password_hash=password_hash)


def set_second_factor(transaction: Transaction, user: str, secret: str | None) -> None:
    """Codes of an earlier secret count no more. secret: None for no second factor."""
    _set(transaction, user, totp_secret=secret, totp_step=NO_STEP)


def use_step(transaction: Transaction, user: str, step: int) -> None:
    """A one-time code was used; neither it nor an earlier one is taken again."""
    _set(transaction, user, totp_step=step)


def set_role(transaction: Transaction, user: str, role: Role) -> None:
    _set(transaction, user, role=role)


def set_supervisor(transaction: Transaction, user: str, supervisor: str | None) -> None:
    """With a supervisor a user is a trainee, without one no longer."""
    _set(transaction, user, supervisor_id=supervisor, trainee=supervisor is not None)


def disable(transaction: Transaction, user: str, at: datetime) -> None:
    """Nobody signs in as this user any more; what they did stays theirs."""
    _set(transaction, user, disabled_at=at)


def enable(transaction: Transaction, user: str) -> None:
    """Who was disabled may sign in again."""
    _set(transaction, user, disabled_at=None)


def unlock(transaction: Transaction, user: str, at: datetime) -> None:
    _set(transaction, user, unlocked_at=at)


def _set(transaction: Transaction, user: str, **values: Any) -> None:
    transaction.execute(update(UserRow).where(UserRow.id == user).values(**values))


def failures(transaction: Transaction, login: str, since: datetime) -> tuple[datetime, ...]:
    """When sign-ins failed, oldest first."""
    found = (
        select(FailureRow.at)
        .where(FailureRow.login == login, FailureRow.at >= since)
        .order_by(FailureRow.at)
    )
    return tuple(transaction.scalars(found))


def add_failure(
    transaction: Transaction, login: str, at: datetime, forget_before: datetime
) -> None:
    """Keep that a sign-in failed; of anybody's older ones nothing is needed."""
    transaction.execute(delete(FailureRow).where(FailureRow.at < forget_before))
    transaction.execute(insert(FailureRow).values(login=login, at=at))


def forget_failures(transaction: Transaction, login: str) -> None:
    """After a success, or when an administrator unlocks."""
    transaction.execute(delete(FailureRow).where(FailureRow.login == login))


def begin_session(
    transaction: Transaction, session: str, user: str, workstation: str, at: datetime
) -> None:
    transaction.add(SessionRow(id=session, user_id=user, workstation=workstation, started_at=at))
    transaction.flush()


def end_session(transaction: Transaction, session: str, at: datetime, reason: str) -> bool:
    """False when it had ended before."""
    open_ = (SessionRow.id == session, SessionRow.ended_at.is_(None))
    if transaction.scalars(select(SessionRow.id).where(*open_)).first() is None:
        return False
    transaction.execute(update(SessionRow).where(*open_).values(ended_at=at, end_reason=reason))
    return True


def end_sessions(transaction: Transaction, user: str, at: datetime, reason: str) -> None:
    """All of a user's that are open."""
    mine = (SessionRow.user_id == user, SessionRow.ended_at.is_(None))
    transaction.execute(update(SessionRow).where(*mine).values(ended_at=at, end_reason=reason))


def session_over(transaction: Transaction, session: str) -> bool:
    """Whether it has ended: its user signed out, was disabled, or got another role."""
    row = transaction.get(SessionRow, session) if session else None
    return row is not None and row.ended_at is not None


def session_open(transaction: Transaction, session: str) -> bool:
    row = transaction.get(SessionRow, session)
    return row is not None and row.ended_at is None


def _user(row: UserRow) -> User:
    return User(
        row.id,
        row.login,
        row.name,
        row.role,  # type: ignore[arg-type]  # only roles are ever written
        row.department,
        row.trainee,
        row.supervisor_id,
        row.source,  # type: ignore[arg-type]  # as above
        row.totp_secret is not None,
        row.must_change,
        row.password_at,
        row.disabled_at,
    )


def ended_since(transaction: Transaction, at: datetime) -> bool:
    """Whether a session ended after that moment."""
    asked = select(SessionRow.id).where(SessionRow.ended_at > at).limit(1)
    return transaction.scalars(asked).first() is not None
