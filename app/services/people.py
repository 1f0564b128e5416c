"""User accounts as the security administrator keeps them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, get_args
from uuid import uuid4

from app.domain.access import Actor, Role
from app.domain.errors import AccessError, StoreError
from app.domain.lockout import COUNTED, LOCKED, free_at, locked
from app.services.access import Done, Subject, perform
from app.services.credentials import Hashes, new_totp_secret, temporary_password, totp_address
from app.services.sign_in import folded, site_rules
from app.store import people
from app.store.database import Database, Transaction
from app.store.people import Kept, User

__all__ = ["ROLES", "Account", "Added", "Listed", "People", "User"]

ROLES: Final = tuple(role for role in get_args(Role) if role not in {"emergency_unauth", "sandbox"})
"""What a user can be; one of them."""
_LOGIN: Final = re.compile(r"[\w][\w.@-]{0,63}")
_LONGEST_NAME: Final = 128

Change = Callable[[Transaction, User, datetime], str]


@dataclass(frozen=True, slots=True)
class Account:
    """An account to be made. supervisor: the login of a trainee's supervisor; "" for no trainee.

    directory: the password is that of the hospital's directory. second_factor: enrol one, also
    where the site does not ask for it.
    """

    login: str
    name: str
    role: Role
    department: str = ""
    supervisor: str = ""
    directory: bool = False
    second_factor: bool = False


@dataclass(frozen=True, slots=True)
class Added:
    """What the new user must be told, once. password: "" for users of the directory; authenticator:
    the otpauth address, "" when no second factor was enrolled."""

    user: User
    password: str
    authenticator: str

    def __repr__(self) -> str:
        return f"Added({self.user.id})"


@dataclass(frozen=True, slots=True)
class Listed:
    """A user as an administrator looks at one. supervisor: the name of a trainee's, "" for none.
    locked_until: too many wrong tries; aware UTC, None for who may try."""

    user: User
    supervisor: str = ""
    locked_until: datetime | None = None


class People:
    """Makes and changes accounts. Every method raises AccessError and StoreError."""

    def __init__(self, database: Callable[[], Database], hashes: Hashes | None = None) -> None:
        self._database = database
        self._hashes = hashes or Hashes()

    def add(self, actor: Actor, account: Account) -> Added:
        """A new account, with a temporary password that its user must change."""
        check(account)
        password = "" if account.directory else temporary_password()
        kept_hash = self._hashes.make(password) if password else None

        def work(transaction: Transaction, at: datetime) -> Done[Added]:
            wanted = account.second_factor or site_rules(transaction).second_factor
            secret = new_totp_secret() if wanted else None
            user = new_user(transaction, account, at, must_change=not account.directory)
            user = replace(user, second_factor=wanted)
            kept = Kept(kept_hash, secret, people.NO_STEP)
            people.add_user(transaction, user, kept, at, actor.id)
            address = totp_address(secret, user.login) if secret else ""
            detail = {"change": "added", "role": user.role, "source": user.source}
            return Done(Added(user, password, address), user.id, detail)

        return perform(self._database(), actor, "users.change", work)

    def list_users(self, actor: Actor) -> tuple[User, ...]:
        """All, by login."""

        def work(transaction: Transaction, _: datetime) -> Done[tuple[User, ...]]:
            found = people.list_users(transaction)
            return Done(found, detail={"users": len(found)})

        return perform(self._database(), actor, "users.list", work)

    def roster(self, actor: Actor) -> tuple[Listed, ...]:
        """The same with what holds each of them up."""

        def work(transaction: Transaction, at: datetime) -> Done[tuple[Listed, ...]]:
            users = people.list_users(transaction)
            names = {user.id: user.name for user in users}
            found = tuple(
                Listed(
                    user,
                    names.get(user.supervisor_id or "", ""),
                    _locked_until(transaction, user.login, at),
                )
                for user in users
            )
            return Done(found, detail={"users": len(found)})

        return perform(self._database(), actor, "users.list", work)

    def disable(self, actor: Actor, login: str) -> None:
        """Nobody signs in as this user until an administrator enables them, and who is signed in
        is signed out."""

        def change(transaction: Transaction, user: User, at: datetime) -> str:
            if user.id == actor.id:
                raise AccessError("nobody disables their own account; ask another administrator")
            people.disable(transaction, user.id, at)
            people.end_sessions(transaction, user.id, at, "disabled")
            return "disabled"

        self._change(actor, login, change)

    def enable(self, actor: Actor, login: str) -> None:
        """Who was disabled signs in again, with the password they had."""

        def change(transaction: Transaction, user: User, _: datetime) -> str:
            if user.disabled_at is None:
                raise StoreError("this account is not disabled; nothing was changed")
            people.enable(transaction, user.id)
            return "enabled"

        self._change(actor, login, change)

    def change_role(self, actor: Actor, login: str, role: Role) -> None:
        """The new role counts from the next sign-in; nobody changes their own."""
        _check_role(role)

        def change(transaction: Transaction, user: User, at: datetime) -> str:
            people.set_role(transaction, user.id, role)
            people.end_sessions(transaction, user.id, at, "role")
            return f"{user.role} to {role}"

        self._change(actor, login, change, "users.role")

    def reset_password(self, actor: Actor, login: str) -> str:
        """A temporary password, which the user must change."""
        password = temporary_password()
        kept_hash = self._hashes.make(password)

        def change(transaction: Transaction, user: User, at: datetime) -> str:
            if user.source == "directory":
                raise StoreError("this user's password is the directory's; reset it there")
            people.set_password(transaction, user.id, kept_hash, at, must_change=True)
            people.forget_failures(transaction, user.login)
            return "password"

        self._change(actor, login, change)
        return password

    def unlock(self, actor: Actor, login: str) -> None:
        """Wrong tries so far no longer count."""

        def change(transaction: Transaction, user: User, at: datetime) -> str:
            people.unlock(transaction, user.id, at)
            people.forget_failures(transaction, user.login)
            return "unlocked"

        self._change(actor, login, change)

    def enrol(self, actor: Actor, login: str) -> str:
        """The otpauth address of a new second factor; an earlier one counts no more."""
        secret = new_totp_secret()

        def change(transaction: Transaction, user: User, _: datetime) -> str:
            people.set_second_factor(transaction, user.id, secret)
            return "second-factor"

        self._change(actor, login, change)
        return totp_address(secret, folded(login))

    def withdraw_factor(self, actor: Actor, login: str) -> None:
        """The password is enough again, where the site allows that."""

        def change(transaction: Transaction, user: User, _: datetime) -> str:
            if site_rules(transaction).second_factor:
                raise StoreError(
                    "this site asks everybody for a second factor; enrol a new one instead"
                )
            if not user.second_factor:
                raise StoreError("this user has no second factor; nothing was changed")
            people.set_second_factor(transaction, user.id, None)
            return "second-factor-off"

        self._change(actor, login, change)

    def set_supervisor(self, actor: Actor, login: str, supervisor: str) -> None:
        """Make a user the trainee of a supervisor; of nobody, and so no trainee, for ""."""

        def change(transaction: Transaction, user: User, _: datetime) -> str:
            found = _supervisor(transaction, supervisor)
            if found == user.id:
                raise AccessError("nobody supervises themselves; name somebody else")
            people.set_supervisor(transaction, user.id, found)
            return "supervisor"

        self._change(actor, login, change)

    def _change(self, actor: Actor, login: str, change: Change, act: str = "users.change") -> None:
        def work(transaction: Transaction, at: datetime) -> Done[None]:
            user = people.get_user(transaction, folded(login))
            return Done(None, user.id, {"change": change(transaction, user, at)})

        with self._database().transaction() as transaction:
            found = people.find_user(transaction, folded(login))
        about = Subject(user=found.id if found else None)
        perform(self._database(), actor, act, work, about)


def new_user(
    transaction: Transaction, account: Account, at: datetime, *, must_change: bool
) -> User:
    """The user of an account that was checked. Raises NotFoundError, AccessError."""
    supervisor = _supervisor(transaction, account.supervisor)
    return User(
        uuid4().hex,
        folded(account.login),
        account.name.strip(),
        account.role,
        account.department.strip(),
        supervisor is not None,
        supervisor,
        "directory" if account.directory else "local",
        must_change=must_change,
        password_at=None if account.directory else at,
    )


def check(account: Account) -> None:
    """Raises AccessError for what cannot be an account."""
    _check_role(account.role)
    if not _LOGIN.fullmatch(folded(account.login)):
        raise AccessError("a login is up to 64 letters, digits, dots, dashes, underscores or @")
    name = account.name.strip()
    if not name or not name.isprintable() or len(name) > _LONGEST_NAME:
        raise AccessError(f"a user needs a name of at most {_LONGEST_NAME} characters")


def _locked_until(transaction: Transaction, login: str, at: datetime) -> datetime | None:
    failed = people.failures(transaction, login, at - COUNTED - LOCKED)
    until = free_at(failed) if locked(failed) else None
    return until if until is not None and until > at else None


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise AccessError(f"a user's role is one of {', '.join(ROLES)}")


def _supervisor(transaction: Transaction, login: str) -> str | None:
    if not login:
        return None
    found = people.get_user(transaction, folded(login))
    if found.role != "physician" or found.trainee or found.disabled_at is not None:
        raise AccessError("a supervisor is a physician who is no trainee; name another one")
    return found.id
