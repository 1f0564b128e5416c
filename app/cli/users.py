"""`erscribe users ...`: accounts, and one's own password."""

import argparse
import json
import sys
from collections.abc import Callable

from app import bootstrap, paths
from app.cli.acting import SANDBOX, acting, clinical, password_from, typed
from app.domain.access import Actor
from app.domain.errors import AccessError, SignInError
from app.services.credentials import common_passwords
from app.services.founding import found_store
from app.services.people import Account, Added, People, User
from app.services.sign_in import folded


def init(arguments: argparse.Namespace) -> int:
    """Make the clinical store with its first administrator; prints its recovery key, once."""
    account = Account(arguments.login, arguments.name, "secadmin", second_factor=arguments.totp)
    if arguments.password_from is None:
        password = _typed_twice(f"Password of {arguments.login}: ")
    else:
        password = password_from(arguments.password_from, "")
    made = found_store(
        paths.clinical_dir(),
        account,
        password,
        arguments.site,
        bootstrap.protectors(),
        blocked=common_passwords(paths.RESOURCES),
    )
    _say(f"clinical store made; its key is kept by the {made.kept_by} of this machine")
    _say(f"security administrator: {made.user.login}")
    _say(f"recovery key, to be printed and locked away now: {made.recovery_key}")
    _say_factor(made.authenticator)
    return 0


def whoami(arguments: argparse.Namespace) -> int:
    """The user, role and department that these options sign in as."""
    actor = acting(arguments)
    trainee = ", trainee" if actor.trainee else ""
    _say(f"{actor.name}, {actor.role}{trainee}, {actor.department or 'no department'}")
    return 0


def password(arguments: argparse.Namespace) -> int:
    """Change one's own password; or give another user a temporary one, as an administrator."""
    if not clinical():
        raise AccessError(SANDBOX)
    login = arguments.login or arguments.user
    if login is None:
        raise AccessError("whose password? give --user LOGIN")
    if arguments.user is None or folded(login) != folded(arguments.user):
        actor = acting(arguments)
        _say_password(login, bootstrap.reception().accounts.reset_password(actor, login))
        return 0
    desk = bootstrap.sign_in()
    old = password_from(arguments.password_from, f"Password of {login}: ")
    if arguments.new_password_from is None:
        new = _typed_twice("New password: ")
    else:
        new = password_from(arguments.new_password_from, "")
    actor = desk.change_password(login, old, new, arguments.code)
    desk.sign_out(actor, "exit")
    _say("the password is changed")
    return 0


def add(arguments: argparse.Namespace) -> int:
    """Make an account and print what its user must be told."""
    account = Account(
        arguments.login,
        arguments.name,
        arguments.role,
        arguments.department,
        arguments.supervisor,
        arguments.directory,
        arguments.totp,
    )
    return _change(arguments, lambda on, actor: _say_added(on.add(actor, account)))


def listing(arguments: argparse.Namespace) -> int:
    """All users: login, role, department, name, and what holds them up."""
    actor = acting(arguments)
    users = bootstrap.reception().accounts.list_users(actor)
    if arguments.json:
        _say(json.dumps([_row(user) for user in users], ensure_ascii=False, indent=1))
        return 0
    for user in users:
        notes = ", ".join(name for name, said in _row(user).items() if said is True)
        _say(f"{user.login:<20}{user.role:<16}{user.department:<16}{user.name}  {notes}".rstrip())
    return 0


def disable(arguments: argparse.Namespace) -> int:
    """Nobody signs in as this user until they are enabled."""
    return _change(arguments, lambda on, actor: on.disable(actor, arguments.login))


def enable(arguments: argparse.Namespace) -> int:
    """Who was disabled signs in again."""
    return _change(arguments, lambda on, actor: on.enable(actor, arguments.login))


def role(arguments: argparse.Namespace) -> int:
    """Give another role."""
    return _change(
        arguments, lambda on, actor: on.change_role(actor, arguments.login, arguments.role)
    )


def unlock(arguments: argparse.Namespace) -> int:
    """Let a user try again at once."""
    return _change(arguments, lambda on, actor: on.unlock(actor, arguments.login))


def totp(arguments: argparse.Namespace) -> int:
    """Enrol a new second factor and print its address for the user's authenticator; or withdraw
    it."""
    if arguments.off:
        return _change(arguments, lambda on, actor: on.withdraw_factor(actor, arguments.login))
    return _change(arguments, lambda on, actor: _say_factor(on.enrol(actor, arguments.login)))


def supervisor(arguments: argparse.Namespace) -> int:
    """Register a trainee's supervisor, or nobody's."""
    return _change(
        arguments,
        lambda on, actor: on.set_supervisor(actor, arguments.login, arguments.supervisor),
    )


def _change(arguments: argparse.Namespace, change: Callable[[People, Actor], None]) -> int:
    actor = acting(arguments)
    change(bootstrap.reception().accounts, actor)
    sys.stderr.write(f"{arguments.login}: done\n")
    return 0


def _row(user: User) -> dict[str, str | bool]:
    return {
        "login": user.login,
        "name": user.name,
        "role": user.role,
        "department": user.department,
        "trainee": user.trainee,
        "directory": user.source == "directory",
        "second_factor": user.second_factor,
        "must_change_password": user.must_change,
        "disabled": user.disabled_at is not None,
    }


def _say_added(added: Added) -> None:
    if added.password:
        _say_password(added.user.login, added.password)
    _say_factor(added.authenticator)


def _say_password(login: str, temporary: str) -> None:
    _say(f"temporary password of {login}, to be changed at once: {temporary}")
    _say(f"it is changed with: erscribe users password --user {login}")


def _say_factor(authenticator: str) -> None:
    if authenticator:
        _say(f"second factor, for an authenticator: {authenticator}")


def _typed_twice(prompt: str) -> str:
    first = typed(prompt)
    if typed("The same again: ") != first:
        raise SignInError("the two passwords differ; nothing was changed")
    return first


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
