"""Who acts on a verb: the user whom --user signs in, or in a sandbox its one user."""

import argparse
import getpass
import os
import stat
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from app import bootstrap, paths
from app.domain.access import SANDBOX_ACTOR, Actor
from app.domain.errors import AccessError, CodeNeededError, SignInError
from app.services.sign_in import SignIn

NOBODY = "nobody is signed in, so nothing was read; give --user LOGIN"
SANDBOX = (
    "this is the sandbox store, which has no users; leave --user out, or make the first "
    "administrator with: erscribe users init"
)
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def acting(arguments: argparse.Namespace, desk: Callable[[], SignIn] = bootstrap.sign_in) -> Actor:
    """Who acts; in a clinical store a user signs in, until the verb is over.

    Asked before anything else is read. Raises AccessError when nobody signs in, SignInError.
    """
    login: str | None = getattr(arguments, "user", None)
    if not clinical():
        if login:
            raise AccessError(SANDBOX)
        return SANDBOX_ACTOR
    if not login:
        raise AccessError(NOBODY)
    place: str | None = getattr(arguments, "password_from", None)
    password = password_from(place, f"Password of {login}: ")
    actor = _signed_in(desk(), login, password, getattr(arguments, "code", ""))
    ending: ExitStack | None = getattr(arguments, "ending", None)
    if ending is not None:
        ending.callback(desk().sign_out, actor, "exit")
    return actor


def clinical() -> bool:
    """Whether the store in force may hold real encounters."""
    return paths.store_dir() == paths.clinical_dir()


def password_from(place: str | None, prompt: str) -> str:
    """A password from env:VARIABLE, from file:PATH that only its owner may read, or typed.

    Raises SignInError.
    """
    if place is None:
        return typed(prompt)
    kind, _, name = place.partition(":")
    found = os.environ.get(name) if kind == "env" else _first_line(Path(name))
    if not found:
        raise SignInError(f"there is no password in {place}; put it there and try again")
    return found


def typed(prompt: str) -> str:
    """A secret typed at a terminal. Raises SignInError when there is none."""
    if not sys.stdin.isatty():
        raise SignInError("no password was given: use --password-from env:VARIABLE or file:PATH")
    return getpass.getpass(prompt)


def _signed_in(desk: SignIn, login: str, password: str, code: str) -> Actor:
    try:
        return desk.sign_in(login, password, code)
    except CodeNeededError:
        if not sys.stdin.isatty():
            raise
        return desk.sign_in(login, password, typed("Code of your second factor: "))


def _first_line(path: Path) -> str:
    try:
        with path.open(encoding="utf-8") as file:
            if os.name == "posix" and os.fstat(file.fileno()).st_mode & _OTHERS:
                raise SignInError(f"others may read {path}; make it yours alone: chmod 600 {path}")
            return file.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SignInError(f"{path} cannot be read; name another file") from error
